//! The words of a screen as a text file, for controllers that have their own font.

use encoding_rs::GB18030;

use super::Reel;

/// What a text file is written in. Both end their lines as Windows does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFile {
    /// GB 18030, for controllers that know nothing else.
    Gb18030,
    /// UTF-8, with the mark by which Windows knows it.
    Utf8,
}

impl TextFile {
    /// The bytes of a text whose lines end with `\n`.
    #[must_use]
    pub fn bytes(self, text: &str) -> Vec<u8> {
        let text = text.replace('\n', "\r\n");
        match self {
            Self::Gb18030 => GB18030.encode(&text).0.into_owned(),
            Self::Utf8 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        }
    }
}

impl Reel {
    /// The rows of all pages, an empty line between pages.
    #[must_use]
    pub fn text(&self) -> String {
        let pages = self.pages().iter().map(|rows| rows.iter().map(|row| format!("{row}\n")).collect::<String>());
        pages.collect::<Vec<_>>().join("\n")
    }
}
