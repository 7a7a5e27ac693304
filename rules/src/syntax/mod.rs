//! Expressions as they are written: text to tree and back.

mod lexer;
mod parser;
mod printer;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use rust_decimal::Decimal;

use crate::expr::{Arithmetic, Relation};
use crate::unit::Unit;

pub use lexer::{fold, is_keyword, is_name};
pub use parser::parse;

/// An expression and where it stands, in bytes of its text. Equal where the trees are, wherever they stand.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands.
    pub span: Range<usize>,
    /// What it is.
    pub tree: Tree,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.tree == other.tree
    }
}

/// What an expression is made of; names are not resolved yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// A number as written: `30%` has the value 30 and `percent`.
    Number {
        /// The figure.
        value: Decimal,
        /// Its unit; a percentage has none.
        unit: Unit,
        /// Whether `%` stands behind it.
        percent: bool,
    },
    /// 是 or 否.
    Truth(bool),
    /// `'普通农户'`.
    Text(String),
    /// The name of a rule.
    Name(String),
    /// `困难原因 含 '因病'`.
    Has(Box<Node>, Box<Node>),
    /// `任选(困难原因)`.
    Any(Box<Node>),
    /// `建档立卡情况 属于 ['普通农户']`.
    In(Box<Node>, Vec<Node>),
    /// `非 a`.
    Not(Box<Node>),
    /// `a 且 b 且 c`.
    And(Vec<Node>),
    /// `a 或 b 或 c`.
    Or(Vec<Node>),
    /// `a < b`.
    Compare(Relation, Box<Node>, Box<Node>),
    /// `a + b`.
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    /// `-a`.
    Negate(Box<Node>),
    /// `最小(a, b)`.
    Min(Vec<Node>),
    /// `最大(a, b)`.
    Max(Vec<Node>),
    /// `若(a, b, c)`.
    If(Box<Node>, Box<Node>, Box<Node>),
}

impl Node {
    /// The expressions directly inside.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match &self.tree {
            Tree::Number { .. } | Tree::Truth(_) | Tree::Text(_) | Tree::Name(_) => Vec::new(),
            Tree::Any(a) | Tree::Not(a) | Tree::Negate(a) => alloc::vec![&**a],
            Tree::Has(a, b) | Tree::Compare(_, a, b) | Tree::Arithmetic(_, a, b) => alloc::vec![&**a, &**b],
            Tree::In(a, options) => core::iter::once(&**a).chain(options).collect(),
            Tree::And(all) | Tree::Or(all) | Tree::Min(all) | Tree::Max(all) => all.iter().collect(),
            Tree::If(a, b, c) => alloc::vec![&**a, &**b, &**c],
        }
    }

    /// Calls `visit` with every name in it.
    pub fn names<'a>(&'a self, visit: &mut dyn FnMut(&'a str, &Range<usize>)) {
        if let Tree::Name(name) = &self.tree {
            visit(name, &self.span);
        }
        for child in self.children() {
            child.names(visit);
        }
    }

    /// How many expressions stand inside one another.
    #[must_use]
    pub fn depth(&self) -> usize {
        1 + self.children().into_iter().map(Self::depth).max().unwrap_or_default()
    }
}

/// Which words are names of rules and which are units; the same run of characters can be either.
pub trait Vocabulary {
    /// Whether there is a rule of this name.
    fn is_name(&self, word: &str) -> bool;
    /// Whether the word occurs in a unit.
    fn is_unit(&self, word: &str) -> bool;
    /// The policy that left the rule of this name out.
    fn dropped_by(&self, _word: &str) -> Option<&str> {
        None
    }
    /// What a word that is neither was probably meant to be.
    fn nearest(&self, word: &str) -> Option<String>;
}

/// An expression that cannot be read: where, what is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the expression's text.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Fault {
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: help.into() }
    }

    /// A word that is neither a name nor a unit: the nearest one, or how to part it.
    pub(crate) fn unknown(word: &str, span: Range<usize>, vocabulary: &dyn Vocabulary) -> Self {
        if let Some(child) = vocabulary.dropped_by(word) {
            let help = alloc::format!("请在 {child} 的 drop 里去掉“{word}”，或把用到它的这一条也写进 drop");
            return Self::new(span, alloc::format!("“{word}”被 {child} 的 drop 去掉了，这里还在用它"), help);
        }
        let message = alloc::format!("没有名为“{word}”的规则");
        let help = match (lexer::parted(word, vocabulary), vocabulary.nearest(word)) {
            (Some(parted), _) => alloc::format!("名称与“且”“或”等词之间要有空格，是否应写成：{parted}"),
            (None, Some(near)) => alloc::format!("是否应写成“{near}”？名称要与那条规则的 name 一字不差"),
            (None, None) => "请检查有没有写错字；要用新的名称，先写一条规则（parameter、question、define 或 test）说明它".into(),
        };
        Self::new(span, message, help)
    }
}
