//! A row of the table that was opened: what the list says, and how the answer came about.

use rules::{Calculator, Facts, Truth};
use screening::{List, WrongCell};
use serde_json::{Value, json};

/// All about a household.
pub(crate) fn details(list: &List<'static>, place: usize) -> Value {
    let household = list.household(place);
    let judge = list.judge();
    let calculator = judge.calculator();
    let finding = judge.finding(&household);
    let assessment = judge.assess(&household);
    let facts = calculator.relevant(&household.facts);
    let tests = assessment.tests.iter().map(|test| {
        json!({
            "name": test.name,
            "value": word(test.value),
            "steps": steps(calculator, &facts, test.name),
            "because": test.because,
            "clause": clause(calculator, test.cite),
        })
    });
    let granted = assessment.measures.iter().zip(&finding.measures).filter(|(measure, _)| measure.granted == Truth::True);
    let measures = granted.map(|(measure, amount)| {
        json!({
            "name": measure.name,
            "amount": amount.text(),
            "sum": measure.amount.is_some(),
            "because": measure.because,
            "clause": clause(calculator, measure.cite),
        })
    });
    let alerts = assessment.alerts.iter().filter(|alert| alert.value == Truth::True);
    json!({
        "outcome": finding.outcome.word(),
        "tests": tests.collect::<Vec<_>>(),
        "measures": measures.collect::<Vec<_>>(),
        "alerts": alerts.map(|alert| &*alert.message).collect::<Vec<_>>(),
        "missing": finding.missing,
        "whom": finding.whom,
        "caveats": finding.caveats,
        "wrong": household.wrong.iter().map(wrong).collect::<Vec<_>>(),
        "rows": list.rows(place).iter().map(|row| row.cells().map(screening::Cell::text).collect::<Vec<_>>()).collect::<Vec<_>>(),
    })
}

/// A cell that could not be taken.
pub(crate) fn wrong(cell: &WrongCell) -> Value {
    json!({
        "sheet": cell.sheet,
        "row": cell.row,
        "column": cell.column,
        "heading": cell.heading,
        "value": cell.value,
        "reason": cell.reason,
    })
}

fn word(value: Truth) -> &'static str {
    match value {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    }
}

fn steps(calculator: &Calculator<'_>, facts: &Facts, name: &str) -> Vec<Value> {
    let steps = calculator.steps(facts, name);
    steps.iter().map(|step| json!({ "name": step.name, "text": step.text })).collect()
}

/// A clause with its document's number, and its place below the folder of policies.
fn clause(calculator: &Calculator<'_>, cite: &str) -> Value {
    let policy = calculator.policy();
    let found = policy.clauses.iter().find(|clause| clause.id == cite).and_then(|clause| Some((clause, policy.document(clause)?)));
    let Some((clause, document)) = found else { return Value::Null };
    let number = document.number.as_deref().map_or_else(String::new, |number| format!("{number} "));
    json!({ "text": format!("{number}{}", clause.title), "url": format!("{}/index.html#{}", document.id, clause.id) })
}
