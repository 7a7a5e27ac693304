//! Finding reports, and what became of one.

use serde::Serialize;
use utoipa::ToSchema;

use crate::database::{Error, Row, Session, Value};
use crate::state::State;

use super::Stored;

/// A report as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its receipt.
    pub receipt: String,
    /// When it came.
    pub received: String,
    /// The id of its place.
    pub place: String,
    /// The id of its town.
    pub town: String,
    /// `page`, `form` or `office`.
    pub way: String,
    /// Where it stands.
    pub state: State,
    /// The day on which it was handed over; empty while it was not.
    pub handed_over: String,
    /// When its personal fields were erased; empty while they were not.
    pub erased: String,
    /// The personal fields.
    pub stored: Option<Stored>,
}

/// The step by which a report's personal fields were erased. It is no state: where the report stands stays as it was.
pub const ERASED: &str = "erased";

/// A change of a report's state, or that its personal fields were erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Step {
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// To what; `erased` where its personal fields were.
    pub state: String,
    /// Why; empty where none was given.
    pub reason: String,
}

impl Step {
    /// What was done, in Chinese.
    #[must_use]
    pub fn words(&self) -> &'static str {
        if self.state == ERASED { "抹掉了内容" } else { self.state.parse().map_or("", State::words) }
    }
}

/// Which reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// Of a receipt.
    Receipt(String),
    /// Of a telephone number, in its stored form.
    Phone(String),
    /// In a state.
    State(State),
    /// In a state, come before a day.
    Before(State, String),
    /// Of a day.
    Day(String),
    /// All.
    All,
}

/// The reports that a search finds, the oldest first.
///
/// # Errors
///
/// What the database says.
pub fn entries(session: &mut dyn Session, search: &Search) -> Result<Vec<Entry>, Error> {
    let (condition, values): (&str, Vec<Value>) = match search {
        Search::Receipt(receipt) => ("r.receipt = $1", vec![receipt.as_str().into()]),
        Search::Phone(phone) => ("p.phone = $1", vec![phone.as_str().into()]),
        Search::State(state) => ("r.state = $1", vec![state.as_str().into()]),
        Search::Before(state, day) => ("r.state = $1 AND r.day < $2", vec![state.as_str().into(), day.as_str().into()]),
        Search::Day(day) => ("r.day = $1", vec![day.as_str().into()]),
        Search::All => ("r.receipt <> $1", vec!["".into()]),
    };
    let statement = format!(
        "SELECT r.receipt, r.received, r.place, r.town, r.way, r.state, r.handed_over, r.erased, COALESCE(p.body, '') \
         FROM reports r LEFT JOIN personal p ON p.receipt = r.receipt WHERE {condition} ORDER BY r.received, r.receipt"
    );
    session.rows(&statement, &values)?.iter().map(entry).collect()
}

fn entry(row: &Row) -> Result<Entry, Error> {
    let body = row.text(8);
    Ok(Entry {
        receipt: row.text(0),
        received: row.text(1),
        place: row.text(2),
        town: row.text(3),
        way: row.text(4),
        state: row.text(5).parse().map_err(|_| Error("a report has an unknown state".into()))?,
        handed_over: row.text(6),
        erased: row.text(7),
        stored: serde_json::from_str(&body).ok(),
    })
}

/// What became of a report, the oldest first.
///
/// # Errors
///
/// What the database says.
pub fn history(session: &mut dyn Session, receipt: &str) -> Result<Vec<Step>, Error> {
    let rows = session.rows("SELECT at, who, state, reason FROM history WHERE receipt = $1 ORDER BY number", &[receipt.into()])?;
    Ok(rows.iter().map(|row| Step { at: row.text(0), who: row.text(1), state: row.text(2), reason: row.text(3) }).collect())
}
