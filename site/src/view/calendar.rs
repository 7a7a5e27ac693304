//! The table of rest days and make-up days, and of the day on which towns report each month.

use rules::Date;
use serde::Serialize;

use crate::content::{Calendar, weekday};

/// All published years, the latest first.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarView {
    years: Vec<YearView>,
}

#[derive(Clone, Debug, Serialize)]
struct YearView {
    year: u16,
    source: String,
    number: String,
    rest: Vec<RestView>,
    work: Vec<String>,
    months: Vec<MonthView>,
}

#[derive(Clone, Debug, Serialize)]
struct RestView {
    name: String,
    from: String,
    until: String,
    single: bool,
}

#[derive(Clone, Debug, Serialize)]
struct MonthView {
    month: u8,
    day: String,
    working: bool,
    last: String,
}

/// The calendar in words; `monthly` is the day of every month on which towns report, where the policy sets one.
#[must_use]
pub fn calendar(calendar: &Calendar, monthly: Option<u8>) -> CalendarView {
    let years = calendar.years().map(|year| YearView {
        year: year.year,
        source: year.source.clone(),
        number: year.number.clone(),
        rest: year
            .rest
            .iter()
            .map(|rest| RestView { name: rest.name.clone(), from: day(rest.from), until: day(rest.until), single: rest.from == rest.until })
            .collect(),
        work: year.work.iter().map(|date| day(*date)).collect(),
        months: monthly
            .and_then(|day| calendar.monthly(year.year, day))
            .unwrap_or_default()
            .into_iter()
            .map(|month| MonthView { month: month.day.month(), day: day(month.day), working: month.working, last: day(month.last) })
            .collect(),
    });
    CalendarView { years: years.collect() }
}

fn day(date: Date) -> String {
    format!("{}月{}日（{}）", date.month(), date.day(), weekday(date))
}
