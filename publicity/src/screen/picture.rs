//! Frames as files: BMP and PNG with a palette of the screen's colours, and a GIF that moves.

use std::borrow::Cow;
use std::io;

use gif::{Encoder, Repeat};
use png::{BitDepth, ColorType, EncodingError};

use super::{Frame, Ink, Reel};

/// The headers of a BMP, without its palette.
const BMP_HEAD: usize = 14 + 40;

impl Frame {
    /// A Windows bitmap with a palette of the colours of the lights behind black. It has one bit a pixel, and four for screens
    /// of two colours: a format with two does not exist. On screens of all colours, which take better pictures than this, it
    /// shows the first colour alone.
    #[must_use]
    pub fn bmp(&self, ink: Ink) -> Vec<u8> {
        let bits = if ink == Ink::Two { 4 } else { 1 };
        let rows: Vec<Vec<u8>> = self
            .packed_rows(bits)
            .map(|mut row| {
                row.resize(row.len().next_multiple_of(4), 0);
                row
            })
            .collect();
        let [first, second] = ink.colours();
        let palette: Vec<[u8; 3]> = std::iter::once([0; 3]).chain([first]).chain((bits == 4).then_some(second)).collect();
        let (size, begin) = (rows.iter().map(Vec::len).sum::<usize>(), BMP_HEAD + palette.len() * 4);
        let mut out = Vec::with_capacity(begin + size);
        let mut number = |value: usize, bytes: usize| out.extend(value.to_le_bytes().into_iter().take(bytes));
        // The file: its mark, its length, where its pixels begin.
        number(usize::from(u16::from_le_bytes(*b"BM")), 2);
        number(begin + size, 4);
        number(0, 4);
        number(begin, 4);
        // The picture: its size, one plane, its bits, no compression, 72 dots an inch, its colours.
        let colours = palette.len();
        for (value, bytes) in [
            (40, 4),
            (self.width, 4),
            (self.height, 4),
            (1, 2),
            (bits, 2),
            (0, 4),
            (size, 4),
            (2835, 4),
            (2835, 4),
            (colours, 4),
            (colours, 4),
        ] {
            number(value, bytes);
        }
        out.extend(palette.into_iter().flat_map(|[red, green, blue]| [blue, green, red, 0]));
        // Its rows from the bottom.
        rows.iter().rev().for_each(|row| out.extend(row));
        out
    }

    /// A PNG with a palette: black, the colour of the lights, and that of figures where the screen has another one.
    ///
    /// # Errors
    ///
    /// Where a side is zero or longer than the format can say.
    pub fn png(&self, ink: Ink) -> Result<Vec<u8>, EncodingError> {
        let [first, second] = ink.colours();
        match ink {
            Ink::One => self.two_colours([[0; 3], first].concat()),
            _ => self.png_of([[0; 3], first, second].concat(), BitDepth::Two, 2),
        }
    }

    /// A PNG with a palette of two colours: of what is off and of what is on.
    pub(crate) fn two_colours(&self, palette: Vec<u8>) -> Result<Vec<u8>, EncodingError> {
        self.png_of(palette, BitDepth::One, 1)
    }

    fn png_of(&self, palette: Vec<u8>, depth: BitDepth, bits: usize) -> Result<Vec<u8>, EncodingError> {
        let mut out = Vec::new();
        let side = |side: usize| u32::try_from(side).unwrap_or(0);
        let mut encoder = png::Encoder::new(&mut out, side(self.width), side(self.height));
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(depth);
        encoder.set_palette(palette);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.packed_rows(bits).flatten().collect::<Vec<u8>>())?;
        writer.finish()?;
        Ok(out)
    }

    /// What each light shows: 0 is off, 1 the first colour, 2 the second.
    fn states(&self) -> impl Iterator<Item = u8> {
        self.lights.iter().zip(&self.second).map(|(lit, second)| u8::from(*lit) + u8::from(*lit && *second))
    }

    /// Rows from the top with so many bits a pixel, the leftmost the highest; with one bit, whether it is lit.
    fn packed_rows(&self, bits: usize) -> impl Iterator<Item = Vec<u8>> {
        let states: Vec<u8> = self.states().map(|state| if bits == 1 { state.min(1) } else { state }).collect();
        let rows: Vec<Vec<u8>> = states
            .chunks(self.width.max(1))
            .map(|row| {
                row.chunks(8 / bits)
                    .map(|pixels| pixels.iter().zip(1..).fold(0, |byte, (state, place)| byte | state << (8 - bits * place)))
                    .collect()
            })
            .collect();
        rows.into_iter()
    }
}

impl Reel {
    /// A GIF that shows everything in turn, again and again.
    ///
    /// # Errors
    ///
    /// Where the screen is larger than the format can say.
    pub fn gif(&self) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let screen = self.screen();
        let side = |side: usize| u16::try_from(side).map_err(io::Error::other);
        let (width, height) = (side(screen.width)?, side(screen.height)?);
        let [first, second] = screen.ink.colours();
        let palette = if screen.ink == Ink::One { [[0; 3], first].concat() } else { [[0; 3], first, second, [0; 3]].concat() };
        let mut encoder = Encoder::new(&mut out, width, height, &palette).map_err(io::Error::other)?;
        encoder.set_repeat(Repeat::Infinite).map_err(io::Error::other)?;
        for moment in self.moments() {
            let frame = gif::Frame {
                width,
                height,
                delay: u16::try_from(moment.hundredths).unwrap_or(u16::MAX),
                buffer: Cow::Owned(moment.frame.states().collect()),
                ..gif::Frame::default()
            };
            encoder.write_frame(&frame).map_err(io::Error::other)?;
        }
        drop(encoder);
        Ok(out)
    }
}
