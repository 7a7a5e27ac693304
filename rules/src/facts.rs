//! What a household answered, read from JSON; whatever it left out stays open.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::diagnostic::nearest;
use crate::interval::Interval;
use crate::number;
use crate::policy::{Kind, Policy, Question, QuestionKind};
use crate::truth::Truth;
use crate::value::Value;

/// The answers of one household to the questions of one policy.
#[derive(Clone, Debug)]
pub struct Facts {
    /// By the place of the rule; places of other rules hold nothing of meaning.
    pub(crate) answers: Vec<Value>,
}

/// An answer that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
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
        let object: Object<'_> = serde_json::from_str(json).map_err(|error| alloc::vec![unreadable(&error, json)])?;
        let mut facts = Self::open(policy);
        let mut errors = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (key, raw) in &object.0 {
            let found = policy.questions().find(|(_, name, _)| *name == key.as_str());
            let answer = match found {
                _ if seen.contains(key.as_str()) => Err("这一项写了两次，请只留一个".into()),
                None => Err(unknown_key(policy, key)),
                Some((_, _, question)) => answer(question, raw.get()),
            };
            seen.insert(key);
            match (answer, found) {
                (Ok(value), Some((id, _, _))) => {
                    if let Some(slot) = facts.answers.get_mut(usize::from(id)) {
                        *slot = value;
                    }
                }
                (Err(message), _) => errors.push(FactError { key: excerpt(key), value: excerpt(raw.get()), message }),
                (Ok(_), None) => {}
            }
        }
        if errors.is_empty() { Ok(facts) } else { Err(errors) }
    }
}

/// The members of a JSON object as they stand, doubles included.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<'a>(core::marker::PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Members<'a> {
            type Value = Object<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'a>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<String, &'a RawValue>()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members(core::marker::PhantomData))
    }
}

fn unreadable(error: &serde_json::Error, json: &str) -> FactError {
    let place = match (error.line(), error.column()) {
        (0, _) | (_, 0) => String::new(),
        (line, column) => format!("（第 {line} 行第 {} 列）", characters(json, line, column)),
    };
    let message = match error.classify() {
        serde_json::error::Category::Eof => format!("这一户的数据没有写完{place}：请检查大括号、引号是否成对"),
        serde_json::error::Category::Data => "一户要写在一对大括号里，例如 {\"家庭人口\": 4}".into(),
        _ => format!("这一户的数据看不懂{place}：请检查大括号、引号、冒号和逗号，都要用英文的"),
    };
    FactError { key: String::new(), value: String::new(), message }
}

/// The column in characters of one in bytes.
fn characters(json: &str, line: usize, column: usize) -> usize {
    let line = json.split('\n').nth(line - 1).unwrap_or_default();
    line.char_indices().take_while(|(at, _)| *at < column).count().max(1)
}

fn unknown_key(policy: &Policy, key: &str) -> String {
    // Nobody mistypes a name into one so long.
    const LONGEST: usize = 200;
    if key.trim().is_empty() {
        return "问题的名称是空的".into();
    }
    let near = nearest(key, policy.questions().map(|(_, name, _)| name).filter(|_| key.len() <= LONGEST));
    let hint = near.map_or_else(String::new, |near| format!("，是否应写成“{near}”？"));
    format!("本政策没有这个问题{hint}")
}

/// The value as it stands, cut where it is long.
fn excerpt(raw: &str) -> String {
    const LONGEST: usize = 40;
    if raw.chars().count() <= LONGEST {
        return raw.into();
    }
    let mut short: String = raw.chars().take(LONGEST).collect();
    short.push('…');
    short
}

fn answer(question: &Question, raw: &str) -> Result<Value, String> {
    if raw == "null" {
        return Ok(question.open());
    }
    match question.kind {
        QuestionKind::Money | QuestionKind::Count | QuestionKind::Number => number_answer(question, raw).map(Value::Number),
        QuestionKind::YesNo => match raw {
            "true" => Ok(Value::Truth(Truth::True)),
            "false" => Ok(Value::Truth(Truth::False)),
            _ => Err("应填 true（是）、false（否）或 null（不清楚）".into()),
        },
        QuestionKind::Choice => {
            let text: String = serde_json::from_str(raw).map_err(|_| format!("应填一个选项：{}", question.options.join("、")))?;
            option(question, &text).map(Value::Choice)
        }
        QuestionKind::Choices => {
            let wrong =
                |_| format!("应填选项的列表，例如 [\"{}\"]；一项也没有时填 []", question.options.first().map_or("", String::as_str));
            let texts: Vec<String> = serde_json::from_str(raw).map_err(wrong)?;
            let mut chosen = 0;
            for text in &texts {
                chosen |= option(question, text)?;
            }
            Ok(Value::Choices { certain: chosen, possible: chosen })
        }
    }
}

fn option(question: &Question, text: &str) -> Result<u64, String> {
    if let Some(place) = question.options.iter().position(|option| option == text) {
        return Ok(1 << place);
    }
    let near = nearest(text, question.options.iter().map(String::as_str));
    let hint = near.map_or_else(String::new, |near| format!("（是否应为“{near}”？）"));
    Err(format!("没有选项“{}”{hint}，可填：{}", excerpt(text), question.options.join("、")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Range<'a> {
    #[serde(borrow, default)]
    low: Option<&'a RawValue>,
    #[serde(borrow, default)]
    high: Option<&'a RawValue>,
}

fn number_answer(question: &Question, raw: &str) -> Result<Interval, String> {
    if !raw.starts_with('{') {
        return Ok(Interval::point(figure(question, raw)?));
    }
    let range: Range<'_> = serde_json::from_str(raw).map_err(|_| "范围应写成 {\"low\": 下限, \"high\": 上限}，可只写一边".to_string())?;
    let end = |given: Option<&RawValue>, otherwise| match given.map(RawValue::get) {
        None | Some("null") => Ok(otherwise),
        Some(raw) => figure(question, raw).map(Some),
    };
    let (low, high) = (end(range.low, question.domain.low())?, end(range.high, question.domain.high())?);
    Interval::new(low, high).ok_or_else(|| "下限比上限大，请对调".into())
}

fn figure(question: &Question, raw: &str) -> Result<Decimal, String> {
    let text: Option<String> = if raw.starts_with('"') { serde_json::from_str(raw).ok() } else { None };
    let text = text.as_deref().unwrap_or(raw);
    let value = number::parse(text).ok_or_else(|| {
        let numeric = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        let long = text.len() > 28 || text.contains(['e', 'E']);
        if numeric && long {
            "这个数太长，最多写 28 位数字".into()
        } else {
            format!("应填一个数，不带单位和逗号{}", allowed(question))
        }
    })?;
    if question.kind == QuestionKind::Count && !value.fract().is_zero() {
        return Err(format!("应填整数{}", allowed(question)));
    }
    if question.domain.contains(value) { Ok(value) } else { Err(format!("超出范围{}", allowed(question))) }
}

fn allowed(question: &Question) -> String {
    if question.domain == Interval::ANY {
        return String::new();
    }
    format!("（{}）", number::range(&question.domain, &question.unit, false))
}
