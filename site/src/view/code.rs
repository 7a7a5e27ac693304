//! QR codes for pages.

use std::fmt::Write;

use code::{Grid, QUIET};
use serde::Serialize;

/// A QR code that stands in a page, whole modules and a quiet zone around them.
#[derive(Clone, Debug, Serialize)]
pub struct CodeView {
    /// Where it leads.
    address: String,
    /// The modules of a side, those of the quiet zone among them.
    side: usize,
    /// The dark ones as the path of an SVG; a unit of it is a module.
    path: String,
}

impl CodeView {
    /// The code of an address; `None` where that is too long for one.
    #[must_use]
    pub fn new(address: &str) -> Option<Self> {
        let grid = Grid::printed(address)?;
        let quiet = usize::from(QUIET);
        let mut path = String::new();
        for (y, row) in grid.rows().enumerate() {
            let mut x = quiet;
            for run in row.collect::<Vec<bool>>().chunk_by(|left, right| left == right) {
                if run.first() == Some(&true) {
                    let _ = write!(path, "M{x} {}h{}v1h-{}z", y + quiet, run.len(), run.len());
                }
                x += run.len();
            }
        }
        Some(Self { address: address.to_owned(), side: grid.size() + 2 * quiet, path })
    }
}
