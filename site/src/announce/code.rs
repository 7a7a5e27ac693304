//! The code of a place as it is printed.

use code::Grid;
use publicity::PrintedCode;
use rules::Diagnostic;

use crate::build::canonical;
use crate::content::{Channel, Place};

/// The code that leads to a place from a channel, for whoever stands so far away, in millimetres.
pub(super) fn printed(base: &str, place: &Place, channel: Channel, distance: usize) -> Result<PrintedCode, Vec<Diagnostic>> {
    let address = canonical(base, &place.short(Some(channel)));
    let grid = Grid::printed(&address).ok_or_else(|| {
        vec![Diagnostic::error("content/site.toml", 0..0, format!("网址“{address}”太长，做不成二维码"), "换一个短的网址")]
    })?;
    Ok(PrintedCode { rows: grid.rows().map(Iterator::collect).collect(), words: address, distance })
}
