//! A program: steps that each compute a number or a bit of all rows of a block.

use crate::block::{Bits, Numbers, ROWS, UNBOUNDED, WORDS};
use crate::compile::Results;
use crate::graph::{BitId, Graph, Node, NumberId, sum_of, times};

/// Where a number of each row comes from.
#[derive(Clone, Copy, Debug)]
enum Source {
    Constant(i64),
    Low(usize),
    High(usize),
    Register(usize),
}

/// Where a bit of each row comes from.
#[derive(Clone, Copy, Debug)]
enum Flag {
    Constant(bool),
    Plane(usize),
    Register(usize),
}

/// A step; each one fills the next register of its kind.
#[derive(Clone, Copy, Debug)]
enum Step {
    Add(Source, Source),
    /// With numbers that may have no bound.
    AddOpen(Source, Source),
    Negate(Source),
    Multiply(Source, Source),
    MultiplyOpen(Source, Source),
    Min(Source, Source),
    Max(Source, Source),
    Choose(Flag, Source, Source),
    Less(Source, Source),
    And(Flag, Flag),
    Or(Flag, Flag),
    Not(Flag),
}

/// What is computed of a block of rows.
#[derive(Debug)]
pub(crate) struct Program {
    steps: Vec<Step>,
    numbers: usize,
    bits: usize,
    results: [Flag; 3],
}

/// A block of a table.
pub(crate) trait Rows {
    fn low(&self, column: usize) -> Option<&Numbers>;
    fn high(&self, column: usize) -> Option<&Numbers>;
    fn plane(&self, plane: usize) -> Option<&Bits>;
}

/// Where steps keep what they computed.
#[derive(Debug, Default)]
pub(crate) struct Registers {
    numbers: Vec<Numbers>,
    bits: Vec<Bits>,
}

/// Likely, unlikely, incomplete: a bit of each row.
pub(crate) type Told = [Bits; 3];

impl Program {
    /// The steps that lead to the results, and no others.
    pub(crate) fn new(graph: &Graph, results: Results) -> Option<Self> {
        let results = [results.likely, results.unlikely, results.incomplete];
        let used = used(graph, results)?;
        let mut places = Places { numbers: vec![None; used.len()], bits: vec![None; used.len()] };
        let (mut steps, mut numbers, mut bits) = (Vec::new(), 0, 0);
        for (place, node) in graph.nodes().iter().enumerate().filter(|(place, _)| used.get(*place) == Some(&true)) {
            if let Some((source, flag)) = operand(*node) {
                (*places.numbers.get_mut(place)?, *places.bits.get_mut(place)?) = (source, flag);
                continue;
            }
            let step = places.step(graph, *node)?;
            if step.is_number() {
                *places.numbers.get_mut(place)? = Some(Source::Register(numbers));
                numbers += 1;
            } else {
                *places.bits.get_mut(place)? = Some(Flag::Register(bits));
                bits += 1;
            }
            steps.push(step);
        }
        let [likely, unlikely, incomplete] = results.map(|bit| places.bit(bit));
        Some(Self { steps, numbers, bits, results: [likely?, unlikely?, incomplete?] })
    }

    /// Computes what is told of a block; none where the block is not of this program's layout.
    pub(crate) fn run(&self, rows: &impl Rows, registers: &mut Registers) -> Option<Told> {
        registers.numbers.resize(self.numbers.max(registers.numbers.len()), [0; ROWS]);
        registers.bits.resize(self.bits.max(registers.bits.len()), [0; WORDS]);
        let (mut numbers, mut bits) = (0, 0);
        for step in &self.steps {
            if step.is_number() {
                let (before, rest) = registers.numbers.split_at_mut_checked(numbers)?;
                step.number(rest.first_mut()?, rows, before, &registers.bits)?;
                numbers += 1;
            } else {
                let (before, rest) = registers.bits.split_at_mut_checked(bits)?;
                step.bits(rest.first_mut()?, rows, &registers.numbers, before)?;
                bits += 1;
            }
        }
        let [likely, unlikely, incomplete] = self.results.map(|flag| flag.of(rows, &registers.bits));
        Some([likely?, unlikely?, incomplete?])
    }
}

/// Which nodes lead to a result.
fn used(graph: &Graph, results: [BitId; 3]) -> Option<Vec<bool>> {
    let mut used = vec![false; graph.nodes().len()];
    for result in results {
        *used.get_mut(result.place())? = true;
    }
    for (place, node) in graph.nodes().iter().enumerate().rev() {
        if used.get(place) == Some(&true) {
            for operand in node.operands().into_iter().flatten() {
                *used.get_mut(operand)? = true;
            }
        }
    }
    Some(used)
}

impl Node {
    /// The places of what it is made of.
    fn operands(self) -> [Option<usize>; 3] {
        match self {
            Self::Constant(_) | Self::Low(_) | Self::High(_) | Self::Bit(_) | Self::Plane(_) => [None; 3],
            Self::Add(a, b) | Self::Multiply(a, b) | Self::Min(a, b) | Self::Max(a, b) | Self::Less(a, b) => {
                [Some(a.place()), Some(b.place()), None]
            }
            Self::Negate(a) => [Some(a.place()), None, None],
            Self::Choose(condition, a, b) => [Some(condition.place()), Some(a.place()), Some(b.place())],
            Self::And(a, b) | Self::Or(a, b) => [Some(a.place()), Some(b.place()), None],
            Self::Not(a) => [Some(a.place()), None, None],
        }
    }
}

/// What needs no step.
fn operand(node: Node) -> Option<(Option<Source>, Option<Flag>)> {
    let place = |number: u32| usize::try_from(number).ok();
    Some(match node {
        Node::Constant(value) => (Some(Source::Constant(value)), None),
        Node::Low(column) => (place(column).map(Source::Low), None),
        Node::High(column) => (place(column).map(Source::High), None),
        Node::Bit(value) => (None, Some(Flag::Constant(value))),
        Node::Plane(plane) => (None, place(plane).map(Flag::Plane)),
        _ => return None,
    })
}

/// Where the nodes that were met stand.
struct Places {
    numbers: Vec<Option<Source>>,
    bits: Vec<Option<Flag>>,
}

impl Places {
    fn number(&self, id: NumberId) -> Option<Source> {
        self.numbers.get(id.place()).copied().flatten()
    }

    fn bit(&self, id: BitId) -> Option<Flag> {
        self.bits.get(id.place()).copied().flatten()
    }

    fn step(&self, graph: &Graph, node: Node) -> Option<Step> {
        let bounded = |a, b| graph.range(a).is_bounded() && graph.range(b).is_bounded();
        Some(match node {
            Node::Add(a, b) if bounded(a, b) => Step::Add(self.number(a)?, self.number(b)?),
            Node::Add(a, b) => Step::AddOpen(self.number(a)?, self.number(b)?),
            Node::Negate(a) => Step::Negate(self.number(a)?),
            Node::Multiply(a, b) if bounded(a, b) => Step::Multiply(self.number(a)?, self.number(b)?),
            Node::Multiply(a, b) => Step::MultiplyOpen(self.number(a)?, self.number(b)?),
            Node::Min(a, b) => Step::Min(self.number(a)?, self.number(b)?),
            Node::Max(a, b) => Step::Max(self.number(a)?, self.number(b)?),
            Node::Choose(condition, a, b) => Step::Choose(self.bit(condition)?, self.number(a)?, self.number(b)?),
            Node::Less(a, b) => Step::Less(self.number(a)?, self.number(b)?),
            Node::And(a, b) => Step::And(self.bit(a)?, self.bit(b)?),
            Node::Or(a, b) => Step::Or(self.bit(a)?, self.bit(b)?),
            Node::Not(a) => Step::Not(self.bit(a)?),
            Node::Constant(_) | Node::Low(_) | Node::High(_) | Node::Bit(_) | Node::Plane(_) => return None,
        })
    }
}

/// The numbers that a step reads.
enum Operand<'r> {
    Same(i64),
    Each(&'r Numbers),
}

impl Source {
    fn of<'r>(self, rows: &'r impl Rows, registers: &'r [Numbers]) -> Option<Operand<'r>> {
        Some(match self {
            Self::Constant(value) => Operand::Same(value),
            Self::Low(column) => Operand::Each(rows.low(column)?),
            Self::High(column) => Operand::Each(rows.high(column)?),
            Self::Register(register) => Operand::Each(registers.get(register)?),
        })
    }
}

impl Flag {
    fn of(self, rows: &impl Rows, registers: &[Bits]) -> Option<Bits> {
        match self {
            Self::Constant(value) => Some([if value { u64::MAX } else { 0 }; WORDS]),
            Self::Plane(plane) => rows.plane(plane).copied(),
            Self::Register(register) => registers.get(register).copied(),
        }
    }
}

impl Step {
    fn is_number(self) -> bool {
        !matches!(self, Self::Less(..) | Self::And(..) | Self::Or(..) | Self::Not(_))
    }

    fn number(self, out: &mut Numbers, rows: &impl Rows, numbers: &[Numbers], bits: &[Bits]) -> Option<()> {
        let pair = |a: Source, b: Source| Some((a.of(rows, numbers)?, b.of(rows, numbers)?));
        match self {
            Self::Add(a, b) => each(out, pair(a, b)?, i64::wrapping_add),
            Self::AddOpen(a, b) => each(out, pair(a, b)?, sum_of),
            Self::Negate(a) => each(out, (a.of(rows, numbers)?, Operand::Same(0)), |a, _| a.wrapping_neg()),
            Self::Multiply(a, b) => each(out, pair(a, b)?, i64::wrapping_mul),
            Self::MultiplyOpen(a, b) => multiply_open(out, pair(a, b)?),
            Self::Min(a, b) => each(out, pair(a, b)?, i64::min),
            Self::Max(a, b) => each(out, pair(a, b)?, i64::max),
            Self::Choose(condition, a, b) => choose(out, &condition.of(rows, bits)?, pair(a, b)?),
            Self::Less(..) | Self::And(..) | Self::Or(..) | Self::Not(_) => return None,
        }
        Some(())
    }

    fn bits(self, out: &mut Bits, rows: &impl Rows, numbers: &[Numbers], bits: &[Bits]) -> Option<()> {
        let words = |out: &mut Bits, a: Flag, b: Flag, join: fn(u64, u64) -> u64| {
            let (a, b) = (a.of(rows, bits)?, b.of(rows, bits)?);
            out.iter_mut().zip(a.into_iter().zip(b)).for_each(|(out, (a, b))| *out = join(a, b));
            Some(())
        };
        match self {
            Self::Less(a, b) => {
                less(out, (a.of(rows, numbers)?, b.of(rows, numbers)?));
                Some(())
            }
            Self::And(a, b) => words(out, a, b, |a, b| a & b),
            Self::Or(a, b) => words(out, a, b, |a, b| a | b),
            Self::Not(a) => words(out, a, a, |a, _| !a),
            _ => None,
        }
    }
}

/// Computes a number of each row.
fn each(out: &mut Numbers, operands: (Operand<'_>, Operand<'_>), compute: impl Fn(i64, i64) -> i64) {
    match operands {
        (Operand::Each(a), Operand::Each(b)) => out.iter_mut().zip(a.iter().zip(b)).for_each(|(out, (a, b))| *out = compute(*a, *b)),
        (Operand::Each(a), Operand::Same(b)) => out.iter_mut().zip(a).for_each(|(out, a)| *out = compute(*a, b)),
        (Operand::Same(a), Operand::Each(b)) => out.iter_mut().zip(b).for_each(|(out, b)| *out = compute(a, *b)),
        (Operand::Same(a), Operand::Same(b)) => out.fill(compute(a, b)),
    }
}

/// Products where a number may have no bound; factors that are constants make simpler ones.
fn multiply_open(out: &mut Numbers, operands: (Operand<'_>, Operand<'_>)) {
    match operands {
        (Operand::Each(a), Operand::Same(factor)) | (Operand::Same(factor), Operand::Each(a))
            if factor.abs() != UNBOUNDED && factor != 0 =>
        {
            let unbounded = if factor > 0 { UNBOUNDED } else { -UNBOUNDED };
            let product = |a: i64| match a {
                UNBOUNDED => unbounded,
                _ if a == -UNBOUNDED => -unbounded,
                _ => a.wrapping_mul(factor),
            };
            out.iter_mut().zip(a).for_each(|(out, a)| *out = product(*a));
        }
        operands => each(out, operands, times),
    }
}

fn choose(out: &mut Numbers, condition: &Bits, operands: (Operand<'_>, Operand<'_>)) {
    let mut mask = [0_i64; ROWS];
    for (rows, word) in mask.chunks_exact_mut(64).zip(condition) {
        for (row, mask) in rows.iter_mut().enumerate() {
            *mask = -i64::from(word >> row & 1 == 1);
        }
    }
    let (a, b) = operands;
    let mut masked = |rows: Operand<'_>, keep: i64| match rows {
        Operand::Each(rows) => out.iter_mut().zip(rows.iter().zip(&mask)).for_each(|(out, (value, mask))| {
            *out = (*out & !(mask ^ keep)) | (value & (mask ^ keep));
        }),
        Operand::Same(value) => out.iter_mut().zip(&mask).for_each(|(out, mask)| *out = (*out & !(mask ^ keep)) | (value & (mask ^ keep))),
    };
    masked(a, 0);
    masked(b, -1);
}

/// Compares the numbers of each row.
fn less(out: &mut Bits, operands: (Operand<'_>, Operand<'_>)) {
    match operands {
        (Operand::Each(a), Operand::Each(b)) => {
            for (word, (a, b)) in out.iter_mut().zip(a.as_chunks::<64>().0.iter().zip(b.as_chunks::<64>().0)) {
                let mut bytes = [0; 8];
                for (byte, (a, b)) in bytes.iter_mut().zip(a.as_chunks().0.iter().zip(b.as_chunks().0)) {
                    *byte = pack(a, b, |a, b| a < b);
                }
                *word = u64::from_le_bytes(bytes);
            }
        }
        (Operand::Each(a), Operand::Same(b)) => less_than(out, a, |a| a < b),
        (Operand::Same(a), Operand::Each(b)) => less_than(out, b, |b| a < b),
        (Operand::Same(a), Operand::Same(b)) => out.fill(if a < b { u64::MAX } else { 0 }),
    }
}

/// Holds the number of each row against one that is the same for all.
fn less_than(out: &mut Bits, numbers: &Numbers, is: impl Fn(i64) -> bool) {
    for (word, rows) in out.iter_mut().zip(numbers.as_chunks::<64>().0) {
        let mut bytes = [0; 8];
        for (byte, rows) in bytes.iter_mut().zip(rows.as_chunks().0) {
            *byte = pack(rows, rows, |row, _| is(row));
        }
        *word = u64::from_le_bytes(bytes);
    }
}

/// Eight answers in a byte, the first one in its lowest bit; written out, so that no shift depends on a counter.
fn pack(a: &[i64; 8], b: &[i64; 8], is: impl Fn(i64, i64) -> bool) -> u8 {
    let ([a0, a1, a2, a3, a4, a5, a6, a7], [b0, b1, b2, b3, b4, b5, b6, b7]) = (*a, *b);
    let bit = |a, b, shift: u32| u8::from(is(a, b)) << shift;
    (bit(a0, b0, 0) | bit(a1, b1, 1) | bit(a2, b2, 2) | bit(a3, b3, 3)) | (bit(a4, b4, 4) | bit(a5, b5, 5) | bit(a6, b6, 6) | bit(a7, b7, 7))
}
