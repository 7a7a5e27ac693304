//! Blocks of rows: what one step of a program works on.

/// How many rows a block has: few enough that all that a policy computes of them stays in the nearest cache.
pub(crate) const ROWS: usize = 256;

/// How many words hold a bit of each row.
pub(crate) const WORDS: usize = ROWS / 64;

/// A number of each row.
pub(crate) type Numbers = [i64; ROWS];

/// A bit of each row.
pub(crate) type Bits = [u64; WORDS];

/// A number at one end of an interval that has no bound there, below (with its sign turned) and above.
pub(crate) const UNBOUNDED: i64 = i64::MAX;

/// The largest number, and with its sign turned the smallest one, that has a bound.
pub(crate) const LARGEST: i64 = 1 << 62;

/// Where a row's bit stands: its block, its word, and the bit alone.
pub(crate) fn place(row: usize) -> (usize, usize, u64) {
    (row / ROWS, row % ROWS / 64, 1 << (row % 64))
}
