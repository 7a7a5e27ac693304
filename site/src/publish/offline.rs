//! The site without a network: its version, and the service worker with the list of what it keeps.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rules::{Date, Policy};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::build::{Assets, Crowd, Output, Page};
use crate::content::{Address, Level, Places};

/// The service worker. It stands at the site's root, because a worker has to do with what is below it.
pub const WORKER: &str = "sw.js";

/// The version, for pages to show.
pub const VERSION: &str = "version.json";

/// Where the page is that is shown while there is no network and the page that was asked for is not kept.
pub const NO_NETWORK: &str = "/offline/";

/// The page for offices: what it loads is much for a phone that never opens it.
const OFFICE_PAGE: &str = "screen-list";

/// Bytes that are kept ahead, beside what is needed in any case: some 600 KB on the way.
const ROOM: usize = 3_000_000;

/// A file of `content/` with more bytes is not kept ahead.
const LARGEST_FILE: usize = 300_000;

/// Hexadecimal digits of a version, and of a file's digest in the list. They guard against mishaps, not against an enemy,
/// who could change the list itself.
const VERSION_DIGITS: usize = 7;
const DIGEST_DIGITS: usize = 16;

/// What a site has to be kept.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Every file that is written so far.
    pub outputs: &'a [Output],
    /// Its pages, and those that are told as many.
    pub pages: &'a [&'a Page],
    /// The latter.
    pub crowd: &'a Crowd,
    /// Pages that every site has, by their folders.
    pub always: &'a [&'a str],
    /// The policy in force.
    pub in_force: Option<&'a Policy>,
    /// Its styles and scripts.
    pub assets: &'a Assets,
    /// Its places.
    pub places: &'a Places,
    /// Files that were copied from `content/`, below the output folder.
    pub files: &'a [&'a str],
}

/// A number that changes with every file of the site.
#[must_use]
pub fn version(outputs: &[Output]) -> String {
    let mut sorted: Vec<&Output> = outputs.iter().collect();
    sorted.sort_unstable();
    let mut digest = Sha256::new();
    for output in sorted {
        digest.update(output.path.as_bytes());
        digest.update([0]);
        digest.update(output.digest);
    }
    hexadecimal(&digest.finalize(), VERSION_DIGITS)
}

/// The version for pages to show, with the day of the latest page, or `on` where none has one.
#[must_use]
pub fn version_file(version: &str, pages: &[&Page], on: Date) -> String {
    let updated = pages.iter().filter_map(|page| page.updated).max().unwrap_or(on).chinese();
    serde_json::json!({ "version": version, "updated": updated }).to_string()
}

/// The worker's script with its list: `None` has it keep nothing and let go of what an earlier one kept.
#[must_use]
pub fn worker(script: &str, version: &str, site: Option<Site<'_>>) -> String {
    let list = site.map_or_else(|| List { version, ..List::default() }, |site| site.list(version));
    let list = serde_json::to_string(&list).unwrap_or_default();
    format!("const LIST = {list};\n{script}")
}

/// What the worker reads.
#[derive(Debug, Default, Serialize)]
struct List<'a> {
    version: &'a str,
    /// Files that are kept ahead, with the beginning of their digest.
    files: BTreeMap<Cow<'a, str>, String>,
    /// Folders whose pages are kept once they were opened.
    visited: BTreeSet<String>,
    /// Files that are kept with such a page that names them, with the beginning of their digest.
    with_page: BTreeMap<&'a str, String>,
}

/// How much a file is wanted; the first are kept in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Needed,
    Page,
    Place,
    File,
}

impl<'a> Site<'a> {
    fn list(self, version: &'a str) -> List<'a> {
        let outputs: HashMap<&str, &Output> = self.outputs.iter().map(|output| (output.path.as_str(), output)).collect();
        let mut list = List { version, ..List::default() };
        let known = |(rank, path): (Rank, &'a str)| {
            let output = outputs.get(path)?;
            Some((rank, Cow::Borrowed(path), output.length, output.digest_beginning()))
        };
        let of_places = self.crowd.files(self.places).map(|(path, length, digest)| (Rank::Place, Cow::Owned(path), length, digest));
        let mut wanted: Vec<_> = self.wanted().into_iter().filter_map(known).chain(of_places).collect();
        wanted.sort_unstable();
        let mut room = ROOM;
        for (rank, path, length, digest) in wanted {
            if rank == Rank::File && length > LARGEST_FILE {
                continue;
            }
            let rest = room.checked_sub(length);
            if rank == Rank::Needed || rest.is_some() {
                room = rest.unwrap_or_default();
                list.files.insert(path, hexadecimal(&digest, DIGEST_DIGITS));
            }
        }
        let with_page = self.assets.all().filter(|asset| asset.with_page).filter_map(|asset| outputs.get(asset.output.as_str()));
        list.with_page = with_page.map(|output| (output.path.as_str(), hexadecimal(&output.digest_beginning(), DIGEST_DIGITS))).collect();
        let others = self.pages.iter().filter(|page| !list.files.contains_key(page.output.as_str()));
        // What codes open is in no list of pages.
        let opened = self.places.all().first().map(|place| place.short(None)).into_iter();
        let opened = opened.chain(self.crowd.addresses(self.places).filter(|address| !list.files.contains_key(address.output().as_str())));
        let opened = opened.map(|address| format!("{}/", address.section()));
        list.visited = others.map(|page| format!("{}/", page.address.section())).filter(|folder| folder != "/").chain(opened).collect();
        list
    }

    /// What may be kept ahead.
    fn wanted(&self) -> Vec<(Rank, &'a str)> {
        let own = [VERSION.to_owned(), Address::new(NO_NETWORK).output()];
        let own = self.outputs.iter().map(|output| output.path.as_str()).filter(|path| own.iter().any(|own| own == path));
        let mut wanted: Vec<(Rank, &str)> = own.map(|path| (Rank::Needed, path)).collect();
        wanted.extend(self.assets.all().filter(|asset| !asset.with_page).map(|asset| (Rank::Needed, asset.output.as_str())));
        let documents = self.in_force.iter().flat_map(|policy| &policy.documents).map(|document| format!("policy/{}", document.id));
        let needed: HashSet<Address> =
            documents.chain(self.always.iter().map(|folders| (*folders).to_owned())).map(|folders| Address::new(&folders)).collect();
        let of_village = |page: &Page| {
            let parts: Vec<&str> = page.address.as_str().trim_matches('/').split('/').collect();
            let place = if let ["places" | "screen" | "publicity", id] = *parts { self.places.find(id) } else { None };
            place.is_some_and(|place| place.level == Level::Village)
        };
        let office = Address::new(OFFICE_PAGE);
        let ahead = self.pages.iter().filter(|page| page.address != office && !of_village(page));
        wanted.extend(ahead.map(|page| {
            let rank = match page.address.section() {
                _ if needed.contains(&page.address) => Rank::Needed,
                "places" | "screen" => Rank::Place,
                _ => Rank::Page,
            };
            (rank, page.output.as_str())
        }));
        // What is listened to is asked for piece by piece, which a worker cannot answer.
        let heard = |path: &str| path.to_ascii_lowercase().ends_with(".mp3");
        wanted.extend(self.files.iter().filter(|path| !heard(path)).map(|path| (Rank::File, *path)));
        wanted
    }
}

fn hexadecimal(bytes: &[u8], digits: usize) -> String {
    let mut text: String = bytes.iter().take(digits.div_ceil(2)).map(|byte| format!("{byte:02x}")).collect();
    text.truncate(digits);
    text
}
