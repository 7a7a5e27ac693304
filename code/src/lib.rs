//! QR codes: a text becomes a grid of dark and light modules. In the browser the module is loaded when a code is to be shown.
//!
//! Nothing is drawn here, and nothing is known of what a text says.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod grid;

#[cfg(target_arch = "wasm32")]
mod browser;

pub use grid::{Grid, LARGEST, QUIET};
