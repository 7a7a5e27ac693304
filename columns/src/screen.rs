//! A policy made ready to screen tables of households.

use std::sync::Arc;

use rules::{Calculator, Date, Outcome, Policy, RuleId};

use crate::block::{Bits, Cell, ROWS, Width};
use crate::compile::{Needed, compile};
use crate::layout::Layout;
use crate::program::{Program, Registers, Told};
use crate::table::{Block, CellBlocks, Columns, NumberBlocks};

/// How wide cells are and the largest number of one whose question sets no bound, tried in this order: digits, so 分 of money. The
/// larger it is the fewer households are left to the calculator, the smaller the longer the products that still fit.
const LARGEST: [(Width, i64); 6] = [
    (Width::Narrow, 1_000_000_000),
    (Width::Narrow, 300_000_000),
    (Width::Wide, 1_000_000_000_000_000),
    (Width::Wide, 10_000_000_000_000),
    (Width::Wide, 100_000_000_000),
    (Width::Wide, 1_000_000_000),
];

/// A policy on one day, ready to tell the outcomes of tables of households.
#[derive(Debug)]
pub struct Screen {
    layout: Arc<Layout>,
    questions: Vec<RuleId>,
    programs: Option<Programs>,
}

#[derive(Debug)]
enum Programs {
    Narrow(Pair<i32>),
    Wide(Pair<i64>),
}

#[derive(Debug)]
struct Pair<T> {
    /// For blocks in which every number is one figure.
    known: Program<T>,
    any: Program<T>,
}

impl Screen {
    /// Makes a policy ready for a day.
    #[must_use]
    pub fn new(policy: &Policy, on: Date) -> Self {
        let calculator = policy.at(on);
        let needed = Needed::of(policy);
        let found = LARGEST.into_iter().find_map(|(width, largest)| {
            let layout = Layout::new(policy, &needed.questions, width, largest)?;
            let programs = match width {
                Width::Narrow => Programs::Narrow(Pair::new(&calculator, &needed, &layout)?),
                Width::Wide => Programs::Wide(Pair::new(&calculator, &needed, &layout)?),
            };
            Some((layout, programs))
        });
        let (layout, programs) = found.map_or((Layout::default(), None), |(layout, programs)| (layout, Some(programs)));
        Self { layout: Arc::new(layout), questions: needed.questions, programs }
    }

    /// Whether the policy is of the kind that columns hold. If not, every household is left to the calculator.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.programs.is_some()
    }

    /// The questions on which the outcome depends, in document order.
    #[must_use]
    pub fn questions(&self) -> &[RuleId] {
        &self.questions
    }

    /// An empty table.
    #[must_use]
    pub fn columns(&self) -> Columns {
        Columns::new(Arc::clone(&self.layout))
    }

    /// The outcome of every household of a table that this screen made, in order; none where the calculator has to be asked.
    #[must_use]
    pub fn outcomes(&self, columns: &Columns) -> Vec<Option<Outcome>> {
        let mut outcomes = Vec::new();
        self.write(columns, &mut outcomes);
        outcomes
    }

    /// Writes the outcomes into a list, in place of what was in it.
    pub fn write(&self, columns: &Columns, outcomes: &mut Vec<Option<Outcome>>) {
        outcomes.clear();
        outcomes.resize(columns.len(), None);
        let Some(programs) = self.programs.as_ref().filter(|_| columns.is_of(&self.layout)) else { return };
        match (programs, columns.numbers()) {
            (Programs::Narrow(pair), NumberBlocks::Narrow(numbers)) => pair.run(columns, numbers, outcomes),
            (Programs::Wide(pair), NumberBlocks::Wide(numbers)) => pair.run(columns, numbers, outcomes),
            _ => {}
        }
    }
}

impl<T: Cell> Pair<T> {
    fn new(calculator: &Calculator<'_>, needed: &Needed, layout: &Layout) -> Option<Self> {
        let program = |known| {
            let (graph, results) = compile(calculator, needed, layout, known)?;
            Program::new(&graph, results)
        };
        Some(Self { known: program(true)?, any: program(false)? })
    }

    fn run(&self, columns: &Columns, numbers: &CellBlocks<T>, outcomes: &mut [Option<Outcome>]) {
        let mut registers = Registers::default();
        for (block, outcomes) in columns.blocks(numbers).zip(outcomes.chunks_mut(ROWS)) {
            if let Some(told) = self.block(&block, &mut registers) {
                tell(&told, &block.refused(), outcomes);
            }
        }
    }

    fn block(&self, block: &Block<'_, T>, registers: &mut Registers<T>) -> Option<Told> {
        let program = if block.is_known() { &self.known } else { &self.any };
        program.run(block, registers)
    }
}

/// Writes outcomes out of their bits, eight rows at a time.
fn tell([likely, unlikely, incomplete]: &Told, refused: &Bits, outcomes: &mut [Option<Outcome>]) {
    let words = likely.iter().zip(unlikely).zip(incomplete.iter().zip(refused));
    for (((likely, unlikely), (incomplete, refused)), outcomes) in words.zip(outcomes.chunks_mut(64)) {
        let bytes = likely
            .to_le_bytes()
            .into_iter()
            .zip(unlikely.to_le_bytes())
            .zip(incomplete.to_le_bytes().into_iter().zip(refused.to_le_bytes()));
        for (((likely, unlikely), (incomplete, refused)), outcomes) in bytes.zip(outcomes.chunks_mut(8)) {
            let codes = spread(likely) | spread(unlikely) << 1 | spread(incomplete) << 2 | spread(refused) << 3;
            outcomes.iter_mut().zip(codes.to_le_bytes()).for_each(|(outcome, code)| *outcome = outcome_of(code));
        }
    }
}

/// A byte's bits as the lowest bits of eight bytes, the lowest one first.
fn spread(byte: u8) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let alone = u64::from(byte).wrapping_mul(EACH) & 0x8040_2010_0804_0201;
    (alone + 0x7f7f_7f7f_7f7f_7f7f) >> 7 & EACH
}

fn outcome_of(code: u8) -> Option<Outcome> {
    match code {
        0 => Some(Outcome::Verify),
        1 => Some(Outcome::Likely),
        2 => Some(Outcome::Unlikely),
        4 => Some(Outcome::Incomplete),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_become_bytes_in_order() {
        for byte in 0..=u8::MAX {
            let expected: Vec<u8> = (0..8).map(|bit| byte >> bit & 1).collect();
            assert_eq!(spread(byte).to_le_bytes().to_vec(), expected);
        }
    }
}
