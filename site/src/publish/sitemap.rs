//! `sitemap.xml` and `robots.txt`.

use crate::build::{Page, canonical};
use crate::content::Settings;
use crate::markdown::text;

/// The site map. Without `base_url` its addresses begin at the root of the host.
#[must_use]
pub fn sitemap(settings: &Settings, pages: &[&Page]) -> String {
    let base = base(settings);
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for page in pages {
        out.push_str("<url><loc>");
        text(&mut out, &canonical(base, &page.address));
        out.push_str("</loc>");
        if let Some(updated) = page.updated {
            out.push_str(&format!("<lastmod>{updated}</lastmod>"));
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// Everything may be read. The list of pages is named by its whole address or not at all (RFC 9309, sitemaps.org).
#[must_use]
pub fn robots(settings: &Settings) -> String {
    let mut out = String::from("User-agent: *\nAllow: /\n");
    if !settings.base_url.is_empty() {
        out.push_str(&format!("Sitemap: {}sitemap.xml\n", settings.base_url));
    }
    out
}

fn base(settings: &Settings) -> &str {
    if settings.base_url.is_empty() { "/" } else { &settings.base_url }
}
