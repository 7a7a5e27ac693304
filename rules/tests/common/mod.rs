//! Policies for tests: a plain reader of Markdown headings and fences, and a household in one line.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

use rules::{Block, Compiled, Date, Document, Facts, Heading, Policy, compile};

/// How many random cases a law is tried on: `full`, or fewer where `PROPTEST_CASES` asks for fewer (`tests/mutants`).
pub fn cases(full: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).map_or(full, |cases: u32| cases.min(full))
}

/// Where front matter, headings and rule blocks stand; enough Markdown for tests.
pub fn document<'a>(id: &'a str, file: &'a str, text: &'a str) -> Document<'a> {
    let mut document = Document { id, file, text, front: 0..0, clauses: Vec::new(), blocks: Vec::new() };
    let (mut at, mut front): (usize, Option<usize>) = (0, None);
    let mut open: Option<(String, std::ops::Range<usize>, usize)> = None;
    for line in text.split_inclusive('\n') {
        let (start, end, words) = (at, at + line.len(), line.trim_end());
        at = end;
        if words == "+++" {
            match front {
                None => front = Some(end),
                Some(from) => document.front = from..start,
            }
        } else if let Some((kind, info, from)) = &open {
            if words == "```" {
                let clause = document.clauses.len().checked_sub(1);
                document.blocks.push(Block { kind: kind.clone(), info: info.clone(), body: *from..start, clause });
                open = None;
            }
        } else if let Some(info) = words.strip_prefix("```") {
            let kind = info.strip_prefix("toml").unwrap_or(info).trim().to_string();
            open = Some((kind, start + 3..start + words.len(), end));
        } else if words.starts_with('#')
            && let Some((title, rest)) = words.split_once("{#")
        {
            let title = title.trim_matches(['#', ' ']).to_string();
            document.clauses.push(Heading { id: rest.trim_end_matches('}').to_string(), title });
        }
    }
    document
}

/// The policies that the project ships, as `(id, text)`.
pub fn shipped_texts() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../content/policy");
    let mut texts: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    texts.sort();
    texts
}

/// Compiles `(id, text)` pairs.
pub fn compile_texts(texts: &[(String, String)]) -> Compiled {
    let documents: Vec<Document<'_>> = texts.iter().map(|(id, text)| document(id, id, text)).collect();
    compile(&documents)
}

/// A shipped policy.
pub fn shipped(id: &str) -> Policy {
    let compiled = compile_texts(&shipped_texts());
    assert_eq!(compiled.diagnostics, []);
    compiled.policies.into_iter().find(|policy| policy.id == id).unwrap()
}

/// A policy of some rules under one clause, with an outcome if they have none.
pub fn policy(rules: &str) -> Policy {
    let outcome = if rules.contains("```toml outcome") { "" } else { "\n```toml outcome\nname = \"结论\"\nwhen = \"是\"\n```\n" };
    let text = format!("+++\ntitle = \"测试\"\n[policy]\nid = \"t\"\n+++\n\n# 条款 {{#c}}\n\n{rules}{outcome}");
    let compiled = compile_texts(&[("t".into(), text.clone())]);
    assert!(compiled.diagnostics.is_empty(), "{:#?}\n{text}", compiled.diagnostics);
    compiled.policies.into_iter().next().unwrap()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn household(policy: &Policy, json: &str) -> Facts {
    Facts::from_json(policy, json).unwrap()
}
