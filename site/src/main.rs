//! The command `mingbai`.

use std::process::ExitCode;

use clap::Parser;
use mingbai::command::{Arguments, refuse, run};

fn main() -> ExitCode {
    match Arguments::try_parse() {
        Ok(arguments) => run(arguments),
        Err(error) => refuse(&error),
    }
}
