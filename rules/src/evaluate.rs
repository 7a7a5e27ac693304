//! The value of an expression over what is known: intervals for numbers, Kleene's truth for the rest.

use crate::expr::RuleId;
use crate::expr::{Arithmetic, Expr, Relation};
use crate::interval::Interval;
use crate::truth::Truth;
use crate::value::Value;

/// The value of each rule of a policy, by its place; questions and parameters are set, the rest is filled in order.
#[derive(Clone, Debug)]
pub(crate) struct Slots(pub(crate) alloc::vec::Vec<Value>);

impl Slots {
    /// The value of a rule.
    pub(crate) fn get(&self, id: RuleId) -> Value {
        self.0.get(usize::from(id)).copied().unwrap_or(Value::Truth(Truth::Unknown))
    }

    pub(crate) fn set(&mut self, id: RuleId, value: Value) {
        if let Some(slot) = self.0.get_mut(usize::from(id)) {
            *slot = value;
        }
    }

    /// The value of a rule as a truth value.
    pub(crate) fn truth_of(&self, id: RuleId) -> Truth {
        match self.get(id) {
            Value::Truth(truth) => truth,
            _ => Truth::Unknown,
        }
    }

    /// The value of an expression, number or truth.
    pub(crate) fn value(&self, expr: &Expr) -> Value {
        match expr {
            Expr::Rule(id) => self.get(*id),
            Expr::If(condition, then, otherwise) => match self.truth(condition) {
                Truth::True => self.value(then),
                Truth::False => self.value(otherwise),
                Truth::Unknown => match (self.value(then), self.value(otherwise)) {
                    (Value::Number(a), Value::Number(b)) => Value::Number(a.hull(b)),
                    (Value::Truth(a), Value::Truth(b)) => Value::Truth(a.hull(b)),
                    _ => Value::Truth(Truth::Unknown),
                },
            },
            Expr::Number { .. } | Expr::Arithmetic(..) | Expr::Negate(_) | Expr::Min(_) | Expr::Max(_) => Value::Number(self.number(expr)),
            _ => Value::Truth(self.truth(expr)),
        }
    }

    /// The value of an expression that is a truth value.
    pub(crate) fn truth(&self, expr: &Expr) -> Truth {
        match expr {
            Expr::Truth(value) => Truth::from(*value),
            Expr::Rule(id) => self.truth_of(*id),
            Expr::Is(id, wanted) => match self.get(*id) {
                Value::Choice(possible) if possible & !wanted == 0 => Truth::True,
                Value::Choice(possible) if possible & wanted == 0 => Truth::False,
                _ => Truth::Unknown,
            },
            Expr::Has(id, option) => match self.get(*id) {
                Value::Choices { certain, .. } if certain & option != 0 => Truth::True,
                Value::Choices { possible, .. } if possible & option == 0 => Truth::False,
                _ => Truth::Unknown,
            },
            Expr::Any(id) => match self.get(*id) {
                Value::Choices { certain, .. } if certain != 0 => Truth::True,
                Value::Choices { possible: 0, .. } => Truth::False,
                _ => Truth::Unknown,
            },
            Expr::Not(inner) => !self.truth(inner),
            Expr::And(parts) => {
                let mut all = Truth::True;
                for part in parts {
                    all = all.and(self.truth(part));
                    if all == Truth::False {
                        break;
                    }
                }
                all
            }
            Expr::Or(parts) => {
                let mut any = Truth::False;
                for part in parts {
                    any = any.or(self.truth(part));
                    if any == Truth::True {
                        break;
                    }
                }
                any
            }
            Expr::Compare(relation, left, right) => compare(*relation, self.number(left), self.number(right)),
            _ => match self.value_of_if(expr) {
                Some(Value::Truth(truth)) => truth,
                _ => Truth::Unknown,
            },
        }
    }

    /// The value of an expression that is a number.
    pub(crate) fn number(&self, expr: &Expr) -> Interval {
        match expr {
            Expr::Number { value, .. } => Interval::point(*value),
            Expr::Rule(id) => match self.get(*id) {
                Value::Number(interval) => interval,
                _ => Interval::ANY,
            },
            Expr::Arithmetic(operator, left, right) => {
                let (left, right) = (self.number(left), self.number(right));
                match operator {
                    Arithmetic::Add => left.plus(right),
                    Arithmetic::Subtract => left.minus(right),
                    Arithmetic::Multiply => left.times(right),
                    Arithmetic::Divide => left.over(right).unwrap_or(Interval::ANY),
                }
            }
            Expr::Negate(inner) => self.number(inner).negated(),
            Expr::Min(parts) => parts.iter().map(|part| self.number(part)).reduce(Interval::min).unwrap_or(Interval::ANY),
            Expr::Max(parts) => parts.iter().map(|part| self.number(part)).reduce(Interval::max).unwrap_or(Interval::ANY),
            _ => match self.value_of_if(expr) {
                Some(Value::Number(interval)) => interval,
                _ => Interval::ANY,
            },
        }
    }

    fn value_of_if(&self, expr: &Expr) -> Option<Value> {
        matches!(expr, Expr::If(..)).then(|| self.value(expr))
    }
}

/// How two numbers compare.
pub(crate) fn compare(relation: Relation, left: Interval, right: Interval) -> Truth {
    match relation {
        Relation::Less => left.less(right),
        Relation::AtMost => left.at_most(right),
        Relation::Equal => left.equals(right),
        Relation::Unequal => !left.equals(right),
        Relation::AtLeast => right.at_most(left),
        Relation::Greater => right.less(left),
    }
}
