//! The calculator in the browser: `rules` behind functions that take and give text.
//!
//! It knows no page. What a page shows, and when, is the scripts' beside the templates; what is true of a household is
//! answered here, and here only.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod consider;
mod interview;
mod numeral;
mod wire;

#[cfg(target_arch = "wasm32")]
mod module;

pub use consider::consider;
pub use interview::{about_measures, pending};
pub use numeral::{aloud, read};
pub use wire::{assess, check, number, steps, total};
