//! Reports sealed to the key of an office: HPKE (RFC 9180) in base mode with X25519, HKDF-SHA256 and ChaCha20Poly1305, as
//! `docs/reports.md` says. In the browser a report is sealed; where it is read it is opened.
//!
//! Nothing here makes a random number: whoever calls hands in 32 random bytes, once for each seal and each key.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod hybrid;
mod key;
mod report;

#[cfg(target_arch = "wasm32")]
mod browser;

pub use key::{Private, Public};
pub use report::{LARGEST, open, seal};
