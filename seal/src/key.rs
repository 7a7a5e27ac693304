//! Keys and how they are written.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::hybrid::{self, SIZE};

/// What stands before the bytes of a public key.
const PREFIX: &str = "x25519:";

/// How many bytes of its digest name a key.
const NAMED_BY: usize = 8;

/// The key that reports are sealed to; written `x25519:` and 43 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Public([u8; SIZE]);

/// The key that opens them. It is not printed.
#[derive(Clone)]
pub struct Private([u8; SIZE]);

/// A text that is no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoKey;

impl Public {
    /// The name of the key in a report: 16 hexadecimal digits.
    #[must_use]
    pub fn name(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digest = Sha256::digest(self.0);
        let digits = digest.iter().take(NAMED_BY).flat_map(|byte| [byte >> 4, byte & 15]);
        digits.filter_map(|digit| DIGITS.get(usize::from(digit)).map(|digit| char::from(*digit))).collect()
    }

    pub(crate) fn bytes(&self) -> &[u8; SIZE] {
        &self.0
    }
}

impl FromStr for Public {
    type Err = NoKey;

    /// Reads a public key; one with which nothing could be sealed is none.
    fn from_str(text: &str) -> Result<Self, NoKey> {
        let written = text.strip_prefix(PREFIX).ok_or(NoKey)?;
        let bytes = URL_SAFE_NO_PAD.decode(written).map_err(|_| NoKey)?;
        let bytes = bytes.try_into().map_err(|_| NoKey)?;
        hybrid::encrypt(&bytes, b"", b"", b"", &[1; SIZE]).ok_or(NoKey)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Display for NoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a public key is x25519: and 32 bytes in base64url")
    }
}

impl core::error::Error for NoKey {}

impl Private {
    /// A key made of 32 random bytes.
    #[must_use]
    pub fn new(seed: &[u8; SIZE]) -> Self {
        Self(hybrid::pair(seed).0)
    }

    /// A key that was kept as [`Private::bytes`].
    #[must_use]
    pub fn from_bytes(bytes: [u8; SIZE]) -> Self {
        Self(bytes)
    }

    /// What is to be kept of it, and kept secret.
    #[must_use]
    pub fn bytes(&self) -> &[u8; SIZE] {
        &self.0
    }

    /// Its public key.
    #[must_use]
    pub fn public(&self) -> Public {
        Public(hybrid::public(&self.0).unwrap_or_default())
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private")
    }
}
