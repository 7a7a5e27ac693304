//! Random policies: questions, parameters and typed expressions over them, as trees that print to the language.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "each test takes what it needs")]

use proptest::prelude::*;
use rules::syntax::{Node, Tree};
use rules::{Arithmetic, Relation, Unit};
use rust_decimal::Decimal;

/// Questions and parameters of every random policy; a parameter without a value is undecided.
pub const NUMBERS: [(&str, i64, i64); 3] = [("甲", 0, 9), ("乙", -3, 3), ("丙", 1, 4)];
pub const YES_NO: [&str; 2] = ["真否", "成否"];
pub const CHOICE: (&str, [&str; 3]) = ("类别", ["一类", "二类", "三类"]);
pub const CHOICES: (&str, [&str; 3]) = ("原因", ["因病", "因灾", "因学"]);
pub const PARAMETERS: [(&str, i64, i64); 2] = [("线", 0, 6), ("率", -2, 2)];
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

/// A policy with these expressions as a test, a define, an outcome and a raising alert; parameters have the given values.
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
