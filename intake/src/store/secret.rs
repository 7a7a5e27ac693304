//! The secret of a day: from it and the content comes the key of a form that brings none, so that a form sent twice on one
//! day is one report. The secrets of former days are deleted, so that nobody can try out contents later.

use crate::database::{Error, Session};

/// The secret of a day; `fresh` becomes it where there is none yet.
///
/// # Errors
///
/// What the database says.
pub fn secret_of(session: &mut dyn Session, day: &str, fresh: &str) -> Result<String, Error> {
    session.execute("DELETE FROM day_secrets WHERE day < $1", &[day.into()])?;
    session.execute("INSERT INTO day_secrets (day, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING", &[day.into(), fresh.into()])?;
    let row = session.row("SELECT secret FROM day_secrets WHERE day = $1", &[day.into()])?;
    row.map(|row| row.text(0)).ok_or_else(|| Error("the secret of the day is missing".into()))
}
