//! The fields of a question.
//!
//! Inside `[data-question]` stand, according to its kind: `[data-exact]`, a number; `[data-band]`, rough answers;
//! `[data-low]` and `[data-high]`, free bounds; or options, of which `[data-none]` stands for none of them.

use alloc::format;
use alloc::string::{String, ToString};

use rules::{Interval, Policy, Question, QuestionKind, Truth, Unit};
use rust_decimal::Decimal;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::page::{all, focus, one, set, show};
use crate::answers;
use crate::numeral;

/// What is wrong with an answer, and with which field.
pub(super) struct Problem {
    message: String,
    field: &'static str,
}

impl Problem {
    /// Nothing was answered.
    pub(super) fn nothing(question: &Question) -> Self {
        let message = match question.kind {
            QuestionKind::YesNo | QuestionKind::Choice | QuestionKind::Choices => "请选一项；不清楚就点「不清楚」。",
            _ => "请填一个数；不清楚就点「不清楚」。",
        };
        Self { message: message.into(), field: "input" }
    }
}

fn input(field: &Element, selector: &str) -> Option<HtmlInputElement> {
    one(field, selector).map(JsCast::unchecked_into)
}

/// What stands in a field; empty where there is no such field.
fn typed(field: &Element, selector: &str) -> String {
    input(field, selector).map_or_else(String::new, |input| input.value()).trim().to_string()
}

fn checked(field: &Element, selector: &str) -> Option<String> {
    let inputs = all(field, selector).into_iter().map(JsCast::unchecked_into::<HtmlInputElement>);
    inputs.into_iter().find(HtmlInputElement::checked).map(|input| input.value())
}

/// The answer in the JSON of the facts; `None` where nothing was answered.
pub(super) fn read(policy: &Policy, field: &Element, name: &str, question: &Question) -> Result<Option<String>, Problem> {
    let (value, place) = match question.kind {
        QuestionKind::YesNo => (checked(field, "input"), "input"),
        QuestionKind::Choice => (checked(field, "input").map(|option| answers::text(&option)), "input"),
        QuestionKind::Choices => (options(field), "input"),
        QuestionKind::Money | QuestionKind::Count | QuestionKind::Number => number(field)?,
    };
    let Some(value) = value else { return Ok(None) };
    match answers::check(policy, name, &value) {
        Ok(()) => Ok(Some(value)),
        Err(message) => Err(Problem { message: format!("{message}。"), field: place }),
    }
}

fn options(field: &Element) -> Option<String> {
    let boxes = all(field, "input").into_iter().map(JsCast::unchecked_into::<HtmlInputElement>);
    let mut ticked = boxes.into_iter().filter(HtmlInputElement::checked).peekable();
    ticked.peek()?;
    let mut list = String::from("[");
    for option in ticked.filter(|option| !option.has_attribute("data-none")) {
        if list.len() > 1 {
            list.push(',');
        }
        list.push_str(&answers::text(&option.value()));
    }
    list.push(']');
    Some(list)
}

fn number(field: &Element) -> Result<(Option<String>, &'static str), Problem> {
    if let Some(exact) = figure(field, "[data-exact]")? {
        return Ok((Some(rules::json_text(&rules::plain(exact))), "[data-exact]"));
    }
    if let Some(band) = checked(field, "[data-band]") {
        return Ok((Some(band), "[data-band]"));
    }
    let bound = |end: Option<Decimal>| end.map_or_else(|| "null".into(), |value| rules::json_text(&rules::plain(value)));
    let (low, high) = (figure(field, "[data-low]")?, figure(field, "[data-high]")?);
    if low.is_none() && high.is_none() {
        return Ok((None, "[data-exact]"));
    }
    Ok((Some(format!("{{\"low\":{},\"high\":{}}}", bound(low), bound(high))), "[data-low]"))
}

fn figure(field: &Element, selector: &'static str) -> Result<Option<Decimal>, Problem> {
    let text = typed(field, selector);
    if text.is_empty() {
        return Ok(None);
    }
    let message = || "这里要填一个数，比如 33600，或者 3.36万。".to_string();
    numeral::read(&text).map(Some).ok_or_else(|| Problem { message: message(), field: selector })
}

/// An exact answer, a rough one and free bounds exclude each other, and so do options and none of them.
pub(super) fn keep_one_answer(field: &Element, changed: &Element) {
    let is = |name: &str| changed.has_attribute(name);
    let groups = [("data-exact", "[data-exact]"), ("data-band", "[data-band]"), ("data-low", "[data-low],[data-high]")];
    let of_bounds = is("data-low") || is("data-high");
    for (attribute, selector) in groups {
        let same = is(attribute) || attribute == "data-low" && of_bounds;
        if !same && groups.iter().any(|(name, _)| is(name) || of_bounds) {
            empty(field, selector);
        }
    }
    if is("data-none") {
        empty(field, "input:not([data-none])");
    } else {
        empty(field, "[data-none]");
    }
}

fn empty(field: &Element, selector: &str) {
    for element in all(field, selector) {
        let input: HtmlInputElement = element.unchecked_into();
        let kind = input.type_();
        if kind == "radio" || kind == "checkbox" {
            input.set_checked(false);
        } else {
            input.set_value("");
        }
    }
}

/// Takes the answer back.
pub(super) fn clear(field: &Element, question: &Question) {
    empty(field, "input");
    mark_unknown(field, false);
    show_problem(field, None);
    read_back(field, question);
}

/// Marks 不清楚 as chosen or not.
pub(super) fn mark_unknown(field: &Element, chosen: bool) {
    if let Some(button) = one(field, "[data-unknown]") {
        set(&button, "aria-pressed", if chosen { "true" } else { "false" });
    }
}

/// Repeats the typed amount in figures and in words, so that a missing zero is noticed.
pub(super) fn read_back(field: &Element, question: &Question) {
    let Some(place) = one(field, "[data-read-back]") else { return };
    let said = numeral::read(&typed(field, "[data-exact]"))
        .filter(|value| Interval::point(Decimal::TEN).at_most(Interval::point(*value)) == Truth::True)
        .map_or_else(String::new, |value| {
            let figures = rules::with_unit(value, &question.unit, false);
            match numeral::aloud(value) {
                Some(words) if question.unit.same(&Unit::word("元")) => format!("{figures}（{words}元）"),
                _ => figures,
            }
        });
    place.set_text_content(Some(&said));
}

/// Says what is wrong, at the field.
pub(super) fn mark_problem(field: &Element, problem: Option<&Problem>) {
    for input in all(field, "[aria-invalid]") {
        drop(input.remove_attribute("aria-invalid"));
    }
    let Some(place) = one(field, "[data-error]") else { return };
    place.set_text_content(Some(problem.map_or("", |problem| &problem.message)));
    show(&place, problem.is_some());
    if let Some(input) = problem.and_then(|problem| one(field, problem.field)) {
        set(&input, "aria-invalid", "true");
    }
}

/// Says what is wrong and leads the reader to the field.
pub(super) fn show_problem(field: &Element, problem: Option<&Problem>) {
    mark_problem(field, problem);
    if let Some(input) = problem.and_then(|problem| one(field, problem.field)) {
        focus(&input);
    }
}

/// Puts the rough answers beside their buttons; none are offered while too little is known to work them out.
pub(super) fn show_bands(field: &Element, bands: &[Interval]) {
    let Some(place) = one(field, "[data-bands]") else { return };
    show(&place, !bands.is_empty());
    let labels = all(&place, "label");
    for (index, label) in labels.iter().enumerate() {
        let band = bands.get(index);
        show(label, band.is_some());
        let (Some(band), Some(input)) = (band, input(label, "input")) else { continue };
        let next = index.checked_add(1).and_then(|next| bands.get(next)).and_then(Interval::low);
        let low = band.low().filter(|low| !low.is_zero());
        let words = match (low, next) {
            (None, Some(high)) => format!("不到 {} 元", rules::figure(high)),
            (Some(low), Some(high)) => format!("{} 元以上，不到 {} 元", rules::figure(low), rules::figure(high)),
            (Some(low), None) => format!("{} 元以上", rules::figure(low)),
            (None, None) => String::new(),
        };
        let end = |end: Option<Decimal>| end.map_or_else(|| "null".into(), |value| rules::json_text(&rules::plain(value)));
        let value = format!("{{\"low\":{},\"high\":{}}}", end(band.low()), end(band.high()));
        if input.checked() && input.value() != value {
            keep_as_bounds(field, &input);
        }
        input.set_value(&value);
        for (attribute, end) in [("data-from", band.low()), ("data-to", band.high())] {
            set(&input, attribute, &end.map_or_else(String::new, |value| value.to_string()));
        }
        super::page::fill(label, "[data-label]", &words);
    }
}

/// A rough answer whose range is about to change, because another answer did, stays what it was: as free bounds.
fn keep_as_bounds(field: &Element, band: &HtmlInputElement) {
    band.set_checked(false);
    for (selector, attribute) in [("[data-low]", "data-from"), ("[data-high]", "data-to")] {
        if let Some(bound) = input(field, selector) {
            bound.set_value(&band.get_attribute(attribute).unwrap_or_default());
        }
    }
}
