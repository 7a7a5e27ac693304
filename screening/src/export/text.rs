//! Lists as text: UTF-8 with a mark at its start, so that Excel reads it right, and cells that no spreadsheet takes for a
//! formula.

use std::borrow::Cow;
use std::io::Write;

use rules::Outcome;

use super::ADDED;
use crate::cell::RowText;
use crate::fault::{Refusal, WrongCell};
use crate::judge::{Finding, Judge};
use crate::list::{List, Workers};

/// Writes lines of a list, one row each.
pub struct Lines<W: Write> {
    writer: csv::Writer<W>,
    width: usize,
}

impl<W: Write> std::fmt::Debug for Lines<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").field("width", &self.width).finish_non_exhaustive()
    }
}

impl<W: Write> Lines<W> {
    /// Begins a file with the headings: those that came in, and those that are added.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn begin(out: W, judge: &Judge<'_>) -> Result<Self, Refusal> {
        let mut lines = Self::with_mark(out, judge)?;
        let added = ADDED.into_iter().chain(judge.measures());
        let headings = judge.plan().headings().written.iter().map(String::as_str);
        lines.write(headings.chain(added))?;
        Ok(lines)
    }

    /// Begins a file of outcomes alone: the headings that came in, and those of the outcome.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn begin_outcomes(out: W, judge: &Judge<'_>) -> Result<Self, Refusal> {
        let mut lines = Self::with_mark(out, judge)?;
        let [heading, word, ..] = ADDED;
        let headings = judge.plan().headings().written.iter().map(String::as_str);
        lines.write(headings.chain([heading, word]))?;
        Ok(lines)
    }

    /// Begins a file of rows that are to be corrected, with the headings that came in.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn begin_correction(out: W, judge: &Judge<'_>) -> Result<Self, Refusal> {
        let mut lines = Self::with_mark(out, judge)?;
        let headings = judge.plan().headings().written.iter().map(String::as_str);
        lines.write(headings.chain(["要改的地方"]))?;
        Ok(lines)
    }

    /// Writes a row as it came, with what is wrong behind it.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn correction<'c>(&mut self, row: RowText<'_>, wrong: impl Iterator<Item = &'c WrongCell>) -> Result<(), Refusal> {
        let reasons: Vec<String> = wrong.map(|cell| format!("{}：{}", cell.heading, cell.reason)).collect();
        let came = row.cells().map(crate::Cell::text).chain(std::iter::repeat("")).take(self.width);
        self.write(came.chain([reasons.join("；").as_str()]))
    }

    /// Goes on with a file that was begun; where the lines are put together in pieces.
    pub fn part(out: W, judge: &Judge<'_>) -> Self {
        let writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
        Self { writer, width: judge.plan().headings().written.len() }
    }

    fn with_mark(mut out: W, judge: &Judge<'_>) -> Result<Self, Refusal> {
        out.write_all("\u{feff}".as_bytes())?;
        Ok(Self::part(out, judge))
    }

    /// Writes the rows of a household with what was found about it.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn household(&mut self, rows: &[RowText<'_>], finding: &Finding) -> Result<(), Refusal> {
        let measures: Vec<String> = finding.measures.iter().map(crate::Amount::text).collect();
        let added = [finding.outcome.heading(), finding.outcome.word(), &finding.reasons, &finding.missing, &finding.clauses];
        for row in rows {
            let came = row.cells().map(crate::Cell::text).chain(std::iter::repeat("")).take(self.width);
            self.write(came.chain(added).chain(measures.iter().map(String::as_str)))?;
        }
        Ok(())
    }

    /// Writes the rows of a household with its outcome alone.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn outcome(&mut self, rows: &[RowText<'_>], outcome: Outcome) -> Result<(), Refusal> {
        for row in rows {
            let came = row.cells().map(crate::Cell::text).chain(std::iter::repeat("")).take(self.width);
            self.write(came.chain([outcome.heading(), outcome.word()]))?;
        }
        Ok(())
    }

    fn write<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
        for cell in cells {
            self.writer.write_field(harmless(cell).as_bytes()).map_err(broken)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(broken)
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn finish(self) -> Result<W, Refusal> {
        self.writer.into_inner().map_err(|error| Refusal::new(format!("写不了：{}", error.error())))
    }
}

fn broken(error: csv::Error) -> Refusal {
    Refusal::new(format!("写不了：{error}"))
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers, and signs without a name of
/// anything (`-`, `+86 138`), do nothing and stay as they are.
fn harmless(cell: &str) -> Cow<'_, str> {
    let names_something = |letter: char| !(letter.is_ascii_digit() || " .,-+()%/:".contains(letter));
    let formula = match cell.chars().next() {
        Some('=' | '@' | '\t' | '\r' | '＝' | '＠') => true,
        Some('+' | '-' | '＋' | '－') => cell.chars().skip(1).any(names_something),
        _ => false,
    };
    if formula { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// So many households are written at a time.
const BLOCK: usize = 1024;

/// A list that is being written as text, some households at a time, in the file's order.
#[derive(Debug)]
pub struct Rows<W: Write> {
    out: W,
    written: usize,
}

impl<W: Write> Rows<W> {
    /// Begins with the headings.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn begin(list: &List<'_>, out: W) -> Result<Self, Refusal> {
        Ok(Self { out: Lines::begin(out, list.judge())?.finish()?, written: 0 })
    }

    /// Writes some more households; false once all are written.
    ///
    /// # Errors
    ///
    /// What keeps them from being written.
    pub fn step(&mut self, list: &List<'_>, workers: &impl Workers) -> Result<bool, Refusal> {
        let judge = list.judge();
        let write = |place: usize| {
            let rows = list.rows(place);
            let mut lines = Lines::part(Vec::new(), judge);
            lines.household(&rows, &judge.finding(&judge.read(&rows)))?;
            lines.finish()
        };
        let to = self.written.saturating_add(BLOCK).min(list.len());
        for lines in workers.map(self.written..to, &write) {
            self.out.write_all(&lines?)?;
        }
        self.written = to;
        Ok(to < list.len())
    }

    /// How many households are written.
    #[must_use]
    pub fn written(&self) -> usize {
        self.written
    }

    /// Where they are written.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn finish(mut self) -> Result<W, Refusal> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Writes a list as text, in the file's order. Now and then `progress` is told how many households are written.
///
/// # Errors
///
/// What keeps it from being written.
pub fn csv<W: Write>(list: &List<'_>, out: W, workers: &impl Workers, progress: &mut dyn FnMut(usize)) -> Result<W, Refusal> {
    let mut rows = Rows::begin(list, out)?;
    while rows.step(list, workers)? {
        progress(rows.written());
    }
    rows.finish()
}

/// Writes a list whose households are all answered as text, with their outcomes alone.
///
/// # Errors
///
/// What keeps it from being written.
pub fn outcomes<W: Write>(list: &List<'_>, out: W) -> Result<W, Refusal> {
    let mut lines = Lines::begin_outcomes(out, list.judge())?;
    for (place, brief) in list.briefs().iter().enumerate() {
        lines.outcome(&list.rows(place), brief.outcome)?;
    }
    lines.finish()
}

/// Writes the rows with wrong cells as they came, with what is wrong behind them: to be corrected and screened again.
///
/// # Errors
///
/// What keeps it from being written.
pub fn correction<W: Write>(list: &List<'_>, out: W) -> Result<W, Refusal> {
    let mut lines = Lines::begin_correction(out, list.judge())?;
    for place in list.faulty() {
        let rows = list.rows(place);
        let wrong = list.judge().read(&rows).wrong;
        for row in rows {
            let mut cells = wrong.iter().filter(|cell| cell.row == row.number).peekable();
            if cells.peek().is_some() {
                lines.correction(row, cells)?;
            }
        }
    }
    lines.finish()
}
