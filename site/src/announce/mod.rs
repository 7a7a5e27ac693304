//! What hangs in the villages and is heard there: messages with their figures, checked, and as files.

mod check;
mod fill;
mod pack;
mod slides;

pub use check::check;
pub use pack::pack;
pub use slides::{Slide, slides};
