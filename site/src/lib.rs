//! The generator of mingbai: what a county writes becomes a public site with a calculator inside.
//!
//! [`source`] reads files, [`content`] and [`markdown`] understand them, [`view`] says what templates see, [`build`] makes
//! the pages and [`publish`] what stands beside them; [`announce`] makes
//! what hangs in the villages. [`command`] is what a person calls.
#![forbid(unsafe_code)]

pub mod source;

pub mod content;
pub mod markdown;

pub mod announce;
pub mod build;
pub mod publish;
pub mod view;

mod calculator;

pub mod draft;
pub mod households;

pub mod reception;

pub mod serve;

pub mod command;
