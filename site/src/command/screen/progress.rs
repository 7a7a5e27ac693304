//! How far the work on a list is, on a terminal; in a pipe nothing is said.

use std::io::{self, IsTerminal};

/// A line that is written over again and again, and gone at the end.
pub(super) struct Progress {
    verb: &'static str,
    unit: &'static str,
    /// How many there are, where that is known.
    all: Option<usize>,
    shown: usize,
    visible: bool,
}

impl Progress {
    pub(super) fn new(verb: &'static str, unit: &'static str) -> Self {
        Self { verb, unit, all: None, shown: 0, visible: io::stderr().is_terminal() }
    }

    /// Where it is known how many there are.
    pub(super) fn of(self, all: usize) -> Self {
        Self { all: Some(all), ..self }
    }

    pub(super) fn tell(&mut self, count: usize) {
        const EVERY: usize = 4096;
        if self.visible && count >= self.shown + EVERY {
            self.shown = count;
            let share = self.all.filter(|all| *all > 0).map(|all| format!("，{} %", count.min(all) * 100 / all));
            anstream::eprint!("\r{} {count} {}{}", self.verb, self.unit, share.unwrap_or_default());
        }
    }

    pub(super) fn end(&mut self) {
        if self.shown > 0 {
            anstream::eprint!("\r\x1b[K");
        }
    }
}
