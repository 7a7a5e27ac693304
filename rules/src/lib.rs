//! The policy language of mingbai: parse, check, evaluate, explain.
//!
//! A policy is written in Markdown; under each clause stands the rule that the clause makes. This crate reads the rules,
//! tells everything that is wrong with them, and answers what they say of a household about which not everything is
//! known. It never guesses: a value that it gives as certain stays so, however the open answers turn out.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod date;
mod decimal;
mod diagnostic;
mod document;
mod interval;
mod json;
mod number;
mod truth;
mod unit;
mod value;

mod expr;
mod pack;
mod policy;
mod text;

#[cfg(feature = "compile")]
mod compile;
#[cfg(feature = "compile")]
pub mod syntax;

mod assess;
mod bands;
mod bearing;
mod calculator;
mod catalogue;
mod doubts;
mod evaluate;
mod explain;
mod facts;
mod nearness;
mod relief;
mod set;
mod turns;
mod uses;
mod words;

pub use date::{Date, NotADate};
pub use decimal::shortest;
pub use interval::Interval;
pub use json::{Writer, json_text};
pub use number::{figure, parse as decimal, plain, range, total, with_unit};
pub use truth::Truth;
pub use unit::{NotAUnit, Unit};
pub use value::Value;

pub use expr::{Arithmetic, Expr, Relation, RuleId};
pub use policy::{
    Alert, Clause, Dated, Define, DocumentInfo, Kind, Measure, Parameter, Policy, Question, QuestionKind, Rule, Setting, Test,
};
pub use text::{Part, Text, concat};

pub use diagnostic::{Diagnostic, Severity, line_column, nearest};
pub use document::{Block, Document, Heading};

#[cfg(feature = "compile")]
pub use compile::{Compiled, FigureError, Figures, compile, toml_words};

pub use assess::{AlertResult, Amount, Assessment, Detail, MeasureResult, Outcome, TestResult};
pub use calculator::Calculator;
pub use explain::Step;
pub use facts::{FactError, Facts};
pub use nearness::Nearness;
pub use turns::{Threshold, Turn};
pub use words::describe;
