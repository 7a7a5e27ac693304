//! What can be written after `mingbai`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::styling::Styles;
use clap::{Parser, Subcommand};
use rules::{Date, Diagnostic, Policy};

use crate::build::policies;
use crate::content::today;
use crate::source::{Findings, Root};

use super::{assess, build, check, intake, print, publicity, screen, serve};

/// How help is laid out.
pub const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}";

/// 把写成 Markdown 的政策做成网站，网站里带着测算工具
#[derive(Debug, Parser)]
#[command(name = "mingbai", version, help_template = TEMPLATE, styles = Styles::plain())]
#[command(disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
#[command(subcommand_help_heading = "命令", subcommand_value_name = "命令", next_help_heading = "选项")]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// 显示帮助
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,

    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 生成网站
    #[command(help_template = TEMPLATE, override_usage = "mingbai build [选项]")]
    Build(build::Arguments),
    /// 在本机打开网站，改了内容自动更新
    #[command(help_template = TEMPLATE, override_usage = "mingbai serve [选项]")]
    Serve(serve::Arguments),
    /// 检查内容，一次说出所有的问题
    #[command(help_template = TEMPLATE, override_usage = "mingbai check [选项]")]
    Check(check::Arguments),
    /// 按政策测算一户或很多户（JSON）
    #[command(help_template = TEMPLATE, override_usage = "mingbai assess --policy <编号> [选项] [文件]")]
    Assess(assess::Arguments),
    /// 按政策筛查表格里的名单（.xlsx、.xls、.ods、.csv）
    #[command(help_template = TEMPLATE, override_usage = "mingbai screen --policy <编号> [选项] <名单> --out <文件>\n      mingbai screen --policy <编号> --template --out <文件>")]
    Screen(screen::Arguments),
    /// 生成屏幕画面、广播稿和二维码
    #[command(help_template = TEMPLATE, override_usage = "mingbai publicity [选项] --out <文件夹>")]
    Publicity(publicity::Arguments),
    /// 接收上报、汇总、交办、查问
    #[command(help_template = TEMPLATE, override_usage = "mingbai intake <命令> [选项]")]
    Intake(intake::Arguments),
}

/// The folder with `content/`.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct RootArgument {
    /// 放着 content 的文件夹
    #[arg(long, value_name = "文件夹", default_value = ".", hide_default_value = true)]
    pub root: PathBuf,
}

/// A policy of the folder, and the day on which it is looked at.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct PolicyArguments {
    #[command(flatten)]
    root: RootArgument,
    /// 用哪一份政策：content/policy 里的文件名，不带 .md
    #[arg(long, value_name = "编号")]
    policy: String,
    /// 按哪一天算，例如 2020-07-06（不写就是今天）
    #[arg(long, value_name = "日期")]
    on: Option<Date>,
}

impl PolicyArguments {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// The command's exit status, once it is told that there is no folder, no such policy or no day.
    pub fn read(&self) -> Result<(Policy, Date), ExitCode> {
        let root = Root::open(&self.root.root).map_err(print::fail)?;
        let (mut policies, findings) = policies(&root);
        let Some(place) = policies.iter().position(|policy| policy.id == self.policy) else {
            print::findings(&Findings::new(findings), Some(&root));
            let known = policies.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>().join("、");
            let message = format!("没有能用的政策“{}”", self.policy);
            return Err(print::fail(Diagnostic::error("", 0..0, message, format!("可以用的政策：{known}"))));
        };
        let unknown = || print::fail(Diagnostic::error("", 0..0, "读不到今天的日期", "用 --on 写明日期"));
        let on = self.on.or_else(today).ok_or_else(unknown)?;
        Ok((policies.swap_remove(place), on))
    }
}
