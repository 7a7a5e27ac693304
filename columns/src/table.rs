//! The table of households: a column a question.

use std::sync::Arc;

use rules::{Facts, Interval, RuleId, Truth, Value};

use crate::block::{Bits, Cell, Numbers, ROWS, UNBOUNDED, WORDS, Width, place};
use crate::fixed::exact;
use crate::layout::{Cells, Column, Layout, NumberCells};
use crate::program::Rows;

/// Households in columns, a row each, for the [`crate::Screen`] that made the table.
#[derive(Clone, Debug)]
pub struct Columns {
    layout: Arc<Layout>,
    rows: usize,
    numbers: NumberColumns,
    planes: Vec<Vec<Bits>>,
    /// For each column the rows whose answers it cannot hold.
    refused: Vec<Vec<Bits>>,
}

/// The columns of numbers, whose cells all have the same width.
#[derive(Clone, Debug)]
pub(crate) enum NumberColumns {
    Narrow(Vec<NumberColumn<i32>>),
    Wide(Vec<NumberColumn<i64>>),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct NumberColumn<T> {
    low: Vec<Numbers<T>>,
    high: Vec<Numbers<T>>,
    /// How many rows of each block hold a single figure.
    figures: Vec<usize>,
}

impl<T: Cell> NumberColumn<T> {
    fn clear(&mut self) {
        self.low.clear();
        self.high.clear();
        self.figures.clear();
    }

    /// Adds a block of rows that all hold the same.
    fn open_block(&mut self, low: i64, high: i64) {
        self.low.push([T::of(low); ROWS]);
        self.high.push([T::of(high); ROWS]);
        self.figures.push(if low == high { ROWS } else { 0 });
    }

    /// Whether there is such a row.
    fn set(&mut self, row: usize, low: i64, high: i64) -> bool {
        let (block, within) = (row / ROWS, row % ROWS);
        let cell = |blocks: &mut Vec<Numbers<T>>, value: i64| {
            let cell = blocks.get_mut(block)?.get_mut(within)?;
            Some(std::mem::replace(cell, T::of(value)))
        };
        let Some((before, figures)) = cell(&mut self.low, low).zip(cell(&mut self.high, high)).zip(self.figures.get_mut(block)) else {
            return false;
        };
        match (before.0 == before.1, low == high) {
            (false, true) => *figures += 1,
            (true, false) => *figures = figures.saturating_sub(1),
            _ => {}
        }
        true
    }
}

impl NumberColumns {
    fn new(width: Width, count: usize) -> Self {
        match width {
            Width::Narrow => Self::Narrow(vec![NumberColumn::default(); count]),
            Width::Wide => Self::Wide(vec![NumberColumn::default(); count]),
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Narrow(columns) => columns.iter_mut().for_each(NumberColumn::clear),
            Self::Wide(columns) => columns.iter_mut().for_each(NumberColumn::clear),
        }
    }

    fn open_block(&mut self, column: usize, low: i64, high: i64) {
        match self {
            Self::Narrow(columns) => columns.get_mut(column).into_iter().for_each(|column| column.open_block(low, high)),
            Self::Wide(columns) => columns.get_mut(column).into_iter().for_each(|column| column.open_block(low, high)),
        }
    }

    fn set(&mut self, column: usize, row: usize, low: i64, high: i64) -> bool {
        match self {
            Self::Narrow(columns) => columns.get_mut(column).is_some_and(|column| column.set(row, low, high)),
            Self::Wide(columns) => columns.get_mut(column).is_some_and(|column| column.set(row, low, high)),
        }
    }
}

impl Columns {
    pub(crate) fn new(layout: Arc<Layout>) -> Self {
        let count = |number: u32| usize::try_from(number).unwrap_or(0);
        let numbers = NumberColumns::new(layout.width, count(layout.numbers));
        let (planes, refused) = (vec![Vec::new(); count(layout.planes)], vec![Vec::new(); layout.columns.len()]);
        Self { layout, rows: 0, numbers, planes, refused }
    }

    /// How many households there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Takes all households out and keeps the memory for others.
    pub fn clear(&mut self) {
        self.rows = 0;
        self.planes.iter_mut().chain(&mut self.refused).for_each(Vec::clear);
        self.numbers.clear();
    }

    /// Adds a household of which nothing is known.
    pub fn open(&mut self) {
        if self.rows.is_multiple_of(ROWS) {
            let layout = Arc::clone(&self.layout);
            layout.columns.iter().zip(0..).for_each(|(column, index)| self.open_block(column, index));
        }
        self.rows += 1;
    }

    fn open_block(&mut self, column: &Column, index: usize) {
        let mut refused = false;
        match &column.cells {
            Cells::Number(cells) => {
                let (low, high) = cells.open.unwrap_or_default();
                refused = cells.open.is_none();
                self.numbers.open_block(cells.place(), low, high);
            }
            Cells::Truth(first) => self.push_planes(*first, 2, 0),
            Cells::Choice { first, options } => self.push_planes(*first, *options, u64::MAX),
            Cells::Choices { first, options } => {
                self.push_planes(*first, *options, 0);
                self.push_planes(first + options, *options, u64::MAX);
            }
        }
        if let Some(column) = self.refused.get_mut(index) {
            column.push([if refused { u64::MAX } else { 0 }; WORDS]);
        }
    }

    fn push_planes(&mut self, first: u32, count: u32, word: u64) {
        for plane in first..first + count {
            if let Some(plane) = usize::try_from(plane).ok().and_then(|plane| self.planes.get_mut(plane)) {
                plane.push([word; WORDS]);
            }
        }
    }

    /// Adds a household.
    pub fn push(&mut self, facts: &Facts) {
        self.open();
        let layout = Arc::clone(&self.layout);
        for column in &layout.columns {
            self.answer(column.question, facts.get(column.question));
        }
    }

    /// Tells what is known of the last household's answer to a question; a question on which the outcome does not depend has no
    /// column. An answer that the policy does not allow, or that is too long for a cell, leaves the household to the calculator.
    pub fn answer(&mut self, question: RuleId, answer: Value) {
        let layout = Arc::clone(&self.layout);
        let Some(row) = self.rows.checked_sub(1) else { return };
        let Some((column, index)) = layout.column(question).and_then(|index| Some((layout.columns.get(index)?, index))) else { return };
        let taken = match (&column.cells, answer) {
            (Cells::Number(cells), Value::Number(answer)) => self.set_number(cells, row, &answer),
            (Cells::Truth(first), Value::Truth(answer)) => {
                self.set_planes(*first, 2, row, u64::from(answer == Truth::True) | u64::from(answer == Truth::False) << 1)
            }
            (Cells::Choice { first, options }, Value::Choice(possible)) => {
                possible != 0 && self.set_planes(*first, *options, row, possible)
            }
            (Cells::Choices { first, options }, Value::Choices { certain, possible }) => {
                certain & !possible == 0
                    && self.set_planes(*first, *options, row, certain)
                    && self.set_planes(first + options, *options, row, possible)
            }
            _ => false,
        };
        if let Some(plane) = self.refused.get_mut(index) {
            set(plane, row, !taken);
        }
    }

    /// Whether the answer fits.
    fn set_number(&mut self, cells: &NumberCells, row: usize, answer: &Interval) -> bool {
        cells.digits(answer).is_some_and(|(low, high)| self.numbers.set(cells.place(), row, low, high))
    }

    /// Sets the bits of a row, the first plane's is the lowest; whether there are as many.
    fn set_planes(&mut self, first: u32, count: u32, row: usize, bits: u64) -> bool {
        let Some(planes) = usize::try_from(first).ok().and_then(|first| self.planes.get_mut(first..)) else { return false };
        let mut rest = bits;
        for (plane, _) in planes.iter_mut().zip(0..count) {
            set(plane, row, rest & 1 == 1);
            rest >>= 1;
        }
        rest == 0
    }

    pub(crate) fn is_of(&self, layout: &Arc<Layout>) -> bool {
        Arc::ptr_eq(&self.layout, layout)
    }

    pub(crate) fn numbers(&self) -> &NumberColumns {
        &self.numbers
    }

    /// The blocks of the table, with its columns of numbers.
    pub(crate) fn blocks<'c, T>(&'c self, numbers: &'c [NumberColumn<T>]) -> impl Iterator<Item = Block<'c, T>> {
        (0..self.rows.div_ceil(ROWS)).map(move |block| Block { columns: self, numbers, block })
    }
}

/// Sets a bit.
fn set(plane: &mut [Bits], row: usize, value: bool) {
    let (block, word, bit) = place(row);
    if let Some(word) = plane.get_mut(block).and_then(|block| block.get_mut(word % WORDS)) {
        *word = if value { *word | bit } else { *word & !bit };
    }
}

impl NumberCells {
    fn place(&self) -> usize {
        usize::try_from(self.number).unwrap_or(usize::MAX)
    }

    /// The ends of an answer as digits; none where the question does not allow it, or a cell does not hold it.
    fn digits(&self, answer: &Interval) -> Option<(i64, i64)> {
        let end = |end: Option<rust_decimal::Decimal>, unbounded: i64, is_open: bool| match end {
            Some(value) => exact(value, self.scale).filter(|digits| (self.limits.0..=self.limits.1).contains(digits)),
            None => is_open.then_some(unbounded),
        };
        if let Some(figure) = answer.as_point() {
            return end(Some(figure), 0, false).map(|digits| (digits, digits));
        }
        let low = end(answer.low(), -UNBOUNDED, self.domain.low().is_none())?;
        Some((low, end(answer.high(), UNBOUNDED, self.domain.high().is_none())?))
    }
}

/// A block of a table.
pub(crate) struct Block<'c, T> {
    columns: &'c Columns,
    numbers: &'c [NumberColumn<T>],
    block: usize,
}

impl<T> Block<'_, T> {
    /// How many of its rows are households.
    pub(crate) fn rows(&self) -> usize {
        (self.columns.rows - self.block * ROWS).min(ROWS)
    }

    /// Whether every number in it is a single figure.
    pub(crate) fn is_known(&self) -> bool {
        self.numbers.iter().all(|column| column.figures.get(self.block).is_some_and(|figures| *figures >= self.rows()))
    }

    /// The rows with an answer that a cell cannot hold.
    pub(crate) fn refused(&self) -> Bits {
        let mut all = [0; WORDS];
        for refused in self.columns.refused.iter().filter_map(|column| column.get(self.block)) {
            all.iter_mut().zip(refused).for_each(|(all, word)| *all |= word);
        }
        all
    }
}

impl<T> Rows<T> for Block<'_, T> {
    fn low(&self, column: usize) -> Option<&Numbers<T>> {
        self.numbers.get(column)?.low.get(self.block)
    }

    fn high(&self, column: usize) -> Option<&Numbers<T>> {
        self.numbers.get(column)?.high.get(self.block)
    }

    fn plane(&self, plane: usize) -> Option<&Bits> {
        self.columns.planes.get(plane)?.get(self.block)
    }
}
