//! Figures are said as people say them: a reader that shares nothing with what says them hears the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use mingbai_publicity::spoken;
use proptest::prelude::*;

fn digit(c: char) -> Option<u64> {
    "零一二三四五六七八九".chars().position(|digit| digit == c).or((c == '两').then_some(2)).map(|value| value as u64)
}

/// What number words come to: what stands before the greatest rank counts it, what stands behind is added.
fn value(words: &str) -> u64 {
    let words = words.trim_start_matches('零');
    for (rank, size) in [('亿', 100_000_000), ('万', 10_000), ('千', 1000), ('百', 100), ('十', 10)] {
        if let Some((count, rest)) = words.rsplit_once(rank) {
            return if count.is_empty() { size } else { value(count) * size } + value(rest);
        }
    }
    let mut all = words.chars();
    let one = all.next().map_or(0, |c| digit(c).unwrap());
    assert_eq!(all.next(), None, "{words} is no number");
    one
}

/// Digits said one by one.
fn digits(words: &str) -> String {
    words.chars().map(|c| digit(if c == '幺' { '一' } else { c }).unwrap().to_string()).collect()
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    let plain = number.to_string();
    let marks = plain.char_indices().map(|(at, c)| if at > 0 && (plain.len() - at).is_multiple_of(3) { format!(",{c}") } else { c.into() });
    marks.collect()
}

#[test]
fn the_reader_reads() {
    for (words, number) in
        [("八千四百", 8400), ("两千零五", 2005), ("十", 10), ("两亿零五万", 200_050_000), ("一万零二亿", 1_000_200_000_000)]
    {
        assert_eq!(value(words), number);
    }
}

proptest! {
    #[test]
    fn amounts(amount in prop_oneof![0..20_000_u64, 0..1_000_000_000_000_u64], marks in any::<bool>()) {
        let written = if marks { grouped(amount) } else { amount.to_string() };
        let said = spoken(&format!("每人 {written} 元。"));
        let words = said.strip_prefix("每人").unwrap().strip_suffix("元。").unwrap();
        prop_assert_eq!(value(words), amount, "{}", words);
        // Two hundred and twenty are 二百二十; 两 begins a number, 一十 does not.
        prop_assert!(!words.contains("两十") && !words.contains("两百") && !words.starts_with("一十"), "{}", words);
        prop_assert!(!words.chars().skip(1).any(|c| c == '两'), "{}", words);
        prop_assert!(!words.contains("零零") && (amount == 0 || !words.ends_with('零')), "{}", words);
        prop_assert_eq!(words == "两", amount == 2);
        prop_assert!(!words.starts_with("二千") && !words.starts_with("二万") && !words.starts_with("二亿"), "{}", words);
    }

    #[test]
    fn decimals_and_shares(whole in 0..100_000_u64, fraction in "[0-9]{1,3}") {
        let said = spoken(&format!("{whole}.{fraction}%，{whole}.{fraction} 元"));
        let (share, money) = said.split_once('，').unwrap();
        for words in [share.strip_prefix("百分之").unwrap(), money.strip_suffix('元').unwrap()] {
            let (before, behind) = words.split_once('点').unwrap();
            prop_assert_eq!((value(before), digits(behind)), (whole, fraction.clone()), "{}", said);
        }
    }

    #[test]
    fn dates_have_their_year_digit_by_digit(year in 1900..2100_u32, month in 1..13_u64, day in 1..32_u64) {
        let said = spoken(&format!("{year} 年 {month} 月 {day} 日"));
        let (words, rest) = said.split_once('年').unwrap();
        prop_assert_eq!(digits(words), year.to_string());
        let (months, days) = rest.split_once('月').unwrap();
        prop_assert_eq!((value(months), value(days.strip_suffix('日').unwrap())), (month, day));
        prop_assert!(!rest.contains('两'), "{}", said);
    }

    #[test]
    fn phone_numbers_are_said_digit_by_digit(number in "(0[1-9][0-9]{1,2}-[2-8][0-9]{6,7}|1[3-9][0-9]{9}|12[0-9]{3}|400-[0-9]{3}-[0-9]{4})") {
        let said = spoken(&format!("请打{number}，说一声"));
        let words = said.strip_prefix("请打").unwrap().strip_suffix("，说一声").unwrap();
        prop_assert!(!words.contains(['一', '十', '百', '千', '万']), "{}", said);
        prop_assert_eq!(digits(&words.replace('，', "")), number.replace('-', ""));
    }
}
