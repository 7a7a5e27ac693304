//! What a reader has answered so far, question by question.

use alloc::string::String;
use alloc::vec::Vec;

use rules::{FactError, Facts, Policy, Question, RuleId, Truth, Value};

/// The answer to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing was said.
    #[default]
    Open,
    /// 不清楚.
    Unknown,
    /// A value in the JSON of the facts.
    Given(String),
}

/// The answers to the questions of a policy.
#[derive(Clone, Debug)]
pub struct Answers(Vec<(RuleId, Answer)>);

impl Answers {
    /// None yet.
    #[must_use]
    pub fn none(policy: &Policy) -> Self {
        Self(policy.questions().map(|(id, _, _)| (id, Answer::Open)).collect())
    }

    /// The answer to a question.
    #[must_use]
    pub fn get(&self, question: RuleId) -> &Answer {
        self.0.iter().find(|(id, _)| *id == question).map_or(&Answer::Open, |(_, answer)| answer)
    }

    /// Puts an answer in the place of the former one.
    pub fn set(&mut self, question: RuleId, answer: Answer) {
        if let Some((_, place)) = self.0.iter_mut().find(|(id, _)| *id == question) {
            *place = answer;
        }
    }

    /// The household as the rules read it. An answer to a question that is not to be asked any more is left out.
    #[must_use]
    pub fn facts(&self, policy: &Policy, calculator: &rules::Calculator<'_>) -> Facts {
        let all = self.read(policy, |_| true);
        self.read(policy, |id| calculator.asked(&all, id) != Truth::False)
    }

    fn read(&self, policy: &Policy, wanted: impl Fn(RuleId) -> bool) -> Facts {
        let given = self.0.iter().filter(|(id, _)| wanted(*id)).filter_map(|(id, answer)| match answer {
            Answer::Given(value) => Some((policy.rule(*id)?.name.as_str(), value.as_str())),
            _ => None,
        });
        // Every answer was checked when it was given.
        Facts::from_json(policy, &object(given)).unwrap_or_else(|_| Facts::open(policy))
    }
}

/// What is wrong with an answer, if anything is.
///
/// # Errors
///
/// What is allowed, in plain Chinese.
pub fn check(policy: &Policy, name: &str, value: &str) -> Result<(), String> {
    let first = |errors: Vec<FactError>| errors.into_iter().next().map_or_else(String::new, |error| error.message);
    Facts::from_json(policy, &object([(name, value)].into_iter())).map(|_| ()).map_err(first)
}

fn object<'a>(members: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut json = String::from("{");
    for (name, value) in members {
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&text(name));
        json.push(':');
        json.push_str(value);
    }
    json.push('}');
    json
}

/// A text as JSON.
pub(crate) fn text(words: &str) -> String {
    rules::json_text(words)
}

/// An answer in words for the reader's own list; `None` where the question was not answered.
#[must_use]
pub fn said(answer: &Answer, question: &Question, value: Value) -> Option<String> {
    let options = |bits: u64| {
        let chosen = (0_u32..).zip(&question.options).filter(move |(place, _)| bits.checked_shr(*place).unwrap_or(0) & 1 == 1);
        chosen.map(|(_, option)| option.as_str()).collect::<Vec<_>>().join("、")
    };
    match answer {
        Answer::Open => return None,
        Answer::Unknown => return Some("不清楚".into()),
        Answer::Given(_) => {}
    }
    Some(match value {
        Value::Number(interval) => rules::range(&interval, &question.unit, false),
        Value::Truth(Truth::True) => "是".into(),
        Value::Truth(Truth::False) => "否".into(),
        Value::Truth(Truth::Unknown) => "不清楚".into(),
        Value::Choices { certain: 0, .. } => "都没有".into(),
        Value::Choice(bits) | Value::Choices { certain: bits, .. } => options(bits),
    })
}
