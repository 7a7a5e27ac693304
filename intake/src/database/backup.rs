//! Copies of an embedded database, made while it is in use. PostgreSQL has its own tools for that.

use std::fmt;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::Address;
use super::session::Error;

/// Why there is no copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoBackup {
    /// PostgreSQL is copied by `pg_dump`, and put back by `pg_restore`.
    Server,
    /// There is a file of that name already.
    Exists,
    /// There is no database of that name, or the file is none of the intake.
    Missing,
    /// What the database or the system says.
    Failed(Error),
}

impl fmt::Display for NoBackup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for NoBackup {}

/// Copies a database to a new file, as it is at one moment.
///
/// # Errors
///
/// Why there is no copy.
pub fn back_up(address: &Address, file: &Path) -> Result<(), NoBackup> {
    let from = address.file().ok_or(NoBackup::Server)?;
    if file.exists() {
        return Err(NoBackup::Exists);
    }
    let connection = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|_| NoBackup::Missing)?;
    make_private(file)?;
    let copied = connection.execute("VACUUM INTO ?1", [file.to_string_lossy()]);
    copied.map(|_| ()).map_err(|error| failed(&error))?;
    std::fs::File::open(file).and_then(|file| file.sync_all()).map_err(|error| NoBackup::Failed(Error(format!("{:?}", error.kind()))))
}

/// Puts a copy where there is no database yet.
///
/// # Errors
///
/// Why it is not put there.
pub fn restore(address: &Address, file: &Path) -> Result<(), NoBackup> {
    let to = address.file().ok_or(NoBackup::Server)?;
    if to.exists() {
        return Err(NoBackup::Exists);
    }
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|_| NoBackup::Missing)?;
    let whole: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(|_| NoBackup::Missing)?;
    connection.query_row("SELECT MAX(number) FROM migrations", [], |_| Ok(())).map_err(|_| NoBackup::Missing)?;
    if whole != "ok" {
        return Err(NoBackup::Missing);
    }
    drop(connection);
    // Connecting makes the folder; the copy then takes the place of the empty database.
    drop(address.connect().map_err(NoBackup::Failed)?);
    let beside = to.with_extension("restored");
    std::fs::copy(file, &beside)
        .and_then(|_| std::fs::File::open(&beside)?.sync_all())
        .and_then(|()| std::fs::rename(&beside, &to))
        .map_err(|error| NoBackup::Failed(Error(format!("{:?}", error.kind()))))
}

/// Makes an empty file that nobody else can read; SQLite copies into it.
fn make_private(file: &Path) -> Result<(), NoBackup> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file).map(|_| ()).map_err(|error| NoBackup::Failed(Error(format!("{:?}", error.kind()))))
}

fn failed(error: &rusqlite::Error) -> NoBackup {
    NoBackup::Failed(Error(error.sqlite_error_code().map_or_else(|| "sqlite".into(), |code| format!("sqlite: {code:?}"))))
}
