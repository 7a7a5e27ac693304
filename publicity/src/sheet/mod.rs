//! Sheets to be printed: posters and a leaflet, laid out once in millimetres, drawn as SVG for a page and as PDF for a printer.

mod column;
mod flow;
mod leaflet;
mod notice;
mod pdf;
mod poster;
mod svg;
mod typeface;

pub use leaflet::Leaflet;
pub use notice::{Call, Notice};
pub use pdf::Lacking;
pub use poster::Poster;
pub use typeface::{Typeface, Typefaces};

/// A size of paper, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

impl Paper {
    /// A3, upright.
    pub const A3: Self = Self { width: 297.0, height: 420.0 };
    /// A4, upright.
    pub const A4: Self = Self { width: 210.0, height: 297.0 };
    /// A4, lying: two pages of A5 once it is folded.
    pub const A4_LYING: Self = Self { width: 297.0, height: 210.0 };
}

/// A sheet with all that stands on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What it is called.
    pub title: String,
    /// Its paper.
    pub paper: Paper,
    /// From the back to the front.
    pub(crate) marks: Vec<Mark>,
}

/// Something on a sheet; lengths in millimetres, from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    /// A line of text, from, around or up to a point of its baseline.
    Text { x: f32, y: f32, size: f32, anchor: Anchor, runs: Vec<Run> },
    /// A rectangle, filled or with a line around it.
    Area { x: f32, y: f32, width: f32, height: f32, paint: Paint },
    /// A QR code without its quiet zone.
    Code { x: f32, y: f32, side: f32, rows: Vec<Vec<bool>> },
}

/// A part of a line in one weight and colour.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    pub text: String,
    pub bold: bool,
    pub colour: Colour,
}

/// What a text stands at a point with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a rectangle is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Paint {
    Fill(Colour),
    Line(Colour, f32),
    /// A line with gaps: something is missing here.
    Dashed(Colour, f32),
}

/// The colours of the site on white paper: red, green, blue. Each is dark enough to be read in grey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colour(pub [u8; 3]);

impl Colour {
    pub const INK: Self = Self([0x1d, 0x1b, 0x16]);
    pub const SOFT: Self = Self([0x48, 0x44, 0x3a]);
    pub const LINE: Self = Self([0x8a, 0x84, 0x76]);
    pub const PINE: Self = Self([0x0b, 0x4a, 0x3d]);
    pub const SEAL: Self = Self([0x96, 0x19, 0x0f]);
    pub const WHITE: Self = Self([0xff, 0xff, 0xff]);
}
