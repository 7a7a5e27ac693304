//! What a rule's value may still be.

use crate::interval::Interval;
use crate::truth::Truth;

/// The values that are still possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Any number of the interval.
    Number(Interval),
    /// A truth value.
    Truth(Truth),
    /// One of the options whose bits are set.
    Choice(u64),
    /// The options of `certain`, and any of those that are only in `possible`.
    Choices {
        /// Chosen for certain.
        certain: u64,
        /// Perhaps chosen; holds all of `certain`.
        possible: u64,
    },
}

impl Value {
    /// Whether more than one value is possible.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            Self::Number(interval) => interval.as_point().is_none(),
            Self::Truth(truth) => *truth == Truth::Unknown,
            Self::Choice(options) => options.count_ones() != 1,
            Self::Choices { certain, possible } => certain != possible,
        }
    }

    /// The bit of the option at a place; none where there is no room for it.
    #[must_use]
    pub(crate) fn option(place: usize) -> u64 {
        Self::all_options(place.saturating_add(1)) & !Self::all_options(place)
    }

    /// The bits of the first `count` options.
    #[must_use]
    pub(crate) fn all_options(count: usize) -> u64 {
        match count {
            0 => 0,
            64.. => u64::MAX,
            count => u64::MAX >> (64 - count),
        }
    }
}
