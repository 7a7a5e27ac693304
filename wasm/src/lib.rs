//! The calculator in the browser: it reads the answers on the page, has `rules` assess them and fills in the result.
//!
//! It decides nothing itself. The page's markup is the templates'; what is here finds the places that are marked with
//! data attributes, and shows, hides and fills them.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod answers;
mod interview;
mod numeral;
mod wire;

#[cfg(target_arch = "wasm32")]
mod browser;

pub use answers::{Answer, Answers, check, said};
pub use interview::{Interview, View};
pub use numeral::{aloud, money, read};
pub use wire::assess;
