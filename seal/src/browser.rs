//! What the page calls.

use alloc::string::String;
use alloc::vec::Vec;

use bridge::Answers;

use crate::Public;
use crate::hybrid::SIZE;

bridge::module!(Sealing);

struct Sealing;

impl Answers for Sealing {
    const NEW: Self = Self;

    /// `seal`, about a public key, a report's key, random bytes in hexadecimal and the plaintext: the key's name, a blank and the box;
    /// nothing where it cannot be sealed.
    fn answer(&mut self, name: &str, about: &[u8]) -> Vec<u8> {
        let sealed = if name == "seal" { seal(about) } else { None };
        sealed.unwrap_or_default().into_bytes()
    }
}

fn seal(about: &[u8]) -> Option<String> {
    let mut texts = core::str::from_utf8(about).ok()?.splitn(4, '\0');
    let public: Public = texts.next()?.parse().ok()?;
    let report = texts.next()?;
    let seed = seed(texts.next()?)?;
    let sealed = crate::seal(&public, report, texts.next()?, &seed)?;
    Some([public.name(), sealed].join(" "))
}

fn seed(hexadecimal: &str) -> Option<[u8; SIZE]> {
    let digits = hexadecimal.as_bytes();
    let mut seed = [0; SIZE];
    if digits.len() != 2 * SIZE {
        return None;
    }
    for (byte, pair) in seed.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(seed)
}
