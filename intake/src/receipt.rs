//! The number that tells a report: the day, eight random digits and a check digit, to be read on the telephone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A receipt. It is drawn, or read where its check digit is right; it cannot be made up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Receipt(String);

impl Receipt {
    /// A receipt of a day with eight digits drawn from `random`.
    #[must_use]
    pub fn of(day: Date, random: u64) -> Self {
        let digits = format!("{:02}{:02}{:02}{:08}", day.year().rem_euclid(100), day.month(), day.day(), random % 100_000_000);
        let check = check_digit(digits.bytes());
        Self(written(&format!("{digits}{check}")))
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is no receipt, or whose check digit is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoReceipt;

impl FromStr for Receipt {
    type Err = NoReceipt;

    /// Reads a receipt as somebody says it: with or without hyphens and blanks, in figures of any width.
    fn from_str(text: &str) -> Result<Self, NoReceipt> {
        let digits: String = crate::report::narrow(text).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let (Some(body), Some(check)) = (digits.get(..14), digits.get(14..)) else { return Err(NoReceipt) };
        let all_digits = digits.len() == 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits || check != check_digit(body.bytes()).to_string() {
            return Err(NoReceipt);
        }
        Ok(Self(written(&digits)))
    }
}

/// Luhn: every second digit from the right, beginning with the last, counts twice.
fn check_digit(digits: impl DoubleEndedIterator<Item = u8>) -> u8 {
    let sum: u32 = digits
        .rev()
        .map(|byte| u32::from(byte.saturating_sub(b'0')))
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 if digit > 4 => digit * 2 - 9,
            0 => digit * 2,
            _ => digit,
        })
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or_default()
}

fn written(digits: &str) -> String {
    let mut out = String::with_capacity(18);
    for (at, digit) in digits.chars().enumerate() {
        if matches!(at, 6 | 10 | 14) {
            out.push('-');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_the_day_random_digits_and_a_check_digit() {
        let day = Date::constant(2026, 11, 23);
        let receipt = Receipt::of(day, 148_219_305);
        assert!(receipt.as_str().starts_with("261123-4821-9305-"), "{receipt}");
        assert_eq!(receipt.as_str().parse(), Ok(receipt.clone()));
        assert_eq!(receipt.as_str().replace('-', "").parse(), Ok(receipt.clone()));
        assert_eq!(receipt.as_str().replace('-', " ").parse(), Ok(receipt));
    }

    #[test]
    fn the_check_digit_is_that_of_luhn() {
        // 7992739871 with 3 is the usual example.
        assert_eq!(check_digit("7992739871".bytes()), 3);
    }

    #[test]
    fn one_wrong_digit_and_two_neighbours_the_other_way_round_are_noticed() {
        let right = Receipt::of(Date::constant(2026, 11, 23), 12_345_678).to_string().replace('-', "");
        for at in 0..right.len() {
            for digit in '0'..='9' {
                let mut wrong: Vec<char> = right.chars().collect();
                wrong[at] = digit;
                let wrong: String = wrong.into_iter().collect();
                assert_eq!(wrong.parse::<Receipt>().is_ok(), wrong == right, "{wrong}");
            }
        }
        for at in 0..right.len() - 1 {
            let mut wrong: Vec<char> = right.chars().collect();
            wrong.swap(at, at + 1);
            let told = wrong.iter().collect::<String>().parse::<Receipt>().is_err();
            let (a, b) = (wrong[at], wrong[at + 1]);
            // Luhn's known blind spots: equal digits, and 09 for 90.
            assert!(told || a == b || matches!((a, b), ('0', '9') | ('9', '0')), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_no_receipt_is_none() {
        for text in ["", "261123", "261123-4821-9305-77", "２６１１２３", "abcdef-ghij-klmn-o", "261123-4821-9305-é"] {
            assert_eq!(text.parse::<Receipt>(), Err(NoReceipt), "{text}");
        }
    }
}
