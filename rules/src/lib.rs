//! The policy language of mingbai: parse, check, evaluate, explain.
//!
//! A policy is written in Markdown; under each clause stands the rule that the clause makes. This crate reads the rules,
//! tells everything that is wrong with them, and answers what they say of a household about which not everything is
//! known. It never guesses: a value that it gives as certain stays so, however the open answers turn out.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod date;
mod diagnostic;
mod document;
mod interval;
mod number;
mod truth;
mod unit;

pub use date::{Date, NotADate};
pub use diagnostic::{Diagnostic, Severity, line_column, nearest};
pub use document::{Block, Document, Heading};
pub use interval::Interval;
pub use truth::Truth;
pub use unit::{NotAUnit, Unit};
