//! A calendar day, `YYYY-MM-DD`: read, checked, compared, printed. The rules need nothing else of a calendar.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use crate::number::whole;
use crate::text::concat;

/// A day of the Gregorian calendar, from the year 1 to 9999; ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The first day there is.
    pub(crate) const FIRST: Self = Self { year: 1, month: 1, day: 1 };

    /// The day, or `None` where the calendar has no such day.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let valid = (1..=9999).contains(&year) && day >= 1 && day <= days_in(year, month)?;
        valid.then_some(Self { year, month, day })
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// The next day; the last day of the year 9999 has none.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::new(self.year, self.month, self.day + 1)
            .or_else(|| Self::new(self.year, self.month + 1, 1))
            .or_else(|| Self::new(self.year + 1, 1, 1))
    }

    /// The day as it is written in Chinese: `2020年7月6日`.
    #[must_use]
    pub fn chinese(self) -> String {
        self.written(1, 1, ["年", "月", "日"])
    }

    /// The day as machines write it: `2020-07-06`.
    #[must_use]
    pub fn plain(self) -> String {
        self.written(4, 2, ["-", "-", ""])
    }

    /// The day with years and other parts of at least so many digits, and words behind each part.
    fn written(self, year: usize, other: usize, [years, months, days]: [&str; 3]) -> String {
        let (month, day) = (whole(self.month.into(), other), whole(self.day.into(), other));
        concat(&[&whole(self.year.into(), year), years, &month, months, &day, days])
    }
}

fn days_in(year: u16, month: u8) -> Option<u8> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

/// The text is not a day written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("日期应写成“年-月-日”，例如 2020-07-06，并且日历上确有这一天")
    }
}

impl core::error::Error for NotADate {}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let [a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return Err(NotADate) };
        let number = |digits: &[&u8]| {
            digits.iter().try_fold(0_u16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u16::from(*digit - b'0')))
        };
        let small = |digits: &[&u8]| u8::try_from(number(digits)?).ok();
        let read = || Self::new(number(&[a, b, c, d])?, small(&[e, f])?, small(&[g, h])?);
        read().ok_or(NotADate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_date_is_read_and_printed_the_same() {
        for text in ["2020-07-06", "2020-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_date_has_its_parts_and_its_words() {
        let date: Date = "2020-07-06".parse().unwrap();
        assert_eq!((date.year(), date.month(), date.day()), (2020, 7, 6));
        assert_eq!((date.chinese().as_str(), date.plain().as_str()), ("2020年7月6日", "2020-07-06"));
        let days = |year: u16, month: u8| (0..=99).filter(|day| Date::new(year, month, *day).is_some()).count();
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(|month| days(2023, month)),
            [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0]
        );
        assert_eq!([1900, 2000, 2020, 2100, 2400].map(|year| days(year, 2)), [28, 29, 29, 28, 29]);
        assert_eq!([0, 1, 9999, 10_000].map(|year| days(year, 1)), [0, 31, 31, 0]);
    }

    #[test]
    fn what_the_calendar_lacks_is_refused() {
        for text in
            ["2021-02-29", "1900-02-29", "2020-13-01", "2020-00-10", "2020-1-1", "2020-01-01-01", "", "2020", "0000-01-01", "+020-01-01"]
        {
            assert_eq!(text.parse::<Date>(), Err(NotADate), "{text}");
        }
        assert!(NotADate.to_string().contains("2020-07-06"));
    }

    #[test]
    fn the_next_day_crosses_months_and_years() {
        let next = |text: &str| text.parse::<Date>().unwrap().next().map(|d| d.to_string());
        assert_eq!(next("2020-02-28").as_deref(), Some("2020-02-29"));
        assert_eq!(next("2021-02-28").as_deref(), Some("2021-03-01"));
        assert_eq!(next("2020-12-31").as_deref(), Some("2021-01-01"));
        assert_eq!(next("9999-12-31"), None);
    }
}
