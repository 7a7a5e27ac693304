//! QR codes as pictures to be printed: whole modules, a quiet zone, the address in words beneath.

use std::fmt::Write;

use png::EncodingError;

use crate::glyph::{CELL, HEIGHT};
use crate::screen::{Frame, cells};
use crate::script::escaped;

/// The width of the light zone around a code, in modules (ISO/IEC 18004).
pub const QUIET: usize = 4;

/// Dots an inch of a PNG, the least that printers have.
const DOTS: usize = 300;

/// A code to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedCode {
    /// Row by row from the top, each module by whether it is dark. As many rows as modules in a row.
    pub rows: Vec<Vec<bool>>,
    /// What stands beneath: the address that the code leads to.
    pub words: String,
    /// How far away somebody stands who scans it, in millimetres.
    pub distance: usize,
}

impl PrintedCode {
    /// How wide and high the code is, without the quiet zone, in millimetres: a tenth of the distance.
    #[must_use]
    pub fn millimetres(&self) -> usize {
        self.distance.div_ceil(10)
    }

    /// Modules of a side, the quiet zone among them.
    fn side(&self) -> usize {
        self.rows.len() + 2 * QUIET
    }

    /// An SVG in millimetres; a unit of it is a module.
    #[must_use]
    pub fn svg(&self) -> String {
        let side = self.side();
        let widest = self.words.chars().map(|c| if c.is_ascii() { 6 } else { 10 }).sum::<usize>().max(1);
        // Tenths of a module: no letter is higher than two and a half of them, and no line longer than the code.
        let letter = (self.rows.len() * 100 / widest).min(25);
        let height = side * 10 + letter * 2;
        let scaled = |modules_in_tenths: usize| modules_in_tenths * self.millimetres() * 100 / (self.rows.len().max(1) * 10);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {side} {}\" shape-rendering=\"crispEdges\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<path d=\"",
            fraction(scaled(side * 10), 100),
            fraction(scaled(height), 100),
            fraction(height, 10),
        );
        for (y, row) in self.rows.iter().enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|left, right| left == right) {
                if run.first() == Some(&true) {
                    let _ = write!(out, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len());
                }
                x += run.len();
            }
        }
        let _ = writeln!(
            out,
            "\"/>\n<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-family=\"sans-serif\" font-size=\"{}\">{}</text>\n</svg>",
            fraction(side * 5, 10),
            fraction(side * 10 + letter / 2, 10),
            fraction(letter, 10),
            escaped(&self.words)
        );
        out
    }

    /// How many dots a module of the PNG is wide: as many as its size takes at 300 dots an inch, and whole.
    #[must_use]
    pub fn dots(&self) -> usize {
        (self.millimetres() * DOTS * 10).div_ceil(254 * self.rows.len().max(1)).max(1)
    }

    /// A PNG with one bit a pixel.
    ///
    /// # Errors
    ///
    /// Where a side is longer than the format can say.
    pub fn png(&self) -> Result<Vec<u8>, EncodingError> {
        let (dots, width) = (self.dots(), self.side() * self.dots());
        let scale = (width / (CELL * cells(&self.words).max(1))).clamp(1, dots.div_ceil(4));
        let lines = wrapped(&self.words, width / (CELL * scale));
        let mut frame = Frame::dark(width, width + (lines.len() + 1) * HEIGHT * scale);
        for (y, row) in self.rows.iter().enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
                frame.fill((x + QUIET) * dots, (y + QUIET) * dots, dots, false);
            }
        }
        for (place, line) in lines.iter().enumerate() {
            let left = width.saturating_sub(cells(line) * CELL * scale) / 2;
            frame.write(line, left, width + place * HEIGHT * scale, scale);
        }
        frame.two_colours(vec![255, 255, 255, 0, 0, 0])
    }
}

/// A text in lines of at most so many half characters: an address breaks anywhere.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for c in text.chars() {
        let wide = lines.last().is_some_and(|line| cells(line) + cells(c.encode_utf8(&mut [0; 4])) > columns);
        if wide {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

/// A number of tenths or hundredths as a decimal fraction.
fn fraction(number: usize, of: usize) -> String {
    let digits = of.ilog10() as usize;
    format!("{}.{:0digits$}", number / of, number % of)
}
