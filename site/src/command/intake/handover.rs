//! `mingbai intake handover`: says that a day's list was handed over.

use std::process::ExitCode;

use ::intake::store::hand_over;
use rules::Diagnostic;

use super::data::{DataArguments, day, now};

/// What can be said to `intake handover`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// 谁交办的
    #[arg(long, value_name = "姓名")]
    name: String,
    /// 哪一天的名单：这一天以前收到、还没有交办的（不写就是今天）
    #[arg(long, value_name = "日期")]
    day: Option<String>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    let day = day(arguments.day.as_deref())?;
    let count = arguments.data.write(|session| hand_over(session, &day.to_string(), arguments.name.trim(), now()))?;
    anstream::println!("{count} 份改成了“已交办”。");
    Ok(ExitCode::SUCCESS)
}
