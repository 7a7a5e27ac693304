//! A connection to a database, and what goes over it.

use std::fmt;

/// What goes into a statement and comes out of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text; nothing is ever NULL, what is absent is empty.
    Text(String),
    /// A number.
    Integer(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// A row of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The text in a column; empty where there is none.
    #[must_use]
    pub fn text(&self, column: usize) -> String {
        match self.0.get(column) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// The number in a column; zero where there is none.
    #[must_use]
    pub fn integer(&self, column: usize) -> i64 {
        match self.0.get(column) {
            Some(Value::Integer(number)) => *number,
            _ => 0,
        }
    }
}

/// What a database could not do. It holds a code and no word of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(pub String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// A connection. Statements name their values `$1`, `$2` … and are SQL that both databases know.
pub trait Session {
    /// The rows of an answer.
    ///
    /// # Errors
    ///
    /// What the database says; the same for all functions here.
    fn rows(&mut self, statement: &str, values: &[Value]) -> Result<Vec<Row>, Error>;

    /// Runs a statement; how many rows it changed.
    ///
    /// # Errors
    ///
    /// What the database says.
    fn execute(&mut self, statement: &str, values: &[Value]) -> Result<u64, Error>;

    /// Runs a statement for each of some lists of values; which of them changed anything.
    ///
    /// # Errors
    ///
    /// What the database says.
    fn execute_each(&mut self, statement: &str, lists: &[Vec<Value>]) -> Result<Vec<bool>, Error>;

    /// Whether this is a server, which keeps more than the rows that it is given.
    fn is_server(&self) -> bool {
        false
    }

    /// Begins a transaction that will write.
    ///
    /// # Errors
    ///
    /// What the database says.
    fn begin(&mut self) -> Result<(), Error>;

    /// Lets no other program change the schema until the transaction ends.
    ///
    /// # Errors
    ///
    /// What the database says.
    fn lock_schema(&mut self) -> Result<(), Error>;

    /// Gives back to the system whatever was deleted, so that no page of the database holds it.
    ///
    /// # Errors
    ///
    /// What the database says.
    fn scrub(&mut self) -> Result<(), Error>;

    /// Ends a transaction: all of it is on the disk.
    ///
    /// # Errors
    ///
    /// What the database says; then nobody knows that any of it is on the disk.
    fn commit(&mut self) -> Result<(), Error> {
        self.execute("COMMIT", &[]).map(|_| ())
    }

    /// Whether what the connection was made to is still in its place.
    fn is_in_place(&self) -> bool {
        true
    }

    /// Gives a transaction up.
    ///
    /// # Errors
    ///
    /// What the database says.
    fn roll_back(&mut self) -> Result<(), Error> {
        self.execute("ROLLBACK", &[]).map(|_| ())
    }

    /// The first row of an answer.
    ///
    /// # Errors
    ///
    /// What the database says.
    fn row(&mut self, statement: &str, values: &[Value]) -> Result<Option<Row>, Error> {
        Ok(self.rows(statement, values)?.into_iter().next())
    }
}
