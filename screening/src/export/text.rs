//! Lists as text: UTF-8 with a mark at its start, so that Excel reads it right, and cells that no spreadsheet takes for a
//! formula.

use std::borrow::Cow;
use std::collections::BTreeMap;
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

/// Writes a list as text, in the file's order. Now and then `progress` is told how many households are written; where it
/// answers false, writing ends with a refusal.
///
/// # Errors
///
/// What keeps it from being written.
pub fn csv<W: Write>(list: &List<'_>, out: W, workers: &impl Workers, progress: &mut dyn FnMut(usize) -> bool) -> Result<W, Refusal> {
    let judge = list.judge();
    let mut out = Lines::begin(out, judge)?.finish()?;
    let write = |place: usize| {
        let rows = list.rows(place);
        let mut lines = Lines::part(Vec::new(), judge);
        lines.household(&rows, &judge.finding(&judge.read(&rows)))?;
        lines.finish()
    };
    for from in (0..list.len()).step_by(BLOCK) {
        let to = from.saturating_add(BLOCK).min(list.len());
        for lines in workers.map(from..to, &write) {
            out.write_all(&lines?)?;
        }
        if !progress(to) {
            return Err(Refusal::new("已经停下，没有写完"));
        }
    }
    out.flush()?;
    Ok(out)
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
    let mut wrong: BTreeMap<u32, Vec<&WrongCell>> = BTreeMap::new();
    for cell in list.wrong() {
        wrong.entry(cell.row).or_default().push(cell);
    }
    for row in (0..list.len()).flat_map(|place| list.rows(place)) {
        if let Some(cells) = wrong.get(&row.number) {
            lines.correction(row, cells.iter().copied())?;
        }
    }
    lines.finish()
}
