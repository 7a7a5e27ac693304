//! Spreadsheets of every usual kind as rows of cells.

mod archive;
mod compound;
mod csv;
mod encoding;
mod open;
mod workbook;

pub use csv::Csv;
pub use encoding::Encoding;

use std::io::{Read, Seek, SeekFrom};

use crate::cell::Row;
use crate::fault::Refusal;
use crate::table::Table;

/// No spreadsheet has more columns.
const MOST_COLUMNS: usize = 16_384;

/// What kind of file it is, known by its first bytes and never by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A workbook of Excel 2007 and later, also one with macros, which are never opened.
    Xlsx,
    /// A workbook of earlier versions.
    Xls,
    /// A spreadsheet of LibreOffice and WPS.
    Ods,
    /// Text with a separator.
    Csv,
}

/// A spreadsheet that was opened.
#[derive(Debug)]
pub struct Book<R: Read + Seek> {
    kind: Kind,
    sheets: Vec<String>,
    content: Content<R>,
}

#[derive(Debug)]
enum Content<R: Read + Seek> {
    Workbook(Box<workbook::Workbook<R>>),
    Csv(Option<Box<Csv<R>>>),
}

impl<R: Read + Seek> Book<R> {
    /// Looks what a file is and which sheets it has.
    ///
    /// # Errors
    ///
    /// A file that is no spreadsheet, is damaged, locked by a password, or would unpack to more than is sensible.
    pub fn open(mut input: R) -> Result<Self, Refusal> {
        let kind = kind(&mut input)?;
        if kind == Kind::Csv {
            let csv = Csv::open(input)?;
            return Ok(Self { kind, sheets: vec![String::new()], content: Content::Csv(Some(Box::new(csv))) });
        }
        let workbook = workbook::Workbook::open(input, kind)?;
        Ok(Self { kind, sheets: workbook.sheets(), content: Content::Workbook(Box::new(workbook)) })
    }

    /// What kind of file it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The names of its sheets; of text one without a name.
    #[must_use]
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// The rows of a sheet. Now and then `progress` is told how many there are so far; where it answers false, reading ends
    /// with a refusal. Text can be read once.
    ///
    /// # Errors
    ///
    /// A sheet that is damaged or not there.
    pub fn table(&mut self, sheet: usize, progress: &mut dyn FnMut(usize) -> bool) -> Result<Table, Refusal> {
        let name = self.sheets.get(sheet).ok_or_else(|| Refusal::new("没有这张工作表"))?;
        match &mut self.content {
            Content::Workbook(workbook) => workbook.table(name, progress),
            Content::Csv(csv) => {
                let mut csv = csv.take().ok_or_else(|| Refusal::new("这个文件已经读过了，请重新选择"))?;
                let (mut table, mut row) = (Table::default(), Row::default());
                while csv.next_row(&mut row)? {
                    table.push(row.text());
                    tell(table.len(), progress)?;
                }
                table.finish();
                Ok(table)
            }
        }
    }

    /// The rows one by one, where the file is text.
    #[must_use]
    pub fn into_csv(self) -> Option<Csv<R>> {
        match self.content {
            Content::Csv(csv) => csv.map(|csv| *csv),
            Content::Workbook(_) => None,
        }
    }
}

/// Tells every so often how far reading is.
fn tell(rows: usize, progress: &mut dyn FnMut(usize) -> bool) -> Result<(), Refusal> {
    const EVERY: usize = 4096;
    if rows % EVERY == EVERY - 1 && !progress(rows) {
        return Err(Refusal::new("已经停下，没有读完"));
    }
    Ok(())
}

fn kind<R: Read + Seek>(input: &mut R) -> Result<Kind, Refusal> {
    let mut start = Vec::new();
    input.seek(SeekFrom::Start(0))?;
    input.by_ref().take(8).read_to_end(&mut start)?;
    input.seek(SeekFrom::Start(0))?;
    match start.as_slice() {
        [] => Err(Refusal::new("这个文件是空的，请检查是不是选错了文件")),
        [b'P', b'K', 3, 4, ..] => archive::kind(input),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] => Ok(Kind::Xls),
        _ => Ok(Kind::Csv),
    }
}
