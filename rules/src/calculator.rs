//! A policy on one day: its parameters have the values of that day.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::date::Date;
use crate::doubts::Doubts;
use crate::evaluate::Slots;
use crate::expr::RuleId;
use crate::facts::Facts;
use crate::interval::Interval;
use crate::policy::{Dated, Kind, Parameter, Policy, Setting};
use crate::truth::Truth;
use crate::value::Value;

/// A policy on one day, ready to assess households.
#[derive(Clone, Debug)]
pub struct Calculator<'p> {
    pub(crate) policy: &'p Policy,
    pub(crate) on: Date,
    /// The parameters with what they may be on that day.
    pub(crate) parameters: Vec<(RuleId, Value)>,
    /// The value of every rule for a household of which nothing is known.
    pub(crate) open: Slots,
    /// Each alert's message with its figures, in document order.
    pub(crate) messages: Vec<Arc<str>>,
    /// What decides the outcome.
    pub(crate) deciding: Deciding,
    /// What the caveats of a result are looked for in.
    pub(crate) doubts: Doubts,
}

/// What decides a policy's outcome.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deciding {
    pub(crate) outcome: Option<RuleId>,
    /// The alerts that keep the outcome from being `unlikely`.
    pub(crate) raising: Vec<RuleId>,
}

impl Deciding {
    fn of(policy: &Policy) -> Self {
        let mut deciding = Self::default();
        for (id, rule) in policy.ids() {
            match &rule.kind {
                Kind::Outcome(_) => deciding.outcome = Some(id),
                Kind::Alert(alert) if alert.raise => deciding.raising.push(id),
                _ => {}
            }
        }
        deciding
    }
}

impl Policy {
    /// The policy with its parameters as they are on a day.
    #[must_use]
    pub fn at(&self, on: Date) -> Calculator<'_> {
        let mut parameters: Vec<(RuleId, Value)> = self.parameters().map(|(id, _, parameter)| (id, parameter.possible(on))).collect();
        let plain = parameters.clone();
        let figure = |wanted: Option<RuleId>| match plain.iter().find(|(id, _)| Some(*id) == wanted) {
            Some((_, Value::Number(interval))) => *interval,
            _ => Interval::ANY,
        };
        for (id, value) in &mut parameters {
            if let (Some(Kind::Parameter(parameter)), Value::Number(domain)) = (self.rule(*id).map(|rule| &rule.kind), &value)
                && parameter.on(on).is_none()
            {
                *value = Value::Number(domain.within(figure(parameter.min_of).low(), figure(parameter.max_of).high()));
            }
        }
        let mut calculator = Calculator {
            policy: self,
            on,
            parameters,
            open: Slots(Vec::new()),
            messages: Vec::new(),
            deciding: Deciding::of(self),
            doubts: Doubts::new(self, on),
        };
        calculator.open = calculator.slots(&Facts::open(self));
        let messages = self.rules.iter().filter_map(|rule| match &rule.kind {
            Kind::Alert(alert) => Some(Arc::from(calculator.text(&alert.message))),
            _ => None,
        });
        calculator.messages = messages.collect();
        calculator
    }
}

impl Parameter {
    /// What the parameter may be on a day.
    #[must_use]
    pub fn possible(&self, on: Date) -> Value {
        self.on(on).map_or_else(|| self.undecided(), Dated::value)
    }

    /// What the parameter may be while nobody has decided it.
    #[must_use]
    pub fn undecided(&self) -> Value {
        if self.yes_no { Value::Truth(Truth::Unknown) } else { Value::Number(self.domain) }
    }
}

impl Dated {
    /// The value as a value of the rules.
    #[must_use]
    pub fn value(&self) -> Value {
        match self.value {
            Setting::Truth(value) => Value::Truth(Truth::from(value)),
            Setting::Number(value) => Value::Number(Interval::point(value)),
        }
    }
}

impl<'p> Calculator<'p> {
    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// The day.
    #[must_use]
    pub fn on(&self) -> Date {
        self.on
    }

    /// The value of every rule for a household.
    pub(crate) fn slots(&self, facts: &Facts) -> Slots {
        self.slots_with(facts, &|_| ())
    }

    /// The value of every rule for a household, some of its answers and of the parameters changed.
    pub(crate) fn slots_with(&self, facts: &Facts, change: &dyn Fn(&mut Slots)) -> Slots {
        let mut slots = Slots(facts.answers.clone());
        for (id, value) in &self.parameters {
            slots.set(*id, *value);
        }
        change(&mut slots);
        for id in &self.policy.order {
            if let Some(value) = self.worked_out(&slots, *id) {
                slots.set(*id, value);
            }
        }
        slots
    }

    /// The value of a rule, from the values of those before it; none of a rule that is given.
    #[inline]
    pub(crate) fn worked_out(&self, slots: &Slots, id: RuleId) -> Option<Value> {
        match &self.policy.rule(id)?.kind {
            Kind::Define(define) => Some(slots.value(&define.value)),
            Kind::Test(test) | Kind::Outcome(test) => Some(Value::Truth(slots.truth(&test.when))),
            Kind::Alert(alert) => Some(Value::Truth(slots.truth(&alert.when))),
            Kind::Measure(measure) => Some(Value::Truth(slots.truth(&measure.when))),
            _ => None,
        }
    }

    /// The value of one rule for a household.
    #[must_use]
    pub fn value(&self, facts: &Facts, id: RuleId) -> Value {
        self.slots(facts).get(id)
    }

    /// Whether a question is worth asking a household: its `when`.
    #[must_use]
    pub fn asked(&self, facts: &Facts, question: RuleId) -> Truth {
        self.worth_asking(&self.slots(facts), question)
    }

    pub(crate) fn worth_asking(&self, slots: &Slots, question: RuleId) -> Truth {
        match self.policy.rule(question).map(|rule| &rule.kind) {
            Some(Kind::Question(question)) => question.when.as_ref().map_or(Truth::True, |when| slots.truth(when)),
            _ => Truth::False,
        }
    }

    /// Whether a parameter is undecided on the day.
    pub(crate) fn is_undecided(&self, parameter: &Parameter) -> bool {
        parameter.on(self.on).is_none()
    }
}
