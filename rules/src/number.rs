//! Numbers as text: read from a policy or a household, written for the JSON contract and for people.

use alloc::string::String;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::decimal::{exact, shortest, ten};
use crate::interval::Interval;
use crate::truth::Truth;
use crate::unit::Unit;

/// Reads a decimal as JSON and TOML write it: `-1.50`, `8_400`, `1e4`. Nothing is rounded: what a decimal of 28 digits
/// cannot hold is refused.
#[must_use]
pub fn parse(text: &str) -> Option<Decimal> {
    let (negative, digits) = sign(text.as_bytes().trim_ascii());
    let (mut mantissa, mut scale) = (0_i128, 0_i32);
    let (mut found, mut behind_point, mut zeros) = (false, false, 0_usize);
    let mut rest = digits.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'_' => {}
            // Zeros at the end of a fraction mean nothing.
            b'0' if behind_point => (found, zeros) = (true, zeros + 1),
            b'0'..=b'9' => {
                for _ in 0..zeros {
                    mantissa = longer(mantissa, 0)?;
                }
                mantissa = longer(mantissa, byte - b'0')?;
                if behind_point {
                    scale = scale.checked_add(i32::try_from(zeros).ok()?)?.checked_add(1)?;
                }
                (found, zeros) = (true, 0);
            }
            b'.' if found && !behind_point => (found, behind_point) = (false, true),
            b'e' | b'E' => {
                scale = scale.checked_sub(exponent(rest.as_slice())?)?;
                break;
            }
            _ => return None,
        }
    }
    if !found {
        return None;
    }
    if mantissa == 0 {
        return Some(Decimal::ZERO);
    }
    while scale < 0 {
        mantissa = mantissa.checked_mul(10)?;
        scale += 1;
    }
    let value = Decimal::try_from_i128_with_scale(if negative { -mantissa } else { mantissa }, u32::try_from(scale).ok()?).ok()?;
    Some(shortest(value))
}

/// The sum of figures, each so many times (minus once where it is taken away); `None` where no decimal of 28 digits is exactly
/// that.
#[must_use]
pub fn total(items: &[(Decimal, i32)]) -> Option<Decimal> {
    items
        .iter()
        .map(|(value, times)| Interval::point(*value).times(Interval::point(Decimal::from(*times))))
        .fold(Interval::ZERO, Interval::plus)
        .as_point()
        .map(shortest)
}

/// Whether a minus stands before a number, and the number without its sign.
fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// A number with one more digit behind it. Wide multiplication is dear, most of all in the browser; few figures need it.
fn longer(number: i128, digit: u8) -> Option<i128> {
    match i64::try_from(number).ok().and_then(|short| short.checked_mul(10)?.checked_add(digit.into())) {
        Some(short) => Some(short.into()),
        None => number.checked_mul(10)?.checked_add(digit.into()),
    }
}

/// What stands behind the `e` of `1e-4`.
fn exponent(text: &[u8]) -> Option<i32> {
    let (negative, digits) = sign(text);
    let mut value = digits.first().map(|_| 0_i32)?;
    for digit in digits {
        let digit = Some(digit).filter(|digit| digit.is_ascii_digit())? - b'0';
        value = value.checked_mul(10)?.checked_add(digit.into())?;
    }
    Some(if negative { -value } else { value })
}

/// A decimal for machines: no separators, no trailing zeros, `0` without a sign.
#[must_use]
pub fn plain(value: Decimal) -> String {
    let mut out = String::new();
    write_decimal(&mut out, value, false);
    out
}

/// A whole number in at least so many digits.
pub(crate) fn whole(number: usize, length: usize) -> String {
    let mut out = String::new();
    write_digits(&mut out, number as u128, 0, length, false);
    out
}

/// A decimal without trailing zeros, its thousands perhaps `grouped`.
fn write_decimal(out: &mut String, value: Decimal, grouped: bool) {
    let value = shortest(value);
    if value.mantissa().is_negative() {
        out.push('-');
    }
    write_digits(out, value.mantissa().unsigned_abs(), usize::try_from(value.scale()).unwrap_or(0), 1, grouped);
}

/// So many of the digits stand behind the point, and at least `length` are written.
fn write_digits(out: &mut String, digits: u128, scale: usize, length: usize, grouped: bool) {
    /// Leaves both parts of the longest decimal below 2^64: wide division is dear, most of all in the browser.
    const PART: u64 = 10_u64.pow(18);
    let (mut high, mut low) = match u64::try_from(digits) {
        Ok(digits) => (digits / PART, digits % PART),
        Err(_) => [digits / u128::from(PART), digits % u128::from(PART)].map(|part| u64::try_from(part).unwrap_or(0)).into(),
    };
    let mut reversed = Vec::with_capacity(40);
    let mut written = 0;
    while written < length || written <= scale || low > 0 || high > 0 {
        if written == 18 {
            (high, low) = (0, high);
        }
        if written > 0 && written == scale {
            reversed.push(b'.');
        } else if grouped && written > scale && (written - scale).is_multiple_of(3) {
            reversed.push(b',');
        }
        reversed.push(b'0' + u8::try_from(low % 10).unwrap_or(0));
        low /= 10;
        written += 1;
    }
    for byte in reversed.iter().rev() {
        out.push(char::from(*byte));
    }
}

/// A decimal for people: thousands separated, at most two digits after the point; `约` in front where that rounds.
#[must_use]
pub fn figure(value: Decimal) -> String {
    let mut out = String::new();
    write_figure(&mut out, value);
    out
}

fn write_figure(out: &mut String, value: Decimal) {
    if rounds(value) {
        out.push_str("约 ");
    }
    write_decimal(out, rounded(value).unwrap_or(value), true);
}

/// Whether people see less of it than there is.
fn rounds(value: Decimal) -> bool {
    shortest(value).scale() > 2
}

/// The decimal with two digits after the point, halves away from zero; `None` where it has fewer.
fn rounded(value: Decimal) -> Option<Decimal> {
    let unit = ten(value.scale().checked_sub(2)?)?;
    let half = if value.mantissa().is_negative() { -unit / 2 } else { unit / 2 };
    exact(value.mantissa().checked_add(half)? / unit, 2)
}

/// A figure with its unit: `8,400 元/人`; a percentage is written from its factor: 0.3 as `30%`.
#[must_use]
pub fn with_unit(value: Decimal, unit: &Unit, percent: bool) -> String {
    let mut out = String::new();
    write_with_unit(&mut out, value, unit, percent);
    out
}

pub(crate) fn write_with_unit(out: &mut String, value: Decimal, unit: &Unit, percent: bool) {
    let hundred = Interval::point(Decimal::ONE_HUNDRED);
    if percent && let Some(value) = Interval::point(value).times(hundred).as_point() {
        write_figure(out, value);
        out.push('%');
        return;
    }
    write_figure(out, value);
    if !unit.is_none() {
        // 「3 月」 would be March.
        out.push_str(if unit.is_months() { " 个" } else { " " });
        unit.write(out);
    }
}

/// A range for people: `9,360 至 18,720 元`, `8,400 元/人 以上`, one figure where both ends read the same.
#[must_use]
pub fn range(interval: &Interval, unit: &Unit, percent: bool) -> String {
    let mut out = String::new();
    write_range(&mut out, interval, unit, percent);
    out
}

pub(crate) fn write_range(out: &mut String, interval: &Interval, unit: &Unit, percent: bool) {
    match (interval.low(), interval.high()) {
        (Some(low), Some(high)) if is_one_figure(interval) => {
            // Of two ends that read the same, the one that shows that it is rounded.
            write_with_unit(out, if rounds(low) { low } else { high }, unit, percent);
        }
        (Some(low), Some(high)) => {
            write_with_unit(out, low, &Unit::none(), percent);
            out.push_str(" 至 ");
            write_with_unit(out, high, unit, percent);
        }
        (Some(low), None) => {
            write_with_unit(out, low, unit, percent);
            out.push_str(" 以上");
        }
        (None, Some(high)) => {
            write_with_unit(out, high, unit, percent);
            out.push_str(" 以下");
        }
        (None, None) => out.push_str("任何数"),
    }
}

/// Whether people see a single figure: one value, or two ends closer than anybody can read.
pub(crate) fn is_one_figure(interval: &Interval) -> bool {
    const UNREADABLE: Decimal = Decimal::from_parts(1, 0, 0, false, 9);
    let Some((low, high)) = interval.low().zip(interval.high()) else { return false };
    let width = Interval::point(high).minus(Interval::point(low));
    width.less(Interval::point(UNREADABLE)) == Truth::True
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly_or_not_at_all() {
        let read = |text: &str| parse(text).map(plain);
        assert_eq!(read("33600"), Some("33600".into()));
        assert_eq!(read("0.10"), Some("0.1".into()));
        assert_eq!(read("-0.0"), Some("0".into()));
        assert_eq!(read("8_400"), Some("8400".into()));
        assert_eq!(read("1.5e3"), Some("1500".into()));
        assert_eq!(read("25E-1"), Some("2.5".into()));
        assert_eq!(read(" +0_0.05e+1 "), Some("0.5".into()));
        assert_eq!(read(&["1.05", &"0".repeat(99)].concat()), Some("1.05".into()));
        for text in [
            "",
            "-",
            "1.",
            ".5",
            "0x10",
            "1e99",
            "1e-99",
            "nan",
            "inf",
            "12345678901234567890123456789012",
            "0.12345678901234567890123456789",
            "1e99999999999",
            "1e",
            "1e-",
            "e1",
            "1.2.3",
            "+-1",
            "_",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_longest_decimals_are_written_whole() {
        for text in [
            "79228162514264337593543950335",
            "-7.9228162514264337593543950335",
            "1000000000000000000.5",
            "0.0000000000000000000000000001",
            "10000000000000000001",
        ] {
            assert_eq!(plain(parse(text).unwrap()), text);
        }
    }

    #[test]
    fn a_total_is_exact_or_not_at_all() {
        let sum = |items: &[(&str, i32)]| {
            let items: Vec<(Decimal, i32)> = items.iter().map(|(value, times)| (parse(value).unwrap(), *times)).collect();
            total(&items).map(plain)
        };
        assert_eq!(sum(&[]), Some("0".into()));
        assert_eq!(sum(&[("1200", 12), ("0.05", 3), ("-100", 1), ("80000", 0)]), Some("14300.15".into()));
        assert_eq!(sum(&[("0.1", 1), ("0.2", 1)]), Some("0.3".into()));
        assert_eq!(sum(&[("79228162514264337593543950335", 1), ("-1", 1)]), Some("79228162514264337593543950334".into()));
        for items in [
            &[("79228162514264337593543950335", 2)][..],
            &[("79228162514264337593543950335", 1), ("0.5", 1)],
            &[("79228162514264337593543950335", 2), ("-79228162514264337593543950335", 1)],
        ] {
            assert_eq!(sum(items), None, "{items:?}");
        }
    }

    #[test]
    fn figures_are_grouped_and_rounded_openly() {
        let show = |text: &str| figure(parse(text).unwrap());
        assert_eq!(show("8400"), "8,400");
        assert_eq!(show("1234567.5"), "1,234,567.5");
        assert_eq!(show("-1000"), "-1,000");
        assert_eq!(show("999"), "999");
        assert_eq!(show("3333.3333"), "约 3,333.33");
        assert_eq!(show("0.125"), "约 0.13");
        assert_eq!(show("-0.125"), "约 -0.13");
        assert_eq!(show("0.1249"), "约 0.12");
        assert_eq!(show("-1234.56789"), "约 -1,234.57");
        assert_eq!(show("99.996"), "约 100");
    }

    #[test]
    fn figures_stand_with_their_units() {
        let show = |text: &str, unit: &str| with_unit(parse(text).unwrap(), &Unit::parse(unit).unwrap_or_default(), unit == "%");
        assert_eq!(show("8400", "元/人"), "8,400 元/人");
        assert_eq!(show("3", "月"), "3 个月");
        assert_eq!(show("7", ""), "7");
        assert_eq!(show("0.3", "%"), "30%");
        assert_eq!(show("0.12345", "%"), "约 12.35%");
        // A hundred times the largest decimal is none.
        assert_eq!(show("79228162514264337593543950335", "%"), "79,228,162,514,264,337,593,543,950,335");
    }

    #[test]
    fn a_range_reads_as_one_figure_where_nobody_sees_two() {
        let show = |low: &str, high: &str| range(&Interval::new(parse(low), parse(high)).unwrap(), &Unit::word("元"), false);
        assert_eq!(show("9360", "18720"), "9,360 至 18,720 元");
        assert_eq!(show("8400", "8400"), "8,400 元");
        assert_eq!(show("8400", ""), "8,400 元 以上");
        assert_eq!(show("", "8400"), "8,400 元 以下");
        assert_eq!(show("", ""), "任何数");
        // Of the two ends that shows which is not all of it.
        assert_eq!(show("6666.6666666666", "6666.6666666667"), "约 6,666.67 元");
        assert_eq!(show("0.33", "0.3300000001"), "约 0.33 元");
        assert_eq!(show("0.3299999999", "0.33"), "约 0.33 元");
        // A thousand millionth is what nobody reads; more is two figures.
        assert_eq!(show("1", "1.000000001"), "1 至 约 1 元");
    }
}
