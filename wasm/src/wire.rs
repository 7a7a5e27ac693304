//! The calculator for scripts: text in, JSON out.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rules::{Calculator, Date, Detail, FactError, Facts, Policy, Unit, Writer};
use rust_decimal::Decimal;

use crate::numeral;

/// Assesses a household on a day, `YYYY-MM-DD`: the bytes of `mingbai assess`. What cannot be taken is answered with
/// `{"errors": [{"key", "value", "message"}]}`. `kept` is the policy as it was on the day asked for last.
#[must_use]
pub fn assess<'p>(policy: &'p Policy, kept: &mut Option<Calculator<'p>>, facts: &str, on: &str) -> String {
    let Ok(day) = on.parse::<Date>() else {
        let message = "日期应写成“年-月-日”，例如 2020-07-06".to_string();
        return FactError::refusal(&[FactError { key: "on".into(), value: on.into(), message }]);
    };
    let calculator = match kept.take() {
        Some(calculator) if calculator.on() == day => kept.insert(calculator),
        _ => kept.insert(policy.at(day)),
    };
    match Facts::from_json(policy, facts) {
        Ok(facts) => calculator.assess(&facts, Detail::Derivations).to_json(),
        Err(errors) => FactError::refusal(&errors),
    }
}

/// What is wrong with one answer, given as a household with nothing else; empty where nothing is.
#[must_use]
pub fn check(policy: &Policy, facts: &str) -> String {
    Facts::from_json(policy, facts).err().and_then(|errors| errors.into_iter().next()).map_or_else(String::new, |error| error.message)
}

/// The whole derivation of a rule's value: a list of `name`, `text`, `cite`, `document`.
#[must_use]
pub fn steps(calculator: &Calculator<'_>, facts: &Facts, name: &str) -> String {
    let mut writer = Writer::default();
    writer.list(calculator.steps(facts, name), |writer, step| {
        writer.object(|writer| {
            writer.key("name").text(step.name);
            writer.key("text").text(&step.text);
            writer.key("cite").text(step.cite);
            writer.key("document").text(step.document);
        });
    });
    writer.finish()
}

/// A number that somebody typed as the answer to a question: its `value`, and what it is in figures and, if it is money, in
/// words (`text`), so that a missing zero is noticed; `null` where it cannot be read.
#[must_use]
pub fn number(policy: &Policy, question: &str, typed: &str) -> String {
    let unit = policy.questions().find(|(_, name, _)| *name == question).map_or_else(Unit::none, |(_, _, question)| question.unit.clone());
    numeral::read(typed).map_or_else(|| "null".into(), |value| figure(value, &unit))
}

/// The sum of amounts in 元, one a line: what was typed, a tab, and how many times it counts (12 for what comes every month; a
/// minus before it takes away). As `number` gives one; `{"wrong": [0]}` names lines that cannot be read.
#[must_use]
pub fn total(lines: &str) -> String {
    let mut items = Vec::new();
    let mut wrong = Vec::new();
    for (place, line) in lines.split_terminator(['\n']).enumerate() {
        let (typed, times) = line.split_once(['\t']).unwrap_or((line, "1"));
        match numeral::read(typed).zip(times.parse().ok()) {
            Some(item) => items.push(item),
            None => wrong.push(place),
        }
    }
    match rules::total(&items).filter(|_| wrong.is_empty()) {
        Some(value) => figure(value, &Unit::word("元")),
        None => {
            let mut writer = Writer::default();
            writer.object(|writer| writer.key("wrong").list(wrong, |writer, place| writer.raw(&rules::plain(Decimal::from(place)))));
            writer.finish()
        }
    }
}

fn figure(value: Decimal, unit: &Unit) -> String {
    let figures = rules::with_unit(value, unit, false);
    let words = numeral::aloud(value).filter(|_| unit.same(&Unit::word("元")));
    let mut writer = Writer::default();
    writer.object(|writer| {
        writer.key("value").text(&rules::plain(value));
        writer.key("text").text(&words.map_or_else(|| figures.clone(), |words| rules::concat(&[&figures, "（", &words, "元）"])));
    });
    writer.finish()
}
