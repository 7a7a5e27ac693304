//! Rules as they stand in one document: literals read, expressions still text.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use rust_decimal::Decimal;

use crate::policy::{Dated, DocumentInfo, QuestionKind};
use crate::unit::Unit;

/// A document with what could be read of it.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) info: DocumentInfo,
    pub(super) file: String,
    /// Where the `[policy]` table stands.
    pub(super) place: Range<usize>,
    pub(super) extends: Option<Located<String>>,
    pub(super) drop: Vec<Located<String>>,
    pub(super) clauses: Vec<crate::document::Heading>,
    pub(super) rules: Vec<Rule>,
    /// Names of rules that could not be read: what uses them is not at fault.
    pub(super) broken: Vec<String>,
    /// Whether it is known what it extends and drops.
    pub(super) readable: bool,
    /// Whether a rule that could not be read may be its outcome.
    pub(super) outcome_unread: bool,
    /// Whether nothing was wrong with it alone.
    pub(super) sound: bool,
}

/// Something and where it stands in the file.
#[derive(Clone, Debug)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) name: Located<String>,
    /// The place in the document's clauses.
    pub(super) clause: usize,
    pub(super) kind: Kind,
    /// Whether something was wrong with it, so that nobody knows what it was meant to be.
    pub(super) faulty: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    Parameter(Parameter),
    Question(Question),
    Define { value: Source, unit: Option<Located<Measured>>, note: Option<Source> },
    Test { when: Source, note: Option<Source> },
    Outcome { when: Source, note: Option<Source> },
    Alert { when: Source, message: Source, raise: bool },
    Measure(Measure),
    Assume(Source),
}

#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) unit: Unit,
    pub(super) percent: bool,
    pub(super) yes_no: bool,
    pub(super) values: Vec<Dated>,
    pub(super) min: Option<Bound>,
    pub(super) max: Option<Bound>,
    pub(super) decided_by: Option<String>,
    pub(super) note: Option<Source>,
}

/// What a parameter is at least or at most: a figure, or another parameter, so that its figure stands once.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    Figure(Decimal),
    Parameter(Located<String>),
}

impl Bound {
    pub(super) fn figure(&self) -> Option<Decimal> {
        match self {
            Self::Figure(value) => Some(*value),
            Self::Parameter(_) => None,
        }
    }

    pub(super) fn parameter(&self) -> Option<&Located<String>> {
        match self {
            Self::Figure(_) => None,
            Self::Parameter(name) => Some(name),
        }
    }
}

#[derive(Debug)]
pub(super) struct Question {
    pub(super) ask: Source,
    pub(super) kind: QuestionKind,
    pub(super) unit: Unit,
    pub(super) min: Option<Decimal>,
    pub(super) max: Option<Decimal>,
    pub(super) options: Vec<String>,
    pub(super) help: Option<Source>,
    pub(super) when: Option<Source>,
    pub(super) bands: Vec<Source>,
    pub(super) usual: Vec<Source>,
}

#[derive(Debug)]
pub(super) struct Measure {
    pub(super) when: Source,
    pub(super) amount: Option<Source>,
    pub(super) service: Option<Source>,
    pub(super) per: Option<String>,
    pub(super) period: Option<String>,
    pub(super) apply: Option<Source>,
}

/// A unit as it was written; `%` is a factor and no unit.
#[derive(Clone, Debug, Default)]
pub(super) struct Measured {
    pub(super) unit: Unit,
    pub(super) percent: bool,
}

/// A text of the document, and where each of its bytes stands in the file.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) text: String,
    /// Where the text begins in the file.
    start: usize,
    /// Where the text and the file part: at this byte of the text, the file is so many bytes further on.
    shifts: Vec<(usize, usize)>,
}

impl Source {
    /// A TOML string's value; `written` is the string as it stands at `start`, quotes included.
    pub(super) fn new(value: &str, written: &str, start: usize) -> Self {
        let (quote, basic) = match written {
            _ if written.starts_with("\"\"\"") => ("\"\"\"", true),
            _ if written.starts_with("'''") => ("'''", false),
            _ if written.starts_with('"') => ("\"", true),
            _ => ("'", false),
        };
        let inner = written.get(quote.len()..written.len().saturating_sub(quote.len())).unwrap_or_default();
        let newline = if quote.len() == 3 { inner.len() - inner.trim_start_matches("\r\n").trim_start_matches('\n').len() } else { 0 };
        let newline = newline.min(if inner.starts_with("\r\n") { 2 } else { 1 });
        let inner = inner.get(newline..).unwrap_or_default();
        let shifts = if basic { shifts(inner) } else { Vec::new() };
        Self { text: value.into(), start: start + quote.len() + newline, shifts }
    }

    /// Where a part of the text stands in the file.
    pub(super) fn place(&self, span: &Range<usize>) -> Range<usize> {
        self.at(span.start)..self.at(span.end)
    }

    /// Where the whole text stands in the file.
    pub(super) fn whole(&self) -> Range<usize> {
        self.place(&(0..self.text.len()))
    }

    fn at(&self, offset: usize) -> usize {
        let further = self.shifts.iter().rev().find(|(from, _)| *from <= offset).map_or(0, |(_, by)| *by);
        self.start + offset + further
    }
}

/// Where escapes of a basic string make the file longer than the text.
fn shifts(inner: &str) -> Vec<(usize, usize)> {
    let mut shifts = Vec::new();
    let (mut text, mut file) = (0, 0);
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        text += at;
        file += at;
        let escape = rest.get(at..).unwrap_or_default();
        let (written, means) = escape_length(escape);
        text += means;
        file += written;
        shifts.push((text, file - text));
        rest = escape.get(written..).unwrap_or_default();
    }
    shifts
}

/// How long an escape is in the file and in the text.
fn escape_length(escape: &str) -> (usize, usize) {
    let digits = |from: usize, count: usize| {
        let code = escape.get(from..from + count).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        (from + count, code.and_then(char::from_u32).map_or(1, char::len_utf8))
    };
    match escape.chars().nth(1) {
        Some('u') => digits(2, 4),
        Some('U') => digits(2, 8),
        Some('x') => digits(2, 2),
        Some(c) if c.is_whitespace() => {
            (1 + escape.get(1..).unwrap_or_default().len() - escape.get(1..).unwrap_or_default().trim_start().len(), 0)
        }
        _ => (escape.len().min(2), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_text_is_found_in_the_file() {
        let cases = [
            (r#""年 < 8""#, "年 < 8"),
            (r"'年 < 8'", "年 < 8"),
            (r#""a\u5E74\tb < 8""#, "a年\tb < 8"),
            ("'''\n年 < 8'''", "年 < 8"),
            ("\"\"\"\n年 \\\n   < 8\"\"\"", "年 < 8"),
            ("\"\"\"\r\n年 < 8\"\"\"", "年 < 8"),
            ("'''\r\n年 < 8'''", "年 < 8"),
            ("'''\n\n8'''", "\n8"),
            ("\"\"\"8\"\"\"", "8"),
            (r#""\"甲\" \\ 8""#, "\"甲\" \\ 8"),
            (r#""\U00020000\u4E00 8""#, "𠀀一 8"),
            (r#""\x41\e 8""#, "A\u{1b} 8"),
            ("''", ""),
        ];
        for (written, value) in cases {
            let source = Source::new(value, written, 100);
            let whole = source.whole();
            assert!(written.get(..whole.start - 100).unwrap().trim_matches(['"', '\'', '\r', '\n']).is_empty(), "{written}");
            assert!(written.get(whole.end - 100..).unwrap().trim_matches(['"', '\'']).is_empty(), "{written}");
            if let Some(at) = value.find('8') {
                let place = source.place(&(at..at + 1));
                assert_eq!(written.get(place.start - 100..place.end - 100), Some("8"), "{written}");
            }
        }
    }
}
