//! Frames as files: BMP and PNG with one bit a pixel, and a GIF that moves.

use std::borrow::Cow;
use std::io;

use gif::{Encoder, Repeat};
use png::{BitDepth, ColorType, EncodingError};

use super::{Frame, Ink, Reel};

/// The headers of a BMP with a palette of two colours.
const BMP_HEAD: usize = 14 + 40 + 2 * 4;

impl Frame {
    /// A Windows bitmap with one bit a pixel: black, and the colour of the lights.
    #[must_use]
    pub fn bmp(&self, ink: Ink) -> Vec<u8> {
        let rows: Vec<Vec<u8>> = self
            .packed_rows()
            .map(|mut row| {
                row.resize(row.len().next_multiple_of(4), 0);
                row
            })
            .collect();
        let size = rows.iter().map(Vec::len).sum::<usize>();
        let mut out = Vec::with_capacity(BMP_HEAD + size);
        let mut number = |value: usize, bytes: usize| out.extend(value.to_le_bytes().into_iter().take(bytes));
        // The file: its mark, its length, where its pixels begin.
        number(usize::from(u16::from_le_bytes(*b"BM")), 2);
        number(BMP_HEAD + size, 4);
        number(0, 4);
        number(BMP_HEAD, 4);
        // The picture: its size, one plane, one bit a pixel, no compression, 72 dots an inch, two colours.
        for (value, bytes) in
            [(40, 4), (self.width, 4), (self.height, 4), (1, 2), (1, 2), (0, 4), (size, 4), (2835, 4), (2835, 4), (2, 4), (2, 4)]
        {
            number(value, bytes);
        }
        let [red, green, blue] = ink.colour();
        out.extend([0, 0, 0, 0, blue, green, red, 0]);
        // Its rows from the bottom.
        rows.iter().rev().for_each(|row| out.extend(row));
        out
    }

    /// A PNG with one bit a pixel: black, and the colour of the lights.
    ///
    /// # Errors
    ///
    /// Where a side is zero or longer than the format can say.
    pub fn png(&self, ink: Ink) -> Result<Vec<u8>, EncodingError> {
        let [red, green, blue] = ink.colour();
        self.png_of(vec![0, 0, 0, red, green, blue])
    }

    /// A PNG with a palette of two colours: of what is off and of what is on.
    pub(crate) fn png_of(&self, palette: Vec<u8>) -> Result<Vec<u8>, EncodingError> {
        let mut out = Vec::new();
        let side = |side: usize| u32::try_from(side).unwrap_or(0);
        let mut encoder = png::Encoder::new(&mut out, side(self.width), side(self.height));
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::One);
        encoder.set_palette(palette);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.packed_rows().flatten().collect::<Vec<u8>>())?;
        writer.finish()?;
        Ok(out)
    }

    /// Rows from the top, eight pixels a byte, the leftmost the highest bit.
    fn packed_rows(&self) -> impl Iterator<Item = Vec<u8>> {
        let byte = |lights: &[bool]| lights.iter().zip(0..8).fold(0, |byte, (lit, place)| byte | u8::from(*lit) << (7 - place));
        self.lights.chunks(self.width.max(1)).map(move |row| row.chunks(8).map(byte).collect())
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
        let [red, green, blue] = screen.ink.colour();
        let mut encoder = Encoder::new(&mut out, width, height, &[0, 0, 0, red, green, blue]).map_err(io::Error::other)?;
        encoder.set_repeat(Repeat::Infinite).map_err(io::Error::other)?;
        for moment in self.moments() {
            let frame = gif::Frame {
                width,
                height,
                delay: u16::try_from(moment.hundredths).unwrap_or(u16::MAX),
                buffer: Cow::Owned(moment.frame.lights.iter().map(|lit| u8::from(*lit)).collect()),
                ..gif::Frame::default()
            };
            encoder.write_frame(&frame).map_err(io::Error::other)?;
        }
        drop(encoder);
        Ok(out)
    }
}
