//! A program: steps that each compute a number or a bit of all rows of a block.

use crate::block::{Bits, Cell, Numbers, ROWS, WORDS, is_unbounded, sum_of, times};
use crate::compile::Results;
use crate::graph::{BitId, Graph, Node, NumberId};

/// Where a number of each row comes from.
#[derive(Clone, Copy, Debug)]
enum Source<T> {
    Constant(T),
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
enum Step<T> {
    Add(Source<T>, Source<T>),
    /// With numbers that may have no bound.
    AddOpen(Source<T>, Source<T>),
    Negate(Source<T>),
    Multiply(Source<T>, Source<T>),
    MultiplyOpen(Source<T>, Source<T>),
    Min(Source<T>, Source<T>),
    Max(Source<T>, Source<T>),
    Choose(Flag, Source<T>, Source<T>),
    Less(Source<T>, Source<T>),
    And(Flag, Flag),
    Or(Flag, Flag),
    Not(Flag),
}

/// What is computed of a block of rows.
#[derive(Debug)]
pub(crate) struct Program<T> {
    steps: Vec<Step<T>>,
    numbers: usize,
    bits: usize,
    results: [Flag; 3],
}

/// A block of a table.
pub(crate) trait Rows<T> {
    fn low(&self, column: usize) -> Option<&Numbers<T>>;
    fn high(&self, column: usize) -> Option<&Numbers<T>>;
    fn plane(&self, plane: usize) -> Option<&Bits>;
}

/// Where steps keep what they computed.
#[derive(Debug, Default)]
pub(crate) struct Registers<T> {
    numbers: Vec<Numbers<T>>,
    bits: Vec<Bits>,
}

/// Likely, unlikely, incomplete: a bit of each row.
pub(crate) type Told = [Bits; 3];

impl<T: Cell> Program<T> {
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
    pub(crate) fn run(&self, rows: &impl Rows<T>, registers: &mut Registers<T>) -> Option<Told> {
        registers.numbers.resize(self.numbers.max(registers.numbers.len()), [T::default(); ROWS]);
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
fn operand<T: Cell>(node: Node) -> Option<(Option<Source<T>>, Option<Flag>)> {
    let place = |number: u32| usize::try_from(number).ok();
    Some(match node {
        Node::Constant(value) => (Some(Source::Constant(T::of(value))), None),
        Node::Low(column) => (place(column).map(Source::Low), None),
        Node::High(column) => (place(column).map(Source::High), None),
        Node::Bit(value) => (None, Some(Flag::Constant(value))),
        Node::Plane(plane) => (None, place(plane).map(Flag::Plane)),
        _ => return None,
    })
}

/// Where the nodes that were met stand.
struct Places<T> {
    numbers: Vec<Option<Source<T>>>,
    bits: Vec<Option<Flag>>,
}

impl<T: Copy> Places<T> {
    fn number(&self, id: NumberId) -> Option<Source<T>> {
        self.numbers.get(id.place()).copied().flatten()
    }

    fn bit(&self, id: BitId) -> Option<Flag> {
        self.bits.get(id.place()).copied().flatten()
    }

    fn step(&self, graph: &Graph, node: Node) -> Option<Step<T>> {
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
enum Operand<'r, T> {
    Same(T),
    Each(&'r Numbers<T>),
}

impl<T> Source<T> {
    fn of<'r>(self, rows: &'r impl Rows<T>, registers: &'r [Numbers<T>]) -> Option<Operand<'r, T>> {
        Some(match self {
            Self::Constant(value) => Operand::Same(value),
            Self::Low(column) => Operand::Each(rows.low(column)?),
            Self::High(column) => Operand::Each(rows.high(column)?),
            Self::Register(register) => Operand::Each(registers.get(register)?),
        })
    }
}

impl Flag {
    fn of<T>(self, rows: &impl Rows<T>, registers: &[Bits]) -> Option<Bits> {
        match self {
            Self::Constant(value) => Some([if value { u64::MAX } else { 0 }; WORDS]),
            Self::Plane(plane) => rows.plane(plane).copied(),
            Self::Register(register) => registers.get(register).copied(),
        }
    }
}

impl<T: Cell> Step<T> {
    fn is_number(self) -> bool {
        !matches!(self, Self::Less(..) | Self::And(..) | Self::Or(..) | Self::Not(_))
    }

    fn number(self, out: &mut Numbers<T>, rows: &impl Rows<T>, numbers: &[Numbers<T>], bits: &[Bits]) -> Option<()> {
        let pair = |a: Source<T>, b: Source<T>| Some((a.of(rows, numbers)?, b.of(rows, numbers)?));
        match self {
            Self::Add(a, b) => each(out, pair(a, b)?, T::plus),
            Self::AddOpen(a, b) => each(out, pair(a, b)?, sum_of),
            Self::Negate(a) => each(out, (a.of(rows, numbers)?, Operand::Same(T::default())), |a, _| a.negated()),
            Self::Multiply(a, b) => each(out, pair(a, b)?, T::by),
            Self::MultiplyOpen(a, b) => multiply_open(out, pair(a, b)?),
            Self::Min(a, b) => each(out, pair(a, b)?, T::min),
            Self::Max(a, b) => each(out, pair(a, b)?, T::max),
            Self::Choose(condition, a, b) => choose(out, &condition.of(rows, bits)?, pair(a, b)?),
            Self::Less(..) | Self::And(..) | Self::Or(..) | Self::Not(_) => return None,
        }
        Some(())
    }

    fn bits(self, out: &mut Bits, rows: &impl Rows<T>, numbers: &[Numbers<T>], bits: &[Bits]) -> Option<()> {
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
fn each<T: Cell>(out: &mut Numbers<T>, operands: (Operand<'_, T>, Operand<'_, T>), compute: impl Fn(T, T) -> T) {
    match operands {
        (Operand::Each(a), Operand::Each(b)) => out.iter_mut().zip(a.iter().zip(b)).for_each(|(out, (a, b))| *out = compute(*a, *b)),
        (Operand::Each(a), Operand::Same(b)) => out.iter_mut().zip(a).for_each(|(out, a)| *out = compute(*a, b)),
        (Operand::Same(a), Operand::Each(b)) => out.iter_mut().zip(b).for_each(|(out, b)| *out = compute(a, *b)),
        (Operand::Same(a), Operand::Same(b)) => out.fill(compute(a, b)),
    }
}

/// Products where a number may have no bound; factors that are constants make simpler ones.
fn multiply_open<T: Cell>(out: &mut Numbers<T>, operands: (Operand<'_, T>, Operand<'_, T>)) {
    let zero = T::default();
    match operands {
        (Operand::Each(a), Operand::Same(factor)) | (Operand::Same(factor), Operand::Each(a)) if !is_unbounded(factor) && factor > zero => {
            out.iter_mut().zip(a).for_each(|(out, a)| *out = if is_unbounded(*a) { *a } else { a.by(factor) });
        }
        operands => each(out, operands, times),
    }
}

fn choose<T: Cell>(out: &mut Numbers<T>, condition: &Bits, (a, b): (Operand<'_, T>, Operand<'_, T>)) {
    let mut first = [false; ROWS];
    for (rows, word) in first.chunks_exact_mut(64).zip(condition) {
        rows.iter_mut().enumerate().for_each(|(row, first)| *first = word >> row & 1 == 1);
    }
    match b {
        Operand::Each(b) => *out = *b,
        Operand::Same(b) => out.fill(b),
    }
    match a {
        Operand::Each(a) => out.iter_mut().zip(a.iter().zip(first)).for_each(|(out, (a, first))| *out = if first { *a } else { *out }),
        Operand::Same(a) => out.iter_mut().zip(first).for_each(|(out, first)| *out = if first { a } else { *out }),
    }
}

/// Compares the numbers of each row.
fn less<T: Cell>(out: &mut Bits, operands: (Operand<'_, T>, Operand<'_, T>)) {
    let mut is = [0_u8; ROWS];
    match operands {
        (Operand::Each(a), Operand::Each(b)) => is.iter_mut().zip(a.iter().zip(b)).for_each(|(is, (a, b))| *is = u8::from(a < b)),
        (Operand::Each(a), Operand::Same(b)) => is.iter_mut().zip(a).for_each(|(is, a)| *is = u8::from(*a < b)),
        (Operand::Same(a), Operand::Each(b)) => is.iter_mut().zip(b).for_each(|(is, b)| *is = u8::from(a < *b)),
        (Operand::Same(a), Operand::Same(b)) => is.fill(u8::from(a < b)),
    }
    for (word, rows) in out.iter_mut().zip(is.as_chunks::<64>().0) {
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(rows.as_chunks().0).for_each(|(byte, rows)| *byte = pack(*rows));
        *word = u64::from_le_bytes(bytes);
    }
}

/// Eight bytes, each 0 or 1, as the bits of one, the first in its lowest bit: a product that adds up each byte at its place.
fn pack(rows: [u8; 8]) -> u8 {
    let [.., byte] = u64::from_le_bytes(rows).wrapping_mul(0x0102_0408_1020_4080).to_le_bytes();
    byte
}
