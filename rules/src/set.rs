//! A set of rules, kept as bits.

use alloc::vec::Vec;

use crate::expr::RuleId;

/// A set of rules of one policy.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleSet(Vec<u64>);

impl RuleSet {
    /// Puts a rule in; whether it was not there before.
    pub(crate) fn insert(&mut self, id: RuleId) -> bool {
        let (word, bit) = (usize::from(id / 64), 1_u64 << (id % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let Some(word) = self.0.get_mut(word) else { return false };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    pub(crate) fn contains(&self, id: RuleId) -> bool {
        self.0.get(usize::from(id / 64)).is_some_and(|word| word & (1 << (id % 64)) != 0)
    }

    /// The rules in it, in document order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = RuleId> {
        (0_u16..).zip(&self.0).flat_map(|(index, word)| {
            let word = *word;
            (0_u16..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| index * 64 + bit)
        })
    }
}
