//! What was found in a list, as it is told at the end.

use rules::Outcome;
use screening::{List, WrongCell};

use super::Arguments;

/// More than anybody reads on a screen; `--wrong` has them all.
const SHOWN: usize = 20;

/// Counts, and the first of the cells that could not be taken.
#[derive(Default)]
pub(super) struct Tally {
    outcomes: [usize; 4],
    wrong: usize,
    shown: Vec<String>,
}

impl Tally {
    pub(super) fn of(list: &List<'_>) -> Self {
        let mut tally = Self::default();
        list.briefs().iter().for_each(|brief| tally.count(brief.outcome));
        list.wrong(0).take(SHOWN).for_each(|cell| tally.wrong(&cell));
        tally.wrong = list.wrong_count();
        tally
    }

    pub(super) fn count(&mut self, outcome: Outcome) {
        let place = Outcome::ALL.iter().position(|known| *known == outcome);
        if let Some(count) = place.and_then(|place| self.outcomes.get_mut(place)) {
            *count += 1;
        }
    }

    pub(super) fn wrong(&mut self, cell: &WrongCell) {
        self.wrong += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(cell.to_string());
        }
    }

    pub(super) fn households(&self) -> usize {
        self.outcomes.iter().sum()
    }

    pub(super) fn print(&self, arguments: &Arguments) {
        for line in &self.shown {
            anstream::eprintln!("{line}");
        }
        if self.wrong > 0 {
            let more = if self.wrong > self.shown.len() { format!("，上面是前 {} 格", self.shown.len()) } else { String::new() };
            let hint = match &arguments.wrong {
                Some(path) => format!("要改的行在“{}”", path.display()),
                None => "加 --wrong 文件名，把要改的行另外写出来".to_owned(),
            };
            anstream::eprintln!("有 {} 格看不懂{more}，都按不清楚算。{hint}。", self.wrong);
        }
        let counts = Outcome::ALL.iter().zip(self.outcomes).map(|(outcome, count)| format!("{} {count} 户", outcome.heading()));
        let counts = counts.collect::<Vec<_>>().join("；");
        anstream::println!("筛查了 {} 户，写到“{}”。{counts}。", self.households(), arguments.out.display());
    }
}
