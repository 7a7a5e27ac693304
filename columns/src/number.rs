//! Numbers of an expression: known for every row, in cells, or a quotient that is only ever compared.

use rules::Interval;
use rust_decimal::Decimal;

use crate::block::UNBOUNDED;
use crate::fixed::{ceiling, decimals, exact, floor, ten};
use crate::graph::{BitId, Graph, NumberId};

/// A number of each row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    /// The same for every row, as the rules have it.
    Known(Interval),
    /// An interval of each row.
    Cells(Ends),
    /// A quotient; the divisor is more than 0.
    Quotient(Ends, Ends),
}

/// The ends of an interval of each row, with so many digits behind the point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    low: NumberId,
    high: NumberId,
    scale: u32,
}

/// One of the two ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Low,
    High,
}

impl Ends {
    pub(crate) fn new(low: NumberId, high: NumberId, scale: u32) -> Self {
        Self { low, high, scale }
    }

    fn end(self, end: End) -> NumberId {
        match end {
            End::Low => self.low,
            End::High => self.high,
        }
    }

    fn negated(self, graph: &mut Graph) -> Self {
        Self { low: graph.negate(self.high), high: graph.negate(self.low), scale: self.scale }
    }

    /// The same with more digits behind the point.
    fn lifted(self, graph: &mut Graph, scale: u32) -> Option<Self> {
        let by = scale.checked_sub(self.scale)?;
        Some(Self { low: lifted(graph, self.low, by)?, high: lifted(graph, self.high, by)?, scale })
    }

    /// Whether more than one number is possible.
    fn open(self, graph: &mut Graph) -> BitId {
        graph.less(self.low, self.high)
    }
}

/// A number with so many more digits behind the point.
fn lifted(graph: &mut Graph, number: NumberId, by: u32) -> Option<NumberId> {
    if by == 0 {
        return Some(number);
    }
    let power = graph.figure(ten(by)?)?;
    graph.multiply(number, power)
}

/// The end of an interval.
fn end_of(interval: &Interval, end: End) -> Option<Decimal> {
    match end {
        End::Low => interval.low(),
        End::High => interval.high(),
    }
}

fn unbounded(end: End) -> i64 {
    match end {
        End::Low => -UNBOUNDED,
        End::High => UNBOUNDED,
    }
}

impl Number {
    /// The number in cells with at least so many digits behind the point; none where it is a quotient or too long.
    fn cells(self, graph: &mut Graph, scale: u32) -> Option<Ends> {
        match self {
            Self::Known(interval) => {
                let long = [interval.low(), interval.high()].into_iter().flatten().map(decimals).max().unwrap_or(0);
                let scale = scale.max(long);
                let mut end = |end| {
                    let digits = end_of(&interval, end).map_or(Some(unbounded(end)), |value| exact(value, scale))?;
                    graph.figure(digits)
                };
                Some(Ends { low: end(End::Low)?, high: end(End::High)?, scale })
            }
            Self::Cells(ends) => ends.lifted(graph, scale.max(ends.scale)),
            Self::Quotient(..) => None,
        }
    }

    fn scale(self) -> u32 {
        match self {
            Self::Cells(ends) => ends.scale,
            Self::Known(_) | Self::Quotient(..) => 0,
        }
    }

    /// Both in cells with as many digits behind the point.
    fn aligned(self, other: Self, graph: &mut Graph) -> Option<(Ends, Ends)> {
        let first = self.cells(graph, other.scale())?;
        let second = other.cells(graph, first.scale)?;
        Some((first.lifted(graph, second.scale)?, second))
    }

    pub(crate) fn plus(self, other: Self, graph: &mut Graph) -> Option<Self> {
        if let (Self::Known(a), Self::Known(b)) = (self, other) {
            return Some(Self::Known(a.plus(b)));
        }
        let (a, b) = self.aligned(other, graph)?;
        Some(Self::Cells(Ends { low: graph.add(a.low, b.low)?, high: graph.add(a.high, b.high)?, scale: a.scale }))
    }

    pub(crate) fn negated(self, graph: &mut Graph) -> Self {
        match self {
            Self::Known(interval) => Self::Known(interval.negated()),
            Self::Cells(ends) => Self::Cells(ends.negated(graph)),
            Self::Quotient(ends, divisor) => Self::Quotient(ends.negated(graph), divisor),
        }
    }

    pub(crate) fn times(self, other: Self, graph: &mut Graph) -> Option<Self> {
        if let (Self::Known(a), Self::Known(b)) = (self, other) {
            return Some(Self::Known(a.times(b)));
        }
        let (a, b) = (self.cells(graph, 0)?, other.cells(graph, 0)?);
        let scale = a.scale.checked_add(b.scale).filter(|scale| *scale <= LONGEST)?;
        let not_negative = |graph: &Graph, ends: Ends| graph.range(ends.low).is_not_negative();
        if not_negative(graph, a) && not_negative(graph, b) {
            let (low, high) = (graph.multiply(a.low, b.low)?, graph.multiply(a.high, b.high)?);
            return Some(Self::Cells(Ends { low, high, scale }));
        }
        // Products lie between those of the ends.
        let first = graph.multiply(a.low, b.low)?;
        let (mut low, mut high) = (first, first);
        for (x, y) in [(a.low, b.high), (a.high, b.low), (a.high, b.high)] {
            let corner = graph.multiply(x, y)?;
            (low, high) = (graph.min(low, corner), graph.max(high, corner));
        }
        Some(Self::Cells(Ends { low, high, scale }))
    }

    pub(crate) fn over(self, divisor: Self, graph: &mut Graph) -> Option<Self> {
        if let Self::Known(divisor) = divisor {
            if let Self::Known(dividend) = self {
                return Some(Self::Known(dividend.over(divisor).unwrap_or(Interval::ANY)));
            }
            // ÷ 20 is × 0.05, and as exact.
            if let Some(factor) = Interval::point(Decimal::ONE).over(divisor).filter(|factor| factor.as_point().is_some_and(is_short)) {
                return self.times(Self::Known(factor), graph);
            }
        }
        let (dividend, divisor) = (self.cells(graph, 0)?, divisor.cells(graph, 0)?);
        if graph.range(divisor.low).is_positive() {
            return Some(Self::Quotient(dividend, divisor));
        }
        let (dividend, divisor) = (dividend.negated(graph), divisor.negated(graph));
        graph.range(divisor.low).is_positive().then_some(Self::Quotient(dividend, divisor))
    }

    pub(crate) fn min(self, other: Self, graph: &mut Graph) -> Option<Self> {
        if let (Self::Known(a), Self::Known(b)) = (self, other) {
            return Some(Self::Known(a.min(b)));
        }
        let (a, b) = self.aligned(other, graph)?;
        Some(Self::Cells(Ends { low: graph.min(a.low, b.low), high: graph.min(a.high, b.high), scale: a.scale }))
    }

    pub(crate) fn max(self, other: Self, graph: &mut Graph) -> Option<Self> {
        Some(self.negated(graph).min(other.negated(graph), graph)?.negated(graph))
    }

    /// The first number where a condition holds, the second one where it fails, their hull where it is open.
    pub(crate) fn either(self, other: Self, holds: BitId, fails: BitId, graph: &mut Graph) -> Option<Self> {
        match (graph.settled(holds), graph.settled(fails)) {
            (Some(true), _) => return Some(self),
            (_, Some(true)) => return Some(other),
            _ => {}
        }
        let (a, b) = self.aligned(other, graph)?;
        let (lower, upper) = (graph.min(a.low, b.low), graph.max(a.high, b.high));
        let (low, high) = (graph.choose(fails, b.low, lower), graph.choose(fails, b.high, upper));
        let (low, high) = (graph.choose(holds, a.low, low), graph.choose(holds, a.high, high));
        Some(Self::Cells(Ends { low, high, scale: a.scale }))
    }

    /// Whether more than one number is possible.
    pub(crate) fn open(self, graph: &mut Graph) -> BitId {
        match self {
            Self::Known(interval) => graph.bit(interval.as_point().is_none()),
            Self::Cells(ends) => ends.open(graph),
            // What 0 is divided by does not matter.
            Self::Quotient(dividend, divisor) => {
                let zero = graph.mark(0);
                let (below, above) = (graph.less(dividend.low, zero), graph.less(zero, dividend.high));
                let other = graph.or(below, above);
                let (dividend, divisor) = (dividend.open(graph), divisor.open(graph));
                let divisor = graph.and(divisor, other);
                graph.or(dividend, divisor)
            }
        }
    }

    /// Whether one end of a number is less than one end of another.
    pub(crate) fn less(self, end: End, other: Self, other_end: End, graph: &mut Graph) -> Option<BitId> {
        match (self, other) {
            (Self::Known(_), Self::Known(_)) => {
                let (a, b) = self.aligned(other, graph)?;
                Some(graph.less(a.end(end), b.end(other_end)))
            }
            (Self::Cells(a), Self::Known(b)) => {
                let bound = end_of(&b, other_end).map_or(unbounded(other_end), |value| ceiling(value, a.scale));
                let bound = graph.mark(bound);
                Some(graph.less(a.end(end), bound))
            }
            (Self::Known(a), Self::Cells(b)) => {
                let bound = end_of(&a, end).map_or(unbounded(end), |value| floor(value, b.scale));
                let bound = graph.mark(bound);
                Some(graph.less(bound, b.end(other_end)))
            }
            (Self::Cells(_), Self::Cells(_)) => {
                let (a, b) = self.aligned(other, graph)?;
                Some(graph.less(a.end(end), b.end(other_end)))
            }
            (Self::Quotient(dividend, divisor), _) => {
                let (quotient, other) = multiplied_out(dividend, divisor, end, other, other_end, graph)?;
                Some(graph.less(quotient, other))
            }
            (_, Self::Quotient(dividend, divisor)) => {
                let (quotient, other) = multiplied_out(dividend, divisor, other_end, self, end, graph)?;
                Some(graph.less(other, quotient))
            }
        }
    }
}

/// How many digits a number may have behind the point: within it `rules` does not round a sum or a product.
const LONGEST: u32 = 18;

/// Whether a factor has few digits behind the point.
fn is_short(value: Decimal) -> bool {
    decimals(value) <= 4
}

/// The largest digits of a divisor, lifted as its comparison needs.
const LARGEST_DIVISOR: i64 = 1_000_000_000_000_000_000;

/// An end of a quotient and an end of what it is compared with, both times the divisor that makes that end.
///
/// `rules` has the quotient's end rounded outward, by less than one unit of its last digit, and a comparison with it comes out
/// the same: the digits of dividend and divisor, lifted to the digits of the other side, are below 2⁶² and 10¹⁸, so a quotient
/// that is not equal to the other side differs from it by more than that unit.
fn multiplied_out(
    dividend: Ends,
    divisor: Ends,
    end: End,
    other: Number,
    other_end: End,
    graph: &mut Graph,
) -> Option<(NumberId, NumberId)> {
    let zero = graph.mark(0);
    let digits = dividend.end(end);
    let negative = graph.less(digits, zero);
    let (if_negative, otherwise) = match end {
        End::Low => (divisor.low, divisor.high),
        End::High => (divisor.high, divisor.low),
    };
    let mut by = graph.choose(negative, if_negative, otherwise);
    let mut digits = digits;
    if !graph.range(by).is_bounded() {
        // Divided by no bound it comes as near to 0 as you like.
        let (unbounded, one) = (graph.mark(UNBOUNDED), graph.mark(1));
        let bounded = graph.less(by, unbounded);
        digits = graph.choose(bounded, digits, zero);
        by = graph.choose(bounded, by, one);
    }
    let other = other.cells(graph, 0)?;
    let product_scale = other.scale + divisor.scale;
    let scale = dividend.scale.max(product_scale);
    let size = graph.range(by).size().checked_mul(ten(scale - divisor.scale)?)?;
    if size > LARGEST_DIVISOR {
        return None;
    }
    let product = graph.multiply(other.end(other_end), by)?;
    Some((lifted(graph, digits, scale - dividend.scale)?, lifted(graph, product, scale - product_scale)?))
}
