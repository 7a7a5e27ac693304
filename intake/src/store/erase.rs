//! Erasing what is personal. That there was a report stays, and how often its causes were named.

use crate::clock::Moment;
use crate::database::{Error, Session};
use crate::report::Content;

use super::find::ERASED;
use super::{Entry, Search, entries, note};

/// Who erases what has been kept long enough.
const KEPT_LONG_ENOUGH: &str = "到期";

/// Erases the personal fields of a report and keeps who did it and when; whether there was one. The caller then scrubs the database.
///
/// # Errors
///
/// What the database says.
pub fn erase(session: &mut dyn Session, receipt: &str, who: &str, now: Moment) -> Result<bool, Error> {
    let Some(entry) = entries(session, &Search::Receipt(receipt.to_owned()))?.pop() else { return Ok(false) };
    if entry.erased.is_empty() {
        erase_entry(session, &entry, who, &now.to_string())?;
    }
    Ok(true)
}

/// Erases the personal fields of all reports that came before a day; how many there were. The caller then scrubs the database.
///
/// # Errors
///
/// What the database says.
pub fn erase_before(session: &mut dyn Session, day: &str, now: Moment) -> Result<usize, Error> {
    let rows = session.rows("SELECT receipt FROM reports WHERE day < $1 AND erased = ''", &[day.into()])?;
    for row in &rows {
        erase(session, &row.text(0), KEPT_LONG_ENOUGH, now)?;
    }
    Ok(rows.len())
}

fn erase_entry(session: &mut dyn Session, entry: &Entry, who: &str, now: &str) -> Result<(), Error> {
    let day = entry.received.get(..10).unwrap_or_default();
    if let Some(Content::Open(personal)) = entry.stored.as_ref().map(|stored| &stored.content) {
        for cause in &personal.causes {
            let statement = "INSERT INTO erased_causes (day, town, cause, count) VALUES ($1, $2, $3, 1) \
                ON CONFLICT (day, town, cause) DO UPDATE SET count = erased_causes.count + 1";
            session.execute(statement, &[day.into(), entry.town.as_str().into(), cause.as_str().into()])?;
        }
    }
    let receipt = || [entry.receipt.as_str().into()];
    session.execute("DELETE FROM personal WHERE receipt = $1", &receipt())?;
    session.execute("UPDATE history SET reason = '' WHERE receipt = $1", &receipt())?;
    session.execute("UPDATE reports SET erased = $1 WHERE receipt = $2", &[now.into(), entry.receipt.as_str().into()])?;
    note(session, &entry.receipt, now, who, ERASED, "")
}
