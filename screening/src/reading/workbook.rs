//! Workbooks of Excel, through `calamine`: values only. Formulas count by the value that was saved with them; macros and links to
//! other files are not opened.

use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError};

use super::open::Open;
use super::{Kind, MOST_COLUMNS, compound, tell};
use crate::cell::Cell;
use crate::fault::Refusal;
use crate::table::{Filler, Table};

/// A workbook that was opened.
pub(super) enum Workbook<R: Read + Seek> {
    Xlsx(Xlsx<R>),
    Xls(Xls<R>),
    Ods(Open<R>),
}

impl<R: Read + Seek> std::fmt::Debug for Workbook<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Workbook")
    }
}

impl<R: Read + Seek> Workbook<R> {
    pub(super) fn open(input: R, kind: Kind) -> Result<Self, Refusal> {
        guarded(|| match kind {
            Kind::Xlsx => Xlsx::new(input).map(Self::Xlsx).map_err(|error| xlsx_refusal(&error)),
            Kind::Ods => Open::new(input).map(Self::Ods),
            Kind::Xls | Kind::Csv => open_xls(input).map(Self::Xls),
        })
    }

    /// The sheets that a person sees.
    pub(super) fn sheets(&self) -> Vec<String> {
        let sheets = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
            Self::Ods(book) => return book.sheets().to_vec(),
        };
        let seen = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
        seen.map(|sheet| sheet.name.clone()).collect()
    }

    pub(super) fn table(&mut self, sheet: &str, progress: &mut dyn FnMut(usize) -> bool) -> Result<Table, Refusal> {
        guarded(|| {
            let mut filler = Filler::default();
            match self {
                Self::Xlsx(book) => {
                    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| xlsx_refusal(&error))?;
                    while let Some(cell) = cells.next_cell().map_err(|error| xlsx_refusal(&error))? {
                        let (row, column) = cell.get_position();
                        fill(&mut filler, row, column, cell.get_value());
                        tell(filler.rows(), progress)?;
                    }
                }
                Self::Xls(book) => fill_range(&mut filler, &book.worksheet_range(sheet).map_err(|_| damaged())?, progress)?,
                Self::Ods(book) => book.fill(sheet, &mut filler, progress)?,
            }
            Ok(filler.finish())
        })
    }
}

fn open_xls<R: Read + Seek>(mut input: R) -> Result<Xls<R>, Refusal> {
    let mut file = Vec::new();
    input.read_to_end(&mut file)?;
    compound::look(&file)?;
    drop(file);
    input.seek(SeekFrom::Start(0))?;
    Xls::new(input).map_err(|error| match error {
        XlsError::Password => locked(),
        // A locked .xlsx stands in the same wrapping as an old workbook, and has no workbook in it.
        XlsError::Cfb(_) => Refusal::new("打不开：文件有打开密码，或者坏了。请在 Excel 里取消打开密码，另存一份再试"),
        _ => damaged(),
    })
}

/// A reader of somebody else's that stumbles over a damaged file must not take the whole list down.
fn guarded<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged()))
}

fn xlsx_refusal(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => locked(),
        XlsxError::WorksheetNotFound(name) => Refusal::new(format!("没有“{name}”这张工作表")),
        _ => damaged(),
    }
}

pub(super) fn locked() -> Refusal {
    Refusal::new("文件有打开密码。请在 Excel 里取消打开密码，另存一份再试")
}

pub(super) fn damaged() -> Refusal {
    Refusal::new("文件坏了或没有下载完整，请用 Excel 打开看看，再另存一份")
}

fn fill_range(filler: &mut Filler, range: &calamine::Range<Data>, progress: &mut dyn FnMut(usize) -> bool) -> Result<(), Refusal> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let row = u32::try_from(row).unwrap_or(u32::MAX).saturating_add(first_row);
        let column = u32::try_from(column).unwrap_or(u32::MAX).saturating_add(first_column);
        let value = match value {
            Data::Int(value) => DataRef::Int(*value),
            Data::Float(value) => DataRef::Float(*value),
            Data::String(text) => DataRef::SharedString(text),
            Data::Bool(value) => DataRef::Bool(*value),
            Data::DateTime(moment) => DataRef::DateTime(*moment),
            Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
            Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
            Data::Error(error) => DataRef::Error(error.clone()),
            Data::Empty => DataRef::Empty,
        };
        fill(filler, row, column, &value);
        tell(filler.rows(), progress)?;
    }
    Ok(())
}

fn fill(filler: &mut Filler, row: u32, column: u32, value: &DataRef<'_>) {
    let Some(column) = usize::try_from(column).ok().filter(|column| *column < MOST_COLUMNS) else { return };
    let mut cell = |cell: Cell<'_>| filler.cell(row, column, cell);
    match value {
        DataRef::Int(value) => cell(Cell::Number(&value.to_string())),
        DataRef::Float(value) => number(*value, &mut cell),
        DataRef::String(text) => cell(Cell::Text(text)),
        DataRef::SharedString(text) => cell(Cell::Text(text)),
        DataRef::Bool(value) => cell(Cell::Truth(*value)),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => cell(Cell::Date(&date)),
                _ => cell(Cell::Date(&format!("{date} {hour:02}:{minute:02}:{second:02}"))),
            }
        }
        DataRef::DateTime(moment) => number(moment.as_f64(), &mut cell),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => cell(Cell::Date(text)),
        DataRef::Error(error) => cell(Cell::Fault(&error.to_string())),
        DataRef::Empty => cell(Cell::Blank),
    }
}

/// A binary number in the 15 digits that a spreadsheet shows of it.
pub(super) fn number(value: f64, cell: &mut dyn FnMut(Cell<'_>)) {
    let shown = format!("{value:.14e}");
    match rules::decimal(&shown) {
        Some(value) => cell(Cell::Number(&rules::plain(value))),
        None => cell(Cell::Number(&shown)),
    }
}
