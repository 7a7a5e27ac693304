//! What a household would get: worked out by hand from the documents, and in policies that try the edges.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::type_complexity, reason = "a test stops where it fails")]

mod common;

use common::{day, household, policy, shipped};
use rules::{Calculator, Detail};
use serde_json::Value as Json;

fn relief(calculator: &Calculator<'_>, json: &str) -> Json {
    serde_json::from_str(&calculator.relief(&household(calculator.policy(), json))).unwrap()
}

fn measure<'j>(relief: &'j Json, name: &str) -> &'j Json {
    relief["measures"].as_array().unwrap().iter().find(|measure| measure["name"] == name).unwrap()
}

/// The words of a sum: for the household, for a head, both before the rise.
fn words(sums: &Json) -> [&str; 4] {
    ["amount", "per_head", "before", "before_per_head"].map(|key| sums[key]["words"].as_str().unwrap_or("-"))
}

/// The measures that are counted in the total, perhaps counted, and left out.
fn listed(relief: &Json) -> [Vec<&str>; 3] {
    ["counted", "possible", "left_out"]
        .map(|key| relief["total"][key].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect())
}

const DISASTER: [&str; 3] = ["应急期生活救助", "过渡期生活救助", "冬春临时生活困难救助"];
const MEDICAL: &str = "一次性医疗救助";

/// Four people with 5,000 元 each, hit by a disaster: nobody doubts that they are meant.
const HIT: &str = r#"{"家庭人口": 4, "建档立卡情况": "普通农户", "年可支配收入": 20000, "困难原因": ["因灾"], "上年度收入": 60000,
    "年刚性支出": 10000, "是低保对象": false, "受灾严重影响基本生活": true"#;

#[test]
fn four_people_hit_by_a_disaster_get_what_the_documents_say() {
    let policy = shipped("fuqing-2020-8");
    let calculator = policy.at(day("2020-07-06"));
    let found = relief(&calculator, &format!("{HIT}}}"));
    // 100 元 a head, raised by 30%: 130 元, four times 520 元. 600 元 a head and month: 780 元, 3,120 元 a month for four.
    assert_eq!(words(measure(&found, "应急期生活救助")), ["520 元", "130 元", "400 元", "100 元"]);
    assert_eq!(words(measure(&found, "冬春临时生活困难救助")), ["520 元", "130 元", "400 元", "100 元"]);
    let bridge = measure(&found, "过渡期生活救助");
    assert_eq!(words(bridge), ["9,360 至 18,720 元", "2,340 至 4,680 元", "7,200 至 14,400 元", "1,800 至 3,600 元"]);
    assert_eq!(bridge["rises"], serde_json::json!([{"name": "提高幅度", "low": "0.3", "high": "0.3", "words": "30%"}]));
    assert_eq!(bridge["by"]["question"], "过渡期救助月数");
    let months: Vec<(&str, [&str; 4])> =
        bridge["by"]["cases"].as_array().unwrap().iter().map(|case| (case["words"].as_str().unwrap(), words(case))).collect();
    let wanted = [
        ("3 个月", ["9,360 元", "2,340 元", "7,200 元", "1,800 元"]),
        ("4 个月", ["12,480 元", "3,120 元", "9,600 元", "2,400 元"]),
        ("5 个月", ["15,600 元", "3,900 元", "12,000 元", "3,000 元"]),
        ("6 个月", ["18,720 元", "4,680 元", "14,400 元", "3,600 元"]),
    ];
    assert_eq!(months, wanted);
    // Medical help is refused: they get no 低保. So all is 520 + 520 + 9,360 元 at least.
    let total = &found["total"];
    assert_eq!((measure(&found, "一次性医疗救助")["granted"].as_str(), words(total)[0]), (Some("false"), "10,400 至 19,760 元"));
    let by: Vec<(&str, &str)> =
        total["by"]["cases"].as_array().unwrap().iter().map(|case| (case["value"].as_str().unwrap(), words(case)[0])).collect();
    assert_eq!(by, [("3", "10,400 元"), ("4", "13,520 元"), ("5", "16,640 元"), ("6", "19,760 元")]);
    assert_eq!(listed(&found), [DISASTER.to_vec(), vec![], vec![]]);
}

#[test]
fn an_answered_count_is_one_case_of_the_table() {
    let policy = shipped("fuqing-2020-8");
    let calculator = policy.at(day("2020-07-06"));
    let found = relief(&calculator, &format!("{HIT}, \"过渡期救助月数\": 4}}"));
    assert_eq!(words(&found["total"])[0], "13,520 元");
    let bridge = measure(&found, "过渡期生活救助");
    assert_eq!(words(bridge), ["12,480 元", "3,120 元", "9,600 元", "2,400 元"]);
    assert_eq!(words(&bridge["by"]["cases"][3])[0], "18,720 元");
    // How many months makes no difference to those who get none.
    let dry = relief(&calculator, &HIT.replace("本生活\": true", "本生活\": false}"));
    assert_eq!((words(&dry["total"])[0], &dry["total"]["by"]), ("0 元", &Json::Null));
    assert_eq!(words(measure(&dry, "过渡期生活救助"))[0], "9,360 至 18,720 元");
}

#[test]
fn what_may_be_granted_counts_from_nothing_and_what_has_no_bound_not_at_all() {
    let policy = shipped("fuqing-2020-8");
    let calculator = policy.at(day("2020-07-06"));
    let found = relief(&calculator, "{}");
    // Thirty people at most: 130 元 twice, 780 元 for six months.
    assert_eq!(words(&found["total"])[0], "0 至 148,200 元");
    assert_eq!(listed(&found), [vec![], DISASTER.to_vec(), vec![MEDICAL]]);
    assert_eq!(words(measure(&found, "应急期生活救助")), ["130 至 3,900 元", "130 元", "100 至 3,000 元", "100 元"]);
    // Who knows what was paid at the clinic knows the most that can come of it.
    let paid = HIT.replace("\"是低保对象\": false", "\"是低保对象\": true, \"自付特殊门诊费用\": 500, \"自付住院费用\": 3000");
    let found = relief(&calculator, &format!("{paid}, \"过渡期救助月数\": 3}}"));
    assert_eq!(words(measure(&found, "一次性医疗救助")), ["0 至 3,500 元", "-", "-", "-"]);
    assert_eq!((words(&found["total"])[0], listed(&found)), ("10,400 至 13,900 元", [DISASTER.to_vec(), vec![MEDICAL], vec![]]));
}

#[test]
fn a_head_and_a_case_are_told_only_where_they_have_a_meaning() {
    let count = |name: &str, unit: &str, min: i64, max: i64| {
        format!("```toml question\nname = \"{name}\"\nask = \"?\"\nkind = \"count\"\nunit = \"{unit}\"\nmin = {min}\nmax = {max}\n```\n")
    };
    let amount = |name: &str, amount: &str| format!("```toml measure\nname = \"{name}\"\nwhen = \"是\"\namount = \"{amount}\"\n```\n");
    let percent = |name: &str, value: &str| format!("```toml parameter\nname = \"{name}\"\nunit = \"%\"\n{value}```\n");
    let rules = [
        count("人数", "人", 1, 30),
        count("学生", "人", 0, 30),
        count("次数", "次", 0, 2),
        count("天数", "日", 0, 365),
        count("批数", "次", 5, 16),
        count("趟数", "次", 5, 17),
        "```toml question\nname = \"花费\"\nask = \"?\"\nkind = \"money\"\nmin = 0\nmax = 5\n```\n".into(),
        "```toml define\nname = \"多次\"\nvalue = \"次数 > 1次\"\n```\n".into(),
        percent("涨", "values = [{ from = 2020-01-01, value = 50 }]\n"),
        percent("浮", "max = 10\n"),
        "```toml define\nname = \"每人\"\nvalue = \"10元/人 × (涨 + 1)\"\nunit = \"元/人\"\n```\n".into(),
        amount("按人", "每人 × 人数"),
        amount("有底数", "100元 + 每人 × 人数"),
        amount("两种人", "1元/人/人 × 人数 × 学生"),
        amount("按次", "5元/次 × 次数 × (1 + 浮)"),
        amount("按天", "若(人数 > 3人, 2元/日, 1元/日) × 天数"),
        amount("按花费", "花费 × 2"),
        amount("按多少", "若(多次, 2元, 1元)"),
        amount("按批", "5元/次 × 批数"),
        amount("按趟", "5元/次 × 趟数"),
        amount("两次涨", "10元 × (1 + 涨) × (1 + 浮)"),
        amount("打折", "10元 × (1 - 涨)"),
    ]
    .concat();
    let policy = policy(&rules);
    let calculator = policy.at(day("2020-07-06"));
    let found = relief(&calculator, r#"{"人数": 4, "学生": 2, "天数": 10}"#);
    let told = |name: &str| words(measure(&found, name));
    assert_eq!(told("按人"), ["60 元", "15 元", "40 元", "10 元"]);
    assert_eq!(told("有底数"), ["160 元", "-", "140 元", "-"]);
    assert_eq!(told("两种人"), ["8 元", "-", "-", "-"]);
    // A rise that nobody has decided is told as far as it is known.
    assert_eq!(told("按次"), ["0 至 11 元", "-", "0 至 10 元", "-"]);
    assert_eq!(measure(&found, "按次")["rises"][0]["words"], "0% 至 10%");
    let cases = |name: &str| {
        measure(&found, name)["by"]["cases"].as_array().map(|cases| cases.iter().map(|case| words(case)[0]).collect::<Vec<_>>())
    };
    assert_eq!(cases("按次").unwrap(), ["0 元", "5 至 5.5 元", "10 至 11 元"]);
    // A sum of money is no count, and of what only decides between amounts there are no cases.
    assert_eq!((cases("按花费"), cases("按多少")), (None, None));
    assert_eq!((cases("按批").unwrap().len(), cases("按趟")), (12, None));
    assert_eq!((told("按天"), cases("按天")), (["20 元", "-", "-", "-"], None));
    assert_eq!(told("两次涨"), ["15 至 16.5 元", "-", "10 元", "-"]);
    assert_eq!(told("打折"), ["5 元", "-", "-", "-"]);
}

#[test]
fn amounts_are_those_of_the_assessment() {
    let policy = shipped("fuqing-2020-8");
    let calculator = policy.at(day("2020-07-06"));
    for json in [format!("{HIT}}}"), "{}".into(), r#"{"家庭人口": {"low": 3, "high": 5}, "建档立卡情况": "已脱贫户"}"#.into()]
    {
        let assessed: Json = serde_json::from_str(&calculator.assess(&household(&policy, &json), Detail::Figures).to_json()).unwrap();
        let assessed: Vec<&Json> = assessed["measures"].as_array().unwrap().iter().filter(|measure| !measure["amount"].is_null()).collect();
        let found = relief(&calculator, &json);
        let told = found["measures"].as_array().unwrap();
        assert_eq!(told.len(), assessed.len());
        for (told, assessed) in told.iter().zip(assessed) {
            for key in ["name", "granted"] {
                assert_eq!(told[key], assessed[key]);
            }
            for end in ["low", "high"] {
                assert_eq!(told["amount"][end], assessed["amount"][end]);
            }
        }
    }
}
