//! Laws: printing and reading are inverse, units form a group, intervals agree with brute force.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::type_complexity, reason = "a test stops where it fails")]

mod common;
#[path = "common/random.rs"]
mod random;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;
use proptest::prelude::*;
use rules::syntax::{Vocabulary, is_keyword, parse};
use rules::{Interval, Truth, Unit};
use rust_decimal::Decimal;

/// The names of the random expressions.
struct Known;

impl Vocabulary for Known {
    fn is_name(&self, word: &str) -> bool {
        random::NUMBERS.iter().chain(&random::PARAMETERS).any(|(name, _, _)| *name == word)
            || random::YES_NO.contains(&word)
            || [random::CHOICE.0, random::CHOICES.0, random::YES_NO_PARAMETER].contains(&word)
    }

    fn is_unit(&self, word: &str) -> bool {
        ["元", "人", "月"].contains(&word)
    }

    fn nearest(&self, _: &str) -> Option<String> {
        None
    }
}

/// A small interval, its ends among whole and half numbers, either of them perhaps unbounded.
fn interval() -> impl Strategy<Value = Interval> {
    (-6_i64..7, 0_i64..6, 0_u8..8).prop_map(|(low, width, open)| {
        let end = |value: i64| Some(Decimal::new(value * 5, 1));
        let low_end = if open == 1 || open == 3 { None } else { end(low) };
        let high_end = if open == 2 || open == 3 { None } else { end(low + width) };
        Interval::new(low_end, high_end).unwrap()
    })
}

/// Numbers inside: the ends, steps between, and far ones where there is no end.
fn samples(interval: &Interval) -> Vec<Decimal> {
    let far = Decimal::new(1_000_000, 0);
    let low = interval.low().unwrap_or_else(|| interval.high().unwrap_or_default().min(Decimal::ZERO) - far);
    let high = interval.high().unwrap_or_else(|| interval.low().unwrap_or_default().max(Decimal::ZERO) + far);
    let middle = (low + high) / Decimal::TWO;
    let near_zero = [Decimal::ZERO, Decimal::new(5, 1), Decimal::new(-5, 1), Decimal::ONE];
    [low, high, middle].into_iter().chain(near_zero).filter(|sample| interval.contains(*sample)).collect()
}

/// `result` holds every sampled result, and each end it has is reached.
fn check_hull(result: &Interval, sampled: &[Decimal]) -> Result<(), TestCaseError> {
    for value in sampled {
        prop_assert!(result.contains(*value), "{value} is outside {result:?}");
    }
    if let (Some(low), Some(least)) = (result.low(), sampled.iter().min()) {
        prop_assert!((*least - low).abs() < Decimal::new(1, 5), "{result:?} is not tight below: {least}");
    }
    if let (Some(high), Some(most)) = (result.high(), sampled.iter().max()) {
        prop_assert!((high - *most).abs() < Decimal::new(1, 5), "{result:?} is not tight above: {most}");
    }
    Ok(())
}

/// Any decimal there is, long ones and short ones alike.
fn decimal() -> impl Strategy<Value = Decimal> {
    (any::<u128>(), 0_u32..97, 0_u32..29, any::<bool>()).prop_map(|(digits, bits, scale, negative)| {
        let digits = i128::try_from(digits & ((1_u128 << bits) - 1)).unwrap();
        Decimal::from_i128_with_scale(if negative { -digits } else { digits }, scale)
    })
}

fn fraction(value: Decimal) -> BigRational {
    BigRational::new(BigInt::from(value.mantissa()), BigInt::from(10).pow(value.scale()))
}

fn unit() -> impl Strategy<Value = Unit> {
    prop::collection::vec((prop::sample::select(vec!["元", "人", "月"]), any::<bool>()), 0..4).prop_map(|words| {
        words
            .into_iter()
            .fold(Unit::none(), |unit, (word, up)| if up { unit.times(&Unit::word(word)) } else { unit.per(&Unit::word(word)) })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: common::cases(2000), ..ProptestConfig::default() })]

    #[test]
    fn reading_what_was_printed_gives_the_same_tree(node in random::truth(4)) {
        let text = node.to_string();
        prop_assert_eq!(parse(&text, &Known).map_err(|fault| TestCaseError::fail(format!("{text}: {fault:?}")))?, node);
    }

    #[test]
    fn full_width_forms_mean_the_same(node in random::truth(3)) {
        let wide: String = node.to_string().chars().map(|c| match c {
            '(' => '（', ')' => '）', ',' => '，', '<' => '＜', '>' => '＞', '=' => '＝', '+' => '＋', '-' => '－', '÷' => '／', '%' => '％',
            '[' => '［', ']' => '］', '\'' => '＇', '0'..='9' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(), other => other,
        }).collect();
        prop_assert_eq!(parse(&wide, &Known).map_err(|fault| TestCaseError::fail(format!("{wide}: {fault:?}")))?, node);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[甲乙丙线率 0-9.%元/人()<>=!+\\-*×÷且或非含若最小,'\\[\\]“”]{0,40}") {
        let _ = parse(&text, &Known);
    }

    #[test]
    fn sums_and_differences_are_tight(a in interval(), b in interval()) {
        let (xs, ys) = (samples(&a), samples(&b));
        let pairs = || xs.iter().flat_map(|x| ys.iter().map(move |y| (*x, *y)));
        check_hull(&a.plus(b), &pairs().map(|(x, y)| x + y).collect::<Vec<_>>())?;
        check_hull(&a.minus(b), &pairs().map(|(x, y)| x - y).collect::<Vec<_>>())?;
        check_hull(&a.negated(), &xs.iter().map(|x| -x).collect::<Vec<_>>())?;
    }

    #[test]
    fn products_quotients_and_extremes_are_tight(a in interval(), b in interval()) {
        let (xs, ys) = (samples(&a), samples(&b));
        let pairs = || xs.iter().flat_map(|x| ys.iter().map(move |y| (*x, *y)));
        check_hull(&a.times(b), &pairs().map(|(x, y)| x * y).collect::<Vec<_>>())?;
        check_hull(&a.min(b), &pairs().map(|(x, y)| x.min(y)).collect::<Vec<_>>())?;
        check_hull(&a.max(b), &pairs().map(|(x, y)| x.max(y)).collect::<Vec<_>>())?;
        check_hull(&a.hull(b), &xs.iter().chain(&ys).copied().collect::<Vec<_>>())?;
        match a.over(b) {
            None => prop_assert!(b.contains(Decimal::ZERO)),
            Some(quotient) => {
                let quotients: Vec<Decimal> = pairs().map(|(x, y)| x / y).collect();
                for value in &quotients {
                    let slack = Interval::new(Some(*value - Decimal::new(1, 20)), Some(*value + Decimal::new(1, 20))).unwrap();
                    prop_assert!(quotient.less(slack) != Truth::True && slack.less(quotient) != Truth::True, "{value} is outside {quotient:?}");
                }
            }
        }
    }

    #[test]
    fn comparisons_hold_for_all_or_for_none_or_are_unknown(a in interval(), b in interval()) {
        let (xs, ys) = (samples(&a), samples(&b));
        let relations: [(Truth, fn(Decimal, Decimal) -> bool); 3] =
            [(a.less(b), |x, y| x < y), (a.at_most(b), |x, y| x <= y), (a.equals(b), |x, y| x == y)];
        for (index, (truth, holds)) in relations.into_iter().enumerate() {
            let results: Vec<bool> = xs.iter().flat_map(|x| ys.iter().map(move |y| holds(*x, *y))).collect();
            match truth {
                Truth::True => prop_assert!(results.iter().all(|result| *result)),
                Truth::False => prop_assert!(results.iter().all(|result| !*result)),
                // The ends are among the samples, so that an order that is open is seen both ways.
                Truth::Unknown if index < 2 => prop_assert!(results.contains(&true) && results.contains(&false)),
                Truth::Unknown => prop_assert!(results.contains(&false)),
            }
        }
        let apart = a.less(b).or(b.less(a)) == Truth::True;
        prop_assert_eq!(a.equals(b) == Truth::False, apart);
    }

    #[test]
    fn a_quotient_that_is_no_decimal_lies_between_its_ends(x in 1_i64..100_000, y in 1_i64..1_000) {
        let (a, b) = (Decimal::new(x, 2), Decimal::new(y, 0));
        let quotient = Interval::point(a).over(Interval::point(b)).unwrap();
        prop_assert!(quotient.times(Interval::point(b)).contains(a));
        let exact = (x * 1_000_000) % y == 0;
        prop_assert_eq!(quotient.as_point().is_some() || !exact, true);
    }

    #[test]
    fn arithmetic_on_any_decimals_holds_the_exact_result(a in decimal(), b in decimal()) {
        let (x, y) = (fraction(a), fraction(b));
        let (a, b) = (Interval::point(a), Interval::point(b));
        let mut results = vec![(a.plus(b), &x + &y), (a.minus(b), &x - &y), (a.times(b), &x * &y)];
        results.extend(a.over(b).map(|quotient| (quotient, &x / &y)));
        for (interval, exact) in results {
            prop_assert!(interval.low().is_none_or(|low| fraction(low) <= exact), "{:?} {}", interval, exact);
            prop_assert!(interval.high().is_none_or(|high| exact <= fraction(high)), "{:?} {}", interval, exact);
            if let (Some(low), Some(high)) = (interval.low(), interval.high()) {
                // No wider than a few units of the last place that either operand allows.
                let width = fraction(high) - fraction(low);
                let last = fraction(Decimal::from_parts(1, 0, 0, false, 28)) * BigRational::from(BigInt::from(4));
                let relative = exact.abs() / BigRational::from(BigInt::from(1_u64 << 60));
                prop_assert!(width <= last + relative, "{:?} is wide for {}", interval, exact);
            }
        }
        prop_assert_eq!(a.less(b), Truth::from(x < y));
        prop_assert_eq!(a.equals(b), Truth::from(x == y));
    }

    #[test]
    fn units_form_a_commutative_group(a in unit(), b in unit(), c in unit()) {
        prop_assert!(a.times(&b).same(&b.times(&a)));
        prop_assert!(a.times(&b).times(&c).same(&a.times(&b.times(&c))));
        prop_assert!(a.times(&Unit::none()).same(&a));
        prop_assert!(a.per(&a).is_none());
        prop_assert!(a.per(&b).times(&b).same(&a));
        prop_assert_eq!(a.same(&b), a.per(&b).is_none());
        if !a.is_none() {
            prop_assert!(Unit::parse(&a.to_string()).unwrap().same(&a));
        }
    }
}

#[test]
fn overflow_leaves_the_truth_inside() {
    let large = Interval::point(Decimal::MAX);
    for result in [large.plus(large), large.times(large)] {
        assert_eq!((result.low(), result.high()), (Some(Decimal::MAX), None));
    }
    assert_eq!(large.negated().times(large).high(), Some(Decimal::MIN));
    let tiny = Interval::point(Decimal::new(1, 28));
    let product = tiny.times(tiny);
    assert!(product.low().unwrap() <= Decimal::ZERO && product.high().unwrap() > Decimal::ZERO);
}

#[test]
fn no_keyword_can_be_a_name() {
    assert!(["且", "或", "非", "若", "含", "是", "否", "true", "max"].into_iter().all(is_keyword));
}
