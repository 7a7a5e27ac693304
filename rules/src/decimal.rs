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

    /// A result that lies between two whole numbers of digits at a scale.
    fn between(low: i128, high: i128, scale: u32) -> Self {
        let low = decimal(low, scale, i128::div_euclid).unwrap_or_else(|negative| infinite(negative).0);
        let high = decimal(high, scale, ceiling).unwrap_or_else(|negative| infinite(negative).1);
        Self::Between(low, high)
    }
}

/// The largest mantissa of a decimal, 2^96 - 1.
const DIGITS: u128 = (1 << 96) - 1;

/// The decimal, where its digits fit into 96 bits.
pub(crate) fn exact(mantissa: i128, scale: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// The quotient rounded up; the divisor is positive.
fn ceiling(a: i128, b: i128) -> i128 {
    a.div_euclid(b) + i128::from(a.rem_euclid(b) != 0)
}

/// Digits at a scale as a decimal, shortened as `divide` rounds where they are too many; else whether they are negative.
fn decimal(mut mantissa: i128, mut scale: u32, divide: fn(i128, i128) -> i128) -> Result<Option<Decimal>, bool> {
    while scale > 0 && (scale > Decimal::MAX_SCALE || mantissa.unsigned_abs() > DIGITS) {
        mantissa = divide(mantissa, 10);
        scale -= 1;
    }
    exact(mantissa, scale).map(Some).ok_or(mantissa < 0)
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
            return Rounded::between(sum, sum.saturating_add(2), scale);
        }
        scale = scale.saturating_sub(1);
    }
}

pub(crate) fn multiply(a: Decimal, b: Decimal) -> Rounded {
    let (mut x, mut y) = (a.mantissa(), b.mantissa());
    let mut scale = a.scale() + b.scale();
    if let (Ok(x), Ok(y), true) = (i64::try_from(x), i64::try_from(y), scale <= Decimal::MAX_SCALE)
        && let Some(product) = x.checked_mul(y).and_then(|product| exact(i128::from(product), scale))
    {
        return Rounded::Exact(product);
    }
    if let Some(product) = x.checked_mul(y) {
        let trailing = |product: i128, scale: u32| scale > Decimal::MAX_SCALE || product.unsigned_abs() > DIGITS;
        let (mut digits, mut shorter) = (product, scale);
        while shorter > 0 && trailing(digits, shorter) && digits % 10 == 0 {
            digits /= 10;
            shorter -= 1;
        }
        return exact(digits, shorter).map_or_else(|| Rounded::between(product, product, scale), Rounded::Exact);
    }
    // Too long: digits of the longer one go until the product can be written; the true one lies within what both hide.
    let negative = (x < 0) != (y < 0);
    (x, y) = (x.abs(), y.abs());
    let (mut x_more, mut y_more, mut hidden) = (0, 0, 0);
    while (x + x_more).checked_mul(y + y_more).is_none() {
        let (longer, more) = if x < y { (&mut y, &mut y_more) } else { (&mut x, &mut x_more) };
        *longer /= 10;
        *more = 1;
        hidden += 1;
    }
    let (mut low, mut high) = (x.saturating_mul(y), (x + x_more).saturating_mul(y + y_more));
    if negative {
        (low, high) = (-high, -low);
    }
    while hidden > scale {
        // What is hidden stands before the point: the result is beyond every decimal.
        match low.checked_mul(10).zip(high.checked_mul(10)) {
            Some(longer) => (low, high) = longer,
            None => {
                let (low, high) = infinite(negative);
                return Rounded::Between(low, high);
            }
        }
        hidden -= 1;
    }
    scale -= hidden;
    Rounded::between(low, high, scale)
}

pub(crate) fn divide(a: Decimal, b: Decimal) -> Rounded {
    let negative = (a.mantissa() < 0) != (b.mantissa() < 0);
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
    let (mut scale, divisor_scale) = (a.scale(), b.scale());
    while rest > 0 {
        let room = Decimal::MAX_SCALE + divisor_scale - scale;
        let fits = |digits: u32| {
            let longer = ten(digits).and_then(|power| quotient.checked_add(1)?.checked_mul(power));
            digits <= room && longer.is_some_and(|longer| longer.unsigned_abs() <= DIGITS)
        };
        let Some(power) = [9, 4, 2, 1].into_iter().find(|digits| fits(*digits)).and_then(|digits| {
            scale += digits;
            ten(digits)
        }) else {
            break;
        };
        let lifted = rest.saturating_mul(power);
        quotient = quotient * power + lifted / y;
        rest = lifted % y;
    }
    while scale < divisor_scale {
        // The result stands before the point; what is left over counts there too.
        let lifted = rest.saturating_mul(10);
        let Some(longer) = quotient.checked_mul(10).map(|longer| longer + lifted / y) else {
            let (low, high) = infinite(negative);
            return Rounded::Between(low, high);
        };
        (quotient, rest, scale) = (longer, lifted % y, scale + 1);
    }
    scale -= divisor_scale;
    let above = quotient + i128::from(rest > 0);
    if rest == 0
        && let Some(exact) = exact(signed(quotient), scale)
    {
        return Rounded::Exact(shortest(exact));
    }
    let (low, high) = if negative { (-above, -quotient) } else { (quotient, above) };
    Rounded::between(low, high, scale)
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
