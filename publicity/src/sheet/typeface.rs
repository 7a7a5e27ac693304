//! The shapes of characters on paper: a typeface of the machine, in two weights.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// A typeface in one weight.
#[derive(Clone, Debug)]
pub struct Typeface {
    bytes: std::sync::Arc<Vec<u8>>,
    index: u32,
    font: Font,
}

/// The two weights in which sheets are set.
#[derive(Clone, Debug)]
pub struct Typefaces {
    /// For what is said.
    pub regular: Typeface,
    /// For what stands out.
    pub bold: Typeface,
}

impl Typeface {
    /// Reads a font file, and in a collection the font with a number; `None` where it is none.
    #[must_use]
    pub fn new(bytes: std::sync::Arc<Vec<u8>>, index: u32) -> Option<Self> {
        let font = Font::new(std::sync::Arc::clone(&bytes).into(), index)?;
        Some(Self { bytes, index, font })
    }

    pub(super) fn font(&self) -> Font {
        self.font.clone()
    }

    /// The glyphs of a text with their widths as parts of the size, and the first character that has none.
    pub(super) fn glyphs(&self, text: &str) -> Result<Vec<KrillaGlyph>, char> {
        let lacking = || text.chars().next().unwrap_or(' ');
        let font = FontRef::from_index(&self.bytes, self.index).map_err(|_| lacking())?;
        let (map, metrics) = (font.charmap(), font.glyph_metrics(Size::new(1.0), LocationRef::default()));
        let glyph = |(at, c): (usize, char)| {
            let id = map.map(c).ok_or(c)?;
            let advance = metrics.advance_width(id).ok_or(c)?;
            Ok(KrillaGlyph::new(GlyphId::new(id.to_u32()), advance, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None))
        };
        text.char_indices().map(glyph).collect()
    }
}
