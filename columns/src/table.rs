//! The table of households: a column a question.

use std::sync::Arc;

use rules::{Facts, Interval, RuleId, Truth, Value};

use crate::block::{Bits, Cell, Numbers, ROWS, UNBOUNDED, WORDS, Width, place};
use crate::fixed::exact;
use crate::layout::{Cells, Layout, NumberCells};
use crate::program::Rows;

/// Households in columns, a row each, for the [`crate::Screen`] that made the table.
///
/// All cells of a block lie together, so that memory is read in one go.
#[derive(Clone, Debug)]
pub struct Columns {
    layout: Arc<Layout>,
    rows: usize,
    numbers: NumberBlocks,
    bits: BitBlocks,
}

/// Of each block its planes, then for each column the rows whose answers it cannot hold.
#[derive(Clone, Debug)]
struct BitBlocks {
    /// How many there are in a block.
    each: usize,
    bits: Vec<Bits>,
}

impl BitBlocks {
    /// Sets the bits of a row, the first plane's is the lowest; whether there are as many.
    fn set_all(&mut self, first: u32, count: u32, row: usize, bits: u64) -> bool {
        let Ok(first) = usize::try_from(first) else { return false };
        let mut rest = bits;
        for (plane, _) in (first..).zip(0..count) {
            self.set(plane, row, rest & 1 == 1);
            rest >>= 1;
        }
        rest == 0
    }

    fn set(&mut self, plane: usize, row: usize, value: bool) {
        let (block, word, bit) = place(row);
        if let Some(word) = self.bits.get_mut(block * self.each + plane).and_then(|words| words.get_mut(word)) {
            *word = if value { *word | bit } else { *word & !bit };
        }
    }
}

/// Numbers, all in cells of the same width.
#[derive(Clone, Debug)]
pub(crate) enum NumberBlocks {
    Narrow(CellBlocks<i32>),
    Wide(CellBlocks<i64>),
}

/// Of each block the lower ends of all columns, then the upper ends.
#[derive(Clone, Debug)]
pub(crate) struct CellBlocks<T> {
    columns: usize,
    cells: Vec<Numbers<T>>,
    /// How many rows hold a single figure, for each column of each block.
    figures: Vec<usize>,
}

impl<T: Cell> CellBlocks<T> {
    fn new(columns: usize) -> Self {
        Self { columns, cells: Vec::new(), figures: Vec::new() }
    }

    fn clear(&mut self) {
        self.cells.clear();
        self.figures.clear();
    }

    /// Adds a block of rows that all hold the same ends, one pair a column.
    fn open_block(&mut self, ends: &[(i64, i64)]) {
        let (low, high) = (ends.iter().map(|(low, _)| low), ends.iter().map(|(_, high)| high));
        self.cells.extend(low.chain(high).map(|end| [T::of(*end); ROWS]));
        self.figures.extend(ends.iter().map(|(low, high)| if low == high { ROWS } else { 0 }));
    }

    /// Whether there is such a row.
    fn set(&mut self, column: usize, row: usize, low: i64, high: i64) -> bool {
        let (block, within) = (row / ROWS, row % ROWS);
        let (lower, upper) = self.places(block, column);
        let cell = |cells: &mut Vec<Numbers<T>>, place: usize, value: i64| {
            let cell = cells.get_mut(place)?.get_mut(within)?;
            Some(std::mem::replace(cell, T::of(value)))
        };
        let before = cell(&mut self.cells, lower, low).zip(cell(&mut self.cells, upper, high));
        let (Some(before), Some(figures)) = (before, self.figures.get_mut(block * self.columns + column)) else { return false };
        match (before.0 == before.1, low == high) {
            (false, true) => *figures += 1,
            (true, false) => *figures = figures.saturating_sub(1),
            _ => {}
        }
        true
    }

    /// Where the lower and the upper ends of a column stand.
    fn places(&self, block: usize, column: usize) -> (usize, usize) {
        let first = block * 2 * self.columns + column;
        (first, first + self.columns)
    }
}

impl NumberBlocks {
    fn new(width: Width, columns: usize) -> Self {
        match width {
            Width::Narrow => Self::Narrow(CellBlocks::new(columns)),
            Width::Wide => Self::Wide(CellBlocks::new(columns)),
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Narrow(blocks) => blocks.clear(),
            Self::Wide(blocks) => blocks.clear(),
        }
    }

    fn open_block(&mut self, ends: &[(i64, i64)]) {
        match self {
            Self::Narrow(blocks) => blocks.open_block(ends),
            Self::Wide(blocks) => blocks.open_block(ends),
        }
    }

    fn set(&mut self, column: usize, row: usize, low: i64, high: i64) -> bool {
        match self {
            Self::Narrow(blocks) => blocks.set(column, row, low, high),
            Self::Wide(blocks) => blocks.set(column, row, low, high),
        }
    }
}

impl Columns {
    pub(crate) fn new(layout: Arc<Layout>) -> Self {
        let numbers = NumberBlocks::new(layout.width, layout.open_numbers.len());
        let bits = BitBlocks { each: layout.open_bits.len(), bits: Vec::new() };
        Self { layout, rows: 0, numbers, bits }
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
        self.numbers.clear();
        self.bits.bits.clear();
    }

    /// Adds a household of which nothing is known.
    pub fn open(&mut self) {
        if self.rows.is_multiple_of(ROWS) {
            self.numbers.open_block(&self.layout.open_numbers);
            self.bits.bits.extend_from_slice(&self.layout.open_bits);
        }
        self.rows += 1;
    }

    /// Adds a household.
    pub fn push(&mut self, facts: &Facts) {
        self.open();
        let layout = Arc::clone(&self.layout);
        layout.columns.iter().for_each(|column| self.answer(column.question, facts.get(column.question)));
    }

    /// Tells what is known of the last household's answer to a question; a question on which the outcome does not depend has no
    /// column. An answer that the policy does not allow, or that is too long for a cell, leaves the household to the calculator.
    pub fn answer(&mut self, question: RuleId, answer: Value) {
        let Self { layout, rows, numbers, bits } = self;
        let Some(row) = rows.checked_sub(1) else { return };
        let Some((column, index)) = layout.column(question).and_then(|index| Some((layout.columns.get(index)?, index))) else { return };
        let taken = match (&column.cells, answer) {
            (Cells::Number(cells), Value::Number(answer)) => {
                cells.digits(&answer).is_some_and(|(low, high)| numbers.set(cells.place(), row, low, high))
            }
            (Cells::Truth(first), Value::Truth(answer)) => {
                bits.set_all(*first, 2, row, u64::from(answer == Truth::True) | u64::from(answer == Truth::False) << 1)
            }
            (Cells::Choice { first, options }, Value::Choice(possible)) => possible != 0 && bits.set_all(*first, *options, row, possible),
            (Cells::Choices { first, options }, Value::Choices { certain, possible }) => {
                certain & !possible == 0
                    && bits.set_all(*first, *options, row, certain)
                    && bits.set_all(first + options, *options, row, possible)
            }
            _ => false,
        };
        bits.set(layout.planes() + index, row, !taken);
    }

    pub(crate) fn is_of(&self, layout: &Arc<Layout>) -> bool {
        Arc::ptr_eq(&self.layout, layout)
    }

    pub(crate) fn numbers(&self) -> &NumberBlocks {
        &self.numbers
    }

    /// The blocks of the table, with their numbers.
    pub(crate) fn blocks<'c, T>(&'c self, numbers: &'c CellBlocks<T>) -> impl Iterator<Item = Block<'c, T>> {
        let (bits, columns) = (self.bits.each, numbers.columns);
        (0..self.rows.div_ceil(ROWS)).map(move |block| Block {
            rows: (self.rows - block * ROWS).min(ROWS),
            low: numbers.cells.get(block * 2 * columns..(block * 2 + 1) * columns).unwrap_or_default(),
            high: numbers.cells.get((block * 2 + 1) * columns..(block + 1) * 2 * columns).unwrap_or_default(),
            figures: numbers.figures.get(block * columns..(block + 1) * columns).unwrap_or_default(),
            bits: self.bits.bits.get(block * bits..(block + 1) * bits).unwrap_or_default(),
            planes: self.layout.planes(),
        })
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
    /// How many of its rows are households.
    rows: usize,
    low: &'c [Numbers<T>],
    high: &'c [Numbers<T>],
    figures: &'c [usize],
    bits: &'c [Bits],
    planes: usize,
}

impl<T> Block<'_, T> {
    /// Whether every number in it is a single figure.
    pub(crate) fn is_known(&self) -> bool {
        self.figures.iter().all(|figures| *figures >= self.rows)
    }

    /// The rows with an answer that a cell cannot hold.
    pub(crate) fn refused(&self) -> Bits {
        let mut all = [0; WORDS];
        for refused in self.bits.get(self.planes..).unwrap_or_default() {
            all.iter_mut().zip(refused).for_each(|(all, word)| *all |= word);
        }
        all
    }
}

impl<T> Rows<T> for Block<'_, T> {
    fn low(&self, column: usize) -> Option<&Numbers<T>> {
        self.low.get(column)
    }

    fn high(&self, column: usize) -> Option<&Numbers<T>> {
        self.high.get(column)
    }

    fn plane(&self, plane: usize) -> Option<&Bits> {
        self.bits.get(plane)
    }
}
