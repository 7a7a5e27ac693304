//! The law of the engine: whatever the open answers turn out to be, nothing that was given as certain is ever broken.
//!
//! Random policies are held against an independent model that knows complete households only and counts in fractions.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::type_complexity, reason = "a test stops where it fails")]

mod common;
#[path = "common/random.rs"]
mod random;

use std::collections::BTreeMap;

use common::{compile_texts, day, household, policy, shipped, shipped_texts};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use random::Expressions;
use rules::syntax::{Node, Tree};
use rules::{Arithmetic, Assessment, Calculator, Detail, Facts, Interval, MeasureResult, Outcome, Policy, Relation, Truth, Value};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

/// A value of the model: complete, exact.
#[derive(Clone, Debug, PartialEq)]
enum Exact {
    Number(BigRational),
    Truth(bool),
    Options(Vec<String>),
    Text(String),
}

fn fraction(value: Decimal) -> BigRational {
    BigRational::new(BigInt::from(value.mantissa()), BigInt::from(10).pow(value.scale()))
}

/// The model: plain recursion over the written tree, with fractions of unbounded size.
fn model(node: &Node, names: &BTreeMap<String, Exact>) -> Exact {
    let number = |node: &Node| match model(node, names) {
        Exact::Number(value) => value,
        other => panic!("{node}: {other:?}"),
    };
    let truth = |node: &Node| match model(node, names) {
        Exact::Truth(value) => value,
        other => panic!("{node}: {other:?}"),
    };
    let text = |node: &Node| match &node.tree {
        Tree::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    let options = |node: &Node| match model(node, names) {
        Exact::Options(options) => options,
        other => panic!("{node}: {other:?}"),
    };
    match &node.tree {
        Tree::Number { value, percent, .. } => {
            let hundred = BigRational::from(BigInt::from(if *percent { 100 } else { 1 }));
            Exact::Number(fraction(*value) / hundred)
        }
        Tree::Truth(value) => Exact::Truth(*value),
        Tree::Text(text) => Exact::Text(text.clone()),
        Tree::Name(name) => names[name].clone(),
        Tree::Has(name, option) => Exact::Truth(options(name).contains(&text(option))),
        Tree::Any(name) => Exact::Truth(!options(name).is_empty()),
        Tree::In(name, listed) => Exact::Truth(listed.iter().any(|option| options(name).contains(&text(option)))),
        Tree::Not(inner) => Exact::Truth(!truth(inner)),
        Tree::And(parts) => Exact::Truth(parts.iter().all(truth)),
        Tree::Or(parts) => Exact::Truth(parts.iter().any(truth)),
        Tree::Compare(relation, a, b) => match (model(a, names), model(b, names)) {
            (Exact::Number(a), Exact::Number(b)) => Exact::Truth(match relation {
                Relation::Less => a < b,
                Relation::AtMost => a <= b,
                Relation::Equal => a == b,
                Relation::Unequal => a != b,
                Relation::AtLeast => a >= b,
                Relation::Greater => a > b,
            }),
            (Exact::Options(a), Exact::Text(b)) => Exact::Truth(a.contains(&b) == (*relation == Relation::Equal)),
            (a, b) => Exact::Truth((a == b) == (*relation == Relation::Equal)),
        },
        Tree::Arithmetic(operator, a, b) => {
            let (a, b) = (number(a), number(b));
            Exact::Number(match operator {
                Arithmetic::Add => a + b,
                Arithmetic::Subtract => a - b,
                Arithmetic::Multiply => a * b,
                Arithmetic::Divide => a / b,
            })
        }
        Tree::Negate(inner) => Exact::Number(-number(inner)),
        Tree::Min(parts) => Exact::Number(parts.iter().map(number).min().unwrap()),
        Tree::Max(parts) => Exact::Number(parts.iter().map(number).max().unwrap()),
        Tree::If(condition, a, b) => model(if truth(condition) { a } else { b }, names),
    }
}

/// A true answer or value as the model knows it.
fn exact(value: &Json) -> Exact {
    let text = |value: &Json| value.as_str().unwrap().to_string();
    match value {
        Json::Bool(value) => Exact::Truth(*value),
        Json::Array(items) => Exact::Options(items.iter().map(text).collect()),
        other => rules::decimal(&text(other)).map_or_else(|| Exact::Options(vec![text(other)]), |value| Exact::Number(fraction(value))),
    }
}

fn holds(value: &Value, exact: &Exact) -> bool {
    match (value, exact) {
        (Value::Number(interval), Exact::Number(exact)) => {
            interval.low().is_none_or(|low| fraction(low) <= *exact) && interval.high().is_none_or(|high| *exact <= fraction(high))
        }
        (Value::Truth(Truth::Unknown), Exact::Truth(_)) => true,
        (Value::Truth(truth), Exact::Truth(exact)) => *truth == Truth::from(*exact),
        _ => false,
    }
}

fn check_random(expressions: &Expressions, told: &[random::Told]) -> Result<(), TestCaseError> {
    let random::Household { known, truth, parameters } = random::household(told);
    let mut names: BTreeMap<String, Exact> = truth.iter().map(|(name, value)| (name.clone(), exact(value))).collect();
    let rules = random::rules_text(expressions, &parameters);
    let policy = policy(&rules);
    let facts = Facts::from_json(&policy, &known.to_string()).unwrap();
    let calculator = policy.at(day("2020-07-06"));

    for (rule, expression) in [("数", &expressions.number), ("条件", &expressions.truth)] {
        let value = model(expression, &names);
        names.insert(rule.into(), value);
    }
    let is = |value: Exact| value == Exact::Truth(true);
    let more_than_two = matches!(&names["数"], Exact::Number(value) if *value > BigRational::from(BigInt::from(2)));
    let test = is(model(&expressions.test, &names)) || (names["条件"] == Exact::Truth(true) && more_than_two);
    let outcome = test && is(model(&expressions.outcome, &names));
    let alert = is(model(&expressions.alert, &names));
    let amount = |rule: &str, more: i64, times: i64| match &names[rule] {
        Exact::Number(value) => (value + BigRational::from(BigInt::from(more))) * BigRational::from(BigInt::from(times)),
        other => panic!("{rule}: {other:?}"),
    };
    let granted = [("甲助", names["条件"] == Exact::Truth(true), amount("数", 0, 2)), ("乙助", !alert, amount("甲", 1, 3))];
    let relief: Json = serde_json::from_str(&calculator.relief(&facts)).unwrap();
    check_total(&relief, &relief["total"], &granted)?;
    names.insert("检验".into(), Exact::Truth(test));
    names.insert("结论".into(), Exact::Truth(outcome));
    names.insert("警示".into(), Exact::Truth(alert));
    for rule in ["数", "条件", "检验", "结论", "警示"] {
        let value = calculator.value(&facts, policy.find(rule).unwrap().0);
        prop_assert!(holds(&value, &names[rule]), "{rule}: {value:?} but truly {:?}\n{known}\n{expressions:?}", names[rule]);
    }
    let assessment = calculator.assess(&facts, Detail::Derivations);
    match assessment.outcome {
        Outcome::Likely => prop_assert!(outcome),
        Outcome::Unlikely => prop_assert!(!outcome && !alert),
        Outcome::Incomplete => prop_assert!(!assessment.ask.is_empty()),
        Outcome::Verify => prop_assert!(assessment.ask.is_empty()),
    }
    prop_assert_eq!(calculator.outcome(&facts), assessment.outcome);
    // Of a quotient some digits may be missing.
    if parameters.iter().any(Option::is_none) || rules.contains('÷') {
        return Ok(());
    }
    check_complete(&calculator, &truth, &names)
}

/// Of a household of which everything is known everything is certain.
fn check_complete(calculator: &Calculator<'_>, truth: &Map<String, Json>, names: &BTreeMap<String, Exact>) -> Result<(), TestCaseError> {
    let policy = calculator.policy();
    let known: Map<String, Json> = policy.questions().map(|(_, name, _)| (name.into(), truth[name].clone())).collect();
    let facts = household(policy, &Json::Object(known).to_string());
    for rule in ["数", "条件", "检验", "结论", "警示"] {
        let found = match calculator.value(&facts, policy.find(rule).unwrap().0) {
            Value::Number(interval) => Exact::Number(fraction(interval.as_point().unwrap())),
            Value::Truth(truth) => Exact::Truth(truth == Truth::True),
            other => panic!("{other:?}"),
        };
        prop_assert_eq!(&found, &names[rule], "{}", rule);
    }
    let outcome = match (&names["结论"], &names["警示"]) {
        (Exact::Truth(true), _) => Outcome::Likely,
        (_, Exact::Truth(true)) => Outcome::Verify,
        _ => Outcome::Unlikely,
    };
    prop_assert_eq!(calculator.outcome(&facts), outcome);
    Ok(())
}

/// What measures come to lies in the total that was told before; only what is granted is promised.
fn check_total(relief: &Json, total: &Json, measures: &[(&str, bool, BigRational)]) -> Result<(), TestCaseError> {
    let mut sum = BigRational::from(BigInt::from(0));
    for (name, granted, amount) in measures {
        let [counted, possible, left_out] =
            ["counted", "possible", "left_out"].map(|key| relief["total"][key].as_array().unwrap().contains(&Json::from(*name)));
        prop_assert!(*granted || !counted, "{name} was counted");
        prop_assert!(!*granted || counted || possible || left_out, "{name} was refused");
        if *granted && !left_out {
            sum += amount;
        }
    }
    let end = |key: &str| total["amount"][key].as_str().map(|end| rules::decimal(end).unwrap());
    let total = Value::Number(Interval::new(end("low"), end("high")).unwrap());
    prop_assert!(holds(&total, &Exact::Number(sum.clone())), "{total:?} does not hold {sum}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: common::cases(1500), ..ProptestConfig::default() })]

    #[test]
    fn random_policies_never_break_what_they_gave_as_certain(
        expressions in random::expressions(),
        told in random::told(),
    ) {
        check_random(&expressions, &told)?;
    }
}

/// What was certain before more was known is so afterwards.
fn kept(before: &Assessment<'_>, after: &Assessment<'_>) -> Result<(), TestCaseError> {
    let truths = |a: &Assessment<'_>| -> Vec<(String, Truth)> {
        let tests = a.tests.iter().map(|t| (t.name.to_string(), t.value));
        let measures = a.measures.iter().map(|m| (m.name.to_string(), m.granted));
        let alerts = a.alerts.iter().map(|x| (x.name.to_string(), x.value));
        tests.chain(measures).chain(alerts).collect()
    };
    for ((name, was), (_, is)) in truths(before).into_iter().zip(truths(after)) {
        prop_assert!(was == Truth::Unknown || was == is, "{name}: {was:?} became {is:?}");
    }
    for (was, is) in before.measures.iter().zip(&after.measures) {
        if let (Some(was), Some(is)) = (was.amount, is.amount) {
            prop_assert!(was.0.covers(&is.0), "{was:?} does not hold {is:?}");
        }
    }
    if matches!(before.outcome, Outcome::Likely | Outcome::Unlikely) {
        prop_assert_eq!(before.outcome, after.outcome);
    }
    Ok(())
}

/// Ways in which the office may decide what the documents leave open.
fn decided() -> Vec<Policy> {
    let ways: [&[(&str, &str)]; 3] = [
        &[
            ("略高于上限", "8400"),
            ("脱贫不够稳定", "true"),
            ("大幅缩减幅度", "0"),
            ("明显超过幅度", "0"),
            ("大额医疗费用起点", "0"),
            ("特殊门诊救助比例", "100"),
            ("住院救助比例", "0"),
        ],
        &[
            ("略高于上限", "12600"),
            ("脱贫不够稳定", "false"),
            ("大幅缩减幅度", "30"),
            ("明显超过幅度", "50"),
            ("大额医疗费用起点", "5000"),
            ("特殊门诊救助比例", "60"),
            ("住院救助比例", "70"),
        ],
        &[
            ("略高于上限", "90000"),
            ("脱贫不够稳定", "false"),
            ("大幅缩减幅度", "100"),
            ("明显超过幅度", "900"),
            ("大额医疗费用起点", "99999"),
            ("特殊门诊救助比例", "0"),
            ("住院救助比例", "100"),
        ],
    ];
    let decide = |way: &[(&str, &str)]| {
        let mut texts = shipped_texts();
        for (parameter, value) in way {
            let name = format!("name = \"{parameter}\"\n");
            let mut found = 0;
            for (_, text) in &mut texts {
                found += text.matches(&name).count();
                *text = text.replace(&name, &format!("{name}values = [{{ from = 2000-01-01, value = {value} }}]\n"));
            }
            assert_eq!(found, 1, "{parameter}");
        }
        let compiled = compile_texts(&texts);
        assert_eq!(compiled.diagnostics, []);
        compiled.policies.into_iter().find(|policy| policy.id == "fuqing-2020-8").unwrap()
    };
    ways.into_iter().map(decide).collect()
}

/// Whether a question's own `when` still allows it to be asked.
fn may_ask(calculator: &Calculator<'_>, facts: &Facts, name: &str) -> bool {
    let (id, _) = calculator.policy().find(name).unwrap();
    calculator.asked(facts, id) != Truth::False
}

#[test]
fn the_shipped_policy_never_breaks_what_it_gave_as_certain() {
    let policy = shipped("fuqing-2020-8");
    let decided = decided();
    let today = day("2020-07-06");
    let calculator = policy.at(today);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: common::cases(3000), ..ProptestConfig::default() });
    let result = runner.run(&random::answers(&policy), |answers| {
        let open = random::facts(&policy, &answers, |_| false);
        let before = calculator.assess(&open, Detail::Derivations);
        prop_assert_eq!(before.outcome == Outcome::Incomplete, !before.ask.is_empty());
        kept(&before, &calculator.assess(&random::facts(&policy, &answers, |_| true), Detail::Figures))?;
        let relief: Json = serde_json::from_str(&calculator.relief(&open)).unwrap();
        for policy in &decided {
            let full = random::facts(policy, &answers, |_| true);
            let after = policy.at(today).assess(&full, Detail::Figures);
            kept(&before, &after)?;
            // Nothing is open any more: every amount is one figure.
            let figure = |measure: &MeasureResult<'_>| measure.amount.and_then(|amount| amount.0.as_point()).map(fraction);
            let measures: Vec<_> = after.measures.iter().filter_map(|m| Some((m.name, m.granted == Truth::True, figure(m)?))).collect();
            prop_assert_eq!(measures.len(), 4);
            check_total(&relief, &relief["total"], &measures)?;
            let by = &relief["total"]["by"];
            if let Some(question) = by["question"].as_str() {
                let Value::Number(answer) = full.get(policy.find(question).unwrap().0) else { panic!("{question}") };
                let answer = answer.as_point().map(rules::plain);
                let case = by["cases"].as_array().unwrap().iter().find(|case| case["value"].as_str() == answer.as_deref());
                check_total(&relief, case.unwrap(), &measures)?;
            }
        }
        // Answers to questions that do not bear on a test leave it as unknown as it was.
        for test in before.tests.iter().filter(|test| test.value == Truth::Unknown) {
            let elsewhere = random::facts(&policy, &answers, |name| !test.ask.contains(&name) && may_ask(&calculator, &open, name));
            let after = calculator.assess(&elsewhere, Detail::Figures);
            let value = after.tests.iter().find(|other| other.name == test.name).unwrap().value;
            prop_assert!(value == Truth::Unknown, "{} became {value:?} by answers it did not ask for", test.name);
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
