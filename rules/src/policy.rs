//! A checked policy: what a document says, ready to be evaluated. It travels to the browser packed.

use alloc::string::String;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::date::Date;
use crate::expr::{Expr, RuleId};
use crate::interval::Interval;
use crate::text::Text;
use crate::unit::Unit;

/// A policy in force: its own rules and those of the policies that it extends, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The document that it was written in; the last of `documents`.
    pub id: String,
    /// A short hash of everything below; the same rules give the same one on every machine.
    pub revision: String,
    /// The documents, the one extended first.
    pub documents: Vec<DocumentInfo>,
    /// The clauses that rules stand under.
    pub clauses: Vec<Clause>,
    /// In document order, parents first.
    pub rules: Vec<Rule>,
    /// Rules with an expression, each after all that it uses.
    pub order: Vec<RuleId>,
}

/// What identifies a policy document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentInfo {
    /// Its id, such as `fuqing-2020-8`: its file's name and its address on the site.
    pub id: String,
    /// Its title on the site.
    pub title: String,
    /// Its number, such as 融扶办〔2020〕8号.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// When it was issued.
    pub issued: Option<Date>,
    /// Where it holds.
    pub area: Option<String>,
}

/// A heading with an anchor, under which rules stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The anchor, such as `fq8-2-1`.
    pub id: String,
    /// The heading's words.
    pub title: String,
    /// The place of its document in [`Policy::documents`].
    pub document: u16,
}

/// A rule with its name and its clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name; empty for `assume`.
    pub name: String,
    /// The place of its clause in [`Policy::clauses`].
    pub clause: u16,
    /// What it says.
    pub kind: Kind,
}

/// What a rule says, by its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A figure set by a document.
    Parameter(Parameter),
    /// What only the household knows.
    Question(Question),
    /// A derived figure or truth value.
    Define(Define),
    /// A condition that the result shows.
    Test(Test),
    /// The question that the calculator answers.
    Outcome(Test),
    /// A warning.
    Alert(Alert),
    /// A form of help.
    Measure(Measure),
    /// How the encoding reads a passage.
    Assume(Text),
}

/// A figure, or a truth value, set by a document from a day on.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its unit; a percentage has none and `percent`.
    pub unit: Unit,
    /// Whether people write it as a percentage; the value is the factor.
    pub percent: bool,
    /// Whether it is a truth value.
    pub yes_no: bool,
    /// In order of `from`, without overlaps.
    pub values: Vec<Dated>,
    /// What it may be while it is undecided.
    pub domain: Interval,
    /// The parameter that it is at least as large as while it is undecided.
    pub min_of: Option<RuleId>,
    /// The parameter that it is at most as large as while it is undecided.
    pub max_of: Option<RuleId>,
    /// Who decides it.
    pub decided_by: Option<String>,
    /// A remark for readers.
    pub note: Option<Text>,
}

/// A value of a parameter and when it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated {
    /// The first day.
    pub from: Date,
    /// The last day; open where the next value ends it, or none does.
    pub until: Option<Date>,
    /// The value.
    pub value: Setting,
    /// Where the value stands.
    pub source: Option<String>,
    /// Told publicly, but not by the document.
    pub reference: bool,
    /// The day after which somebody should have looked at it again.
    pub review: Option<Date>,
}

/// The value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// Yes or no.
    Truth(bool),
    /// A figure.
    Number(Decimal),
}

/// What is asked of a household.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The question in plain words.
    pub ask: Text,
    /// What an answer looks like.
    pub kind: QuestionKind,
    /// The unit of a number.
    pub unit: Unit,
    /// The least and the largest number.
    pub domain: Interval,
    /// The options of a choice.
    pub options: Vec<String>,
    /// A sentence that helps to answer.
    pub help: Option<Text>,
    /// When it is worth asking.
    pub when: Option<Expr>,
    /// Edges of rough answers, ascending.
    pub bands: Vec<Expr>,
    /// The least and the largest usual number; an answer outside is taken, but asked about. Empty where nothing is unusual.
    pub usual: Vec<Expr>,
}

/// What an answer looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// An amount of money.
    Money,
    /// A whole number.
    Count,
    /// Any number.
    Number,
    /// 是 or 否.
    YesNo,
    /// One of the options.
    Choice,
    /// Any of the options.
    Choices,
}

impl QuestionKind {
    /// The word of the policy language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Count => "count",
            Self::Number => "number",
            Self::YesNo => "yes-no",
            Self::Choice => "choice",
            Self::Choices => "choices",
        }
    }

    /// Whether an answer is a number.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Money | Self::Count | Self::Number)
    }
}

/// A derived figure or truth value.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// How it is derived.
    pub value: Expr,
    /// Its unit, where it is a figure.
    pub unit: Option<Unit>,
    /// Whether people write it as a percentage.
    pub percent: bool,
    /// A remark for readers.
    pub note: Option<Text>,
}

/// A condition that the result shows; also the outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// When it holds.
    pub when: Expr,
    /// A remark for readers.
    pub note: Option<Text>,
}

/// A warning and when it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// When it holds.
    pub when: Expr,
    /// The warning.
    pub message: Text,
    /// Whether it keeps the outcome from being `unlikely`.
    pub raise: bool,
}

/// A form of help and who gets it.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// When it is granted.
    pub when: Expr,
    /// The amount, in 元.
    pub amount: Option<Expr>,
    /// Help that is no money, in words.
    pub service: Option<Text>,
    /// For whom one standard is: 人, 户.
    pub per: Option<String>,
    /// How often: 月, 一次性.
    pub period: Option<String>,
    /// How to get it.
    pub apply: Option<Text>,
}

impl Kind {
    /// The expressions that make up the rule's own value: a condition, an amount, a definition.
    #[must_use]
    pub(crate) fn expressions(&self) -> [Option<&Expr>; 2] {
        match self {
            Self::Parameter(_) | Self::Question(_) | Self::Assume(_) => [None, None],
            Self::Define(define) => [Some(&define.value), None],
            Self::Test(test) | Self::Outcome(test) => [Some(&test.when), None],
            Self::Alert(alert) => [Some(&alert.when), None],
            Self::Measure(measure) => [Some(&measure.when), measure.amount.as_ref()],
        }
    }
}

impl Policy {
    /// The rule at a place.
    #[must_use]
    pub fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.rules.get(usize::from(id))
    }

    /// The rule of a name, with its place.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(RuleId, &Rule)> {
        self.ids().find(|(_, rule)| rule.name == name)
    }

    /// Every rule with its place, in document order.
    pub fn ids(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        (0..).zip(&self.rules)
    }

    /// Every question with its place and name, in document order.
    pub fn questions(&self) -> impl Iterator<Item = (RuleId, &str, &Question)> {
        self.ids().filter_map(|(id, rule)| match &rule.kind {
            Kind::Question(question) => Some((id, rule.name.as_str(), question)),
            _ => None,
        })
    }

    /// Every parameter with its place and name, in document order.
    pub fn parameters(&self) -> impl Iterator<Item = (RuleId, &str, &Parameter)> {
        self.ids().filter_map(|(id, rule)| match &rule.kind {
            Kind::Parameter(parameter) => Some((id, rule.name.as_str(), parameter)),
            _ => None,
        })
    }

    /// The clause that a rule stands under.
    #[must_use]
    pub fn clause(&self, rule: &Rule) -> Option<&Clause> {
        self.clauses.get(usize::from(rule.clause))
    }

    /// The document of a clause.
    #[must_use]
    pub fn document(&self, clause: &Clause) -> Option<&DocumentInfo> {
        self.documents.get(usize::from(clause.document))
    }

    /// The document that the policy was written in.
    #[must_use]
    pub fn own_document(&self) -> Option<&DocumentInfo> {
        self.documents.last()
    }
}

impl Parameter {
    /// The value that holds on a day; `None` where it is undecided.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Dated> {
        let latest = self.values.iter().rev().find(|value| value.from <= day)?;
        latest.until.is_none_or(|until| day <= until).then_some(latest)
    }
}

impl Dated {
    /// Whether a result that used it on a day should say so: a reference value, or one past its review.
    #[must_use]
    pub fn is_caveat(&self, day: Date) -> bool {
        self.reference || self.review.is_some_and(|review| day > review)
    }
}

/// What an undecided parameter may be where the document does not say: nothing below 0.
#[must_use]
pub fn undecided() -> Interval {
    Interval::new(Some(Decimal::ZERO), None).unwrap_or(Interval::ANY)
}
