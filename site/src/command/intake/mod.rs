//! `mingbai intake`: the receiver of reports, and the office's work with them.

mod backup;
mod data;
mod erase;
mod export;
mod handover;
mod key;
mod open;
mod serve;
mod set;
mod show;
mod token;

use std::process::ExitCode;

use clap::Subcommand;

use super::arguments::TEMPLATE;
use super::print;

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
    /// 给一个人生成登录的口令，或者收回；看看都给了谁
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake token --data <文件夹> --name <姓名> [选项]")]
    Token(token::Arguments),
    /// 导出：日汇总、要交办的、等着核实的、月报
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake export <哪一张> --data <文件夹> --out <文件> [选项]")]
    Export(export::Arguments),
    /// 说一天的名单都交办了
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake handover --data <文件夹> --name <姓名> [选项]")]
    Handover(handover::Arguments),
    /// 看一份上报，和它的经过
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake show <收条号或电话> --data <文件夹> [选项]")]
    Show(show::Arguments),
    /// 改一份上报办到哪一步
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake set <收条号> <哪一步> --data <文件夹> --name <姓名> [选项]")]
    Set(set::Arguments),
    /// 抹掉一份上报的姓名、电话等，或者抹掉所有到期的
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake erase [收条号] --data <文件夹> [选项]")]
    Erase(erase::Arguments),
    /// 备份，不用停下接收
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake backup <文件> --data <文件夹>")]
    Backup(backup::Arguments),
    /// 从备份恢复
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake restore <文件> --data <文件夹>")]
    Restore(backup::Arguments),
    /// 生成封存用的一对钥匙
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake key --out <文件>")]
    Key(key::Arguments),
    /// 用私钥读封存的上报
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake open --key <文件> --data <文件夹> --out <文件> [选项]")]
    Open(open::Arguments),
}

/// Does what was asked for.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    let done = match &arguments.command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Token(arguments) => token::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Handover(arguments) => handover::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Set(arguments) => set::run(arguments),
        Command::Erase(arguments) => erase::run(arguments),
        Command::Backup(arguments) => backup::back_up(arguments),
        Command::Restore(arguments) => backup::restore(arguments),
        Command::Key(arguments) => key::run(arguments),
        Command::Open(arguments) => open::run(arguments),
    };
    done.unwrap_or_else(print::fail)
}
