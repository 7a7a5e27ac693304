//! What comes of a report that was sent: a stamp, or a refusal. Pages and JSON say both in their own ways.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::database::Unanswered;
use crate::report::Fault;

use super::answer;
use super::body::NoBody;

/// How long to wait where the database could not, or too many wait.
const LATER: u64 = 5;

/// What answers a report that is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Stamp {
    /// Its receipt.
    pub receipt: String,
    /// When it came, in China.
    pub received: String,
}

/// Why a report is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The body is no JSON.
    Json,
    /// There is no key, or it is no UUID.
    Key,
    /// It comes from another site.
    Origin,
    /// The body did not arrive.
    Slow,
    /// The key came with another body.
    Conflict,
    /// The body is too large.
    Large,
    /// Fields are wrong.
    Fields(Vec<Fault>),
    /// Too many; after so many seconds again.
    Busy(u64),
    /// It cannot be stored.
    Storage,
}

impl Refusal {
    /// The status and the word.
    pub fn parts(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Json => (StatusCode::BAD_REQUEST, "json"),
            Self::Key => (StatusCode::BAD_REQUEST, "key"),
            Self::Origin => (StatusCode::FORBIDDEN, "origin"),
            Self::Slow => (StatusCode::REQUEST_TIMEOUT, "slow"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict"),
            Self::Large => (StatusCode::PAYLOAD_TOO_LARGE, "large"),
            Self::Fields(_) => (StatusCode::UNPROCESSABLE_ENTITY, "fields"),
            Self::Busy(_) => (StatusCode::TOO_MANY_REQUESTS, "busy"),
            Self::Storage => (StatusCode::SERVICE_UNAVAILABLE, "storage"),
        }
    }

    /// The answer in JSON.
    pub fn answer(&self) -> Response {
        let (status, word) = self.parts();
        let response = match self {
            Self::Fields(faults) => answer::json(status, &serde_json::json!({ "error": word, "fields": faults })),
            _ => answer::error(status, word),
        };
        self.later(response)
    }

    /// An answer that says when to come again, where that helps.
    pub fn later(&self, response: Response) -> Response {
        match self {
            Self::Busy(seconds) => answer::later(response, *seconds),
            Self::Storage => answer::later(response, LATER),
            _ => response,
        }
    }
}

impl From<NoBody> for Refusal {
    fn from(why: NoBody) -> Self {
        match why {
            NoBody::Large => Self::Large,
            NoBody::Slow => Self::Slow,
        }
    }
}

impl From<Unanswered> for Refusal {
    fn from(why: Unanswered) -> Self {
        match why {
            Unanswered::Busy => Self::Busy(LATER),
            Unanswered::Failed(_) => Self::Storage,
        }
    }
}
