//! Which rules a result rests on: in a decided 且 or 或 only the parts that decide it, in a decided 若 its branch.

use crate::calculator::Calculator;
use crate::evaluate::Slots;
use crate::expr::Expr;
use crate::policy::{Kind, RuleId};
use crate::set::RuleSet;
use crate::truth::Truth;

/// The parts of a conjunction or disjunction that make it what it is.
pub(crate) fn decisive<'e>(slots: &Slots, expr: &'e Expr) -> impl Iterator<Item = &'e Expr> {
    let (parts, only) = match expr {
        Expr::And(parts) => (parts.as_slice(), Truth::False),
        Expr::Or(parts) => (parts.as_slice(), Truth::True),
        _ => (&[][..], Truth::Unknown),
    };
    let decided = slots.truth(expr) == only;
    parts.iter().filter(move |part| !decided || slots.truth(part) == only)
}

/// Calls `visit` with each rule that an expression names where it matters, in order of appearance.
pub(crate) fn direct(slots: &Slots, expr: &Expr, visit: &mut dyn FnMut(RuleId)) {
    match expr {
        Expr::Number { .. } | Expr::Truth(_) => {}
        Expr::Rule(id) | Expr::Is(id, _) | Expr::Has(id, _) | Expr::Any(id) => visit(*id),
        Expr::Not(inner) | Expr::Negate(inner) => direct(slots, inner, visit),
        Expr::And(_) | Expr::Or(_) => decisive(slots, expr).for_each(|part| direct(slots, part, visit)),
        Expr::Min(parts) | Expr::Max(parts) => parts.iter().for_each(|part| direct(slots, part, visit)),
        Expr::Compare(_, left, right) | Expr::Arithmetic(_, left, right) => {
            direct(slots, left, visit);
            direct(slots, right, visit);
        }
        Expr::If(condition, then, otherwise) => {
            direct(slots, condition, visit);
            let truth = slots.truth(condition);
            if truth != Truth::False {
                direct(slots, then, visit);
            }
            if truth != Truth::True {
                direct(slots, otherwise, visit);
            }
        }
    }
}

/// Every rule that the given ones rest on, themselves included.
pub(crate) struct Uses<'a, 'p> {
    pub(crate) calculator: &'a Calculator<'p>,
    pub(crate) slots: &'a Slots,
    pub(crate) found: RuleSet,
}

impl Uses<'_, '_> {
    /// Adds a rule and all that it rests on.
    pub(crate) fn add(&mut self, id: RuleId) {
        if !self.found.insert(id) {
            return;
        }
        match self.calculator.policy.rule(id).map(|rule| &rule.kind) {
            Some(Kind::Define(define)) => self.add_all(&define.value),
            Some(Kind::Test(test) | Kind::Outcome(test)) => self.add_all(&test.when),
            Some(Kind::Alert(alert)) => self.add_all(&alert.when),
            Some(Kind::Measure(measure)) => {
                self.add_all(&measure.when);
                if let Some(amount) = &measure.amount {
                    self.add_all(amount);
                }
            }
            _ => {}
        }
    }

    fn add_all(&mut self, expr: &Expr) {
        let slots = self.slots;
        direct(slots, expr, &mut |id| self.add(id));
    }
}
