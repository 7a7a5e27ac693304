//! Tables by head count, worked out by the rules when the site is built: what is left of the calculator without script.

use rules::{Amount, Date, Detail, Facts, Figures, Kind, Policy, Question, QuestionKind, range};
use serde::Serialize;

use crate::content::Settings;

use super::citation::{Citation, cite};

/// Households of one to this many people.
const LARGEST: u32 = 10;

/// A standard per head, times one to ten people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heads {
    parameter: String,
    period: String,
    clause: Citation,
    rows: Vec<HeadRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct HeadRow {
    people: String,
    amount: String,
}

/// What a measure comes to, by head count and, where it matters, by months.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Relief {
    name: String,
    clause: Citation,
    columns: Vec<String>,
    rows: Vec<ReliefRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ReliefRow {
    people: String,
    cells: Vec<String>,
}

impl Heads {
    /// The table of the standard that `site.toml` names, else of the income line 低保标准.
    #[must_use]
    pub fn new(policy: &Policy, on: Date, settings: &Settings, root: &str) -> Option<Self> {
        let name = if settings.standard.is_empty() { "低保标准" } else { &settings.standard };
        let (_, rule) = policy.find(name)?;
        let Kind::Parameter(parameter) = &rule.kind else { return None };
        parameter.on(on)?;
        let calculator = policy.at(on);
        let figures = Figures::new(&calculator);
        let rows = (1..=LARGEST).map(|people| {
            let amount = figures.figure(&format!("{name} × {people}人")).ok()?;
            Some(HeadRow { people: format!("{people} 口人"), amount })
        });
        // A standard per head and month says so itself; one per head is a year's.
        let period = if parameter.unit.to_string() == "元/人" { "一年" } else { "" };
        Some(Self { parameter: name.into(), period: period.into(), clause: cite(policy, rule, root), rows: rows.collect::<Option<_>>()? })
    }
}

impl Relief {
    /// The tables of all measures whose amount the head count, or it and a number of months, settles.
    #[must_use]
    pub fn all(policy: &Policy, on: Date, root: &str) -> Vec<Self> {
        let count = |unit: &str| {
            policy.questions().find(|(_, _, question)| question.kind == QuestionKind::Count && question.unit.to_string() == unit)
        };
        let Some((_, people, _)) = count("人") else { return Vec::new() };
        let months = count("月").and_then(|(_, name, question)| Some((name, bounds(question)?)));
        let calculator = policy.at(on);
        let amount = |measure: &str, facts: &str| {
            let facts = Facts::from_json(policy, facts).ok()?;
            let assessment = calculator.assess(&facts, Detail::Figures);
            let found = assessment.measures.into_iter().find(|result| result.name == measure)?;
            let Amount(interval) = found.amount?;
            interval.high().map(|_| interval)
        };
        let unit = rules::Unit::word("元");
        let words = |interval| range(&interval, &unit, false);
        let mut tables = Vec::new();
        for rule in policy.rules.iter().filter(|rule| matches!(&rule.kind, Kind::Measure(measure) if measure.amount.is_some())) {
            let facts = |count: u32, month: Option<u32>| {
                let mut facts = serde_json::Map::new();
                facts.insert(people.to_owned(), count.into());
                if let (Some((name, _)), Some(month)) = (&months, month) {
                    facts.insert((*name).to_owned(), month.into());
                }
                serde_json::Value::Object(facts).to_string()
            };
            let Some(open) = amount(&rule.name, &facts(1, None)) else { continue };
            let by_month = open.as_point().is_none();
            let columns: Vec<Option<u32>> = match &months {
                Some((_, (first, last))) if by_month => (*first..=*last).map(Some).collect(),
                _ => vec![None],
            };
            let rows = (1..=LARGEST).map(|count| {
                let cells = columns.iter().map(|month| amount(&rule.name, &facts(count, *month)).map(words));
                Some(ReliefRow { people: format!("{count} 口人"), cells: cells.collect::<Option<_>>()? })
            });
            let Some(rows) = rows.collect::<Option<Vec<_>>>() else { continue };
            let columns = columns.iter().map(|month| month.map_or_else(|| "全家的标准".into(), |month| format!("{month} 个月"))).collect();
            tables.push(Self { name: rule.name.clone(), clause: cite(policy, rule, root), columns, rows });
        }
        tables
    }
}

fn bounds(question: &Question) -> Option<(u32, u32)> {
    let whole = |end: Option<_>| end.map(rules::plain).and_then(|text| text.parse::<u32>().ok());
    let (low, high) = (whole(question.domain.low())?, whole(question.domain.high())?);
    (high.checked_sub(low)? < 24).then_some((low, high))
}
