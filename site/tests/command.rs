//! The command line: exit statuses, streams, and households in and out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod harness;

use harness::{County, mingbai};

#[test]
fn usage_faults_are_told_in_chinese_with_status_two() {
    for arguments in [&["bild"][..], &["build", "--nowhere"], &["assess"], &["serve", "--port", "x"], &["build", "--root"], &[]] {
        let done = mingbai(arguments, "");
        assert_eq!(done.code, 2, "{arguments:?}");
        assert!(done.err.contains("用法"), "{arguments:?}: {}", done.err);
    }
    let help = mingbai(&["--help"], "");
    assert_eq!(help.code, 0);
    assert!(help.out.contains("生成网站"), "{}", help.out);
}

#[test]
fn one_household_a_line_gives_one_assessment_a_line() {
    let county = County::new();
    let input = "{\"家庭人口\": 4, \"年收入\": 33600}\n{\"家庭人口\": 4, \"年收入\": \"33599.99\"}\n{}\n";
    let done = county.run_with(&["assess", "--policy", "p-1", "--on", "2020-07-06"], input);
    assert_eq!(done.code, 0, "{}", done.err);
    let outcomes: Vec<String> = done
        .out
        .lines()
        .map(|line| {
            let answer: serde_json::Value = serde_json::from_str(line).unwrap();
            answer["outcome"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(outcomes, ["unlikely", "likely", "incomplete"]);
}

#[test]
fn a_bad_household_is_told_in_its_place_and_the_rest_is_answered() {
    let county = County::new();
    let input = "{\"家庭人囗\": 4}\n{\"家庭人口\": 4\n{\"家庭人口\": -1}\n{\"家庭人口\": 4, \"年收入\": 1}\n";
    let done = county.run_with(&["assess", "--policy", "p-1", "--on", "2020-07-06"], input);
    assert_eq!(done.code, 1);
    let lines: Vec<serde_json::Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["errors"][0]["key"], "家庭人囗");
    assert_eq!(lines[2]["errors"][0]["value"], "-1");
    assert_eq!(lines[3]["outcome"], "likely");
    assert!(done.err.contains("第 1 行") && done.err.contains("第 2 行") && done.err.contains("第 3 行"), "{}", done.err);
}

#[test]
fn arrays_and_single_objects_are_households_too() {
    let county = County::new();
    let run = |input: &str| county.run_with(&["assess", "--policy", "p-1"], input);
    assert_eq!(run("[{\"家庭人口\": 4},\n {}]").out.lines().count(), 2);
    assert_eq!(run("{\n  \"家庭人口\": 4\n}\n").out.lines().count(), 1);
    assert_eq!(run("").out, "");
}

#[test]
fn a_megabyte_of_nesting_is_a_clean_error() {
    let county = County::new();
    for input in ["[".repeat(1 << 20), "{\"家庭人口\":".repeat(100_000), format!("{{\"家庭人口\":{}", "[".repeat(1 << 20))] {
        let done = county.run_with(&["assess", "--policy", "p-1"], &format!("{input}\n"));
        assert_eq!(done.code, 1);
        assert!(done.err.len() < 2_000, "{} bytes", done.err.len());
    }
}

#[test]
fn an_unknown_policy_day_or_file_is_told() {
    let county = County::new();
    let done = county.run(&["assess", "--policy", "p-2"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("p-1"), "{}", done.err);
    assert_eq!(county.run(&["assess", "--policy", "p-1", "--on", "2020-02-30"]).code, 2);
    let done = county.run(&["assess", "--policy", "p-1", "/nowhere.json"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("没有这个文件"), "{}", done.err);
}

#[test]
fn a_port_in_use_is_told() {
    let county = County::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let done = county.run(&["serve", "--port", &port]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("已被别的程序占用"), "{}", done.err);
}
