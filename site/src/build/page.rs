//! A finished page, as much of it as others need to know.

use std::collections::BTreeSet;
use std::sync::Arc;

use rules::{Date, Diagnostic};

use crate::content::Address;
use crate::markdown::Link;

use super::references::{Ids, References};
use super::staging::Output;

/// What is kept of a page once it is written.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it is.
    pub address: Address,
    /// Its file below the output folder.
    pub output: String,
    /// The template that it was made with.
    pub template: Arc<str>,
    /// The way to the site's root that its links take.
    pub root: Arc<str>,
    /// What its templates link to.
    pub references: References,
    /// The file that it was made of, if any.
    pub file: Option<String>,
    /// Its title.
    pub title: String,
    /// A sentence about it.
    pub description: String,
    /// When it was last looked over, or issued.
    pub updated: Option<Date>,
    /// Its anchors.
    pub ids: Ids,
    /// Its links to other places of the site.
    pub links: Vec<Link>,
}

/// The same number for pages of one template that have the same links and anchors. Equal ones of these are kept once, so where they are
/// kept tells them apart.
pub type Kind = [usize; 4];

impl Page {
    /// Its kind, for pages that are not made of a Markdown file.
    #[must_use]
    pub fn kind(&self) -> Kind {
        let (template, root) = (Arc::as_ptr(&self.template), Arc::as_ptr(&self.root));
        [
            template.cast::<u8>().addr(),
            root.cast::<u8>().addr(),
            Arc::as_ptr(&self.references).cast::<u8>().addr(),
            Arc::as_ptr(&self.ids).addr(),
        ]
    }
}

/// What came of rendering one or more pages that belong together.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The pages.
    pub pages: Vec<Page>,
    /// Pages that could not be rendered; links to them are no fault of their own.
    pub broken: Vec<Address>,
    /// The files that were written.
    pub outputs: Vec<Output>,
    /// Files that are no pages, below the output folder; they are known though nothing is written.
    pub files: Vec<String>,
    /// What was wrong.
    pub findings: Vec<Diagnostic>,
}

impl Rendered {
    /// Adds what came of something else.
    pub fn extend(&mut self, other: Self) {
        self.pages.extend(other.pages);
        self.broken.extend(other.broken);
        self.outputs.extend(other.outputs);
        self.files.extend(other.files);
        self.findings.extend(other.findings);
    }

    /// The same in as little memory as it needs: a site can have very many.
    #[must_use]
    pub fn shrunk(mut self) -> Self {
        self.pages.shrink_to_fit();
        self.outputs.shrink_to_fit();
        self
    }

    /// The same with all its files told as one, which changes with each of them: what nobody asks for by its own path.
    #[must_use]
    pub fn folded(mut self) -> Self {
        self.outputs = Output::folded(&self.outputs).into_iter().collect();
        self
    }
}

/// The anchors of a page's HTML, and one that it has twice.
#[must_use]
pub fn ids(html: &[u8]) -> (BTreeSet<Box<str>>, Option<&str>) {
    const BEGIN: &[u8] = b" id=\"";
    let (mut ids, mut twice) = (BTreeSet::new(), None);
    for begin in memchr::memmem::find_iter(html, BEGIN) {
        let rest = html.get(begin + BEGIN.len()..).unwrap_or_default();
        let id = memchr::memchr(b'"', rest).and_then(|end| rest.get(..end));
        let Some(id) = id.and_then(|id| std::str::from_utf8(id).ok()) else { continue };
        if !ids.insert(Box::from(id)) {
            twice = Some(id);
        }
    }
    (ids, twice)
}
