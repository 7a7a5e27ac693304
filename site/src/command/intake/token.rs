//! `mingbai intake token`: lets somebody in, or no longer.

use std::process::ExitCode;

use ::intake::store::{add_token, remove_token, tokens};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rules::Diagnostic;

use super::data::{DataArguments, failed, fault, now};

/// What can be said to `intake token`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    /// 给谁；这个名字会写进每一次改动的经过
    #[arg(long, value_name = "姓名", default_value = "", hide_default_value = true)]
    name: String,
    /// 收回这个人的口令
    #[arg(long)]
    remove: bool,
    /// 看看都给了谁
    #[arg(long, conflicts_with_all = ["name", "remove"])]
    list: bool,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    if arguments.list {
        for (name, made) in tokens(arguments.data.connect()?.as_mut()).map_err(failed)? {
            anstream::println!("{name}  {made}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let name = arguments.name.trim();
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(fault("没有写给谁", "用 --name 写姓名"));
    }
    if arguments.remove {
        if !arguments.data.write(|session| remove_token(session, name))? {
            return Err(fault(format!("没有给“{name}”的口令"), "核对姓名"));
        }
        anstream::println!("收回了“{name}”的口令。");
        return Ok(ExitCode::SUCCESS);
    }
    let random = ::intake::random_bytes::<32>().map_err(|_| fault("系统给不出随机数", "重新运行一次"))?;
    let token = URL_SAFE_NO_PAD.encode(random);
    if !arguments.data.write(|session| add_token(session, name, &token, now()))? {
        return Err(fault(format!("“{name}”已经有口令了"), "忘了就先收回：加上 --remove，再生成一个"));
    }
    anstream::println!("{token}");
    anstream::eprintln!("这是“{name}”的口令，只显示这一次，请交给本人保管。");
    Ok(ExitCode::SUCCESS)
}
