//! Filling in the result.

use alloc::string::String;
use alloc::vec::Vec;

use rules::{Assessment, Calculator, Facts, Kind, Truth, Value};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTemplateElement};

use super::page::{self, Page, all, fill as put, named, one, set, show, value};
use crate::answers::{self, Answers};
use crate::numeral;

/// Fills in everything that the assessment says.
pub(super) fn fill(page: &Page, calculator: &Calculator<'_>, facts: &Facts, assessment: &Assessment<'_>, answers: &Answers) {
    let outcome = assessment.outcome.word();
    page.set("[data-outcome]", "data-outcome", outcome);
    for verdict in page.all("[data-verdict]") {
        show(&verdict, value(&verdict, "data-verdict") == outcome);
    }
    page.fill("[data-basis]", &basis(calculator, facts, assessment));
    tests(page, assessment);
    measures(page, assessment);
    for alert in &assessment.alerts {
        page.show(&named("alert", alert.name), alert.value == Truth::True);
    }
    let undecided = |name: &str| {
        assessment.tests.iter().any(|test| test.undecided.contains(&name))
            || assessment.measures.iter().any(|measure| measure.undecided.contains(&name))
    };
    some(page, "undecided", undecided);
    some(page, "caveat", |name| assessment.caveats.contains(&name));
    some(page, "missing", |name| assessment.ask.contains(&name));
    given(page, calculator, facts, answers);
    for place in page.all("details[open][data-steps]") {
        steps(page, calculator, facts, &place);
    }
}

/// What decided it: the derived figures (such as the income of a head) behind the tests that hold, and of these tests the
/// last one, which is about the household's circumstances. All of them stand further down.
fn basis(calculator: &Calculator<'_>, facts: &Facts, assessment: &Assessment<'_>) -> String {
    let holding = || assessment.tests.iter().filter(|test| test.value == Truth::True);
    let Some(last) = holding().next_back() else { return String::new() };
    let is_figure = |name: &str| {
        let found = calculator.policy().find(name);
        found.is_some_and(|(id, rule)| matches!(rule.kind, Kind::Define(_)) && matches!(calculator.value(facts, id), Value::Number(_)))
    };
    // The figures behind the last test stand in its own words already.
    let mut told: Vec<&str> = calculator.steps(facts, last.name).into_iter().map(|step| step.name).collect();
    let mut words = String::new();
    for step in holding().flat_map(|test| calculator.steps(facts, test.name)).filter(|step| is_figure(step.name)) {
        if !told.contains(&step.name) {
            words.push_str(&step.text);
            words.push('；');
            told.push(step.name);
        }
    }
    words.push_str(&last.because);
    words.push('。');
    words
}

fn tests(page: &Page, assessment: &Assessment<'_>) {
    for test in &assessment.tests {
        let Some(place) = page.one(&named("test", test.name)) else { continue };
        set(&place, "data-value", test.value.word());
        put(&place, "[data-word]", word(test.value, ["是", "不是", "还不能确定"]));
        put(&place, "[data-because]", &test.because);
    }
}

fn measures(page: &Page, assessment: &Assessment<'_>) {
    let mut none = true;
    for measure in &assessment.measures {
        none &= measure.granted == Truth::False;
        let Some(place) = page.one(&named("measure", measure.name)) else { continue };
        set(&place, "data-granted", measure.granted.word());
        put(&place, "[data-word]", word(measure.granted, ["可能适用", "按所填情况不适用", "待核实"]));
        put(&place, "[data-because]", &measure.because);
        let amount = measure.amount.and_then(|amount| numeral::money(&amount.0));
        put(&place, "[data-amount]", amount.as_deref().unwrap_or("数额待核定"));
    }
    page.show("[data-no-measure]", none);
    page.show("[data-some-measure]", !none);
}

fn word(truth: Truth, words: [&'static str; 3]) -> &'static str {
    let [yes, no, unknown] = words;
    match truth {
        Truth::True => yes,
        Truth::False => no,
        Truth::Unknown => unknown,
    }
}

/// Shows of a list what is wanted, and the whole block only where anything is.
fn some(page: &Page, kind: &str, wanted: impl Fn(&str) -> bool) {
    let attribute = alloc::format!("data-{kind}");
    let mut any = false;
    for place in page.all(&alloc::format!("[{attribute}]")) {
        let shown = wanted(&value(&place, &attribute));
        any |= shown;
        show(&place, shown);
    }
    page.show(&alloc::format!("[{attribute}-block]"), any);
}

/// The reader's own answers.
fn given(page: &Page, calculator: &Calculator<'_>, facts: &Facts, answers: &Answers) {
    for (id, name, question) in calculator.policy().questions() {
        let Some(place) = page.one(&named("answer", name)) else { continue };
        let said = answers::said(answers.get(id), question, calculator.value(facts, id));
        show(&place, said.is_some() && calculator.asked(facts, id) != Truth::False);
        put(&place, "[data-said]", said.as_deref().unwrap_or_default());
    }
}

/// Writes what a derivation rests on, one step a line, each with a link to its clause. The derivation itself stands above.
pub(super) fn steps(page: &Page, calculator: &Calculator<'_>, facts: &Facts, place: &Element) {
    let Some(list) = one(place, "ol") else { return };
    let Some(template) = page.one("template[data-step]") else { return };
    let template: HtmlTemplateElement = template.unchecked_into();
    list.set_text_content(None);
    let policies = page.value("data-policies");
    for step in calculator.steps(facts, &value(place, "data-steps")).into_iter().skip(1) {
        let Ok(copy) = template.content().clone_node_with_deep(true) else { continue };
        drop(list.append_child(&copy));
        let Some(line) = list.last_element_child() else { continue };
        page::fill(&line, "[data-step-text]", &step.text);
        for link in all(&line, "a") {
            set(&link, "href", &alloc::format!("{policies}{}/index.html#{}", step.document, step.cite));
            link.set_text_content(Some(&alloc::format!("{}：{}", step.name, clause_title(calculator, step.cite))));
        }
    }
}

fn clause_title<'c>(calculator: &'c Calculator<'_>, clause: &str) -> &'c str {
    calculator.policy().clauses.iter().find(|known| known.id == clause).map_or("", |known| known.title.as_str())
}
