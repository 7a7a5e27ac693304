//! What the columns of a table are: one for each question that a policy's outcome depends on, and what its cells hold.

use rules::{Interval, Policy, Question, QuestionKind, RuleId};

use crate::block::{Bits, UNBOUNDED, WORDS, Width};
use crate::fixed::{decimals, exact};

/// How many digits behind the point an answer may have where its question takes some: 分.
const DECIMALS: u32 = 2;

/// The columns of a policy's tables.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) width: Width,
    pub(crate) columns: Vec<Column>,
    /// The column of each question, by its place in the policy.
    places: Vec<Option<usize>>,
    /// What the columns of numbers hold where nothing is known.
    pub(crate) open_numbers: Vec<(i64, i64)>,
    /// What the planes hold there, and behind them for each column whether it cannot hold even that.
    pub(crate) open_bits: Vec<Bits>,
}

/// A column of answers.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) question: RuleId,
    pub(crate) cells: Cells,
}

/// What the cells of a column are.
#[derive(Debug)]
pub(crate) enum Cells {
    /// Intervals.
    Number(NumberCells),
    /// A bit for 是 and one for 否, in two planes from this one on; neither where it is open.
    Truth(u32),
    /// A bit for each option that is possible.
    Choice { first: u32, options: u32 },
    /// A bit for each option that is certain, then one for each that is possible.
    Choices { first: u32, options: u32 },
}

/// How numbers stand in their cells.
#[derive(Debug)]
pub(crate) struct NumberCells {
    /// Which of the columns of numbers it is.
    pub(crate) number: u32,
    /// How many digits stand behind the point.
    pub(crate) scale: u32,
    /// What an answer may be.
    pub(crate) domain: Interval,
    /// The least and the largest number that a cell holds.
    pub(crate) limits: (i64, i64),
    /// The ends of an answer that is open; none where they are beyond the limits, so that the row is left to the calculator.
    pub(crate) open: Option<(i64, i64)>,
}

impl Layout {
    /// The columns of these questions. What has no bound in the policy has one here: the largest number of a cell, as digits.
    pub(crate) fn new(policy: &Policy, questions: &[RuleId], width: Width, largest: i64) -> Option<Self> {
        let mut layout = Self { width, places: vec![None; policy.rules.len()], ..Self::default() };
        for (id, _, question) in policy.questions().filter(|(id, _, _)| questions.contains(id)) {
            let cells = layout.cells(question, largest)?;
            *layout.places.get_mut(usize::from(id))? = Some(layout.columns.len());
            layout.columns.push(Column { question: id, cells });
        }
        let refused = layout.columns.iter().map(|column| match &column.cells {
            Cells::Number(cells) if cells.open.is_none() => u64::MAX,
            _ => 0,
        });
        layout.open_bits.extend(refused.map(|word| [word; WORDS]));
        Some(layout)
    }

    fn cells(&mut self, question: &Question, largest: i64) -> Option<Cells> {
        let options = question.options.len();
        Some(match question.kind {
            QuestionKind::Money | QuestionKind::Count | QuestionKind::Number => {
                let cells = NumberCells::new(u32::try_from(self.open_numbers.len()).ok()?, question, largest)?;
                self.open_numbers.push(cells.open.unwrap_or_default());
                Cells::Number(cells)
            }
            QuestionKind::YesNo => Cells::Truth(self.add_planes(2, 0)?),
            QuestionKind::Choice => Cells::Choice { first: self.add_planes(options, u64::MAX)?, options: u32::try_from(options).ok()? },
            QuestionKind::Choices => {
                let first = self.add_planes(options, 0)?;
                self.add_planes(options, u64::MAX)?;
                Cells::Choices { first, options: u32::try_from(options).ok()? }
            }
        })
    }

    /// Adds planes that hold the same where nothing is known; the first of them.
    fn add_planes(&mut self, count: usize, open: u64) -> Option<u32> {
        let first = self.open_bits.len();
        self.open_bits.resize(first.checked_add(count)?, [open; WORDS]);
        u32::try_from(first).ok()
    }

    /// How many planes there are.
    pub(crate) fn planes(&self) -> usize {
        self.open_bits.len().saturating_sub(self.columns.len())
    }

    /// The column of a question.
    pub(crate) fn column(&self, question: RuleId) -> Option<usize> {
        self.places.get(usize::from(question)).copied().flatten()
    }
}

impl NumberCells {
    fn new(number: u32, question: &Question, largest: i64) -> Option<Self> {
        let domain = question.domain;
        let written = [domain.low(), domain.high()].into_iter().flatten().map(decimals).max().unwrap_or(0);
        let scale = written.max(if question.kind == QuestionKind::Count { 0 } else { DECIMALS });
        let (low, high) = (domain.low().map(|low| exact(low, scale)), domain.high().map(|high| exact(high, scale)));
        let limits = (low.flatten().unwrap_or(-largest).max(-largest), high.flatten().unwrap_or(largest).min(largest));
        let within = |end: &i64| (limits.0..=limits.1).contains(end);
        let open_end = |end: Option<Option<i64>>, unbounded: i64| end.map_or(Some(unbounded), |end| end.filter(within));
        let open = open_end(low, -UNBOUNDED).zip(open_end(high, UNBOUNDED));
        (limits.0 <= limits.1).then_some(Self { number, scale, domain, limits, open })
    }
}
