//! Places for templates.

use serde::Serialize;

use crate::build::canonical;
use crate::content::{Level, Place, Places, Settings};

use super::code::CodeView;

/// A place with the ways to it, to where it belongs and to what belongs to it.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView<'a> {
    #[serde(flatten)]
    place: &'a Place,
    level_text: &'static str,
    /// The place that the page of reports chooses for this one.
    reported: &'a str,
    /// From the town to the county.
    above: Vec<Near<'a>>,
    url: String,
    /// Its whole address, and its code: nothing while nobody knows where the site will be.
    canonical: String,
    code: Option<CodeView>,
    /// The page of its pack; empty where it has none.
    publicity: String,
    /// Its slides.
    screen: String,
}

/// Places to choose from.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceList<'a> {
    /// What they are.
    level_text: &'static str,
    /// Whether their numbers are shown.
    phones: bool,
    places: Vec<Near<'a>>,
}

#[derive(Clone, Debug, Serialize)]
struct Near<'a> {
    name: &'a str,
    phone: &'a str,
    contact: &'a str,
    address: &'a str,
    url: String,
    /// What belongs to it, for who types a village's name: the ends of the addresses and the names.
    inner: String,
}

impl<'a> Near<'a> {
    fn new(place: &'a Place, root: &str) -> Self {
        let (url, inner) = (place.page().from_root(root), String::new());
        Self { name: place.name(), phone: place.phone(), contact: place.contact(), address: place.address(), url, inner }
    }
}

impl<'a> PlaceView<'a> {
    /// A place for a page with the way `root` to the site's root.
    #[must_use]
    pub fn new(place: &'a Place, places: &'a Places, settings: &Settings, root: &str) -> Self {
        let above = std::iter::successors(places.above(place.id()), |above| places.above(above.id()));
        let base = Some(settings.base_url.as_str()).filter(|base| !base.is_empty());
        Self {
            place,
            level_text: place.level.words(),
            reported: places.reported(place).id(),
            above: above.map(|above| Near::new(above, root)).collect(),
            url: place.page().from_root(root),
            canonical: base.map(|base| canonical(base, &place.page())).unwrap_or_default(),
            code: base.and_then(|base| CodeView::new(&canonical(base, &place.short(None)))),
            publicity: if settings.has_pack(place) { place.publicity().from_root(root) } else { String::new() },
            screen: place.screen().from_root(root),
        }
    }
}

/// The places that stand on the page of all places: the towns of the county; the counties where there are several.
#[must_use]
pub fn places<'a>(places: &'a Places, root: &str) -> PlaceList<'a> {
    let top: Vec<&Place> = places.top().collect();
    match top.as_slice() {
        [only] if only.level == Level::County => list(places.inside(only.id()), places, root),
        _ => list(top.into_iter(), places, root),
    }
}

/// The places that belong to one.
#[must_use]
pub fn below<'a>(place: &Place, places: &'a Places, root: &str) -> PlaceList<'a> {
    list(places.inside(place.id()), places, root)
}

/// The places with a pack that belong to one; without one, those that belong to none, and the towns of the only county.
#[must_use]
pub fn packs<'a>(place: Option<&Place>, places: &'a Places, settings: &Settings, root: &str) -> PlaceList<'a> {
    let mut listed: Vec<&Place> = match place {
        Some(place) => places.inside(place.id()).collect(),
        None => places.top().collect(),
    };
    if let ([only], None) = (listed.as_slice(), place) {
        listed.extend(places.inside(only.id()).collect::<Vec<_>>());
    }
    listed.retain(|place| settings.has_pack(place));
    let near = |place: &'a Place| Near { url: place.publicity().from_root(root), ..Near::new(place, root) };
    PlaceList { level_text: level_text(&listed), phones: false, places: listed.into_iter().map(near).collect() }
}

/// What the highest of some places are.
fn level_text(places: &[&Place]) -> &'static str {
    places.iter().map(|place| place.level).min().unwrap_or_default().words()
}

fn list<'a>(listed: impl Iterator<Item = &'a Place>, places: &'a Places, root: &str) -> PlaceList<'a> {
    let listed: Vec<&Place> = listed.collect();
    let near = |place: &'a Place| Near { inner: inner(place, places), ..Near::new(place, root) };
    PlaceList { level_text: level_text(&listed), phones: true, places: listed.into_iter().map(near).collect() }
}

/// Where there are so many that somebody who reports chooses a town, whoever looks for a village goes by way of its town, too.
fn inner(place: &Place, places: &Places) -> String {
    let inside = places.inside(place.id()).filter(|inner| std::ptr::eq(places.reported(inner), *inner));
    inside.map(|inner| format!("{} {}", inner.id(), inner.name())).collect::<Vec<_>>().join(";")
}
