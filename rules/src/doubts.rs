//! Which parameters are doubtful on a day, and what may rest on them.

use alloc::vec::Vec;

use crate::date::Date;
use crate::expr::{Expr, RuleId};
use crate::policy::{Parameter, Policy};
use crate::set::RuleSet;

/// Parameters whose values want a second look on a day, and the rules that may rest on them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doubts {
    /// The parameters, in document order.
    pub(crate) parameters: Vec<RuleId>,
    /// The rules that name one of them, or a rule that does.
    pub(crate) reach: RuleSet,
}

impl Doubts {
    pub(crate) fn new(policy: &Policy, on: Date) -> Self {
        let doubtful = |parameter: &Parameter| parameter.on(on).is_some_and(|dated| dated.is_caveat(on));
        let parameters: Vec<RuleId> = policy.parameters().filter(|(_, _, parameter)| doubtful(parameter)).map(|(id, _, _)| id).collect();
        let mut reach = RuleSet::default();
        parameters.iter().for_each(|id| {
            reach.insert(*id);
        });
        for (id, _, parameter) in policy.parameters() {
            if parameter.on(on).is_none() && bounds(parameter).any(|bound| reach.contains(bound)) {
                reach.insert(id);
            }
        }
        for id in &policy.order {
            let expressions = policy.rule(*id).map(|rule| rule.kind.expressions()).unwrap_or_default();
            if expressions.into_iter().flatten().any(|expr| names_any(expr, &reach)) {
                reach.insert(*id);
            }
        }
        Self { parameters, reach }
    }
}

/// The parameters that bound another while it is undecided.
pub(crate) fn bounds(parameter: &Parameter) -> impl Iterator<Item = RuleId> {
    parameter.min_of.into_iter().chain(parameter.max_of)
}

fn names_any(expr: &Expr, wanted: &RuleSet) -> bool {
    match expr {
        Expr::Number { .. } | Expr::Truth(_) => false,
        Expr::Rule(id) | Expr::Is(id, _) | Expr::Has(id, _) | Expr::Any(id) => wanted.contains(*id),
        Expr::Not(inner) | Expr::Negate(inner) => names_any(inner, wanted),
        Expr::And(parts) | Expr::Or(parts) | Expr::Min(parts) | Expr::Max(parts) => parts.iter().any(|part| names_any(part, wanted)),
        Expr::Compare(_, left, right) | Expr::Arithmetic(_, left, right) => names_any(left, wanted) || names_any(right, wanted),
        Expr::If(a, b, c) => [a, b, c].into_iter().any(|part| names_any(part, wanted)),
    }
}
