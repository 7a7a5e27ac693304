//! `mingbai check`: everything that can be wrong, all at once.

use std::process::ExitCode;

use rules::{Diagnostic, Severity};

use crate::build::{Cache, Inputs, generate, strict};
use crate::content::today;
use crate::source::{Findings, Root};

use super::arguments::RootArgument;
use super::{FAULT, print};

/// What can be said to `check`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    root: RootArgument,
    /// 连没有填的内容和要复核的数也算作问题
    #[arg(long)]
    strict: bool,
}

/// Reads and renders everything, writes nothing.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    let root = match Root::open(&arguments.root.root) {
        Ok(root) => root,
        Err(fault) => return print::fail(fault),
    };
    let Some(today) = today() else { return print::fail(Diagnostic::error("", 0..0, "读不到今天的日期", "检查系统时间")) };
    let mut findings = Vec::new();
    let inputs = Inputs::read(&root, today, &mut findings);
    let unfilled = arguments.strict.then(|| strict(&inputs));
    let mut made = generate(&root, inputs, None, &Cache::default(), false);
    findings.append(&mut made.findings);
    if let Some(unfilled) = unfilled {
        let unfilled = unfilled.findings(&root, &made.policies);
        // What is told as an error is not told as a warning, too.
        let same = |one: &Diagnostic, other: &Diagnostic| (&one.file, one.start, one.end) == (&other.file, other.start, other.end);
        let told = |finding: &Diagnostic| finding.start < finding.end && unfilled.iter().any(|other| same(finding, other));
        findings.retain(|finding| finding.severity == Severity::Error || !told(finding));
        findings.extend(unfilled);
    }
    let findings = Findings::new(findings);
    print::findings(&findings, Some(&root));
    if findings.errors() > 0 {
        return ExitCode::from(FAULT);
    }
    anstream::println!("检查完了，{} 个页面，没有错误。", made.pages);
    ExitCode::SUCCESS
}
