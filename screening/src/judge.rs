//! What the rules say of a household, in the cells of a list.

use std::sync::Arc;

use columns::Screen;
use rules::{AlertResult, Assessment, Calculator, Detail, Kind, Nearness, Outcome, Truth, plain};
use rust_decimal::Decimal;

use crate::cell::RowText;
use crate::household::{Household, Reader};
use crate::mapping::Plan;

/// Answers household by household; it can be used from several threads.
#[derive(Clone, Debug)]
pub struct Judge<'p> {
    calculator: Calculator<'p>,
    /// Tells outcomes of many households at once.
    screen: Arc<Screen>,
    nearness: Arc<Nearness<'p>>,
    plan: Plan,
    sheet: String,
}

/// What is found about a household, ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The answer.
    pub outcome: Outcome,
    /// Why, with the figures.
    pub reasons: String,
    /// What would settle it: questions, or what nobody has decided yet.
    pub missing: String,
    /// The clauses that it rests on.
    pub clauses: String,
    /// A cell for each measure, in the policy's order.
    pub measures: Vec<Amount>,
    /// Whom to ask what.
    pub whom: String,
    /// Parameters that are only for reference or past their review.
    pub caveats: String,
}

/// What stands in the cell of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A sum in 元.
    Sum(Decimal),
    /// 是, 否, a range, or nothing where it is open.
    Words(String),
}

impl Amount {
    /// The cell as text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Sum(value) => plain(*value),
            Self::Words(words) => words.clone(),
        }
    }
}

impl<'p> Judge<'p> {
    /// A judge of a day, for a sheet whose columns are known.
    #[must_use]
    pub fn new(calculator: Calculator<'p>, plan: Plan, sheet: &str) -> Self {
        let screen = Arc::new(Screen::new(calculator.policy(), calculator.on()));
        let nearness = Arc::new(Nearness::new(&calculator));
        Self { calculator, screen, nearness, plan, sheet: sheet.to_owned() }
    }

    /// The same judge for rows that have so many columns.
    #[must_use]
    pub fn over(mut self, columns: usize) -> Self {
        self.plan = self.plan.over(columns);
        self
    }

    /// The names of the policy's measures, in the order of [`Finding::measures`].
    #[must_use]
    pub fn measures(&self) -> Vec<&str> {
        let rules = self.calculator.policy().rules.iter();
        rules.filter(|rule| matches!(rule.kind, Kind::Measure(_))).map(|rule| rule.name.as_str()).collect()
    }

    /// The policy on the day.
    #[must_use]
    pub fn calculator(&self) -> &Calculator<'p> {
        &self.calculator
    }

    /// The columns.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The sheet's name.
    #[must_use]
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// What the rows of one household answer.
    #[must_use]
    pub fn read(&self, rows: &[RowText<'_>]) -> Household {
        Reader { calculator: &self.calculator, plan: &self.plan, sheet: &self.sheet }.read(rows)
    }

    /// The outcomes alone, of many households at once: in columns, or by the calculator where columns do not hold the answers.
    #[must_use]
    pub fn outcomes(&self, households: &[Household]) -> Vec<Outcome> {
        let mut columns = self.screen.columns();
        households.iter().for_each(|household| columns.push(&household.facts));
        let told = self.screen.outcomes(&columns);
        let outcome = |(household, told): (&Household, &Option<Outcome>)| told.unwrap_or_else(|| self.calculator.outcome(&household.facts));
        households.iter().zip(&told).map(outcome).collect()
    }

    /// How near a household is to another outcome, in ten-thousandths of the figure where it begins; the largest number where
    /// no figure would change it. Lists with many households that need a look put the nearest first.
    #[must_use]
    pub fn distance(&self, household: &Household) -> u32 {
        self.nearness.of(&self.calculator, &household.facts).unwrap_or(u32::MAX)
    }

    /// The whole assessment.
    #[must_use]
    pub fn assess(&self, household: &Household) -> Assessment<'p> {
        self.calculator.assess(&household.facts, Detail::Derivations)
    }

    /// What is written about a household.
    #[must_use]
    pub fn finding(&self, household: &Household) -> Finding {
        let assessment = self.assess(household);
        let grounds = Grounds::of(&assessment);
        Finding {
            outcome: assessment.outcome,
            reasons: grounds.reasons(),
            missing: self.missing(&assessment, &grounds).join("、"),
            clauses: self.clauses(&grounds),
            measures: assessment.measures.iter().map(|measure| cell(measure.granted, measure.amount)).collect(),
            whom: self.whom(&assessment, &grounds),
            caveats: assessment.caveats.join("、"),
        }
    }

    fn missing(&self, assessment: &Assessment<'p>, grounds: &Grounds<'_, 'p>) -> Vec<String> {
        match assessment.outcome {
            Outcome::Incomplete => assessment.ask.iter().map(|name| (*name).to_owned()).collect(),
            Outcome::Verify => grounds.undecided().into_iter().map(|name| self.undecided(name)).collect(),
            _ => Vec::new(),
        }
    }

    /// A parameter that nobody has decided, with who does.
    fn undecided(&self, name: &str) -> String {
        match self.decider(name) {
            Some(who) => format!("{name}（由{who}认定）"),
            None => name.to_owned(),
        }
    }

    fn decider(&self, name: &str) -> Option<&'p str> {
        match &self.calculator.policy().find(name)?.1.kind {
            Kind::Parameter(parameter) => parameter.decided_by.as_deref(),
            _ => None,
        }
    }

    fn clauses(&self, grounds: &Grounds<'_, 'p>) -> String {
        let mut clauses: Vec<String> = Vec::new();
        for cite in grounds.cites() {
            let clause = clause(&self.calculator, cite);
            if !clause.is_empty() && !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        clauses.join("；")
    }

    /// Whom to ask what: the household for answers, the office for what it decides.
    fn whom(&self, assessment: &Assessment<'p>, grounds: &Grounds<'_, 'p>) -> String {
        let mut parts: Vec<String> = Vec::new();
        let asked: Vec<&str> = match assessment.outcome {
            Outcome::Incomplete => assessment.ask.clone(),
            Outcome::Likely => distinct(assessment.measures.iter().flat_map(|measure| measure.ask.iter().copied())),
            _ => Vec::new(),
        };
        if !asked.is_empty() {
            parts.push(format!("问这户人家：{}", asked.iter().map(|name| self.ask(name)).collect::<String>()));
        }
        let mut deciders: Vec<(&str, Vec<&str>)> = Vec::new();
        let undecided = if assessment.outcome == Outcome::Verify { grounds.undecided() } else { Vec::new() };
        for name in undecided {
            let who = self.decider(name).unwrap_or("主管部门");
            match deciders.iter_mut().find(|(known, _)| *known == who) {
                Some((_, names)) => names.push(name),
                None => deciders.push((who, vec![name])),
            }
        }
        parts.extend(deciders.iter().map(|(who, names)| format!("请{who}认定：{}", names.join("、"))));
        parts.join("。")
    }

    fn ask(&self, name: &str) -> String {
        match self.calculator.policy().find(name).map(|(_, rule)| &rule.kind) {
            Some(Kind::Question(question)) => self.calculator.text(&question.ask),
            _ => name.to_owned(),
        }
    }
}

/// A clause with its document: `融扶办〔2020〕8号“人均收入低于低保标准”`.
pub(crate) fn clause(calculator: &Calculator<'_>, cite: &str) -> String {
    let policy = calculator.policy();
    let Some(clause) = policy.clauses.iter().find(|clause| clause.id == cite) else { return String::new() };
    let document = policy.document(clause);
    let number = document.map_or("", |document| document.number.as_deref().unwrap_or(&document.title));
    format!("{number}“{}”", clause.title)
}

/// What an outcome rests on.
struct Grounds<'a, 'p> {
    tests: Vec<&'a rules::TestResult<'p>>,
    alerts: Vec<&'a AlertResult<'p>>,
}

impl<'a, 'p> Grounds<'a, 'p> {
    /// Of an outcome that is likely the tests that hold, of one that is not those that do not; else all that may hold.
    fn of(assessment: &'a Assessment<'p>) -> Self {
        let counts = |value: Truth| match assessment.outcome {
            Outcome::Likely => value == Truth::True,
            Outcome::Unlikely => value == Truth::False,
            _ => value != Truth::False,
        };
        let raised = |alert: &&AlertResult<'_>| assessment.outcome != Outcome::Unlikely && alert.value == Truth::True;
        Self {
            tests: assessment.tests.iter().filter(|test| counts(test.value)).collect(),
            alerts: assessment.alerts.iter().filter(raised).collect(),
        }
    }

    fn reasons(&self) -> String {
        let tests = self.tests.iter().map(|test| format!("{}：{}", test.name, test.because));
        let alerts = self.alerts.iter().map(|alert| format!("{}：{}", alert.name, alert.message.trim_end_matches('。')));
        tests.chain(alerts).collect::<Vec<_>>().join("。")
    }

    fn cites(&self) -> impl Iterator<Item = &'p str> {
        self.tests.iter().map(|test| test.cite).chain(self.alerts.iter().map(|alert| alert.cite))
    }

    fn undecided(&self) -> Vec<&'p str> {
        distinct(self.tests.iter().flat_map(|test| test.undecided.iter().copied()))
    }
}

fn distinct<'s>(names: impl Iterator<Item = &'s str>) -> Vec<&'s str> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

/// What stands in the cell of a measure.
fn cell(granted: Truth, amount: Option<rules::Amount>) -> Amount {
    let words = |words: &str| Amount::Words(words.to_owned());
    match (granted, amount.map(|rules::Amount(interval)| interval)) {
        (Truth::Unknown, _) => words(""),
        (Truth::False, _) => words("否"),
        (Truth::True, None) => words("是"),
        (Truth::True, Some(interval)) => match (interval.as_point(), interval.low(), interval.high()) {
            (Some(sum), ..) => Amount::Sum(sum),
            (_, Some(low), Some(high)) => Amount::Words(format!("{}-{}", plain(low), plain(high))),
            (_, Some(low), None) if !low.is_zero() => Amount::Words(format!("{}以上", plain(low))),
            _ => words("是"),
        },
    }
}
