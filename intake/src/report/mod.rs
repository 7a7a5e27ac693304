//! A report: the fields that a page or a form sends, checked.

mod check;
mod form;
mod phone;
mod text;

pub use check::{Fault, check};
pub use form::{Form, value_of};
pub use phone::Phone;
pub use text::{flaw, narrow};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A report whose fields are as `docs/reports.md` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The id of its place.
    pub place: String,
    /// The version of the notice that was agreed to.
    pub consent: String,
    /// The same for health; empty where it was not given.
    pub consent_sensitive: String,
    /// What a self-check came to; only where the reporter wanted it told.
    pub assessment: Option<Assessment>,
    /// Who reports, and what.
    pub content: Content,
}

/// The personal fields: in the open, or as the page sealed them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// To be read by the intake.
    Open(Personal),
    /// To be read at the office only.
    Sealed(Sealed),
}

/// Who reports, and what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    /// The name.
    pub name: String,
    /// The telephone number, in the form in which it is stored.
    pub phone: String,
    /// Whether it is about another household.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub for_other: bool,
    /// What the reporter is to that household.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub relation: String,
    /// Options of 困难原因.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
    /// What else was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The personal fields, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sealed {
    /// To which key.
    pub key: String,
    /// The encapsulated key and the ciphertext, in base64url.
    #[serde(rename = "box")]
    pub ciphertext: String,
}

/// What a self-check came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Assessment {
    /// `likely`, `verify`, `incomplete` or `unlikely`.
    pub outcome: String,
    /// The id of the policy.
    pub policy: String,
    /// Which text of the policy.
    pub revision: String,
}
