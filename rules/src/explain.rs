//! Derivations in words that a cadre can read aloud, worked out from the expressions.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use crate::bearing::Bearing;
use crate::calculator::Calculator;
use crate::date::Date;
use crate::evaluate::Slots;
use crate::expr::Expr;
use crate::facts::Facts;
use crate::number;
use crate::policy::{Kind, Measure, Parameter, RuleId};
use crate::set::RuleSet;
use crate::truth::Truth;
use crate::uses;
use crate::value::Value;
use crate::words::Words;

/// One step of a derivation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
        let Some(rule) = self.calculator.policy.rule(id) else { return String::new() };
        match &rule.kind {
            Kind::Parameter(parameter) => format!("{} {}", rule.name, self.parameter(id, parameter)),
            Kind::Question(_) => self.answered(id),
            Kind::Define(define) if matches!(self.slots.get(id), Value::Number(_)) => {
                format!("{} = {}", rule.name, self.formula(&define.value))
            }
            Kind::Define(define) => self.because(&define.value),
            Kind::Test(test) | Kind::Outcome(test) => self.because(&test.when),
            Kind::Alert(alert) => self.because(&alert.when),
            Kind::Measure(measure) => self.measure(measure),
            Kind::Assume(_) => String::new(),
        }
    }

    /// Why a condition has the truth value that it has, and what is missing where it has none.
    pub(crate) fn because(self, when: &Expr) -> String {
        let mut text = self.sentence(when);
        for id in self.derived_figures(when) {
            if let Some(Kind::Define(define)) = self.calculator.policy.rule(id).map(|rule| &rule.kind) {
                text.push_str(&format!("（{} = {}）", self.words.name(id), self.formula(&define.value)));
            }
        }
        let mut bearing = Bearing::new(self.calculator, self.slots);
        bearing.truth(when);
        text.push_str(&self.missing(&bearing));
        text
    }

    /// The derivation of a measure's amount, and why it is granted or not.
    pub(crate) fn measure(self, measure: &Measure) -> String {
        let granted = self.because(&measure.when);
        let refused = self.slots.truth(&measure.when) == Truth::False;
        let Some(amount) = measure.amount.as_ref().filter(|_| !refused) else { return granted };
        let mut text = self.formula(amount);
        let mut bearing = Bearing::new(self.calculator, self.slots);
        bearing.number(amount);
        text.push_str(&self.missing(&bearing));
        format!("{text}。{granted}")
    }

    fn missing(self, bearing: &Bearing<'_, 'p>) -> String {
        let mut text = String::new();
        let ask = bearing.ask();
        if !ask.is_empty() {
            text.push_str(&format!("；还缺：{}", ask.join("、")));
        }
        let undecided: Vec<String> = bearing.parameters.iter().map(|id| self.undecided(id)).collect();
        if !undecided.is_empty() {
            text.push_str(&format!("；原文没有定：{}", undecided.join("、")));
        }
        text
    }

    fn undecided(self, id: RuleId) -> String {
        let name = self.words.name(id);
        match self.calculator.policy.rule(id).map(|rule| &rule.kind) {
            Some(Kind::Parameter(Parameter { decided_by: Some(who), .. })) => format!("{name}（由{who}认定）"),
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
    pub(crate) fn formula(self, expr: &Expr) -> String {
        let names = self.words.plain(expr);
        let values = self.words.values(self.slots, expr);
        let result = number::range(&self.slots.number(expr), &self.words.unit(expr), false);
        let mut parts = alloc::vec![names];
        for part in [values, result] {
            if parts.last() != Some(&part) {
                parts.push(part);
            }
        }
        parts.join(" = ")
    }

    /// A condition as it stands for this household; of 且 and 或 only the parts that decide it.
    fn sentence(self, expr: &Expr) -> String {
        match expr {
            Expr::Truth(value) => if *value { "总是成立" } else { "总不成立" }.into(),
            Expr::Not(inner) => self.sentence(inner),
            Expr::And(_) | Expr::Or(_) => {
                let unknown = self.slots.truth(expr) == Truth::Unknown;
                let between = if matches!(expr, Expr::And(_)) == (self.slots.truth(expr) != Truth::False) { "，且 " } else { "；" };
                let open = |part: &&Expr| !unknown || self.slots.truth(part) == Truth::Unknown;
                let parts: Vec<String> = uses::decisive(self.slots, expr).filter(open).map(|part| self.sentence(part)).collect();
                parts.join(between)
            }
            Expr::Compare(relation, left, right) => {
                let relation = match self.slots.truth(expr) {
                    Truth::True => relation.words().to_string(),
                    Truth::False => relation.opposite().words().to_string(),
                    Truth::Unknown => format!("是否{}", relation.words()),
                };
                let unsettled = if self.slots.truth(expr) == Truth::Unknown { "，尚不能确定" } else { "" };
                format!("{} {relation} {}{unsettled}", self.side(left), self.side(right))
            }
            Expr::Is(id, options) => match self.slots.truth(expr) {
                Truth::True => self.answered(*id),
                Truth::False => format!("{}，不是 {}", self.answered(*id), self.words.option_list(*id, *options)),
                Truth::Unknown => self.answered(*id),
            },
            Expr::Has(id, option) => match self.slots.truth(expr) {
                Truth::Unknown => self.answered(*id),
                truth => {
                    let verb = if truth == Truth::True { "含" } else { "不含" };
                    format!("{} {verb} {}", self.words.name(*id), self.words.option_list(*id, 1 << option))
                }
            },
            Expr::Any(id) => self.answered(*id),
            Expr::Rule(id) => self.answered(*id),
            Expr::If(condition, then, otherwise) => match self.slots.truth(condition) {
                Truth::True => format!("{}，因此看：{}", self.sentence(condition), self.sentence(then)),
                Truth::False => format!("{}，因此看：{}", self.sentence(condition), self.sentence(otherwise)),
                Truth::Unknown => format!("{}；{}；{}", self.sentence(condition), self.sentence(then), self.sentence(otherwise)),
            },
            _ => self.side(expr),
        }
    }

    /// One side of a comparison: a name with its figure, or a formula worked out.
    fn side(self, expr: &Expr) -> String {
        match expr {
            Expr::Rule(id) => self.answered(*id),
            Expr::Number { value, unit, percent } => number::with_unit(*value, unit, *percent),
            other => self.formula(other),
        }
    }

    /// A name with its value: `家庭人口 4 人`, `建档立卡情况：普通农户`, `年可支配收入（未填）`.
    fn answered(self, id: RuleId) -> String {
        let name = self.words.name(id);
        let kind = self.calculator.policy.rule(id).map(|rule| &rule.kind);
        if let Some(Kind::Parameter(parameter)) = kind
            && self.calculator.is_undecided(parameter)
        {
            return format!("{name}（{}）", self.undecided_figure(id, parameter));
        }
        match self.slots.get(id) {
            Value::Number(interval) => {
                let unanswered = matches!(kind, Some(Kind::Question(question)) if question.open() == Value::Number(interval));
                if unanswered && interval.as_point().is_none() {
                    format!("{name}（未填）")
                } else {
                    format!("{name} {}", self.words.figure(id, &interval))
                }
            }
            Value::Truth(Truth::True) => format!("{name}：是"),
            Value::Truth(Truth::False) => format!("{name}：否"),
            Value::Truth(Truth::Unknown) if matches!(kind, Some(Kind::Question(_))) => format!("{name}（未填）"),
            Value::Truth(Truth::Unknown) => format!("{name}：尚不能确定"),
            Value::Choice(bits) if bits.count_ones() == 1 => format!("{name}：{}", self.words.option_list(id, bits)),
            Value::Choices { certain, possible } if certain == possible && certain == 0 => format!("{name}：一项也没有"),
            Value::Choices { certain, possible } if certain == possible => format!("{name}：{}", self.words.option_list(id, certain)),
            Value::Choice(_) | Value::Choices { .. } => format!("{name}（未填）"),
        }
    }

    /// A parameter with its value, since when and from where.
    fn parameter(self, id: RuleId, parameter: &Parameter) -> String {
        let Some(dated) = parameter.on(self.calculator.on) else {
            return format!("（{}）", self.undecided_figure(id, parameter));
        };
        let value = match dated.value() {
            Value::Number(interval) => self.words.figure(id, &interval),
            Value::Truth(Truth::True) => "是".into(),
            _ => "否".into(),
        };
        let mut remarks = alloc::vec![format!("{}起", dated.from.chinese())];
        remarks.extend(dated.source.clone());
        if dated.reference {
            remarks.push("参考数字，不是文件所定".into());
        }
        let past = |review: &Date| self.calculator.on > *review;
        if let Some(review) = dated.review.filter(past) {
            remarks.push(format!("应在{}后复核", review.chinese()));
        }
        format!("{value}（{}）", remarks.join("；"))
    }

    fn undecided_figure(self, id: RuleId, parameter: &Parameter) -> String {
        let who = parameter.decided_by.as_ref().map_or_else(String::new, |who| format!("，由{who}认定"));
        let bounds = match self.slots.get(id) {
            Value::Number(interval) if interval != crate::policy::undecided() => format!("，{}", self.words.figure(id, &interval)),
            _ => String::new(),
        };
        format!("未定{bounds}{who}")
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
                if bare { text.trim_end_matches('%').to_string() } else { text }
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
        parameter.decided_by.as_ref().map_or_else(|| "未定".into(), |who| format!("未定（由{who}认定）"))
    }
}
