//! What is wrong with a file as a whole, and what with one of its cells.

use std::fmt;

/// Why a file, a sheet or a mapping cannot be used: one sentence in plain Chinese, with what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl Refusal {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        Self(format!("文件读写中断：{error}"))
    }
}

/// A cell whose content cannot be taken; its question counts as open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongCell {
    /// The sheet; empty for a file without sheets.
    pub sheet: String,
    /// The row as a spreadsheet counts it, from 1.
    pub row: u32,
    /// The column in letters.
    pub column: String,
    /// The column's heading.
    pub heading: String,
    /// What stands there, cut where it is long.
    pub value: String,
    /// What is wrong with it and what may stand there.
    pub reason: String,
}

impl fmt::Display for WrongCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.sheet.is_empty() {
            write!(f, "{} ", self.sheet)?;
        }
        write!(f, "{}{}（{}）“{}”：{}", self.column, self.row, self.heading, self.value, self.reason)
    }
}

/// The content of a cell as it is shown in messages.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut short: String = text.chars().take(LONGEST).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
