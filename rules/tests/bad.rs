//! Faulty policies and what is said of them.
//!
//! Each `bad/NN-name.md`, or folder `bad/NN-name/` of documents that extend one another, has its `bad/NN-name.txt`: every
//! finding with its place, the line, what is wrong and what to do. `UPDATE=1` writes the expectations anew; read them
//! as the clerk who gets them before committing.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use common::{compile_texts, document, shipped_texts};
use rules::{Compiled, Diagnostic, Document, Severity, compile, line_column};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad");

/// A case: the files of one policy folder, as `(id, file, text)`.
struct Case {
    name: String,
    files: Vec<(String, String, String)>,
}

impl Case {
    fn compiled(&self) -> Compiled {
        let documents: Vec<Document<'_>> = self.files.iter().map(|(id, file, text)| document(id, file, text)).collect();
        compile(&documents)
    }

    /// Every finding as a clerk sees it.
    fn findings(&self) -> String {
        let found = self.compiled().diagnostics;
        if found.is_empty() {
            return "没有错误\n".into();
        }
        let text_of = |file: &str| self.files.iter().find(|(_, name, _)| name == file).map_or("", |(_, _, text)| text.as_str());
        let shown: Vec<String> = found.iter().map(|finding| show(finding, text_of(&finding.file))).collect();
        shown.join("\n")
    }
}

/// Where, what, the line with the place marked (`|` where it lies between two characters), what to do.
fn show(finding: &Diagnostic, text: &str) -> String {
    let (line, column) = line_column(text, finding.start);
    let begin = text[..finding.start].rfind('\n').map_or(0, |at| at + 1);
    let words = text[begin..].split(['\n', '\r']).next().unwrap();
    let end = finding.end.clamp(finding.start, begin + words.len().max(finding.start - begin));
    let mut shown = String::new();
    let severity = if finding.severity == Severity::Error { "错误" } else { "提醒" };
    writeln!(shown, "{}:{line}:{column}: {severity}: {}", finding.file, finding.message).unwrap();
    writeln!(shown, "  {words}").unwrap();
    let marks = if finding.start == finding.end { "|".into() } else { "^".repeat(width(&text[finding.start..end]).max(1)) };
    writeln!(shown, "  {}{marks}", " ".repeat(width(&text[begin..finding.start]))).unwrap();
    writeln!(shown, "  {}", finding.help).unwrap();
    shown
}

/// Columns on a screen: a full-width character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

fn read(path: &Path) -> (String, String, String) {
    let (id, file) = (path.file_stem().unwrap().to_string_lossy(), path.file_name().unwrap().to_string_lossy());
    (id.into_owned(), file.into_owned(), fs::read_to_string(path).unwrap())
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for path in sorted(Path::new(FOLDER)) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            cases.push(Case { name, files: sorted(&path).iter().map(|path| read(path)).collect() });
        } else if path.extension().is_some_and(|ending| ending == "md") {
            cases.push(Case { name, files: vec![read(&path)] });
        }
    }
    cases
}

#[test]
fn every_fault_is_told_at_its_place_in_plain_words() {
    let (update, mut wrong) = (std::env::var_os("UPDATE").is_some(), Vec::new());
    for case in cases() {
        let golden = Path::new(FOLDER).join(format!("{}.txt", case.name));
        let found = case.findings();
        if update {
            fs::write(&golden, &found).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != found {
            wrong.push(format!("== {}\n{found}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE=1 writes what is said now.", wrong.join("\n"));
}

#[test]
fn every_case_has_its_expectation_and_every_expectation_its_case() {
    let expected: BTreeSet<String> = sorted(Path::new(FOLDER))
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let names: BTreeSet<String> = cases().into_iter().map(|case| case.name).collect();
    assert_eq!(names, expected);
    assert!(names.len() >= 55, "{} cases", names.len());
}

#[test]
fn a_policy_comes_out_exactly_where_nothing_is_wrong() {
    for case in cases() {
        let compiled = case.compiled();
        let (good, all) = (compiled.policies.len(), case.files.len());
        assert_eq!(good == all, compiled.diagnostics.is_empty(), "{}", case.name);
    }
}

/// Compiles a text that somebody is in the middle of writing; places must lie inside it.
fn compiles_without_panic(id: &str, text: &str, others: &[(String, String)]) {
    let mut texts = vec![(id.to_string(), text.to_string())];
    texts.extend(others.iter().filter(|(other, _)| other != id).cloned());
    for finding in compile_texts(&texts).diagnostics {
        let text = texts.iter().find(|(id, _)| *id == finding.file).map_or("", |(_, text)| text.as_str());
        assert!(finding.start <= finding.end && finding.end <= text.len(), "{finding:?}");
        assert!(text.is_char_boundary(finding.start) && text.is_char_boundary(finding.end), "{finding:?}");
    }
}

/// Definitions of which each uses the one before it.
fn chain(length: usize) -> usize {
    let define = |index: usize| {
        format!(
            "```toml define\nname = \"数{index}\"\nvalue = \"{}\"\n```\n",
            if index == 1 { "1".into() } else { format!("数{} + 1", index - 1) }
        )
    };
    let rules: String = (1..length).map(define).collect();
    let outcome = format!("```toml outcome\nname = \"结论\"\nwhen = \"数{} > 0\"\n```\n", length - 1);
    let text = format!("+++\n[policy]\nid = \"t\"\n+++\n# 条款 {{#c}}\n{rules}{outcome}");
    compile_texts(&[("t".into(), text)]).diagnostics.len()
}

#[test]
fn a_hundred_rules_may_rest_on_one_another() {
    assert_eq!([99, 100, 101, 102].map(chain), [0, 0, 1, 1]);
}

/// A good document with every kind of rule and most of the grammar.
fn rich() -> String {
    fs::read_to_string(Path::new(FOLDER).join("72-full-width.md")).unwrap()
}

#[test]
fn no_document_that_breaks_off_makes_it_panic() {
    let text = rich();
    for (at, _) in text.char_indices() {
        compiles_without_panic("72-full-width", &text[..at], &[]);
    }
}

#[test]
fn no_missing_character_makes_it_panic() {
    let text = rich();
    for (at, c) in text.char_indices() {
        compiles_without_panic("72-full-width", &format!("{}{}", &text[..at], &text[at + c.len_utf8()..]), &[]);
    }
}

#[test]
fn no_cut_in_a_shipped_policy_makes_it_panic() {
    const STRIDE: usize = 211;
    let texts = shipped_texts();
    for (id, text) in &texts {
        for (at, c) in text.char_indices().step_by(STRIDE) {
            compiles_without_panic(id, &text[..at], &texts);
            compiles_without_panic(id, &format!("{}{}", &text[..at], &text[at + c.len_utf8()..]), &texts);
        }
    }
}
