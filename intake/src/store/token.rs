//! Who may work with reports: names with the digest of a token each.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::clock::Moment;
use crate::database::{Error, Session};
use crate::key::hexadecimal;

/// Adds a name; whether it was not there before.
///
/// # Errors
///
/// What the database says.
pub fn add_token(session: &mut dyn Session, name: &str, token: &str, now: Moment) -> Result<bool, Error> {
    let statement = "INSERT INTO tokens (name, digest, made) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    Ok(session.execute(statement, &[name.into(), digest(token).into(), now.to_string().into()])? > 0)
}

/// Takes a name away; whether it was there.
///
/// # Errors
///
/// What the database says.
pub fn remove_token(session: &mut dyn Session, name: &str) -> Result<bool, Error> {
    Ok(session.execute("DELETE FROM tokens WHERE name = $1", &[name.into()])? > 0)
}

/// The names, and since when.
///
/// # Errors
///
/// What the database says.
pub fn tokens(session: &mut dyn Session) -> Result<Vec<(String, String)>, Error> {
    let rows = session.rows("SELECT name, made FROM tokens ORDER BY name", &[])?;
    Ok(rows.iter().map(|row| (row.text(0), row.text(1))).collect())
}

/// The name that has a token. All digests are compared, each in the same time whatever it is.
///
/// # Errors
///
/// What the database says.
pub fn name_of(session: &mut dyn Session, token: &str) -> Result<Option<String>, Error> {
    let digest = digest(token);
    let mut found = None;
    for row in session.rows("SELECT name, digest FROM tokens", &[])? {
        if bool::from(row.text(1).as_bytes().ct_eq(digest.as_bytes())) {
            found = Some(row.text(0));
        }
    }
    Ok(found)
}

fn digest(token: &str) -> String {
    hexadecimal(&Sha256::digest(token.as_bytes()))
}
