//! Messages, their figures already filled in, become what a village shows: frames for LED screens, words for
//! loudspeakers, QR codes as pictures; and what is wrong with a message.
//!
//! Texts and bytes in and out: no files, no clock, no browser. The same input gives the same bytes.

mod charset;
mod code;
mod fault;
mod glyph;
mod numeral;
mod piece;
mod screen;
mod script;
mod sheet;
mod spoken;

pub use charset::is_gb2312;
pub use code::{PrintedCode, QUIET};
pub use fault::{Fault, FaultKind, PROMISES, faults, spoken_faults};
pub use glyph::{CELL, Glyph, HEIGHT, glyph};
pub use piece::is_phone;
pub use screen::{Frame, Ink, Movement, Reel, Screen, TextFile, Unfit};
pub use script::{PACE, Script, Speech};
pub use sheet::{Call, Lacking, Leaflet, Notice, Paper, Poster, Sheet, Typeface, Typefaces};
pub use spoken::{Heard, heard, spoken};
