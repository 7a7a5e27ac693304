//! Which parameters are doubtful on a day, and what may rest on them.

use alloc::vec::Vec;

use crate::date::Date;
use crate::expr::RuleId;
use crate::policy::{Parameter, Policy};
use crate::set::RuleSet;
use crate::uses::spread;

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
        spread(policy, &mut reach);
        Self { parameters, reach }
    }
}

/// The parameters that bound another while it is undecided.
pub(crate) fn bounds(parameter: &Parameter) -> impl Iterator<Item = RuleId> {
    parameter.min_of.into_iter().chain(parameter.max_of)
}
