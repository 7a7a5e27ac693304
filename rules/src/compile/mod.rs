//! Policy documents to checked policies, with everything that is wrong told at once.

mod check;
mod figure;
mod lower;
mod order;
mod raw;
mod read;
mod resolve;
mod scope;
mod table;
mod toml_error;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::policy::Policy;

pub use figure::{FigureError, Figures};
pub use toml_error::toml_words;

/// What came of some documents.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// The policies without a fault, in the order of their documents.
    pub policies: Vec<Policy>,
    /// Everything that is wrong, in order of file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and checks policy documents; those that extend one another must be given together.
#[must_use]
pub fn compile(documents: &[Document<'_>]) -> Compiled {
    let mut diagnostics = Vec::new();
    let read: Vec<raw::Policy> = documents.iter().map(|document| read::read(document, &mut diagnostics)).collect();
    let mut policies = Vec::new();
    for family in resolve::families(&read, &mut diagnostics) {
        let before = diagnostics.len();
        let sound = family.iter().all(|policy| policy.sound);
        let policy = check::check(&family, &mut diagnostics);
        if diagnostics.len() == before && sound {
            policies.extend(policy.map(sealed));
        }
    }
    diagnostics.sort();
    // What is wrong with a parent is found again with every child, and other names may then be nearest.
    diagnostics.dedup_by(|b, a| (&a.file, a.start, a.end, &a.message) == (&b.file, b.start, b.end, &b.message));
    Compiled { policies, diagnostics }
}

/// The policy with its revision: the first 12 hexadecimal digits of the SHA-256 of the packed policy without one.
fn sealed(mut policy: Policy) -> Policy {
    policy.revision = String::new();
    policy.revision = Sha256::digest(policy.pack()).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    policy
}
