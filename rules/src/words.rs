//! Expressions in plain Chinese: the rule on the policy's page, and formulas with names or with values.

use alloc::string::String;
use alloc::vec::Vec;

use crate::evaluate::Slots;
use crate::expr::{Arithmetic, Expr, RuleId};
use crate::interval::Interval;
use crate::number;
use crate::policy::{Kind, Policy, Question, Rule};
use crate::text::{concat, joined};
use crate::unit::Unit;
use crate::value::Value;

/// A rule in plain words, without any household: what a reader of the policy's page sees beside the clause.
#[must_use]
pub fn describe(policy: &Policy, rule: &Rule) -> String {
    let words = Words { policy };
    match &rule.kind {
        Kind::Define(define) => concat(&[&rule.name, " = ", &words.plain(&define.value)]),
        Kind::Test(test) | Kind::Outcome(test) => words.plain(&test.when),
        Kind::Alert(alert) => words.plain(&alert.when),
        Kind::Measure(measure) => {
            let when = words.plain(&measure.when);
            match &measure.amount {
                Some(amount) => concat(&[&when, "；金额 = ", &words.plain(amount)]),
                None => when,
            }
        }
        Kind::Question(question) => question.when.as_ref().map_or_else(String::new, |when| words.plain(when)),
        Kind::Parameter(_) | Kind::Assume(_) => String::new(),
    }
}

impl Question {
    fn chosen(&self, bits: u64) -> Vec<&str> {
        let chosen = (0..).zip(&self.options).filter(|(place, _)| bits & Value::option(*place) != 0);
        chosen.map(|(_, option)| option.as_str()).collect()
    }

    /// The options whose bits are set, for people: `因病、因灾`.
    #[must_use]
    pub fn option_list(&self, bits: u64) -> String {
        joined(&self.chosen(bits), "、")
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

    pub(crate) fn options(self, id: RuleId, bits: u64) -> Vec<&'p str> {
        match self.policy.rule(id).map(|rule| &rule.kind) {
            Some(Kind::Question(question)) => question.chosen(bits),
            _ => Vec::new(),
        }
    }

    /// Options for people: `因病、因灾`.
    pub(crate) fn option_list(self, id: RuleId, bits: u64) -> String {
        joined(&self.options(id, bits), "、")
    }

    /// Whether a rule's figures are written as percentages.
    pub(crate) fn is_percent(self, id: RuleId) -> bool {
        match self.policy.rule(id).map(|rule| &rule.kind) {
            Some(Kind::Parameter(parameter)) => parameter.percent,
            Some(Kind::Define(define)) => define.percent,
            _ => false,
        }
    }

    /// The unit of a rule's figures, where it has any.
    fn unit_of(self, id: RuleId) -> Option<&'p Unit> {
        match self.policy.rule(id).map(|rule| &rule.kind)? {
            Kind::Parameter(parameter) => Some(&parameter.unit),
            Kind::Question(question) => Some(&question.unit),
            Kind::Define(define) => define.unit.as_ref(),
            _ => None,
        }
    }

    /// The unit of an expression that is a number.
    pub(crate) fn unit(self, expr: &Expr) -> Unit {
        match expr {
            Expr::Number { unit, .. } => unit.clone(),
            Expr::Rule(id) => self.unit_of(*id).cloned().unwrap_or_default(),
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
        let mut out = String::new();
        self.write_plain(&mut out, expr);
        out
    }

    pub(crate) fn write_plain(self, out: &mut String, expr: &Expr) {
        self.write(out, expr, Loose::Or, &|out, id| out.push_str(self.name(id)));
    }

    /// A formula with the values of this household in place of names.
    pub(crate) fn write_values(self, out: &mut String, slots: &Slots, expr: &Expr) {
        self.write(out, expr, Loose::Or, &|out, id| match slots.get(id) {
            Value::Number(interval) if number::is_one_figure(&interval) => self.write_figure(out, id, &interval),
            Value::Number(interval) => {
                out.push('（');
                self.write_figure(out, id, &interval);
                out.push('）');
            }
            _ => out.push_str(self.name(id)),
        });
    }

    /// A rule's number with its unit.
    pub(crate) fn figure(self, id: RuleId, interval: &Interval) -> String {
        let mut out = String::new();
        self.write_figure(&mut out, id, interval);
        out
    }

    pub(crate) fn write_figure(self, out: &mut String, id: RuleId, interval: &Interval) {
        let none = Unit::none();
        let unit = self.unit_of(id).unwrap_or(&none);
        number::write_range(out, interval, unit, self.is_percent(id));
    }

    fn write_choice(self, out: &mut String, id: RuleId, verb: &str, options: &str) {
        out.push_str(self.name(id));
        out.push(' ');
        out.push_str(verb);
        if !options.is_empty() {
            out.push(' ');
            out.push_str(options);
        }
    }

    fn write(self, out: &mut String, expr: &Expr, inside: Loose, name: &dyn Fn(&mut String, RuleId)) {
        let own = looseness(expr);
        let brackets = match own {
            own if own >= inside => None,
            Loose::Sum | Loose::Product => Some(('(', ')')),
            _ => Some(('（', '）')),
        };
        out.extend(brackets.map(|(open, _)| open));
        self.write_bare(out, expr, name);
        out.extend(brackets.map(|(_, close)| close));
    }

    fn write_bare(self, out: &mut String, expr: &Expr, name: &dyn Fn(&mut String, RuleId)) {
        match expr {
            Expr::Number { value, unit, percent } => number::write_with_unit(out, *value, unit, *percent),
            Expr::Truth(value) => out.push_str(if *value { "是" } else { "否" }),
            Expr::Rule(id) => name(out, *id),
            Expr::Is(id, options) => self.write_choice(out, *id, "是", &joined(&self.options(*id, *options), " 或 ")),
            Expr::Has(id, option) => self.write_choice(out, *id, "含", &self.option_list(*id, *option)),
            Expr::Any(id) => self.write_choice(out, *id, "至少有一项", ""),
            Expr::Not(inner) => match &**inner {
                Expr::Is(id, options) => self.write_choice(out, *id, "不是", &joined(&self.options(*id, *options), " 或 ")),
                Expr::Has(id, option) => self.write_choice(out, *id, "不含", &self.option_list(*id, *option)),
                Expr::Any(id) => self.write_choice(out, *id, "一项也没有", ""),
                other => {
                    out.push_str("不是（");
                    self.write(out, other, Loose::Or, name);
                    out.push('）');
                }
            },
            Expr::And(parts) => self.write_joined(out, parts, Loose::Tight, "，且 ", name),
            Expr::Or(parts) => self.write_joined(out, parts, Loose::And, "，或 ", name),
            Expr::Compare(relation, left, right) => {
                self.write_pair(out, (left, Loose::Tight), relation.words(), (right, Loose::Tight), name)
            }
            Expr::Arithmetic(operator, left, right) => {
                let (own, tighter) = match operator {
                    Arithmetic::Add | Arithmetic::Subtract => (Loose::Sum, Loose::Product),
                    Arithmetic::Multiply | Arithmetic::Divide => (Loose::Product, Loose::Factor),
                };
                self.write_pair(out, (left, own), operator.sign(), (right, tighter), name);
            }
            Expr::Negate(inner) => {
                out.push('-');
                self.write(out, inner, Loose::Factor, name);
            }
            Expr::Min(parts) | Expr::Max(parts) => {
                out.push_str(if matches!(expr, Expr::Min(_)) { "最小(" } else { "最大(" });
                self.write_joined(out, parts, Loose::Or, "，", name);
                out.push(')');
            }
            Expr::If(condition, then, otherwise) => {
                for (words, part) in [("若(", condition), ("，则 ", then), ("，否则 ", otherwise)] {
                    out.push_str(words);
                    self.write(out, part, Loose::Or, name);
                }
                out.push(')');
            }
        }
    }

    fn write_pair(self, out: &mut String, left: (&Expr, Loose), sign: &str, right: (&Expr, Loose), name: &dyn Fn(&mut String, RuleId)) {
        self.write(out, left.0, left.1, name);
        out.push(' ');
        out.push_str(sign);
        out.push(' ');
        self.write(out, right.0, right.1, name);
    }

    fn write_joined(self, out: &mut String, parts: &[Expr], inside: Loose, between: &str, name: &dyn Fn(&mut String, RuleId)) {
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                out.push_str(between);
            }
            self.write(out, part, inside, name);
        }
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
        Expr::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..) => Loose::Sum,
        Expr::Arithmetic(..) => Loose::Product,
        _ => Loose::Factor,
    }
}
