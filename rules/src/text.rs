//! Words for people with figures in them: `标准为每人 {{应急期标准|数}} 元`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::expr::Expr;

/// Words with figures that are worked out from the rules when they are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text(pub Vec<Part>);

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Words as they stand.
    Words(String),
    /// A figure with its unit.
    Figure(Expr),
    /// A figure without its unit.
    Bare(Expr),
}

/// Texts one after another, as `[&str]::concat` has them; it weighs several times as much in WebAssembly.
#[must_use]
pub fn concat(parts: &[&str]) -> String {
    joined(parts, "")
}

/// Texts with something between them.
pub(crate) fn joined(parts: &[&str], between: &str) -> String {
    let mut out = String::new();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            out.push_str(between);
        }
        out.push_str(part);
    }
    out
}
