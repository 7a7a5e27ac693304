//! Random policies: questions, parameters and typed expressions over them, as trees that print to the language; random
//! households, theirs and of the shipped policies.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::type_complexity,
    reason = "each test takes what it needs"
)]

use proptest::prelude::*;
use proptest::sample::Index;
use rules::syntax::{Node, Tree};
use rules::{Arithmetic, Facts, Policy, QuestionKind, Relation, Unit};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

/// Questions and parameters of every random policy; a parameter without a value is undecided.
pub const NUMBERS: [(&str, i64, i64); 3] = [("甲", 0, 9), ("乙", -3, 3), ("丙", 1, 4)];
pub const YES_NO: [&str; 2] = ["真否", "成否"];
pub const CHOICE: (&str, [&str; 3]) = ("类别", ["一类", "二类", "三类"]);
pub const CHOICES: (&str, [&str; 3]) = ("原因", ["因病", "因灾", "因学"]);
pub const PARAMETERS: [(&str, i64, i64); 2] = [("线", 0, 6), ("率", -2, 2)];
pub const MEASURES: [(&str, &str, &str); 2] = [("甲助", "条件", "数 × 2元"), ("乙助", "非 警示", "(甲 + 1) × 3元")];
pub const YES_NO_PARAMETER: &str = "认定";

fn node(tree: Tree) -> Node {
    Node { span: 0..0, tree }
}

fn boxed(node: Node) -> Box<Node> {
    Box::new(node)
}

fn name(name: &str) -> Node {
    node(Tree::Name(name.into()))
}

fn text(text: &str) -> Node {
    node(Tree::Text(text.into()))
}

fn literal() -> impl Strategy<Value = Node> {
    let decimal = (-50_i64..500, 0_u32..3).prop_map(|(digits, scale)| Decimal::new(digits, scale).normalize());
    (decimal, any::<bool>()).prop_map(|(value, percent)| {
        let number = |value: Decimal| node(Tree::Number { value, unit: Unit::none(), percent });
        if value.is_sign_negative() && !value.is_zero() { node(Tree::Negate(boxed(number(-value)))) } else { number(value.abs()) }
    })
}

/// A random expression that is a number.
pub fn number(depth: u32) -> BoxedStrategy<Node> {
    let names: Vec<&str> = NUMBERS.iter().chain(&PARAMETERS).map(|(name, _, _)| *name).collect();
    let leaf = prop_oneof![3 => prop::sample::select(names).prop_map(name), 1 => literal()];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || number(depth - 1);
    let operator = prop::sample::select(vec![Arithmetic::Add, Arithmetic::Subtract, Arithmetic::Multiply]);
    let list = move || prop::collection::vec(inner(), 1..4);
    prop_oneof![
        2 => leaf,
        4 => (operator, inner(), inner()).prop_map(|(op, a, b)| node(Tree::Arithmetic(op, boxed(a), boxed(b)))),
        1 => (inner(), divisor()).prop_map(|(a, b)| node(Tree::Arithmetic(Arithmetic::Divide, boxed(a), boxed(b)))),
        1 => inner().prop_map(|a| node(Tree::Negate(boxed(a)))),
        1 => list().prop_map(|parts| node(Tree::Min(parts))),
        1 => list().prop_map(|parts| node(Tree::Max(parts))),
        1 => (truth(depth - 1), inner(), inner()).prop_map(|(c, a, b)| node(Tree::If(boxed(c), boxed(a), boxed(b)))),
    ]
    .boxed()
}

/// What is never 0: a literal, 丙, or something kept above or below 0.
fn divisor() -> BoxedStrategy<Node> {
    let literal = (1_i64..40).prop_map(|value| node(Tree::Number { value: Decimal::new(value, 0), unit: Unit::none(), percent: false }));
    prop_oneof![literal.clone(), Just(name("丙")), (literal, number(0)).prop_map(|(a, b)| node(Tree::Max(vec![a, b])))].boxed()
}

/// A random expression that is a truth value.
pub fn truth(depth: u32) -> BoxedStrategy<Node> {
    let relation = prop::sample::select(vec![
        Relation::Less,
        Relation::AtMost,
        Relation::Equal,
        Relation::Unequal,
        Relation::AtLeast,
        Relation::Greater,
    ]);
    let options = prop::sample::subsequence(CHOICE.1.to_vec(), 1..3);
    let leaf = prop_oneof![
        4 => (relation.clone(), number(1.min(depth)), number(1.min(depth))).prop_map(|(r, a, b)| node(Tree::Compare(r, boxed(a), boxed(b)))),
        1 => prop::sample::select([&YES_NO[..], &[YES_NO_PARAMETER]].concat()).prop_map(name),
        1 => any::<bool>().prop_map(|value| node(Tree::Truth(value))),
        1 => options.prop_map(|options| node(Tree::In(boxed(name(CHOICE.0)), options.into_iter().map(text).collect()))),
        1 => (prop::sample::select(CHOICE.1.to_vec()), any::<bool>()).prop_map(|(option, equal)| {
            let relation = if equal { Relation::Equal } else { Relation::Unequal };
            node(Tree::Compare(relation, boxed(name(CHOICE.0)), boxed(text(option))))
        }),
        1 => prop::sample::select(CHOICES.1.to_vec()).prop_map(|option| node(Tree::Has(boxed(name(CHOICES.0)), boxed(text(option))))),
        1 => Just(node(Tree::Any(boxed(name(CHOICES.0))))),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = || truth(depth - 1);
    let list = move || prop::collection::vec(inner(), 2..4);
    prop_oneof![
        3 => leaf,
        2 => list().prop_map(|parts| node(Tree::And(parts))),
        2 => list().prop_map(|parts| node(Tree::Or(parts))),
        1 => inner().prop_map(|a| node(Tree::Not(boxed(a)))),
        1 => (inner(), inner(), any::<bool>()).prop_map(|(a, b, equal)| {
            let relation = if equal { Relation::Equal } else { Relation::Unequal };
            node(Tree::Compare(relation, boxed(a), boxed(b)))
        }),
        1 => (inner(), inner(), inner()).prop_map(|(c, a, b)| node(Tree::If(boxed(c), boxed(a), boxed(b)))),
    ]
    .boxed()
}

/// A policy with these expressions as a test, a define, an outcome and a raising alert, and two measures; parameters have the given values.
pub fn rules_text(expressions: &Expressions, parameters: &[Option<String>; 3]) -> String {
    let mut rules = String::new();
    let mut rule = |kind: &str, lines: String| rules.push_str(&format!("```toml {kind}\n{lines}\n```\n\n"));
    for (name, min, max) in NUMBERS {
        rule("question", format!("name = \"{name}\"\nask = \"?\"\nkind = \"number\"\nmin = {min}\nmax = {max}"));
    }
    for name in YES_NO {
        rule("question", format!("name = \"{name}\"\nask = \"?\"\nkind = \"yes-no\""));
    }
    for (kind, (name, options)) in [("choice", CHOICE), ("choices", CHOICES)] {
        rule("question", format!("name = \"{name}\"\nask = \"?\"\nkind = \"{kind}\"\noptions = {options:?}"));
    }
    let values =
        |value: &Option<String>| value.as_ref().map_or(String::new(), |v| format!("\nvalues = [{{ from = 2000-01-01, value = {v} }}]"));
    for ((name, min, max), value) in PARAMETERS.iter().zip(parameters) {
        rule("parameter", format!("name = \"{name}\"\nmin = {min}\nmax = {max}{}", values(value)));
    }
    rule("parameter", format!("name = \"{YES_NO_PARAMETER}\"\nkind = \"yes-no\"{}", values(&parameters[2])));
    rule("define", format!("name = \"数\"\nvalue = '''{}'''", expressions.number));
    rule("define", format!("name = \"条件\"\nvalue = '''{}'''", expressions.truth));
    rule("test", format!("name = \"检验\"\nwhen = '''({}) 或 (条件 且 数 > 2)'''", expressions.test));
    rule("outcome", format!("name = \"结论\"\nwhen = '''检验 且 ({})'''", expressions.outcome));
    rule("alert", format!("name = \"警示\"\nwhen = '''{}'''\nmessage = \"!\"\nraise = true", expressions.alert));
    for (name, when, amount) in MEASURES {
        rule("measure", format!("name = \"{name}\"\nwhen = '''{when}'''\namount = '''{amount}'''"));
    }
    rules
}

/// The expressions of a random policy.
#[derive(Clone, Debug)]
pub struct Expressions {
    pub number: Node,
    pub truth: Node,
    pub test: Node,
    pub outcome: Node,
    pub alert: Node,
}

pub fn expressions() -> impl Strategy<Value = Expressions> {
    (number(3), truth(2), truth(2), truth(1), truth(1)).prop_map(|(number, truth, test, outcome, alert)| Expressions {
        number,
        truth,
        test,
        outcome,
        alert,
    })
}

/// How one answer is given: open, as a range around the true one, or as it is.
#[derive(Clone, Debug)]
pub struct Told {
    how: u8,
    spread: (u8, u8),
    truth: Index,
}

/// How every answer is given, and every parameter.
pub fn told() -> impl Strategy<Value = Vec<Told>> {
    let told = (0_u8..3, (0_u8..3, 0_u8..3), any::<Index>()).prop_map(|(how, spread, truth)| Told { how, spread, truth });
    prop::collection::vec(told, NUMBERS.len() + YES_NO.len() + 2 + PARAMETERS.len() + 1)
}

/// A random household and the parameters of its policy.
pub struct Household {
    /// What was told.
    pub known: Json,
    /// What is true, parameters too; numbers as text.
    pub truth: Map<String, Json>,
    /// The parameters that the document decides.
    pub parameters: [Option<String>; 3],
}

/// A number on the half steps between two bounds.
fn half_step(min: i64, max: i64, which: &Index) -> Decimal {
    let steps = usize::try_from((max - min) * 2 + 1).unwrap();
    Decimal::new(min * 10 + 5 * i64::try_from(which.index(steps)).unwrap(), 1)
}

/// A random household twice, what was told and what is true, with the parameters.
pub fn household(told: &[Told]) -> Household {
    let (mut known, mut truth) = (Map::new(), Map::new());
    let mut told = told.iter();
    for (name, min, max) in NUMBERS {
        let told = told.next().unwrap();
        let value = half_step(min, max, &told.truth);
        truth.insert(name.into(), json!(value.to_string()));
        let end = |by: i64| (value + Decimal::new(by * 5, 1)).clamp(Decimal::from(min), Decimal::from(max)).to_string();
        match told.how {
            0 => {}
            1 => drop(known.insert(name.into(), json!({"low": end(-i64::from(told.spread.0)), "high": end(i64::from(told.spread.1))}))),
            _ => drop(known.insert(name.into(), json!(value.to_string()))),
        }
    }
    for name in YES_NO {
        let told = told.next().unwrap();
        let value = json!(told.truth.index(2) == 1);
        truth.insert(name.into(), value.clone());
        if told.how > 0 {
            known.insert(name.into(), value);
        }
    }
    let of_choice = told.next().unwrap();
    let of_choices = told.next().unwrap();
    let bits = of_choices.truth.index(8);
    let chosen: Vec<&str> = CHOICES.1.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, option)| *option).collect();
    for (told, name, value) in [(of_choice, CHOICE.0, json!(CHOICE.1[of_choice.truth.index(3)])), (of_choices, CHOICES.0, json!(chosen))] {
        truth.insert(name.into(), value.clone());
        if told.how > 0 {
            known.insert(name.into(), value);
        }
    }
    let mut parameters = [None, None, None];
    let numbers = PARAMETERS.map(|(name, min, max)| (name, Some((min, max))));
    for ((name, bounds), given) in numbers.into_iter().chain([(YES_NO_PARAMETER, None)]).zip(&mut parameters) {
        let told = told.next().unwrap();
        let (value, written) = match bounds {
            Some((min, max)) => {
                let value = half_step(min, max, &told.truth).to_string();
                (json!(value), value)
            }
            None => {
                let value = told.truth.index(2) == 1;
                (json!(value), value.to_string())
            }
        };
        truth.insert(name.into(), value);
        *given = (told.how > 0).then_some(written);
    }
    Household { known: Json::Object(known), truth, parameters }
}

/// A random answer to a question of a shipped policy: as told, and one way in which it may turn out.
pub fn answers(policy: &Policy) -> impl Strategy<Value = Vec<(String, Json, Json)>> + use<> {
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

pub fn facts(policy: &Policy, answers: &[(String, Json, Json)], full: impl Fn(&str) -> bool) -> Facts {
    let object: Map<String, Json> =
        answers.iter().map(|(name, told, truly)| (name.clone(), if full(name) { truly.clone() } else { told.clone() })).collect();
    Facts::from_json(policy, &Json::Object(object).to_string()).unwrap()
}
