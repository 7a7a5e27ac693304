//! `feed.xml`: what was last looked over, as Atom.

use crate::build::{Page, canonical};
use crate::content::Settings;
use crate::markdown::text;

/// How many pages the feed holds.
const LENGTH: usize = 50;

/// The feed: the pages with a date, the latest first.
#[must_use]
pub fn feed(settings: &Settings, pages: &[&Page]) -> String {
    let mut dated: Vec<_> = pages.iter().filter_map(|page| page.updated.map(|updated| (updated, *page))).collect();
    dated.sort_by(|(a, left), (b, right)| b.cmp(a).then_with(|| left.address.cmp(&right.address)));
    dated.truncate(LENGTH);
    let base = settings.base_url.as_str();
    let id = |path: &str| if base.is_empty() { format!("urn:mingbai:{path}") } else { format!("{base}{}", path.trim_start_matches('/')) };
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n");
    element(&mut out, "title", &settings.title);
    element(&mut out, "id", &id("/"));
    let latest = dated.first().map_or_else(|| "2020-01-01".to_owned(), |(updated, _)| updated.to_string());
    element(&mut out, "updated", &format!("{latest}T00:00:00+08:00"));
    out.push_str("<author>");
    let author = if settings.footer.organiser.is_empty() { &settings.title } else { &settings.footer.organiser };
    element(&mut out, "name", author);
    out.push_str("</author>\n");
    for (updated, page) in dated {
        out.push_str("<entry>\n");
        element(&mut out, "title", &page.title);
        element(&mut out, "id", &id(page.address.as_str()));
        element(&mut out, "updated", &format!("{updated}T00:00:00+08:00"));
        let link = if base.is_empty() { page.address.from_root("") } else { canonical(base, &page.address) };
        out.push_str("<link href=\"");
        crate::markdown::attribute(&mut out, &link);
        out.push_str("\"/>\n");
        if !page.description.is_empty() {
            element(&mut out, "summary", &page.description);
        }
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    out
}

fn element(out: &mut String, name: &str, words: &str) {
    out.push_str(&format!("<{name}>"));
    text(out, words);
    out.push_str(&format!("</{name}>\n"));
}
