//! The guides in `docs/`: whatever they show is compiled, assessed and compared, so that they say what the rules do.
//!
//! The first words of a fence say what is done with it:
//!
//! - `markdown policy`: a whole document. All of them are compiled together with the shipped policies, without a finding.
//! - `markdown rule in=ID`: rules that stand in that document in place of the one of the same name, or at its end.
//! - `markdown fault in=ID`: the same, with faults; the `text said` behind it is what the command prints of them.
//! - `json household policy=ID on=DATE`: a household; with `changed`, under the rules as the last fence changed them.
//!   Behind it stands what comes of it: `json result` (what it shows, not more), `json refused` (all of it), or
//!   `text values`, expressions with their values.
//! - `text figures policy=ID on=DATE`: words with `{{…}}` and what stands there on that day.
//! - `json catalogue policy=ID on=DATE`: what it shows of the catalogue.
//! - `text` and `console`: words and commands, looked at by nobody.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod common;

use common::{day, document, shipped_texts};
use rules::{Calculator, Compiled, Detail, Diagnostic, Document, FactError, Facts, Policy, Severity, Value, compile, line_column, plain};
use serde_json::Value as Json;

const GUIDES: [&str; 2] = ["policy-language.md", "policy-language.zh-CN.md"];

/// A fence of a guide.
struct Fence {
    line: usize,
    words: Vec<String>,
    body: String,
}

impl Fence {
    fn kind(&self) -> String {
        let free = |word: &&String| !word.contains('=') && *word != "changed";
        self.words.iter().filter(free).map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    fn get(&self, key: &str) -> &str {
        let found = self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
        found.unwrap_or_else(|| panic!("line {}: no {key}=", self.line))
    }
}

fn fences(text: &str) -> Vec<Fence> {
    let mut fences: Vec<Fence> = Vec::new();
    let mut open: Option<usize> = None;
    for (index, line) in text.lines().enumerate() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match open {
            Some(wanted) if ticks == wanted && line.len() == ticks => open = None,
            Some(_) => {
                let fence = fences.last_mut().unwrap();
                fence.body.push_str(line);
                fence.body.push('\n');
            }
            None if ticks >= 3 => {
                open = Some(ticks);
                let words = line.trim_start_matches('`').split_whitespace().map(String::from).collect();
                fences.push(Fence { line: index + 1, words, body: String::new() });
            }
            None => {}
        }
    }
    assert_eq!(open, None, "a fence is not closed");
    fences
}

/// Policies by id, the shipped ones first.
#[derive(Clone)]
struct Texts(Vec<(String, String)>);

impl Texts {
    fn compiled(&self) -> Compiled {
        let files: Vec<String> = self.0.iter().map(|(id, _)| file(id)).collect();
        let documents: Vec<Document<'_>> = self.0.iter().zip(&files).map(|((id, text), file)| document(id, file, text)).collect();
        compile(&documents)
    }

    fn policy(&self, id: &str) -> Policy {
        let compiled = self.compiled();
        assert_eq!(said(&compiled.diagnostics, self), "");
        compiled.policies.into_iter().find(|policy| policy.id == id).unwrap_or_else(|| panic!("no policy {id}"))
    }

    /// The same with rules put into one document.
    fn with(&self, id: &str, rules: &str) -> Self {
        let mut texts = self.clone();
        let text = &mut texts.0.iter_mut().find(|(own, _)| own == id).unwrap_or_else(|| panic!("no policy {id}")).1;
        let names: Vec<&str> = rules.lines().filter(|line| line.starts_with("name = ")).collect();
        match names.as_slice() {
            [name] if text.contains(*name) => *text = replaced(text, name, rules),
            _ => *text = format!("{text}\n{rules}"),
        }
        texts
    }
}

fn file(id: &str) -> String {
    format!("content/policy/{id}.md")
}

/// The text with another block in place of the one in which a line stands.
fn replaced(text: &str, line: &str, block: &str) -> String {
    let at = text.find(line).unwrap();
    let (before, behind) = text.split_at(at);
    let (head, _) = before.split_at(before.rfind("```toml").unwrap());
    let (_, tail) = behind.split_at(behind.find("```\n").unwrap() + 4);
    format!("{head}{block}{tail}")
}

/// Findings as the command prints them.
fn said(findings: &[Diagnostic], texts: &Texts) -> String {
    let mut out = Vec::new();
    for finding in findings {
        let text = texts.0.iter().find(|(id, _)| file(id) == finding.file).map_or("", |(_, text)| text.as_str());
        let (line, column) = line_column(text, finding.start);
        let words = text.lines().nth(line - 1).unwrap_or_default();
        let (before, behind) = text.split_at(finding.start);
        let before = before.rsplit('\n').next().unwrap();
        let marked = behind.split_at(finding.end - finding.start).0.lines().next().unwrap_or_default();
        let level = if finding.severity == Severity::Error { "错误" } else { "注意" };
        let number = line.to_string();
        let space = " ".repeat(number.len());
        let marks = format!("{}{}", " ".repeat(width(before)), "^".repeat(width(marked).max(1)));
        out.push(format!(
            "{level}: {}\n{space}--> {}:{line}:{column}\n{space} |\n{number} | {words}\n{space} | {marks}\n{space} |\n{space} = 怎么改: {}\n",
            finding.message, finding.file, finding.help
        ));
    }
    out.join("\n")
}

/// Columns on a screen: a full-width character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

/// What is shown and is otherwise.
fn differences(path: &str, shown: &Json, found: &Json, wrong: &mut Vec<String>) {
    let named = |item: &Json| item["name"].as_str().map(String::from);
    match (shown, found) {
        (Json::Object(members), Json::Object(all)) => {
            for (key, value) in members {
                match all.get(key) {
                    Some(found) => differences(&format!("{path}.{key}"), value, found, wrong),
                    None => wrong.push(format!("{path}.{key} is not there")),
                }
            }
        }
        (Json::Array(items), Json::Array(all)) if !items.is_empty() && items.iter().all(|item| named(item).is_some()) => {
            for item in items {
                let name = named(item).unwrap();
                match all.iter().find(|found| named(found).as_deref() == Some(&name)) {
                    Some(found) => differences(&format!("{path}.{name}"), item, found, wrong),
                    None => wrong.push(format!("{path}: no {name}")),
                }
            }
        }
        _ if shown != found => wrong.push(format!("{path}: {found}, not {shown}")),
        _ => {}
    }
}

/// A value in a table of expressions.
fn value_words(value: &Value) -> String {
    match value {
        Value::Number(interval) => match interval.as_point() {
            Some(point) => plain(point),
            None => {
                let end = |end: Option<_>, none: &str| end.map_or_else(|| String::from(none), plain);
                format!("[{}, {}]", end(interval.low(), "-∞"), end(interval.high(), "∞"))
            }
        },
        Value::Truth(truth) => truth.word().into(),
        other => panic!("{other:?}"),
    }
}

/// The household of the fences behind it.
struct Household {
    policy: Policy,
    on: String,
    json: String,
}

impl Household {
    fn calculator(&self) -> Calculator<'_> {
        self.policy.at(day(&self.on))
    }

    fn facts(&self) -> Facts {
        Facts::from_json(&self.policy, &self.json).unwrap_or_else(|errors| panic!("{errors:?}\n{}", self.json))
    }
}

/// Everything in a guide that is otherwise than it says.
fn wrong_in(guide: &str) -> (Vec<String>, usize) {
    let path = format!("{}/../docs/{guide}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (fences, mut wrong, mut looked_at) = (fences(&text), Vec::new(), 0);
    let mut texts = Texts(shipped_texts());
    let id = |body: &str| body.lines().find_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"').map(String::from)).unwrap();
    texts.0.extend(fences.iter().filter(|fence| fence.kind() == "markdown policy").map(|fence| (id(&fence.body), fence.body.clone())));
    let found = said(&texts.compiled().diagnostics, &texts);
    assert_eq!(found, "", "{guide}");

    let mut changed = texts.clone();
    let mut household: Option<Household> = None;
    for fence in &fences {
        let mut say = |what: &str| wrong.push(format!("{guide}:{}: {what}", fence.line));
        looked_at += 1;
        match fence.kind().as_str() {
            "markdown policy" => {}
            "markdown rule" => {
                changed = texts.with(fence.get("in"), &fence.body);
                let found = said(&changed.compiled().diagnostics, &changed);
                if !found.is_empty() {
                    say(&format!("\n{found}"));
                }
            }
            "markdown fault" => changed = texts.with(fence.get("in"), &fence.body),
            "text said" => {
                let found = said(&changed.compiled().diagnostics, &changed);
                if found != fence.body {
                    say(&format!("it says\n{found}"));
                }
            }
            "json household" => {
                let rules = if fence.words.iter().any(|word| word == "changed") { &changed } else { &texts };
                let policy = rules.policy(fence.get("policy"));
                household = Some(Household { policy, on: fence.get("on").into(), json: fence.body.clone() });
            }
            "json result" => {
                let household = household.as_ref().unwrap();
                let (calculator, facts) = (household.calculator(), household.facts());
                let found = calculator.assess(&facts, Detail::Derivations).to_json();
                let shown: Json = serde_json::from_str(&fence.body).unwrap_or_else(|error| panic!("{guide}:{}: {error}", fence.line));
                differences("result", &shown, &serde_json::from_str(&found).unwrap(), &mut wrong);
            }
            "json refused" => {
                let household = household.as_ref().unwrap();
                let found = Facts::from_json(&household.policy, &household.json)
                    .map_or_else(|errors| FactError::refusal(&errors), |_| "it can be read".into());
                if serde_json::from_str::<Json>(&found).unwrap_or_default() != serde_json::from_str::<Json>(&fence.body).unwrap() {
                    say(&found);
                }
            }
            "text values" => {
                let household = household.as_ref().unwrap();
                for line in fence.body.lines() {
                    let (source, shown) = line.split_once(" → ").unwrap();
                    let value = household.policy.value_of(source.trim(), &household.facts(), day(&household.on));
                    let found = value.map_or_else(|error| error.message, |value| value_words(&value));
                    if found != shown.trim() {
                        say(&format!("{}: {found}, not {shown}", source.trim()));
                    }
                }
            }
            "text figures" => {
                let policy = texts.policy(fence.get("policy"));
                for line in fence.body.lines() {
                    let (words, shown) = line.split_once(" → ").unwrap();
                    let found = policy.fill(words.trim(), day(fence.get("on"))).unwrap_or_else(|errors| format!("{errors:?}"));
                    if found != shown.trim() {
                        say(&format!("{}: {found}, not {shown}", words.trim()));
                    }
                }
            }
            "json catalogue" => {
                let policy = texts.policy(fence.get("policy"));
                let found = policy.at(day(fence.get("on"))).catalogue();
                let shown: Json = serde_json::from_str(&fence.body).unwrap_or_else(|error| panic!("{guide}:{}: {error}", fence.line));
                differences("catalogue", &shown, &serde_json::from_str(&found).unwrap(), &mut wrong);
            }
            "text" | "console" => looked_at -= 1,
            other => say(&format!("nobody looks at “{other}”")),
        }
    }
    (wrong, looked_at)
}

#[test]
fn the_guides_say_what_the_rules_do() {
    for guide in GUIDES {
        let (wrong, looked_at) = wrong_in(guide);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(looked_at >= 10, "{guide}: {looked_at}");
    }
}

#[test]
fn every_fault_shows_what_is_said_and_every_household_what_comes_of_it() {
    for guide in GUIDES {
        let text = std::fs::read_to_string(format!("{}/../docs/{guide}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let kinds: Vec<String> = fences(&text).iter().map(Fence::kind).collect();
        for pair in kinds.windows(2) {
            let answers: &[&str] = match pair[0].as_str() {
                "markdown fault" => &["text said"],
                "json household" => &["json result", "json refused", "text values"],
                _ => continue,
            };
            assert!(answers.contains(&pair[1].as_str()), "{guide}: {pair:?}");
        }
    }
}
