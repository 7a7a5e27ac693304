//! A report in its box: what is bound to it, how it is filled up, how it is written.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::hybrid::{self, SIZE};
use crate::{Private, Public};

/// What the construction is used for.
const INFO: &[u8] = b"mingbai report 1";

/// Plaintexts are filled up with blanks to a multiple of so many bytes.
const STEP: usize = 1024;

/// The most bytes that a plaintext may have.
pub const LARGEST: usize = 4 * STEP;

/// Seals the JSON object of a report's personal fields; `report` is its `Idempotency-Key`, `seed` 32 random bytes that are used for
/// nothing else. The box as it is sent; nothing where the plaintext is too large.
#[must_use]
pub fn seal(public: &Public, report: &str, plaintext: &str, seed: &[u8; SIZE]) -> Option<String> {
    let mut filled = plaintext.as_bytes().to_vec();
    filled.resize(filled.len().max(1).checked_next_multiple_of(STEP)?, b' ');
    if filled.len() > LARGEST {
        return None;
    }
    let message = hybrid::encrypt(public.bytes(), INFO, report.to_ascii_lowercase().as_bytes(), &filled, seed)?;
    Some(URL_SAFE_NO_PAD.encode(message))
}

/// Opens a box: the plaintext without what it was filled up with. Nothing where key, report or box is another.
#[must_use]
pub fn open(private: &Private, report: &str, sealed: &str) -> Option<Vec<u8>> {
    let message = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let mut plaintext = hybrid::decrypt(private.bytes(), INFO, report.to_ascii_lowercase().as_bytes(), &message)?;
    plaintext.truncate(plaintext.trim_ascii_end().len());
    Some(plaintext)
}
