//! What a household would get, measure by measure, as JSON: for all of it and for a head, before and after a rise, for
//! each number of months that there may be, and in all.
//!
//! Every figure is the measure's own amount, evaluated anew with another value in the place of an answer or a parameter;
//! there is no second formula.

use alloc::string::String;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::calculator::Calculator;
use crate::decimal::lowered;
use crate::evaluate::Slots;
use crate::expr::{Arithmetic, Expr, RuleId};
use crate::facts::Facts;
use crate::interval::Interval;
use crate::json::Writer;
use crate::number;
use crate::policy::{Kind, Measure, QuestionKind};
use crate::set::RuleSet;
use crate::truth::Truth;
use crate::unit::Unit;
use crate::value::Value;
use crate::words::Words;

/// The most values of a count that stand side by side.
const SIDE_BY_SIDE: i64 = 12;

/// What an amount is made of.
#[derive(Default)]
struct Parts {
    seen: RuleSet,
    /// Counts of heads.
    heads: RuleSet,
    /// The other counts.
    counts: RuleSet,
    /// Percentages that are added to 1: rises of a standard.
    rises: RuleSet,
}

/// What stands in place of a household's own answers and of parameters.
#[derive(Clone, Copy, Default)]
struct Instead<'a> {
    /// A count and its value.
    case: Option<(RuleId, i64)>,
    /// A count that is 1.
    one: Option<RuleId>,
    /// Percentages that are 0.
    none: Option<&'a RuleSet>,
}

impl Calculator<'_> {
    /// What a household would get by each measure with an amount, and in all, as one JSON object.
    ///
    /// `measures` holds, in document order, `name`, `granted` and the sums `amount`, `per_head` (where the amount is
    /// so much a head), `before` and `before_per_head` (with a standard that is not yet raised); `rises`, the percentages
    /// that raise it; and `by`, the sums for each value of a count such as months, whatever was answered. `total` is what
    /// all come to: however the open answers turn out, the amounts that are granted come to a sum in it. Of `counted`
    /// measures it holds all, of `possible` ones nothing up to all; those `left_out` may be of any size. A sum has its ends
    /// as text and the words for a page.
    ///
    /// The answers count as they are given: [`Calculator::relevant`] leaves out those that do not arise.
    #[must_use]
    pub fn relief(&self, facts: &Facts) -> String {
        let mut writer = Writer::default();
        let slots = self.slots(facts);
        let words = Words { policy: self.policy };
        let mut all = Parts::default();
        let (mut counted, mut possible, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        writer.open("{");
        writer.key("measures").open("[");
        for (id, rule) in self.policy.ids() {
            let Kind::Measure(Measure { amount: Some(amount), .. }) = &rule.kind else { continue };
            let mut parts = Parts::default();
            self.take_apart(amount, &mut parts);
            let granted = slots.truth_of(id);
            if granted != Truth::False {
                self.take_apart(amount, &mut all);
                match granted {
                    _ if share(&slots, id, amount).is_none() => &mut left_out,
                    Truth::True => &mut counted,
                    _ => &mut possible,
                }
                .push(rule.name.as_str());
            }
            writer.open("{");
            writer.key("name").text(&rule.name);
            writer.key("granted").text(granted.word());
            self.write_sums(&mut writer, facts, amount, &parts, None);
            writer.key("rises").open("[");
            for rise in parts.rises.iter() {
                let value = slots.number(&Expr::Rule(rise));
                writer.open("{");
                writer.key("name").text(words.name(rise));
                write_range(&mut writer, &value, &words.figure(rise, &value));
                writer.close("}");
            }
            writer.close("]");
            self.write_by(&mut writer, &parts, &|writer, case| self.write_sums(writer, facts, amount, &parts, Some(case)));
            writer.close("}");
        }
        writer.close("]");
        writer.key("total").open("{");
        write_amount(&mut writer, "amount", Some(self.total(&slots)));
        self.write_by(&mut writer, &all, &|writer, case| {
            let slots = self.slots_instead(facts, Instead { case: Some(case), ..Instead::default() });
            write_amount(writer, "amount", Some(self.total(&slots)));
        });
        for (key, names) in [("counted", &counted), ("possible", &possible), ("left_out", &left_out)] {
            writer.key(key).texts(names.iter().copied());
        }
        writer.close("}");
        writer.close("}");
        writer.finish()
    }

    fn take_apart(&self, amount: &Expr, parts: &mut Parts) {
        amount.walk(&mut |part| match part {
            Expr::Rule(id) if parts.seen.insert(*id) => match self.policy.rule(*id).map(|rule| &rule.kind) {
                Some(Kind::Define(define)) if define.unit.is_some() => self.take_apart(&define.value, parts),
                Some(Kind::Question(question)) if question.kind == QuestionKind::Count => {
                    let heads = question.unit.is("人");
                    if heads { &mut parts.heads } else { &mut parts.counts }.insert(*id);
                }
                _ => {}
            },
            Expr::Arithmetic(Arithmetic::Add, left, right) => {
                for (one, rise) in [(left, right), (right, left)] {
                    if let (Expr::Number { value, .. }, Expr::Rule(id)) = (&**one, &**rise)
                        && Interval::point(*value) == Interval::point(Decimal::ONE)
                        && matches!(self.policy.rule(*id).map(|rule| &rule.kind), Some(Kind::Parameter(parameter)) if parameter.percent)
                    {
                        parts.rises.insert(*id);
                    }
                }
            }
            _ => {}
        });
    }

    /// The least and the largest value of a count; `None` where there are too many.
    fn cases(&self, count: RuleId) -> Option<(i64, i64)> {
        let Kind::Question(question) = &self.policy.rule(count)?.kind else { return None };
        let whole = |value: Decimal| i64::try_from(lowered(value, 0)?).ok();
        // A count has whole bounds, not below 0.
        let (low, high) = (whole(question.domain.low()?)?, whole(question.domain.high()?)?);
        (high - low < SIDE_BY_SIDE).then_some((low, high))
    }

    fn slots_instead(&self, facts: &Facts, instead: Instead<'_>) -> Slots {
        self.slots_with(facts, &|slots| {
            for (id, _) in self.policy.ids() {
                let value = match instead.case {
                    _ if instead.one == Some(id) => 1,
                    _ if instead.none.is_some_and(|rises| rises.contains(id)) => 0,
                    Some((case, value)) if case == id => value,
                    _ => continue,
                };
                slots.set(id, Value::Number(Interval::point(Decimal::from(value))));
            }
        })
    }

    /// What an amount comes to, for the household and a head, with and without its rises.
    fn write_sums(&self, writer: &mut Writer, facts: &Facts, amount: &Expr, parts: &Parts, case: Option<(RuleId, i64)>) {
        let mut heads = parts.heads.iter();
        let heads = heads.next().filter(|_| heads.next().is_none());
        let raised = parts.rises.iter().next().is_some();
        for (whole, per_head, none) in [("amount", "per_head", None), ("before", "before_per_head", Some(&parts.rises))] {
            let slots = self.slots_instead(facts, Instead { case, one: None, none });
            let sum = Some(slots.number(amount)).filter(|_| raised || none.is_none());
            let one = heads.map(|_| self.slots_instead(facts, Instead { case, one: heads, none }).number(amount));
            // Only where so many heads get so many times as much.
            let one = one.filter(|one| heads.is_some_and(|heads| sum == Some(one.times(slots.number(&Expr::Rule(heads))))));
            write_amount(writer, whole, sum);
            write_amount(writer, per_head, one);
        }
    }

    /// Sums for each value of a count, where there is one count with few values.
    fn write_by(&self, writer: &mut Writer, parts: &Parts, sums: &dyn Fn(&mut Writer, (RuleId, i64))) {
        let words = Words { policy: self.policy };
        let writer = writer.key("by");
        let mut counts = parts.counts.iter().filter_map(|count| Some((count, self.cases(count)?)));
        let (Some((count, (low, high))), None) = (counts.next(), counts.next()) else { return writer.maybe(None) };
        writer.open("{");
        writer.key("question").text(words.name(count));
        writer.key("cases").open("[");
        for value in low..high + 1 {
            let figure = Interval::point(Decimal::from(value));
            writer.open("{");
            writer.key("value").text(&number::plain(Decimal::from(value)));
            writer.key("words").text(&words.figure(count, &figure));
            sums(writer, (count, value));
            writer.close("}");
        }
        writer.close("]");
        writer.close("}");
    }

    /// What the measures come to.
    fn total(&self, slots: &Slots) -> Interval {
        let mut total = Interval::ZERO;
        for (id, rule) in self.policy.ids() {
            if let Kind::Measure(Measure { amount: Some(amount), .. }) = &rule.kind {
                total = total.plus(share(slots, id, amount).unwrap_or(Interval::ZERO));
            }
        }
        total
    }
}

/// What a measure adds to the total; `None` where that has no bound.
fn share(slots: &Slots, measure: RuleId, amount: &Expr) -> Option<Interval> {
    let amount = slots.number(amount);
    match slots.truth_of(measure) {
        Truth::False => Some(Interval::ZERO),
        _ if amount.low().zip(amount.high()).is_none() => None,
        Truth::True => Some(amount),
        Truth::Unknown => Some(amount.hull(Interval::ZERO)),
    }
}

fn write_amount(writer: &mut Writer, key: &str, amount: Option<Interval>) {
    let writer = writer.key(key);
    let Some(amount) = amount else { return writer.maybe(None) };
    writer.open("{");
    write_range(writer, &amount, &number::range(&amount, &Unit::word("元"), false));
    writer.close("}");
}

fn write_range(writer: &mut Writer, range: &Interval, words: &str) {
    writer.ends(["low", "high"], range);
    writer.key("words").text(words);
}
