//! An outcome that columns tell is the one of the calculator: of random policies, of the shipped one, at lines and at the limits
//! of a cell; and of the shipped policy it is the one of a function written by hand.
//!
//! `HOUSEHOLDS=1000000 cargo test --release --package mingbai-columns --test equal` is the long form.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops where it fails")]

#[path = "../../rules/tests/common/mod.rs"]
#[allow(unreachable_pub, reason = "shared with the tests of the rules")]
mod common;
#[path = "common/hand.rs"]
#[allow(unreachable_pub, missing_docs, reason = "shared with the measurements")]
mod hand;
#[path = "../../rules/tests/common/random.rs"]
#[allow(unreachable_pub, missing_docs, reason = "shared with the tests of the rules")]
mod random;

use columns::{Columns, Screen};
use common::{day, policy, shipped};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rules::{Facts, Interval, Outcome, Policy, Truth, Value};
use rust_decimal::Decimal;
use serde_json::{Map, json};

const DAY: &str = "2020-07-06";

/// How many households a proof takes: fewer in the normal run.
fn households(normal: usize) -> usize {
    std::env::var("HOUSEHOLDS").ok().and_then(|count| count.parse().ok()).unwrap_or(normal)
}

/// Holds the columns' outcomes against the calculator's; how many were told.
fn told(policy: &Policy, screen: &Screen, households: &[Facts]) -> usize {
    let calculator = policy.at(day(DAY));
    let mut columns = screen.columns();
    households.iter().for_each(|facts| columns.push(facts));
    let outcomes = screen.outcomes(&columns);
    assert_eq!(outcomes.len(), households.len());
    for (facts, outcome) in households.iter().zip(&outcomes) {
        if let Some(outcome) = outcome {
            let expected = calculator.outcome(facts);
            let answers: Vec<String> = policy.questions().map(|(id, name, _)| format!("{name}: {:?}", facts.get(id))).collect();
            assert_eq!(*outcome, expected, "{answers:#?}\n{policy:#?}");
        }
    }
    // A row of which nothing is told is a household of which nothing is known.
    columns.clear();
    columns.open();
    let open = screen.outcomes(&columns);
    assert!(open == [None] || open == [Some(calculator.outcome(&Facts::open(policy)))], "{open:?}\n{policy:#?}");
    outcomes.iter().flatten().count()
}

/// Random policies of the tests of the rules, and of each some random households.
#[test]
fn random_policies_have_the_calculators_outcome() {
    let (mut policies, mut held, mut decided) = (0, 0, [0; 4]);
    let mut runner = TestRunner::new(ProptestConfig { cases: common::cases(400), ..ProptestConfig::default() });
    let many = (random::expressions(), random::told(), prop::collection::vec(random::told(), 300));
    let cell = std::cell::RefCell::new((&mut policies, &mut held, &mut decided));
    let result = runner.run(&many, |(expressions, first, others)| {
        let random::Household { parameters, .. } = random::household(&first);
        let policy = policy(&random::rules_text(&expressions, &parameters));
        let screen = Screen::new(&policy, day(DAY));
        let facts: Vec<Facts> =
            others.iter().map(|told| Facts::from_json(&policy, &random::household(told).known.to_string()).unwrap()).collect();
        let count = told(&policy, &screen, &facts);
        assert_eq!(count, if screen.holds() { facts.len() } else { 0 });
        let (policies, held, decided) = &mut *cell.borrow_mut();
        **policies += 1;
        **held += usize::from(screen.holds());
        let calculator = policy.at(day(DAY));
        let outcome = calculator.outcome(&facts[0]);
        if let Some(at) = Outcome::ALL.iter().position(|known| *known == outcome).filter(|_| screen.holds()) {
            decided[at] += 1;
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    // Most of them are of the kind that columns hold, and they come out in every way.
    println!("{held} of {policies} policies are held; outcomes {decided:?}");
    assert!(held * 2 > policies, "{held} of {policies}");
}

#[test]
fn the_shipped_policy_has_the_calculators_outcome_whatever_is_open() {
    let policy = shipped("fuqing-2020-8");
    let screen = Screen::new(&policy, day(DAY));
    assert!(screen.holds());
    let mut runner = TestRunner::deterministic();
    let answers = random::answers(&policy);
    let facts: Vec<Facts> = (0..households(20_000).min(200_000))
        .map(|_| random::facts(&policy, &answers.new_tree(&mut runner).unwrap().current(), |_| false))
        .collect();
    assert_eq!(told(&policy, &screen, &facts), facts.len());
}

fn add(columns: &mut Columns, ids: &[u16; 7], household: &hand::Cents) {
    let money = |cents: i64| Value::Number(Interval::point(Decimal::new(cents, 2)));
    let causes = u64::from(household.causes);
    columns.open();
    columns.answer(ids[0], Value::Number(Interval::point(Decimal::from(household.people))));
    columns.answer(ids[1], Value::Choice(if household.registered { 2 } else { 1 }));
    columns.answer(ids[2], money(household.income));
    columns.answer(ids[3], money(household.net_2019));
    columns.answer(ids[4], Value::Choices { certain: causes, possible: causes });
    columns.answer(ids[5], money(household.last_year));
    columns.answer(ids[6], money(household.spending));
}

#[test]
fn fully_known_households_have_the_outcome_of_a_function_written_by_hand() {
    let policy = shipped("fuqing-2020-8");
    let screen = Screen::new(&policy, day(DAY));
    let names = ["家庭人口", "建档立卡情况", "年可支配收入", "2019年人均纯收入", "困难原因", "上年度收入", "年刚性支出"];
    let ids = names.map(|name| policy.find(name).unwrap().0);
    let mut dice = hand::Dice::new(20_200_706);
    let households: Vec<hand::Cents> = (0..households(50_000)).map(|_| hand::household(&mut dice)).collect();
    let mut columns = screen.columns();
    households.iter().for_each(|household| add(&mut columns, &ids, household));
    let outcomes = screen.outcomes(&columns);
    let figures = hand::Figures::new();
    for (household, outcome) in households.iter().zip(outcomes) {
        let exact = hand::Household::from(household);
        assert_eq!(outcome, Some(figures.outcome(&exact)), "{household:?}");
        assert_eq!(outcome, Some(hand::outcome_of_cents(household)), "{household:?}");
    }
}

/// Questions with bounds, without, of every kind of number; parameters that are decided and not.
const AMOUNTS: &str = r#"
```toml question
name = "收入"
ask = "?"
kind = "number"
min = 0
```
```toml question
name = "结余"
ask = "?"
kind = "number"
min = -79228162514264337593543950335
```
```toml question
name = "差额"
ask = "?"
kind = "number"
min = -100000000
max = 100000000
```
```toml question
name = "人口"
ask = "?"
kind = "count"
min = 1
max = 30
```
```toml question
name = "份数"
ask = "?"
kind = "count"
min = 1
```
```toml question
name = "系数"
ask = "?"
kind = "number"
min = -2.5
max = 2.5
when = "收入 > 100"
```
```toml question
name = "倒数"
ask = "?"
kind = "number"
min = -7
max = -0.125
```
```toml question
name = "净值"
ask = "?"
kind = "number"
```
```toml question
name = "远期"
ask = "?"
kind = "number"
min = 0
max = 100000000000000
```
```toml parameter
name = "上限"
min = 8400
```
```toml parameter
name = "比例"
unit = "%"
min = 0
max = 100
```
```toml parameter
name = "标准"
values = [{ from = 2000-01-01, value = 8400 }]
```
"#;

/// Conditions in which something may go wrong.
const CONDITIONS: [&str; 42] = [
    "收入 / 人口 < 标准",
    "收入 / 人口 >= 4000 且 收入 / 人口 < 上限",
    "收入 / 份数 <= 标准",
    "收入 / 份数 == 标准",
    "差额 / 份数 > -3",
    "差额 / 人口 != 0",
    "差额 / 倒数 < 5",
    "5 <= 收入 / 倒数",
    "收入 / 人口 > 结余",
    "差额 / 份数 >= 系数",
    "结余 / 份数 < 0",
    "收入 / 12 < 700",
    "收入 / 20 == 420",
    "收入 / 3 >= 2800",
    "收入 < 20000 / 3",
    "收入 - 10 / 3 > 0",
    "结余 + 收入 > 0",
    "收入 - 差额 * 人口 > 标准",
    "系数 * 差额 > 1",
    "系数 * 倒数 * 差额 <= 0",
    "收入 * 系数 < 标准 * 人口",
    "收入 < 收入 * (1 - 比例)",
    "收入 > 差额 * (1 + 比例)",
    "收入 * (上限 - 8400) > 0",
    "最小(收入, 差额 * 2, 上限) < 8400",
    "最大(收入, 差额) - 最小(收入, 差额) > 100",
    "若(收入 > 标准, 差额, 系数) > 0.5",
    "若(系数 > 0, 收入 > 标准, 差额 < 0)",
    "若(收入 / 人口 < 标准, 收入, 标准 * 人口) >= 标准",
    "收入 == 差额",
    "收入 <= 12345678901234567.8901",
    "收入 > 0.001",
    "-(收入 / 人口) > -8400",
    "收入 * 收入 < 70560000",
    "收入 / 人口 < 上限 - 8400",
    "(收入 + 1) * 人口 > 标准",
    "净值 < -99999999999999999",
    "99999999999999999 < 净值 + 1",
    "-收入 < -99999999999999999",
    "净值 * 系数 < 0",
    "净值 / 份数 <= 3",
    "远期 * 8400 > 标准",
];

/// A figure that may be one of those at which something changes, or one that no cell holds.
fn figure(dice: &mut hand::Dice) -> String {
    const FIGURES: [&str; 30] = [
        "0",
        "0.01",
        "-0.01",
        "1",
        "-1",
        "2.5",
        "-2.5",
        "3",
        "0.5",
        "8400",
        "8399.99",
        "8400.01",
        "25200",
        "25199.99",
        "-3",
        "-0.125",
        "6666.66",
        "6666.67",
        "9999999999999.99",
        "10000000000000",
        "10000000000000.01",
        "0.001",
        "8399.999",
        "4611686018427387904",
        "92233720368547758.08",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "-9999999999999.99",
        "33600",
        "29.99",
    ];
    match dice.roll(3) {
        0 => format!("{}", dice.roll(31)),
        1 => Decimal::new(i64::try_from(dice.roll(5_000_000)).unwrap() - 1_000_000, 2).normalize().to_string(),
        _ => FIGURES[usize::try_from(dice.roll(30)).unwrap()].into(),
    }
}

/// A random household of a policy of numbers, with some answers open and some ranges.
fn random_numbers(policy: &Policy, dice: &mut hand::Dice) -> Facts {
    let mut known = Map::new();
    for (_, name, _) in policy.questions() {
        for _ in 0..4 {
            let value = match dice.roll(4) {
                0 => json!({"low": figure(dice), "high": figure(dice)}),
                1 => json!({"low": figure(dice)}),
                _ => json!(figure(dice)),
            };
            let alone = Map::from_iter([(name.to_string(), value.clone())]);
            if dice.roll(5) > 0 && Facts::from_json(policy, &serde_json::Value::Object(alone).to_string()).is_ok() {
                known.insert(name.into(), value);
                break;
            }
        }
    }
    Facts::from_json(policy, &serde_json::Value::Object(known).to_string()).unwrap()
}

#[test]
fn conditions_at_their_lines_and_limits_have_the_calculators_outcome() {
    let mut dice = hand::Dice::new(8_400);
    let (mut held, mut answered, mut asked) = (0, 0, 0);
    for (place, condition) in CONDITIONS.iter().enumerate() {
        let other = CONDITIONS[(place * 7 + 3) % CONDITIONS.len()];
        let rules = format!(
            "{AMOUNTS}\n```toml outcome\nname = \"结论\"\nwhen = '''{condition}'''\n```\n\n```toml alert\nname = \"警示\"\nwhen = '''{other}'''\nmessage = \"!\"\nraise = true\n```\n"
        );
        let policy = policy(&rules);
        let screen = Screen::new(&policy, day(DAY));
        let facts: Vec<Facts> = (0..households(1_000).min(20_000)).map(|_| random_numbers(&policy, &mut dice)).collect();
        let count = told(&policy, &screen, &facts);
        if screen.holds() {
            (held, answered, asked) = (held + 1, answered + count, asked + facts.len());
        } else {
            println!("left to the calculator: {condition}, {other}");
        }
    }
    println!("{held} of {} are held, {answered} of {asked} households answered", CONDITIONS.len());
    assert!(held * 5 > CONDITIONS.len() * 4, "{held}");
    assert!(answered * 2 > asked, "{answered} of {asked}");
}

#[test]
fn a_row_that_no_cell_holds_is_left_to_the_calculator_and_its_neighbours_are_not() {
    let policy = shipped("fuqing-2020-8");
    let screen = Screen::new(&policy, day(DAY));
    let income = policy.find("年可支配收入").unwrap().0;
    let point = |text: &str| Value::Number(Interval::point(rules::decimal(text).unwrap()));
    let mut columns = screen.columns();
    for row in 0..1_000 {
        columns.open();
        match row % 10 {
            3 => columns.answer(income, point("0.001")),
            4 => columns.answer(income, point("99999999999999999999")),
            5 => columns.answer(income, point("-1")),
            6 => columns.answer(income, Value::Truth(Truth::True)),
            7 => columns.answer(income, Value::Number(Interval::ANY)),
            8 => {
                columns.answer(income, point("-1"));
                columns.answer(income, point("8400"));
            }
            _ => {}
        }
    }
    let outcomes = screen.outcomes(&columns);
    for (row, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_none(), (3..8).contains(&(row % 10)), "{row}");
    }
    assert_eq!((columns.len(), columns.is_empty()), (1_000, false));
    // A table of another screen has nothing to say here.
    assert_eq!(Screen::new(&policy, day(DAY)).outcomes(&columns), vec![None; 1_000]);
    columns.clear();
    assert!(columns.is_empty() && screen.outcomes(&columns).is_empty());
    columns.open();
    assert_eq!(screen.outcomes(&columns), [Some(Outcome::Incomplete)]);
}
