//! Closed intervals of exact decimals: what a number may still turn out to be.
//!
//! Where a result is no decimal of 28 digits (`1 ÷ 3`), its lower end is rounded down and its upper end up, so that the
//! true value is always inside. Where it is too large to write, the end has no bound.

use core::cmp::Ordering;

use rust_decimal::Decimal;

use crate::decimal::{Rounded, add, divide, infinite, larger, multiply, order, smaller};
use crate::truth::Truth;

/// All numbers from a lower to an upper end, ends included; an end that is `None` has no bound. The lower end is never
/// above the upper one.
#[derive(Clone, Copy, Debug)]
pub struct Interval(Ends);

impl PartialEq for Interval {
    fn eq(&self, other: &Self) -> bool {
        self.covers(other) && other.covers(self)
    }
}

impl Eq for Interval {}

/// One number is by far the most common case, and must be known at a glance.
#[derive(Clone, Copy, Debug)]
enum Ends {
    Point(Decimal),
    Range(Option<Decimal>, Option<Decimal>),
}

impl Interval {
    /// Any number.
    pub const ANY: Self = Self(Ends::Range(None, None));
    /// Zero.
    pub const ZERO: Self = Self(Ends::Point(Decimal::ZERO));

    /// One number.
    #[must_use]
    pub fn point(value: Decimal) -> Self {
        Self(Ends::Point(value))
    }

    /// From `low` to `high`; `None` where `low > high`.
    #[must_use]
    pub fn new(low: Option<Decimal>, high: Option<Decimal>) -> Option<Self> {
        match low.zip(high).map(|(low, high)| order(low, high)) {
            Some(Ordering::Greater) => None,
            _ => Some(Self::between(low, high)),
        }
    }

    /// From `low` to `high`, which the caller knows to be in order.
    fn between(low: Option<Decimal>, high: Option<Decimal>) -> Self {
        match (low, high) {
            (Some(a), Some(b)) if order(a, b) == Ordering::Equal => Self(Ends::Point(a)),
            _ => Self(Ends::Range(low, high)),
        }
    }

    fn rounded(result: Rounded) -> Self {
        match result {
            Rounded::Exact(value) => Self::point(value),
            Rounded::Between(low, high) => Self::between(low, high),
        }
    }

    /// The lower end.
    #[must_use]
    pub fn low(&self) -> Option<Decimal> {
        match self.0 {
            Ends::Point(value) => Some(value),
            Ends::Range(low, _) => low,
        }
    }

    /// The upper end.
    #[must_use]
    pub fn high(&self) -> Option<Decimal> {
        match self.0 {
            Ends::Point(value) => Some(value),
            Ends::Range(_, high) => high,
        }
    }

    /// The number, where it is only one.
    #[must_use]
    pub fn as_point(&self) -> Option<Decimal> {
        match self.0 {
            Ends::Point(value) => Some(value),
            Ends::Range(..) => None,
        }
    }

    /// Whether the number may be `value`.
    #[must_use]
    pub fn contains(&self, value: Decimal) -> bool {
        self.low().is_none_or(|low| order(low, value) != Ordering::Greater)
            && self.high().is_none_or(|high| order(value, high) != Ordering::Greater)
    }

    /// Whether every number of `other` is in this one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let low = match (self.low(), other.low()) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(others)) => order(own, others) != Ordering::Greater,
        };
        let high = match (self.high(), other.high()) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(others)) => order(own, others) != Ordering::Less,
        };
        low && high
    }

    /// The part of it between two bounds; the whole where nothing lies between them.
    #[must_use]
    pub fn within(self, low: Option<Decimal>, high: Option<Decimal>) -> Self {
        let low = match (self.low(), low) {
            (Some(a), Some(b)) => Some(larger(a, b)),
            (a, b) => a.or(b),
        };
        let high = match (self.high(), high) {
            (Some(a), Some(b)) => Some(smaller(a, b)),
            (a, b) => a.or(b),
        };
        Self::new(low, high).unwrap_or(self)
    }

    /// The smallest interval with both in it.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        let low = self.low().zip(other.low()).map(|(a, b)| smaller(a, b));
        Self::between(low, self.high().zip(other.high()).map(|(a, b)| larger(a, b)))
    }

    /// The sum of a number of each.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        if let (Ends::Point(a), Ends::Point(b)) = (self.0, other.0) {
            return Self::rounded(add(a, b));
        }
        let low = self.low().zip(other.low()).and_then(|(a, b)| add(a, b).down());
        Self::between(low, self.high().zip(other.high()).and_then(|(a, b)| add(a, b).up()))
    }

    /// The difference of a number of each.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    /// The number with its sign turned.
    #[must_use]
    pub fn negated(self) -> Self {
        match self.0 {
            Ends::Point(value) => Self(Ends::Point(-value)),
            Ends::Range(low, high) => Self(Ends::Range(high.map(|d| -d), low.map(|d| -d))),
        }
    }

    /// The product of a number of each; 0 times no bound is 0.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        if let (Ends::Point(a), Ends::Point(b)) = (self.0, other.0) {
            return Self::rounded(multiply(a, b));
        }
        if self.is_not_negative() && other.is_not_negative() {
            let low = End::below(self.low()).times(End::below(other.low()));
            let high = End::above(self.high()).times(End::above(other.high()));
            return Self::between(low.0, high.1);
        }
        self.corners(other, End::times)
    }

    /// The quotient of a number of each; `None` where the divisor may be 0.
    #[must_use]
    pub fn over(self, divisor: Self) -> Option<Self> {
        if divisor.contains(Decimal::ZERO) {
            return None;
        }
        if let (Ends::Point(a), Ends::Point(b)) = (self.0, divisor.0) {
            return Some(Self::rounded(divide(a, b)));
        }
        Some(self.corners(divisor, End::over))
    }

    /// The smaller of a number of each.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        let low = self.low().zip(other.low()).map(|(a, b)| smaller(a, b));
        let high = match (self.high(), other.high()) {
            (Some(a), Some(b)) => Some(smaller(a, b)),
            (a, b) => a.or(b),
        };
        Self::between(low, high)
    }

    /// The larger of a number of each.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        self.negated().min(other.negated()).negated()
    }

    fn is_not_negative(&self) -> bool {
        self.low().is_some_and(|low| !low.mantissa().is_negative())
    }

    /// The hull of what an operation gives at the four corners; right for operations monotone in each operand.
    fn corners(self, other: Self, op: fn(End, End) -> (Option<Decimal>, Option<Decimal>)) -> Self {
        let mut hull: Option<Self> = None;
        for a in [End::below(self.low()), End::above(self.high())] {
            for b in [End::below(other.low()), End::above(other.high())] {
                let (low, high) = op(a, b);
                let corner = Self::between(low, high);
                hull = Some(hull.map_or(corner, |hull| hull.hull(corner)));
            }
        }
        hull.unwrap_or(Self::ANY)
    }

    /// `a < b`.
    #[must_use]
    pub fn less(self, other: Self) -> Truth {
        let below = |a: Option<Decimal>, b: Option<Decimal>| a.zip(b).map(|(a, b)| order(a, b) == Ordering::Less);
        if below(self.high(), other.low()) == Some(true) {
            Truth::True
        } else if below(self.low(), other.high()) == Some(false) {
            Truth::False
        } else {
            Truth::Unknown
        }
    }

    /// `a <= b`.
    #[must_use]
    pub fn at_most(self, other: Self) -> Truth {
        !other.less(self)
    }

    /// `a == b`.
    #[must_use]
    pub fn equals(self, other: Self) -> Truth {
        if let (Ends::Point(a), Ends::Point(b)) = (self.0, other.0) {
            return Truth::from(order(a, b) == Ordering::Equal);
        }
        match self.less(other).or(other.less(self)) {
            Truth::True => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

/// An end of an interval as a number beyond which nothing lies.
#[derive(Clone, Copy)]
enum End {
    Finite(Decimal),
    Infinite { negative: bool },
}

impl End {
    fn below(low: Option<Decimal>) -> Self {
        low.map_or(Self::Infinite { negative: true }, Self::Finite)
    }

    fn above(high: Option<Decimal>) -> Self {
        high.map_or(Self::Infinite { negative: false }, Self::Finite)
    }

    fn is_negative(self) -> bool {
        match self {
            Self::Finite(value) => value.mantissa().is_negative(),
            Self::Infinite { negative } => negative,
        }
    }

    fn is_zero(self) -> bool {
        matches!(self, Self::Finite(value) if value.is_zero())
    }

    /// What the product is at least and at most.
    fn times(self, other: Self) -> (Option<Decimal>, Option<Decimal>) {
        match (self, other) {
            (Self::Finite(a), Self::Finite(b)) => multiply(a, b).ends(),
            _ if self.is_zero() || other.is_zero() => ZERO_ENDS,
            _ => infinite(self.is_negative() != other.is_negative()),
        }
    }

    /// What the quotient is at least and at most; what is divided by no bound comes as near to 0 as you like.
    fn over(self, divisor: Self) -> (Option<Decimal>, Option<Decimal>) {
        match (self, divisor) {
            (Self::Finite(a), Self::Finite(b)) => divide(a, b).ends(),
            (_, Self::Infinite { .. }) => ZERO_ENDS,
            (Self::Infinite { negative }, Self::Finite(b)) => infinite(negative != b.is_sign_negative()),
        }
    }
}

const ZERO_ENDS: (Option<Decimal>, Option<Decimal>) = (Some(Decimal::ZERO), Some(Decimal::ZERO));
