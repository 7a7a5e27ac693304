//! The commands: one file each, each with its arguments and `run`.

pub mod assess;
pub mod build;
pub mod check;
pub mod intake;
pub mod publicity;
pub mod screen;
pub mod serve;

mod arguments;
mod print;
mod usage;

pub use arguments::{Arguments, Command};
pub use usage::refuse;

use std::process::ExitCode;

/// What is wrong with content or input.
pub const FAULT: u8 = 1;

/// What is wrong with how a command was called.
pub const USAGE: u8 = 2;

/// Runs a command.
#[must_use]
pub fn run(arguments: Arguments) -> ExitCode {
    match arguments.command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Assess(arguments) => assess::run(&arguments),
        Command::Screen(arguments) => screen::run(&arguments),
        Command::Publicity(arguments) => publicity::run(&arguments),
        Command::Intake(arguments) => intake::run(&arguments),
    }
}
