//! Tables for people: CSV and XLSX that Excel opens, without a cell that it would take for a formula.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is.
    pub name: String,
    /// The names of its columns.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl Cell {
    /// Its text, with an apostrophe before what a spreadsheet would take for a formula.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) => format!("'{text}"),
            Self::Text(text) => text.clone(),
        }
    }
}

impl Table {
    /// As CSV in UTF-8, with the mark by which Excel knows it.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
        // Writing to memory does not fail.
        let _ = writer.write_record(&self.head);
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(Cell::text));
        }
        writer.into_inner().unwrap_or_default()
    }

    /// As a workbook.
    ///
    /// # Errors
    ///
    /// Where there are more rows or longer texts than a workbook holds.
    pub fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name(&self.name)?;
        let bold = Format::new().set_bold();
        for (column, name) in (0_u16..).zip(&self.head) {
            sheet.write_string_with_format(0, column, name, &bold)?;
        }
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    // A spreadsheet's numbers are floating point; counts are far below where that matters.
                    Cell::Number(number) => sheet.write_number(row, column, f64::from(i32::try_from(*number).unwrap_or(i32::MAX)))?,
                    Cell::Text(_) => sheet.write_string(row, column, cell.text())?,
                };
            }
        }
        sheet.autofit();
        sheet.set_freeze_panes(1, 0)?;
        workbook.save_to_buffer()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            let table = Table { name: "甲".into(), head: vec!["乙".into()], rows: vec![vec![text.to_owned().into()]] };
            let csv = String::from_utf8(table.csv()).unwrap();
            assert!(csv.contains(&format!("'{text}")), "{csv}");
            let mut workbook = Xlsx::new(Cursor::new(table.xlsx().unwrap())).unwrap();
            assert!(workbook.worksheet_formula("甲").unwrap().is_empty());
            let cell = workbook.worksheet_range("甲").unwrap().get_value((1, 0)).cloned();
            assert_eq!(cell, Some(Data::String(format!("'{text}"))));
        }
    }
}
