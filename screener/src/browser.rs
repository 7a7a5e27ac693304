//! What the page's worker calls.

use bridge::Answers;

use crate::Screener;

bridge::module!(Screener);

impl Answers for Screener {
    const NEW: Self = Self::NEW;

    fn answer(&mut self, name: &str, about: &[u8]) -> Vec<u8> {
        Self::answer(self, name, about)
    }
}
