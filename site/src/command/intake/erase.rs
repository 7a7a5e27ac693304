//! `mingbai intake erase`: what is personal goes, of one report or of all that were kept long enough.

use std::process::ExitCode;

use ::intake::store::{erase, erase_before};
use rules::Diagnostic;

use super::super::arguments::RootArgument;
use super::data::{DataArguments, failed, fault, now, settings};
use super::set::receipt;

/// What can be said to `intake erase`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    /// 抹掉哪一份（不写就抹掉所有到期的，期限是 site.toml 里的 keep_days）
    #[arg(value_name = "收条号")]
    receipt: Option<String>,
    #[command(flatten)]
    root: RootArgument,
    #[command(flatten)]
    data: DataArguments,
    /// 谁抹掉的（抹掉某一份时要写）
    #[arg(long, value_name = "姓名", default_value = "", hide_default_value = true)]
    name: String,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    let now = now();
    let erased = match &arguments.receipt {
        Some(text) => {
            let receipt = receipt(text)?;
            let who = arguments.name.trim();
            if who.is_empty() {
                return Err(fault("没有写是谁抹掉的", "用 --name 写姓名，记在经过里"));
            }
            if !arguments.data.write(|session| erase(session, receipt.as_str(), who, now))? {
                return Err(fault(format!("没有收条号是 {receipt} 的"), "核对收条号"));
            }
            1
        }
        None => {
            let day = settings(&arguments.root)?.first_kept(now.day());
            let day = day.ok_or_else(|| fault("还没有定保存多少天", "在 site.toml 的 [intake] 里写 keep_days"))?;
            arguments.data.write(|session| erase_before(session, &day.to_string(), now))?
        }
    };
    arguments.data.connect()?.scrub().map_err(failed)?;
    anstream::println!("抹掉了 {erased} 份的姓名、电话、难处和说明。");
    Ok(ExitCode::SUCCESS)
}
