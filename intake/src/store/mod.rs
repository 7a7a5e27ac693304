//! What is kept, and every statement by which it is kept and found.

mod accept;
mod change;
mod erase;
mod find;
mod secret;
mod summary;
mod token;

pub use accept::{Accepted, NewReport, Stored, accept};
use change::note;
pub use change::{Change, Changed, LONGEST_REASON, change, hand_over};
pub use erase::{erase, erase_before};
pub use find::{Entry, Search, Step, entries, history};
pub use secret::secret_of;
pub use summary::{Count, TownCount, causes_of, months_counts, towns};
pub use token::{add_token, name_of, remove_token, tokens};
