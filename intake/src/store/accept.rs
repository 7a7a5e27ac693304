//! Taking reports in: each key once, and always with its first receipt.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::database::{Error, Row, Session, Value};
use crate::key::Key;
use crate::receipt::Receipt;
use crate::report::{Assessment, Content, Report};
use crate::settings::Settings;

/// A report on its way into the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport {
    key_digest: String,
    body_digest: String,
    receipt: Receipt,
    received: String,
    day: String,
    place: String,
    town: String,
    way: String,
    consent: String,
    consent_sensitive: String,
    phone: String,
    body: String,
}

/// What is kept of a report until it is erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Who reports, and what.
    #[serde(flatten)]
    pub content: Content,
    /// What goes into the opening of what is sealed: the key of the report.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub aad: String,
    /// What a self-check came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<Assessment>,
}

impl NewReport {
    /// A report that came in some `way` (`page`, `form` or `office`) under a key.
    #[must_use]
    pub fn new(report: Report, key: &Key, body: &serde_json::Value, way: &str, now: Moment, random: u64, settings: &Settings) -> Self {
        let town = settings.place(&report.place).map_or(String::new(), |place| place.town.clone());
        let (phone, aad) = match &report.content {
            Content::Open(personal) => (personal.phone.clone(), String::new()),
            Content::Sealed(_) => (String::new(), key.to_string()),
        };
        let stored = Stored { content: report.content, aad, assessment: report.assessment };
        Self {
            key_digest: key.digest(),
            body_digest: key.digest_of(body),
            receipt: Receipt::of(now.day(), random),
            received: now.to_string(),
            day: now.day().to_string(),
            place: report.place,
            town,
            way: way.to_owned(),
            consent: report.consent,
            consent_sensitive: report.consent_sensitive,
            phone,
            // Texts, lists and truth values always become JSON.
            body: serde_json::to_string(&stored).unwrap_or_default(),
        }
    }

    /// The same report with another receipt, for the case that the first one was taken.
    #[must_use]
    pub fn with_receipt(mut self, receipt: Receipt) -> Self {
        self.receipt = receipt;
        self
    }
}

/// What came of taking a report in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is stored now.
    New {
        /// Its receipt.
        receipt: String,
        /// When it came.
        received: String,
    },
    /// It was stored before.
    Known {
        /// Its first receipt.
        receipt: String,
        /// When it came first.
        received: String,
    },
    /// Another one came with its key.
    Conflict,
    /// Another one has its receipt: it is to be sent with another one.
    ReceiptTaken,
}

/// Takes reports in within a transaction; one answer for each, in their order.
///
/// # Errors
///
/// What the database says.
pub fn accept(session: &mut dyn Session, reports: &[NewReport]) -> Result<Vec<Accepted>, Error> {
    // In the order of their keys, so that two intakes with the same reports wait for each other in one direction only.
    let mut order: Vec<(usize, &NewReport)> = reports.iter().enumerate().collect();
    order.sort_by(|(_, one), (_, other)| one.key_digest.cmp(&other.key_digest));
    let lists: Vec<Vec<Value>> = order.iter().map(|(_, report)| columns(report)).collect();
    let statement = "INSERT INTO reports (key_digest, body_digest, receipt, received, day, place, town, way, consent, consent_sensitive, \
        state, handed_over, erased) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'received', '', '') ON CONFLICT DO NOTHING";
    let stored = session.execute_each(statement, &lists)?;
    let personal: Vec<Vec<Value>> = order
        .iter()
        .zip(&stored)
        .filter(|(_, stored)| **stored)
        .map(|((_, report), _)| vec![report.receipt.as_str().into(), report.phone.as_str().into(), report.body.as_str().into()])
        .collect();
    session.execute_each("INSERT INTO personal (receipt, phone, body) VALUES ($1, $2, $3)", &personal)?;
    let mut answers = Vec::with_capacity(reports.len());
    for ((at, report), stored) in order.into_iter().zip(stored) {
        let answer = if stored {
            Accepted::New { receipt: report.receipt.to_string(), received: report.received.clone() }
        } else {
            known(session, report)?
        };
        answers.push((at, answer));
    }
    answers.sort_unstable_by_key(|(at, _)| *at);
    Ok(answers.into_iter().map(|(_, answer)| answer).collect())
}

fn columns(report: &NewReport) -> Vec<Value> {
    let texts = [
        &report.key_digest,
        &report.body_digest,
        report.receipt.as_str(),
        &report.received,
        &report.day,
        &report.place,
        &report.town,
        &report.way,
        &report.consent,
        &report.consent_sensitive,
    ];
    texts.into_iter().map(Value::from).collect()
}

fn known(session: &mut dyn Session, report: &NewReport) -> Result<Accepted, Error> {
    let row =
        session.row("SELECT body_digest, receipt, received FROM reports WHERE key_digest = $1", &[report.key_digest.as_str().into()])?;
    let answer = |row: Row| {
        if row.text(0) == report.body_digest { Accepted::Known { receipt: row.text(1), received: row.text(2) } } else { Accepted::Conflict }
    };
    Ok(row.map_or(Accepted::ReceiptTaken, answer))
}
