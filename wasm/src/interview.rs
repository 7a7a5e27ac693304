//! Which questions are still worth asking.

use alloc::vec::Vec;

use rules::{Assessment, Policy};

/// The questions that still matter and were not answered yet, in document order: those that bear on the outcome, and once
/// it is settled, if the reader `wants_measures`, those that bear on a measure. 不清楚 is an answer.
#[must_use]
pub fn pending<'p>(policy: &'p Policy, assessment: &Assessment<'p>, answered: &[&str], wants_measures: bool) -> Vec<&'p str> {
    let outcome = unanswered(policy, answered, |name| assessment.ask.contains(&name));
    if outcome.is_empty() && wants_measures { about_measures(policy, assessment, answered) } else { outcome }
}

/// The questions that bear on a measure or its amount and were not answered yet.
#[must_use]
pub fn about_measures<'p>(policy: &'p Policy, assessment: &Assessment<'p>, answered: &[&str]) -> Vec<&'p str> {
    unanswered(policy, answered, |name| assessment.measures.iter().any(|measure| measure.ask.contains(&name)))
}

fn unanswered<'p>(policy: &'p Policy, answered: &[&str], matters: impl Fn(&str) -> bool) -> Vec<&'p str> {
    policy.questions().map(|(_, name, _)| name).filter(|name| matters(name) && !answered.contains(name)).collect()
}
