//! Where reports are kept: SQLite, or PostgreSQL. Both take the same statements, so what is kept is said once, in `store`.

mod address;
mod backup;
mod migrate;
mod postgres;
mod session;
mod sqlite;
mod worker;

pub use address::{Address, FILE};
pub use backup::{NoBackup, back_up, restore};
pub use migrate::{MIGRATIONS, Migration, migrate};
pub use session::{Error, Row, Session, Value};
pub use worker::{Database, Unanswered, in_transaction};
