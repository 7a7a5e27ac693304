//! Telephone numbers of the mainland, in one form.

use super::narrow;

/// A mobile number, `13800138000`, or one with an area code, `0591-85210000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as somebody types it: with or without `+86`, blanks and hyphens.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let digits: String = narrow(text).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let digits = digits.strip_prefix("+86").unwrap_or(&digits);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mobile = digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes().get(1), Some(b'3'..=b'9'));
        if mobile {
            return Some(Self(digits.to_owned()));
        }
        if !digits.starts_with('0') || !(10..=12).contains(&digits.len()) {
            return None;
        }
        let code = if digits.starts_with("01") || digits.starts_with("02") { 3 } else { 4 };
        let (area, number) = digits.split_at_checked(code)?;
        Some(Self(format!("{area}-{number}")))
    }

    /// The number.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form() {
        let cases = [
            ("13800138000", "13800138000"),
            ("138 0013 8000", "13800138000"),
            ("+86 138-0013-8000", "13800138000"),
            ("＋８６１３８００１３８０００", "13800138000"),
            ("0591-85210000", "0591-85210000"),
            ("059185210000", "0591-85210000"),
            ("0591 8521000", "0591-8521000"),
            ("+86 0591—85210000", "0591-85210000"),
            ("010 6552 0000", "010-65520000"),
            ("021-6552000", "021-6552000"),
        ];
        for (typed, stored) in cases {
            assert_eq!(Phone::read(typed).map(Phone::into_string).as_deref(), Some(stored), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_of_the_mainland_is_refused() {
        for text in [
            "",
            "110",
            "12800138000",
            "1380013800",
            "138001380001",
            "85210000",
            "+1 202 555 0100",
            "0591-8521000000",
            "١٣٨٠٠١٣٨٠٠٠",
            "1380013800a",
        ] {
            assert_eq!(Phone::read(text), None, "{text}");
        }
    }
}
