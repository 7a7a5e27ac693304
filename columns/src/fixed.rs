//! Decimals as whole numbers at a fixed scale.

use rules::shortest;
use rust_decimal::Decimal;

/// Beyond this no cell holds a number.
pub(crate) const LARGEST: i64 = 1 << 62;

/// Ten to a power, where a cell can hold it.
pub(crate) fn ten(power: u32) -> Option<i64> {
    10_i64.checked_pow(power)
}

/// The digits of a decimal at a scale; none where it has more behind the point, or too many in all.
pub(crate) fn exact(value: Decimal, scale: u32) -> Option<i64> {
    let value = if value.scale() > scale { shortest(value) } else { value };
    let by = ten(scale.checked_sub(value.scale())?)?;
    i64::try_from(value.mantissa()).ok()?.checked_mul(by).filter(|digits| digits.abs() <= LARGEST)
}

/// The largest number at a scale that is no larger than a decimal, or the one below everything that a cell holds.
pub(crate) fn floor(value: Decimal, scale: u32) -> i64 {
    let wide = match value.scale().checked_sub(scale) {
        None => 10_i128.checked_pow(scale - value.scale()).and_then(|by| value.mantissa().checked_mul(by)),
        Some(by) => Some(10_i128.checked_pow(by).map_or(0, |by| value.mantissa().div_euclid(by))),
    };
    let beyond = i128::from(LARGEST) + 1;
    let wide = wide.unwrap_or(if value.is_sign_negative() { -beyond } else { beyond }).clamp(-beyond, beyond);
    i64::try_from(wide).unwrap_or(0)
}

/// The smallest number at a scale that is no smaller than a decimal, or the one above everything that a cell holds.
pub(crate) fn ceiling(value: Decimal, scale: u32) -> i64 {
    -floor(-value, scale)
}

/// How many digits stand behind the point.
pub(crate) fn decimals(value: Decimal) -> u32 {
    shortest(value).scale()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_taken_whole_or_not_at_all() {
        let of = |text: &str, scale| exact(rules::decimal(text).unwrap(), scale);
        assert_eq!([of("1.5", 2), of("-1.5", 1), of("8400", 2), of("0", 0)], [Some(150), Some(-15), Some(840_000), Some(0)]);
        assert_eq!([of("1.5", 0), of("0.001", 2), of("99999999999999999999", 0), of("92233720368547758", 2)], [None; 4]);
        assert_eq!(exact(Decimal::new(1_500_000, 6), 1), Some(15));
    }

    #[test]
    fn a_decimal_between_two_cells_has_both_as_neighbours() {
        let of = |text: &str, scale| (floor(rules::decimal(text).unwrap(), scale), ceiling(rules::decimal(text).unwrap(), scale));
        assert_eq!([of("1.005", 2), of("-1.005", 2), of("8400", 2)], [(100, 101), (-101, -100), (840_000, 840_000)]);
        assert_eq!(of("0.0000000000000000000000000001", 2), (0, 1));
        assert_eq!(of("-0.0000000000000000000000000001", 0), (-1, 0));
        assert_eq!(of("79228162514264337593543950335", 6), (LARGEST + 1, LARGEST + 1));
        assert_eq!(of("-79228162514264337593543950335", 18), (-LARGEST - 1, -LARGEST - 1));
    }
}
