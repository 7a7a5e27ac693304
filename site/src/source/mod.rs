//! Where texts come from: the one door from real paths to virtual ones, and what was found behind it.

mod embedded;
mod findings;
mod root;

pub use embedded::{embedded, embedded_files};
pub use findings::{Findings, Texts};
pub use root::{Root, reason};
