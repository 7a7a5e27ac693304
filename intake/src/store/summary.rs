//! Counting reports.

use std::collections::BTreeMap;

use crate::database::{Error, Session};
use crate::report::Content;
use crate::state::State;

use super::{Search, entries};

/// How many reports of a town.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TownCount {
    /// Of the day.
    pub new: i64,
    /// Of any day, on which something is still to be done.
    pub open: i64,
}

/// How often each thing.
pub type Count = BTreeMap<String, i64>;

/// New and open reports of each town, by its id.
///
/// # Errors
///
/// What the database says.
pub fn towns(session: &mut dyn Session, day: &str) -> Result<BTreeMap<String, TownCount>, Error> {
    let mut towns: BTreeMap<String, TownCount> = BTreeMap::new();
    for row in session.rows("SELECT town, COUNT(*) FROM reports WHERE day = $1 GROUP BY town", &[day.into()])? {
        towns.entry(row.text(0)).or_default().new = row.integer(1);
    }
    let open = "SELECT town, COUNT(*) FROM reports WHERE day <= $1 AND state <> 'confirmed' AND state <> 'closed' GROUP BY town";
    for row in session.rows(open, &[day.into()])? {
        towns.entry(row.text(0)).or_default().open = row.integer(1);
    }
    Ok(towns)
}

/// How often each cause was named on a day in each town, by its id; sealed reports do not tell.
///
/// # Errors
///
/// What the database says.
pub fn causes_of(session: &mut dyn Session, day: &str) -> Result<BTreeMap<String, Count>, Error> {
    let mut towns: BTreeMap<String, Count> = BTreeMap::new();
    for row in session.rows("SELECT town, cause, count FROM erased_causes WHERE day = $1", &[day.into()])? {
        *towns.entry(row.text(0)).or_default().entry(row.text(1)).or_default() += row.integer(2);
    }
    for entry in entries(session, &Search::Day(day.to_owned()))? {
        let Some(Content::Open(personal)) = entry.stored.map(|stored| stored.content) else { continue };
        for cause in personal.causes {
            *towns.entry(entry.town.clone()).or_default().entry(cause).or_default() += 1;
        }
    }
    Ok(towns)
}

/// How many reports of each town came from one day to another, in each state.
///
/// # Errors
///
/// What the database says.
pub fn months_counts(session: &mut dyn Session, from: &str, until: &str) -> Result<BTreeMap<String, BTreeMap<State, i64>>, Error> {
    let statement = "SELECT town, state, COUNT(*) FROM reports WHERE day >= $1 AND day <= $2 GROUP BY town, state";
    let mut towns: BTreeMap<String, BTreeMap<State, i64>> = BTreeMap::new();
    for row in session.rows(statement, &[from.into(), until.into()])? {
        let state = row.text(1).parse().map_err(|_| Error("a report has an unknown state".into()))?;
        towns.entry(row.text(0)).or_default().insert(state, row.integer(2));
    }
    Ok(towns)
}
