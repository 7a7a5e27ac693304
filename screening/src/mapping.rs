//! Which column answers which question.

use rules::{Kind, Policy, Question, QuestionKind, RuleId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::cell::column_letters;
use crate::fault::Refusal;

/// The row with the names of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headings {
    /// The place of the row among those that were read, counted from 0.
    pub place: usize,
    /// The row as a spreadsheet counts it, from 1.
    pub row: u32,
    /// What stands above each column, as it is written.
    pub written: Vec<String>,
    /// The same, made one of a kind: an empty heading is `第 C 列`, one that comes again has its
    /// count behind it.
    pub names: Vec<String>,
}

impl Headings {
    /// The same headings over so many columns: rows may be longer than the row of headings.
    #[must_use]
    pub fn over(mut self, columns: usize) -> Self {
        for column in self.names.len()..columns {
            self.written.push(String::new());
            self.names.push(nameless(column));
        }
        self
    }

    /// The column of a name, counted from 0.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
}

/// What a column without a heading is called.
pub(crate) fn nameless(column: usize) -> String {
    format!("第 {} 列", column_letters(column))
}

/// Which column answers which question, by headings: what a person can see, change and keep.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The columns that answer questions; all others pass through.
    pub columns: Vec<Column>,
    /// The column that tells households apart, where each person has a row of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<String>,
    /// The question that the number of rows of a household answers, where each person has a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<String>,
    /// The column of the town, for counting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// A column that answers a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The column's heading.
    pub heading: String,
    /// The question's name.
    pub question: String,
    /// One option of the question: the column says whether it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// The unit of numbers without one.
    #[serde(default, skip_serializing_if = "Scale::is_usual")]
    pub unit: Scale,
    /// The time for which the numbers are.
    #[serde(default, skip_serializing_if = "Period::is_usual")]
    pub period: Period,
    /// How the rows of a household become one answer; left out, as [`Combine::usual`] says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combine: Option<Combine>,
}

/// The unit of sums of money without one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    /// 元; for everything but money, no unit.
    #[default]
    #[serde(rename = "元")]
    One,
    /// 万元.
    #[serde(rename = "万元")]
    TenThousand,
}

/// The time for which a sum of money is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Period {
    /// As the question asks.
    #[default]
    #[serde(rename = "年")]
    Year,
    /// A month, where the question asks for a year.
    #[serde(rename = "月")]
    Month,
}

/// How the rows of the persons of a household become one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Combine {
    /// Numbers are added; a person of whom a count says 是 counts as 1.
    #[serde(rename = "相加")]
    Sum,
    /// 是 if it is so for anybody; of several options all that anybody has.
    #[serde(rename = "任一")]
    Any,
    /// The same for the whole household: written once or in each row; rows that differ are told.
    #[serde(rename = "全户")]
    Same,
}

impl Scale {
    fn is_usual(&self) -> bool {
        *self == Self::One
    }

    pub(crate) fn factor(self) -> Decimal {
        if self == Self::One { Decimal::ONE } else { Decimal::from(10_000) }
    }
}

impl Period {
    fn is_usual(&self) -> bool {
        *self == Self::Year
    }

    pub(crate) fn factor(self) -> Decimal {
        if self == Self::Year { Decimal::ONE } else { Decimal::from(12) }
    }
}

impl Combine {
    /// What is meant where nothing is said: money of the whole household and people are added, yes and options hold for
    /// anybody, all else is one for the household.
    #[must_use]
    pub fn usual(question: &Question) -> Self {
        let each = question.unit.words().any(|word| word == "人") && question.kind == QuestionKind::Money;
        match question.kind {
            QuestionKind::Money if !each => Self::Sum,
            QuestionKind::Count if question.unit.words().eq(["人"]) => Self::Sum,
            QuestionKind::YesNo | QuestionKind::Choices => Self::Any,
            _ => Self::Same,
        }
    }
}

impl Mapping {
    /// Reads a mapping that was kept.
    ///
    /// # Errors
    ///
    /// JSON that is none.
    pub fn from_json(json: &str) -> Result<Self, Refusal> {
        serde_json::from_str(json).map_err(|error| {
            Refusal::new(format!(
                "列的对应关系读不了（第 {} 行第 {} 列），请照 docs/screening.zh-CN.md 的例子检查",
                error.line(),
                error.column()
            ))
        })
    }

    /// The mapping to keep.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// A mapping whose names were found in a policy and in a sheet.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(crate) headings: Headings,
    pub(crate) columns: Vec<Bound>,
    pub(crate) household: Option<usize>,
    pub(crate) members: Option<RuleId>,
    pub(crate) place: Option<usize>,
}

/// A column with its question.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    pub(crate) column: usize,
    pub(crate) question: RuleId,
    /// The bit of the one option that it is about.
    pub(crate) option: Option<u64>,
    pub(crate) scale: Scale,
    pub(crate) period: Period,
    pub(crate) combine: Combine,
}

impl Plan {
    /// Finds the names of a mapping.
    ///
    /// # Errors
    ///
    /// The first name that is not there, or a question that two columns answer.
    pub fn new(policy: &Policy, headings: Headings, mapping: &Mapping) -> Result<Self, Refusal> {
        let column = |name: &str| headings.column(name).ok_or_else(|| missing_column(&headings, name));
        let place = mapping.place.as_deref().map(column).transpose()?;
        let household = mapping.household.as_deref().map(column).transpose()?;
        let members = mapping.members.as_deref().map(|name| question(policy, name).map(|(id, _)| id)).transpose()?;
        let mut columns: Vec<Bound> = Vec::new();
        for given in &mapping.columns {
            let bound = bind(policy, given, column(&given.heading)?)?;
            let twice = columns.iter().any(|other| other.question == bound.question && (other.option.is_none() || bound.option.is_none()));
            if twice || members == Some(bound.question) {
                return Err(Refusal::new(format!("“{}”对应了两列，请只留一列", given.question)));
            }
            columns.push(bound);
        }
        if columns.is_empty() && members.is_none() {
            let names: Vec<&str> = policy.questions().map(|(_, name, _)| name).collect();
            return Err(Refusal::new(format!(
                "没有一列能对上政策里的问题。请把列名改成问题的名称，或者写明哪一列对应哪个问题。问题有：{}",
                names.join("、")
            )));
        }
        // In the order of the list, whoever wrote the mapping.
        columns.sort_by_key(|bound| bound.column);
        Ok(Self { headings, columns, household, members, place })
    }

    /// The plan for rows that have so many columns.
    #[must_use]
    pub fn over(mut self, columns: usize) -> Self {
        self.headings = self.headings.over(columns);
        self
    }

    /// The headings of the sheet.
    #[must_use]
    pub fn headings(&self) -> &Headings {
        &self.headings
    }

    /// The column that tells households apart.
    #[must_use]
    pub fn household(&self) -> Option<usize> {
        self.household
    }
}

fn bind(policy: &Policy, given: &Column, column: usize) -> Result<Bound, Refusal> {
    let (id, question) = question(policy, &given.question)?;
    if question.kind != QuestionKind::Money && (given.unit != Scale::One || given.period != Period::Year) {
        return Err(Refusal::new(format!("“{}”不是金额，不能按万元或按月换算", given.question)));
    }
    let option = match &given.option {
        None => None,
        Some(option) => {
            let place = question.options.iter().position(|known| known == option).filter(|_| question.kind == QuestionKind::Choices);
            let place = place.and_then(|place| u32::try_from(place).ok()).and_then(|place| 1_u64.checked_shl(place));
            Some(place.ok_or_else(|| Refusal::new(format!("“{}”没有“{option}”这一项", given.question)))?)
        }
    };
    let combine = given.combine.unwrap_or_else(|| Combine::usual(question));
    let fits = match combine {
        Combine::Sum => question.kind.is_number(),
        Combine::Any => matches!(question.kind, QuestionKind::YesNo | QuestionKind::Choices),
        Combine::Same => option.is_none(),
    };
    if !fits {
        return Err(Refusal::new(format!("“{}”不能这样合并一户的几行", given.question)));
    }
    Ok(Bound { column, question: id, option, scale: given.unit, period: given.period, combine })
}

fn question<'p>(policy: &'p Policy, name: &str) -> Result<(RuleId, &'p Question), Refusal> {
    match policy.find(name) {
        Some((id, rule)) => match &rule.kind {
            Kind::Question(question) => Ok((id, question)),
            _ => Err(Refusal::new(format!("“{name}”不是问题，不能由表格来回答"))),
        },
        None => {
            let near = rules::nearest(name, policy.questions().map(|(_, name, _)| name));
            let hint = near.map_or_else(String::new, |near| format!("，是不是“{near}”？"));
            Err(Refusal::new(format!("政策里没有“{name}”这个问题{hint}")))
        }
    }
}

fn missing_column(headings: &Headings, name: &str) -> Refusal {
    Refusal::new(format!("表里没有“{name}”这一列。第 {} 行的列名是：{}", headings.row, headings.names.join("、")))
}
