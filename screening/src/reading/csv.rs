//! Text with a separator, row by row.

use std::io::{Read, Seek, SeekFrom};

use super::MOST_COLUMNS;
use super::encoding::{Decoded, Encoding, find};
use crate::cell::{Cell, Row};
use crate::fault::Refusal;

/// A row longer than this has a quote that was never closed.
const LONGEST_ROW: usize = 16 << 20;

/// No spreadsheet keeps more in one cell.
const LONGEST_CELL: usize = 32_767;

/// The rows of a text, one at a time, however many there are.
#[derive(Debug)]
pub struct Csv<R> {
    reader: csv::Reader<Decoded<R>>,
    record: csv::StringRecord,
    encoding: Encoding,
    found: &'static encoding_rs::Encoding,
    separator: u8,
    /// Line ends inside cells so far: a spreadsheet does not count them as rows.
    inside: u64,
    /// Cells of the longest row so far.
    width: usize,
}

impl<R: Read + Seek> Csv<R> {
    /// Finds out the encoding, by reading the text once, and the separator.
    ///
    /// # Errors
    ///
    /// What is no text.
    pub fn open(mut input: R) -> Result<Self, Refusal> {
        let found = find(&mut input)?;
        let encoding = match found.name() {
            "UTF-8" => Encoding::Utf8,
            "gb18030" => Encoding::Gb18030,
            _ => Encoding::Utf16,
        };
        let mut start = Vec::new();
        Decoded::new(&mut input, found).take(1 << 16).read_to_end(&mut start)?;
        let separator = separator(&String::from_utf8_lossy(&start));
        input.seek(SeekFrom::Start(0))?;
        Ok(Self::at_start(input, found, encoding, separator))
    }

    /// The reader of a text that stands at its start.
    fn at_start(input: R, found: &'static encoding_rs::Encoding, encoding: Encoding, separator: u8) -> Self {
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(separator);
        let reader = builder.from_reader(Decoded::new(input, found));
        Self { reader, record: csv::StringRecord::new(), encoding, found, separator, inside: 0, width: 0 }
    }

    /// The same text from its start.
    ///
    /// # Errors
    ///
    /// A file that cannot be read again.
    pub fn again(self) -> Result<Self, Refusal> {
        let Self { reader, encoding, found, separator, .. } = self;
        let mut input = reader.into_inner().into_input();
        input.seek(SeekFrom::Start(0))?;
        Ok(Self::at_start(input, found, encoding, separator))
    }

    /// How its characters were written.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What stands between cells.
    #[must_use]
    pub fn separator(&self) -> char {
        char::from(self.separator)
    }

    /// How many bytes were read.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.reader.get_ref().consumed
    }

    /// Reads the next row; false at the end.
    ///
    /// # Errors
    ///
    /// A file that cannot be read on, and rows that only a missing quote can have made.
    pub fn next_row(&mut self, row: &mut Row) -> Result<bool, Refusal> {
        self.reader.get_mut().allow(LONGEST_ROW);
        let more = self.reader.read_record(&mut self.record).map_err(|error| self.refuse(&error))?;
        if !more {
            return Ok(false);
        }
        // Its last line, as lines that are empty before it are passed over unseen; the reader stands behind that line's end.
        let lines: usize = self.record.iter().map(|field| field.bytes().filter(|byte| *byte == b'\n').count()).sum();
        let line = self.reader.position().line().saturating_sub(1 + self.inside + u64::try_from(lines).unwrap_or(0));
        let number = u32::try_from(line).unwrap_or(u32::MAX);
        if self.record.len() > MOST_COLUMNS {
            return Err(Refusal::new(format!("第 {number} 行有 {} 列，表格最多 {MOST_COLUMNS} 列，请检查分隔符", self.record.len())));
        }
        row.begin(number);
        // A quote that nothing closes has no last line.
        let first = self.record.position().map_or(0, csv::Position::line).saturating_sub(self.inside);
        let mut inside = 0;
        for field in &self.record {
            inside += self.line_ends(field, first)?;
            row.push(if field.is_empty() { Cell::Blank } else { Cell::Text(field) });
        }
        self.inside += inside;
        self.width = self.width.max(self.record.len());
        Ok(true)
    }

    /// How many line ends stand in a cell. One that holds whole rows was opened by a quote that nothing closed.
    fn line_ends(&self, field: &str, first: u64) -> Result<u64, Refusal> {
        let mut lines = field.split('\n');
        let separators = |line: &str| line.bytes().filter(|byte| *byte == self.separator).count();
        let swallowed = lines.by_ref().skip(1).any(|line| self.width > 1 && separators(line) + 1 >= self.width);
        if swallowed || field.len() > LONGEST_CELL * 4 {
            return Err(unclosed(first));
        }
        Ok(u64::try_from(field.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(0))
    }

    fn refuse(&self, error: &csv::Error) -> Refusal {
        let line = self.reader.position().line().saturating_sub(self.inside);
        match error.kind() {
            csv::ErrorKind::Io(io) if io.kind() == std::io::ErrorKind::FileTooLarge => unclosed(line),
            csv::ErrorKind::Io(io) => Refusal::new(format!("文件读取中断：{io}")),
            _ => Refusal::new(format!("第 {line} 行读不了，请检查这一行的引号和分隔符")),
        }
    }
}

fn unclosed(line: u64) -> Refusal {
    Refusal::new(format!("第 {line} 行起有一个英文双引号没有成对，后面的行都连在一起了。请在这一行附近补上或删去引号"))
}

/// The separator that most of the first lines agree on.
fn separator(start: &str) -> u8 {
    let lines: Vec<&str> = start.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let score = |separator: u8| {
        let mut counts: Vec<usize> = lines.iter().map(|line| line.bytes().filter(|byte| *byte == separator).count()).collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or(0)
    };
    [b',', b'\t', b';'].into_iter().rev().max_by_key(|separator| score(*separator)).unwrap_or(b',')
}
