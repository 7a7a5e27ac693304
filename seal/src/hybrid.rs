//! The construction itself: one message to one key.

use alloc::vec::Vec;
use core::convert::Infallible;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem, X25519HkdfSha256};
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng};

/// Bytes of a key, of an encapsulated key and of a seed.
pub const SIZE: usize = 32;

/// A private key and its public key, made of random bytes.
pub fn pair(seed: &[u8; SIZE]) -> ([u8; SIZE], [u8; SIZE]) {
    let (private, public) = X25519HkdfSha256::derive_keypair(seed);
    (private.to_bytes().into(), public.to_bytes().into())
}

/// The public key of a private key.
pub fn public(private: &[u8; SIZE]) -> Option<[u8; SIZE]> {
    let private = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(private).ok()?;
    Some(X25519HkdfSha256::sk_to_pk(&private).to_bytes().into())
}

/// The encapsulated key and the ciphertext, one behind the other; nothing where the key is none.
pub fn encrypt(public: &[u8; SIZE], info: &[u8], aad: &[u8], plaintext: &[u8], seed: &[u8; SIZE]) -> Option<Vec<u8>> {
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(public).ok()?;
    let mut seed = Seed { bytes: Some(*seed), overdrawn: false };
    let sealed = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        info,
        plaintext,
        aad,
        &mut seed,
    );
    let (encapsulated, ciphertext) = sealed.ok().filter(|_| !seed.overdrawn)?;
    Some([encapsulated.to_bytes().as_slice(), &ciphertext].concat())
}

/// The plaintext; nothing where any of it is not what was encrypted.
pub fn decrypt(private: &[u8; SIZE], info: &[u8], aad: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let (encapsulated, ciphertext) = message.split_at_checked(SIZE)?;
    let private = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(private).ok()?;
    let encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
    let mode = OpModeR::Base;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(&mode, &private, &encapsulated, info, ciphertext, aad).ok()
}

/// Random bytes that were handed in: they are given once, and never again.
struct Seed {
    bytes: Option<[u8; SIZE]>,
    overdrawn: bool,
}

impl TryRng for Seed {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.overdrawn = true;
        Ok(0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.overdrawn = true;
        Ok(0)
    }

    fn try_fill_bytes(&mut self, wanted: &mut [u8]) -> Result<(), Infallible> {
        match self.bytes.take() {
            Some(bytes) if wanted.len() == SIZE => wanted.copy_from_slice(&bytes),
            _ => self.overdrawn = true,
        }
        Ok(())
    }
}

impl TryCryptoRng for Seed {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2).unwrap(), 16).unwrap()).collect()
    }

    fn key(text: &str) -> [u8; SIZE] {
        bytes(text).try_into().unwrap()
    }

    /// RFC 9180, appendix A.2.1, sequence number 0.
    #[test]
    fn the_vector_of_the_standard() {
        let (private, public) = pair(&key("1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df"));
        assert_eq!(public, key("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"));
        assert_eq!(super::public(&private), Some(public));
        let (info, aad, plaintext) = (b"Ode on a Grecian Urn", b"Count-0", b"Beauty is truth, truth beauty");
        let seed = key("909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b");
        let message = encrypt(&public, info, aad, plaintext, &seed).unwrap();
        let encapsulated = "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a";
        let ciphertext = "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28";
        assert_eq!(message, [bytes(encapsulated), bytes(ciphertext)].concat());
        assert_eq!(decrypt(&private, info, aad, &message).unwrap(), plaintext);
        // As the standard prints it; here the bit of it that X25519 takes no notice of is cleared.
        let printed = key("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
        assert_eq!(decrypt(&printed, info, aad, &message).unwrap(), plaintext);
    }

    #[test]
    fn a_key_that_gives_no_secret_is_refused() {
        assert_eq!(encrypt(&[0; SIZE], b"", b"", b"", &[7; SIZE]), None);
    }

    #[test]
    fn random_bytes_are_given_once() {
        let mut seed = Seed { bytes: Some([7; SIZE]), overdrawn: false };
        let mut wanted = [0; SIZE];
        assert_eq!(seed.try_fill_bytes(&mut wanted), Ok(()));
        assert_eq!((wanted, seed.overdrawn), ([7; SIZE], false));
        assert_eq!(seed.try_fill_bytes(&mut wanted), Ok(()));
        assert!(seed.overdrawn);
    }
}
