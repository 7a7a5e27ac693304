//! The shapes of characters, 16 pixels high: GNU Unifont, as the crate `unifont` carries it.

use unifont::get_glyph;

/// How high every character is, in pixels.
pub const HEIGHT: usize = 16;

/// How wide half a character is, in pixels: the grid on which characters stand.
pub const CELL: usize = 8;

/// The pixels of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Glyph {
    /// How many cells of [`CELL`] pixels it is wide: 1 or 2.
    pub cells: usize,
    /// Row by row from the top; the leftmost pixel is the highest of the 16 bits.
    pub rows: [u16; HEIGHT],
}

impl Glyph {
    /// The cells of which a character consists, from the left: two for one that is 16 pixels wide.
    #[must_use]
    pub fn halves(&self) -> [[u8; HEIGHT]; 2] {
        [self.rows.map(|row| row.to_be_bytes()[0]), self.rows.map(|row| row.to_be_bytes()[1])]
    }
}

/// The shape of a character; `None` where the font has none, or nothing that could be seen beside a blank.
#[must_use]
pub fn glyph(c: char) -> Option<Glyph> {
    if c.is_control() {
        return None;
    }
    let glyph = match get_glyph(c)? {
        unifont::Glyph::Halfwidth(rows) => Glyph { cells: 1, rows: rows.map(|row| u16::from_be_bytes([row, 0])) },
        unifont::Glyph::Fullwidth(rows) => Glyph { cells: 2, rows: *rows },
    };
    let seen = glyph.rows.iter().any(|row| *row != 0);
    (seen || matches!(c, ' ' | '\u{3000}')).then_some(glyph)
}
