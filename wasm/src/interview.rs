//! One question a page: which one is next, and the way back.

use alloc::vec::Vec;

use rules::{Assessment, Policy, RuleId};

use crate::answers::{Answer, Answers};

/// What is on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// A question.
    Question(RuleId),
    /// The result.
    Result,
}

/// The way of a reader through the questions.
#[derive(Clone, Debug)]
pub struct Interview {
    /// What was on the page, the last on top: the way back.
    trail: Vec<View>,
    now: View,
    /// Whether the reader wants the questions about the measures too.
    measures: bool,
}

impl Interview {
    /// At the result, with nothing behind; [`Interview::advance`] leads to the first question.
    #[must_use]
    pub fn new() -> Self {
        Self { trail: Vec::new(), now: View::Result, measures: false }
    }

    /// What is on the page.
    #[must_use]
    pub fn now(&self) -> View {
        self.now
    }

    /// Whether there is a way back.
    #[must_use]
    pub fn can_go_back(&self) -> bool {
        !self.trail.is_empty()
    }

    /// Goes on to the next question that still matters, or to the result.
    pub fn advance(&mut self, policy: &Policy, answers: &Answers, assessment: &Assessment<'_>, first: bool) {
        let next = self.pending(policy, answers, assessment).next().map_or(View::Result, View::Question);
        if first {
            self.now = next;
        } else {
            self.show(next);
        }
    }

    /// Shows a question or the result; back leads to what was there before.
    pub fn show(&mut self, view: View) {
        if view != self.now {
            // Whoever changes an answer and comes back to a page does not want to go round in a circle.
            self.trail.retain(|seen| *seen != view);
            let now = self.now;
            self.trail.retain(|seen| *seen != now);
            self.trail.push(now);
            self.now = view;
        }
    }

    /// Goes back by one.
    pub fn back(&mut self) {
        if let Some(view) = self.trail.pop() {
            self.now = view;
        }
    }

    /// From here on the questions about the measures are asked as well.
    pub fn ask_about_measures(&mut self) {
        self.measures = true;
    }

    /// The questions that still matter and were not asked yet: those about the outcome, and those about the measures if
    /// the reader wants them.
    pub fn pending<'a>(
        &self,
        policy: &'a Policy,
        answers: &'a Answers,
        assessment: &'a Assessment<'_>,
    ) -> impl Iterator<Item = RuleId> + 'a {
        let measures = self.measures && assessment.ask.iter().all(|name| !is_open(policy, answers, name));
        policy
            .questions()
            .filter(move |(id, name, _)| {
                let matters = assessment.ask.contains(name) || measures && about_measures(assessment, name);
                matters && *answers.get(*id) == Answer::Open
            })
            .map(|(id, _, _)| id)
    }

    /// How many questions about the measures were not asked yet.
    #[must_use]
    pub fn left_about_measures(policy: &Policy, answers: &Answers, assessment: &Assessment<'_>) -> usize {
        policy.questions().filter(|(id, name, _)| about_measures(assessment, name) && *answers.get(*id) == Answer::Open).count()
    }
}

impl Default for Interview {
    fn default() -> Self {
        Self::new()
    }
}

fn is_open(policy: &Policy, answers: &Answers, name: &str) -> bool {
    policy.find(name).is_some_and(|(id, _)| *answers.get(id) == Answer::Open)
}

fn about_measures(assessment: &Assessment<'_>, name: &str) -> bool {
    assessment.measures.iter().any(|measure| measure.ask.contains(&name))
}
