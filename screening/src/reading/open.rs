//! Spreadsheets of LibreOffice and WPS (OpenDocument), read mark by mark: a sheet that says that a cell or a row comes again a
//! million times takes no room before it is looked at.

use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::workbook::{damaged, locked, number};
use super::{MOST_COLUMNS, tell};
use crate::cell::Cell;
use crate::fault::Refusal;
use crate::table::Filler;

/// No sheet has more rows.
const MOST_ROWS: u32 = 1_048_576;

/// What the rows of a list take at most where cells and rows that come again are written out.
const LARGEST: usize = 1 << 29;

/// No cell holds more.
const LONGEST: usize = 32_767;

/// A spreadsheet that was opened.
pub(super) struct Open<R: Read + Seek> {
    archive: ZipArchive<R>,
    sheets: Vec<String>,
}

impl<R: Read + Seek> Open<R> {
    pub(super) fn new(input: R) -> Result<Self, Refusal> {
        let mut archive = ZipArchive::new(input).map_err(|_| damaged())?;
        let mut manifest = String::new();
        if let Ok(mut part) = archive.by_name("META-INF/manifest.xml") {
            part.by_ref().take(1 << 24).read_to_string(&mut manifest).map_err(|_| damaged())?;
        }
        if manifest.contains("encryption-data") {
            return Err(locked());
        }
        let mut sheets = Sheets::default();
        walk(&mut archive, &mut sheets)?;
        Ok(Self { archive, sheets: sheets.names })
    }

    /// The sheets that a person sees.
    pub(super) fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// Puts the cells of a sheet into rows.
    pub(super) fn fill(&mut self, sheet: &str, filler: &mut Filler, progress: &mut dyn FnMut(usize) -> bool) -> Result<(), Refusal> {
        walk(&mut self.archive, &mut Rows { sheet, filler, progress, inside: None, row: Row::default() })
    }
}

/// What is made of the marks of a document; answers whether to go on.
trait Visit {
    fn start(&mut self, mark: &BytesStart<'_>, tables: usize) -> Result<bool, Refusal>;
    fn text(&mut self, text: &str);
    fn end(&mut self, name: &str, tables: usize) -> Result<bool, Refusal>;
}

fn walk<R: Read + Seek>(archive: &mut ZipArchive<R>, visit: &mut impl Visit) -> Result<(), Refusal> {
    let part = archive.by_name("content.xml").map_err(|_| damaged())?;
    let mut reader: Reader<BufReader<ZipFile<'_, R>>> = Reader::from_reader(BufReader::with_capacity(1 << 16, part));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    marks(&mut reader, visit)
}

fn marks(reader: &mut Reader<impl BufRead>, visit: &mut impl Visit) -> Result<(), Refusal> {
    let (mut buffer, mut tables) = (Vec::new(), 0_usize);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| damaged())? {
            Event::Start(mark) => {
                tables += usize::from(mark.name().as_ref() == "table:table");
                if !visit.start(&mark, tables)? {
                    return Ok(());
                }
            }
            Event::End(mark) => {
                if !visit.end(mark.name().as_ref(), tables)? {
                    return Ok(());
                }
                tables = tables.saturating_sub(usize::from(mark.name().as_ref() == "table:table"));
            }
            Event::Text(text) => visit.text(&text.xml10_content()),
            Event::CData(text) => visit.text(&text.xml10_content()),
            Event::GeneralRef(sign) => visit.text(&resolved(&sign)),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn resolved(sign: &BytesRef<'_>) -> String {
    match sign.resolve_char_ref() {
        Ok(Some(letter)) => letter.to_string(),
        _ => resolve_predefined_entity(sign).unwrap_or_default().to_owned(),
    }
}

/// What an attribute says, if it is there and can be read.
fn said(mark: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = mark.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    unescape(&attribute.value).ok().map(std::borrow::Cow::into_owned)
}

/// How often a cell or a row stands there.
fn times(mark: &BytesStart<'_>, name: &str) -> u32 {
    said(mark, name).map_or(1, |times| times.parse().unwrap_or(1)).max(1)
}

/// Looks for the names of sheets.
#[derive(Default)]
struct Sheets {
    names: Vec<String>,
    style: Option<String>,
    hidden: Vec<String>,
}

impl Visit for Sheets {
    fn start(&mut self, mark: &BytesStart<'_>, tables: usize) -> Result<bool, Refusal> {
        match mark.name().as_ref() {
            "style:style" => self.style = said(mark, "style:name"),
            "style:table-properties" if said(mark, "table:display").as_deref() == Some("false") => self.hidden.extend(self.style.take()),
            "table:table" if tables == 1 => {
                let hidden = said(mark, "table:style-name").is_some_and(|style| self.hidden.contains(&style));
                self.names.extend(said(mark, "table:name").filter(|_| !hidden));
            }
            _ => {}
        }
        Ok(true)
    }

    fn text(&mut self, _text: &str) {}

    fn end(&mut self, _name: &str, _tables: usize) -> Result<bool, Refusal> {
        Ok(true)
    }
}

/// A cell as it was said by its mark, and the text that stands in it.
#[derive(Default)]
struct Found {
    kind: String,
    value: Option<String>,
    fault: bool,
    times: u32,
    text: String,
    paragraphs: u32,
}

/// The row that is being read.
#[derive(Default)]
struct Row {
    number: u32,
    times: u32,
    cells: Vec<(usize, u32, Found)>,
    column: usize,
}

/// Takes the rows of a sheet.
struct Rows<'s> {
    sheet: &'s str,
    filler: &'s mut Filler,
    progress: &'s mut dyn FnMut(usize) -> bool,
    /// Where the reading is, while it is in the sheet.
    inside: Option<Inside>,
    row: Row,
}

enum Inside {
    Sheet,
    Cell(Found),
    /// Within something that stands in a cell and is none of its text, and how deep.
    Aside(Found, usize),
}

const CELLS: [&str; 2] = ["table:table-cell", "table:covered-table-cell"];

/// What stands in a cell beside its text: a note, a picture, another table.
fn is_aside(name: &str) -> bool {
    name == "office:annotation" || name.starts_with("draw:") || name.starts_with("table:")
}

impl Visit for Rows<'_> {
    fn start(&mut self, mark: &BytesStart<'_>, tables: usize) -> Result<bool, Refusal> {
        let name = mark.name();
        let name = name.as_ref();
        match &mut self.inside {
            None if name == "table:table" && tables == 1 && said(mark, "table:name").as_deref() == Some(self.sheet) => {
                self.inside = Some(Inside::Sheet);
            }
            None => {}
            Some(Inside::Sheet) if name == "table:table-row" => {
                self.row.times = times(mark, "table:number-rows-repeated");
                self.row.column = 0;
                self.row.cells.clear();
            }
            Some(Inside::Sheet) if CELLS.contains(&name) => self.inside = Some(Inside::Cell(found(mark))),
            Some(Inside::Sheet) => {}
            Some(Inside::Cell(cell)) if is_aside(name) => self.inside = Some(Inside::Aside(std::mem::take(cell), 1)),
            Some(Inside::Cell(cell)) => match name {
                "text:p" => {
                    cell.paragraphs += 1;
                    if cell.paragraphs > 1 {
                        cell.text.push('\n');
                    }
                }
                "text:s" => (0..times(mark, "text:c").min(LONGEST as u32)).for_each(|_| cell.text.push(' ')),
                "text:tab" => cell.text.push('\t'),
                "text:line-break" => cell.text.push('\n'),
                _ => {}
            },
            Some(Inside::Aside(_, depth)) => *depth += 1,
        }
        Ok(true)
    }

    fn text(&mut self, text: &str) {
        if let Some(Inside::Cell(cell)) = &mut self.inside
            && cell.paragraphs > 0
            && cell.text.len() < LONGEST * 4
        {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str, tables: usize) -> Result<bool, Refusal> {
        match self.inside.take() {
            None => {}
            Some(Inside::Sheet) if name == "table:table" && tables == 1 => return Ok(false),
            Some(Inside::Sheet) => {
                self.inside = Some(Inside::Sheet);
                if name == "table:table-row" {
                    return self.end_row().map(|()| true);
                }
            }
            Some(Inside::Cell(cell)) if CELLS.contains(&name) => {
                self.inside = Some(Inside::Sheet);
                self.row.end_cell(cell);
            }
            Some(Inside::Aside(cell, depth)) => {
                self.inside = Some(if depth > 1 { Inside::Aside(cell, depth - 1) } else { Inside::Cell(cell) });
            }
            Some(cell) => self.inside = Some(cell),
        }
        Ok(true)
    }
}

fn found(mark: &BytesStart<'_>) -> Found {
    let kind = said(mark, "office:value-type").unwrap_or_default();
    let value = match kind.as_str() {
        "boolean" => said(mark, "office:boolean-value"),
        "date" => said(mark, "office:date-value"),
        "time" => said(mark, "office:time-value"),
        "string" => said(mark, "office:string-value").filter(|text| !text.is_empty()),
        _ => said(mark, "office:value"),
    };
    let fault = said(mark, "calcext:value-type").as_deref() == Some("error");
    Found { kind, value, fault, times: times(mark, "table:number-columns-repeated"), text: String::new(), paragraphs: 0 }
}

impl Found {
    fn is_blank(&self) -> bool {
        self.value.is_none() && self.text.is_empty()
    }

    /// How many bytes it takes at most.
    fn room(&self) -> usize {
        self.text.len() + self.value.as_ref().map_or(0, String::len) + 4
    }

    /// Gives the cell to whoever takes it.
    fn tell(&self, mut take: impl FnMut(Cell<'_>)) {
        let text = if self.kind == "string" || self.value.is_none() { self.text.as_str() } else { "" };
        match (self.kind.as_str(), &self.value) {
            _ if self.fault => take(Cell::Fault(&self.text)),
            ("boolean", Some(value)) => take(Cell::Truth(value.eq_ignore_ascii_case("true"))),
            ("date" | "time", Some(value)) => take(Cell::Date(value)),
            ("string", Some(value)) => take(Cell::Text(value)),
            ("float" | "percentage" | "currency", Some(value)) => match value.parse() {
                Ok(value) => number(value, &mut take),
                Err(_) => take(Cell::Text(value)),
            },
            _ => take(Cell::Text(text)),
        }
    }
}

impl Row {
    fn end_cell(&mut self, cell: Found) {
        let times = cell.times;
        if !cell.is_blank() && self.column < MOST_COLUMNS {
            self.cells.push((self.column, times, cell));
        }
        self.column = self.column.saturating_add(usize::try_from(times).unwrap_or(usize::MAX));
    }
}

/// The columns of a cell that comes so many times.
fn wide(column: usize, times: u32) -> std::ops::Range<usize> {
    column..column.saturating_add(usize::try_from(times).unwrap_or(usize::MAX)).min(MOST_COLUMNS)
}

impl Rows<'_> {
    fn end_row(&mut self) -> Result<(), Refusal> {
        let Row { number, times, cells, .. } = &mut self.row;
        let last = number.saturating_add(*times).min(MOST_ROWS);
        let room: usize = cells.iter().map(|(column, times, cell)| cell.room().saturating_mul(wide(*column, *times).len())).sum();
        if usize::try_from(last - *number).unwrap_or(usize::MAX).saturating_mul(room) > LARGEST.saturating_sub(self.filler.size()) {
            return Err(Refusal::new("文件解开以后太大，不像正常的名单，没有读。请把名单复制到一个新的工作簿里再试"));
        }
        for row in if cells.is_empty() { last..last } else { *number..last } {
            for (column, times, cell) in cells.iter() {
                for column in wide(*column, *times) {
                    cell.tell(|cell| self.filler.cell(row, column, cell));
                }
            }
            tell(self.filler.rows(), self.progress)?;
        }
        *number = last;
        Ok(())
    }
}
