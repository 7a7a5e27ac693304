//! The law of the engine: whatever the open answers turn out to be, nothing that was given as certain is ever broken.
//!
//! Random policies are held against an independent model that knows complete households only and counts in fractions.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::type_complexity, reason = "a test stops where it fails")]

mod common;
#[path = "common/random.rs"]
mod random;

use std::collections::BTreeMap;

use common::{compile_texts, day, policy, shipped, shipped_texts};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use proptest::sample::Index;
use random::{CHOICE, CHOICES, Expressions, NUMBERS, PARAMETERS, YES_NO, YES_NO_PARAMETER};
use rules::syntax::{Node, Tree};
use rules::{Arithmetic, Assessment, Calculator, Detail, Facts, Outcome, Policy, QuestionKind, Relation, Truth, Value};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

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

/// How one answer is given: open, as a range around the true one, or as it is.
#[derive(Clone, Debug)]
struct Told {
    how: u8,
    spread: (u8, u8),
    truth: Index,
}

fn told() -> impl Strategy<Value = Told> {
    (0_u8..3, (0_u8..3, 0_u8..3), any::<Index>()).prop_map(|(how, spread, truth)| Told { how, spread, truth })
}

/// A random household twice: what was told, and what is true.
fn household(told: &[Told]) -> (Json, BTreeMap<String, Exact>) {
    let (mut known, mut truth) = (Map::new(), BTreeMap::new());
    let mut told = told.iter();
    for (name, min, max) in NUMBERS {
        let told = told.next().unwrap();
        let steps = usize::try_from((max - min) * 2 + 1).unwrap();
        let value = Decimal::new(min * 10 + 5 * i64::try_from(told.truth.index(steps)).unwrap(), 1);
        truth.insert(name.to_string(), Exact::Number(fraction(value)));
        let end = |by: i64| (value + Decimal::new(by * 5, 1)).clamp(Decimal::from(min), Decimal::from(max)).to_string();
        match told.how {
            0 => {}
            1 => drop(known.insert(name.into(), json!({"low": end(-i64::from(told.spread.0)), "high": end(i64::from(told.spread.1))}))),
            _ => drop(known.insert(name.into(), json!(value.to_string()))),
        }
    }
    for name in YES_NO {
        let told = told.next().unwrap();
        let value = told.truth.index(2) == 1;
        truth.insert(name.to_string(), Exact::Truth(value));
        if told.how > 0 {
            known.insert(name.into(), json!(value));
        }
    }
    let of_choice = told.next().unwrap();
    let option = CHOICE.1[of_choice.truth.index(3)];
    truth.insert(CHOICE.0.to_string(), Exact::Options(vec![option.into()]));
    if of_choice.how > 0 {
        known.insert(CHOICE.0.into(), json!(option));
    }
    let of_choices = told.next().unwrap();
    let bits = of_choices.truth.index(8);
    let chosen: Vec<String> = CHOICES.1.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, o)| (*o).to_string()).collect();
    if of_choices.how > 0 {
        known.insert(CHOICES.0.into(), json!(chosen));
    }
    truth.insert(CHOICES.0.to_string(), Exact::Options(chosen));
    (Json::Object(known), truth)
}

/// Random values of the parameters, and which of them the document leaves undecided.
fn parameters(told: &[Told], truth: &mut BTreeMap<String, Exact>) -> [Option<String>; 3] {
    let mut given: [Option<String>; 3] = [None, None, None];
    for (((name, min, max), told), given) in PARAMETERS.iter().zip(told).zip(&mut given) {
        let steps = usize::try_from((max - min) * 2 + 1).unwrap();
        let value = Decimal::new(min * 10 + 5 * i64::try_from(told.truth.index(steps)).unwrap(), 1);
        truth.insert((*name).to_string(), Exact::Number(fraction(value)));
        *given = (told.how > 0).then(|| value.to_string());
    }
    let value = told[2].truth.index(2) == 1;
    truth.insert(YES_NO_PARAMETER.to_string(), Exact::Truth(value));
    given[2] = (told[2].how > 0).then(|| value.to_string());
    given
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

fn check_random(expressions: &Expressions, told: &[Told]) -> Result<(), TestCaseError> {
    let (known, mut names) = household(&told[..NUMBERS.len() + YES_NO.len() + 2]);
    let given = parameters(&told[NUMBERS.len() + YES_NO.len() + 2..], &mut names);
    let policy = policy(&random::rules_text(expressions, &given));
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
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn random_policies_never_break_what_they_gave_as_certain(
        expressions in random::expressions(),
        told in prop::collection::vec(told(), NUMBERS.len() + YES_NO.len() + 2 + 3),
    ) {
        check_random(&expressions, &told)?;
    }
}

/// A random answer to a question of a shipped policy: as told, and one way in which it may turn out.
fn answers(policy: &Policy) -> impl Strategy<Value = Vec<(String, Json, Json)>> + use<> {
    let questions: Vec<(String, QuestionKind, i64, i64, Vec<String>)> = policy
        .questions()
        .map(|(_, name, question)| {
            let end = |end: Option<Decimal>, otherwise: i64| end.map_or(otherwise, |end| i64::try_from(end.mantissa()).unwrap());
            let high = if question.kind == QuestionKind::Money { 80_000 } else { 30 };
            let (low, high) = (end(question.domain.low(), 0), end(question.domain.high(), high));
            (name.to_string(), question.kind, low, high, question.options.clone())
        })
        .collect();
    let one = |(name, kind, low, high, options): (String, QuestionKind, i64, i64, Vec<String>)| {
        (0_u8..4, low..=high, (0_i64..5_000, 0_i64..5_000), any::<u64>()).prop_map(move |(how, value, spread, bits)| {
            let (told, truly) = match kind {
                QuestionKind::YesNo => (json!(bits % 2 == 0), json!(bits % 2 == 0)),
                QuestionKind::Choice => {
                    let option = &options[usize::try_from(bits % options.len() as u64).unwrap()];
                    (json!(option), json!(option))
                }
                QuestionKind::Choices => {
                    let chosen: Vec<&String> = options.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, o)| o).collect();
                    (json!(chosen), json!(chosen))
                }
                // The figures at which outcomes change are worth more than their share.
                _ => {
                    let money = kind == QuestionKind::Money;
                    let value = if money && bits % 3 == 0 { value / 4_200 * 4_200 } else { value };
                    let unit = if money { 1 } else { 2_500 };
                    let range = json!({"low": (value - spread.0 / unit).max(low), "high": (value + spread.1 / unit).min(high)});
                    (if how == 1 { range } else { json!(value) }, json!(value))
                }
            };
            (name.clone(), if how == 0 { Json::Null } else { told }, truly)
        })
    };
    questions.into_iter().map(one).collect::<Vec<_>>()
}

fn facts(policy: &Policy, answers: &[(String, Json, Json)], full: impl Fn(&str) -> bool) -> Facts {
    let object: Map<String, Json> =
        answers.iter().map(|(name, told, truly)| (name.clone(), if full(name) { truly.clone() } else { told.clone() })).collect();
    Facts::from_json(policy, &Json::Object(object).to_string()).unwrap()
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
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 3000, ..ProptestConfig::default() });
    let result = runner.run(&answers(&policy), |answers| {
        let open = facts(&policy, &answers, |_| false);
        let before = calculator.assess(&open, Detail::Derivations);
        prop_assert_eq!(before.outcome == Outcome::Incomplete, !before.ask.is_empty());
        kept(&before, &calculator.assess(&facts(&policy, &answers, |_| true), Detail::Figures))?;
        for policy in &decided {
            kept(&before, &policy.at(today).assess(&facts(policy, &answers, |_| true), Detail::Figures))?;
        }
        // Answers to questions that do not bear on a test leave it as unknown as it was.
        for test in before.tests.iter().filter(|test| test.value == Truth::Unknown) {
            let elsewhere = facts(&policy, &answers, |name| !test.ask.contains(&name) && may_ask(&calculator, &open, name));
            let after = calculator.assess(&elsewhere, Detail::Figures);
            let value = after.tests.iter().find(|other| other.name == test.name).unwrap().value;
            prop_assert!(value == Truth::Unknown, "{} became {value:?} by answers it did not ask for", test.name);
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
