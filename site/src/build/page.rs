//! A finished page, as much of it as others need to know.

use std::collections::HashSet;

use rules::{Date, Diagnostic};

use crate::content::Address;
use crate::markdown::Link;

/// What is kept of a page once it is written.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it is.
    pub address: Address,
    /// The file that it was made of, if any.
    pub file: Option<String>,
    /// Its title.
    pub title: String,
    /// A sentence about it.
    pub description: String,
    /// When it was last looked over, or issued.
    pub updated: Option<Date>,
    /// Its anchors.
    pub ids: HashSet<Box<str>>,
    /// Its links to other places of the site.
    pub links: Vec<Link>,
}

/// What came of rendering one or more pages that belong together.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The pages.
    pub pages: Vec<Page>,
    /// Pages that could not be rendered; links to them are no fault of their own.
    pub broken: Vec<Address>,
    /// The files that were written, below the output folder.
    pub outputs: Vec<String>,
    /// What was wrong.
    pub findings: Vec<Diagnostic>,
}

/// The anchors of a page's HTML, and one that it has twice.
#[must_use]
pub fn ids(html: &str) -> (HashSet<Box<str>>, Option<&str>) {
    let (mut ids, mut twice) = (HashSet::new(), None);
    let mut rest = html;
    while let Some((_, after)) = rest.split_once(" id=\"") {
        let Some((id, after)) = after.split_once('"') else { break };
        if !ids.insert(Box::from(id)) {
            twice = Some(id);
        }
        rest = after;
    }
    (ids, twice)
}
