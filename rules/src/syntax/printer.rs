//! A tree as text again, with Chinese keywords and no bracket more than it needs.

use alloc::string::{String, ToString};
use core::fmt;

use super::{Node, Tree};
use crate::expr::Arithmetic;
use crate::number;

/// How strongly a tree holds together; a looser one inside a tighter one needs brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Or,
    And,
    Not,
    Compare,
    Sum,
    Product,
    Unary,
    Atom,
}

fn strength(tree: &Tree) -> Strength {
    match tree {
        Tree::Or(_) => Strength::Or,
        Tree::And(_) => Strength::And,
        Tree::Not(_) => Strength::Not,
        Tree::Compare(..) | Tree::In(..) => Strength::Compare,
        Tree::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..) => Strength::Sum,
        Tree::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, ..) => Strength::Product,
        _ => Strength::Atom,
    }
}

struct Inside<'a>(&'a Node, Strength);

impl fmt::Display for Inside<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if strength(&self.0.tree) < self.1 { write!(f, "({})", self.0) } else { write!(f, "{}", self.0) }
    }
}

fn separated(f: &mut fmt::Formatter<'_>, parts: &[Node], inside: Strength, between: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        write!(f, "{}", Inside(part, inside))?;
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    let pairs = [('\'', '\''), ('"', '"'), ('「', '」'), ('“', '”'), ('『', '』')];
    let (open, close) = pairs.into_iter().find(|(_, close)| !text.contains(*close)).unwrap_or(('\'', '\''));
    alloc::format!("{open}{text}{close}")
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tree {
            Tree::Number { value, unit, percent } => {
                let sign = if *percent { "%".to_string() } else { unit.to_string() };
                write!(f, "{}{sign}", number::plain(*value))
            }
            Tree::Truth(true) => f.write_str("是"),
            Tree::Truth(false) => f.write_str("否"),
            Tree::Text(text) => f.write_str(&quoted(text)),
            Tree::Name(name) => f.write_str(name),
            Tree::Has(name, option) => write!(f, "{name} 含 {option}"),
            Tree::Any(name) => write!(f, "任选({name})"),
            Tree::In(value, options) => {
                write!(f, "{} 属于 [", Inside(value, Strength::Sum))?;
                separated(f, options, Strength::Or, ", ")?;
                f.write_str("]")
            }
            Tree::Not(inner) => write!(f, "非 {}", Inside(inner, Strength::Not)),
            Tree::And(parts) => separated(f, parts, Strength::Not, " 且 "),
            Tree::Or(parts) => separated(f, parts, Strength::And, " 或 "),
            Tree::Compare(relation, left, right) => {
                write!(f, "{} {} {}", Inside(left, Strength::Sum), relation.sign(), Inside(right, Strength::Sum))
            }
            Tree::Arithmetic(operator, left, right) => {
                let (own, tighter) = match operator {
                    Arithmetic::Add | Arithmetic::Subtract => (Strength::Sum, Strength::Product),
                    Arithmetic::Multiply | Arithmetic::Divide => (Strength::Product, Strength::Unary),
                };
                write!(f, "{} {} {}", Inside(left, own), operator.sign(), Inside(right, tighter))
            }
            Tree::Negate(inner) => write!(f, "-{}", Inside(inner, Strength::Unary)),
            Tree::Min(parts) | Tree::Max(parts) => {
                f.write_str(if matches!(self.tree, Tree::Min(_)) { "最小(" } else { "最大(" })?;
                separated(f, parts, Strength::Or, ", ")?;
                f.write_str(")")
            }
            Tree::If(condition, then, otherwise) => write!(f, "若({condition}, {then}, {otherwise})"),
        }
    }
}
