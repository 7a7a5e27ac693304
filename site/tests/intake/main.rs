//! `mingbai intake` as it is run: killed under load, out of disk space, backed up, and its commands.
//!
//! `tests/durability` runs the test of kills in its long form, by the numbers in the environment.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

extern crate intake as mingbai_intake;

mod canaries;
mod commands;
#[path = "../harness/mod.rs"]
mod harness;
mod kills;
mod load;
#[path = "../../../intake/tests/harness/postgres.rs"]
#[cfg(unix)]
mod postgres;
mod sealing;
mod serving;
mod storage;
