//! Which database.

use std::path::{Path, PathBuf};

use super::postgres::Postgres;
use super::session::{Error, Session};
use super::sqlite::Sqlite;

/// The file of an embedded database, in its folder.
pub const FILE: &str = "intake.db";

/// Which database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// SQLite in a folder.
    Folder(PathBuf),
    /// PostgreSQL, `postgres://…`.
    Server(String),
}

impl Address {
    /// The file of an embedded database.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) => Some(folder.join(FILE)),
            Self::Server(_) => None,
        }
    }

    /// A new connection; an embedded database that is not there is made.
    ///
    /// # Errors
    ///
    /// What the database or the system says.
    pub fn connect(&self) -> Result<Box<dyn Session>, Error> {
        match self {
            Self::Folder(folder) => {
                make_private(folder).map_err(|error| Error(format!("folder: {:?}", error.kind())))?;
                Ok(Box::new(Sqlite::open(&folder.join(FILE))?))
            }
            Self::Server(url) => Ok(Box::new(Postgres::connect(url)?)),
        }
    }

    /// A new connection to a database that is there. One that has gone, with its disk perhaps, is waited for: an empty one in its place
    /// would take reports that nobody finds once it is back.
    ///
    /// # Errors
    ///
    /// What the database or the system says.
    pub fn connect_again(&self) -> Result<Box<dyn Session>, Error> {
        match self {
            Self::Folder(folder) => Ok(Box::new(Sqlite::open_existing(&folder.join(FILE))?)),
            Self::Server(_) => self.connect(),
        }
    }
}

/// Makes a folder that nobody else can look into; one that is there stays as it is.
fn make_private(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
