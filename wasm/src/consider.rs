//! Everything that a page shows of a household while it is being filled in.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rules::{Assessment, Calculator, Detail, Facts, Interval, Kind, Question, Truth, Unit, Value, Writer};

use crate::interview::{about_measures, pending};

/// The assessment of a household, and beside it what a page says around it, as one JSON object:
///
/// - `assessment`: the object that `mingbai assess` prints; answers to questions that do not arise count as open in it;
/// - `questions`: for each question its `name`, whether it is worth asking (`asked`), the answer in words (`said`, `null`
///   where none was given), whether that is `more` or `less` than what is usual (`unusual`) and the rough answers on offer (`bands`: `low`, `high`, `text`);
/// - `pending`: the questions still to be asked; `later`: those about measures, which follow by choice;
/// - `basis`: what decided the outcome, in a sentence; `amounts`: each measure's amount in words, `null` where nothing is
///   known of it.
///
/// `answered` names the questions that the reader has answered, 不清楚 included.
#[must_use]
pub fn consider(calculator: &Calculator<'_>, facts: &Facts, answered: &[&str], wants_measures: bool) -> String {
    let policy = calculator.policy();
    let facts = &calculator.relevant(facts);
    let assessment = calculator.assess(facts, Detail::Derivations);
    let mut writer = Writer::default();
    writer.object(|writer| {
        writer.key("assessment").raw(&assessment.to_json());
        writer.key("questions").list(policy.questions(), |writer, (id, name, question)| {
            writer.object(|writer| {
                writer.key("name").text(name);
                writer.key("asked").flag(calculator.asked(facts, id) != Truth::False);
                let given = answered.contains(&name).then(|| said(question, facts.get(id))).flatten();
                writer.key("said").maybe(given.as_deref());
                let unusual = calculator.unusual(facts, id).map(|more| if more { "more" } else { "less" });
                writer.key("unusual").maybe(unusual);
                let bands = calculator.bands(facts, id);
                let edges = bands.iter().map(Interval::low).skip(1).chain([None]);
                writer.key("bands").list(bands.iter().zip(edges), |writer, (band, next)| {
                    writer.object(|writer| {
                        writer.key("low").maybe(band.low().map(rules::plain).as_deref());
                        writer.key("high").maybe(band.high().map(rules::plain).as_deref());
                        writer.key("text").text(&band_words(band, next, &question.unit));
                    });
                });
            });
        });
        writer.key("pending").texts(pending(policy, &assessment, answered, wants_measures));
        writer.key("later").texts(about_measures(policy, &assessment, answered));
        writer.key("basis").text(&basis(calculator, facts, &assessment));
        writer.key("amounts").list(&assessment.measures, |writer, measure| {
            writer.maybe(measure.amount.and_then(|amount| money(&amount.0)).as_deref());
        });
    });
    writer.finish()
}

/// 「不到 33,600 元」: `next` is the lower edge of the range above.
fn band_words(band: &Interval, next: Option<rust_decimal::Decimal>, unit: &Unit) -> String {
    let words = |value| rules::with_unit(value, unit, false);
    match (band.low().filter(|low| !low.is_zero()), next) {
        (None, Some(high)) => rules::concat(&["不到 ", &words(high)]),
        (Some(low), Some(high)) => rules::concat(&[&words(low), "以上，不到 ", &words(high)]),
        (Some(low), None) => rules::concat(&[&words(low), "以上"]),
        (None, None) => String::new(),
    }
}

/// An answer in words; `None` where it says nothing.
fn said(question: &Question, value: Value) -> Option<String> {
    if value == question.open() {
        return None;
    }
    Some(match value {
        Value::Number(interval) => rules::range(&interval, &question.unit, false),
        Value::Truth(value) => (if value == Truth::True { "是" } else { "否" }).to_string(),
        Value::Choices { certain: 0, .. } => "都没有".into(),
        Value::Choice(bits) | Value::Choices { certain: bits, .. } => question.option_list(bits),
    })
}

/// An amount in 元 with both its ends; `None` where nothing is known of it.
fn money(amount: &Interval) -> Option<String> {
    let nothing = amount.high().is_none() && amount.low().is_none_or(|low| low.is_zero());
    (!nothing).then(|| rules::range(amount, &Unit::word("元"), false))
}

/// What decided it: the derived figures (such as the income of a head) behind the tests that hold, and of these tests the
/// last one, which is about the household's circumstances.
fn basis(calculator: &Calculator<'_>, facts: &Facts, assessment: &Assessment<'_>) -> String {
    let holding = || assessment.tests.iter().filter(|test| test.value == Truth::True);
    let Some(last) = holding().next_back() else { return String::new() };
    let is_figure = |name: &str| {
        let found = calculator.policy().find(name);
        found.is_some_and(|(id, rule)| matches!(rule.kind, Kind::Define(_)) && matches!(calculator.value(facts, id), Value::Number(_)))
    };
    // The figures behind the last test stand in its own words already.
    let mut told: Vec<&str> = calculator.steps(facts, last.name).into_iter().map(|step| step.name).collect();
    let mut words = String::new();
    for step in holding().flat_map(|test| calculator.steps(facts, test.name)).filter(|step| is_figure(step.name)) {
        if !told.contains(&step.name) {
            words.push_str(&step.text);
            words.push('；');
            told.push(step.name);
        }
    }
    words.push_str(&last.because);
    words.push('。');
    words
}
