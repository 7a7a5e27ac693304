//! A sheet held whole, packed.

use crate::cell::{Cell, Row, RowText, push, push_blanks};

/// The rows of a sheet that are not blank, in order.
#[derive(Clone, Debug, Default)]
pub struct Table {
    packed: Vec<u8>,
    /// Where each row begins, and its number.
    rows: Vec<(usize, u32)>,
}

impl Table {
    /// How many rows it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row at a place, counted from 0.
    #[must_use]
    pub fn row(&self, place: usize) -> Option<RowText<'_>> {
        let (begin, number) = *self.rows.get(place)?;
        let end = self.rows.get(place + 1).map_or(self.packed.len(), |(next, _)| *next);
        Some(RowText { number, packed: self.packed.get(begin..end)? })
    }

    /// The rows from a place on.
    pub fn rows(&self, from: usize) -> impl Iterator<Item = RowText<'_>> {
        (from..self.len()).filter_map(|place| self.row(place))
    }

    /// Adds a row at the end; a blank one is left out.
    pub fn push(&mut self, row: RowText<'_>) {
        if !row.is_blank() {
            self.rows.push((self.packed.len(), row.number));
            self.packed.extend_from_slice(row.packed);
        }
    }

    /// Gives back memory that was kept for more rows.
    pub(crate) fn finish(&mut self) {
        self.packed.shrink_to_fit();
        self.rows.shrink_to_fit();
    }
}

/// Puts cells that come one by one with their places into rows.
#[derive(Debug, Default)]
pub(crate) struct Filler {
    table: Table,
    row: Option<u32>,
    packed: Vec<u8>,
    columns: usize,
    visible: bool,
}

impl Filler {
    /// Takes a cell; places are counted from 0 and come in order, row by row.
    pub(crate) fn cell(&mut self, row: u32, column: usize, cell: Cell<'_>) {
        if self.row != Some(row) {
            self.end_row();
            self.row = Some(row);
        }
        if cell == Cell::Blank || column < self.columns {
            return;
        }
        push_blanks(&mut self.packed, column - self.columns);
        push(&mut self.packed, cell);
        self.columns = column + 1;
        self.visible |= !cell.is_blank();
    }

    fn end_row(&mut self) {
        if let Some(row) = self.row.filter(|_| self.visible) {
            self.table.rows.push((self.table.packed.len(), row.saturating_add(1)));
            self.table.packed.extend_from_slice(&self.packed);
        }
        self.packed.clear();
        (self.columns, self.visible) = (0, false);
    }

    pub(crate) fn rows(&self) -> usize {
        self.table.len()
    }

    /// How many bytes they take.
    pub(crate) fn size(&self) -> usize {
        self.table.packed.len() + self.packed.len()
    }

    pub(crate) fn finish(mut self) -> Table {
        self.end_row();
        self.table.finish();
        self.table
    }
}

impl FromIterator<Row> for Table {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        let mut table = Self::default();
        rows.into_iter().for_each(|row| table.push(row.text()));
        table.finish();
        table
    }
}
