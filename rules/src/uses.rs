//! Which rules a result rests on: in a decided 且 or 或 only the parts that decide it, in a decided 若 its branch.

use alloc::vec::Vec;

use crate::calculator::Calculator;
use crate::doubts::bounds;
use crate::evaluate::Slots;
use crate::expr::{Expr, RuleId};
use crate::policy::{Kind, Policy};
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

/// Calls `visit` with each rule that an expression names, whether or not it matters.
fn names(expr: &Expr, visit: &mut dyn FnMut(RuleId)) {
    expr.walk(&mut |part| {
        if let Expr::Rule(id) | Expr::Is(id, _) | Expr::Has(id, _) | Expr::Any(id) = part {
            visit(*id);
        }
    });
}

/// Whether an expression names one of some rules.
pub(crate) fn names_any(expr: &Expr, wanted: &RuleSet) -> bool {
    let mut any = false;
    names(expr, &mut |id| any |= wanted.contains(id));
    any
}

/// Adds to some rules all that an expression names.
pub(crate) fn add_names(expr: &Expr, rules: &mut RuleSet) {
    names(expr, &mut |id| {
        rules.insert(id);
    });
}

/// Adds to some rules all that name one of them, or a rule that does.
pub(crate) fn spread(policy: &Policy, reach: &mut RuleSet) {
    for id in &policy.order {
        if let Some(rule) = policy.rule(*id)
            && rule.kind.expressions().into_iter().flatten().any(|expr| names_any(expr, reach))
        {
            reach.insert(*id);
        }
    }
}

/// Adds to some rules all on which one of them rests.
pub(crate) fn add_grounds(policy: &Policy, rules: &mut RuleSet) {
    for id in policy.order.iter().rev() {
        if let Some(rule) = policy.rule(*id).filter(|_| rules.contains(*id)) {
            rule.kind.expressions().into_iter().flatten().for_each(|expr| add_names(expr, rules));
        }
    }
}

/// The doubtful parameters that a result rests on.
pub(crate) struct Caveats<'a, 'p> {
    calculator: &'a Calculator<'p>,
    slots: &'a Slots,
    found: RuleSet,
    /// How many doubtful parameters are still to be found.
    left: usize,
}

impl<'a, 'p> Caveats<'a, 'p> {
    /// Looks for them behind everything that a result shows.
    pub(crate) fn of(calculator: &'a Calculator<'p>, slots: &'a Slots) -> Vec<&'p str> {
        let doubts = &calculator.doubts;
        let mut caveats = Self { calculator, slots, found: RuleSet::default(), left: doubts.parameters.len() };
        for id in &calculator.policy.order {
            if caveats.left == 0 {
                break;
            }
            let shown = calculator.policy.rule(*id).is_some_and(|rule| !matches!(rule.kind, Kind::Define(_)));
            if shown {
                caveats.add(*id);
            }
        }
        let used = doubts.parameters.iter().filter(|id| caveats.found.contains(**id));
        used.filter_map(|id| calculator.policy.rule(*id)).map(|rule| rule.name.as_str()).collect()
    }

    fn add(&mut self, id: RuleId) {
        if self.left == 0 || !self.calculator.doubts.reach.contains(id) || !self.found.insert(id) {
            return;
        }
        let Some(rule) = self.calculator.policy.rule(id) else { return };
        if let Kind::Parameter(parameter) = &rule.kind {
            if self.calculator.is_undecided(parameter) {
                bounds(parameter).for_each(|bound| self.add(bound));
            } else {
                self.left -= 1;
            }
            return;
        }
        let slots = self.slots;
        for expr in rule.kind.expressions().into_iter().flatten() {
            direct(slots, expr, &mut |id| self.add(id));
        }
    }
}
