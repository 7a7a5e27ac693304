//! Lists of households: a spreadsheet goes in, and who should be visited first comes out, with reasons and clauses.
//!
//! [`Book`] reads a spreadsheet, [`Mapping`] says which column answers which question, [`Judge`] answers one household,
//! [`List`] a whole spreadsheet step by step; [`export`] writes what was found, [`template()`] an empty list to fill in. Bytes go in and out: the crate knows no file, no clock and no thread, so the
//! same code works on the command line and in a browser.
#![forbid(unsafe_code)]

mod cell;
mod fault;
mod table;

mod answer;
mod numeral;

mod reading;

mod guess;
mod mapping;

mod household;
mod judge;
mod list;

pub mod export;
mod template;

pub use cell::{Cell, Row, RowText, column_letters};
pub use fault::{Refusal, WrongCell};
pub use household::Household;
pub use judge::{Amount, Finding, Judge};
pub use list::{Alone, Brief, List, Summary, Workers};
pub use mapping::{Column, Combine, Headings, Mapping, Period, Plan, Scale};
pub use reading::{Book, Csv, Encoding, Kind};
pub use table::Table;
pub use template::template;
