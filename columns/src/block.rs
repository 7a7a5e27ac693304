//! Blocks of rows, what one step of a program works on, and the numbers in them.

/// How many rows a block has: few enough that all that a policy computes of them stays in the nearest cache.
pub(crate) const ROWS: usize = 256;

/// How many words hold a bit of each row.
pub(crate) const WORDS: usize = ROWS / 64;

/// A number of each row.
pub(crate) type Numbers<T> = [T; ROWS];

/// A bit of each row.
pub(crate) type Bits = [u64; WORDS];

/// A number at one end of an interval that has no bound there, below (with its sign turned) and above.
pub(crate) const UNBOUNDED: i64 = i64::MAX;

/// How wide the cells of a policy are. Narrow ones are read and computed twice as fast, and hold fewer policies and households.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Width {
    /// 32 bits.
    Narrow,
    /// 64 bits.
    #[default]
    Wide,
}

impl Width {
    /// The largest number, and with its sign turned the smallest one, that has a bound.
    pub(crate) fn largest(self) -> i64 {
        match self {
            Self::Narrow => 1 << 30,
            Self::Wide => 1 << 62,
        }
    }
}

/// The number of a cell.
pub(crate) trait Cell: Copy + Ord + Default {
    /// The number of a cell that stands for [`UNBOUNDED`].
    const UNBOUNDED: Self;

    /// The number, which its width holds; `UNBOUNDED` as what stands for it.
    fn of(value: i64) -> Self;
    /// Sums, products and signs of numbers that are known to fit.
    fn plus(self, other: Self) -> Self;
    fn by(self, other: Self) -> Self;
    fn negated(self) -> Self;
}

macro_rules! cell {
    ($width:ty) => {
        impl Cell for $width {
            const UNBOUNDED: Self = Self::MAX;

            fn of(value: i64) -> Self {
                match value {
                    UNBOUNDED => Self::MAX,
                    _ if value == -UNBOUNDED => -Self::MAX,
                    _ => Self::try_from(value).unwrap_or_default(),
                }
            }

            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            fn by(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }

            fn negated(self) -> Self {
                self.wrapping_neg()
            }
        }
    };
}

cell!(i32);
cell!(i64);

/// Whether a number has no bound.
pub(crate) fn is_unbounded<T: Cell>(value: T) -> bool {
    value == T::UNBOUNDED || value == T::UNBOUNDED.negated()
}

/// The sum where either may have no bound.
pub(crate) fn sum_of<T: Cell>(a: T, b: T) -> T {
    if is_unbounded(a) {
        a
    } else if is_unbounded(b) {
        b
    } else {
        a.plus(b)
    }
}

/// The product where either may have no bound; 0 times no bound is 0.
pub(crate) fn times<T: Cell>(a: T, b: T) -> T {
    let zero = T::default();
    if a == zero || b == zero {
        zero
    } else if is_unbounded(a) || is_unbounded(b) {
        if (a < zero) == (b < zero) { T::UNBOUNDED } else { T::UNBOUNDED.negated() }
    } else {
        a.by(b)
    }
}

/// Where a row's bit stands: its block, its word, and the bit alone.
pub(crate) fn place(row: usize) -> (usize, usize, u64) {
    (row / ROWS, row % ROWS / 64, 1 << (row % 64))
}
