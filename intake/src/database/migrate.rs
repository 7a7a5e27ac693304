//! The schema, and how it came about: numbered steps that go forward only. A step that was released is never changed.

use super::session::{Error, Session};

/// A step: its number, and its statements in turn.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Counted from one.
    pub number: i64,
    /// What it does.
    pub statements: &'static [&'static str],
    /// What it does besides on a server.
    pub server: &'static [&'static str],
}

/// All steps.
pub const MIGRATIONS: &[Migration] = &[FIRST, NO_SAMPLES];

const FIRST: Migration = Migration {
    number: 1,
    statements: &[
        // What stays for ever: that there was a report, and what became of it. Neither the key nor a word of the report.
        "CREATE TABLE reports (
            key_digest TEXT PRIMARY KEY,
            body_digest TEXT NOT NULL,
            receipt TEXT NOT NULL UNIQUE,
            received TEXT NOT NULL,
            day TEXT NOT NULL,
            place TEXT NOT NULL,
            town TEXT NOT NULL,
            way TEXT NOT NULL,
            consent TEXT NOT NULL,
            consent_sensitive TEXT NOT NULL,
            state TEXT NOT NULL,
            handed_over TEXT NOT NULL,
            erased TEXT NOT NULL
        )",
        "CREATE INDEX reports_by_day ON reports (day)",
        "CREATE INDEX reports_by_state ON reports (state)",
        // What is erased: who, and what was said.
        "CREATE TABLE personal (receipt TEXT PRIMARY KEY, phone TEXT NOT NULL, body TEXT NOT NULL)",
        "CREATE INDEX personal_by_phone ON personal (phone)",
        // One row a change; reasons are erased, too.
        "CREATE TABLE history (
            receipt TEXT NOT NULL,
            number BIGINT NOT NULL,
            at TEXT NOT NULL,
            who TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (receipt, number)
        )",
        // How often each cause was named in reports that are erased.
        "CREATE TABLE erased_causes (
            day TEXT NOT NULL,
            town TEXT NOT NULL,
            cause TEXT NOT NULL,
            count BIGINT NOT NULL,
            PRIMARY KEY (day, town, cause)
        )",
        "CREATE TABLE tokens (name TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, made TEXT NOT NULL)",
        // The secret of a day, from which keys are made for forms that bring none; it goes with the day.
        "CREATE TABLE day_secrets (day TEXT PRIMARY KEY, secret TEXT NOT NULL)",
    ],
    server: &[],
};

/// A server keeps samples of what stands in a column, to plan with, and keeps them when the rows are gone. Of what is personal it is to
/// keep none; those that it has go as the type of their column is set.
const NO_SAMPLES: Migration = Migration {
    number: 2,
    statements: &[],
    server: &[
        "ALTER TABLE personal ALTER COLUMN phone TYPE TEXT, ALTER COLUMN body TYPE TEXT",
        "ALTER TABLE personal ALTER COLUMN phone SET STATISTICS 0, ALTER COLUMN body SET STATISTICS 0",
        "ALTER TABLE history ALTER COLUMN reason TYPE TEXT",
        "ALTER TABLE history ALTER COLUMN reason SET STATISTICS 0",
        "ALTER TABLE day_secrets ALTER COLUMN secret TYPE TEXT",
        "ALTER TABLE day_secrets ALTER COLUMN secret SET STATISTICS 0",
    ],
};

/// Brings a database to the last step.
///
/// # Errors
///
/// What the database says, and a database that a later version has changed.
pub fn migrate(session: &mut dyn Session) -> Result<(), Error> {
    session.begin()?;
    session.lock_schema()?;
    session.execute("CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY)", &[])?;
    let done = session.row("SELECT COALESCE(MAX(number), 0) FROM migrations", &[])?.map_or(0, |row| row.integer(0));
    if done > MIGRATIONS.iter().map(|step| step.number).max().unwrap_or_default() {
        session.roll_back()?;
        return Err(Error("the database is of a later version of mingbai".into()));
    }
    for step in MIGRATIONS.iter().filter(|step| step.number > done) {
        let server = if session.is_server() { step.server } else { &[] };
        for statement in step.statements.iter().chain(server) {
            session.execute(statement, &[])?;
        }
        session.execute("INSERT INTO migrations (number) VALUES ($1)", &[step.number.into()])?;
    }
    session.commit()
}
