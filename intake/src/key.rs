//! The key of a report: a UUID that the page makes once and sends with every attempt.
//!
//! It is never stored. The database holds its digest, by which a report is found again, and a digest of the body that is made
//! with the key. So whoever gets hold of the database after personal fields were erased cannot try out names and numbers
//! until a digest fits.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A key, in small letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

/// A text that is no UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoKey;

impl FromStr for Key {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let shaped = text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if shaped { Ok(Self(text.to_ascii_lowercase())) } else { Err(NoKey) }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Key {
    /// A key made of random bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        let hex = hexadecimal(&bytes);
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or_default());
        Self(parts.join("-"))
    }

    /// The key of a form that brought none: the same for the same content under one secret.
    #[must_use]
    pub fn of_content(secret: &[u8], body: &Value) -> Self {
        let digest = authenticate(secret, canonical(body).as_bytes());
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        Self::from_bytes(bytes)
    }

    /// By what the report is found again.
    #[must_use]
    pub fn digest(&self) -> String {
        hexadecimal(&Sha256::digest(self.0.as_bytes()))
    }

    /// What tells one body from another.
    #[must_use]
    pub fn digest_of(&self, body: &Value) -> String {
        hexadecimal(&authenticate(self.0.as_bytes(), canonical(body).as_bytes()))
    }
}

/// A JSON value as text, one for all ways to write it: without blanks, the keys in order.
fn canonical(value: &Value) -> String {
    // serde_json keeps the keys of an object in order unless it is told to keep them as they came.
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            let entries: Vec<String> =
                entries.into_iter().map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value))).collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        plain => plain.to_string(),
    }
}

fn authenticate(secret: &[u8], text: &[u8]) -> Vec<u8> {
    // HMAC takes a secret of any length, so this never falls back.
    Hmac::<Sha256>::new_from_slice(secret).map_or_else(|_| Vec::new(), |hmac| hmac.chain_update(text).finalize().into_bytes().to_vec())
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_is_a_uuid_in_small_letters() {
        let key: Key = "6F3C1F5E-6a39-4a53-9d0b-0e2b7b1c2a11".parse().unwrap();
        assert_eq!(key.to_string(), "6f3c1f5e-6a39-4a53-9d0b-0e2b7b1c2a11");
        for text in
            ["", "6f3c1f5e6a394a539d0b0e2b7b1c2a11", "6f3c1f5e-6a39-4a53-9d0b-0e2b7b1c2a1g", "6f3c1f5e-6a39-4a53-9d0b-0e2b7b1c2a1一"]
        {
            assert_eq!(text.parse::<Key>(), Err(NoKey), "{text}");
        }
        assert_eq!(
            Key::from_bytes([0xab; 16]).to_string().parse::<Key>().map(|key| key.to_string()),
            Ok("abababab-abab-abab-abab-abababababab".into())
        );
    }

    #[test]
    fn the_order_of_keys_and_blanks_make_no_other_body() {
        let key: Key = "6f3c1f5e-6a39-4a53-9d0b-0e2b7b1c2a11".parse().unwrap();
        let one: Value = serde_json::from_str(r#"{"a":1,"b":{"c":[1,2],"d":"x"}}"#).unwrap();
        let two: Value = serde_json::from_str(r#" { "b" : {"d":"x", "c":[1, 2]}, "a":1 } "#).unwrap();
        assert_eq!(key.digest_of(&one), key.digest_of(&two));
        assert_ne!(key.digest_of(&one), key.digest_of(&json!({"a": 1, "b": {"c": [2, 1], "d": "x"}})));
    }

    #[test]
    fn digests_need_the_key() {
        let (one, two) = (Key::from_bytes([1; 16]), Key::from_bytes([2; 16]));
        assert_ne!(one.digest_of(&json!({})), two.digest_of(&json!({})));
        assert_ne!(one.digest(), two.digest());
    }
}
