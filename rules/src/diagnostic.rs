//! What is wrong with a document, as data: where, what, and what to do about it.

use alloc::string::String;
use core::ops::Range;

/// One finding. Whoever shows it adds the line from the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The file, as it was named by whoever read it.
    pub file: String,
    /// Where the fault begins, in bytes of the file's text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in plain Chinese.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is built while it stands.
    Error,
    /// Worth a look; an error under `--strict`.
    Warning,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(file: &str, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { file: file.into(), start: span.start, end: span.end, severity: Severity::Error, message: message.into(), help: help.into() }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(file: &str, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, span, message, help) }
    }
}

/// Line and column of a byte of a text, both from 1; columns count characters.
#[must_use]
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// The name among `known` that is nearest to `name`, where one is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    known
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance * 2 <= length.max(candidate.chars().count()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: alloc::vec::Vec<char> = b.chars().collect();
    let mut row: alloc::vec::Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_far_ones_are_not() {
        let known = ["家庭人口", "年可支配收入", "人均可支配收入"];
        assert_eq!(nearest("家庭人囗", known.into_iter()), Some("家庭人口"));
        assert_eq!(nearest("年支配收入", known.into_iter()), Some("年可支配收入"));
        assert_eq!(nearest("住房", known.into_iter()), None);
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_column("甲乙\n丙丁", "甲乙\n丙".len()), (2, 2));
        assert_eq!(line_column("甲", 99), (1, 2));
    }
}
