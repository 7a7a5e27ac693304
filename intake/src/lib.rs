//! The reference receiver of reports: none lost, none twice, nobody's data where it does not belong.
//!
//! [`report`] checks what comes, [`database`] and [`store`] keep it, [`http`] answers. Who runs it hands in its
//! [`Settings`]; it reads no file of the site and knows no template.
#![forbid(unsafe_code)]

mod clock;
mod settings;

mod key;
mod random;
mod receipt;

pub mod report;

mod state;
mod table;

pub mod database;
pub mod store;

pub mod office;

pub mod http;

pub use clock::{Clock, Moment};
pub use database::Address;
pub use http::{Intake, Limits};
pub use key::Key;
pub use random::bytes as random_bytes;
pub use receipt::Receipt;
pub use settings::{Calendar, Cause, Hotline, Place, Settings, last_working_day, working_days_after};
pub use state::{NoState, State, Way};
pub use table::{Cell, Table};
