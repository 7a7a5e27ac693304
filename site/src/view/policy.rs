//! A policy for templates: its questions, rules and figures of a day, in words.

use rules::{Calculator, Date, Kind, Parameter, Policy, Rule, Setting, Text, with_unit};
use serde::Serialize;

use crate::content::{Address, Settings};

use super::citation::{Citation, cite};
use super::tables::{Heads, Relief};

/// A policy on the day of the site.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyView {
    id: String,
    title: String,
    number: String,
    issuer: String,
    issued: String,
    area: String,
    revision: String,
    /// The way to its page.
    url: String,
    /// The name of the asset that holds it as JSON.
    data: String,
    questions: Vec<QuestionView>,
    outcome: Option<TestView>,
    tests: Vec<TestView>,
    alerts: Vec<AlertView>,
    measures: Vec<MeasureView>,
    parameters: Vec<ParameterView>,
    assumptions: Vec<AssumptionView>,
    heads: Option<Heads>,
    relief: Vec<Relief>,
}

#[derive(Clone, Debug, Serialize)]
struct QuestionView {
    name: String,
    ask: String,
    kind: &'static str,
    unit: String,
    options: Vec<String>,
    help: String,
    min: String,
    max: String,
    conditional: bool,
    bands: Vec<String>,
    clause: Citation,
}

#[derive(Clone, Debug, Serialize)]
struct TestView {
    name: String,
    note: String,
    clause: Citation,
}

#[derive(Clone, Debug, Serialize)]
struct AlertView {
    name: String,
    message: String,
    raise: bool,
    clause: Citation,
}

#[derive(Clone, Debug, Serialize)]
struct MeasureView {
    name: String,
    service: String,
    per: String,
    period: String,
    apply: String,
    money: bool,
    clause: Citation,
}

/// A parameter on the day of the site.
#[derive(Clone, Debug, Serialize)]
pub struct ParameterView {
    /// Its name.
    pub name: String,
    /// Its value with its unit; empty while it is undecided.
    pub value: String,
    unit: String,
    /// `official`, `reference` or `undecided`.
    pub state: &'static str,
    /// The state in Chinese.
    pub state_text: &'static str,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) source: String,
    review: String,
    /// Whether the day of the site is after the review.
    pub past_review: bool,
    pub(super) decided_by: String,
    pub(super) note: String,
    clause: Citation,
}

#[derive(Clone, Debug, Serialize)]
struct AssumptionView {
    text: String,
    clause: Citation,
}

impl PolicyView {
    /// The policy for a page with the way `root` to the site's root.
    #[must_use]
    pub fn new(policy: &Policy, on: Date, settings: &Settings, root: &str) -> Self {
        let calculator = policy.at(on);
        let document = policy.own_document();
        let of = |field: fn(&rules::DocumentInfo) -> Option<String>| document.and_then(field).unwrap_or_default();
        let mut view = Self {
            id: policy.id.clone(),
            title: of(|document| Some(document.title.clone())),
            number: of(|document| document.number.clone()),
            issuer: of(|document| document.issuer.clone()),
            issued: of(|document| document.issued.map(Date::chinese)),
            area: of(|document| document.area.clone()),
            revision: policy.revision.clone(),
            url: Address::new(&format!("policy/{}", policy.id)).from_root(root),
            data: format!("policy/{}.bin", policy.id),
            questions: Vec::new(),
            outcome: None,
            tests: Vec::new(),
            alerts: Vec::new(),
            measures: Vec::new(),
            parameters: Vec::new(),
            assumptions: Vec::new(),
            heads: Heads::new(policy, on, settings, root),
            relief: Relief::all(policy, on, root),
        };
        for rule in &policy.rules {
            view.add(&calculator, rule, root);
        }
        view
    }

    fn add(&mut self, calculator: &Calculator<'_>, rule: &Rule, root: &str) {
        let clause = cite(calculator.policy(), rule, root);
        let name = rule.name.clone();
        let text = |text: &Text| calculator.text(text);
        let maybe = |text: Option<&Text>| text.map(|text| calculator.text(text)).unwrap_or_default();
        match &rule.kind {
            Kind::Question(question) => {
                let end = |end: Option<_>| end.map(rules::plain).unwrap_or_default();
                self.questions.push(QuestionView {
                    name,
                    ask: text(&question.ask),
                    kind: question.kind.word(),
                    unit: question.unit.to_string(),
                    options: question.options.clone(),
                    help: maybe(question.help.as_ref()),
                    min: end(question.domain.low()),
                    max: end(question.domain.high()),
                    conditional: question.when.is_some(),
                    bands: question.bands.iter().map(|band| calculator.text(&Text(vec![rules::Part::Figure(band.clone())]))).collect(),
                    clause,
                });
            }
            Kind::Test(test) => self.tests.push(TestView { name, note: maybe(test.note.as_ref()), clause }),
            Kind::Outcome(test) => self.outcome = Some(TestView { name, note: maybe(test.note.as_ref()), clause }),
            Kind::Alert(alert) => {
                self.alerts.push(AlertView { name, message: text(&alert.message), raise: alert.raise, clause });
            }
            Kind::Measure(measure) => self.measures.push(MeasureView {
                name,
                service: maybe(measure.service.as_ref()),
                per: measure.per.clone().unwrap_or_default(),
                period: measure.period.clone().unwrap_or_default(),
                apply: maybe(measure.apply.as_ref()),
                money: measure.amount.is_some(),
                clause,
            }),
            Kind::Parameter(parameter) => self.parameters.push(ParameterView::new(calculator, &rule.name, parameter, clause)),
            Kind::Assume(words) => self.assumptions.push(AssumptionView { text: text(words), clause }),
            Kind::Define(_) => {}
        }
    }
}

impl ParameterView {
    pub(super) fn new(calculator: &Calculator<'_>, name: &str, parameter: &Parameter, clause: Citation) -> Self {
        let on = calculator.on();
        let dated = parameter.on(on);
        let value = dated.map(|dated| match dated.value {
            Setting::Truth(true) => "是".into(),
            Setting::Truth(false) => "否".into(),
            Setting::Number(value) => with_unit(value, &parameter.unit, parameter.percent),
        });
        let (state, state_text) = match dated {
            None => ("undecided", "由地方确定"),
            Some(dated) if dated.reference => ("reference", "参考"),
            Some(_) => ("official", "正式"),
        };
        let day = |date: Option<Date>| date.map(Date::chinese).unwrap_or_default();
        Self {
            name: name.to_owned(),
            value: value.unwrap_or_default(),
            unit: if parameter.percent { "%".into() } else { parameter.unit.to_string() },
            state,
            state_text,
            from: day(dated.map(|dated| dated.from)),
            until: day(dated.and_then(|dated| dated.until)),
            source: dated.and_then(|dated| dated.source.clone()).unwrap_or_default(),
            review: day(dated.and_then(|dated| dated.review)),
            past_review: dated.is_some_and(|dated| dated.review.is_some_and(|review| on > review)),
            decided_by: parameter.decided_by.clone().unwrap_or_default(),
            note: parameter.note.as_ref().map(|note| calculator.text(note)).unwrap_or_default(),
            clause,
        }
    }
}
