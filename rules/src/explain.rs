//! Derivations in words that a cadre can read aloud, worked out from the expressions.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::bearing::Bearing;
use crate::calculator::Calculator;
use crate::date::Date;
use crate::evaluate::Slots;
use crate::expr::{Expr, RuleId};
use crate::facts::Facts;
use crate::number;
use crate::policy::{Define, Kind, Measure, Parameter};
use crate::set::RuleSet;
use crate::text::concat;
use crate::truth::Truth;
use crate::unit::Unit;
use crate::uses;
use crate::value::Value;
use crate::words::Words;

/// One step of a derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<'p> {
    /// The rule that makes it.
    pub name: &'p str,
    /// The step in words.
    pub text: String,
    /// The anchor of the rule's clause.
    pub cite: &'p str,
    /// The id of the clause's document.
    pub document: &'p str,
}

impl<'p> Calculator<'p> {
    /// The whole derivation of a rule's value for a household: the rule first, then all that it rests on, down to
    /// answers and parameters, each once. Empty where there is no such rule.
    #[must_use]
    pub fn steps(&self, facts: &Facts, name: &str) -> Vec<Step<'p>> {
        let slots = self.slots(facts);
        let explain = Explain { calculator: self, slots: &slots, words: Words { policy: self.policy } };
        let mut steps = Vec::new();
        if let Some((id, _)) = self.policy.find(name) {
            explain.steps(id, &mut RuleSet::default(), &mut steps);
        }
        steps
    }
}

/// What most derivations stay below, in bytes, so that they are written without being moved.
const USUAL_LENGTH: usize = 512;

/// Explains values of one household on one day.
#[derive(Clone, Copy)]
pub(crate) struct Explain<'a, 'p> {
    pub(crate) calculator: &'a Calculator<'p>,
    pub(crate) slots: &'a Slots,
    pub(crate) words: Words<'p>,
}

impl<'p> Explain<'_, 'p> {
    fn steps(self, id: RuleId, seen: &mut RuleSet, steps: &mut Vec<Step<'p>>) {
        if !seen.insert(id) {
            return;
        }
        let policy = self.calculator.policy;
        let Some(rule) = policy.rule(id) else { return };
        let clause = policy.clause(rule);
        steps.push(Step {
            name: &rule.name,
            text: self.rule(id),
            cite: clause.map_or("", |clause| clause.id.as_str()),
            document: clause.and_then(|clause| policy.document(clause)).map_or("", |document| document.id.as_str()),
        });
        let mut next = Vec::new();
        let mut visit = |id| next.push(id);
        match &rule.kind {
            Kind::Define(define) => uses::direct(self.slots, &define.value, &mut visit),
            Kind::Test(test) | Kind::Outcome(test) => uses::direct(self.slots, &test.when, &mut visit),
            Kind::Alert(alert) => uses::direct(self.slots, &alert.when, &mut visit),
            Kind::Measure(measure) => {
                if let Some(amount) = &measure.amount {
                    uses::direct(self.slots, amount, &mut visit);
                }
                uses::direct(self.slots, &measure.when, &mut visit);
            }
            _ => {}
        }
        for id in next {
            self.steps(id, seen, steps);
        }
    }

    /// One rule's value and, at one level, where it comes from.
    pub(crate) fn rule(self, id: RuleId) -> String {
        let mut out = String::new();
        let Some(rule) = self.calculator.policy.rule(id) else { return out };
        match &rule.kind {
            Kind::Parameter(parameter) => return concat(&[&rule.name, " ", &self.parameter(id, parameter)]),
            Kind::Question(_) => self.write_answered(&mut out, id),
            Kind::Define(define) => self.write_definition(&mut out, id, define),
            Kind::Test(test) | Kind::Outcome(test) => self.write_because(&mut out, &test.when),
            Kind::Alert(alert) => self.write_because(&mut out, &alert.when),
            Kind::Measure(measure) => return self.measure(measure),
            Kind::Assume(_) => {}
        }
        out
    }

    /// Why a condition has the truth value that it has, and what is missing where it has none.
    pub(crate) fn because(self, when: &Expr) -> String {
        let mut out = String::with_capacity(USUAL_LENGTH);
        self.write_because(&mut out, when);
        out
    }

    fn write_because(self, out: &mut String, when: &Expr) {
        self.write_sentence(out, when);
        for id in self.derived_figures(when) {
            if let Some(Kind::Define(define)) = self.calculator.policy.rule(id).map(|rule| &rule.kind) {
                out.push('（');
                self.write_definition(out, id, define);
                out.push('）');
            }
        }
        if self.slots.truth(when) == Truth::Unknown {
            let mut bearing = Bearing::new(self.calculator, self.slots);
            bearing.truth(when);
            self.write_missing(out, &bearing);
        }
    }

    fn write_definition(self, out: &mut String, id: RuleId, define: &Define) {
        out.push_str(self.words.name(id));
        out.push_str(" = ");
        match &define.unit {
            Some(unit) => self.write_formula(out, &define.value, unit, define.percent),
            None => self.write_because(out, &define.value),
        }
    }

    /// The derivation of a measure's amount, and why it is granted or not.
    pub(crate) fn measure(self, measure: &Measure) -> String {
        let mut out = String::with_capacity(USUAL_LENGTH);
        let refused = self.slots.truth(&measure.when) == Truth::False;
        if let Some(amount) = measure.amount.as_ref().filter(|_| !refused) {
            self.write_formula(&mut out, amount, &Unit::word("元"), false);
            let mut bearing = Bearing::new(self.calculator, self.slots);
            bearing.number(amount);
            self.write_missing(&mut out, &bearing);
            out.push('。');
        }
        self.write_because(&mut out, &measure.when);
        out
    }

    fn write_missing(self, out: &mut String, bearing: &Bearing<'_, 'p>) {
        for (index, name) in bearing.ask().into_iter().enumerate() {
            out.push_str(if index == 0 { "；还缺：" } else { "、" });
            out.push_str(name);
        }
        for (index, id) in bearing.parameters.iter().enumerate() {
            out.push_str(if index == 0 { "；原文没有定：" } else { "、" });
            out.push_str(&self.undecided(id));
        }
    }

    fn undecided(self, id: RuleId) -> String {
        let name = self.words.name(id);
        match self.calculator.policy.rule(id).map(|rule| &rule.kind) {
            Some(Kind::Parameter(Parameter { decided_by: Some(who), .. })) => concat(&[name, "（由", who, "认定）"]),
            _ => name.to_string(),
        }
    }

    /// Derived figures that occur where it matters.
    fn derived_figures(self, expr: &Expr) -> Vec<RuleId> {
        let mut found = Vec::new();
        uses::direct(self.slots, expr, &mut |id| {
            let derived = matches!(self.calculator.policy.rule(id).map(|rule| &rule.kind), Some(Kind::Define(_)));
            if derived && matches!(self.slots.get(id), Value::Number(_)) && !found.contains(&id) {
                found.push(id);
            }
        });
        found
    }

    /// `应急期标准 × (1 + 提高幅度) × 家庭人口 = 100 元/人 × (1 + 30%) × 4 人 = 520 元`
    pub(crate) fn write_formula(self, out: &mut String, expr: &Expr, unit: &Unit, percent: bool) {
        let start = out.len();
        self.words.write_plain(out, expr);
        let mut last = start..out.len();
        for part in 0..2 {
            out.push_str(" = ");
            let from = out.len();
            if part == 0 {
                self.words.write_values(out, self.slots, expr);
            } else {
                number::write_range(out, &self.slots.number(expr), unit, percent);
            }
            if out.get(last.clone()) == out.get(from..) {
                out.truncate(from - " = ".len());
            } else {
                last = from..out.len();
            }
        }
    }

    /// A condition as it stands for this household; of 且 and 或 only the parts that decide it.
    fn write_sentence(self, out: &mut String, expr: &Expr) {
        match expr {
            Expr::Truth(value) => out.push_str(if *value { "总是成立" } else { "总不成立" }),
            Expr::Not(inner) => self.write_sentence(out, inner),
            Expr::And(_) | Expr::Or(_) => {
                let truth = self.slots.truth(expr);
                let together = matches!(expr, Expr::And(_)) == (truth != Truth::False);
                let start = out.len();
                for part in uses::decisive(self.slots, expr) {
                    if truth == Truth::Unknown && self.slots.truth(part) != Truth::Unknown {
                        continue;
                    }
                    if out.len() > start {
                        out.push_str(if together { "，且 " } else { "；" });
                    }
                    self.write_sentence(out, part);
                }
            }
            Expr::Compare(relation, left, right) => {
                let truth = self.slots.truth(expr);
                self.write_side(out, left);
                out.push(' ');
                match truth {
                    Truth::True => out.push_str(relation.words()),
                    Truth::False => out.push_str(relation.opposite().words()),
                    Truth::Unknown => {
                        out.push_str("是否");
                        out.push_str(relation.words());
                    }
                }
                out.push(' ');
                self.write_side(out, right);
                if truth == Truth::Unknown {
                    out.push_str("，尚不能确定");
                }
            }
            Expr::Is(id, options) => {
                self.write_answered(out, *id);
                if self.slots.truth(expr) == Truth::False {
                    out.push_str("，不是 ");
                    out.push_str(&self.words.option_list(*id, *options));
                }
            }
            Expr::Has(id, option) => match self.slots.truth(expr) {
                Truth::Unknown => self.write_answered(out, *id),
                truth => {
                    out.push_str(self.words.name(*id));
                    out.push_str(if truth == Truth::True { " 含 " } else { " 不含 " });
                    out.push_str(&self.words.option_list(*id, *option));
                }
            },
            Expr::Any(id) | Expr::Rule(id) => self.write_answered(out, *id),
            Expr::If(condition, then, otherwise) => {
                let truth = self.slots.truth(condition);
                self.write_sentence(out, condition);
                for (branch, other) in [(then, Truth::False), (otherwise, Truth::True)] {
                    if truth != other {
                        out.push_str(if truth == Truth::Unknown { "；" } else { "，因此看：" });
                        self.write_sentence(out, branch);
                    }
                }
            }
            _ => self.write_side(out, expr),
        }
    }

    /// One side of a comparison: a name with its figure, or a formula worked out.
    fn write_side(self, out: &mut String, expr: &Expr) {
        match expr {
            Expr::Rule(id) => self.write_answered(out, *id),
            Expr::Number { value, unit, percent } => number::write_with_unit(out, *value, unit, *percent),
            other => self.write_formula(out, other, &self.words.unit(other), false),
        }
    }

    /// A name with its value: `家庭人口 4 人`, `建档立卡情况：普通农户`, `年可支配收入（未填）`.
    fn write_answered(self, out: &mut String, id: RuleId) {
        out.push_str(self.words.name(id));
        let kind = self.calculator.policy.rule(id).map(|rule| &rule.kind);
        if let Some(Kind::Parameter(parameter)) = kind
            && self.calculator.is_undecided(parameter)
        {
            out.push_str(&self.undecided_figure(id, parameter));
            return;
        }
        let question = matches!(kind, Some(Kind::Question(_)));
        let value = self.slots.get(id);
        match value {
            Value::Number(_) if question && value.is_open() && self.calculator.open.get(id) == value => {
                out.push_str("（未填）");
            }
            Value::Number(interval) => {
                out.push(' ');
                self.words.write_figure(out, id, &interval);
            }
            Value::Truth(Truth::True) => out.push_str("：是"),
            Value::Truth(Truth::False) => out.push_str("：否"),
            Value::Truth(Truth::Unknown) => out.push_str(if question { "（未填）" } else { "：尚不能确定" }),
            Value::Choice(bits) if bits.count_ones() == 1 => {
                out.push('：');
                out.push_str(&self.words.option_list(id, bits));
            }
            Value::Choices { certain: 0, possible: 0 } => out.push_str("：一项也没有"),
            Value::Choices { certain, possible } if certain == possible => {
                out.push('：');
                out.push_str(&self.words.option_list(id, certain));
            }
            Value::Choice(_) | Value::Choices { .. } => out.push_str("（未填）"),
        }
    }

    /// A parameter with its value, since when and from where.
    fn parameter(self, id: RuleId, parameter: &Parameter) -> String {
        let Some(dated) = parameter.on(self.calculator.on) else {
            return self.undecided_figure(id, parameter);
        };
        let value = match dated.value() {
            Value::Number(interval) => self.words.figure(id, &interval),
            Value::Truth(Truth::True) => "是".into(),
            _ => "否".into(),
        };
        let mut words = concat(&[&value, "（", &dated.from.chinese(), "起"]);
        if let Some(source) = &dated.source {
            words.push('；');
            words.push_str(source);
        }
        if dated.reference {
            words.push_str("；参考数字，不是文件所定");
        }
        let past = |review: &Date| self.calculator.on > *review;
        if let Some(review) = dated.review.filter(past) {
            words.push_str(&concat(&["；应在", &review.chinese(), "后复核"]));
        }
        words.push('）');
        words
    }

    fn undecided_figure(self, id: RuleId, parameter: &Parameter) -> String {
        let mut words = String::from("（未定");
        if let Value::Number(interval) = self.slots.get(id)
            && interval != crate::policy::undecided()
        {
            words.push('，');
            self.words.write_figure(&mut words, id, &interval);
        }
        if let Some(who) = &parameter.decided_by {
            words.push_str(&concat(&["，由", who, "认定"]));
        }
        words.push('）');
        words
    }
}

impl Calculator<'_> {
    /// What stands for a figure in a text: all that it may be, or who decides it.
    pub(crate) fn figure_of(&self, slots: &Slots, expr: &Expr, bare: bool) -> String {
        let words = Words { policy: self.policy };
        let explain = Explain { calculator: self, slots, words };
        if let Expr::Rule(id) = expr
            && let Some(Kind::Parameter(parameter)) = self.policy.rule(*id).map(|rule| &rule.kind)
            && self.is_undecided(parameter)
        {
            return explain.undecided_words(parameter);
        }
        let percent = matches!(expr, Expr::Rule(id) if words.is_percent(*id)) || matches!(expr, Expr::Number { percent: true, .. });
        match slots.value(expr) {
            Value::Number(interval) => {
                let unit = if bare { crate::unit::Unit::none() } else { words.unit(expr) };
                let text = number::range(&interval, &unit, percent);
                if bare { text.strip_suffix('%').unwrap_or(&text).to_string() } else { text }
            }
            Value::Truth(Truth::True) => "是".into(),
            Value::Truth(Truth::False) => "否".into(),
            Value::Truth(Truth::Unknown) => "未定".into(),
            Value::Choice(bits) | Value::Choices { possible: bits, .. } => match expr {
                Expr::Rule(id) => words.option_list(*id, bits),
                _ => String::new(),
            },
        }
    }
}

impl Explain<'_, '_> {
    fn undecided_words(self, parameter: &Parameter) -> String {
        parameter.decided_by.as_ref().map_or_else(|| "未定".into(), |who| concat(&["未定（由", who, "认定）"]))
    }
}
