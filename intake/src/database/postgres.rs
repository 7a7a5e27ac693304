//! PostgreSQL. Statements of one list go out without waiting for each other's answer.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Statement};

use super::session::{Error, Row, Session, Value};

const PATIENCE: Duration = Duration::from_secs(10);

/// How long the server works on a statement at most.
const LONGEST: Duration = Duration::from_secs(60);

/// The number of the lock that a program takes while it changes the schema: "mingbai" in bytes.
const SCHEMA_LOCK: i64 = 0x006d_696e_6762_6169;

/// A connection to a server, with the runtime that it lives in.
pub struct Postgres {
    runtime: Runtime,
    client: Client,
    prepared: HashMap<String, Statement>,
}

impl Postgres {
    /// Connects to `postgres://…`.
    pub fn connect(url: &str) -> Result<Self, Error> {
        let mut config: tokio_postgres::Config = url.parse().map_err(|_| Error("postgres: the address is not as expected".into()))?;
        // A server whose machine is gone says nothing more: that is noticed, too.
        config.connect_timeout(PATIENCE).keepalives_idle(PATIENCE).keepalives_interval(PATIENCE).tcp_user_timeout(PATIENCE * 3);
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| Error(format!("{:?}", error.kind())))?;
        let client = runtime.block_on(async {
            let (client, connection) = config.connect(NoTls).await.map_err(fault)?;
            // It ends with the runtime; what is wrong with it is told to whoever asks next.
            drop(tokio::spawn(connection));
            // A commit is on the disk before it is told, whatever the server's default.
            let settings = format!("SET synchronous_commit = on; SET statement_timeout = {}", LONGEST.as_millis());
            client.batch_execute(&settings).await.map_err(fault)?;
            Ok::<_, Error>(client)
        })?;
        Ok(Self { runtime, client, prepared: HashMap::new() })
    }

    fn wait<T>(&self, answer: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Error> {
        self.runtime.block_on(answer).map_err(fault)
    }

    fn statement(&mut self, text: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.prepared.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.wait(self.client.prepare(text))?;
        self.prepared.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl Session for Postgres {
    fn rows(&mut self, statement: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        let statement = self.statement(statement)?;
        let rows = self.wait(self.client.query(&statement, &parameters(values)))?;
        rows.iter().map(|row| row_of(row).map_err(fault)).collect()
    }

    fn execute(&mut self, statement: &str, values: &[Value]) -> Result<u64, Error> {
        if values.is_empty() {
            return self.wait(self.client.batch_execute(statement)).map(|()| 0);
        }
        let statement = self.statement(statement)?;
        self.wait(self.client.execute(&statement, &parameters(values)))
    }

    fn execute_each(&mut self, statement: &str, lists: &[Vec<Value>]) -> Result<Vec<bool>, Error> {
        let statement = self.statement(statement)?;
        let client = &self.client;
        let changed = self.runtime.block_on(async {
            let lists: Vec<_> = lists.iter().map(|values| parameters(values)).collect();
            let answers = lists.iter().map(|values| client.execute(&statement, values));
            futures_util::future::try_join_all(answers).await.map_err(fault)
        })?;
        Ok(changed.into_iter().map(|changed| changed > 0).collect())
    }

    fn is_server(&self) -> bool {
        true
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.execute("BEGIN", &[]).map(|_| ())
    }

    fn lock_schema(&mut self) -> Result<(), Error> {
        self.execute(&format!("SELECT pg_advisory_xact_lock({SCHEMA_LOCK})"), &[]).map(|_| ())
    }

    fn scrub(&mut self) -> Result<(), Error> {
        for table in ["personal", "history", "day_secrets"] {
            self.execute(&format!("VACUUM FULL {table}"), &[])?;
        }
        Ok(())
    }
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| match value {
            Value::Text(text) => text as &(dyn ToSql + Sync),
            Value::Integer(number) => number,
        })
        .collect()
}

fn row_of(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
    let cell = |(at, column): (usize, &tokio_postgres::Column)| {
        Ok(match *column.type_() {
            Type::INT8 => Value::Integer(row.try_get::<_, Option<i64>>(at)?.unwrap_or_default()),
            Type::INT4 => Value::Integer(row.try_get::<_, Option<i32>>(at)?.unwrap_or_default().into()),
            _ => Value::Text(row.try_get::<_, Option<String>>(at)?.unwrap_or_default()),
        })
    };
    row.columns().iter().enumerate().map(cell).collect::<Result<_, _>>().map(Row)
}

/// Only the code: a message could hold a value.
fn fault(error: tokio_postgres::Error) -> Error {
    match error.code() {
        Some(code) => Error(format!("postgres: {}", code.code())),
        None if error.is_closed() => Error("postgres: the connection is closed".into()),
        None => Error("postgres: no answer as expected".into()),
    }
}
