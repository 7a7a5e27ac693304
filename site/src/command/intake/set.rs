//! `mingbai intake set`: where a report stands.

use std::process::ExitCode;

use ::intake::store::{Change, Changed, LONGEST_REASON, change};
use ::intake::{Receipt, State};
use rules::Diagnostic;

use super::data::{DataArguments, fault, now};

/// What can be said to `intake set`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    /// 收条号
    #[arg(value_name = "收条号")]
    receipt: String,
    /// 哪一步：已收到、已交办、已上门核实、建议纳入、不建议纳入、已确认、已办结
    #[arg(value_name = "哪一步")]
    state: String,
    #[command(flatten)]
    data: DataArguments,
    /// 谁改的
    #[arg(long, value_name = "姓名")]
    name: String,
    /// 为什么（往回改、不建议纳入、提前办结，都要写）
    #[arg(long, value_name = "原因", default_value = "", hide_default_value = true)]
    reason: String,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    let receipt = receipt(&arguments.receipt)?;
    let known = State::ALL.map(State::words).join("、");
    let state: State =
        arguments.state.parse().map_err(|_| fault(format!("没有“{}”这一步", arguments.state), format!("写其中一个：{known}")))?;
    let wanted = Change { receipt: receipt.to_string(), state, reason: arguments.reason.clone(), who: arguments.name.trim().to_owned() };
    match arguments.data.write(|session| change(session, &wanted, now()))? {
        Changed::Done => {
            anstream::println!("{receipt} 改成了“{state}”。");
            Ok(ExitCode::SUCCESS)
        }
        Changed::Missing => Err(fault(format!("没有收条号是 {receipt} 的"), "核对收条号")),
        Changed::NeedsReason => Err(fault("这样改要写原因", "用 --reason 写原因")),
        Changed::BadReason => Err(fault(format!("原因最多 {LONGEST_REASON} 个字，不能有换行这样的控制字符"), "把原因改短，写成一行")),
        Changed::NoWay(from) => Err(fault(format!("现在是“{from}”，不能改成“{state}”"), "一步一步改")),
    }
}

/// Reads a receipt.
pub fn receipt(text: &str) -> Result<Receipt, Diagnostic> {
    text.parse().map_err(|_| fault(format!("“{text}”不是收条号"), "写全，例如 261123-4821-9305-7；最后一位用来核对"))
}
