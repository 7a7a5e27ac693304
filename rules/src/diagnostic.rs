//! What is wrong with a document, as data: where, what, and what to do about it.

use alloc::string::String;
use alloc::vec::Vec;
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
}

/// Line and column of a byte of a text, both from 1; columns count characters.
#[must_use]
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let (mut line, mut column) = (1, 1);
    for (_, c) in text.char_indices().take_while(|(at, c)| at + c.len_utf8() <= offset) {
        (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
    }
    (line, column)
}

/// The name among `known` that is nearest to `name`, where one is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.chars().collect();
    let mut least: Option<(usize, &str)> = None;
    for candidate in known {
        let letters: Vec<char> = candidate.chars().collect();
        let distance = distance(&name, &letters);
        if distance * 2 <= name.len().max(letters.len()) && least.is_none_or(|(least, _)| distance < least) {
            least = Some((distance, candidate));
        }
    }
    least.map(|(_, candidate)| candidate)
}

/// How many characters were left out, put in, mistaken or swapped with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    // Row by row, the distance between each beginning of `a` and each of `b`.
    let mut table: Vec<usize> = Vec::new();
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let before = |rows: usize, columns: usize| {
                let place = i.checked_sub(rows)? * (b.len() + 1) + j.checked_sub(columns)?;
                table.get(place).copied()
            };
            let letters =
                |rows: usize, columns: usize| i.checked_sub(rows).and_then(|i| a.get(i)) == j.checked_sub(columns).and_then(|j| b.get(j));
            let mistaken = before(1, 1).map(|distance| distance + usize::from(!letters(1, 1)));
            let swapped = before(2, 2).filter(|_| letters(1, 2) && letters(2, 1)).map(|distance| distance + 1);
            let longer = [before(1, 0), before(0, 1)].into_iter().flatten().map(|distance| distance + 1);
            table.push(longer.chain(mistaken).chain(swapped).min().unwrap_or(0));
        }
    }
    table.last().copied().unwrap_or_default()
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
    fn half_of_a_name_may_be_wrong_and_of_two_as_near_the_first_is_meant() {
        let near = |name: &str, known: &[&'static str]| nearest(name, known.iter().copied());
        assert_eq!(near("甲乙", &["甲丙"]), Some("甲丙"));
        assert_eq!(near("甲", &["乙"]), None);
        assert_eq!(near("甲乙丙", &["甲丁戊"]), None);
        assert_eq!(near("甲乙丙", &["甲乙丁", "甲乙戊"]), Some("甲乙丁"));
        assert_eq!(near("甲乙丙丁", &["甲乙戊己", "甲乙丙戊"]), Some("甲乙丙戊"));
        assert_eq!(near("甲", &[]), None);
    }

    #[test]
    fn slips_are_counted() {
        let slips = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        for (a, b, count) in [
            ("", "", 0),
            ("", "甲乙", 2),
            ("甲乙丙", "甲乙丙", 0),
            ("甲乙丙", "甲丙", 1),
            ("甲丙", "甲乙丙", 1),
            ("甲乙丙", "甲丁丙", 1),
            ("甲乙丙", "乙甲丙", 1),
            ("甲乙丙丁", "丁丙乙甲", 3),
            ("abcdef", "badcfe", 3),
            ("kitten", "sitting", 3),
            ("甲甲乙", "乙甲甲", 2),
        ] {
            assert_eq!((slips(a, b), slips(b, a)), (count, count), "{a} {b}");
        }
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_column("甲乙", 0), (1, 1));
        assert_eq!(line_column("甲乙", "甲".len()), (1, 2));
        assert_eq!(line_column("甲\n\n乙", "甲\n\n".len()), (3, 1));
        assert_eq!(line_column("甲乙\n丙丁", "甲乙\n丙".len()), (2, 2));
        assert_eq!(line_column("甲", 99), (1, 2));
    }
}
