//! How many questions 自查 asks until the outcome is settled, over random households that know everything, and over such that do not
//! know every fifth answer.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, reason = "a measurement that prints")]

use mingbai_bench::{DAY, fuqing};
use rules::{Calculator, Detail, Facts, Policy, Question, QuestionKind, json_text};

const HOUSEHOLDS: usize = 1000;

fn main() {
    let policy = fuqing();
    let calculator = policy.at(DAY.parse().unwrap());
    let form = policy.questions().count();
    println!("{:<44}{form:>12} questions", "the form");
    for (what, unknown) in [("asked until the outcome, all known", 0), ("one answer in five not known", 5)] {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let mut asked: Vec<usize> = (0..HOUSEHOLDS).map(|_| interview(&policy, &calculator, &mut dice, unknown, false)).collect();
        report(what, &mut asked, form);
        let mut all: Vec<usize> = (0..HOUSEHOLDS).map(|_| interview(&policy, &calculator, &mut dice, unknown, true)).collect();
        report("  and about the measures", &mut all, form);
    }
}

fn report(what: &str, asked: &mut [usize], form: usize) {
    asked.sort_unstable();
    let median = asked[asked.len() / 2];
    let share = median * 100 / form;
    println!("{what:<44}{median:>12} median {:>4} at most   {share} % of the form", asked[asked.len() - 1]);
}

/// Answers what is asked until nothing is, as the page does; how many questions that were.
fn interview(policy: &Policy, calculator: &Calculator<'_>, dice: &mut Dice, unknown: usize, measures: bool) -> usize {
    let mut answered: Vec<&str> = Vec::new();
    let mut members: Vec<String> = Vec::new();
    loop {
        let facts = Facts::from_json(policy, &format!("{{{}}}", members.join(","))).unwrap();
        let facts = calculator.relevant(&facts);
        let assessment = calculator.assess(&facts, Detail::Figures);
        let pending = mingbai_wasm::pending(policy, &assessment, &answered, measures);
        let Some(name) = pending.first() else { return answered.len() };
        let (_, name, question) = policy.questions().find(|(_, known, _)| known == name).unwrap();
        answered.push(name);
        if unknown == 0 || dice.below(unknown) > 0 {
            members.push(format!("{}:{}", json_text(name), answer(question, dice)));
        }
    }
}

fn answer(question: &Question, dice: &mut Dice) -> String {
    match question.kind {
        QuestionKind::YesNo => (dice.below(2) == 1).to_string(),
        QuestionKind::Choice => json_text(&question.options[dice.below(question.options.len())]),
        QuestionKind::Choices => {
            let chosen: Vec<String> = question.options.iter().filter(|_| dice.below(4) == 0).map(|option| json_text(option)).collect();
            format!("[{}]", chosen.join(","))
        }
        QuestionKind::Money => {
            let scale = [5_000, 20_000, 60_000, 200_000][dice.below(4)];
            dice.below(scale).to_string()
        }
        QuestionKind::Count | QuestionKind::Number => {
            let end = |end: Option<_>, other: usize| end.map_or(other, |end| rules::plain(end).parse().unwrap());
            let (low, high) = (end(question.domain.low(), 0), end(question.domain.high(), 100));
            // Families are small.
            (low + dice.below((high - low).min(6) + 1)).to_string()
        }
    }
}

/// Numbers that look random and are the same on every run (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % u64::try_from(end).unwrap()).unwrap()
    }
}
