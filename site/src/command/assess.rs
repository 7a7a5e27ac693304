//! `mingbai assess`: households in, assessments out, one a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use rules::{Date, Detail, Diagnostic, FactError, Facts};

use crate::build::policies;
use crate::content::today;
use crate::households::{Household, Households};
use crate::source::{Findings, Root, reason};

use super::arguments::RootArgument;
use super::{FAULT, print};

/// What can be said to `assess`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    root: RootArgument,
    /// 用哪一份政策：content/policy 里的文件名，不带 .md
    #[arg(long, value_name = "编号")]
    policy: String,
    /// 按哪一天算，例如 2020-07-06（不写就是今天）
    #[arg(long, value_name = "日期")]
    on: Option<Date>,
    /// 放着家庭情况的文件：一个 JSON 对象、一个数组，或一行一个对象（不写就读标准输入）
    #[arg(value_name = "文件")]
    file: Option<PathBuf>,
}

/// Answers every household in turn; one that cannot be read does not keep the others from their answer.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    let root = match Root::open(&arguments.root.root) {
        Ok(root) => root,
        Err(fault) => return print::fail(fault),
    };
    let (policies, findings) = policies(&root);
    let Some(policy) = policies.iter().find(|policy| policy.id == arguments.policy) else {
        let findings = Findings::new(findings);
        print::findings(&findings, Some(&root));
        let known = policies.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>().join("、");
        let message = format!("没有能用的政策“{}”", arguments.policy);
        return print::fail(Diagnostic::error("", 0..0, message, format!("可以用的政策：{known}")));
    };
    let Some(on) = arguments.on.or_else(today) else {
        return print::fail(Diagnostic::error("", 0..0, "读不到今天的日期", "用 --on 写明日期"));
    };
    let input: Box<dyn BufRead> = match &arguments.file {
        None => Box::new(BufReader::new(io::stdin())),
        Some(path) => match File::open(path) {
            Ok(file) => Box::new(BufReader::with_capacity(1 << 16, file)),
            Err(error) => {
                let message = format!("读不了“{}”：{}", path.display(), reason(&error));
                return print::fail(Diagnostic::error("", 0..0, message, "检查文件名"));
            }
        },
    };
    let calculator = policy.at(on);
    let answer = |household: &Household, out: &mut dyn Write| -> io::Result<bool> {
        let facts = household.json().and_then(|json| Facts::from_json(policy, json));
        let read = match facts {
            Ok(facts) => {
                out.write_all(calculator.assess(&facts, Detail::Derivations).to_json().as_bytes())?;
                true
            }
            Err(errors) => {
                for error in &errors {
                    anstream::eprintln!("第 {} 行：{error}", household.line);
                }
                out.write_all(FactError::refusal(&errors).as_bytes())?;
                false
            }
        };
        out.write_all(b"\n")?;
        Ok(read)
    };
    answer_all(Households::new(input), answer)
}

fn answer_all(households: Households<Box<dyn BufRead>>, answer: impl Fn(&Household, &mut dyn Write) -> io::Result<bool>) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut all, mut refused) = (0_usize, 0_usize);
    for household in households {
        let answered = household.and_then(|household| answer(&household, &mut out));
        match answered {
            Ok(read) => {
                all += 1;
                refused += usize::from(!read);
            }
            // Whoever read the answers has enough of them.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Err(error) => {
                let _ = out.flush();
                return print::fail(Diagnostic::error("", 0..0, format!("读写中断：{}", reason(&error)), "检查文件和磁盘"));
            }
        }
    }
    if let Err(error) = out.flush() {
        return print::fail(Diagnostic::error("", 0..0, format!("写不了：{}", reason(&error)), "检查磁盘空间"));
    }
    if refused > 0 {
        anstream::eprintln!("共 {all} 户，{refused} 户的情况读不了，其余都算了。");
        return ExitCode::from(FAULT);
    }
    ExitCode::SUCCESS
}
