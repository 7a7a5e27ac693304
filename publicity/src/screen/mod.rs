//! LED screens: which text stands on which page, as pixels and as files for the devices.

mod frame;
mod layout;
mod picture;
mod reel;
mod text_file;

pub use frame::Frame;
pub(crate) use layout::{cells, characters};
pub use reel::Reel;
pub use text_file::TextFile;

use crate::glyph::{CELL, HEIGHT};

/// A screen as it hangs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Screen {
    /// Its pixels from left to right.
    pub width: usize,
    /// Its pixels from top to bottom.
    pub height: usize,
    /// How many rows of text stand on it.
    pub rows: usize,
    /// What its lights can show.
    pub ink: Ink,
    /// How long a page stands.
    pub seconds: usize,
    /// How many characters people read in a second.
    pub rate: usize,
    /// How text comes and goes.
    pub movement: Movement,
}

/// What the lights of a screen can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// One colour; pictures are red.
    One,
    /// Red and green; text is red, figures are yellow, which is both.
    Two,
    /// All colours; text is white, figures are yellow.
    Full,
}

/// How text comes and goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Movement {
    /// Page after page.
    Page,
    /// In one row, from right to left.
    Scroll,
}

/// Why a line of a message does not go on a screen, with the part that does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is wider than the screen and may not be broken.
    Wide(String),
    /// It takes longer to read than a page stands.
    Long(String),
    /// The font has no such character.
    Shapeless(char),
}

impl Screen {
    /// Whether its rows have room: 16 pixels each, and one character in width.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.rows > 0 && self.seconds > 0 && self.rate > 0 && self.height / HEIGHT >= self.rows && self.columns() >= 2
    }

    /// How many pixels of the screen a pixel of a character takes, in each direction.
    #[must_use]
    pub fn scale(&self) -> usize {
        (self.height / (self.rows.max(1) * HEIGHT)).max(1)
    }

    /// How many half characters stand side by side.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.width / (CELL * self.scale())
    }

    /// How many characters can be read while a page stands.
    #[must_use]
    pub fn characters(&self) -> usize {
        self.seconds * self.rate
    }

    /// Whether a name can stand in a row of it and be read at once; what passes by has room for any.
    #[must_use]
    pub fn has_room(&self, name: &str) -> bool {
        self.movement == Movement::Scroll || layout::has_room(self, name)
    }
}

impl Ink {
    /// The colours of lights that are on, the text's and the figures': red, green, blue. The brighter one is the figures'.
    #[must_use]
    pub fn colours(self) -> [[u8; 3]; 2] {
        match self {
            Self::One => [[255, 0, 0], [255, 0, 0]],
            Self::Two => [[255, 0, 0], [255, 255, 0]],
            Self::Full => [[255, 255, 255], [255, 255, 0]],
        }
    }
}
