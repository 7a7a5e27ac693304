//! Changing where a report stands; every change is kept with who and when.

use crate::clock::Moment;
use crate::database::{Error, Session};
use crate::report::flaw;
use crate::state::{State, Way};

use super::{Search, entries};

/// How many characters a reason may have.
pub const LONGEST_REASON: usize = 500;

/// A change that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The receipt of the report.
    pub receipt: String,
    /// The state that it is to have.
    pub state: State,
    /// Why; may be empty.
    pub reason: String,
    /// Who wants it.
    pub who: String,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is done.
    Done,
    /// There is no such report.
    Missing,
    /// It takes a reason.
    NeedsReason,
    /// The reason is too long or holds control characters.
    BadReason,
    /// There is no way from the state in which it is.
    NoWay(State),
}

/// Changes where a report stands, within a transaction.
///
/// # Errors
///
/// What the database says, also where somebody else changes the same report at the same time.
pub fn change(session: &mut dyn Session, change: &Change, now: Moment) -> Result<Changed, Error> {
    let Some(entry) = entries(session, &Search::Receipt(change.receipt.clone()))?.pop() else { return Ok(Changed::Missing) };
    if flaw("原因", change.reason.trim(), LONGEST_REASON, false).is_some() {
        return Ok(Changed::BadReason);
    }
    match entry.state.way_to(change.state) {
        Way::None => return Ok(Changed::NoWay(entry.state)),
        Way::WithReason if change.reason.trim().is_empty() => return Ok(Changed::NeedsReason),
        Way::WithReason | Way::Open => {}
    }
    let handed_over = match change.state {
        State::HandedOver if entry.state == State::Received => now.day().to_string(),
        State::Received => String::new(),
        _ => entry.handed_over,
    };
    // Only from the state that was seen, so that of two people who change it at once one is told.
    let values = [change.state.as_str().into(), handed_over.into(), change.receipt.as_str().into(), entry.state.as_str().into()];
    let changed = session.execute("UPDATE reports SET state = $1, handed_over = $2 WHERE receipt = $3 AND state = $4", &values)?;
    if changed == 0 {
        return Ok(Changed::NoWay(entry.state));
    }
    note(session, &change.receipt, &now.to_string(), &change.who, change.state.as_str(), change.reason.trim())?;
    Ok(Changed::Done)
}

/// Adds to what became of a report.
///
/// # Errors
///
/// What the database says.
pub fn note(session: &mut dyn Session, receipt: &str, at: &str, who: &str, step: &str, reason: &str) -> Result<(), Error> {
    let statement = "INSERT INTO history (receipt, number, at, who, state, reason) \
        SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5 FROM history WHERE receipt = $1";
    session.execute(statement, &[receipt, at, who, step, reason].map(Into::into))?;
    Ok(())
}

/// Hands over all that came before a day; how many there were.
///
/// # Errors
///
/// What the database says.
pub fn hand_over(session: &mut dyn Session, before: &str, who: &str, now: Moment) -> Result<usize, Error> {
    let waiting = entries(session, &Search::Before(State::Received, before.to_owned()))?;
    let mut done = 0;
    for entry in waiting {
        let wanted = Change { receipt: entry.receipt, state: State::HandedOver, reason: String::new(), who: who.to_owned() };
        done += usize::from(change(session, &wanted, now)? == Changed::Done);
    }
    Ok(done)
}
