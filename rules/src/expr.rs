//! Checked expressions: names resolved to rules, options to their places, units known to fit.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::unit::Unit;

/// The place of a rule in its policy.
pub type RuleId = u16;

/// An expression over the rules of one policy.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number with its unit; `percent` where people write it as a percentage.
    Number {
        /// The value; 0.3 for `30%`.
        value: Decimal,
        /// Its unit.
        unit: Unit,
        /// Whether people write it as a percentage.
        percent: bool,
    },
    /// 是 or 否.
    Truth(bool),
    /// The value of a rule.
    Rule(RuleId),
    /// The answer to a choice is one of the options, given as bits.
    Is(RuleId, u64),
    /// The answer to a choice of any contains the option, given as its bit.
    Has(RuleId, u64),
    /// The answer to a choice of any contains something.
    Any(RuleId),
    /// Negation.
    Not(Box<Self>),
    /// Conjunction.
    And(Vec<Self>),
    /// Disjunction.
    Or(Vec<Self>),
    /// A comparison of numbers.
    Compare(Relation, Box<Self>, Box<Self>),
    /// A sum, difference, product or quotient.
    Arithmetic(Arithmetic, Box<Self>, Box<Self>),
    /// The number with its sign turned.
    Negate(Box<Self>),
    /// The smallest.
    Min(Vec<Self>),
    /// The largest.
    Max(Vec<Self>),
    /// Condition, value where it holds, value where it does not.
    If(Box<Self>, Box<Self>, Box<Self>),
}

impl Expr {
    /// Calls `visit` with the expression and all that it is made of.
    pub(crate) fn walk(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match self {
            Self::Number { .. } | Self::Truth(_) | Self::Rule(_) | Self::Is(..) | Self::Has(..) | Self::Any(_) => {}
            Self::Not(inner) | Self::Negate(inner) => inner.walk(visit),
            Self::And(parts) | Self::Or(parts) | Self::Min(parts) | Self::Max(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Self::Compare(_, left, right) | Self::Arithmetic(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Self::If(condition, then, otherwise) => {
                condition.walk(visit);
                then.walk(visit);
                otherwise.walk(visit);
            }
        }
    }
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `>=`
    AtLeast,
    /// `>`
    Greater,
}

impl Relation {
    /// The relation of a sign.
    #[must_use]
    pub fn from_sign(sign: &str) -> Option<Self> {
        [Self::Less, Self::AtMost, Self::Equal, Self::Unequal, Self::AtLeast, Self::Greater].into_iter().find(|r| r.sign() == sign)
    }

    /// Its sign.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::AtLeast => ">=",
            Self::Greater => ">",
        }
    }

    /// The words that a cadre reads aloud for it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Less => "低于",
            Self::AtMost => "不高于",
            Self::Equal => "等于",
            Self::Unequal => "不等于",
            Self::AtLeast => "不低于",
            Self::Greater => "高于",
        }
    }

    /// What holds where this does not.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::Greater,
            Self::Equal => Self::Unequal,
            Self::Unequal => Self::Equal,
            Self::AtLeast => Self::Less,
            Self::Greater => Self::AtMost,
        }
    }
}

/// How two numbers are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// Sum.
    Add,
    /// Difference.
    Subtract,
    /// Product.
    Multiply,
    /// Quotient.
    Divide,
}

impl Arithmetic {
    /// Its sign, as people write it.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "×",
            Self::Divide => "÷",
        }
    }
}
