//! Numbers as text: read from a policy or a household, written for the JSON contract and for people.

use alloc::format;
use alloc::string::{String, ToString};

use rust_decimal::{Decimal, RoundingStrategy};

use crate::interval::Interval;
use crate::unit::Unit;

/// Reads a decimal as JSON and TOML write it: `-1.50`, `8_400`, `1e4`. Nothing is rounded: what a decimal of 28 digits
/// cannot hold is refused.
#[must_use]
pub fn parse(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let digits = digits.replace('_', "");
    let digits = digits.strip_prefix('+').unwrap_or(&digits);
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let value = Decimal::from_str_exact(digits).ok()?;
    let shifted = if exponent == 0 { value } else { shift(value, exponent)? };
    Some(shifted.normalize())
}

fn shift(value: Decimal, exponent: i32) -> Option<Decimal> {
    if value.is_zero() {
        return Some(Decimal::ZERO);
    }
    let value = value.normalize();
    let scale = i32::try_from(value.scale()).ok()?.checked_sub(exponent)?;
    if scale >= 0 {
        return Decimal::try_from_i128_with_scale(value.mantissa(), u32::try_from(scale).ok()?).ok();
    }
    let factor = 10_i128.checked_pow(scale.unsigned_abs())?;
    Decimal::try_from_i128_with_scale(value.mantissa().checked_mul(factor)?, 0).ok()
}

/// A decimal for machines: no separators, no trailing zeros, `0` without a sign.
#[must_use]
pub fn plain(value: Decimal) -> String {
    let value = value.normalize();
    if value.is_zero() { "0".into() } else { value.to_string() }
}

/// A decimal for people: thousands separated, at most two digits after the point; `约` in front where that rounds.
#[must_use]
pub fn figure(value: Decimal) -> String {
    let rounded = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize();
    let about = if rounded == value.normalize() { "" } else { "约 " };
    let text = plain(rounded.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    let sign = if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" };
    format!("{about}{sign}{grouped}")
}

/// A figure with its unit: `8,400 元/人`; a percentage is written from its factor: 0.3 as `30%`.
#[must_use]
pub fn with_unit(value: Decimal, unit: &Unit, percent: bool) -> String {
    if percent {
        let hundred = Decimal::ONE_HUNDRED;
        return value.checked_mul(hundred).map_or_else(|| figure(value), |value| format!("{}%", figure(value)));
    }
    if unit.is_none() { figure(value) } else { format!("{} {unit}", figure(value)) }
}

/// A range for people: `9,360 至 18,720 元`, `8,400 元/人 以上`, one figure where both ends read the same.
#[must_use]
pub fn range(interval: &Interval, unit: &Unit, percent: bool) -> String {
    let write = |value| with_unit(value, unit, percent);
    match (interval.low(), interval.high()) {
        (Some(low), Some(high)) if is_one_figure(interval) => {
            // Of two ends that read the same, the one that shows that it is rounded.
            if figure(low).starts_with('约') { write(low) } else { write(high) }
        }
        (Some(low), Some(high)) => format!("{} 至 {}", with_unit(low, &Unit::none(), percent), write(high)),
        (Some(low), None) => format!("{} 以上", write(low)),
        (None, Some(high)) => format!("{} 以下", write(high)),
        (None, None) => "任何数".into(),
    }
}

/// Whether people see a single figure: one value, or two ends closer than anybody can read.
pub(crate) fn is_one_figure(interval: &Interval) -> bool {
    const UNREADABLE: Decimal = Decimal::from_parts(1, 0, 0, false, 9);
    let width = interval.low().zip(interval.high()).and_then(|(low, high)| high.checked_sub(low));
    width.is_some_and(|width| width < UNREADABLE)
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
        ] {
            assert_eq!(read(text), None, "{text}");
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
    }
}
