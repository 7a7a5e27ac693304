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

/// How many characters were left out, put in, mistaken or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let a: alloc::vec::Vec<char> = a.chars().collect();
    let b: alloc::vec::Vec<char> = b.chars().collect();
    let width = b.len() + 1;
    let mut before: alloc::vec::Vec<usize> = alloc::vec![0; width];
    let mut above: alloc::vec::Vec<usize> = (0..width).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = alloc::vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX - 1);
            let mut least = (at(&above, j) + usize::from(x != y)).min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = core::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
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
        assert_eq!(nearest("aks", ["name", "ask"].into_iter()), Some("ask"));
        assert_eq!(nearest("vaule", ["value", "unit"].into_iter()), Some("value"));
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_column("甲乙\n丙丁", "甲乙\n丙".len()), (2, 2));
        assert_eq!(line_column("甲", 99), (1, 2));
    }
}
