//! What the rules say of a household: the assessment of the JSON contract.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::bearing::Bearing;
use crate::calculator::Calculator;
use crate::date::Date;
use crate::evaluate::Slots;
use crate::explain::Explain;
use crate::expr::Expr;
use crate::facts::Facts;
use crate::interval::Interval;
use crate::json::Writer;
use crate::policy::{Kind, Measure, Rule};
use crate::truth::Truth;
use crate::uses::Caveats;
use crate::words::Words;

/// What the calculator answers; the words of the JSON contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The outcome's condition holds.
    Likely,
    /// It does not hold, and no raising alert may hold.
    Unlikely,
    /// An open question still bears on it.
    Incomplete,
    /// What is open is for the office to decide.
    Verify,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Likely, Self::Verify, Self::Incomplete, Self::Unlikely];

    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Likely => "likely",
            Self::Unlikely => "unlikely",
            Self::Incomplete => "incomplete",
            Self::Verify => "verify",
        }
    }

    /// The heading on the page.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Likely => "可能在监测范围内",
            Self::Unlikely => "按所填情况，暂未发现在监测范围内",
            Self::Incomplete => "还差几项信息",
            Self::Verify => "需进一步核实",
        }
    }
}

/// How much of a derivation an assessment carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Values only; every `because` stays empty.
    Figures,
    /// Values and why.
    Derivations,
}

/// What the rules say of one household on one day; [`Assessment::to_json`] gives the object of the JSON contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment<'p> {
    /// The policy's id.
    pub policy: &'p str,
    /// The policy's revision.
    pub revision: &'p str,
    /// The day.
    pub on: Date,
    /// The answer.
    pub outcome: Outcome,
    /// Each test, in document order.
    pub tests: Vec<TestResult<'p>>,
    /// Each measure, in document order.
    pub measures: Vec<MeasureResult<'p>>,
    /// Each alert, in document order.
    pub alerts: Vec<AlertResult<'p>>,
    /// The questions whose answers would settle the outcome.
    pub ask: Vec<&'p str>,
    /// Parameters that the result used and that are only for reference, or past their review.
    pub caveats: Vec<&'p str>,
}

/// What a test says.
#[derive(Clone, Debug, PartialEq)]
pub struct TestResult<'p> {
    /// Its name.
    pub name: &'p str,
    /// Whether it holds.
    pub value: Truth,
    /// The anchor of its clause.
    pub cite: &'p str,
    /// Why, in words.
    pub because: String,
    /// The questions that bear on it.
    pub ask: Vec<&'p str>,
    /// The undecided parameters that bear on it.
    pub undecided: Vec<&'p str>,
}

/// What a measure says.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureResult<'p> {
    /// Its name.
    pub name: &'p str,
    /// Whether it is for this household.
    pub granted: Truth,
    /// The amount in 元, where it has one.
    pub amount: Option<Amount>,
    /// Why, in words.
    pub because: String,
    /// The anchor of its clause.
    pub cite: &'p str,
    /// The questions that bear on it or on its amount.
    pub ask: Vec<&'p str>,
    /// The undecided parameters that bear on it or on its amount.
    pub undecided: Vec<&'p str>,
}

/// What an alert says.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertResult<'p> {
    /// Its name.
    pub name: &'p str,
    /// Whether it holds.
    pub value: Truth,
    /// The warning.
    pub message: Arc<str>,
    /// The anchor of its clause.
    pub cite: &'p str,
}

/// What an amount in 元 may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount(pub Interval);

impl Assessment<'_> {
    /// The object of the JSON contract, on one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut writer = Writer::default();
        writer.object(|writer| {
            writer.key("policy").text(self.policy);
            writer.key("revision").text(self.revision);
            writer.key("on").text(&self.on.plain());
            writer.key("outcome").text(self.outcome.word());
            writer.key("tests").list(&self.tests, |writer, test| writer.object(|writer| test.write(writer)));
            writer.key("measures").list(&self.measures, |writer, measure| writer.object(|writer| measure.write(writer)));
            writer.key("alerts").list(&self.alerts, |writer, alert| writer.object(|writer| alert.write(writer)));
            writer.key("ask").texts(self.ask.iter().copied());
            writer.key("caveats").texts(self.caveats.iter().copied());
        });
        writer.finish()
    }
}

impl TestResult<'_> {
    fn write(&self, writer: &mut Writer) {
        writer.key("name").text(self.name);
        writer.key("value").text(self.value.word());
        writer.key("cite").text(self.cite);
        writer.key("because").text(&self.because);
        writer.key("ask").texts(self.ask.iter().copied());
        writer.key("undecided").texts(self.undecided.iter().copied());
    }
}

impl MeasureResult<'_> {
    fn write(&self, writer: &mut Writer) {
        writer.key("name").text(self.name);
        writer.key("granted").text(self.granted.word());
        let amount = writer.key("amount");
        match self.amount {
            None => amount.raw("null"),
            Some(Amount(interval)) => amount.object(|writer| writer.ends(["low", "high"], &interval)),
        }
        writer.key("because").text(&self.because);
        writer.key("cite").text(self.cite);
        writer.key("ask").texts(self.ask.iter().copied());
        writer.key("undecided").texts(self.undecided.iter().copied());
    }
}

impl AlertResult<'_> {
    fn write(&self, writer: &mut Writer) {
        writer.key("name").text(self.name);
        writer.key("value").text(self.value.word());
        writer.key("message").text(&self.message);
        writer.key("cite").text(self.cite);
    }
}

impl<'p> Calculator<'p> {
    /// What the rules say of a household.
    #[must_use]
    pub fn assess(&self, facts: &Facts, detail: Detail) -> Assessment<'p> {
        let slots = self.slots(facts);
        let assessor = Assessor { calculator: self, slots: &slots, detail };
        let (outcome, ask) = assessor.outcome();
        let mut assessment = Assessment {
            policy: &self.policy.id,
            revision: &self.policy.revision,
            on: self.on,
            outcome,
            tests: Vec::new(),
            measures: Vec::new(),
            alerts: Vec::with_capacity(self.messages.len()),
            ask,
            caveats: Caveats::of(self, &slots),
        };
        let mut messages = self.messages.iter();
        for (id, rule) in self.policy.ids() {
            let value = slots.truth_of(id);
            match &rule.kind {
                Kind::Test(test) => assessment.tests.push(assessor.test(rule, value, &test.when)),
                Kind::Measure(measure) => assessment.measures.push(assessor.measure(rule, value, measure)),
                Kind::Alert(_) => {
                    let message = messages.next().cloned().unwrap_or_default();
                    assessment.alerts.push(AlertResult { name: &rule.name, value, message, cite: assessor.cite(rule) });
                }
                _ => {}
            }
        }
        assessment
    }

    /// The outcome alone: the fastest answer for long lists.
    #[must_use]
    pub fn outcome(&self, facts: &Facts) -> Outcome {
        self.outcome_of(&self.slots(facts))
    }

    pub(crate) fn outcome_of(&self, slots: &Slots) -> Outcome {
        Assessor { calculator: self, slots, detail: Detail::Figures }.outcome().0
    }
}

struct Assessor<'a, 'p> {
    calculator: &'a Calculator<'p>,
    slots: &'a Slots,
    detail: Detail,
}

impl<'p> Assessor<'_, 'p> {
    fn bearing(&self) -> Bearing<'_, 'p> {
        Bearing::new(self.calculator, self.slots)
    }

    fn explain(&self) -> Option<Explain<'_, 'p>> {
        let words = Words { policy: self.calculator.policy };
        (self.detail == Detail::Derivations).then_some(Explain { calculator: self.calculator, slots: self.slots, words })
    }

    fn cite(&self, rule: &Rule) -> &'p str {
        self.calculator.policy.clause(rule).map_or("", |clause| clause.id.as_str())
    }

    /// The outcome and what would settle it.
    fn outcome(&self) -> (Outcome, Vec<&'p str>) {
        let deciding = &self.calculator.deciding;
        let holds = deciding.outcome.map_or(Truth::Unknown, |id| self.slots.truth_of(id));
        let raised = deciding.raising.iter().map(|id| self.slots.truth_of(*id)).fold(Truth::False, Truth::or);
        let ask = match (holds, raised) {
            (Truth::True, _) => return (Outcome::Likely, Vec::new()),
            (Truth::False, Truth::False) => return (Outcome::Unlikely, Vec::new()),
            (Truth::False, Truth::True) => return (Outcome::Verify, Vec::new()),
            (Truth::False, Truth::Unknown) => self.open(true, |bearing| deciding.raising.iter().for_each(|id| bearing.rule(*id))).0,
            (Truth::Unknown, _) => self.open(true, |bearing| deciding.outcome.into_iter().for_each(|id| bearing.rule(id))).0,
        };
        (if ask.is_empty() { Outcome::Verify } else { Outcome::Incomplete }, ask)
    }

    /// The open questions and undecided parameters that bear on something, where anything may.
    fn open(&self, may: bool, look: impl FnOnce(&mut Bearing<'_, 'p>)) -> (Vec<&'p str>, Vec<&'p str>) {
        if !may {
            return (Vec::new(), Vec::new());
        }
        let mut bearing = self.bearing();
        look(&mut bearing);
        (bearing.ask(), bearing.undecided())
    }

    fn test(&self, rule: &'p Rule, value: Truth, when: &Expr) -> TestResult<'p> {
        let (ask, undecided) = self.open(value == Truth::Unknown, |bearing| bearing.unknown(when));
        TestResult {
            name: &rule.name,
            value,
            cite: self.cite(rule),
            because: self.explain().map_or_else(String::new, |explain| explain.because(when)),
            ask,
            undecided,
        }
    }

    fn measure(&self, rule: &'p Rule, granted: Truth, measure: &Measure) -> MeasureResult<'p> {
        let amount = measure.amount.as_ref().map(|amount| self.slots.number(amount));
        let undecided = granted == Truth::Unknown;
        let range = measure.amount.as_ref().filter(|_| granted != Truth::False && amount.is_some_and(|amount| amount.as_point().is_none()));
        let (ask, undecided) = self.open(undecided || range.is_some(), |bearing| {
            if undecided {
                bearing.unknown(&measure.when);
            }
            if let Some(expr) = range {
                bearing.range(expr);
            }
        });
        MeasureResult {
            name: &rule.name,
            granted,
            amount: amount.map(Amount),
            because: self.explain().map_or_else(String::new, |explain| explain.measure(measure)),
            cite: self.cite(rule),
            ask,
            undecided,
        }
    }
}

impl Calculator<'_> {
    /// A text of the policy with its figures of the day.
    #[must_use]
    pub fn text(&self, text: &crate::text::Text) -> String {
        use crate::text::Part;
        text.0
            .iter()
            .map(|part| match part {
                Part::Words(words) => words.clone(),
                Part::Figure(expr) => self.figure_of(&self.open, expr, false),
                Part::Bare(expr) => self.figure_of(&self.open, expr, true),
            })
            .collect()
    }
}
