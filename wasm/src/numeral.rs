//! Numbers as people type them: full-width digits, separators, 万; and as they are read aloud.
//!
//! Everything is exact: digits are moved, never turned into a binary fraction.

use alloc::string::String;

use rules::Interval;
use rust_decimal::Decimal;

/// Words that may stand behind a number and mean nothing more than its unit.
const UNITS: [&str; 12] = ["元/人", "个月", "块钱", "元钱", "口人", "个人", "元", "块", "人", "口", "个", "月"];

/// What 万 and its like multiply by, the largest first.
const SCALES: [(char, u32); 4] = [('亿', 100_000_000), ('万', 10_000), ('千', 1_000), ('百', 100)];

/// Reads a number that somebody typed: `３３，６００元`, `3.36万`, `3万3千`, `4 口人`.
///
/// `None` where it is no number, or could be two: `3万5` may be 35,000 or 30,005.
#[must_use]
pub fn read(typed: &str) -> Option<Decimal> {
    let text = half_width(typed);
    let text = UNITS.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text);
    let mut sum = Interval::ZERO;
    let mut rest = text;
    let mut last = None;
    while let Some((number, scale, behind)) = next_scaled(rest) {
        if last.is_some_and(|last| scale >= last) {
            return None;
        }
        sum = sum.plus(Interval::point(decimal(number)?).times(Interval::point(Decimal::from(scale))));
        last = Some(scale);
        rest = behind;
    }
    match (rest, last) {
        ("", Some(_)) => sum.as_point().map(rules::shortest),
        // 3万零500 would be clear, but nobody types it; a bare remainder may be short for the next scale.
        (_, Some(_)) => None,
        (number, None) => decimal(number),
    }
}

/// The number up to the next scale, the scale, and what stands behind it.
fn next_scaled(text: &str) -> Option<(&str, u32, &str)> {
    let (at, sign) = text.char_indices().find(|(_, c)| SCALES.iter().any(|(sign, _)| sign == c))?;
    let (_, scale) = SCALES.iter().find(|(known, _)| *known == sign)?;
    Some((text.get(..at)?, *scale, text.get(at.checked_add(sign.len_utf8())?..)?))
}

fn decimal(digits: &str) -> Option<Decimal> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte));
    if plain { rules::decimal(digits) } else { None }
}

/// Full-width forms made half-width; spaces and thousands separators left out.
fn half_width(typed: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        '．' | '。' => Some('.'),
        '－' | '−' => Some('-'),
        ',' | '，' | '、' | '\'' | '_' | '￥' | '¥' => None,
        c if c.is_whitespace() => None,
        c => Some(c),
    };
    typed.chars().filter_map(narrow).collect()
}

/// A whole amount as it is read aloud, `三万三千六百`; `None` for fractions and what is too large to read.
///
/// It is shown while somebody types, so that a missing or an additional zero is noticed.
#[must_use]
pub fn aloud(value: Decimal) -> Option<String> {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    const PLACES: [&str; 4] = ["", "十", "百", "千"];
    const GROUPS: [&str; 3] = ["", "万", "亿"];
    let text = rules::plain(value);
    if text.len() > 12 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if text == "0" {
        return Some("零".into());
    }
    let mut out = String::new();
    let mut skipped = false;
    let mut group_has = false;
    for (index, digit) in text.bytes().enumerate() {
        let place = text.len().checked_sub(index)?.checked_sub(1)?;
        let digit = usize::from(digit.checked_sub(b'0')?);
        if digit == 0 {
            skipped = true;
        } else {
            if skipped && !out.is_empty() {
                out.push('零');
            }
            let first_ten = out.is_empty() && digit == 1 && place % 4 == 1;
            if !first_ten {
                out.push_str(DIGITS.get(digit)?);
            }
            out.push_str(PLACES.get(place % 4)?);
            skipped = false;
            group_has = true;
        }
        if place % 4 == 0 && group_has {
            out.push_str(GROUPS.get(place / 4)?);
            group_has = false;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn typed(text: &str) -> String {
        read(text).map_or_else(|| "-".into(), |value| value.to_string())
    }

    #[test]
    fn what_people_type_is_read_exactly() {
        for (text, number) in [
            ("33600", "33600"),
            ("３３，６００元", "33600"),
            (" 33,600 ", "33600"),
            ("3.36万", "33600"),
            ("3.36万元", "33600"),
            ("3万3千6百", "33600"),
            ("１．５万", "15000"),
            ("0.1", "0.1"),
            ("4口人", "4"),
            ("6个月", "6"),
            ("1。5", "1.5"),
            ("¥800", "800"),
            ("-5", "-5"),
            ("0", "0"),
        ] {
            assert_eq!(typed(text), number, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_or_could_be_two_is_refused() {
        for text in ["", "元", "万", "3万5", "abc", "1.2.3", "1.", "三万", "1e5", "3千3万", "--5", "99999999999999999999999999999万"]
        {
            assert_eq!(typed(text), "-", "{text}");
        }
    }

    #[test]
    fn amounts_are_read_aloud() {
        for (number, words) in [
            ("0", "零"),
            ("10", "十"),
            ("15", "十五"),
            ("110", "一百一十"),
            ("1005", "一千零五"),
            ("33600", "三万三千六百"),
            ("100000", "十万"),
            ("100010", "十万零一十"),
            ("20030400", "二千零三万零四百"),
            ("300000000", "三亿"),
        ] {
            let value = read(number).unwrap();
            assert_eq!(aloud(value).as_deref(), Some(words));
        }
        assert_eq!(aloud(read("1.5").unwrap()), None);
    }
}
