//! `mingbai assess`: households in, assessments out, one a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use rules::{Detail, Diagnostic, FactError, Facts};

use crate::households::{Household, Households};
use crate::source::reason;

use super::arguments::PolicyArguments;
use super::{FAULT, print};

/// What can be said to `assess`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    policy: PolicyArguments,
    /// 放着家庭情况的文件：一个 JSON 对象、一个数组，或一行一个对象（不写就读标准输入）
    #[arg(value_name = "文件")]
    file: Option<PathBuf>,
}

/// Answers every household in turn; one that cannot be read does not keep the others from their answer.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    let (policy, on) = match arguments.policy.read() {
        Ok(read) => read,
        Err(status) => return status,
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
        let facts = household.json().and_then(|json| Facts::from_json(&policy, json));
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
