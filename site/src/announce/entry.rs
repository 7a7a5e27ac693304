//! A file of a pack: its path, what it is for, and its bytes once somebody asks for them.

use std::fmt::Display;
use std::sync::{Arc, OnceLock};

use publicity::{Ink, PrintedCode, Reel, Screen, Script, Sheet, TextFile, Typefaces};
use rules::Diagnostic;

use super::voice::Voice;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Device {
    /// An LED screen of a size.
    Screen(Screen),
    /// A loudspeaker, or who reads aloud.
    Loudspeaker,
    /// A board.
    Board,
    /// Hands.
    Leaflet,
    /// A printer, for boards and for hands: the codes alone.
    Code,
    /// Nothing: it says what the others are for.
    List,
}

impl Device {
    /// What it is called in lists.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Screen(screen) => format!("{}×{} 的电子屏（{}）", screen.width, screen.height, colours(screen.ink)),
            Self::Loudspeaker => "小喇叭、广播".to_owned(),
            Self::Board => "宣传栏（海报）".to_owned(),
            Self::Leaflet => "发到手里（明白纸）".to_owned(),
            Self::Code => "二维码（印在别的东西上用）".to_owned(),
            Self::List => "清单".to_owned(),
        }
    }
}

fn colours(ink: Ink) -> &'static str {
    match ink {
        Ink::One => "单色",
        Ink::Two => "双色",
        Ink::Full => "全彩",
    }
}

/// A file of a pack.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it lies in the pack.
    pub path: String,
    /// The device that it is for.
    pub device: Device,
    /// The title of its message, or whose it is.
    pub subject: String,
    /// What it is and how it is used, in Chinese.
    pub purpose: String,
    content: Content,
    /// Its bytes, once they were made: what all packs have in common is made once.
    made: Arc<OnceLock<Vec<u8>>>,
}

/// What bytes are made of.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// All pages of a screen, moving.
    Gif(Arc<Reel>),
    /// One page of a screen, by its place.
    Bmp(Arc<Reel>, usize),
    /// The same as a PNG.
    Png(Arc<Reel>, usize),
    /// The words of a screen.
    Words(Arc<Reel>, TextFile),
    /// A script, with its title.
    Script(Arc<Script>, String),
    /// A script for a machine.
    Ssml(Arc<Script>),
    /// A script said by the machine.
    Wav(Arc<Script>, Voice),
    /// A code.
    CodeSvg(Arc<PrintedCode>),
    /// A code in pixels.
    CodePng(Arc<PrintedCode>),
    /// A sheet to be printed.
    Pdf(Arc<Sheet>, Arc<Typefaces>),
    /// A text.
    Text(String),
}

impl Entry {
    pub(super) fn new(path: String, device: Device, subject: &str, purpose: String, content: Content) -> Self {
        Self { path, device, subject: subject.to_owned(), purpose, content, made: Arc::default() }
    }

    /// The same in a folder of the pack.
    #[must_use]
    pub(super) fn inside(mut self, folder: &str) -> Self {
        self.path = format!("{folder}/{}", self.path);
        self
    }

    /// Its bytes; the same each time.
    ///
    /// # Errors
    ///
    /// A finding where they cannot be made, for example of a screen that is larger than a format can say.
    pub fn bytes(&self) -> Result<&[u8], Diagnostic> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let made = self.content.bytes().map_err(|error| self.unmade(&error))?;
        Ok(self.made.get_or_init(|| made))
    }

    fn unmade(&self, error: &dyn Display) -> Diagnostic {
        Diagnostic::error("", 0..0, format!("做不出“{}”：{error}", self.path), "检查 content/site.toml 里屏幕的大小")
    }
}

impl Content {
    fn bytes(&self) -> Result<Vec<u8>, String> {
        let still = |reel: &Reel, place: usize| reel.still(place).ok_or_else(|| "没有这一页".to_owned());
        match self {
            Self::Gif(reel) => reel.gif().map_err(words),
            Self::Bmp(reel, place) => Ok(still(reel, *place)?.bmp(reel.screen().ink)),
            Self::Png(reel, place) => still(reel, *place)?.png(reel.screen().ink).map_err(words),
            Self::Words(reel, kind) => Ok(kind.bytes(&reel.text())),
            Self::Script(script, title) => Ok(TextFile::Utf8.bytes(&script.text(title))),
            Self::Ssml(script) => Ok(script.ssml().into_bytes()),
            Self::Wav(script, voice) => voice.wav(script),
            Self::CodeSvg(code) => Ok(code.svg().into_bytes()),
            Self::CodePng(code) => code.png().map_err(words),
            Self::Pdf(sheet, faces) => sheet.pdf(faces).map_err(words),
            Self::Text(text) => Ok(TextFile::Utf8.bytes(text)),
        }
    }
}

fn words(error: impl Display) -> String {
    error.to_string()
}
