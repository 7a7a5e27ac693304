//! What the calculator answers the scripts of the site.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops where it fails")]

#[path = "../../rules/tests/common/mod.rs"]
mod common;

use common::{day, household, shipped};
use serde_json::{Value, json};

fn consider(facts: &Value, wants_measures: bool) -> Value {
    let policy = shipped("fuqing-2020-8");
    let calculator = policy.at(day("2020-07-06"));
    let answered: Vec<&str> = facts.as_object().unwrap().keys().map(String::as_str).collect();
    let facts = household(&policy, &facts.to_string());
    serde_json::from_str(&mingbai_wasm::consider(&calculator, &facts, &answered, wants_measures)).unwrap()
}

#[test]
fn only_what_bears_on_the_outcome_is_pending_and_measures_follow_by_choice() {
    assert_eq!(consider(&json!({}), false)["pending"][0], "家庭人口");
    let settled = json!({"家庭人口": 4, "建档立卡情况": "普通农户", "年可支配收入": "20000"});
    let view = consider(&settled, false);
    assert_eq!((&view["pending"], &view["assessment"]["outcome"]), (&json!([]), &json!("likely")));
    assert!(view["later"].as_array().unwrap().contains(&json!("受灾严重影响基本生活")));
    assert_eq!(consider(&settled, true)["pending"], view["later"]);
}

#[test]
fn an_answer_of_not_knowing_is_not_asked_again() {
    let view = consider(&json!({"家庭人口": null}), false);
    assert!(!view["pending"].as_array().unwrap().contains(&json!("家庭人口")));
    assert!(view["assessment"]["ask"].as_array().unwrap().contains(&json!("家庭人口")));
}

#[test]
fn answers_are_repeated_in_words_and_rough_ones_offered() {
    let view = consider(&json!({"家庭人口": 4, "年可支配收入": {"low": "16000", "high": "33599.99"}, "困难原因": []}), false);
    let question = |name: &str| view["questions"].as_array().unwrap().iter().find(|question| question["name"] == name).unwrap().clone();
    assert_eq!(question("家庭人口")["said"], "4 人");
    assert_eq!(question("年可支配收入")["said"], "16,000 至 33,599.99 元");
    assert_eq!(question("困难原因")["said"], "都没有");
    assert_eq!(question("住房困难")["said"], Value::Null);
    assert_eq!(question("上年度收入")["asked"], false);
    assert_eq!(question("年可支配收入")["bands"][1], json!({"low": "16000", "high": "33599.99", "text": "16,000 元以上，不到 33,600 元"}));
}

#[test]
fn an_answer_that_does_not_arise_counts_for_nothing() {
    let view = consider(
        &json!({"家庭人口": 4, "建档立卡情况": "普通农户", "年可支配收入": "100000", "2019年人均纯收入": "3000", "困难原因": []}),
        false,
    );
    assert_eq!(view["assessment"]["outcome"], "unlikely");
    assert_eq!(view["assessment"]["alerts"][1]["value"], "false");
}

#[test]
fn typed_numbers_come_back_in_figures_and_words() {
    let policy = shipped("fuqing-2020-8");
    let number = |name, typed| serde_json::from_str::<Value>(&mingbai_wasm::number(&policy, name, typed)).unwrap();
    assert_eq!(number("年可支配收入", "3.36万"), json!({"value": "33600", "text": "33,600 元（三万三千六百元）"}));
    assert_eq!(number("家庭人口", "４口人"), json!({"value": "4", "text": "4 人"}));
    assert_eq!(number("家庭人口", "四"), Value::Null);
}

#[test]
fn amounts_are_added_up_exactly() {
    let total = |lines| serde_json::from_str::<Value>(&mingbai_wasm::total(lines)).unwrap();
    assert_eq!(total("2,000\t12\n0.1\t1\n0.2\t1\n1万\t-1")["value"], "14000.3");
    assert_eq!(total("")["value"], "0");
    assert_eq!(total("2000\t12\n两千\t1\n\t1"), json!({"wrong": [1, 2]}));
}
