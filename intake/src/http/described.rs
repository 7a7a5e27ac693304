//! What the document of the intake describes beside the types of answers: what is sent, and why nothing was done.

use utoipa::{IntoResponses, ToSchema};

use crate::report::{Assessment, Fault, Sealed};

/// A report as it is sent (`docs/reports.md`); of what is checked field by field, this is the outline.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "only described")]
pub struct Sent {
    /// 1 to 40 characters.
    #[schema(max_length = 40)]
    name: Option<String>,
    /// A mobile number of the mainland, or a landline with its area code.
    phone: Option<String>,
    /// An id of the site's places.
    place: String,
    /// Whether it is about another household.
    for_other: Option<bool>,
    /// What the reporter is to that household.
    #[schema(max_length = 20)]
    relation: Option<String>,
    /// Options of 困难原因.
    causes: Option<Vec<String>>,
    #[schema(max_length = 500)]
    note: Option<String>,
    /// What a self-check came to.
    assessment: Option<Assessment>,
    /// The version of the notice that was agreed to: a date.
    consent: String,
    /// The same for causes that tell of health.
    consent_sensitive: Option<String>,
    /// In place of `name`, `phone`, `for_other`, `relation`, `causes` and `note`, where the office seals.
    sealed: Option<Sealed>,
}

/// Why nothing was done.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "only described")]
pub struct Refused {
    /// In a word.
    error: String,
    /// Every field that is wrong, where fields are.
    fields: Option<Vec<Fault>>,
}

/// What any of the office's routes may answer besides.
#[derive(Debug, IntoResponses)]
#[allow(dead_code, reason = "only described")]
pub enum Besides {
    /// No token, or none that is known.
    #[response(status = 401)]
    Token(#[to_schema] Refused),
    /// Too many wait; `Retry-After` says when to come again.
    #[response(status = 429)]
    Busy(#[to_schema] Refused),
    /// The database could not; `Retry-After` says when to come again.
    #[response(status = 503)]
    Storage(#[to_schema] Refused),
}

/// What a route that is told something in JSON may answer on top of that.
#[derive(Debug, IntoResponses)]
#[allow(dead_code, reason = "only described")]
pub enum Told {
    /// It is no JSON, or says something else than is asked for.
    #[response(status = 400)]
    Senseless(#[to_schema] Refused),
    /// It comes from a page of another site.
    #[response(status = 403)]
    Origin(#[to_schema] Refused),
    /// It did not arrive in time.
    #[response(status = 408)]
    Slow(#[to_schema] Refused),
    /// It has more than 64 KiB.
    #[response(status = 413)]
    Large(#[to_schema] Refused),
    /// It says that it is something else than JSON.
    #[response(status = 415)]
    Kind(#[to_schema] Refused),
}
