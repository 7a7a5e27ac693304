//! What each household lacks, kept so small that a long list can be filtered by it.

use rules::{Detail, Outcome, Truth};
use screening::List;

/// Names, and which of them each household lacks, a bit a name.
#[derive(Debug)]
pub(crate) struct Missing {
    names: Vec<&'static str>,
    households: Vec<u128>,
}

impl Missing {
    pub(crate) const NEW: Self = Self { names: Vec::new(), households: Vec::new() };

    /// Takes in the next household: questions that would settle it, or what nobody has decided yet.
    pub(crate) fn add(&mut self, list: &List<'static>, place: usize) {
        let outcome = list.briefs().get(place).map(|brief| brief.outcome);
        let mut bits = 0;
        if matches!(outcome, Some(Outcome::Incomplete | Outcome::Verify)) {
            let facts = list.household(place).facts;
            let assessment = list.judge().calculator().assess(&facts, Detail::Figures);
            let open = assessment.tests.iter().filter(|test| test.value != Truth::False);
            let undecided = open.flat_map(|test| test.undecided.iter().copied());
            let names: Vec<&'static str> = if outcome == Some(Outcome::Incomplete) { assessment.ask.clone() } else { undecided.collect() };
            bits = names.into_iter().fold(0, |bits, name| bits | self.bit(name));
        }
        self.households.push(bits);
    }

    fn bit(&mut self, name: &'static str) -> u128 {
        let place = self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        u32::try_from(place).ok().and_then(|place| 1_u128.checked_shl(place)).unwrap_or_default()
    }

    /// All that some household lacks, as far as it can be asked for.
    pub(crate) fn names(&self) -> &[&'static str] {
        self.names.get(..128).unwrap_or(&self.names)
    }

    /// Whether a household lacks what a name stands for.
    pub(crate) fn lacks(&self, household: usize, name: usize) -> bool {
        let bit = u32::try_from(name).ok().and_then(|name| 1_u128.checked_shl(name)).unwrap_or_default();
        self.households.get(household).is_some_and(|bits| bits & bit != 0)
    }
}
