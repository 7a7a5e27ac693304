//! What a screen shows at one moment, drawn from characters and read back into them.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::glyph::{CELL, Glyph, HEIGHT, glyph};

use super::layout::cells;
use super::{Ink, Screen};

/// The lights of a screen at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its pixels from left to right.
    pub width: usize,
    /// Its pixels from top to bottom.
    pub height: usize,
    /// Row by row from the top, whether a light is on.
    pub lights: Vec<bool>,
    /// Of the same lights, those that are on in the screen's second colour: figures. None on a screen of one colour.
    pub second: Vec<bool>,
}

impl Frame {
    /// All lights off.
    pub(crate) fn dark(width: usize, height: usize) -> Self {
        Self { width, height, lights: vec![false; width * height], second: vec![false; width * height] }
    }

    /// A page: its rows in the middle of the screen.
    pub(super) fn page(screen: &Screen, rows: &[String]) -> Self {
        let mut frame = Self::dark(screen.width, screen.height);
        for (place, row) in rows.iter().enumerate() {
            let column = screen.columns().saturating_sub(cells(row)) / 2;
            frame.write(row, left(screen) + column * CELL * screen.scale(), top(screen, rows.len(), place), screen.scale());
        }
        frame.in_ink(screen.ink)
    }

    /// The same on lights that show one colour, or more.
    pub(super) fn in_ink(mut self, ink: Ink) -> Self {
        if ink == Ink::One {
            self.second.fill(false);
        }
        self
    }

    /// Writes a text whose upper left corner is at a place, its figures in the second colour.
    pub(crate) fn write(&mut self, text: &str, mut x: usize, y: usize, scale: usize) {
        for (c, figure) in figures(text) {
            let Some(glyph) = glyph(c) else { continue };
            self.draw(&glyph, x, y, scale, figure);
            x += glyph.cells * CELL * scale;
        }
    }

    fn draw(&mut self, glyph: &Glyph, x: usize, y: usize, scale: usize, figure: bool) {
        for (row, bits) in glyph.rows.iter().enumerate() {
            for column in (0..glyph.cells * CELL).filter(|column| bits & (0x8000 >> column) != 0) {
                self.fill(x + column * scale, y + row * scale, scale, figure);
            }
        }
    }

    /// Lights a square; what is outside is left out.
    pub(crate) fn fill(&mut self, x: usize, y: usize, side: usize, second: bool) {
        let right = (x + side).min(self.width);
        for y in y..(y + side).min(self.height) {
            let row = y * self.width + x..y * self.width + right;
            if let (Some(lights), Some(seconds)) = (self.lights.get_mut(row.clone()), self.second.get_mut(row)) {
                lights.fill(true);
                seconds.fill(second);
            }
        }
    }

    /// Whether a light is on.
    #[must_use]
    pub fn is_lit(&self, x: usize, y: usize) -> bool {
        x < self.width && self.lights.get(y * self.width + x).is_some_and(|lit| *lit)
    }

    /// What stands on the page of a screen, row by row, read from the lights alone; `None` where some of it is no character.
    #[must_use]
    pub fn read(&self, screen: &Screen) -> Option<Vec<String>> {
        (1..=screen.rows).find_map(|count| {
            let row = |place: usize| self.read_row(left(screen), top(screen, count, place), screen.scale());
            let rows: Option<Vec<String>> = (0..count).map(row).collect();
            let rows = rows.filter(|rows| rows.iter().all(|row| !row.is_empty()))?;
            (Self::page(screen, &rows) == *self).then_some(rows)
        })
    }

    /// The text of a row whose upper left corner is at a place.
    pub(super) fn read_row(&self, left: usize, top: usize, scale: usize) -> Option<String> {
        let columns = self.width.saturating_sub(left) / (CELL * scale);
        let cell = |column: usize| -> [u8; HEIGHT] {
            std::array::from_fn(|row| {
                let lit = |bit: usize| self.is_lit(left + (column * CELL + bit) * scale, top + row * scale);
                (0..CELL).fold(0, |byte, bit| byte << 1 | u8::from(lit(bit)))
            })
        };
        let (mut out, mut column) = (String::new(), 0);
        while column < columns {
            let (first, second) = (cell(column), if column + 1 < columns { cell(column + 1) } else { [0; HEIGHT] });
            let both = std::array::from_fn(|row| {
                u16::from_be_bytes([first.get(row).copied().unwrap_or(0), second.get(row).copied().unwrap_or(0)])
            });
            let one = first.map(|byte| u16::from_be_bytes([byte, 0]));
            let known = |cells, rows| SHAPES.get(&Glyph { cells, rows }).map(|c| (*c, cells));
            let (c, cells) = known(2, both).or_else(|| known(1, one))?;
            out.push(c);
            column += cells;
        }
        Some(out.trim().to_owned())
    }
}

/// The characters of a text, each with whether it belongs to a figure: a digit, or what stands between two.
fn figures(text: &str) -> impl Iterator<Item = (char, bool)> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let inside = |c: char| ",.:-–%".contains(c);
    text.char_indices().map(move |(at, c)| {
        let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
        let joins = inside(c) && digit(before.chars().next_back()) && (digit(behind.chars().nth(1)) || "%-".contains(c));
        (c, c.is_ascii_digit() || joins)
    })
}

/// The room at the left of the first column.
fn left(screen: &Screen) -> usize {
    (screen.width - screen.columns() * CELL * screen.scale()) / 2
}

/// The upper edge of a row where `count` stand on the page.
fn top(screen: &Screen, count: usize, place: usize) -> usize {
    let high = HEIGHT * screen.scale();
    screen.height.saturating_sub(count * high) / 2 + place * high
}

/// The characters by their shapes: those of ASCII and of GB 2312, then the other Han characters of the basic block.
static SHAPES: LazyLock<HashMap<Glyph, char>> = LazyLock::new(|| {
    let mut shapes = HashMap::new();
    for c in (' '..='~').chain(crate::charset::gb2312().filter(|c| *c != '\u{3000}')).chain('一'..='龥') {
        if let Some(glyph) = glyph(c) {
            shapes.entry(glyph).or_insert(c);
        }
    }
    shapes
});
