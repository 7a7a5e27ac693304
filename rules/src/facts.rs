//! What a household answered, read from JSON; whatever it left out stays open.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::calculator::Calculator;
use crate::decimal::is_whole;
use crate::diagnostic::{line_column, nearest};
use crate::evaluate::Slots;
use crate::expr::RuleId;
use crate::interval::Interval;
use crate::json::{self, FaultKind, Json, Member, Writer};
use crate::number;
use crate::policy::{Kind, Policy, Question, QuestionKind};
use crate::set::RuleSet;
use crate::text::concat;
use crate::truth::Truth;
use crate::value::Value;
use rust_decimal::Decimal;

/// The answers of one household to the questions of one policy.
#[derive(Clone, Debug)]
pub struct Facts {
    /// By the place of the rule; places of other rules hold nothing of meaning.
    pub(crate) answers: Vec<Value>,
}

/// An answer that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactError {
    /// The question, as it was given; empty where the whole household cannot be read.
    pub key: String,
    /// The answer, as it was given.
    pub value: String,
    /// What is wrong with it and what is allowed, in plain Chinese.
    pub message: String,
}

impl fmt::Display for FactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.key.as_str(), self.value.as_str()) {
            ("", _) => f.write_str(&self.message),
            (key, "") => write!(f, "{key}：{}", self.message),
            (key, value) => write!(f, "{key} = {value}：{}", self.message),
        }
    }
}

impl core::error::Error for FactError {}

impl Question {
    /// What an answer may be while it is open.
    #[must_use]
    pub fn open(&self) -> Value {
        let options = Value::all_options(self.options.len());
        match self.kind {
            QuestionKind::Money | QuestionKind::Count | QuestionKind::Number => Value::Number(self.domain),
            QuestionKind::YesNo => Value::Truth(Truth::Unknown),
            QuestionKind::Choice => Value::Choice(options),
            QuestionKind::Choices => Value::Choices { certain: 0, possible: options },
        }
    }
}

impl Facts {
    /// A household of which nothing is known.
    #[must_use]
    pub fn open(policy: &Policy) -> Self {
        let answer = |kind: &Kind| match kind {
            Kind::Question(question) => question.open(),
            _ => Value::Truth(Truth::Unknown),
        };
        Self { answers: policy.rules.iter().map(|rule| answer(&rule.kind)).collect() }
    }

    /// Reads a household: a JSON object with question names for keys.
    ///
    /// A value is a number, a decimal string, `{"low": …, "high": …}`, `true` or `false`, an option, a list of options,
    /// or `null` for open.
    ///
    /// # Errors
    ///
    /// Every answer that cannot be taken, with what is allowed.
    pub fn from_json(policy: &Policy, json: &str) -> Result<Self, Vec<FactError>> {
        let members = match json::read(json) {
            Ok(Json::Object(members)) => members,
            Ok(_) => return Err(alloc::vec![FactError::of_household("一户要写在一对大括号里，例如 {\"家庭人口\": 4}")]),
            Err(fault) => return Err(alloc::vec![unreadable(json, fault)]),
        };
        let mut facts = Self::open(policy);
        let mut errors = Vec::new();
        let mut seen = RuleSet::default();
        for Member { key, value, written } in &members {
            let found = policy.questions().find(|(_, name, _)| *name == &**key);
            let answer = match found {
                None => Err(unknown_key(policy, key)),
                Some((id, _, _)) if !seen.insert(id) => Err("这一项写了两次，请只留一个".into()),
                Some((_, _, question)) => answer(question, value),
            };
            match (answer, found) {
                (Ok(value), Some((id, _, _))) => facts.set(id, value),
                (Err(message), _) => errors.push(FactError { key: excerpt(key), value: excerpt(written), message }),
                (Ok(_), None) => {}
            }
        }
        if errors.is_empty() { Ok(facts) } else { Err(errors) }
    }
}

impl Facts {
    /// What is known of the answer to a question.
    #[must_use]
    pub fn get(&self, question: RuleId) -> Value {
        self.answers.get(usize::from(question)).copied().unwrap_or(Value::Truth(Truth::Unknown))
    }

    /// Takes an answer, which must be of the question's kind and within its domain.
    pub fn set(&mut self, question: RuleId, answer: Value) {
        if let Some(slot) = self.answers.get_mut(usize::from(question)) {
            *slot = answer;
        }
    }
}

impl Calculator<'_> {
    /// The household without answers to questions that do not arise for it.
    #[must_use]
    pub fn relevant(&self, facts: &Facts) -> Facts {
        self.arising(facts, &self.slots(facts))
    }

    pub(crate) fn arising(&self, facts: &Facts, slots: &Slots) -> Facts {
        let mut relevant = facts.clone();
        for (id, _, question) in self.policy.questions() {
            if self.worth_asking(slots, id) == Truth::False {
                relevant.set(id, question.open());
            }
        }
        relevant
    }
}

impl FactError {
    /// What is wrong with a household as a whole.
    #[must_use]
    pub fn of_household(message: impl Into<String>) -> Self {
        Self { key: String::new(), value: String::new(), message: message.into() }
    }

    /// The line of JSON that answers a household that cannot be taken: `{"errors": [{"key", "value", "message"}]}`.
    #[must_use]
    pub fn refusal(errors: &[Self]) -> String {
        let mut writer = Writer::default();
        writer.object(|writer| {
            writer.key("errors").list(errors, |writer, error| {
                writer.object(|writer| {
                    writer.key("key").text(&error.key);
                    writer.key("value").text(&error.value);
                    writer.key("message").text(&error.message);
                });
            });
        });
        writer.finish()
    }
}

fn unreadable(text: &str, fault: json::Fault) -> FactError {
    let (line, column) = line_column(text, fault.at);
    let (what, help) = match fault.kind {
        FaultKind::Unfinished => ("没有写完", "请检查大括号、引号是否成对"),
        FaultKind::TooDeep => ("套得太深", "一户只有一层大括号，范围再多一层"),
        FaultKind::Wrong => ("看不懂", "请检查大括号、引号、冒号和逗号，都要用英文的"),
    };
    let place = concat(&["（第 ", &number::whole(line, 1), " 行第 ", &number::whole(column, 1), " 列）"]);
    FactError::of_household(concat(&["这一户的数据", what, &place, "：", help]))
}

fn unknown_key(policy: &Policy, key: &str) -> String {
    // Nobody mistypes a name into one so long.
    const LONGEST: usize = 200;
    if key.chars().all(char::is_whitespace) {
        return "问题的名称是空的".into();
    }
    let near = nearest(key, policy.questions().map(|(_, name, _)| name).filter(|_| key.len() <= LONGEST));
    let hint = near.map_or_else(String::new, |near| concat(&["，是否应写成“", near, "”？"]));
    concat(&["本政策没有这个问题", &hint])
}

/// The value as it stands, cut where it is long.
fn excerpt(raw: &str) -> String {
    const LONGEST: usize = 40;
    match raw.char_indices().nth(LONGEST) {
        Some((end, _)) => concat(&[raw.get(..end).unwrap_or_default(), "…"]),
        None => raw.into(),
    }
}

fn answer(question: &Question, given: &Json<'_>) -> Result<Value, String> {
    if *given == Json::Null {
        return Ok(question.open());
    }
    match question.kind {
        QuestionKind::Money | QuestionKind::Count | QuestionKind::Number => number_answer(question, given).map(Value::Number),
        QuestionKind::YesNo => match given {
            Json::Truth(value) => Ok(Value::Truth(Truth::from(*value))),
            _ => Err("应填 true（是）、false（否）或 null（不清楚）".into()),
        },
        QuestionKind::Choice => match given {
            Json::Text(text) => option(question, text).map(Value::Choice),
            _ => Err(concat(&["应填一个选项：", &question.option_list(u64::MAX)])),
        },
        QuestionKind::Choices => choices(question, given),
    }
}

fn choices(question: &Question, given: &Json<'_>) -> Result<Value, String> {
    let wrong = || concat(&["应填选项的列表，例如 [\"", question.options.first().map_or("", String::as_str), "\"]；一项也没有时填 []"]);
    let Json::List(items) = given else { return Err(wrong()) };
    let mut chosen = 0;
    for item in items {
        match item {
            Json::Text(text) => chosen |= option(question, text)?,
            _ => return Err(wrong()),
        }
    }
    Ok(Value::Choices { certain: chosen, possible: chosen })
}

fn option(question: &Question, text: &str) -> Result<u64, String> {
    if let Some(place) = question.options.iter().position(|option| option == text) {
        return Ok(Value::option(place));
    }
    let near = nearest(text, question.options.iter().map(String::as_str));
    let hint = near.map_or_else(String::new, |near| concat(&["（是否应为“", near, "”？）"]));
    Err(concat(&["没有选项“", &excerpt(text), "”", &hint, "，可填：", &question.option_list(u64::MAX)]))
}

fn number_answer(question: &Question, given: &Json<'_>) -> Result<Interval, String> {
    let Json::Object(members) = given else { return figure(question, given).map(Interval::point) };
    let (mut low, mut high) = (question.domain.low(), question.domain.high());
    let mut seen: Vec<&str> = Vec::new();
    for Member { key, value, .. } in members {
        let end = match &**key {
            "low" if !seen.contains(&"low") => &mut low,
            "high" if !seen.contains(&"high") => &mut high,
            _ => return Err("范围应写成 {\"low\": 下限, \"high\": 上限}，可只写一边".into()),
        };
        if *value != Json::Null {
            *end = Some(figure(question, value)?);
        }
        seen.push(key);
    }
    Interval::new(low, high).ok_or_else(|| "下限比上限大，请对调".into())
}

fn figure(question: &Question, given: &Json<'_>) -> Result<Decimal, String> {
    let text = match given {
        Json::Number(text) => *text,
        Json::Text(text) => text,
        _ => "",
    };
    let value = number::parse(text).ok_or_else(|| {
        let numeric = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        let long = text.len() > 28 || text.bytes().any(|byte| byte.eq_ignore_ascii_case(&b'e'));
        if numeric && long {
            "这个数太长，最多写 28 位数字".into()
        } else {
            concat(&["应填一个数，不带单位和逗号", &allowed(question)])
        }
    })?;
    if question.kind == QuestionKind::Count && !is_whole(value) {
        return Err(concat(&["应填整数", &allowed(question)]));
    }
    if question.domain.contains(value) { Ok(value) } else { Err(concat(&["超出范围", &allowed(question)])) }
}

fn allowed(question: &Question) -> String {
    if question.domain == Interval::ANY {
        return String::new();
    }
    concat(&["（", &number::range(&question.domain, &question.unit, false), "）"])
}
