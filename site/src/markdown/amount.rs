//! Amounts of money typed into a text, where a figure of the rules should stand.

use std::ops::Range;

/// The places of bare amounts such as `8400元`, `8,400 元`, `８４００元`, `1.2万元` or `八千四百元`.
#[must_use]
pub fn bare_amounts(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('元') {
        let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\u{3000}', '\u{a0}']);
        let number = before.trim_end_matches(['多', '余', '来', '整']);
        let unscaled = number.trim_end_matches(['万', '亿', '千', '百', ' ']);
        let start = start_of(unscaled, |c| is_digit(c) || matches!(c, ',' | '，' | '.' | '．' | '_'));
        let digits = unscaled.get(start..).unwrap_or_default();
        let ends_in_digit = digits.chars().next_back().is_some_and(is_digit);
        if ends_in_digit {
            let first = digits.find(is_digit).unwrap_or_default();
            found.push(start + first..at + '元'.len_utf8());
            continue;
        }
        let start = start_of(number, is_chinese_digit);
        let words = number.get(start..).unwrap_or_default();
        let counts = words.chars().count() >= 2 && words.chars().any(|c| "一二两三四五六七八九十".contains(c));
        if counts {
            found.push(start..at + '元'.len_utf8());
        }
    }
    found
}

fn start_of(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.len() - text.chars().rev().take_while(|c| wanted(*c)).map(char::len_utf8).sum::<usize>()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_chinese_digit(c: char) -> bool {
    "零〇一二两三四五六七八九十百千万亿".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_found_in_every_form() {
        let cases = [
            ("每人8400元。", "8400元"),
            ("每人 8,400 元", "8,400 元"),
            ("每人８４００元", "８４００元"),
            ("约1.2万元", "1.2万元"),
            ("共 3 万余元", "3 万余元"),
            ("八千四百元", "八千四百元"),
            ("去年，130元", "130元"),
        ];
        for (text, amount) in cases {
            let found: Vec<&str> = bare_amounts(text).into_iter().map(|range| text.get(range).unwrap()).collect();
            assert_eq!(found, [amount], "{text}");
        }
    }

    #[test]
    fn other_words_with_yuan_are_none() {
        for text in ["元旦放假", "每一单元", "一元复始", "2024年元旦", "多少元", "单位：元", "共2020，元旦", "万元户"]
        {
            assert_eq!(bare_amounts(text), [], "{text}");
        }
    }
}
