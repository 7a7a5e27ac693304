//! Numbers as people write them into lists: `1.2万元`, `８,４００`, `8000-9000`, `约8000`, `8000以上`, `不到8000`.

use rules::Interval;
use rust_decimal::Decimal;

/// A number that was read, in whole units (元, 人).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Numeral {
    pub(crate) low: Option<Decimal>,
    pub(crate) high: Option<Decimal>,
    /// `约`: what was written is rounded, as the digits show.
    pub(crate) about: bool,
}

/// How a column counts: times this, and the smallest step of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measure {
    /// What a bare number is multiplied by: the column's unit.
    pub(crate) unit: Decimal,
    /// What every number is multiplied by: 12 where a column has months and the question years.
    pub(crate) period: Decimal,
    /// `不到 8000` ends so much before 8000.
    pub(crate) step: Decimal,
}

/// Wide signs and letters become narrow ones, blanks vanish.
pub(crate) fn narrow(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '！'..='～' => u32::from(letter).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(letter),
        '﹣' | '−' | '‐' | '–' | '—' => '-',
        _ => letter,
    };
    text.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control() && *letter != '\u{feff}').map(narrow).collect()
}

/// Whether a text is, but for signs that mean nothing, the same as another that was made narrow.
pub(crate) fn is_narrowed(text: &str, narrowed: &str) -> bool {
    text == narrowed || (text.len() >= narrowed.len() && narrow(text) == narrowed)
}

/// Whether a text is digits, with or without a point between them: most cells are.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |byte: &u8| byte.is_ascii_digit();
    bytes.first().is_some_and(digits)
        && bytes.last().is_some_and(digits)
        && bytes.iter().all(|byte| digits(byte) || *byte == b'.')
        && bytes.iter().filter(|byte| **byte == b'.').count() < 2
}

/// Reads a number; `None` where it is none.
pub(crate) fn read(text: &str, measure: Measure) -> Option<Numeral> {
    if is_plain(text) {
        let value = Part { number: figures(text)?, factor: None }.value(None, measure);
        return value.map(|value| Numeral { low: Some(value), high: Some(value), about: false });
    }
    let narrow = narrow(text);
    let mut rest = narrow.as_str();
    let about = strip_about(&mut rest);
    let (side, exclusive) = strip_side(&mut rest);
    if let Some((first, second)) = split_range(rest) {
        let first = Part::read(first)?;
        let second = Part::read(second)?;
        // 「1-2万」 are 万 both.
        let (low, high) = (first.value(first.factor.or(second.factor), measure)?, second.value(second.factor.or(first.factor), measure)?);
        return (side == Side::None && low <= high).then_some(Numeral { low: Some(low), high: Some(high), about });
    }
    let part = Part::read(rest)?;
    let value = part.value(part.factor, measure)?;
    let beyond = if exclusive { measure.step } else { Decimal::ZERO };
    let numeral = |low, high| Numeral { low, high, about };
    Some(match side {
        Side::None => numeral(Some(value), Some(value)),
        Side::Above => numeral(Some(value.checked_add(beyond)?), None),
        Side::Below => numeral(None, Some(value.checked_sub(beyond)?)),
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    None,
    Above,
    Below,
}

fn strip_about(rest: &mut &str) -> bool {
    const BEFORE: [&str; 6] = ["大约", "大概", "约", "差不多", "≈", "~"];
    const BEHIND: [&str; 3] = ["左右", "上下", "前后"];
    let before = BEFORE.iter().find_map(|word| rest.strip_prefix(word));
    *rest = before.unwrap_or(rest);
    let behind = BEHIND.iter().find_map(|word| rest.strip_suffix(word));
    *rest = behind.unwrap_or(rest);
    before.is_some() || behind.is_some()
}

/// Which side of the number is meant, and whether the number itself is left out. 以上, 以下 and 以内 include it, as in law.
fn strip_side(rest: &mut &str) -> (Side, bool) {
    const BEFORE: [(&str, Side, bool); 22] = [
        ("不低于", Side::Above, false),
        ("不少于", Side::Above, false),
        ("不高于", Side::Below, false),
        ("不超过", Side::Below, false),
        ("不到", Side::Below, true),
        ("不足", Side::Below, true),
        ("不满", Side::Below, true),
        ("未满", Side::Below, true),
        ("未到", Side::Below, true),
        ("低于", Side::Below, true),
        ("少于", Side::Below, true),
        ("小于", Side::Below, true),
        ("超过", Side::Above, true),
        ("高于", Side::Above, true),
        ("多于", Side::Above, true),
        ("大于", Side::Above, true),
        ("至少", Side::Above, false),
        ("至多", Side::Below, false),
        ("最多", Side::Below, false),
        ("最少", Side::Above, false),
        (">=", Side::Above, false),
        ("<=", Side::Below, false),
    ];
    const SIGNS: [(&str, Side, bool); 4] =
        [("≥", Side::Above, false), ("≤", Side::Below, false), (">", Side::Above, true), ("<", Side::Below, true)];
    const BEHIND: [(&str, Side); 7] = [
        ("及以上", Side::Above),
        ("以上", Side::Above),
        ("及以下", Side::Below),
        ("以下", Side::Below),
        ("以内", Side::Below),
        ("多", Side::Above),
        ("余", Side::Above),
    ];
    for (word, side, exclusive) in BEFORE.iter().chain(&SIGNS) {
        if let Some(after) = rest.strip_prefix(word) {
            *rest = after;
            return (*side, *exclusive);
        }
    }
    // 「8000多元」 has its unit behind.
    for unit in ["", "元", "块", "人", "口"] {
        let Some(bare) = rest.strip_suffix(unit) else { continue };
        for (word, side) in BEHIND {
            if let Some(before) = bare.strip_suffix(word) {
                *rest = before;
                return (side, false);
            }
        }
    }
    (Side::None, false)
}

/// The two sides of a range; a minus at the start is a sign.
fn split_range(text: &str) -> Option<(&str, &str)> {
    let after_sign = text.char_indices().nth(1)?.0;
    let tail = text.get(after_sign..)?;
    ["--", "-", "~", "至", "到"].into_iter().find_map(|sign| {
        let at = after_sign + tail.find(sign)?;
        let (first, second) = (text.get(..at)?, text.get(at + sign.len()..)?);
        // 「1e-3」 is one number, in 「-500--300」 the second sign belongs to the number.
        let unclear = first.ends_with(['e', 'E']) || sign == "--" && first.starts_with('-');
        (!unclear).then_some((first, second))
    })
}

/// A number with what its own unit multiplies it by.
struct Part {
    number: Decimal,
    /// 万 and the like, or 元 alone; `None` where no unit of money was written.
    factor: Option<Decimal>,
}

impl Part {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches(['¥', '￥']);
        let bare = text.strip_suffix("人民币").unwrap_or(text);
        let (bare, money) = strip(bare, &["元整", "元", "块钱", "块", "圆"]);
        let (bare, _) = if money { (bare, false) } else { strip(bare, &["口人", "个人", "个月", "人", "口", "个", "名", "月"]) };
        let factors = [("亿", 100_000_000_i64), ("千万", 10_000_000), ("百万", 1_000_000), ("万", 10_000), ("千", 1_000)];
        let found = factors.iter().find_map(|(word, factor)| Some((bare.strip_suffix(word)?, *factor)));
        let (digits, factor) = match found {
            Some((digits, factor)) => (digits, Some(Decimal::from(factor))),
            None => (bare, money.then_some(Decimal::ONE)),
        };
        Some(Self { number: digit(digits).or_else(|| figures(digits))?, factor })
    }

    fn value(&self, factor: Option<Decimal>, measure: Measure) -> Option<Decimal> {
        let times = |a: Decimal, b: Decimal| Interval::point(a).times(Interval::point(b)).as_point();
        times(times(self.number, factor.unwrap_or(measure.unit))?, measure.period).map(rules::shortest)
    }
}

fn strip<'a>(text: &'a str, words: &[&str]) -> (&'a str, bool) {
    words.iter().find_map(|word| text.strip_suffix(word)).map_or((text, false), |bare| (bare, true))
}

/// A number of one Chinese character.
fn digit(text: &str) -> Option<Decimal> {
    let mut letters = text.chars();
    let (letter, None) = (letters.next()?, letters.next()) else { return None };
    let place = "〇一二三四五六七八九十".chars().position(|digit| digit == letter);
    let value = match letter {
        '零' => 0,
        '两' => 2,
        _ => place?,
    };
    i64::try_from(value).ok().map(Decimal::from)
}

/// Digits, perhaps in groups of three.
fn figures(text: &str) -> Option<Decimal> {
    if text.contains('_') {
        return None;
    }
    if !text.contains(',') {
        return rules::decimal(text);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next()?.len();
    let grouped = (1..=3).contains(&first) && groups.all(|group| group.len() == 3);
    (grouped && !fraction.contains(',')).then(|| rules::decimal(&text.replace(',', ""))).flatten()
}

/// What `约` leaves open: all numbers that rounding to the written digits makes this one.
pub(crate) fn rounding(value: Decimal) -> Interval {
    let mut digits = value.mantissa();
    let mut unit = Decimal::new(1, value.scale());
    while digits != 0 && digits % 10 == 0 {
        digits /= 10;
        let Some(next) = unit.checked_mul(Decimal::TEN) else { break };
        unit = next;
    }
    let half = if digits == 0 { Decimal::ZERO } else { unit / Decimal::TWO };
    let around = Interval::new(Some(-half), Some(half)).unwrap_or(Interval::ZERO);
    Interval::point(value).plus(around)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, unit: i64, period: i64) -> String {
        let measure = Measure { unit: unit.into(), period: period.into(), step: Decimal::new(1, 2) };
        let end = |end: Option<Decimal>| end.map(rules::plain).unwrap_or_default();
        match read(text, measure) {
            None => "?".into(),
            Some(numeral) => {
                let about = if numeral.about { "约" } else { "" };
                match (end(numeral.low), end(numeral.high)) {
                    (low, high) if low == high => format!("{about}{low}"),
                    (low, high) => format!("{about}{low}..{high}"),
                }
            }
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, means) in [
            ("8000", "8000"),
            (" 8 000 ", "8000"),
            ("８，４００．５元", "8400.5"),
            ("1.2万", "12000"),
            ("1.2 万元", "12000"),
            ("¥8,400.00", "8400"),
            ("12,345,678", "12345678"),
            ("3千", "3000"),
            ("4口人", "4"),
            ("三人", "3"),
            ("两个", "2"),
            ("8000-9000", "8000..9000"),
            ("8000～9000元", "8000..9000"),
            ("8000元至9000元", "8000..9000"),
            ("1-2万", "10000..20000"),
            ("约8000", "约8000"),
            ("8000元左右", "约8000"),
            ("8000以上", "8000.."),
            ("8000元以上", "8000.."),
            ("8000多元", "8000.."),
            ("不到8000", "..7999.99"),
            ("不超过8000", "..8000"),
            ("超过8000元", "8000.01.."),
            ("≥8000", "8000.."),
            ("-500", "-500"),
            ("-500--300", "-500..-300"),
            ("1e3", "1000"),
        ] {
            assert_eq!(show(text, 1, 1), means, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "元",
            "八千三",
            "80,00",
            "1,2,3",
            "9000-8000",
            "1.2.3",
            "约",
            "三十二",
            "12a",
            "1_000",
            "1万2",
            "-",
            "以上",
            "8000以上9000",
            "1万,000",
            "13800138000x",
            "2020年",
            "1-2-3",
            "800/月",
        ] {
            assert_eq!(show(text, 1, 1), "?", "{text}");
        }
    }

    #[test]
    fn a_columns_unit_counts_where_the_cell_names_none() {
        assert_eq!(show("1.2", 10_000, 1), "12000");
        assert_eq!(show("1.2万", 10_000, 1), "12000");
        assert_eq!(show("12000元", 10_000, 1), "12000");
        assert_eq!(show("800", 1, 12), "9600");
        assert_eq!(show("1-2", 10_000, 12), "120000..240000");
    }

    #[test]
    fn about_is_open_to_the_last_digit_that_was_written() {
        let ends = |value: i64| {
            let open = rounding(value.into());
            (open.low().map(rules::plain).unwrap(), open.high().map(rules::plain).unwrap())
        };
        assert_eq!(ends(8000), ("7500".into(), "8500".into()));
        assert_eq!(ends(33_600), ("33550".into(), "33650".into()));
        assert_eq!(ends(0), ("0".into(), "0".into()));
        assert_eq!(ends(7), ("6.5".into(), "7.5".into()));
    }
}
