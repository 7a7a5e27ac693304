//! `manifest.webmanifest`: what a phone is told that keeps the site among its apps.

use serde_json::json;

use crate::build::{Assets, ICONS, Page};
use crate::content::{Address, Settings};
use crate::view::Theme;

/// Its name. It stands at the site's root, so that the addresses in it begin there, wherever the site is.
pub const MANIFEST: &str = "manifest.webmanifest";

/// Pages that are offered when the site's icon is held.
const SHORTCUTS: [&str; 2] = ["check", "explain"];

/// The manifest.
#[must_use]
pub fn manifest(settings: &Settings, theme: &Theme, assets: &Assets, pages: &[&Page]) -> String {
    let page = |folder: &str| {
        let address = Address::new(folder);
        pages.iter().find(|page| page.address == address)
    };
    let icons = ICONS.iter().filter(|icon| !icon.purpose.is_empty()).filter_map(|icon| {
        let source = assets.reference(icon.name, "")?.url;
        Some(json!({ "src": source, "sizes": format!("{0}x{0}", icon.size), "type": "image/png", "purpose": icon.purpose }))
    });
    let shortcuts = SHORTCUTS.iter().filter_map(|folder| page(folder));
    let shortcuts = shortcuts.map(|page| json!({ "name": page.title, "url": page.address.from_root("") }));
    let short = if settings.short_title.is_empty() { &settings.title } else { &settings.short_title };
    let mut manifest = json!({
        "name": settings.title,
        "short_name": short,
        "lang": "zh-CN",
        "dir": "ltr",
        "start_url": Address::new("").from_root(""),
        "scope": "./",
        "display": "standalone",
        "icons": icons.collect::<Vec<_>>(),
        "shortcuts": shortcuts.collect::<Vec<_>>(),
    });
    let described = page("").map(|page| page.description.as_str()).unwrap_or_default();
    for (name, value) in [("description", described), ("theme_color", &theme.light), ("background_color", &theme.light)] {
        if let Some(map) = manifest.as_object_mut().filter(|_| !value.is_empty()) {
            map.insert(name.to_owned(), value.into());
        }
    }
    format!("{manifest:#}\n")
}
