//! Finding, showing and filling places of the page.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// The part of the page that holds the calculator.
pub(super) struct Page(pub(super) Element);

impl Page {
    /// The first place.
    pub(super) fn one(&self, selector: &str) -> Option<Element> {
        one(&self.0, selector)
    }

    /// Every place.
    pub(super) fn all(&self, selector: &str) -> Vec<Element> {
        all(&self.0, selector)
    }

    /// A question's fields.
    pub(super) fn question(&self, name: &str) -> Option<Element> {
        self.one(&named("question", name))
    }

    /// An attribute of the calculator itself.
    pub(super) fn value(&self, attribute: &str) -> String {
        value(&self.0, attribute)
    }

    /// Shows or hides every place.
    pub(super) fn show(&self, selector: &str, shown: bool) {
        self.all(selector).iter().for_each(|place| show(place, shown));
    }

    /// Puts words into every place.
    pub(super) fn fill(&self, selector: &str, words: &str) {
        self.all(selector).iter().for_each(|place| place.set_text_content(Some(words)));
    }

    /// Sets an attribute of every place.
    pub(super) fn set(&self, selector: &str, attribute: &str, value: &str) {
        self.all(selector).iter().for_each(|place| set(place, attribute, value));
    }

    /// Leads the reader to a place.
    pub(super) fn focus(&self, selector: &str) {
        if let Some(place) = self.one(selector) {
            focus(&place);
        }
    }
}

/// The selector of what stands for a rule: `[data-test="边缘户"]`. Names hold letters, digits and `_` only.
pub(super) fn named(kind: &str, name: &str) -> String {
    format!("[data-{kind}=\"{name}\"]")
}

/// The first place inside another.
pub(super) fn one(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

/// Every place inside another.
pub(super) fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = within.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)).map(JsCast::unchecked_into).collect()
}

/// Shows or hides a place.
pub(super) fn show(place: &Element, shown: bool) {
    if shown {
        // Fails for attributes that are no names only.
        drop(place.remove_attribute("hidden"));
    } else {
        set(place, "hidden", "");
    }
}

/// Sets an attribute.
pub(super) fn set(place: &Element, attribute: &str, value: &str) {
    drop(place.set_attribute(attribute, value));
}

/// An attribute; empty where it is missing.
pub(super) fn value(place: &Element, attribute: &str) -> String {
    place.get_attribute(attribute).unwrap_or_default()
}

/// Puts words into the first place inside another.
pub(super) fn fill(within: &Element, selector: &str, words: &str) {
    if let Some(place) = one(within, selector) {
        place.set_text_content(Some(words));
    }
}

/// Leads the reader to a place.
pub(super) fn focus(place: &Element) {
    drop(place.unchecked_ref::<HtmlElement>().focus());
}

/// The nearest element around, itself included.
pub(super) fn closest(element: &Element, selector: &str) -> Option<Element> {
    element.closest(selector).ok().flatten()
}

/// Where an event happened.
pub(super) fn target(event: &Event) -> Option<Element> {
    event.target().map(JsCast::unchecked_into)
}
