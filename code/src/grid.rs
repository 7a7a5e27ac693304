//! The grid of a QR code.

use alloc::vec::Vec;

use qrcodegen_no_heap::{QrCode, QrCodeEcc, QrSegment, QrSegmentMode, Version};

/// The largest version that is made. Its 77 modules and the quiet zone are still 4 pixels each on a narrow phone, which the
/// camera of another one resolves at arm's length.
pub const LARGEST: u8 = 15;

/// The width of the light zone around a code, in modules (ISO/IEC 18004).
pub const QUIET: u8 = 4;

const VERSION: Version = Version::new(LARGEST);

/// A QR code: a square of modules, without the quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The modules of a side.
    size: usize,
    /// Row by row from the top left; 1 is dark.
    modules: Vec<u8>,
}

impl Grid {
    /// The code of the text `address` and `payload` joined: the smallest of at most version [`LARGEST`] at level M, at a
    /// higher level where that needs no larger one. `None` where both are too long.
    ///
    /// They are two segments. One of digits, capitals, space and `$%*+-./:` takes two thirds of the room per character, so
    /// whoever makes up a long payload does well to keep to these.
    #[must_use]
    pub fn new(address: &str, payload: &str) -> Option<Self> {
        Self::at_least(QrCodeEcc::Medium, address, payload)
    }

    /// The code of a text that is printed and hangs in the weather: as [`Grid::new`], at level Q at least, which can be read
    /// where a quarter of it is gone.
    #[must_use]
    pub fn printed(text: &str) -> Option<Self> {
        Self::at_least(QrCodeEcc::Quartile, text, "")
    }

    fn at_least(level: QrCodeEcc, address: &str, payload: &str) -> Option<Self> {
        let mut packed = [[0; VERSION.buffer_len()]; 2];
        let [first, second] = &mut packed;
        let segments = [segment(address, first)?, segment(payload, second)?];
        let used = if payload.is_empty() { segments.get(..1)? } else { &segments };
        let mut out = [0; VERSION.buffer_len()];
        let found = QrCode::encode_segments_to_codewords(used, &mut out, level, Version::MIN, VERSION, true);
        let (length, level, version) = found.ok()?;
        let mut scratch = [0; VERSION.buffer_len()];
        let code = QrCode::encode_codewords(&mut out, length, &mut scratch, level, version, None);
        let side = 0..code.size();
        let modules = side.clone().flat_map(|y| side.clone().map(move |x| (x, y)));
        Some(Self { size: side.len(), modules: modules.map(|(x, y)| u8::from(code.get_module(x, y))).collect() })
    }

    /// The modules of a side, 21 to 77.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// Row by row from the top, each module by whether it is dark.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = bool> + '_> {
        self.modules.chunks(self.size).map(|row| row.iter().map(|module| *module == 1))
    }

    /// The modules row by row, 1 for a dark one.
    #[must_use]
    pub fn into_modules(self) -> Vec<u8> {
        self.modules
    }
}

/// A text in the mode that takes the least room; `None` where it is too long for any code that is made.
fn segment<'a>(text: &'a str, packed: &'a mut [u8]) -> Option<QrSegment<'a>> {
    if !QrSegment::is_alphanumeric(text) {
        return Some(QrSegment::make_bytes(text.as_bytes()));
    }
    let needed = QrSegment::calc_buffer_size(QrSegmentMode::Alphanumeric, text.len())?;
    packed.get_mut(..needed).map(|packed| QrSegment::make_alphanumeric(text, packed))
}
