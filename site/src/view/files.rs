//! Files of a pack as a page shows them: device by device, message by message, frames before downloads.

use publicity::Screen;
use rules::Diagnostic;
use serde::Serialize;

use crate::announce::{Device, Entry};
use crate::content::escape_path;

/// How wide a frame is shown, in pixels: what a narrow phone has room for.
const SHOWN: usize = 320;

/// What is for one device.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeviceView {
    /// Its name.
    name: String,
    /// How long a page stands there, in seconds; nothing where nothing turns over.
    seconds: Option<usize>,
    messages: Vec<MessageView>,
}

/// One message, or one place, on a device.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MessageView {
    name: String,
    /// Each with its files.
    frames: Vec<FrameView>,
    /// All frames in turn.
    moving: Option<Picture>,
    /// Pictures of sheets and codes.
    pictures: Vec<Picture>,
    /// What is read aloud, a sentence a line, behind a heading and the time that it takes.
    scripts: Vec<Vec<String>>,
    files: Vec<FileView>,
}

/// A frame, with its BMP beside it.
#[derive(Clone, Debug, Serialize)]
struct FrameView {
    #[serde(flatten)]
    picture: Picture,
    bmp: String,
}

#[derive(Clone, Debug, Serialize)]
struct Picture {
    url: String,
    /// As it is shown; nothing where it has no size in pixels.
    width: Option<usize>,
    height: Option<usize>,
    purpose: String,
}

#[derive(Clone, Debug, Serialize)]
struct FileView {
    name: String,
    url: String,
    purpose: String,
    /// In words; empty where it was not made.
    size: String,
}

/// The devices of some files, in their order; `folder` is the way to them. Sizes are told where the files are `made`.
///
/// # Errors
///
/// What cannot be made.
pub fn devices(entries: &[Entry], folder: &str, made: bool) -> Result<Vec<DeviceView>, Diagnostic> {
    entries.chunk_by(|left, right| left.device == right.device).map(|entries| device(entries, folder, made)).collect()
}

fn device(entries: &[Entry], folder: &str, made: bool) -> Result<DeviceView, Diagnostic> {
    let Some(first) = entries.first() else { return Ok(DeviceView::default()) };
    let seconds = if let Device::Screen(screen) = first.device { Some(screen.seconds) } else { None };
    let messages = entries.chunk_by(|left, right| left.subject == right.subject).map(|entries| message(entries, folder, made));
    Ok(DeviceView { name: first.device.words(), seconds, messages: messages.collect::<Result<_, _>>()? })
}

fn message(entries: &[Entry], folder: &str, made: bool) -> Result<MessageView, Diagnostic> {
    let mut view = MessageView { name: entries.first().map(|entry| entry.subject.clone()).unwrap_or_default(), ..MessageView::default() };
    for entry in entries {
        let (stem, ending) = entry.path.rsplit_once('.').unwrap_or((&entry.path, ""));
        let url = format!("{folder}{}", escape_path(&entry.path));
        match (&entry.device, ending) {
            // They stand beside the frame, whose PNG is shown.
            (Device::Screen(_), "bmp") => continue,
            (Device::Screen(screen), "png") => {
                view.frames
                    .push(FrameView { picture: picture(entry, url, Some(screen)), bmp: format!("{folder}{}.bmp", escape_path(stem)) });
                continue;
            }
            (Device::Screen(screen), "gif") => view.moving = Some(picture(entry, url.clone(), Some(screen))),
            (Device::Loudspeaker, "txt") => {
                let text = String::from_utf8_lossy(entry.bytes()?).into_owned();
                let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty());
                view.scripts.push(lines.map(str::to_owned).collect());
            }
            (_, "svg") => view.pictures.push(picture(entry, url.clone(), None)),
            _ => {}
        }
        let size = if made { size(entry.bytes()?.len()) } else { String::new() };
        let name = entry.path.rsplit('/').next().unwrap_or_default().to_owned();
        view.files.push(FileView { name, url, purpose: entry.purpose.clone(), size });
    }
    Ok(view)
}

/// Small screens are shown as many times as large as there is room for, light by light; large ones smaller.
fn picture(entry: &Entry, url: String, screen: Option<&Screen>) -> Picture {
    let shown = |screen: &Screen| {
        let times = (SHOWN / screen.width.max(1)).max(1);
        if screen.width > SHOWN { (SHOWN, screen.height * SHOWN / screen.width) } else { (screen.width * times, screen.height * times) }
    };
    let (width, height) = screen.map(shown).unzip();
    Picture { url, width, height, purpose: entry.purpose.clone() }
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} 字节"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
