//! Where a rule stands: document, clause and a link to it.

use rules::{Policy, Rule};
use serde::Serialize;

use crate::content::{Address, escape_path};

/// A clause as pages cite it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The clause's anchor.
    pub id: String,
    /// The clause's words.
    pub title: String,
    /// The document's number; empty where it has none.
    pub number: String,
    /// The way to the clause.
    pub url: String,
}

/// The citation of a rule on a page with the way `root` to the site's root.
#[must_use]
pub fn cite(policy: &Policy, rule: &Rule, root: &str) -> Citation {
    let Some(clause) = policy.clause(rule) else { return Citation::default() };
    let document = policy.document(clause);
    let page = document.map(|document| Address::new(&format!("policy/{}", document.id)).from_root(root)).unwrap_or_default();
    Citation {
        id: clause.id.clone(),
        title: clause.title.clone(),
        number: document.and_then(|document| document.number.clone()).unwrap_or_default(),
        url: format!("{page}#{}", escape_path(&clause.id)),
    }
}
