//! Places for templates.

use serde::Serialize;

use crate::content::{Place, Places};

/// A place with the ways to it, to where it belongs and to what belongs to it.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView<'a> {
    #[serde(flatten)]
    place: &'a Place,
    level_text: &'static str,
    url: String,
    above: Option<Near<'a>>,
    inside: Vec<Near<'a>>,
}

#[derive(Clone, Debug, Serialize)]
struct Near<'a> {
    name: &'a str,
    phone: &'a str,
    url: String,
}

impl<'a> PlaceView<'a> {
    /// A place for a page with the way `root` to the site's root.
    #[must_use]
    pub fn new(place: &'a Place, places: &'a Places, root: &str) -> Self {
        let near = |place: &'a Place| Near { name: &place.name, phone: &place.phone, url: place.page().from_root(root) };
        Self {
            place,
            level_text: match place.level.as_str() {
                "county" => "县（市、区）",
                "town" => "镇（街）",
                _ => "村（居）",
            },
            url: place.page().from_root(root),
            above: places.all().iter().find(|above| above.id == place.parent).map(near),
            inside: places.inside(&place.id).map(near).collect(),
        }
    }
}

/// The places that stand on the page of all places: towns, and what belongs to nothing.
#[must_use]
pub fn places<'a>(places: &'a Places, root: &str) -> Vec<PlaceView<'a>> {
    let top = places.all().iter().filter(|place| place.level != "village" || place.parent.is_empty());
    top.map(|place| PlaceView::new(place, places, root)).collect()
}
