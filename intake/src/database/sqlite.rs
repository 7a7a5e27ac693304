//! SQLite, in one file with its log beside it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};

use super::session::{Error, Row, Session, Value};

/// How long one program waits for another one that uses the file.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often the log is asked to be empty, before the next reader is waited for.
const SCRUBS: usize = 50;

/// A connection to a file.
pub struct Sqlite {
    connection: Connection,
    file: PathBuf,
    identity: Identity,
}

impl Sqlite {
    /// Opens a file, or makes it.
    pub fn open(file: &Path) -> Result<Self, Error> {
        Self::with(file, Connection::open(file))
    }

    /// Opens a file that is there.
    pub fn open_existing(file: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::with(file, Connection::open_with_flags(file, flags))
    }

    fn with(file: &Path, connection: rusqlite::Result<Connection>) -> Result<Self, Error> {
        let connection = connection.map_err(fault)?;
        connection.busy_timeout(PATIENCE).map_err(fault)?;
        connection.set_prepared_statement_cache_capacity(64);
        // A commit is on the disk before it is told (FULL), and what is deleted is written over with zeros.
        // Digests are random, so a batch of reports touches as many pages as it has rows: they fit into the cache (64 MB), and many
        // batches into the log before it is worked in.
        let settings = [
            ("journal_mode", "WAL"),
            ("synchronous", "FULL"),
            ("secure_delete", "ON"),
            ("cache_size", "-65536"),
            ("wal_autocheckpoint", "8000"),
        ];
        for (name, value) in settings {
            connection.pragma_update_and_check(None, name, value, |_| Ok(())).or_else(nothing_said).map_err(fault)?;
        }
        // The first look at the file makes the log beside it.
        connection.query_row("SELECT COUNT(*) FROM sqlite_master", [], |_| Ok(())).map_err(fault)?;
        let identity = identity(file)?;
        Ok(Self { connection, file: file.to_owned(), identity })
    }

    fn statement(&self, text: &str) -> Result<rusqlite::CachedStatement<'_>, Error> {
        // SQLite counts `?1` and names `$1`.
        self.connection.prepare_cached(&text.replace('$', "?")).map_err(fault)
    }
}

impl Session for Sqlite {
    fn rows(&mut self, statement: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        let mut statement = self.statement(statement)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values)).map_err(fault)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            let cells = (0..columns).map(|column| {
                Ok(match row.get_ref(column)? {
                    ValueRef::Integer(number) => Value::Integer(number),
                    other => Value::Text(other.as_str_or_null()?.unwrap_or_default().to_owned()),
                })
            });
            out.push(Row(cells.collect::<Result<_, rusqlite::Error>>().map_err(fault)?));
        }
        Ok(out)
    }

    fn execute(&mut self, statement: &str, values: &[Value]) -> Result<u64, Error> {
        let changed = self.statement(statement)?.execute(params_from_iter(values)).map_err(fault)?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    fn execute_each(&mut self, statement: &str, lists: &[Vec<Value>]) -> Result<Vec<bool>, Error> {
        let mut statement = self.statement(statement)?;
        lists.iter().map(|values| Ok(statement.execute(params_from_iter(values)).map_err(fault)? > 0)).collect()
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.execute("BEGIN IMMEDIATE", &[]).map(|_| ())
    }

    fn commit(&mut self) -> Result<(), Error> {
        self.execute("COMMIT", &[])?;
        // SQLite goes on writing to files that were taken away, and what is written there is gone with the process.
        if self.is_in_place() { Ok(()) } else { Err(Error("sqlite: the file is no longer there".into())) }
    }

    fn is_in_place(&self) -> bool {
        identity(&self.file).is_ok_and(|identity| identity == self.identity)
    }

    fn lock_schema(&mut self) -> Result<(), Error> {
        // Whoever has begun to write has the file.
        Ok(())
    }

    fn scrub(&mut self) -> Result<(), Error> {
        // Deleted text can outlive its row in the free part of a page, so all pages are written anew, and the log emptied.
        self.connection.execute_batch("VACUUM").map_err(fault)?;
        for _ in 0..SCRUBS {
            let blocked: i64 = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(fault)?;
            if blocked == 0 {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err(Error("sqlite: the log is in use".into()))
    }
}

/// Which files a database and its log are, whatever they are called.
#[cfg(unix)]
type Identity = [(u64, u64); 2];

#[cfg(unix)]
fn identity(file: &Path) -> Result<Identity, Error> {
    use std::os::unix::fs::MetadataExt;
    let of = |path: &Path| {
        let found = std::fs::metadata(path).map_err(|error| Error(format!("file: {:?}", error.kind())))?;
        Ok::<_, Error>((found.dev(), found.ino()))
    };
    Ok([of(file)?, of(&log_of(file))?])
}

/// Where open files cannot be taken away, it is enough that they are there.
#[cfg(not(unix))]
type Identity = ();

#[cfg(not(unix))]
fn identity(file: &Path) -> Result<Identity, Error> {
    if file.exists() && log_of(file).exists() { Ok(()) } else { Err(Error("file: NotFound".into())) }
}

fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Integer(number) => ToSqlOutput::from(*number),
        })
    }
}

fn nothing_said(error: rusqlite::Error) -> rusqlite::Result<()> {
    match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        other => Err(other),
    }
}

/// Only the code: a message could hold a value.
fn fault(error: rusqlite::Error) -> Error {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => Error(format!("sqlite: {:?} ({})", failure.code, failure.extended_code)),
        rusqlite::Error::SqlInputError { msg, .. } => Error(format!("sqlite: {msg}")),
        _ => Error("sqlite: the database is not as expected".into()),
    }
}
