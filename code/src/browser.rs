//! What the page calls.

use alloc::vec::Vec;

use bridge::Answers;

use crate::Grid;

bridge::module!(Codes);

struct Codes;

impl Answers for Codes {
    const NEW: Self = Self;

    /// `encode`, about an address and a payload: the modules of their code row by row, `1` for a dark one; nothing where they are
    /// too long.
    fn answer(&mut self, name: &str, about: &[u8]) -> Vec<u8> {
        let mut texts = about.split(|byte| *byte == 0).map(|text| core::str::from_utf8(text).unwrap_or_default());
        let (address, payload) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
        let grid = (name == "encode").then(|| Grid::new(address, payload)).flatten();
        grid.map_or_else(Vec::new, |grid| grid.into_modules().into_iter().map(|module| b'0' + module).collect())
    }
}
