//! Numbers in the words of spoken Chinese, and back.

/// The digits by their values.
const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// What four digits are counted by, the least first.
const SECTIONS: [&str; 4] = ["", "万", "亿", "万亿"];

/// What a digit of a section counts, the least first.
const RANKS: [&str; 4] = ["", "十", "百", "千"];

/// A whole number as it is said: 8400 is 八千四百, 2000 is 两千, 10 is 十, 205 is 二百零五.
///
/// `None` from ten thousand million million on.
#[must_use]
pub(crate) fn whole(number: u64) -> Option<String> {
    if number == 0 {
        return Some("零".to_owned());
    }
    let (mut out, mut gap) = (String::new(), false);
    for (place, name) in SECTIONS.iter().enumerate().rev() {
        let size = 10_000_u64.pow(u32::try_from(place).ok()?);
        let section = number / size % if place == 3 { u64::MAX } else { 10_000 };
        if section >= 10_000 {
            return None;
        }
        if section == 0 {
            gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() && (gap || section < 1000) {
            out.push('零');
        }
        let begins = out.is_empty();
        out.push_str(&four_digits(section, begins, !name.is_empty())?);
        // 万亿 and 亿 of one number share the last word.
        let shared = place == 3 && !(number / 100_000_000).is_multiple_of(10_000);
        out.push_str(if shared { "万" } else { name });
        gap = false;
    }
    Some(out)
}

/// A number of at most four digits. 两 stands for 2 at the begin, before 千, 万 and 亿.
fn four_digits(number: u64, begins: bool, counted: bool) -> Option<String> {
    if number == 2 && begins && counted {
        return Some("两".to_owned());
    }
    let (mut out, mut gap) = (String::new(), false);
    for (place, rank) in RANKS.iter().enumerate().rev() {
        let digit = number / 10_u64.pow(u32::try_from(place).ok()?) % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
        }
        gap = false;
        match (digit, place) {
            (1, 1) if begins && out.is_empty() => {}
            (2, 3) if begins => out.push('两'),
            _ => out.push(*DIGITS.get(usize::try_from(digit).ok()?)?),
        }
        out.push_str(rank);
    }
    Some(out)
}

/// Digits one by one: 2020 is 二零二零.
#[must_use]
pub(crate) fn one_by_one(digits: &str) -> String {
    digits.chars().filter_map(|c| DIGITS.get(c.to_digit(10)? as usize)).collect()
}

/// A number as it is written, separators of thousands and a fraction among it, as it is said: `8,400.5` is 八千四百点五.
#[must_use]
pub(crate) fn number(written: &str) -> Option<String> {
    let plain: String = written.chars().filter(|c| *c != ',').collect();
    let (before, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(before, fraction)| (before, Some(fraction)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(before) || fraction.is_some_and(|fraction| !digits(fraction)) {
        return None;
    }
    let before = whole(before.parse().ok()?)?;
    Some(fraction.map_or_else(|| before.clone(), |fraction| format!("{before}点{}", one_by_one(fraction))))
}

/// The number that a text of number words says, in digits without separators; `None` where it says none.
///
/// Digits said one by one are handed back one by one: 零五九幺 is `0591`.
#[must_use]
pub(crate) fn heard(words: &str) -> Option<String> {
    let (before, fraction) = words.split_once('点').map_or((words, None), |(before, fraction)| (before, Some(fraction)));
    let said = |text: &str| -> Option<String> { text.chars().map(|c| char::from_digit(digit(c)?, 10)).collect() };
    let one_by_one = before.chars().count() > 1 && before.chars().all(|c| digit(c).is_some());
    let before = if one_by_one { said(before)? } else { counted(before)?.to_string() };
    match fraction {
        Some("") => None,
        Some(fraction) => Some(format!("{before}.{}", said(fraction)?)),
        None => Some(before),
    }
}

fn digit(c: char) -> Option<u32> {
    match c {
        '两' => Some(2),
        '幺' => Some(1),
        c => DIGITS.iter().position(|digit| *digit == c).and_then(|value| u32::try_from(value).ok()),
    }
}

/// A number said with its ranks.
fn counted(words: &str) -> Option<u64> {
    let (mut all, mut section, mut last) = (0_u64, 0_u64, None);
    if words.is_empty() {
        return None;
    }
    for c in words.chars() {
        if let Some(value) = digit(c) {
            last = Some(u64::from(value));
            continue;
        }
        match c {
            '十' | '百' | '千' => {
                let rank = match c {
                    '十' => 10,
                    '百' => 100,
                    _ => 1000,
                };
                // 十 alone is ten; a bare 百 or 千 is no number.
                let count = last.take().or((c == '十').then_some(1))?;
                section += count * rank;
            }
            '万' => {
                section += last.take().unwrap_or(0);
                all = all.checked_add(section.checked_mul(10_000).filter(|more| *more > 0)?)?;
                section = 0;
            }
            '亿' => {
                all = (all + section + last.take().unwrap_or(0)).checked_mul(100_000_000).filter(|all| *all > 0)?;
                section = 0;
            }
            _ => return None,
        }
    }
    all.checked_add(section)?.checked_add(last.unwrap_or(0))
}

/// Whether a character stands in number words.
#[must_use]
pub(crate) fn is_number_word(c: char) -> bool {
    digit(c).is_some() || "十百千万亿点".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        for (number, said) in [
            (0, "零"),
            (2, "二"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (110, "一百一十"),
            (200, "二百"),
            (205, "二百零五"),
            (1005, "一千零五"),
            (2000, "两千"),
            (2222, "两千二百二十二"),
            (8400, "八千四百"),
            (10_010, "一万零一十"),
            (20_000, "两万"),
            (22_000, "两万二千"),
            (100_000, "十万"),
            (100_500, "十万零五百"),
            (120_000, "十二万"),
            (1_205_000, "一百二十万五千"),
            (100_000_500, "一亿零五百"),
            (220_000_000, "两亿二千万"),
            (1_200_005_000, "十二亿零五千"),
            (2_000_000_000_000, "两万亿"),
            (1_000_200_000_000, "一万零二亿"),
        ] {
            assert_eq!(whole(number).as_deref(), Some(said));
            assert_eq!(heard(said), Some(number.to_string()));
        }
        assert_eq!(whole(10_000_u64.pow(4)), None);
    }

    #[test]
    fn fractions_are_said_digit_by_digit() {
        assert_eq!(number("8,400.05").as_deref(), Some("八千四百点零五"));
        assert_eq!(number("0.5").as_deref(), Some("零点五"));
        assert_eq!(heard("零点五").as_deref(), Some("0.5"));
        for wrong in ["", ".5", "5.", "a", "1.2.3"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
        assert_eq!(heard("零五九幺").as_deref(), Some("0591"));
        for wrong in ["", "点五", "五点", "甲"] {
            assert_eq!(heard(wrong), None, "{wrong}");
        }
    }
}
