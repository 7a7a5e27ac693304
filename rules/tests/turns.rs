//! What would change the outcome: every turn is true, nothing before it changes anything, and none is left out.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::type_complexity, reason = "a test stops where it fails")]

mod common;
#[path = "common/random.rs"]
mod random;

use common::{day, household, policy, shipped};
use proptest::prelude::*;
use random::{CHOICES, Expressions, YES_NO};
use rules::syntax::{Node, Tree};
use rules::{Arithmetic, Calculator, Facts, Nearness, Outcome, QuestionKind, Turn, Value, plain};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

/// The turns of a household as their JSON.
fn turns(calculator: &Calculator<'_>, facts: &Facts) -> Vec<Json> {
    let policy = calculator.policy();
    serde_json::from_str(&Turn::to_json(policy, &calculator.turns(facts))).unwrap()
}

/// The outcome with one answer changed, as the page would show it.
fn outcome(calculator: &Calculator<'_>, answers: &Map<String, Json>, question: &str, answer: &Json) -> Outcome {
    let mut changed = answers.clone();
    changed.insert(question.into(), answer.clone());
    let facts = household(calculator.policy(), &Json::Object(changed).to_string());
    calculator.outcome(&calculator.relevant(&facts))
}

/// What is known of the figures of a policy as one answer changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Constant,
    /// Made of straight pieces.
    Straight,
    /// Of it nothing need be said.
    Bent,
    /// A quotient is rounded differently with every answer, and what is rounded is no single figure: where it is the smaller
    /// of an open answer, that one seems to be worth asking. No law tells with which answers.
    Rounded,
}

/// The shape of a number by the tree that was written.
fn shape(node: &Node, of: &dyn Fn(&str) -> Shape) -> Shape {
    let most = |parts: &[&Node]| parts.iter().map(|part| shape(part, of)).max().unwrap_or(Shape::Constant);
    match &node.tree {
        Tree::Name(name) => of(name),
        Tree::Not(inner) | Tree::Negate(inner) => shape(inner, of),
        Tree::And(parts) | Tree::Or(parts) | Tree::Min(parts) | Tree::Max(parts) => most(&parts.iter().collect::<Vec<_>>()),
        Tree::Arithmetic(Arithmetic::Multiply, a, b) => match (shape(a, of), shape(b, of)) {
            (Shape::Constant, other) | (other, Shape::Constant) => other,
            (a, b) => a.max(b).max(Shape::Bent),
        },
        Tree::Arithmetic(Arithmetic::Divide, a, b) => match (shape(a, of), &b.tree) {
            (a, Tree::Number { value, .. }) if (Decimal::ONE / value).scale() < 10 => a,
            (Shape::Constant, _) if shape(b, of) == Shape::Constant => Shape::Constant,
            _ => Shape::Rounded,
        },
        Tree::Arithmetic(_, a, b) | Tree::Compare(_, a, b) => most(&[a, b]),
        Tree::If(a, b, c) => most(&[a, b, c]),
        _ => Shape::Constant,
    }
}

/// The shape of all figures of a policy.
fn shape_of(expressions: &Expressions, when: &Node, question: &str) -> Shape {
    let plain = |name: &str| if name == question { Shape::Straight } else { Shape::Constant };
    let number = shape(&expressions.number, &plain);
    let all = |name: &str| if name == "数" { number } else { plain(name) };
    let Expressions { number, truth, test, outcome, alert } = expressions;
    [number, truth, test, outcome, alert, when].into_iter().map(|node| shape(node, &all)).max().unwrap()
}

/// What is said of one number is so: tried with many other answers.
fn check_number(
    calculator: &Calculator<'_>,
    answers: &Map<String, Json>,
    question: &str,
    told: &[&Json],
    shape: Shape,
) -> Result<(), TestCaseError> {
    let figure = |value: &Json| value.as_str().map(|text| rules::decimal(text).unwrap());
    let (id, _, asked) = calculator.policy().questions().find(|(_, name, _)| *name == question).unwrap();
    let (step, stride) = match asked.kind {
        QuestionKind::Count => (Decimal::ONE, Decimal::ONE),
        QuestionKind::Money => (Decimal::new(1, 2), Decimal::from(1050)),
        _ => (Decimal::new(1, 2), Decimal::new(7, 2)),
    };
    let now = outcome(calculator, answers, question, &answers[question]);
    let mut same = (asked.domain.low(), asked.domain.high());
    let mut tried = vec![];
    let mut regions = vec![];
    prop_assert!(told.len() <= 2);
    for turn in told {
        let threshold = &turn["threshold"];
        let (at, low, high) = (figure(&threshold["at"]).unwrap(), figure(&threshold["low"]), figure(&threshold["high"]));
        let above = threshold["above"] == true;
        let nearest = if above { low } else { high }.unwrap();
        let before = if above { nearest - step } else { nearest + step };
        let place = if above { &mut same.1 } else { &mut same.0 };
        *place = Some(before);
        let beyond = threshold["beyond"] == true;
        prop_assert_eq!(at, if beyond { before } else { nearest }, "{}", turn);
        prop_assert_eq!(figure(&turn["answers"][0]), Some(nearest));
        prop_assert!(turn["outcome"] != now.word());
        tried.extend([before, nearest, low.unwrap_or(nearest), high.unwrap_or(nearest)]);
        regions.push((low, high, turn["outcome"].as_str().unwrap()));
    }
    let facts = household(calculator.policy(), &Json::Object(answers.clone()).to_string());
    let Value::Number(present) = facts.get(id) else { panic!("{question}") };
    let present = present.as_point().unwrap();
    let (low, high) = (asked.domain.low().unwrap(), asked.domain.high().unwrap_or(Decimal::from(100_000)));
    tried.extend(std::iter::successors(Some(low), |value| Some(value + stride)).take_while(|value| *value <= high));
    for value in tried {
        let inside =
            |low: Option<Decimal>, high: Option<Decimal>| low.is_none_or(|low| low <= value) && high.is_none_or(|high| value <= high);
        let found = outcome(calculator, answers, question, &json!(plain(value))).word();
        // Where no turn is told, nothing changes either; but of figures that bend nothing is said.
        let said = shape <= Shape::Straight || told.iter().any(|turn| (turn["threshold"]["above"] == true) == (value > present));
        if inside(same.0, same.1) && said {
            prop_assert!(found == now.word(), "{question} {value}: {found}, not {}\n{told:?}", now.word());
        }
        for (low, high, then) in &regions {
            prop_assert!(!inside(*low, *high) || found == *then, "{question} {value}: {found}, not {then}\n{told:?}");
        }
    }
    Ok(())
}

/// What is said of options is so, and nothing else is.
fn check_options(calculator: &Calculator<'_>, answers: &Map<String, Json>, question: &str, told: &[&Json]) -> Result<(), TestCaseError> {
    let (_, _, asked) = calculator.policy().questions().find(|(_, name, _)| *name == question).unwrap();
    let given = &answers[question];
    let others: Vec<Json> = match given {
        Json::Bool(value) => vec![json!(!value)],
        Json::Array(chosen) => {
            let toggled = |option: &String| {
                let has = chosen.contains(&json!(option));
                let keep = |other: &&String| (*other == option && !has) || (*other != option && chosen.contains(&json!(other)));
                json!(asked.options.iter().filter(keep).collect::<Vec<_>>())
            };
            asked.options.iter().map(toggled).collect()
        }
        other => asked.options.iter().map(|option| json!(option)).filter(|option| option != other).collect(),
    };
    let now = outcome(calculator, answers, question, given).word();
    let said = |answer: &Json| told.iter().find(|turn| turn["answers"].as_array().unwrap().contains(answer));
    for answer in &others {
        let found = outcome(calculator, answers, question, answer).word();
        let wanted = said(answer).map_or(now, |turn| turn["outcome"].as_str().unwrap());
        prop_assert!(found == wanted, "{question} {answer}: {found}, not {wanted}");
    }
    for turn in told {
        prop_assert!(turn["outcome"] != now);
        for answer in turn["answers"].as_array().unwrap() {
            prop_assert_eq!(outcome(calculator, answers, question, answer).word(), turn["outcome"].as_str().unwrap());
        }
    }
    Ok(())
}

/// All that is said of a household.
fn check(calculator: &Calculator<'_>, answers: &Map<String, Json>, shape: &dyn Fn(&str) -> Shape) -> Result<usize, TestCaseError> {
    let facts = household(calculator.policy(), &Json::Object(answers.clone()).to_string());
    let relevant = calculator.relevant(&facts);
    let turns = turns(calculator, &facts);
    let mut said = 0;
    for (id, name, question) in calculator.policy().questions() {
        let told: Vec<&Json> = turns.iter().filter(|turn| turn["question"] == name).collect();
        said += told.len();
        if relevant.get(id).is_open() {
            prop_assert!(told.is_empty(), "{told:?}");
        } else if question.kind.is_number() {
            if shape(name) < Shape::Rounded {
                check_number(calculator, answers, name, &told, shape(name))?;
            }
        } else {
            check_options(calculator, answers, name, &told)?;
        }
    }
    prop_assert_eq!(said, turns.len());
    if calculator.policy().questions().all(|(_, name, _)| shape(name) < Shape::Rounded) {
        prop_assert_eq!(Nearness::new(calculator).of(calculator, &facts), nearest(calculator, &facts));
    }
    Ok(said)
}

/// How near the nearest of all turns is, in ten-thousandths of its figure, of figures below 1 in ten-thousandths of 1.
fn nearest(calculator: &Calculator<'_>, facts: &Facts) -> Option<u32> {
    let share = |turn: &Turn<'_>| {
        let at = turn.threshold?.at;
        let (id, _) = calculator.policy().find(turn.question)?;
        let Value::Number(answer) = facts.get(id) else { return None };
        let share = (answer.as_point()? - at).abs() * Decimal::from(10_000) / at.abs().max(Decimal::ONE);
        u32::try_from(share.trunc()).ok()
    };
    calculator.turns(facts).iter().filter_map(share).min()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: common::cases(300), ..ProptestConfig::default() })]

    #[test]
    fn turns_of_random_policies_are_true_and_complete(expressions in random::expressions(), when in random::truth(1), told in random::told()) {
        let random::Household { known, parameters, .. } = random::household(&told);
        // One question arises only for some, which must not be said by its own answer.
        let when = if when.to_string().contains(CHOICES.0) { Node { span: 0..0, tree: Tree::Name(YES_NO[0].into()) } } else { when };
        let question = format!("name = \"{}\"\nask = \"?\"\n", CHOICES.0);
        let rules = random::rules_text(&expressions, &parameters).replace(&question, &format!("{question}when = '''{when}'''\n"));
        let policy = policy(&rules);
        let calculator = policy.at(day("2020-07-06"));
        check(&calculator, known.as_object().unwrap(), &|name| shape_of(&expressions, &when, name)).map_err(|error| TestCaseError::fail(format!("{error}\n{known}\n{rules}")))?;
    }
}

#[test]
fn turns_of_the_shipped_policies_are_true_and_complete() {
    for id in ["fuqing-2020-8", "fuzhou-2020-19"] {
        let policy = shipped(id);
        let calculator = policy.at(day("2020-07-06"));
        let said = std::cell::Cell::new(0);
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 100, ..ProptestConfig::default() });
        let result = runner.run(&random::answers(&policy), |answers| {
            let told: Map<String, Json> = answers.into_iter().map(|(name, told, _)| (name, told)).collect();
            // A head count is divided by; with so few answers nothing is left out all the same.
            said.set(said.get() + check(&calculator, &told, &|_| Shape::Straight)?);
            Ok(())
        });
        result.unwrap_or_else(|error| panic!("{error}"));
        assert!(said.get() > 30, "{said:?}");
    }
}

#[test]
fn a_cadre_reads_where_the_outcome_changes() {
    let policy = shipped("fuqing-2020-8");
    let calculator = policy.at(day("2020-07-06"));
    let words = |json: &str| -> Vec<(String, &str)> {
        calculator.turns(&household(&policy, json)).into_iter().map(|turn| (turn.words, turn.outcome.word())).collect()
    };
    let turn = |words: &str, outcome: &'static str| (words.to_string(), outcome);
    // Four people: 4,000 元 each are 16,000 元, 8,400 元 each 33,600 元. Nobody knows how little is much less than 60,000 元.
    let hit = r#"{"家庭人口": 4, "建档立卡情况": "普通农户", "年可支配收入": 20000, "困难原因": ["因灾"], "上年度收入": 60000, "年刚性支出": 10000}"#;
    let wanted = [
        // 20,000 元 are 8,400 元 for 2.4 people and 4,000 元 for 5.
        turn("家庭人口不超过 2 人", "verify"),
        turn("家庭人口达到 6 人", "verify"),
        turn("建档立卡情况改为：已脱贫户", "incomplete"),
        turn("年可支配收入不到 16,000 元", "verify"),
        turn("年可支配收入达到 33,600 元，但不到 60,000 元", "verify"),
    ];
    assert_eq!(words(hit), wanted);
    // Without hardship only the income counts; who names one is asked for the year before.
    let calm = r#"{"家庭人口": 4, "建档立卡情况": "普通农户", "年可支配收入": 40000, "困难原因": []}"#;
    let wanted = [
        turn("家庭人口达到 5 人，但不到 11 人", "likely"),
        turn("建档立卡情况改为：已脱贫户", "incomplete"),
        turn("年可支配收入不到 33,600 元，但不低于 16,000 元", "likely"),
        turn("困难原因加上任意一项", "incomplete"),
    ];
    assert_eq!(words(calm), wanted);
    // It has escaped poverty; whether it did so for good is for the town to say.
    let escaped = r#"{"家庭人口": 3, "建档立卡情况": "已脱贫户", "2019年人均纯收入": 9000, "年可支配收入": 40000,
        "困难原因": ["因病", "因学"], "上年度收入": 60000, "年刚性支出": 10000}"#;
    let wanted = [
        turn("年可支配收入达到 60,000 元", "unlikely"),
        turn("困难原因改为：一项也没有", "unlikely"),
        turn("上年度收入不超过 40,000 元，但不低于 10,000 元", "unlikely"),
    ];
    assert_eq!(words(escaped), wanted);
    assert_eq!(words("{}"), []);
}

#[test]
fn words_fit_every_kind_of_turn() {
    let rules = r#"
```toml question
name = "数"
ask = "?"
kind = "number"
min = 0
max = 10
```
```toml question
name = "人数"
ask = "?"
kind = "count"
unit = "人"
min = 0
```
```toml question
name = "老人"
ask = "?"
kind = "yes-no"
```
```toml question
name = "灾"
ask = "?"
kind = "choices"
options = ["风", "水", "火"]
```
```toml outcome
name = "结论"
when = "老人 或 人数 >= 3人 且 (数 > 2.345 且 数 <= 5 或 数 == 8) 或 灾 含 '风' 或 灾 含 '水' 且 灾 含 '火'"
```
"#;
    let policy = policy(rules);
    let calculator = policy.at(day("2020-07-06"));
    let words = |number: &str, people: &str, old: &str, hit: &str| -> Vec<String> {
        let json = format!(r#"{{"数": {number}, "人数": {people}, "老人": {old}, "灾": {hit}}}"#);
        calculator.turns(&household(&policy, &json)).into_iter().map(|turn| turn.words).collect()
    };
    assert_eq!(words("2", "3", "false", "[]"), ["数达到 2.35，但不超过 5", "老人改为：是", "灾加上：风"]);
    assert_eq!(words("9.999", "3", "false", "[]"), ["数为 8", "老人改为：是", "灾加上：风"]);
    assert_eq!(words("5.01", "9", "false", "[]"), ["数不超过 5，但不低于 2.35", "数为 8", "老人改为：是", "灾加上：风"]);
    assert_eq!(words("8", "4", "false", "[]"), ["数不到 8，但高于 5", "数超过 8", "人数不超过 2 人"]);
    assert_eq!(words("1", "1", "true", "[]"), ["老人改为：否"]);
    assert_eq!(words("1", "1", "false", "[\"水\"]"), ["老人改为：是", "灾加上：风 或 火"]);
    assert_eq!(words("1", "1", "false", "[\"水\", \"火\"]"), ["灾去掉：水 或 火"]);
    assert_eq!(words("1", "1", "false", "[\"风\", \"水\", \"火\"]"), ["灾改为：一项也没有"]);
}

#[test]
fn a_turn_is_found_where_both_ends_of_the_way_look_alike() {
    let words = |low: &str, high: &str, when: &str| -> Vec<String> {
        let question = |name: &str, low: &str, high: &str| {
            format!("```toml question\nname = \"{name}\"\nask = \"?\"\nkind = \"number\"\nmin = {low}\nmax = {high}\n```\n")
        };
        let open = |name: &str, low: &str, high: &str| format!("```toml parameter\nname = \"{name}\"\nmin = {low}\nmax = {high}\n```\n");
        let rules = [
            question("数", low, high),
            open("正", "1", "3"),
            open("偏", "-1", "2"),
            open("差", "-3", "3"),
            "```toml parameter\nname = \"认定\"\nkind = \"yes-no\"\n```\n".into(),
            format!("```toml outcome\nname = \"结论\"\nwhen = \"{when}\"\n```\n"),
        ];
        let policy = policy(&rules.concat());
        let calculator = policy.at(day("2020-07-06"));
        let turns = calculator.turns(&household(&policy, &format!("{{\"数\": {low}}}")));
        turns.into_iter().map(|turn| turn.words).collect()
    };
    // Two lines that meet, one of them turned round.
    assert_eq!(words("0", "10", "最小(数, 10 - 数) > 3"), ["数超过 3，但不到 7"]);
    assert_eq!(words("0", "10", "最大(数, 10 - 数) < 7"), ["数超过 3，但不到 7"]);
    // Undecided, so that either line may hold.
    assert_eq!(words("0", "4", "若(认定, 数, 4 - 数) > 1"), ["数超过 1，但不到 3"]);
    // What is below 0 grows the other way.
    assert_eq!(words("-5", "5", "数 × 正 - 2 × 数 > -1"), ["数超过 -1，但不到 1"]);
    assert_eq!(words("-9", "9", "数 ÷ 正 - 数 ÷ 2 > -1"), ["数超过 -2，但不到 6"]);
    // Ranges around 0: the largest product is that of the upper ends, or that of the lower ones.
    assert_eq!(words("-2.5", "2.5", "(数 + 差) × 偏 < 5"), ["数超过 -2，但不到 -0.5"]);
    // What leaps does so with its condition.
    assert_eq!(words("0", "9", "若(数 > 3 且 数 < 4, 1, 2) × 数 < 0 或 若(数 > 3 且 数 < 4, 1, 2) < 2"), ["数超过 3，但不到 4"]);
    // The way goes on where a number has no bound, and ends where it has one.
    assert_eq!(words("-9", "9", "数 > 9 或 数 < -9"), [""; 0]);
    // Of what bends nothing is said.
    assert_eq!(words("0", "9", "数 × 数 > 4"), [""; 0]);
    assert_eq!(words("1", "9", "1 ÷ 数 < 0.5"), [""; 0]);
    assert_eq!(words("0", "9", "-(数 × 数) < -4"), [""; 0]);
    assert_eq!(words("0", "9", "非 数 × 数 <= 4"), [""; 0]);
    assert_eq!(words("0", "9", "最大(数 × 数, 1) > 4"), [""; 0]);
    assert_eq!(words("0", "9", "数 × 数 > 4 且 数 < 8"), [""; 0]);
    assert_eq!(words("0", "9", "若(数 > 8, 1, 数 × 数) > 4"), [""; 0]);
    assert_eq!(words("0", "9", "若(数 × 数 > 4, 1, 0) > 0"), [""; 0]);
    // Of two ranges only the lower ends change places, or only the end of one and the other end of the other.
    assert_eq!(words("0", "10", "最小(若(认定, 数, 100), 若(认定, 10 - 数, 100)) > 3 或 认定"), ["数超过 3，但不到 7"]);
    let above = "若(认定, 数, 100) > 若(认定, 3, -100) 且 若(认定, 7, 100) > 若(认定, 数, -100)";
    assert_eq!(words("0", "10", above), ["数超过 3，但不到 7"]);
    let below = "若(认定, 3, -100) < 若(认定, 数, 100) 且 若(认定, 数, -100) < 若(认定, 7, 100)";
    assert_eq!(words("0", "10", below), ["数超过 3，但不到 7"]);
}

#[test]
fn a_number_without_bounds_is_followed_both_ways_and_the_nearer_turn_comes_first() {
    let rules = |when: &str| {
        let question = |name: &str, kind: &str| format!("```toml question\nname = \"{name}\"\nask = \"?\"\nkind = \"{kind}\"\n```\n");
        let outcome = format!("```toml outcome\nname = \"结论\"\nwhen = \"{when}\"\n```\n");
        // What bends stands beside, and says nothing of the outcome.
        let beside = "```toml test\nname = \"旁边\"\nwhen = \"数 × 数 > 4\"\n```\n";
        [&question("数", "number"), &*outcome, beside].concat()
    };
    let words = |when: &str, json: &str| -> Vec<String> {
        let policy = policy(&rules(when));
        let turns = policy.at(day("2020-07-06")).turns(&household(&policy, json));
        turns.into_iter().map(|turn| turn.words).collect()
    };
    assert_eq!(words("数 > 7 或 数 < -5", r#"{"数": 0}"#), ["数不到 -5", "数超过 7"]);
    assert_eq!(words("数 > 5 或 数 < -7", r#"{"数": 0}"#), ["数超过 5", "数不到 -7"]);
    assert_eq!(words("数 > 5 或 数 < -5", r#"{"数": 0}"#), ["数不到 -5", "数超过 5"]);
    assert_eq!(words("数 > 110 或 数 < 80", r#"{"数": 100}"#), ["数超过 110", "数不到 80"]);
    // It lies between two hundredths, and so does the turn.
    assert_eq!(words("数 > 0.006 且 数 < 0.008", r#"{"数": 0.007}"#), ["数不超过 0", "数达到 0.01"]);
    assert_eq!(words("数 >= 100000000000000", r#"{"数": 0}"#), [""; 0]);
    assert_eq!(words("数 >= 999999999999", r#"{"数": 0.001}"#), ["数达到 999,999,999,999"]);
}

#[test]
fn a_bound_between_two_hundredths_is_the_end_of_the_way() {
    let rules = r#"
```toml question
name = "数"
ask = "?"
kind = "number"
min = 0.995
max = 5.005
```
```toml outcome
name = "结论"
when = "数 > 5.001 或 数 < 0.999"
```
"#;
    let policy = policy(rules);
    let words = |number: &str| -> Vec<String> {
        let turns = policy.at(day("2020-07-06")).turns(&household(&policy, &format!("{{\"数\": {number}}}")));
        turns.into_iter().map(|turn| turn.words).collect()
    };
    assert_eq!(words("5.003"), ["数不超过 5"]);
    assert_eq!(words("0.997"), ["数达到 1"]);
}
