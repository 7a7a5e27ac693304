//! What a household would get, measure by measure: for all of it and a head, before and after a rise, for each number of
//! months that there may be, and in all.
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
use crate::policy::{Kind, QuestionKind};
use crate::set::RuleSet;
use crate::truth::Truth;
use crate::unit::Unit;
use crate::value::Value;
use crate::words::Words;

/// The measures with an amount, as they are for one household on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Relief<'p> {
    /// In document order.
    pub measures: Vec<MeasureRelief<'p>>,
    /// What they come to.
    pub total: Total<'p>,
}

/// One measure with its figures.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureRelief<'p> {
    /// Its name.
    pub name: &'p str,
    /// The anchor of its clause.
    pub cite: &'p str,
    /// Whether it is for this household.
    pub granted: Truth,
    /// With what is known.
    pub sums: Sums,
    /// The percentages by which a standard in the amount is raised.
    pub rises: Vec<Rise<'p>>,
    /// For each value of a count such as months, whatever was answered.
    pub by: Option<By<'p, Sums>>,
}

/// What an amount may be, in 元.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sums {
    /// For the household.
    pub amount: Interval,
    /// For one head, where the amount is so much a head.
    pub per_head: Option<Interval>,
    /// For the household, the standard not yet raised.
    pub before: Option<Interval>,
    /// For one head, the standard not yet raised.
    pub before_per_head: Option<Interval>,
}

/// A percentage by which a standard is raised: a parameter that an amount adds to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Rise<'p> {
    /// The parameter.
    pub name: &'p str,
    /// Its factor; 0.3 for 30%.
    pub value: Interval,
    /// As people write it.
    pub words: String,
}

/// Sums for each value that a count may have.
#[derive(Clone, Debug, PartialEq)]
pub struct By<'p, T> {
    /// The question that asks for the count.
    pub question: &'p str,
    /// Its values, ascending.
    pub cases: Vec<Case<T>>,
}

/// Sums for one value of a count.
#[derive(Clone, Debug, PartialEq)]
pub struct Case<T> {
    /// The value.
    pub value: Decimal,
    /// As people write it: `3 个月`.
    pub words: String,
    /// The figures then.
    pub then: T,
}

/// What the measures come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Total<'p> {
    /// From the least to the most: whatever is still open, the amounts that are granted come to a sum in it.
    pub amount: Interval,
    /// For each value of the count by which amounts go, where there is one count only.
    pub by: Option<By<'p, Interval>>,
    /// The measures that are granted and in it.
    pub counted: Vec<&'p str>,
    /// Those that may be granted: at most their amount is in it, at least nothing.
    pub possible: Vec<&'p str>,
    /// Those whose amount has no bound, so that they are not in it.
    pub left_out: Vec<&'p str>,
}

/// The most values of a count that stand side by side.
const SIDE_BY_SIDE: i64 = 12;

/// What an amount is made of.
#[derive(Default)]
struct Parts {
    seen: RuleSet,
    /// Counts of heads.
    heads: Vec<RuleId>,
    /// The other counts.
    counts: Vec<RuleId>,
    /// Percentages that are added to 1.
    rises: Vec<RuleId>,
}

impl<'p> Calculator<'p> {
    /// What a household would get by each measure with an amount, and in all.
    ///
    /// The answers count as they are given: [`Calculator::relevant`] leaves out those that do not arise.
    #[must_use]
    pub fn relief(&self, facts: &Facts) -> Relief<'p> {
        let slots = self.slots(facts);
        let mut measures = Vec::new();
        let mut counts = RuleSet::default();
        for (id, rule) in self.policy.ids() {
            let Kind::Measure(measure) = &rule.kind else { continue };
            let Some(amount) = &measure.amount else { continue };
            let mut parts = Parts::default();
            self.take_apart(amount, &mut parts);
            let count = parts.counts.iter().copied().find(|count| !self.cases(*count).is_empty());
            let granted = slots.truth_of(id);
            if let Some(count) = count.filter(|_| granted != Truth::False) {
                counts.insert(count);
            }
            measures.push(MeasureRelief {
                name: &rule.name,
                cite: self.policy.clause(rule).map_or("", |clause| clause.id.as_str()),
                granted,
                sums: self.sums(facts, amount, &parts, None),
                rises: parts.rises.iter().map(|id| self.rise(&slots, *id)).collect(),
                by: count.map(|count| self.by(count, |value| self.sums(facts, amount, &parts, Some((count, value))))),
            });
        }
        let mut counts = counts.iter();
        let count = counts.next().filter(|_| counts.next().is_none());
        let mut total = self.total(&slots);
        total.by = count.map(|count| self.by(count, |value| self.total(&self.slots_with(facts, &[(count, value)])).amount));
        Relief { measures, total }
    }

    /// Finds what an amount is made of; conditions in it are none of its parts.
    fn take_apart(&self, amount: &Expr, parts: &mut Parts) {
        match amount {
            Expr::Rule(id) if parts.seen.insert(*id) => match self.policy.rule(*id).map(|rule| &rule.kind) {
                Some(Kind::Define(define)) => self.take_apart(&define.value, parts),
                Some(Kind::Question(question)) if question.kind == QuestionKind::Count => {
                    let heads = question.unit.same(&Unit::word("人"));
                    if heads { &mut parts.heads } else { &mut parts.counts }.push(*id);
                }
                _ => {}
            },
            Expr::Negate(inner) => self.take_apart(inner, parts),
            Expr::Min(list) | Expr::Max(list) => list.iter().for_each(|part| self.take_apart(part, parts)),
            Expr::Arithmetic(operator, left, right) => {
                for (one, other) in [(left, right), (right, left)] {
                    match (operator, &**one, &**other) {
                        (Arithmetic::Add, Expr::Number { value, .. }, Expr::Rule(id))
                            if *value == Decimal::ONE && self.is_percent(*id) && !parts.rises.contains(id) =>
                        {
                            parts.rises.push(*id);
                        }
                        _ => self.take_apart(one, parts),
                    }
                }
            }
            Expr::If(_, then, otherwise) => {
                self.take_apart(then, parts);
                self.take_apart(otherwise, parts);
            }
            _ => {}
        }
    }

    fn is_percent(&self, id: RuleId) -> bool {
        matches!(self.policy.rule(id).map(|rule| &rule.kind), Some(Kind::Parameter(parameter)) if parameter.percent)
    }

    fn rise(&self, slots: &Slots, id: RuleId) -> Rise<'p> {
        let words = Words { policy: self.policy };
        let value = match slots.get(id) {
            Value::Number(value) => value,
            _ => Interval::ANY,
        };
        Rise { name: words.name(id), value, words: words.figure(id, &value) }
    }

    /// The values that a count may have, ascending; none where they are too many.
    fn cases(&self, count: RuleId) -> Vec<i64> {
        let Some(Kind::Question(question)) = self.policy.rule(count).map(|rule| &rule.kind) else { return Vec::new() };
        let whole = |value: Decimal| lowered(value, 0).and_then(|value| i64::try_from(value).ok());
        let low = question.domain.low().and_then(|low| whole(-low)).and_then(i64::checked_neg);
        match low.zip(question.domain.high().and_then(whole)) {
            Some((low, high)) if high.checked_sub(low).is_some_and(|steps| steps < SIDE_BY_SIDE) => (low..=high).collect(),
            _ => Vec::new(),
        }
    }

    fn by<T>(&self, count: RuleId, then: impl Fn(Value) -> T) -> By<'p, T> {
        let words = Words { policy: self.policy };
        let case = |value: i64| {
            let value = Decimal::from(value);
            let figure = Interval::point(value);
            Case { value, words: words.figure(count, &figure), then: then(Value::Number(figure)) }
        };
        By { question: words.name(count), cases: self.cases(count).into_iter().map(case).collect() }
    }

    /// The figures of an amount, one answer perhaps changed.
    fn sums(&self, facts: &Facts, amount: &Expr, parts: &Parts, change: Option<(RuleId, Value)>) -> Sums {
        let number = |value: Decimal| Value::Number(Interval::point(value));
        let rises = parts.rises.iter().map(|id| (*id, number(Decimal::ZERO)));
        let given: Vec<_> = change.into_iter().collect();
        let before: Vec<_> = rises.chain(change).collect();
        let whole = |changes: &[(RuleId, Value)]| self.slots_with(facts, changes).number(amount);
        let per_head = |changes: &[(RuleId, Value)]| {
            let &[heads] = parts.heads.as_slice() else { return None };
            let mut changes = changes.to_vec();
            changes.push((heads, number(Decimal::ONE)));
            let one = whole(&changes);
            changes.pop();
            let slots = self.slots_with(facts, &changes);
            // Only where so many heads get so many times as much.
            let Value::Number(count) = slots.get(heads) else { return None };
            (one.times(count) == slots.number(amount)).then_some(one)
        };
        let raised = !parts.rises.is_empty();
        Sums {
            amount: whole(&given),
            per_head: per_head(&given),
            before: raised.then(|| whole(&before)),
            before_per_head: if raised { per_head(&before) } else { None },
        }
    }

    /// What the measures come to.
    fn total(&self, slots: &Slots) -> Total<'p> {
        let mut total = Total { amount: Interval::ZERO, by: None, counted: Vec::new(), possible: Vec::new(), left_out: Vec::new() };
        for (id, rule) in self.policy.ids() {
            let Kind::Measure(measure) = &rule.kind else { continue };
            let Some(amount) = measure.amount.as_ref().map(|amount| slots.number(amount)) else { continue };
            let granted = slots.truth_of(id);
            let (list, amount) = match granted {
                Truth::False => continue,
                _ if amount.low().zip(amount.high()).is_none() => (&mut total.left_out, Interval::ZERO),
                Truth::True => (&mut total.counted, amount),
                Truth::Unknown => (&mut total.possible, amount.hull(Interval::ZERO)),
            };
            list.push(rule.name.as_str());
            total.amount = total.amount.plus(amount);
        }
        total
    }
}

impl Relief<'_> {
    /// The figures as JSON, each with the words that stand for it on a page.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut writer = Writer::default();
        writer.object(|writer| {
            writer.key("measures").list(&self.measures, |writer, measure| writer.object(|writer| measure.write(writer)));
            writer.key("total").object(|writer| {
                write_amount(writer, "amount", Some(&self.total.amount));
                write_by(writer, self.total.by.as_ref(), &|writer, amount| write_amount(writer, "amount", Some(amount)));
                for (key, names) in
                    [("counted", &self.total.counted), ("possible", &self.total.possible), ("left_out", &self.total.left_out)]
                {
                    writer.key(key).texts(names.iter().copied());
                }
            });
        });
        writer.finish()
    }
}

impl MeasureRelief<'_> {
    fn write(&self, writer: &mut Writer) {
        writer.key("name").text(self.name);
        writer.key("cite").text(self.cite);
        writer.key("granted").text(self.granted.word());
        self.sums.write(writer);
        writer.key("rises").list(&self.rises, |writer, rise| {
            writer.object(|writer| {
                writer.key("name").text(rise.name);
                write_range(writer, &rise.value, &rise.words);
            });
        });
        write_by(writer, self.by.as_ref(), &|writer, sums| sums.write(writer));
    }
}

impl Sums {
    fn write(&self, writer: &mut Writer) {
        write_amount(writer, "amount", Some(&self.amount));
        write_amount(writer, "per_head", self.per_head.as_ref());
        write_amount(writer, "before", self.before.as_ref());
        write_amount(writer, "before_per_head", self.before_per_head.as_ref());
    }
}

fn write_amount(writer: &mut Writer, key: &str, amount: Option<&Interval>) {
    let writer = writer.key(key);
    match amount {
        None => writer.maybe(None),
        Some(amount) => writer.object(|writer| write_range(writer, amount, &number::range(amount, &Unit::word("元"), false))),
    }
}

fn write_range(writer: &mut Writer, range: &Interval, words: &str) {
    writer.key("low").maybe(range.low().map(number::plain).as_deref());
    writer.key("high").maybe(range.high().map(number::plain).as_deref());
    writer.key("words").text(words);
}

fn write_by<T>(writer: &mut Writer, by: Option<&By<'_, T>>, write: &dyn Fn(&mut Writer, &T)) {
    let writer = writer.key("by");
    match by {
        None => writer.maybe(None),
        Some(by) => writer.object(|writer| {
            writer.key("question").text(by.question);
            writer.key("cases").list(&by.cases, |writer, case| {
                writer.object(|writer| {
                    writer.key("value").text(&number::plain(case.value));
                    writer.key("words").text(&case.words);
                    write(writer, &case.then);
                });
            });
        }),
    }
}
