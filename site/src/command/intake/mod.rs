//! `mingbai intake`: the receiver of reports, and the office's work with them. One file each.

mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use ::intake::Address;
use clap::Subcommand;

use crate::reception;

use super::arguments::TEMPLATE;

/// What can be said to `intake`.
#[derive(Debug, clap::Args)]
#[command(disable_help_subcommand = true, subcommand_help_heading = "命令", subcommand_value_name = "命令")]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 接收上报
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake serve --data <文件夹> [选项]")]
    Serve(serve::Arguments),
}

/// Which database.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "选项")]
#[group(required = true, multiple = false)]
struct DataArguments {
    /// 放数据库的文件夹
    #[arg(long, value_name = "文件夹")]
    data: Option<PathBuf>,
    /// 用 PostgreSQL：数据库的地址，postgres:// 开头
    #[arg(long, value_name = "地址")]
    database: Option<String>,
}

impl DataArguments {
    fn address(&self) -> Address {
        reception::address(&self.data.clone().unwrap_or_default(), self.database.as_deref())
    }
}

/// Does what was asked for.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    match &arguments.command {
        Command::Serve(arguments) => serve::run(arguments),
    }
}
