//! A set of rules, kept as bits.

use alloc::vec::Vec;

use crate::expr::RuleId;

/// How many words stand in the set itself: rules enough for most policies, so that a set asks for no memory.
const INSIDE: usize = 4;

/// A set of rules of one policy.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleSet {
    inside: [u64; INSIDE],
    beyond: Vec<u64>,
}

impl RuleSet {
    /// Puts a rule in; whether it was not there before.
    pub(crate) fn insert(&mut self, id: RuleId) -> bool {
        let (index, bit) = (usize::from(id / 64), 1_u64 << (id % 64));
        let word = match index.checked_sub(INSIDE) {
            None => self.inside.get_mut(index),
            Some(index) => {
                if self.beyond.len() <= index {
                    self.beyond.resize(index + 1, 0);
                }
                self.beyond.get_mut(index)
            }
        };
        let Some(word) = word else { return false };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    pub(crate) fn contains(&self, id: RuleId) -> bool {
        self.word(id / 64).is_some_and(|word| word & (1 << (id % 64)) != 0)
    }

    fn word(&self, index: u16) -> Option<u64> {
        let index = usize::from(index);
        match index.checked_sub(INSIDE) {
            None => self.inside.get(index),
            Some(index) => self.beyond.get(index),
        }
        .copied()
    }

    /// The rules in it, in document order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = RuleId> {
        let mut next: Option<RuleId> = Some(0);
        core::iter::from_fn(move || {
            loop {
                let from = next?;
                let word = self.word(from / 64)? >> (from % 64);
                if word & 1 == 1 {
                    next = from.checked_add(1);
                    return Some(from);
                }
                // On to the next rule that is in it, or to the next word.
                let skip = if word == 0 { 64 - from % 64 } else { u16::try_from(word.trailing_zeros()).unwrap_or(64) };
                next = from.checked_add(skip);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_keeps_rules_in_order_however_many_there_are() {
        let mut set = RuleSet::default();
        let ids = [700, 3, 255, 256, 64, 0, 319];
        assert!(ids.into_iter().all(|id| set.insert(id)));
        assert!(ids.into_iter().all(|id| !set.insert(id) && set.contains(id)));
        assert!([1, 65, 257, 699, 9999].into_iter().all(|id| !set.contains(id)));
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 3, 64, 255, 256, 319, 700]);
    }
}
