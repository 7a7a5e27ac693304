//! `sitemap.xml` and `robots.txt`.

use rules::Date;

use crate::build::{Page, canonical};
use crate::content::{Address, Settings};
use crate::markdown::text;

/// The site map in pieces: pages, and `more` addresses of pages without a date. Without `base_url` its addresses begin at the root of
/// the host.
pub fn sitemap<'a>(
    settings: &'a Settings,
    pages: &'a [&Page],
    more: impl Iterator<Item = Address> + 'a,
) -> impl Iterator<Item = String> + 'a {
    let base = base(settings);
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n".to_owned();
    let entry = move |address: &Address, updated: Option<Date>| {
        let mut out = String::from("<url><loc>");
        text(&mut out, &canonical(base, address));
        out.push_str("</loc>");
        if let Some(updated) = updated {
            out.push_str(&format!("<lastmod>{updated}</lastmod>"));
        }
        out.push_str("</url>\n");
        out
    };
    let pages = pages.iter().map(move |page| entry(&page.address, page.updated));
    let more = more.map(move |address| entry(&address, None));
    std::iter::once(head).chain(pages).chain(more).chain(["</urlset>\n".to_owned()])
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
