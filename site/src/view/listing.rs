//! Lists of pages, a few hundred at a time.

use serde::Serialize;

/// How many pages a list shows at once.
pub const PAGE_SIZE: usize = 200;

/// One page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Listing {
    /// What it shows.
    pub items: Vec<Item>,
    /// Its number, from 1.
    pub number: usize,
    /// How many there are.
    pub count: usize,
    /// The way to the page before it; empty on the first.
    pub previous: String,
    /// The way to the page after it; empty on the last.
    pub next: String,
}

/// A page in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Its title.
    pub title: String,
    /// A sentence about it.
    pub description: String,
    /// The way to it.
    pub url: String,
}
