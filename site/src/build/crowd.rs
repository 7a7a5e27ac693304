//! The pages of places. They are very many and much alike, so of each that is written no more is kept than its kind, and of those of
//! towns what is needed to keep them for use without a network.

use std::collections::HashMap;

use rayon::prelude::*;
use rules::Diagnostic;

use crate::content::{Address, Level, Place, Places};

use super::generate::Workshop;
use super::page::{Kind, Page, Rendered};
use super::staging::Output;

/// How many places are told as one while they are made.
const CHUNK: usize = 256;

/// No kind.
const NONE: u32 = u32::MAX;

/// What others need to know of the pages of many places.
#[derive(Debug, Default)]
pub struct Crowd {
    /// The first page of each kind, and how many there are of it.
    pub kinds: Vec<(Page, usize)>,
    numbers: HashMap<Kind, u32>,
    /// The kinds of each place's own page and of its slides, by the number of the place; [`NONE`] where they are not told here.
    of: Vec<[u32; 2]>,
    /// The files of these of towns and counties.
    files: Vec<File>,
    /// Pages that could not be made.
    pub broken: Vec<Address>,
    /// What was wrong.
    pub findings: Vec<Diagnostic>,
    /// All files as one.
    pub output: Option<Output>,
}

/// A file, as much of it as the list of what is kept without a network says.
#[derive(Clone, Copy, Debug)]
struct File {
    /// The number of its place.
    place: usize,
    /// Its place among the pages of a place.
    way: usize,
    length: usize,
    digest: [u8; 8],
}

/// Where a place has pages that others lead to.
const WAYS: [fn(&Place) -> Address; 2] = [Place::page, Place::screen];

impl Crowd {
    /// The page that stands for one of a place: what it links to and its anchors are the same.
    #[must_use]
    pub fn page(&self, places: &Places, address: &str) -> Option<&Page> {
        let (folder, id) = address.trim_matches('/').split_once('/')?;
        let number = places.number(id)?;
        let place = places.all().get(number)?;
        let way = WAYS.iter().position(|way| way(place).section() == folder)?;
        let kind = self.of.get(number)?.get(way)?;
        self.kinds.get(usize::try_from(*kind).ok()?).map(|(page, _)| page)
    }

    /// The addresses of the pages, in the order of the places.
    pub fn addresses<'p>(&self, places: &'p Places) -> impl Iterator<Item = Address> + use<'_, 'p> {
        let of_place = |(place, kinds): (&'p Place, &[u32; 2])| {
            let kinds = *kinds;
            WAYS.into_iter().zip(kinds).filter(|(_, kind)| *kind != NONE).map(move |(way, _)| way(place))
        };
        places.all().iter().zip(&self.of).flat_map(of_place)
    }

    /// How many pages there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.of.iter().flatten().filter(|kind| **kind != NONE).count()
    }

    /// The files of the pages of towns and counties, each with its length and the beginning of its digest.
    pub fn files<'p>(&self, places: &'p Places) -> impl Iterator<Item = (String, usize, [u8; 8])> + use<'_, 'p> {
        let told = |file: &File| {
            let way = WAYS.get(file.way)?;
            Some((way(places.all().get(file.place)?).output(), file.length, file.digest))
        };
        self.files.iter().filter_map(told)
    }

    /// Adds what came of a place; nothing where that is told elsewhere.
    fn add(&mut self, place: &Place, rendered: Option<Rendered>) {
        let mut kinds = [NONE; 2];
        let own = WAYS.map(|way| way(place));
        for page in rendered.iter().flat_map(|rendered| &rendered.pages) {
            let kind = self.kind(page, 1);
            own.iter().zip(&mut kinds).filter(|(own, _)| **own == page.address).for_each(|(_, known)| *known = kind);
        }
        let number = self.of.len();
        self.of.push(kinds);
        let Some(Rendered { broken, findings, outputs, .. }) = rendered else { return };
        for (way, path) in own.map(|own| own.output()).iter().enumerate().filter(|_| place.level != Level::Village) {
            let output = outputs.iter().find(|output| output.path == *path);
            let file = |output: &Output| File { place: number, way, length: output.length, digest: output.digest_beginning() };
            self.files.extend(output.map(file));
        }
        self.tell(broken, findings, outputs);
    }

    /// Adds what came of the places behind these.
    fn extend(&mut self, other: Self) {
        let kinds: Vec<u32> = other.kinds.iter().map(|(page, count)| self.kind(page, *count)).collect();
        let kind = |kind: u32| usize::try_from(kind).ok().and_then(|kind| kinds.get(kind)).copied().unwrap_or(NONE);
        let before = self.of.len();
        self.of.extend(other.of.iter().map(|own| own.map(kind)));
        self.files.extend(other.files.into_iter().map(|file| File { place: before + file.place, ..file }));
        self.tell(other.broken, other.findings, other.output);
    }

    fn tell(&mut self, broken: Vec<Address>, findings: Vec<Diagnostic>, outputs: impl IntoIterator<Item = Output>) {
        self.broken.extend(broken);
        self.findings.extend(findings);
        let files: Vec<Output> = self.output.take().into_iter().chain(outputs).collect();
        self.output = Output::folded(&files);
    }

    /// The number of a page's kind, of which there are some more.
    fn kind(&mut self, page: &Page, more: usize) -> u32 {
        let number = *self.numbers.entry(page.kind()).or_insert_with(|| {
            self.kinds.push((page.clone(), 0));
            u32::try_from(self.kinds.len() - 1).unwrap_or(NONE)
        });
        let kind = usize::try_from(number).ok().and_then(|number| self.kinds.get_mut(number));
        kind.into_iter().for_each(|(_, count)| *count += more);
        number
    }
}

impl Workshop<'_> {
    /// Whether the pages of a place are told one by one: on a site that is served, which changes file by file, and where a place offers
    /// files of its own.
    pub(super) fn is_told(&self, place: &Place) -> bool {
        self.is_live() || self.inputs.settings.has_pack(place)
    }

    /// The pages of all other places.
    pub(super) fn crowd(&self) -> Crowd {
        let parts = self.inputs.places.all().par_chunks(CHUNK).map(|places| {
            let mut part = Crowd::default();
            for place in places {
                part.add(place, (!self.is_told(place)).then(|| self.pages(place)));
            }
            part
        });
        let mut crowd = Crowd::default();
        parts.collect::<Vec<_>>().into_iter().for_each(|part| crowd.extend(part));
        crowd
    }
}
