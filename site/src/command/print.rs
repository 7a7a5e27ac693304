//! How findings and results reach the person who called.

use std::io::IsTerminal;
use std::process::ExitCode;

use rules::Diagnostic;

use crate::source::{Findings, Root, Texts};

use super::FAULT;

/// A world without texts, for faults that come before any folder was opened.
struct Nowhere;

impl Texts for Nowhere {
    fn text_of(&self, _file: &str) -> Option<String> {
        None
    }
}

/// Prints findings with their lines, and how many there are.
pub fn findings(findings: &Findings, root: Option<&Root>) {
    let texts: &dyn Texts = root.map_or(&Nowhere, |root| root);
    anstream::eprint!("{}", findings.render(texts, true));
    let (errors, warnings) = (findings.errors(), findings.warnings());
    if errors + warnings > 1 {
        anstream::eprintln!("共 {errors} 处错误，{warnings} 处要注意。");
    }
}

/// Prints one finding and fails.
#[must_use]
pub fn fail(finding: Diagnostic) -> ExitCode {
    findings(&Findings::new(vec![finding]), None);
    ExitCode::from(FAULT)
}

/// Says on a terminal what takes time; in a pipe it says nothing.
pub fn progress(words: &str) {
    if std::io::stderr().is_terminal() {
        anstream::eprintln!("{words}");
    }
}
