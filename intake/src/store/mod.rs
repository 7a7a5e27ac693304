//! What is kept, and every statement by which it is kept and found.

mod accept;
mod secret;

pub use accept::{Accepted, NewReport, Stored, accept};
pub use secret::secret_of;
