//! What could still change a value: the open questions and undecided parameters in its unknown parts.

use alloc::vec::Vec;

use crate::calculator::Calculator;
use crate::evaluate::Slots;
use crate::expr::{Expr, RuleId};
use crate::policy::Kind;
use crate::set::RuleSet;
use crate::truth::Truth;
use crate::value::Value;

/// Open questions and undecided parameters found so far.
pub(crate) struct Bearing<'a, 'p> {
    calculator: &'a Calculator<'p>,
    slots: &'a Slots,
    /// Rules that were looked into already.
    seen: RuleSet,
    /// Questions that are open.
    pub(crate) questions: RuleSet,
    /// Parameters that are undecided.
    pub(crate) parameters: RuleSet,
}

impl<'a, 'p> Bearing<'a, 'p> {
    pub(crate) fn new(calculator: &'a Calculator<'p>, slots: &'a Slots) -> Self {
        Self { calculator, slots, seen: RuleSet::default(), questions: RuleSet::default(), parameters: RuleSet::default() }
    }

    /// What bears on a truth value; nothing where it is known.
    pub(crate) fn truth(&mut self, expr: &Expr) {
        if self.slots.truth(expr) == Truth::Unknown {
            self.unknown(expr);
        }
    }

    /// What bears on a truth value that is unknown.
    pub(crate) fn unknown(&mut self, expr: &Expr) {
        match expr {
            Expr::Rule(id) | Expr::Is(id, _) | Expr::Has(id, _) | Expr::Any(id) => self.rule(*id),
            Expr::Not(inner) => self.unknown(inner),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| self.truth(part)),
            Expr::Compare(_, left, right) => {
                self.number(left);
                self.number(right);
            }
            Expr::If(condition, then, otherwise) => self.branches(condition, then, otherwise, Self::truth),
            _ => {}
        }
    }

    /// What bears on a number; nothing where it is one figure.
    pub(crate) fn number(&mut self, expr: &Expr) {
        if self.slots.number(expr).as_point().is_none() {
            self.range(expr);
        }
    }

    /// What bears on a number that is not one figure.
    pub(crate) fn range(&mut self, expr: &Expr) {
        match expr {
            Expr::Rule(id) => self.rule(*id),
            Expr::Negate(inner) => self.range(inner),
            Expr::Min(parts) | Expr::Max(parts) => parts.iter().for_each(|part| self.number(part)),
            Expr::Arithmetic(_, left, right) => {
                self.number(left);
                self.number(right);
            }
            Expr::If(condition, then, otherwise) => self.branches(condition, then, otherwise, Self::number),
            _ => {}
        }
    }

    fn branches(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr, part: fn(&mut Self, &Expr)) {
        match self.slots.truth(condition) {
            Truth::True => part(self, then),
            Truth::False => part(self, otherwise),
            Truth::Unknown => {
                self.unknown(condition);
                part(self, then);
                part(self, otherwise);
            }
        }
    }

    /// What bears on a rule's value.
    pub(crate) fn rule(&mut self, id: RuleId) {
        if !self.slots.get(id).is_open() || !self.seen.insert(id) {
            return;
        }
        match self.calculator.policy.rule(id).map(|rule| &rule.kind) {
            Some(Kind::Question(_)) => {
                self.questions.insert(id);
            }
            Some(Kind::Parameter(_)) => {
                self.parameters.insert(id);
            }
            Some(Kind::Define(define)) if matches!(self.slots.get(id), Value::Truth(_)) => self.unknown(&define.value),
            Some(Kind::Define(define)) => self.range(&define.value),
            Some(Kind::Test(test) | Kind::Outcome(test)) => self.unknown(&test.when),
            Some(Kind::Alert(alert)) => self.unknown(&alert.when),
            Some(Kind::Measure(measure)) => self.unknown(&measure.when),
            _ => {}
        }
    }

    /// The names of the questions that are worth asking, in document order.
    pub(crate) fn ask(&self) -> Vec<&'p str> {
        let worth = |id: &RuleId| self.calculator.worth_asking(self.slots, *id) != Truth::False;
        self.names(self.questions.iter().filter(worth))
    }

    /// The names of the undecided parameters, in document order.
    pub(crate) fn undecided(&self) -> Vec<&'p str> {
        self.names(self.parameters.iter())
    }

    fn names(&self, ids: impl Iterator<Item = RuleId>) -> Vec<&'p str> {
        let policy = self.calculator.policy;
        ids.filter_map(|id| policy.rule(id)).map(|rule| rule.name.as_str()).collect()
    }
}
