//! Households that a policy officer would try, and what the shipped policies say of them.
//!
//! `households/*.toml` are the cases; each says what it is, which clause or reading it proves, and what must come out.
//! `households/faulty.txt` are households that cannot be read, each with what is said of it; `UPDATE=1` writes what is
//! said anew.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use common::{day, shipped};
use rules::{Amount, Assessment, Detail, Facts, Policy, Truth, plain};
use toml::de::{DeTable, DeValue};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/households");
const POLICIES: [&str; 2] = ["fuzhou-2020-19", "fuqing-2020-8"];
const OUTCOMES: [&str; 4] = ["likely", "verify", "incomplete", "unlikely"];

/// What may stand in a case beside the household.
const KEYS: [&str; 14] = [
    "what",
    "proves",
    "policy",
    "on",
    "household",
    "outcome",
    "tests",
    "alerts",
    "measures",
    "amounts",
    "ask",
    "undecided",
    "caveats",
    "cites",
];

/// A case as JSON: the household goes to the engine as it stands.
struct Case {
    file: String,
    entries: BTreeMap<String, serde_json::Value>,
    household: String,
}

fn json(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => serde_json::to_string(text).unwrap(),
        DeValue::Integer(number) => number.as_str().into(),
        DeValue::Float(number) => number.as_str().into(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(day) => format!("\"{day}\""),
        DeValue::Array(items) => format!("[{}]", items.iter().map(|item| json(item.get_ref())).collect::<Vec<_>>().join(",")),
        DeValue::Table(entries) => object(entries),
    }
}

fn object(entries: &DeTable<'_>) -> String {
    let member = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        format!("{}:{}", serde_json::to_string(key).unwrap(), json(value.get_ref()))
    };
    format!("{{{}}}", entries.iter().map(member).collect::<Vec<_>>().join(","))
}

fn files(ending: &str) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == ending));
    paths.sort();
    paths
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for path in files("toml") {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let table = DeTable::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        for entry in table.get_ref().get("case").unwrap().get_ref().as_array().unwrap().iter() {
            let DeValue::Table(entries) = entry.get_ref() else { panic!("{file}: a case is a table") };
            let household = json(entries.get("household").unwrap().get_ref());
            let entries: BTreeMap<String, serde_json::Value> = serde_json::from_str(&object(entries)).unwrap();
            cases.push(Case { file: file.clone(), entries, household });
        }
    }
    cases
}

impl Case {
    fn text(&self, key: &str) -> Option<&str> {
        self.entries.get(key).map(|value| value.as_str().unwrap())
    }

    fn title(&self) -> String {
        format!("{}: {}", self.file, self.text("what").unwrap_or("?"))
    }

    /// The members of one of its tables.
    fn members(&self, key: &str) -> Vec<(&str, &serde_json::Value)> {
        let members = self.entries.get(key).map(|value| value.as_object().unwrap().iter());
        members.into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect()
    }

    /// Everything that is otherwise than the case says.
    fn wrong(&self, policy: &Policy) -> Vec<String> {
        let on = day(self.text("on").unwrap_or("2020-07-06"));
        let facts = Facts::from_json(policy, &self.household).unwrap_or_else(|errors| panic!("{}: {errors:?}", self.title()));
        let assessment = policy.at(on).assess(&facts, Detail::Derivations);
        let mut wrong = Vec::new();
        let mut say = |what: &str, wanted: String, found: String| {
            if wanted != found {
                wrong.push(format!("{what}: {found}, not {wanted}"));
            }
        };
        if let Some(outcome) = self.text("outcome") {
            say("outcome", outcome.into(), assessment.outcome.word().into());
        }
        // The outcome is incomplete exactly when something is asked.
        say("asks", (assessment.outcome.word() == "incomplete").to_string(), (!assessment.ask.is_empty()).to_string());
        for key in ["ask", "caveats"] {
            let found = if key == "ask" { &assessment.ask } else { &assessment.caveats };
            if let Some(wanted) = self.entries.get(key) {
                say(key, list(wanted), found.join("、"));
            }
        }
        for key in ["tests", "alerts", "measures", "amounts", "undecided", "cites"] {
            for (name, wanted) in self.members(key) {
                let wanted = if wanted.is_array() { list(wanted) } else { wanted.as_str().unwrap().into() };
                let found = found(&assessment, key, name).unwrap_or_else(|| "no such rule".into());
                say(&format!("{key}.{name}"), wanted, found);
            }
        }
        wrong
    }
}

fn list(value: &serde_json::Value) -> String {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join("、")
}

/// What an assessment says of a rule, in the words of a case.
fn found(assessment: &Assessment<'_>, key: &str, name: &str) -> Option<String> {
    let test = assessment.tests.iter().find(|test| test.name == name);
    let alert = assessment.alerts.iter().find(|alert| alert.name == name);
    let measure = assessment.measures.iter().find(|measure| measure.name == name);
    match key {
        "tests" => test.map(|test| word(test.value)),
        "alerts" => alert.map(|alert| word(alert.value)),
        "measures" => measure.map(|measure| word(measure.granted)),
        "amounts" => measure.map(|measure| measure.amount.map_or_else(|| "没有金额".into(), amount)),
        "undecided" => test.map(|test| test.undecided.join("、")).or_else(|| measure.map(|measure| measure.undecided.join("、"))),
        _ => test.map(|t| t.cite).or_else(|| alert.map(|a| a.cite)).or_else(|| measure.map(|m| m.cite)).map(String::from),
    }
}

fn word(truth: Truth) -> String {
    truth.word().into()
}

/// `520`, `9360 至 18720`, `0 以上`.
fn amount(amount: Amount) -> String {
    match (amount.0.low().map(plain), amount.0.high().map(plain)) {
        (Some(low), Some(high)) if low == high => low,
        (Some(low), Some(high)) => format!("{low} 至 {high}"),
        (Some(low), None) => format!("{low} 以上"),
        _ => "任何数".into(),
    }
}

#[test]
fn every_household_is_assessed_as_its_case_says() {
    let policies = POLICIES.map(shipped);
    let mut wrong = Vec::new();
    for case in cases() {
        for policy in policies.iter().filter(|policy| case.text("policy").is_none_or(|only| only == policy.id)) {
            for fault in case.wrong(policy) {
                wrong.push(format!("{} ({})\n    {fault}", case.title(), policy.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_says_what_it_is_and_what_it_proves() {
    let cases = cases();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    for case in &cases {
        assert!(case.text("what").is_some() && case.text("proves").is_some(), "{}", case.title());
        let unknown: Vec<&String> = case.entries.keys().filter(|key| !KEYS.contains(&key.as_str())).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", case.title());
        let outcome = case.text("outcome");
        assert!(outcome.is_none_or(|outcome| OUTCOMES.contains(&outcome)), "{}", case.title());
        assert!(outcome != Some("incomplete") || case.entries.contains_key("ask"), "{}: what is asked?", case.title());
    }
    for outcome in OUTCOMES {
        let count = cases.iter().filter(|case| case.text("outcome") == Some(outcome)).count();
        assert!(count >= 5, "{outcome}: {count}");
    }
}

/// Households too large to be written out, by the words that stand for them.
fn generated(words: &str) -> Option<String> {
    const MEGABYTE: usize = 1 << 20;
    Some(match words {
        "（一兆个左方括号）" => "[".repeat(MEGABYTE),
        "（家庭人口的回答是一兆个左方括号）" => format!("{{\"家庭人口\": {}", "[".repeat(MEGABYTE)),
        "（家庭人口的回答套了五十万层方括号）" => {
            format!("{{\"家庭人口\": {}{}}}", "[".repeat(MEGABYTE / 2), "]".repeat(MEGABYTE / 2))
        }
        "（困难原因的回答套了五十万层方括号）" => {
            format!("{{\"困难原因\": {}{}}}", "[".repeat(MEGABYTE / 2), "]".repeat(MEGABYTE / 2))
        }
        "（年可支配收入有一兆位数字）" => format!("{{\"年可支配收入\": {}}}", "9".repeat(MEGABYTE)),
        "（一个三十万字的问题名）" => format!("{{\"{}\": 4}}", "家".repeat(300_000)),
        _ => return None,
    })
}

#[test]
fn what_cannot_be_read_is_told_with_what_is_allowed() {
    let policy = shipped("fuqing-2020-8");
    let path = Path::new(FOLDER).join("faulty.txt");
    let (written, mut now, mut count) = (fs::read_to_string(&path).unwrap(), String::new(), 0);
    for line in written.lines().filter(|line| !line.starts_with("    ")) {
        writeln!(now, "{line}").unwrap();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        count += 1;
        let household = generated(line).unwrap_or_else(|| line.replace("␤", "\n"));
        match Facts::from_json(&policy, &household) {
            Ok(_) => writeln!(now, "    （可以读）").unwrap(),
            Err(errors) => errors.iter().for_each(|error| writeln!(now, "    {error}").unwrap()),
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &now).unwrap();
    } else {
        assert_eq!(written, now, "UPDATE=1 writes what is said now");
    }
    assert!(count >= 30, "{count}");
}

#[test]
fn no_household_that_breaks_off_makes_it_panic() {
    let policy = shipped("fuqing-2020-8");
    let whole = r#"{"家庭人口": {"low": 3, "high": "5"}, "建档立卡情况": "普通农户", "困难原因": ["因病", "因灾"], "是低保对象": null, "年可支配收入": 1.5e3}"#;
    assert!(Facts::from_json(&policy, whole).is_ok());
    for (at, c) in whole.char_indices() {
        assert!(Facts::from_json(&policy, &whole[..at]).is_err());
        let _ = Facts::from_json(&policy, &format!("{}{}", &whole[..at], &whole[at + c.len_utf8()..]));
    }
}
