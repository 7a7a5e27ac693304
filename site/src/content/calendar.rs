//! Working days: counted by the State Council's notices, never guessed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date as Day, Weekday};
use rules::Date;

use super::Year;

/// The days of all years for which there is a file. A day of any other year is 未公布.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    years: BTreeMap<u16, Year>,
    rest: BTreeSet<Date>,
    work: BTreeSet<Date>,
}

/// The day of a month on which towns report, and the last working day up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Monthly {
    /// The day.
    pub day: Date,
    /// Whether people work on it.
    pub working: bool,
    /// The day itself where people work on it, else the last working day before it.
    pub last: Date,
}

impl Calendar {
    /// The calendar of some years.
    #[must_use]
    pub fn new(years: Vec<Year>) -> Self {
        let mut calendar = Self::default();
        for year in years {
            for rest in &year.rest {
                let mut day = Some(rest.from);
                while let Some(date) = day.filter(|date| *date <= rest.until) {
                    calendar.rest.insert(date);
                    day = date.next();
                }
            }
            calendar.work.extend(&year.work);
            calendar.years.insert(year.year, year);
        }
        calendar
    }

    /// The years, the latest first.
    pub fn years(&self) -> impl Iterator<Item = &Year> {
        self.years.values().rev()
    }

    /// Whether people work on a day; `None` where the year's days are not published.
    #[must_use]
    pub fn is_working(&self, date: Date) -> Option<bool> {
        self.years.get(&date.year())?;
        if self.work.contains(&date) {
            return Some(true);
        }
        if self.rest.contains(&date) {
            return Some(false);
        }
        let weekday = civil(date)?.weekday();
        Some(!matches!(weekday, Weekday::Saturday | Weekday::Sunday))
    }

    /// The day that is `count` working days after another, which itself does not count; `None` where a day on the way is
    /// of a year that is not published.
    #[must_use]
    pub fn after(&self, date: Date, count: u32) -> Option<Date> {
        let mut day = date;
        for _ in 0..count {
            day = day.next()?;
            while !self.is_working(day)? {
                day = day.next()?;
            }
        }
        Some(day)
    }

    /// What becomes of a day of every month, such as the 25th, in a year; `None` where the year is not published.
    #[must_use]
    pub fn monthly(&self, year: u16, day: u8) -> Option<Vec<Monthly>> {
        (1..=12).filter_map(|month| Date::new(year, month, day)).map(|date| self.up_to(date)).collect()
    }

    fn up_to(&self, day: Date) -> Option<Monthly> {
        let working = self.is_working(day)?;
        let mut last = day;
        while !self.is_working(last)? {
            last = date(civil(last)?.yesterday().ok()?)?;
        }
        Some(Monthly { day, working, last })
    }
}

/// The day of the week in Chinese.
#[must_use]
pub fn weekday(date: Date) -> &'static str {
    match civil(date).map(Day::weekday) {
        Some(Weekday::Monday) => "星期一",
        Some(Weekday::Tuesday) => "星期二",
        Some(Weekday::Wednesday) => "星期三",
        Some(Weekday::Thursday) => "星期四",
        Some(Weekday::Friday) => "星期五",
        Some(Weekday::Saturday) => "星期六",
        Some(Weekday::Sunday) => "星期日",
        None => "",
    }
}

/// Today in China, which has one time zone.
#[must_use]
pub fn today() -> Option<Date> {
    date(jiff::tz::offset(8).to_datetime(jiff::Timestamp::now()).date())
}

fn civil(date: Date) -> Option<Day> {
    Day::new(i16::try_from(date.year()).ok()?, i8::try_from(date.month()).ok()?, i8::try_from(date.day()).ok()?).ok()
}

fn date(day: Day) -> Option<Date> {
    Date::new(u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Calendar {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../content/calendar");
        let mut findings = Vec::new();
        let years = std::fs::read_dir(folder).unwrap().filter_map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            Year::read(&format!("content/calendar/{name}"), &std::fs::read_to_string(&path).unwrap(), &mut findings)
        });
        let calendar = Calendar::new(years.collect());
        assert_eq!(findings, []);
        calendar
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn five_working_days_after() {
        let calendar = shipped();
        let vectors = [
            ("2020-07-06", "2020-07-13"),
            ("2020-06-24", "2020-07-02"),
            ("2020-09-25", "2020-10-09"),
            ("2020-09-29", "2020-10-13"),
            ("2020-12-30", "2021-01-07"),
            ("2026-02-10", "2026-02-24"),
            ("2026-09-29", "2026-10-12"),
        ];
        for (from, to) in vectors {
            assert_eq!(calendar.after(day(from), 5), Some(day(to)), "{from}");
        }
    }

    #[test]
    fn a_year_without_data_is_not_guessed() {
        let calendar = shipped();
        assert_eq!(calendar.after(day("2019-12-20"), 5), None);
        assert_eq!(calendar.after(day("2026-12-29"), 5), None);
        assert_eq!(calendar.monthly(2027, 25), None);
        assert_eq!(calendar.is_working(day("2022-03-01")), None);
    }

    #[test]
    fn the_25th_of_2026_falls_on_a_rest_day_in_five_months() {
        let months = shipped().monthly(2026, 25).unwrap();
        let rest: Vec<u8> = months.iter().filter(|month| !month.working).map(|month| month.day.month()).collect();
        assert_eq!(rest, [1, 4, 7, 9, 10]);
        assert_eq!(months[8].last, day("2026-09-24"));
        assert_eq!(months[0].last, day("2026-01-23"));
        assert_eq!(months[1].last, day("2026-02-25"));
    }

    #[test]
    fn a_faulty_file_is_told() {
        let mut findings = Vec::new();
        let text =
            "year = 2027\nsource = \"通知\"\nwork = [\"x\"]\n[[rest]]\nname = \"元旦\"\nfrom = 2026-01-03\nuntil = 2026-01-01\nday = 1\n";
        let _ = Year::read("content/calendar/2026.toml", text, &mut findings);
        assert_eq!(findings.len(), 4, "{findings:#?}");
    }
}
