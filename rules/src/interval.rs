//! Closed intervals of exact decimals: what a number may still turn out to be.
//!
//! Where a result is no decimal of 28 digits (`1 ÷ 3`), its lower end is rounded down and its upper end up, so that the
//! true value is always inside. Where it is too large to write, the end has no bound.

use core::cmp::Ordering;

use rust_decimal::Decimal;

use crate::number::shortest;
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
            return add(a, b).interval();
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
            return multiply(a, b).interval();
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
            return Some(divide(a, b).interval());
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
        self.low().is_some_and(|low| low.mantissa() >= 0)
    }

    /// The hull of what an operation gives at the four corners; right for operations monotone in each operand.
    fn corners(self, other: Self, op: impl Fn(End, End) -> (Option<Decimal>, Option<Decimal>)) -> Self {
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
            Self::Finite(value) => value.mantissa() < 0,
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

/// The ends of what lies beyond every number: the finite side still has the largest decimal as a bound.
fn infinite(negative: bool) -> (Option<Decimal>, Option<Decimal>) {
    if negative { (None, Some(Decimal::MIN)) } else { (Some(Decimal::MAX), None) }
}

/// What an operation on two decimals gives.
enum Rounded {
    Exact(Decimal),
    /// The true result lies between the two; an end that is `None` has no bound.
    Between(Option<Decimal>, Option<Decimal>),
}

impl Rounded {
    /// Ends that hold the true result between them.
    fn ends(self) -> (Option<Decimal>, Option<Decimal>) {
        match self {
            Self::Exact(value) => (Some(value), Some(value)),
            Self::Between(low, high) => (low, high),
        }
    }

    fn down(self) -> Option<Decimal> {
        self.ends().0
    }

    fn up(self) -> Option<Decimal> {
        self.ends().1
    }

    fn interval(self) -> Interval {
        match self {
            Self::Exact(value) => Interval::point(value),
            Self::Between(low, high) => Interval::between(low, high),
        }
    }

    /// A result that lies between two whole numbers of digits at a scale.
    fn between(low: i128, high: i128, scale: u32) -> Self {
        let low = decimal(low, scale, i128::div_euclid).unwrap_or_else(|negative| infinite(negative).0);
        let high = decimal(high, scale, ceiling).unwrap_or_else(|negative| infinite(negative).1);
        Self::Between(low, high)
    }
}

/// The largest mantissa of a decimal, 2^96 - 1.
const DIGITS: u128 = (1 << 96) - 1;

/// The decimal, where its digits fit into 96 bits.
fn exact(mantissa: i128, scale: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// The quotient rounded up; the divisor is positive.
fn ceiling(a: i128, b: i128) -> i128 {
    a.div_euclid(b) + i128::from(a.rem_euclid(b) != 0)
}

/// Digits at a scale as a decimal, shortened as `divide` rounds where they are too many; else whether they are negative.
fn decimal(mut mantissa: i128, mut scale: u32, divide: fn(i128, i128) -> i128) -> Result<Option<Decimal>, bool> {
    while scale > 0 && (scale > Decimal::MAX_SCALE || mantissa.unsigned_abs() > DIGITS) {
        mantissa = divide(mantissa, 10);
        scale -= 1;
    }
    exact(mantissa, scale).map(Some).ok_or(mantissa < 0)
}

/// Ten to a power, where it can be written.
fn ten(power: u32) -> Option<i128> {
    10_i128.checked_pow(power)
}

/// The digits at a larger scale.
fn lifted(value: Decimal, scale: u32) -> Option<i128> {
    match scale.checked_sub(value.scale()) {
        Some(0) => Some(value.mantissa()),
        Some(by) => value.mantissa().checked_mul(ten(by)?),
        None => None,
    }
}

/// The digits at a scale, rounded down where it is a smaller one.
fn lowered(value: Decimal, scale: u32) -> Option<i128> {
    match value.scale().checked_sub(scale) {
        Some(by) => Some(value.mantissa().div_euclid(ten(by)?)),
        None => lifted(value, scale),
    }
}

/// How two decimals compare; decimals of the same scale, the most common case, by their digits alone.
fn order(a: Decimal, b: Decimal) -> Ordering {
    let scale = a.scale().max(b.scale());
    match (lifted(a, scale), lifted(b, scale)) {
        (Some(x), Some(y)) => x.cmp(&y),
        // Only one can have been too long to lift; its sign says on which side of the other it lies.
        (None, _) => {
            if a.is_sign_negative() {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (_, None) => {
            if b.is_sign_negative() {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
    }
}

fn smaller(a: Decimal, b: Decimal) -> Decimal {
    if order(a, b) == Ordering::Greater { b } else { a }
}

fn larger(a: Decimal, b: Decimal) -> Decimal {
    if order(a, b) == Ordering::Less { b } else { a }
}

fn add(a: Decimal, b: Decimal) -> Rounded {
    let mut scale = a.scale().max(b.scale());
    let sum = || exact(lifted(a, scale)?.checked_add(lifted(b, scale)?)?, scale);
    if let Some(sum) = sum() {
        return Rounded::Exact(sum);
    }
    loop {
        if let Some(sum) = lowered(a, scale).zip(lowered(b, scale)).and_then(|(x, y)| x.checked_add(y)) {
            // Each of the two was rounded down by less than one.
            return Rounded::between(sum, sum.saturating_add(2), scale);
        }
        scale = scale.saturating_sub(1);
    }
}

fn multiply(a: Decimal, b: Decimal) -> Rounded {
    let (mut x, mut y) = (a.mantissa(), b.mantissa());
    let mut scale = a.scale() + b.scale();
    if let Some(product) = x.checked_mul(y) {
        let trailing = |product: i128, scale: u32| scale > Decimal::MAX_SCALE || product.unsigned_abs() > DIGITS;
        let (mut digits, mut shorter) = (product, scale);
        while shorter > 0 && trailing(digits, shorter) && digits % 10 == 0 {
            digits /= 10;
            shorter -= 1;
        }
        return exact(digits, shorter).map_or_else(|| Rounded::between(product, product, scale), Rounded::Exact);
    }
    // Too long: digits of the longer one go until the product can be written; the true one lies within what both hide.
    let negative = (x < 0) != (y < 0);
    (x, y) = (x.abs(), y.abs());
    let (mut x_more, mut y_more, mut hidden) = (0, 0, 0);
    while (x + x_more).checked_mul(y + y_more).is_none() {
        let (longer, more) = if x < y { (&mut y, &mut y_more) } else { (&mut x, &mut x_more) };
        *longer /= 10;
        *more = 1;
        hidden += 1;
    }
    let (mut low, mut high) = (x.saturating_mul(y), (x + x_more).saturating_mul(y + y_more));
    if negative {
        (low, high) = (-high, -low);
    }
    while hidden > scale {
        // What is hidden stands before the point: the result is beyond every decimal.
        match low.checked_mul(10).zip(high.checked_mul(10)) {
            Some(longer) => (low, high) = longer,
            None => {
                let (low, high) = infinite(negative);
                return Rounded::Between(low, high);
            }
        }
        hidden -= 1;
    }
    scale -= hidden;
    Rounded::between(low, high, scale)
}

fn divide(a: Decimal, b: Decimal) -> Rounded {
    let negative = (a.mantissa() < 0) != (b.mantissa() < 0);
    let (x, y) = (a.mantissa().abs(), b.mantissa().abs());
    if y == 0 {
        return Rounded::Between(None, None);
    }
    let signed = |value: i128| if negative { -value } else { value };
    if let Some(quotient) = short_quotient(signed(x), y, a.scale(), b.scale()) {
        return Rounded::Exact(quotient);
    }
    // Long division, several digits a step: what is left over is always smaller than the divisor.
    let (mut quotient, mut rest) = (x / y, x % y);
    let (mut scale, divisor_scale) = (a.scale(), b.scale());
    while rest > 0 {
        let room = Decimal::MAX_SCALE + divisor_scale - scale;
        let fits = |digits: u32| {
            let longer = ten(digits).and_then(|power| quotient.checked_add(1)?.checked_mul(power));
            digits <= room && longer.is_some_and(|longer| longer.unsigned_abs() <= DIGITS)
        };
        let Some(power) = [9, 4, 2, 1].into_iter().find(|digits| fits(*digits)).and_then(|digits| {
            scale += digits;
            ten(digits)
        }) else {
            break;
        };
        let lifted = rest.saturating_mul(power);
        quotient = quotient * power + lifted / y;
        rest = lifted % y;
    }
    while scale < divisor_scale {
        // The result stands before the point; what is left over counts there too.
        let lifted = rest.saturating_mul(10);
        let Some(longer) = quotient.checked_mul(10).map(|longer| longer + lifted / y) else {
            let (low, high) = infinite(negative);
            return Rounded::Between(low, high);
        };
        (quotient, rest, scale) = (longer, lifted % y, scale + 1);
    }
    scale -= divisor_scale;
    let above = quotient + i128::from(rest > 0);
    if rest == 0
        && let Some(exact) = exact(signed(quotient), scale)
    {
        return Rounded::Exact(shortest(exact));
    }
    let (low, high) = if negative { (-above, -quotient) } else { (quotient, above) };
    Rounded::between(low, high, scale)
}

/// The quotient where it has few digits, as the quotients of a policy mostly do.
fn short_quotient(x: i128, y: i128, scale: u32, divisor_scale: u32) -> Option<Decimal> {
    let align = |value: i128, by: u32| i64::try_from(value).ok()?.checked_mul(10_i64.checked_pow(by)?);
    let mut lifted = align(x, divisor_scale.saturating_sub(scale))?;
    let y = align(y, scale.saturating_sub(divisor_scale))?;
    for digits in 0..4 {
        if lifted.checked_rem(y)? == 0 {
            return exact(i128::from(lifted.checked_div(y)?), digits);
        }
        lifted = lifted.checked_mul(10)?;
    }
    None
}
