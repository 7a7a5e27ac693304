//! What a program computes of a row: numbers and bits, each one once, with constants folded.
//!
//! Of each number it is known between which two it lies, so that a sum or product that could leave a cell is refused when it is
//! made.

use std::collections::HashMap;

use crate::block::{UNBOUNDED, Width, sum_of, times};

/// A number of each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NumberId(u32);

/// A bit of each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct BitId(u32);

/// How something is computed; operands come before what is made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    Constant(i64),
    /// The lower ends of a column of numbers.
    Low(u32),
    /// The upper ends.
    High(u32),
    Add(NumberId, NumberId),
    Negate(NumberId),
    Multiply(NumberId, NumberId),
    Min(NumberId, NumberId),
    Max(NumberId, NumberId),
    /// The first number where the bit is set, else the second one.
    Choose(BitId, NumberId, NumberId),
    Bit(bool),
    /// A column of bits.
    Plane(u32),
    And(BitId, BitId),
    Or(BitId, BitId),
    Not(BitId),
    Less(NumberId, NumberId),
}

/// Between which two a number lies where it has a bound, and whether it may have none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    /// None where it never has a bound.
    pub(crate) bounded: Option<(i64, i64)>,
    pub(crate) below: bool,
    pub(crate) above: bool,
}

impl Range {
    fn constant(value: i64) -> Self {
        let bounded = (value.abs() != UNBOUNDED).then_some((value, value));
        Self { bounded, below: value == -UNBOUNDED, above: value == UNBOUNDED }
    }

    /// Whether it always has a bound.
    pub(crate) fn is_bounded(self) -> bool {
        !self.below && !self.above
    }

    pub(crate) fn is_not_negative(self) -> bool {
        !self.below && self.bounded.is_none_or(|(low, _)| low >= 0)
    }

    pub(crate) fn is_positive(self) -> bool {
        !self.below && self.bounded.is_none_or(|(low, _)| low > 0)
    }

    /// How far from 0 it may lie where it has a bound.
    pub(crate) fn size(self) -> i64 {
        self.bounded.map_or(0, |(low, high)| low.abs().max(high.abs()))
    }

    fn may_be_zero(self) -> bool {
        self.bounded.is_some_and(|(low, high)| low <= 0 && high >= 0)
    }

    fn hull(self, other: Self) -> Option<(i64, i64)> {
        match (self.bounded, other.bounded) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        }
    }
}

/// All that is computed, in an order in which it can be.
#[derive(Debug)]
pub(crate) struct Graph {
    /// The largest number that has a bound.
    largest: i64,
    nodes: Vec<Node>,
    /// Of each number; of bits nothing of meaning.
    ranges: Vec<Range>,
    known: HashMap<Node, u32>,
}

impl Graph {
    pub(crate) fn new(width: Width) -> Self {
        Self { largest: width.largest(), nodes: Vec::new(), ranges: Vec::new(), known: HashMap::new() }
    }

    /// Whether a cell holds a number.
    fn fits(&self, value: i64) -> bool {
        (-self.largest..=self.largest).contains(&value)
    }

    /// Two bounds that a cell holds.
    fn fitting(&self, low: Option<i64>, high: Option<i64>) -> Option<(i64, i64)> {
        low.zip(high).filter(|(low, high)| self.fits(*low) && self.fits(*high))
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    fn node(&mut self, node: Node, range: Range) -> u32 {
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(node);
        self.ranges.push(range);
        self.known.insert(node, id);
        id
    }

    fn number(&mut self, node: Node, range: Range) -> NumberId {
        NumberId(self.node(node, range))
    }

    fn bits(&mut self, node: Node) -> BitId {
        BitId(self.node(node, Range::constant(0)))
    }

    fn get(&self, id: u32) -> Node {
        self.nodes.get(place(id)).copied().unwrap_or(Node::Bit(false))
    }

    /// Between which two a number lies.
    pub(crate) fn range(&self, id: NumberId) -> Range {
        self.ranges.get(place(id.0)).copied().unwrap_or(Range { bounded: None, below: true, above: true })
    }

    fn value(&self, id: NumberId) -> Option<i64> {
        match self.get(id.0) {
            Node::Constant(value) => Some(value),
            _ => None,
        }
    }

    fn constant(&mut self, value: i64) -> NumberId {
        self.number(Node::Constant(value), Range::constant(value))
    }

    /// A figure that is the same for every row, or none that has a bound; None where a cell does not hold it.
    pub(crate) fn figure(&mut self, value: i64) -> Option<NumberId> {
        (value.abs() == UNBOUNDED || self.fits(value)).then(|| self.constant(value))
    }

    /// What numbers are only compared with: beyond all of them is as good as farther away.
    pub(crate) fn mark(&mut self, value: i64) -> NumberId {
        let beyond = self.largest.saturating_add(1);
        self.constant(if value.abs() == UNBOUNDED { value } else { value.clamp(-beyond, beyond) })
    }

    /// Whether a bit is the same for every row, and which one it is.
    pub(crate) fn settled(&self, bit: BitId) -> Option<bool> {
        match self.get(bit.0) {
            Node::Bit(value) => Some(value),
            _ => None,
        }
    }

    /// The ends of a column of numbers, whose cells lie in a range.
    pub(crate) fn column(&mut self, end: Node, range: Range) -> NumberId {
        self.number(end, range)
    }

    /// The sum; what has no bound keeps none. None where it could leave its cell.
    pub(crate) fn add(&mut self, a: NumberId, b: NumberId) -> Option<NumberId> {
        let (x, y) = (self.range(a), self.range(b));
        if (x.below && y.above) || (x.above && y.below) {
            return None;
        }
        let bounded = match (x.bounded, y.bounded) {
            (Some(x), Some(y)) => Some(self.fitting(x.0.checked_add(y.0), x.1.checked_add(y.1))?),
            _ => None,
        };
        match (self.value(a), self.value(b)) {
            (Some(0), _) => return Some(b),
            (_, Some(0)) => return Some(a),
            (Some(x), Some(y)) => {
                return Some(self.constant(sum_of(x, y)));
            }
            _ => {}
        }
        let range = Range { bounded, below: x.below || y.below, above: x.above || y.above };
        Some(self.number(Node::Add(a.min(b), a.max(b)), range))
    }

    pub(crate) fn negate(&mut self, a: NumberId) -> NumberId {
        match self.get(a.0) {
            Node::Constant(value) => self.constant(-value),
            Node::Negate(inner) => inner,
            _ => {
                let range = self.range(a);
                let bounded = range.bounded.map(|(low, high)| (-high, -low));
                self.number(Node::Negate(a), Range { bounded, below: range.above, above: range.below })
            }
        }
    }

    /// The product; 0 times no bound is 0. None where it could leave its cell.
    pub(crate) fn multiply(&mut self, a: NumberId, b: NumberId) -> Option<NumberId> {
        let (a, b) = if self.value(a).is_some() { (b, a) } else { (a, b) };
        if let Some(folded) = self.value(b).and_then(|factor| self.scaled(a, factor)) {
            return Some(folded);
        }
        let (x, y) = (self.range(a), self.range(b));
        let mut bounded = match (x.bounded, y.bounded) {
            (Some(x), Some(y)) => Some(self.product_range(x, y)?),
            _ => None,
        };
        if (x.may_be_zero() && !y.is_bounded()) || (y.may_be_zero() && !x.is_bounded()) {
            bounded = bounded.map_or(Some((0, 0)), |(low, high)| Some((low.min(0), high.max(0))));
        }
        let (mut below, mut above) = (false, false);
        if !x.is_bounded() || !y.is_bounded() {
            below = !(x.is_not_negative() && y.is_not_negative());
            above = true;
        }
        Some(self.number(Node::Multiply(a.min(b), a.max(b)), Range { bounded, below, above }))
    }

    /// A number times a constant, where that is simpler than a product.
    fn scaled(&mut self, a: NumberId, factor: i64) -> Option<NumberId> {
        match (factor, self.get(a.0)) {
            (0, _) => Some(self.constant(0)),
            (1, _) => Some(a),
            (-1, _) => Some(self.negate(a)),
            (_, Node::Constant(value)) => {
                let unbounded = value.abs() == UNBOUNDED || factor.abs() == UNBOUNDED;
                let fits = unbounded || value.checked_mul(factor).is_some_and(|product| self.fits(product));
                fits.then(|| self.constant(times(value, factor)))
            }
            (UNBOUNDED, _) if self.range(a).is_positive() => Some(self.constant(UNBOUNDED)),
            (_, Node::Multiply(inner, other)) => {
                let (inner, other) = if self.value(inner).is_some() { (other, inner) } else { (inner, other) };
                let both = self.value(other)?.checked_mul(factor).filter(|both| self.fits(*both))?;
                let both = self.constant(both);
                self.multiply(inner, both)
            }
            _ => None,
        }
    }

    fn product_range(&self, x: (i64, i64), y: (i64, i64)) -> Option<(i64, i64)> {
        let corners = [x.0.checked_mul(y.0)?, x.0.checked_mul(y.1)?, x.1.checked_mul(y.0)?, x.1.checked_mul(y.1)?];
        self.fitting(corners.into_iter().min(), corners.into_iter().max())
    }

    pub(crate) fn min(&mut self, a: NumberId, b: NumberId) -> NumberId {
        let (x, y) = (self.range(a), self.range(b));
        match (self.value(a), self.value(b)) {
            _ if a == b => a,
            (Some(x), Some(y)) => self.constant(x.min(y)),
            _ => {
                let range = Range { bounded: x.hull(y), below: x.below || y.below, above: x.above && y.above };
                self.number(Node::Min(a.min(b), a.max(b)), range)
            }
        }
    }

    pub(crate) fn max(&mut self, a: NumberId, b: NumberId) -> NumberId {
        let (x, y) = (self.range(a), self.range(b));
        match (self.value(a), self.value(b)) {
            _ if a == b => a,
            (Some(x), Some(y)) => self.constant(x.max(y)),
            _ => {
                let range = Range { bounded: x.hull(y), below: x.below && y.below, above: x.above || y.above };
                self.number(Node::Max(a.min(b), a.max(b)), range)
            }
        }
    }

    pub(crate) fn choose(&mut self, condition: BitId, a: NumberId, b: NumberId) -> NumberId {
        match self.get(condition.0) {
            Node::Bit(true) => a,
            Node::Bit(false) => b,
            _ if a == b => a,
            _ => {
                let (x, y) = (self.range(a), self.range(b));
                let range = Range { bounded: x.hull(y), below: x.below || y.below, above: x.above || y.above };
                self.number(Node::Choose(condition, a, b), range)
            }
        }
    }

    pub(crate) fn bit(&mut self, value: bool) -> BitId {
        self.bits(Node::Bit(value))
    }

    pub(crate) fn plane(&mut self, plane: u32) -> BitId {
        self.bits(Node::Plane(plane))
    }

    pub(crate) fn and(&mut self, a: BitId, b: BitId) -> BitId {
        match (self.get(a.0), self.get(b.0)) {
            (Node::Bit(true), _) => b,
            (_, Node::Bit(true)) => a,
            (Node::Bit(false), _) | (_, Node::Bit(false)) => self.bit(false),
            _ if a == b => a,
            (Node::Not(x), _) if x == b => self.bit(false),
            (_, Node::Not(x)) if x == a => self.bit(false),
            _ => self.bits(Node::And(a.min(b), a.max(b))),
        }
    }

    pub(crate) fn or(&mut self, a: BitId, b: BitId) -> BitId {
        match (self.get(a.0), self.get(b.0)) {
            (Node::Bit(false), _) => b,
            (_, Node::Bit(false)) => a,
            (Node::Bit(true), _) | (_, Node::Bit(true)) => self.bit(true),
            _ if a == b => a,
            (Node::Not(x), _) if x == b => self.bit(true),
            (_, Node::Not(x)) if x == a => self.bit(true),
            _ => self.bits(Node::Or(a.min(b), a.max(b))),
        }
    }

    pub(crate) fn not(&mut self, a: BitId) -> BitId {
        match self.get(a.0) {
            Node::Bit(value) => self.bit(!value),
            Node::Not(inner) => inner,
            _ => self.bits(Node::Not(a)),
        }
    }

    /// Whether one number is less than another.
    pub(crate) fn less(&mut self, a: NumberId, b: NumberId) -> BitId {
        let (x, y) = (self.range(a), self.range(b));
        let always = !x.above && !y.below && x.bounded.zip(y.bounded).is_none_or(|(x, y)| x.1 < y.0);
        let never = !x.below && !y.above && x.bounded.zip(y.bounded).is_none_or(|(x, y)| x.0 >= y.1);
        match (never || a == b, always) {
            (true, _) => self.bit(false),
            (_, true) => self.bit(true),
            _ => self.bits(Node::Less(a, b)),
        }
    }
}

/// The index of a node.
pub(crate) fn place(id: u32) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}

impl NumberId {
    pub(crate) fn place(self) -> usize {
        place(self.0)
    }
}

impl BitId {
    pub(crate) fn place(self) -> usize {
        place(self.0)
    }
}
