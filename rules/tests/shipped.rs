//! What the shipped policies say of households that a policy officer would try.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::type_complexity, reason = "a test stops where it fails")]

mod common;

use common::{day, household, policy, shipped};
use rules::{Detail, Interval, Outcome, Truth, Unit, range};

#[test]
fn the_shipped_policies_have_no_fault() {
    let policy = shipped("fuqing-2020-8");
    let documents: Vec<&str> = policy.documents.iter().map(|document| document.id.as_str()).collect();
    assert_eq!(documents, ["fuzhou-2020-19", "fuqing-2020-8"]);
    assert_eq!(policy.own_document().unwrap().id, "fuqing-2020-8");
}

#[test]
fn every_outcome_has_its_heading() {
    let headings = [Outcome::Likely, Outcome::Unlikely, Outcome::Incomplete, Outcome::Verify].map(Outcome::heading);
    assert_eq!(headings, ["可能在监测范围内", "按所填情况，暂未发现在监测范围内", "还差几项信息", "需进一步核实"]);
}

#[test]
fn the_catalogue_is_json_with_every_rule() {
    let policy = shipped("fuqing-2020-8");
    let catalogue: serde_json::Value = serde_json::from_str(&policy.at(day("2020-07-06")).catalogue()).unwrap();
    let lists = ["questions", "parameters", "defines", "tests", "outcome", "alerts", "measures", "assumptions"];
    let rules: usize = lists.iter().map(|list| catalogue[list].as_array().unwrap().len()).sum();
    assert_eq!((catalogue["policy"].as_str(), rules), (Some("fuqing-2020-8"), policy.rules.len()));
    let clauses = catalogue["clauses"].as_array().unwrap();
    assert!(clauses.iter().any(|clause| clause["id"] == "fz19-4-4-2" && clause["document"] == "fuzhou-2020-19"));
    let named = |list: &str, name: &str| catalogue[list].as_array().unwrap().iter().find(|rule| rule["name"] == name).cloned().unwrap();
    for (question, conditional) in [("家庭人口", false), ("上年度收入", true)] {
        assert_eq!(named("questions", question)["conditional"], conditional);
    }
    for (measure, money) in [("就业帮扶", false), ("过渡期生活救助", true)] {
        assert_eq!(named("measures", measure)["money"], money);
    }
    let share = named("parameters", "大幅缩减幅度");
    assert_eq!((&share["unit"], &share["min"], &share["max"]), (&"%".into(), &"0".into(), &"1".into()));
    let floor = catalogue["parameters"].as_array().unwrap().iter().find(|rule| rule["name"] == "低保标准").unwrap();
    assert_eq!((floor["unit"].as_str(), floor["cite"].as_str()), (Some("元/人"), Some("fz19-5-2-3")));
}

#[test]
fn four_people_hit_by_a_disaster_are_shown_the_standards() {
    let policy = shipped("fuqing-2020-8");
    let facts = household(
        &policy,
        r#"{"家庭人口": 4, "建档立卡情况": "普通农户", "年可支配收入": 20000, "困难原因": ["因灾"], "上年度收入": 60000, "年刚性支出": 10000,
            "是低保对象": false, "义务教育阶段学生": 0, "非义务教育阶段学生": 0, "住房困难": false, "受灾严重影响基本生活": true, "有劳动能力人数": 2}"#,
    );
    let assessment = policy.at(day("2020-07-06")).assess(&facts, Detail::Derivations);
    assert_eq!(assessment.outcome, Outcome::Likely);
    let measure = |name: &str| assessment.measures.iter().find(|measure| measure.name == name).unwrap();
    // What is refused asks nothing, however open its amount is.
    let medical = measure("一次性医疗救助");
    assert_eq!((medical.granted, medical.ask.len(), medical.undecided.len()), (Truth::False, 0, 0));
    let emergency = measure("应急期生活救助");
    assert_eq!((emergency.granted, emergency.cite), (Truth::True, "fz19-4-4-2"));
    assert!(emergency.because.contains("100 元/人 × (1 + 30%) × 4 人 = 520 元"), "{}", emergency.because);
    for step in policy.at(day("2020-07-06")).steps(&facts, "过渡期生活救助") {
        println!("{}: {} [{}]", step.name, step.text, step.cite);
    }
}

#[test]
fn an_answer_to_a_question_that_does_not_arise_is_left_out() {
    let policy = shipped("fuqing-2020-8");
    let calculator = policy.at(day("2020-07-06"));
    let facts = household(&policy, r#"{"家庭人口": 4, "建档立卡情况": "普通农户", "2019年人均纯收入": 3000}"#);
    let (income, _) = policy.find("2019年人均纯收入").unwrap();
    let (people, _) = policy.find("家庭人口").unwrap();
    assert!(!facts.get(income).is_open());
    let relevant = calculator.relevant(&facts);
    assert!(relevant.get(income).is_open());
    assert_eq!(relevant.get(people), facts.get(people));
    let facts = household(&policy, r#"{"2019年人均纯收入": 3000}"#);
    assert!(!calculator.relevant(&facts).get(income).is_open(), "nobody has said that it does not arise");
}

#[test]
fn an_unusual_number_is_noticed_and_taken() {
    let policy = shipped("fuqing-2020-8");
    let calculator = policy.at(day("2020-07-06"));
    let unusual = |json: &str, name: &str| {
        let (id, _) = policy.find(name).unwrap();
        calculator.unusual(&household(&policy, json), id)
    };
    assert_eq!(unusual(r#"{"家庭人口": 4, "年可支配收入": 336000}"#, "年可支配收入"), None);
    assert_eq!(unusual(r#"{"家庭人口": 4, "年可支配收入": 3360000}"#, "年可支配收入"), Some(true));
    assert_eq!(unusual(r#"{"家庭人口": 4, "年可支配收入": 336}"#, "年可支配收入"), Some(false));
    assert_eq!(unusual(r#"{"年可支配收入": 33600}"#, "年可支配收入"), None, "nobody knows of how many people");
    assert_eq!(unusual(r#"{"家庭人口": 4, "义务教育阶段学生": 5}"#, "义务教育阶段学生"), Some(true));
    assert_eq!(unusual(r#"{"家庭人口": 4, "义务教育阶段学生": 4}"#, "义务教育阶段学生"), None);
    assert_eq!(unusual(r#"{"家庭人口": 4, "年可支配收入": {"low": 100, "high": 5000}}"#, "年可支配收入"), None);
}

#[test]
fn rough_answers_are_the_ranges_between_the_edges() {
    let rules = r#"
```toml question
name = "人口"
ask = "?"
kind = "count"
unit = "人"
min = 1
max = 30
bands = ["3人", "6人"]
```
```toml question
name = "收入"
ask = "?"
kind = "money"
min = 0
bands = ["1000元/人 × 人口", "2000元/人 × 人口"]
```
```toml question
name = "花费"
ask = "?"
kind = "money"
```
```toml test
name = "条件"
when = "收入 > 花费"
```
"#;
    let policy = policy(rules);
    let calculator = policy.at(day("2020-07-06"));
    let bands = |json: &str, name: &str| -> Vec<String> {
        let found = calculator.bands(&household(&policy, json), policy.find(name).unwrap().0);
        found.iter().map(|band: &Interval| range(band, &Unit::none(), false)).collect()
    };
    assert_eq!(bands("{}", "人口"), ["1 至 2", "3 至 5", "6 至 30"]);
    assert_eq!(bands(r#"{"人口": 4}"#, "收入"), ["0 至 3,999.99", "4,000 至 7,999.99", "8,000 以上"]);
    // Nobody knows the edges; there are none; there is nothing to ask.
    for (json, name) in [("{}", "收入"), (r#"{"人口": 4}"#, "花费"), ("{}", "条件")] {
        assert_eq!(bands(json, name), [""; 0], "{name}");
    }
    assert!(
        ["花费", "条件"]
            .iter()
            .all(|name| calculator.unusual(&household(&policy, r#"{"花费": 9}"#), policy.find(name).unwrap().0).is_none())
    );
}

#[test]
fn only_alerts_that_raise_and_are_open_are_asked_about() {
    let question = |name: &str| format!("```toml question\nname = \"{name}\"\nask = \"?\"\nkind = \"yes-no\"\n```\n");
    let alert = |name: &str, when: &str, raise: bool| {
        format!("```toml alert\nname = \"{name}\"\nwhen = \"{when}\"\nmessage = \"!\"\nraise = {raise}\n```\n")
    };
    let rules = [
        ["甲", "乙", "丙"].map(question).concat(),
        "```toml outcome\nname = \"结论\"\nwhen = \"丙\"\n```\n".into(),
        alert("开", "甲", true),
        alert("关", "丙 且 乙", true),
        alert("旁", "非 丙", false),
    ];
    let policy = policy(&rules.concat());
    let calculator = policy.at(day("2020-07-06"));
    let found = |json: &str| {
        let assessment = calculator.assess(&household(&policy, json), Detail::Figures);
        (assessment.outcome, assessment.ask)
    };
    assert_eq!(found("{}"), (Outcome::Incomplete, vec!["丙"]));
    assert_eq!(found(r#"{"丙": false}"#), (Outcome::Incomplete, vec!["甲"]));
    assert_eq!(found(r#"{"丙": false, "甲": false}"#), (Outcome::Unlikely, vec![]));
    assert_eq!(found(r#"{"丙": false, "甲": true}"#), (Outcome::Verify, vec![]));
    assert_eq!(found(r#"{"丙": true}"#), (Outcome::Likely, vec![]));
}
