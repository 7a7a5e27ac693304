//! What hangs in the villages, to be looked at and downloaded: what is common device by device, then place by place.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;
use rules::Diagnostic;
use serde::Serialize;
use tera::Context;

use crate::announce::{Device, Entry, Packer, zip};
use crate::content::{Address, FrontMatter, Place, Places};
use crate::view::{DeviceView, PlaceView, devices, packs};

use super::generate::Workshop;
use super::page::Rendered;
use super::press::Draft;

/// The page of all of it, and the folder of what is common.
const HUB: &str = "publicity";

/// The folder of a page's own, and what stands on it.
struct Part<'e> {
    folder: String,
    title: String,
    entries: &'e [Entry],
}

/// A page of what is common, as the page of downloads leads there.
#[derive(Serialize)]
struct Way {
    title: String,
    url: String,
    devices: Vec<DeviceView>,
}

/// A file that the page of a place offers.
#[derive(Serialize)]
pub(super) struct Offer {
    name: String,
    url: String,
    purpose: String,
}

/// A poster or a leaflet, in small.
#[derive(Serialize)]
struct SheetView {
    name: String,
    paper: &'static str,
    url: String,
    /// Empty where the machine that built the site had no typeface to print in.
    pdf: String,
}

impl Workshop<'_> {
    /// All pages and files below the page of downloads.
    pub(super) fn downloads(&self) -> Vec<Arc<Rendered>> {
        let Some(packer) = &self.packer else { return Vec::new() };
        let mut units: Vec<Arc<Rendered>> = parts(packer.common()).iter().map(|part| self.part(part)).collect();
        let places = self.inputs.places.all().par_iter().filter(|place| self.inputs.settings.has_pack(place));
        units.par_extend(places.map(|place| self.pack(packer, place)));
        units
    }

    /// What the page of downloads shows: the pages below it, and the places that have some of their own.
    pub(super) fn hub(&self, root: &str) -> Context {
        let mut context = Context::new();
        let entries = self.packer.as_ref().map(Packer::common).unwrap_or_default();
        let parts = parts(entries);
        let way = |part: &Part<'_>| Way {
            title: part.title.clone(),
            url: Address::new(&format!("{HUB}/{}", part.folder)).from_root(root),
            devices: devices(part.entries, &format!("{root}{HUB}/"), false).unwrap_or_default(),
        };
        let (screens, scripts): (Vec<_>, Vec<_>) = parts.iter().partition(|part| matches!(kind(part), Some(Device::Screen(_))));
        context.insert("screens", &screens.into_iter().map(way).collect::<Vec<_>>());
        context.insert("scripts", &scripts.into_iter().map(way).collect::<Vec<_>>());
        context.insert("carried", &self.packer.is_some());
        context.insert("list", &packs(None, &self.inputs.places, &self.inputs.settings, root));
        context
    }

    /// What the page of a place offers of its own: all of it as one file, what is printed, its codes. What cannot be made is told
    /// where its pack is made.
    pub(super) fn offers(&self, place: &Place, root: &str) -> Vec<Offer> {
        let Some(packer) = self.packer.as_ref().filter(|_| self.inputs.settings.has_pack(place)) else { return Vec::new() };
        let folder = format!("{root}{HUB}/{}", place.id());
        let archive = format!("{}.zip", place.id());
        let whole =
            Offer {
                url: format!("{folder}/{archive}"), name: archive, purpose: "一整份：下面这些，还有屏幕上的字、广播稿".to_owned()
            };
        let own = packer.own(place).unwrap_or_default();
        let offered = own.into_iter().filter(|entry| matches!(entry.device, Device::Board | Device::Leaflet | Device::Code));
        let offer = |entry: Entry| Offer {
            name: entry.path.rsplit('/').next().unwrap_or_default().to_owned(),
            url: format!("{folder}/{}", entry.path),
            purpose: format!("{}「{}」，{}", entry.device.words(), entry.subject, entry.purpose),
        };
        std::iter::once(whole).chain(offered.map(offer)).collect()
    }

    /// A screen and a script, for the page of all components.
    pub(super) fn examples(&self, root: &str) -> Vec<DeviceView> {
        let parts = self.packer.as_ref().map(|packer| parts(packer.common())).unwrap_or_default();
        let shown = [parts.first(), parts.last()].into_iter().flatten();
        shown.flat_map(|part| devices(part.entries, &format!("{root}{HUB}/"), false).unwrap_or_default()).collect()
    }

    /// The page of a device or a script.
    fn part(&self, part: &Part<'_>) -> Arc<Rendered> {
        let address = Address::new(&format!("{HUB}/{}", part.folder));
        self.unit(address.as_str().to_owned(), self.said, || {
            let root = address.root();
            let mut all = self.files(HUB, part.entries);
            let mut context = Context::new();
            let shown = devices(part.entries, &format!("{root}{HUB}/"), self.is_made());
            all.findings.extend(shown.as_ref().err().cloned());
            context.insert("devices", &shown.unwrap_or_default());
            let matter = FrontMatter { title: part.title.clone(), ..FrontMatter::default() };
            all.extend(self.send(Draft::new(address.clone(), "publicity-device.html", matter, context), None));
            all
        })
    }

    /// The page of a place with all of its pack.
    fn pack(&self, packer: &Packer<'_>, place: &Place) -> Arc<Rendered> {
        let address = place.publicity();
        self.unit(address.as_str().to_owned(), (self.inputs.tables, self.said), || {
            let mut all = Rendered::default();
            match self.packed(packer, place, &address) {
                Ok(rendered) => all.extend(rendered),
                Err(faults) => all.findings.extend(faults),
            }
            all
        })
    }

    fn packed(&self, packer: &Packer<'_>, place: &Place, address: &Address) -> Result<Rendered, Vec<Diagnostic>> {
        let (root, settings, places) = (address.root(), &self.inputs.settings, &self.inputs.places);
        let folder = format!("{HUB}/{}", place.id());
        let pack = packer.pack(place)?;
        let own = own(&pack, packer, place, places);
        let mut all = self.files(&folder, &own);
        let archive = format!("{folder}/{}.zip", place.id());
        if let Some(staging) = self.press.and_then(|press| press.staging) {
            let written = zip(&pack).and_then(|bytes| staging.write(&archive, &bytes));
            all.outputs.push(written.map_err(|fault| vec![fault])?);
        }
        let mut context = Context::new();
        context.insert("place", &PlaceView::new(place, places, settings, &root));
        context.insert("archive", &format!("{root}{archive}"));
        context.insert("sheets", &self.sheets(packer, place, &own, &mut all)?);
        let others: Vec<Entry> = own.into_iter().filter(|entry| !matches!(entry.device, Device::Board | Device::Leaflet)).collect();
        context.insert("devices", &devices(&others, &format!("{root}{folder}/"), self.is_made()).map_err(|fault| vec![fault])?);
        context.insert("list", &packs(Some(place), places, settings, &root));
        all.files.push(archive);
        let matter = FrontMatter {
            title: format!("{}的宣传材料", place.name()),
            description: format!("{}的屏幕、广播、宣传栏上用的，可以下载。", place.name()),
            ..FrontMatter::default()
        };
        all.extend(self.send(Draft::new(address.clone(), "publicity-place.html", matter, context), None));
        Ok(all)
    }

    /// Posters and the leaflet as pictures, with their PDFs where there are any.
    fn sheets(&self, packer: &Packer<'_>, place: &Place, own: &[Entry], all: &mut Rendered) -> Result<Vec<SheetView>, Vec<Diagnostic>> {
        let staging = self.press.and_then(|press| press.staging);
        let folder = format!("{HUB}/{}/poster", place.id());
        let mut views = Vec::new();
        for sheet in packer.sheets(place)? {
            let path = format!("{folder}/{}.svg", sheet.name);
            if let Some(staging) = staging {
                all.outputs.push(staging.write(&path, sheet.sheet.svg().as_bytes()).map_err(|fault| vec![fault])?);
            }
            let root = place.publicity().root();
            let pdf = format!("poster/{}.pdf", sheet.name);
            let has_pdf = own.iter().any(|entry| entry.path == pdf);
            views.push(SheetView {
                name: sheet.subject,
                paper: sheet.paper,
                url: format!("{root}{path}"),
                pdf: if has_pdf { format!("{root}{HUB}/{}/{pdf}", place.id()) } else { String::new() },
            });
            all.files.push(path);
        }
        Ok(views)
    }

    /// Writes the files of a pack.
    fn files(&self, folder: &str, entries: &[Entry]) -> Rendered {
        let mut all = Rendered::default();
        let staging = self.press.and_then(|press| press.staging);
        for entry in entries {
            let path = format!("{folder}/{}", entry.path);
            let written = staging.map(|staging| entry.bytes().and_then(|bytes| staging.write(&path, bytes)));
            match written {
                Some(Ok(output)) => all.outputs.push(output),
                Some(Err(fault)) => all.findings.push(fault),
                None => {}
            }
            all.files.push(path);
        }
        all
    }

    /// Whether files are made, and not only checked.
    fn is_made(&self) -> bool {
        self.press.is_some_and(|press| press.staging.is_some())
    }
}

/// What is common, a part for each screen and for each message that is read aloud.
fn parts(entries: &[Entry]) -> Vec<Part<'_>> {
    let alike =
        |left: &Entry, right: &Entry| left.device == right.device && (left.device != Device::Loudspeaker || left.subject == right.subject);
    let part = |entries: &'_ [Entry]| {
        let first = entries.first()?;
        let (folder, name) = first.path.rsplit_once('/')?;
        match first.device {
            // `script/who-30.txt`: its page is `script/who/`.
            Device::Loudspeaker => {
                let id = name.rsplit_once('-').map_or(name, |(id, _)| id);
                Some((format!("{folder}/{id}"), format!("广播稿：{}", first.subject)))
            }
            device => Some((folder.to_owned(), device.words())),
        }
    };
    entries.chunk_by(alike).filter_map(|entries| part(entries).map(|(folder, title)| Part { folder, title, entries })).collect()
}

/// Of a whole pack what is the place's own: neither common nor a village's.
fn own(pack: &[Entry], packer: &Packer<'_>, place: &Place, places: &Places) -> Vec<Entry> {
    let common: HashSet<&str> = packer.common().iter().map(|entry| entry.path.as_str()).collect();
    let villages: HashSet<&str> = places.inside(place.id()).map(|village| village.id()).collect();
    let is_own = |entry: &&Entry| {
        let folder = entry.path.split('/').next().unwrap_or_default();
        entry.device != Device::List && !common.contains(entry.path.as_str()) && !villages.contains(folder)
    };
    pack.iter().filter(is_own).cloned().collect()
}

fn kind(part: &Part<'_>) -> Option<Device> {
    part.entries.first().map(|entry| entry.device)
}
