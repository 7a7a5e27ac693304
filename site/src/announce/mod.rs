//! What hangs in the villages and is heard there: messages with their figures, checked, and as files.

mod archive;
mod check;
mod code;
mod contacts;
mod entry;
mod fill;
mod list;
mod pack;
mod sheets;
mod slides;
mod typefaces;
mod voice;

pub use archive::{write, zip};
pub use check::check;
pub use entry::{Device, Entry};
pub use list::notes;
pub use pack::Packer;
pub use sheets::PlaceSheet;
pub use slides::{Slide, slides};
pub use typefaces::{NO_TYPEFACE, typefaces};
pub use voice::Voice;
