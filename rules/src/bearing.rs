//! What could still change a value: the open questions and undecided parameters in its unknown parts.

use crate::calculator::Calculator;
use crate::evaluate::Slots;
use crate::expr::Expr;
use crate::policy::{Kind, RuleId};
use crate::set::RuleSet;
use crate::truth::Truth;

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
        if self.slots.truth(expr) != Truth::Unknown {
            return;
        }
        match expr {
            Expr::Rule(id) => self.rule(*id),
            Expr::Is(id, _) | Expr::Has(id, _) | Expr::Any(id) => self.rule(*id),
            Expr::Not(inner) => self.truth(inner),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| self.truth(part)),
            Expr::Compare(_, left, right) => {
                self.number(left);
                self.number(right);
            }
            Expr::If(condition, then, otherwise) => match self.slots.truth(condition) {
                Truth::True => self.truth(then),
                Truth::False => self.truth(otherwise),
                Truth::Unknown => {
                    self.truth(condition);
                    self.truth(then);
                    self.truth(otherwise);
                }
            },
            _ => {}
        }
    }

    /// What bears on a number; nothing where it is one figure.
    pub(crate) fn number(&mut self, expr: &Expr) {
        if self.slots.number(expr).as_point().is_some() {
            return;
        }
        match expr {
            Expr::Rule(id) => self.rule(*id),
            Expr::Negate(inner) => self.number(inner),
            Expr::Min(parts) | Expr::Max(parts) => parts.iter().for_each(|part| self.number(part)),
            Expr::Arithmetic(_, left, right) => {
                self.number(left);
                self.number(right);
            }
            Expr::If(condition, then, otherwise) => match self.slots.truth(condition) {
                Truth::True => self.number(then),
                Truth::False => self.number(otherwise),
                Truth::Unknown => {
                    self.truth(condition);
                    self.number(then);
                    self.number(otherwise);
                }
            },
            _ => {}
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
            Some(Kind::Parameter(parameter)) if self.calculator.is_undecided(parameter) => {
                self.parameters.insert(id);
            }
            Some(Kind::Define(define)) => {
                // One of the two finds something to look at, according to what the definition is.
                if matches!(self.slots.get(id), crate::value::Value::Truth(_)) {
                    self.truth(&define.value);
                } else {
                    self.number(&define.value);
                }
            }
            Some(Kind::Test(test) | Kind::Outcome(test)) => self.truth(&test.when),
            Some(Kind::Alert(alert)) => self.truth(&alert.when),
            Some(Kind::Measure(measure)) => self.truth(&measure.when),
            _ => {}
        }
    }

    /// The names of the questions that are worth asking, in document order.
    pub(crate) fn ask(&self) -> alloc::vec::Vec<&'p str> {
        let worth = |id: &RuleId| self.calculator.worth_asking(self.slots, *id) != Truth::False;
        self.names(self.questions.iter().filter(worth))
    }

    /// The names of the undecided parameters, in document order.
    pub(crate) fn undecided(&self) -> alloc::vec::Vec<&'p str> {
        self.names(self.parameters.iter())
    }

    fn names(&self, ids: impl Iterator<Item = RuleId>) -> alloc::vec::Vec<&'p str> {
        let policy = self.calculator.policy;
        ids.filter_map(|id| policy.rule(id)).map(|rule| rule.name.as_str()).collect()
    }
}
