//! What an intake is told by who runs it. It reads no file of the site by itself.

use std::fmt;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use seal::Public;

/// All that is handed in.
#[derive(Clone)]
pub struct Settings {
    /// The site's name.
    pub title: String,
    /// The address of the site that sends reports, with a slash at its end; empty where it is not known.
    pub site: String,
    /// The places that a report can name.
    pub places: Vec<Place>,
    /// The options of 困难原因.
    pub causes: Vec<Cause>,
    /// The version of the notice before collection; empty where it is not set.
    pub notice: String,
    /// After how many days personal fields are erased; unset until the office has decided.
    pub keep_days: Option<u32>,
    /// Who handles what is reported; empty where it is not set.
    pub handler: String,
    /// Whom to ask about it; empty where it is not set.
    pub contact: String,
    /// Whom to call.
    pub hotline: Hotline,
    /// The key to which personal fields are sealed.
    pub seal: Option<Public>,
    /// How many working days there are from hand-over to the end of verification, where the policy says so.
    pub verification_days: Option<u32>,
    /// The day of every month of the return, where the policy says so.
    pub monthly_day: Option<i8>,
    /// Which days people work.
    pub calendar: Arc<dyn Calendar>,
    /// The style of the intake's pages.
    pub style: String,
}

impl Settings {
    /// The place of an id.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.id == id)
    }

    /// The name of a place; the id itself where the place is no longer there.
    #[must_use]
    pub fn place_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.place(id).map_or(id, |place| &place.name)
    }

    /// Whether an option of 困难原因 tells of health.
    #[must_use]
    pub fn tells_of_health(&self, cause: &str) -> bool {
        self.causes.iter().any(|known| known.health && known.name == cause)
    }

    /// The first day whose reports are still kept whole on a day; `None` where nobody has said how long.
    #[must_use]
    pub fn first_kept(&self, today: Date) -> Option<Date> {
        today.checked_sub(i64::from(self.keep_days?).days()).ok()
    }

    /// The scheme, host and port of the site.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        let rest = self.site.split_once("://")?.1;
        let host = rest.split('/').next().filter(|host| !host.is_empty())?;
        self.site.get(..self.site.len() - rest.len() + host.len())
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("title", &self.title).finish_non_exhaustive()
    }
}

/// A place that a report can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of the town to which it belongs: its own, where it is a town.
    pub town: String,
}

/// An option of 困难原因.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Its name.
    pub name: String,
    /// Whether it tells of health.
    pub health: bool,
}

/// Whom to call; what is empty is not set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hotline {
    /// What it is called.
    pub name: String,
    /// Its number.
    pub phone: String,
}

/// Which days people work.
pub trait Calendar: Send + Sync {
    /// Whether people work on a day; `None` where the year's days are not published.
    fn is_working(&self, day: Date) -> Option<bool>;
}

/// The day that is `count` working days after another, which itself does not count; `None` where a day on the way is of a
/// year that is not published.
#[must_use]
pub fn working_days_after(calendar: &dyn Calendar, day: Date, count: u32) -> Option<Date> {
    let mut day = day;
    for _ in 0..count {
        day = day.tomorrow().ok()?;
        while !calendar.is_working(day)? {
            day = day.tomorrow().ok()?;
        }
    }
    Some(day)
}

/// The day itself where people work on it, else the last working day before it.
#[must_use]
pub fn last_working_day(calendar: &dyn Calendar, day: Date) -> Option<Date> {
    let mut day = day;
    while !calendar.is_working(day)? {
        day = day.yesterday().ok()?;
    }
    Some(day)
}
