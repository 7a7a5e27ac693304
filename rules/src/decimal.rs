//! Arithmetic on exact decimals that tells what it had to round: on the digits themselves, outward.

use core::cmp::Ordering;

use rust_decimal::Decimal;

/// The ends of what lies beyond every number: the finite side still has the largest decimal as a bound.
pub(crate) fn infinite(negative: bool) -> (Option<Decimal>, Option<Decimal>) {
    if negative { (None, Some(Decimal::MIN)) } else { (Some(Decimal::MAX), None) }
}

/// What an operation on two decimals gives.
pub(crate) enum Rounded {
    Exact(Decimal),
    /// The true result lies between the two; an end that is `None` has no bound.
    Between(Option<Decimal>, Option<Decimal>),
}

impl Rounded {
    /// Ends that hold the true result between them.
    pub(crate) fn ends(self) -> (Option<Decimal>, Option<Decimal>) {
        match self {
            Self::Exact(value) => (Some(value), Some(value)),
            Self::Between(low, high) => (low, high),
        }
    }

    pub(crate) fn down(self) -> Option<Decimal> {
        self.ends().0
    }

    pub(crate) fn up(self) -> Option<Decimal> {
        self.ends().1
    }

    /// A result that lies between two whole numbers of digits at a scale; so many further digits are `hidden` behind them, where
    /// they are not behind the point. What is beyond every number has the ends of that.
    fn between(low: i128, high: i128, scale: u32, hidden: u32) -> Self {
        let end = |digits: i128, divide| {
            let longer = ten(hidden.saturating_sub(scale)).and_then(|power| digits.checked_mul(power));
            longer.and_then(|digits| decimal(digits, scale.saturating_sub(hidden), divide))
        };
        let low = end(low, i128::div_euclid).or_else(|| infinite(low.is_negative()).0);
        let high = end(high, ceiling).or_else(|| infinite(high.is_negative()).1);
        match low.filter(|_| low == high) {
            Some(value) => Self::Exact(shortest(value)),
            None => Self::Between(low, high),
        }
    }
}

/// The decimal, where its digits fit into 96 bits.
pub(crate) fn exact(mantissa: i128, scale: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// The quotient rounded up; the divisor is positive.
fn ceiling(a: i128, b: i128) -> i128 {
    a.div_euclid(b) + i128::from(a.rem_euclid(b) != 0)
}

/// Digits at a scale as a decimal, shortened as `divide` rounds where they are too many behind the point.
fn decimal(mut mantissa: i128, mut scale: u32, divide: fn(i128, i128) -> i128) -> Option<Decimal> {
    loop {
        let found = exact(mantissa, scale);
        if found.is_some() || scale == 0 {
            return found;
        }
        mantissa = divide(mantissa, 10);
        scale -= 1;
    }
}

/// Ten to a power, where it can be written.
pub(crate) fn ten(power: u32) -> Option<i128> {
    10_i128.checked_pow(power)
}

/// The digits at a larger scale.
fn lifted(value: Decimal, scale: u32) -> Option<i128> {
    match scale.checked_sub(value.scale()) {
        Some(0) => Some(value.mantissa()),
        Some(by) => value.mantissa().checked_mul(ten(by)?),
        None => None,
    }
}

/// The digits at a scale, rounded down where it is a smaller one.
pub(crate) fn lowered(value: Decimal, scale: u32) -> Option<i128> {
    match value.scale().checked_sub(scale) {
        Some(by) => Some(value.mantissa().div_euclid(ten(by)?)),
        None => lifted(value, scale),
    }
}

/// How two decimals compare; decimals of the same scale, the most common case, by their digits alone.
pub(crate) fn order(a: Decimal, b: Decimal) -> Ordering {
    let scale = a.scale().max(b.scale());
    match (lifted(a, scale), lifted(b, scale)) {
        (Some(x), Some(y)) => x.cmp(&y),
        // Only one can have been too long to lift; its sign says on which side of the other it lies.
        (None, _) => {
            if a.is_sign_negative() {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (_, None) => {
            if b.is_sign_negative() {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
    }
}

pub(crate) fn smaller(a: Decimal, b: Decimal) -> Decimal {
    if order(a, b) == Ordering::Greater { b } else { a }
}

pub(crate) fn larger(a: Decimal, b: Decimal) -> Decimal {
    if order(a, b) == Ordering::Less { b } else { a }
}

pub(crate) fn add(a: Decimal, b: Decimal) -> Rounded {
    let mut scale = a.scale().max(b.scale());
    let sum = || exact(lifted(a, scale)?.checked_add(lifted(b, scale)?)?, scale);
    if let Some(sum) = sum() {
        return Rounded::Exact(sum);
    }
    loop {
        if let Some(sum) = lowered(a, scale).zip(lowered(b, scale)).and_then(|(x, y)| x.checked_add(y)) {
            // Each of the two was rounded down by less than one.
            return Rounded::between(sum, sum.saturating_add(2), scale, 0);
        }
        scale = scale.saturating_sub(1);
    }
}

pub(crate) fn multiply(a: Decimal, b: Decimal) -> Rounded {
    let (x, y) = (a.mantissa(), b.mantissa());
    let scale = a.scale() + b.scale();
    if let (Ok(x), Ok(y)) = (i64::try_from(x), i64::try_from(y))
        && let Some(product) = x.checked_mul(y).and_then(|product| exact(i128::from(product), scale))
    {
        return Rounded::Exact(product);
    }
    // Where the product is too long, digits of the longer factor go until it can be written; the true one lies within what
    // both hide.
    let (mut x_ends, mut y_ends, mut hidden) = ((x.abs(), x.abs()), (y.abs(), y.abs()), 0);
    let (low, high) = loop {
        if let Some(high) = x_ends.1.checked_mul(y_ends.1) {
            break (x_ends.0.saturating_mul(y_ends.0), high);
        }
        let longer = if x_ends < y_ends { &mut y_ends } else { &mut x_ends };
        *longer = (longer.0.div_euclid(10), ceiling(longer.1, 10));
        hidden += 1;
    };
    if x.is_negative() == y.is_negative() {
        Rounded::between(low, high, scale, hidden)
    } else {
        Rounded::between(-high, -low, scale, hidden)
    }
}

pub(crate) fn divide(a: Decimal, b: Decimal) -> Rounded {
    let negative = a.mantissa().is_negative() != b.mantissa().is_negative();
    let (x, y) = (a.mantissa().abs(), b.mantissa().abs());
    if y == 0 {
        return Rounded::Between(None, None);
    }
    let signed = |value: i128| if negative { -value } else { value };
    if let Some(quotient) = short_quotient(signed(x), y, a.scale(), b.scale()) {
        return Rounded::Exact(quotient);
    }
    // Long division, several digits a step: what is left over is always smaller than the divisor.
    let (mut quotient, mut rest) = (x / y, x % y);
    let mut scale = a.scale();
    while rest != 0 {
        let step = |digits: u32| {
            let power = ten(digits)?;
            exact(quotient.checked_add(1)?.checked_mul(power)?, 0).map(|_| (digits, power))
        };
        let Some((digits, power)) = [9, 4, 2, 1].into_iter().find_map(step) else { break };
        scale += digits;
        let lifted = rest.saturating_mul(power);
        quotient = quotient * power + lifted / y;
        rest = lifted % y;
    }
    let above = quotient + i128::from(rest != 0);
    let (low, high) = if negative { (-above, -quotient) } else { (quotient, above) };
    Rounded::between(low, high, scale, b.scale())
}

/// The quotient where it has few digits, as the quotients of a policy mostly do.
fn short_quotient(x: i128, y: i128, scale: u32, divisor_scale: u32) -> Option<Decimal> {
    let align = |value: i128, by: u32| i64::try_from(value).ok()?.checked_mul(10_i64.checked_pow(by)?);
    let mut lifted = align(x, divisor_scale.saturating_sub(scale))?;
    let y = align(y, scale.saturating_sub(divisor_scale))?;
    for digits in 0..4 {
        if lifted.checked_rem(y)? == 0 {
            return exact(i128::from(lifted.checked_div(y)?), digits);
        }
        lifted = lifted.checked_mul(10)?;
    }
    None
}

/// The decimal without zeros at its end.
#[must_use]
pub fn shortest(value: Decimal) -> Decimal {
    let mut scale = value.scale();
    if scale == 0 {
        return value;
    }
    // Wide division is dear, most of all in the browser; few figures need it.
    if let Ok(mut digits) = i64::try_from(value.mantissa()) {
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        return exact(i128::from(digits), scale).unwrap_or(value);
    }
    let mut digits = value.mantissa();
    while scale > 0 && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    exact(digits, scale).unwrap_or(value)
}

/// Whether there is nothing behind the point.
pub(crate) fn is_whole(value: Decimal) -> bool {
    shortest(value).scale() == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{parse, plain};
    use alloc::string::String;
    use alloc::vec::Vec;

    type Operation = fn(Decimal, Decimal) -> Rounded;

    const OPERATIONS: [(&str, Operation); 3] = [("+", add), ("×", multiply), ("÷", divide)];

    /// The ends of `a + b`, `a × b` or `a ÷ b` as text; an end that is not there is empty.
    fn ends(calculation: &str) -> (String, String) {
        let parts: Vec<&str> = calculation.split(' ').collect();
        let [a, sign, b] = parts.as_slice() else { panic!("{calculation}") };
        let (_, operation) = OPERATIONS.into_iter().find(|(known, _)| known == sign).unwrap();
        let (low, high) = operation(parse(a).unwrap(), parse(b).unwrap()).ends();
        (low.map(plain).unwrap_or_default(), high.map(plain).unwrap_or_default())
    }

    #[test]
    fn results_are_exact_where_a_decimal_holds_them() {
        for (calculation, result) in [
            ("0.1 + 0.2", "0.3"),
            ("79228162514264337593543950334 + 1", "79228162514264337593543950335"),
            ("-79228162514264337593543950335 + 0.0", "-79228162514264337593543950335"),
            ("8400 × 4", "33600"),
            ("0.00000000000000000005 × 0.000000002", "0.0000000000000000000000000001"),
            ("79228162514264337593543950335 × 0.1", "7922816251426433759354395033.5"),
            ("-79228162514264337593543950335 × 0.0000000000000000000000000001", "-7.9228162514264337593543950335"),
            ("12345678901234567890 × 1000000000", "12345678901234567890000000000"),
            // Both have digits that are cut off in between, all of them zeros.
            ("400000000000000000000.0000000 × 0.0000000000005000000000000000", "200000000"),
            ("0 × 79228162514264337593543950335", "0"),
            ("33600 ÷ 4", "8400"),
            ("1 ÷ 16", "0.0625"),
            ("-1 ÷ 1024", "-0.0009765625"),
            ("1 ÷ -268435456", "-0.0000000037252902984619140625"),
            ("79228162514264337593543950335 ÷ 5", "15845632502852867518708790067"),
            ("79228162514264337593543950335 ÷ 79228162514264337593543950335", "1"),
            ("7922816251426433759354395033 ÷ 0.1", "79228162514264337593543950330"),
            ("0.0000000000000000000000000001 ÷ 0.0000000000000000000000000001", "1"),
            ("0 ÷ 79228162514264337593543950335", "0"),
        ] {
            assert_eq!(ends(calculation), (result.into(), result.into()), "{calculation}");
        }
    }

    #[test]
    fn what_no_decimal_holds_lies_between_neighbours() {
        for (calculation, low, high) in [
            ("1 ÷ 3", "0.3333333333333333333333333333", "0.3333333333333333333333333334"),
            ("-1 ÷ 3", "-0.3333333333333333333333333334", "-0.3333333333333333333333333333"),
            ("20000 ÷ 3", "6666.6666666666666666666666666", "6666.6666666666666666666666667"),
            ("0.0000000000000000000000000001 ÷ 3", "0", "0.0000000000000000000000000001"),
            ("-0.0000000000000000000000000001 × 0.5", "-0.0000000000000000000000000001", "0"),
            ("7.9228162514264337593543950335 + 10", "17.922816251426433759354395033", "17.922816251426433759354395034"),
            ("12345678901234567890123456789 × 1.1", "13580246791358024679135802467", "13580246791358024679135802468"),
        ] {
            assert_eq!(ends(calculation), (low.into(), high.into()), "{calculation}");
        }
    }

    #[test]
    fn what_is_beyond_every_decimal_has_no_bound_on_that_side() {
        let most = "79228162514264337593543950335";
        for (calculation, low, high) in [
            (&*[most, " + 1"].concat(), most, ""),
            (&*["-", most, " + -1"].concat(), "", "-79228162514264337593543950334"),
            (&*[most, " + 0.5"].concat(), most, ""),
            (&*[most, " × ", most].concat(), most, ""),
            (&*["-", most, " × 2"].concat(), "", &*["-", most].concat()),
            (&*[most, " ÷ 0.5"].concat(), most, ""),
            (&*[most, " ÷ -0.0000000000000000000000000001"].concat(), "", &*["-", most].concat()),
            ("1 ÷ 0", "", ""),
        ] {
            assert_eq!(ends(calculation), (low.into(), high.into()), "{calculation}");
        }
    }

    #[test]
    fn decimals_of_any_length_are_ordered() {
        let sorted = [
            "-79228162514264337593543950335",
            "-7.9228162514264337593543950335",
            "-0.0000000000000000000000000001",
            "0",
            "0.0000000000000000000000000001",
            "7.9228162514264337593543950335",
            "8",
            "79228162514264337593543950334",
            "79228162514264337593543950335",
        ]
        .map(|text| parse(text).unwrap());
        for (i, a) in sorted.iter().enumerate() {
            for (j, b) in sorted.iter().enumerate() {
                assert_eq!(order(*a, *b), i.cmp(&j), "{a} {b}");
                assert_eq!((smaller(*a, *b), larger(*a, *b)), if i < j { (*a, *b) } else { (*b, *a) });
            }
        }
    }

    #[test]
    fn zeros_behind_the_point_go_and_those_before_it_stay() {
        let shortened = |digits: i128, scale: u32| {
            let value = shortest(Decimal::from_i128_with_scale(digits, scale));
            (value.mantissa(), value.scale())
        };
        assert_eq!(shortened(84_000, 1), (8400, 0));
        assert_eq!(shortened(1200, 3), (12, 1));
        assert_eq!(shortened(0, 28), (0, 0));
        assert_eq!(shortened(840_000_000_000_000_000_000_000, 2), (8_400_000_000_000_000_000_000, 0));
        assert_eq!(shortened(123_000_000_000_000_000_000_000, 22), (123, 1));
        assert!(is_whole(Decimal::new(300, 2)) && !is_whole(Decimal::new(301, 2)));
    }
}
