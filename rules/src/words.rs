//! Expressions in plain Chinese: the rule on the policy's page, and formulas with names or with values.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::evaluate::Slots;
use crate::expr::{Arithmetic, Expr};
use crate::interval::Interval;
use crate::number;
use crate::policy::{Kind, Policy, Rule, RuleId};
use crate::unit::Unit;
use crate::value::Value;

/// A rule in plain words, without any household: what a reader of the policy's page sees beside the clause.
#[must_use]
pub fn describe(policy: &Policy, rule: &Rule) -> String {
    let words = Words { policy };
    match &rule.kind {
        Kind::Define(define) => format!("{} = {}", rule.name, words.plain(&define.value)),
        Kind::Test(test) | Kind::Outcome(test) => words.plain(&test.when),
        Kind::Alert(alert) => words.plain(&alert.when),
        Kind::Measure(measure) => {
            let when = words.plain(&measure.when);
            match &measure.amount {
                Some(amount) => format!("{when}；金额 = {}", words.plain(amount)),
                None => when,
            }
        }
        Kind::Question(question) => question.when.as_ref().map_or_else(String::new, |when| words.plain(when)),
        Kind::Parameter(_) | Kind::Assume(_) => String::new(),
    }
}

/// The words of one policy's names.
#[derive(Clone, Copy)]
pub(crate) struct Words<'p> {
    pub(crate) policy: &'p Policy,
}

impl<'p> Words<'p> {
    pub(crate) fn name(self, id: RuleId) -> &'p str {
        self.policy.rule(id).map_or("", |rule| rule.name.as_str())
    }

    fn options(self, id: RuleId, bits: u64) -> Vec<&'p str> {
        let Some(Kind::Question(question)) = self.policy.rule(id).map(|rule| &rule.kind) else { return Vec::new() };
        (0_u32..)
            .zip(&question.options)
            .filter(|(place, _)| bits.checked_shr(*place).unwrap_or(0) & 1 == 1)
            .map(|(_, o)| o.as_str())
            .collect()
    }

    /// Options for people: `因病、因灾`.
    pub(crate) fn option_list(self, id: RuleId, bits: u64) -> String {
        self.options(id, bits).join("、")
    }

    /// Whether a rule's figures are written as percentages.
    pub(crate) fn is_percent(self, id: RuleId) -> bool {
        match self.policy.rule(id).map(|rule| &rule.kind) {
            Some(Kind::Parameter(parameter)) => parameter.percent,
            Some(Kind::Define(define)) => define.percent,
            _ => false,
        }
    }

    /// The unit of a rule's figures.
    pub(crate) fn unit_of(self, id: RuleId) -> Unit {
        match self.policy.rule(id).map(|rule| &rule.kind) {
            Some(Kind::Parameter(parameter)) => parameter.unit.clone(),
            Some(Kind::Question(question)) => question.unit.clone(),
            Some(Kind::Define(define)) => define.unit.clone().unwrap_or_default(),
            _ => Unit::none(),
        }
    }

    /// The unit of an expression that is a number.
    pub(crate) fn unit(self, expr: &Expr) -> Unit {
        match expr {
            Expr::Number { unit, .. } => unit.clone(),
            Expr::Rule(id) => self.unit_of(*id),
            Expr::Arithmetic(Arithmetic::Multiply, left, right) => self.unit(left).times(&self.unit(right)),
            Expr::Arithmetic(Arithmetic::Divide, left, right) => self.unit(left).per(&self.unit(right)),
            Expr::Arithmetic(_, left, right) | Expr::If(_, left, right) => self.first_unit([&**left, &**right].into_iter()),
            Expr::Negate(inner) => self.unit(inner),
            Expr::Min(parts) | Expr::Max(parts) => self.first_unit(parts.iter()),
            _ => Unit::none(),
        }
    }

    /// The first unit there is: a bare 0 beside it has none of its own.
    fn first_unit<'e>(self, mut parts: impl Iterator<Item = &'e Expr>) -> Unit {
        parts.find_map(|part| Some(self.unit(part)).filter(|unit| !unit.is_none())).unwrap_or_default()
    }

    /// An expression with names.
    pub(crate) fn plain(self, expr: &Expr) -> String {
        self.write(expr, Loose::Or, &|id| self.name(id).to_string())
    }

    /// A formula with the values of this household in place of names.
    pub(crate) fn values(self, slots: &Slots, expr: &Expr) -> String {
        self.write(expr, Loose::Or, &|id| match slots.get(id) {
            Value::Number(interval) => self.figure_in_formula(id, &interval),
            _ => self.name(id).to_string(),
        })
    }

    fn figure_in_formula(self, id: RuleId, interval: &Interval) -> String {
        let text = self.figure(id, interval);
        if interval.as_point().is_some() || number::is_one_figure(interval) { text } else { format!("（{text}）") }
    }

    /// A rule's number with its unit.
    pub(crate) fn figure(self, id: RuleId, interval: &Interval) -> String {
        number::range(interval, &self.unit_of(id), self.is_percent(id))
    }

    fn write(self, expr: &Expr, inside: Loose, name: &dyn Fn(RuleId) -> String) -> String {
        let text = match expr {
            Expr::Number { value, unit, percent } => number::with_unit(*value, unit, *percent),
            Expr::Truth(value) => if *value { "是" } else { "否" }.into(),
            Expr::Rule(id) => name(*id),
            Expr::Is(id, options) => format!("{} 是 {}", self.name(*id), self.options(*id, *options).join(" 或 ")),
            Expr::Has(id, option) => format!("{} 含 {}", self.name(*id), self.option_list(*id, 1 << option)),
            Expr::Any(id) => format!("{} 至少有一项", self.name(*id)),
            Expr::Not(inner) => match &**inner {
                Expr::Is(id, options) => format!("{} 不是 {}", self.name(*id), self.options(*id, *options).join(" 或 ")),
                Expr::Has(id, option) => format!("{} 不含 {}", self.name(*id), self.option_list(*id, 1 << option)),
                Expr::Any(id) => format!("{} 一项也没有", self.name(*id)),
                other => format!("不是（{}）", self.write(other, Loose::Or, name)),
            },
            Expr::And(parts) => self.joined(parts, Loose::Tight, "，且 ", name),
            Expr::Or(parts) => self.joined(parts, Loose::And, "，或 ", name),
            Expr::Compare(relation, left, right) => {
                format!("{} {} {}", self.write(left, Loose::Tight, name), relation.words(), self.write(right, Loose::Tight, name))
            }
            Expr::Arithmetic(operator, left, right) => {
                let (own, tighter) = match operator {
                    Arithmetic::Add | Arithmetic::Subtract => (Loose::Sum, Loose::Product),
                    Arithmetic::Multiply | Arithmetic::Divide => (Loose::Product, Loose::Factor),
                };
                format!("{} {} {}", self.write(left, own, name), operator.sign(), self.write(right, tighter, name))
            }
            Expr::Negate(inner) => format!("-{}", self.write(inner, Loose::Factor, name)),
            Expr::Min(parts) => format!("最小({})", self.joined(parts, Loose::Or, "，", name)),
            Expr::Max(parts) => format!("最大({})", self.joined(parts, Loose::Or, "，", name)),
            Expr::If(condition, then, otherwise) => format!(
                "若({}，则 {}，否则 {})",
                self.write(condition, Loose::Or, name),
                self.write(then, Loose::Or, name),
                self.write(otherwise, Loose::Or, name)
            ),
        };
        match looseness(expr) {
            own if own >= inside => text,
            Loose::Sum | Loose::Product => format!("({text})"),
            _ => format!("（{text}）"),
        }
    }

    fn joined(self, parts: &[Expr], inside: Loose, between: &str, name: &dyn Fn(RuleId) -> String) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.write(part, inside, name)).collect();
        parts.join(between)
    }
}

/// How loosely an expression holds together; a looser one inside a tighter one needs brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Loose {
    Or,
    And,
    Tight,
    Sum,
    Product,
    Factor,
}

fn looseness(expr: &Expr) -> Loose {
    match expr {
        Expr::Or(_) => Loose::Or,
        Expr::And(_) => Loose::And,
        Expr::Compare(..) => Loose::Tight,
        Expr::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..) => Loose::Sum,
        Expr::Arithmetic(..) => Loose::Product,
        _ => Loose::Factor,
    }
}
