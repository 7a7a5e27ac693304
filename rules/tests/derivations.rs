//! Derivations in words: what a cadre reads aloud, rule by rule, for households of which more and more is known.
//!
//! `derivations/policy.md` has every kind of rule and of expression; `derivations/said.txt` has what is said of each rule
//! without a household, and then, behind each household, each rule's whole derivation. `UPDATE=1` writes what is said now;
//! read it aloud before committing.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

mod common;

use std::fmt::Write as _;
use std::fs;

use common::{compile_texts, day, household};
use rules::{Detail, Figures, Interval, Policy, Truth, Value, describe};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/derivations");

fn policy() -> Policy {
    let text = fs::read_to_string(format!("{FOLDER}/policy.md")).unwrap();
    let compiled = compile_texts(&[("policy".into(), text)]);
    assert_eq!(compiled.diagnostics, []);
    compiled.policies.into_iter().next().unwrap()
}

/// What is said of every rule by itself.
fn rules(policy: &Policy) -> String {
    let mut said = String::new();
    for rule in policy.rules.iter().filter(|rule| !describe(policy, rule).is_empty()) {
        writeln!(said, "    {}：{}", rule.name, describe(policy, rule)).unwrap();
    }
    said
}

/// The derivation of every rule's value, and the texts with their figures.
fn derivations(policy: &Policy, on: &str, json: &str) -> String {
    let calculator = policy.at(day(on));
    let facts = household(policy, json);
    let mut said = String::new();
    for rule in policy.rules.iter().filter(|rule| !rule.name.is_empty()) {
        for (index, step) in calculator.steps(&facts, &rule.name).iter().enumerate() {
            assert_eq!(step.document, "policy");
            let indent = if index == 0 { "    " } else { "        " };
            writeln!(said, "{indent}{} [{}] {}", step.name, step.cite, step.text).unwrap();
        }
    }
    said
}

#[test]
fn every_derivation_reads_as_it_is_written_down() {
    let (policy, path) = (policy(), format!("{FOLDER}/said.txt"));
    let (written, mut now, mut count) = (fs::read_to_string(&path).unwrap(), String::new(), 0);
    for line in written.lines().filter(|line| !line.starts_with("    ")) {
        writeln!(now, "{line}").unwrap();
        if line == "规则" {
            now.push_str(&rules(&policy));
        } else if let Some((on, json)) = line.split_once(" {") {
            now.push_str(&derivations(&policy, on, &format!("{{{json}")));
            count += 1;
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &now).unwrap();
    } else {
        assert_eq!(written, now, "UPDATE=1 writes what is said now");
    }
    assert!(count >= 5, "{count}");
}

#[test]
fn a_text_shows_its_figures_as_they_are_on_the_day() {
    let policy = policy();
    let fill = |text: &str, on: &str| policy.fill(text, day(on)).unwrap();
    assert_eq!(fill("不到 {{线}}，提高 {{提高}}、{{提高|数}}", "2020-07-06"), "不到 8,400 元/人，提高 30%、30");
    assert_eq!(fill("{{线}}", "2018-12-31"), "未定");
    assert_eq!(fill("{{上限}}、{{封顶}}、{{不稳定}}", "2020-07-06"), "未定（由镇（街）认定）、未定、未定（由村委会认定）");
    assert_eq!(fill("{{执行}}、{{执行|数}}", "2020-07-06"), "是、是");
    assert_eq!(fill("{{执行}}", "2021-01-01"), "否");
    for (on, figure) in [("2020-12-31", "50 元"), ("2021-01-01", "未定"), ("2022-01-01", "60 元")] {
        assert_eq!(fill("{{限时}}", on), figure);
    }
    assert_eq!(fill("{{困难}}、{{类别}}、{{原因}}", "2020-07-06"), "未定、一类、二类、三类、因病、因灾、因学");
    assert_eq!(fill("{{线 × 2}}、{{线 × 2人|数}}、{{30%}}、{{线 < 9000元/人}}", "2020-07-06"), "16,800 元/人、16,800、30%、是");
    assert_eq!(fill("{{非 执行}}、{{人均 + 1元/人}}、{{占比}}、{{同收入|数}}", "2020-07-06"), "否、1 元/人 以上、0% 以上、0 以上");
    assert_eq!(fill("{{人口}}、{{月数|数}}", "2020-07-06"), "1 至 20 人、3 至 6");
}

#[test]
fn a_figure_by_itself_is_worked_out_or_its_fault_told() {
    let policy = policy();
    let calculator = policy.at(day("2020-07-06"));
    let figures = Figures::new(&calculator);
    assert_eq!(figures.figure("线").as_deref(), Ok("8,400 元/人"));
    assert_eq!(figures.figure("线 × 2人|数").as_deref(), Ok("16,800"));
    let fault = figures.figure("线 + 2").unwrap_err();
    assert_eq!((fault.range, fault.message.as_str()), (0..7, "单位不一致：左边是“元/人”，右边没有单位"));
}

#[test]
fn what_both_branches_give_is_certain() {
    let policy = policy();
    let value = |source: &str| policy.value_of(source, &household(&policy, "{}"), day("2020-07-06")).unwrap();
    assert_eq!(value("若(有病, 是, 1 < 2)"), Value::Truth(Truth::True));
    assert_eq!(value("若(有病, 是, 否)"), Value::Truth(Truth::Unknown));
    assert_eq!(value("若(有病, 2, 1 + 1)"), Value::Number(Interval::point(2.into())));
    assert_eq!(value("若(有病, 2, 5)"), Value::Number(Interval::new(Some(2.into()), Some(5.into())).unwrap()));
}

#[test]
fn a_result_names_the_doubtful_figures_that_it_rests_on() {
    let policy = policy();
    let known = r#"{"人口": 4, "收入": 20000, "月数": 3, "得分": 2, "类别": "一类", "原因": ["因病"], "有病": true}"#;
    let caveats = |on: &str, json: &str| policy.at(day(on)).assess(&household(&policy, json), Detail::Figures).caveats;
    assert_eq!(caveats("2020-06-30", known), ["提高"]);
    assert_eq!(caveats("2020-07-01", known), ["线", "提高"]);
    assert_eq!(caveats("2019-12-31", known), [""; 0]);
}

#[test]
fn a_parameter_is_past_its_review_from_the_day_after_on() {
    let policy = policy();
    let said = |on: &str| policy.at(day(on)).steps(&household(&policy, "{}"), "线").remove(0).text;
    assert_eq!(said("2020-06-30"), "线 8,400 元/人（2019年1月1日起；第五条）");
    assert_eq!(said("2020-07-01"), "线 8,400 元/人（2019年1月1日起；第五条；应在2020年6月30日后复核）");
}

#[test]
fn there_is_no_derivation_of_what_is_no_rule() {
    let policy = policy();
    assert_eq!(policy.at(day("2020-07-06")).steps(&household(&policy, "{}"), "没有这一条"), []);
}
