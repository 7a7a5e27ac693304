//! What was found, as files.

mod text;
mod workbook;
mod xlsx;

pub use text::{Lines, Rows, correction, csv, outcomes};
pub(crate) use workbook::READING;
pub use workbook::{Sheets, workbook};
pub(crate) use xlsx::{Content, Note, Package, Pick, Sheet, Style};

/// The columns that are added to those that came in, before one for each measure.
pub const ADDED: [&str; 5] = ["结果", "结果代码", "理由", "缺少", "依据"];
