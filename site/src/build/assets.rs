//! Files beside the pages: named by what is in them, so that a browser may keep them for ever.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256, Sha384};

/// A file beside the pages.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Where it is below the output folder: `assets/site.0a1b2c3d4e.css`.
    pub output: String,
    /// The value of an `integrity` attribute.
    pub integrity: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// All of them, by the names that templates use.
#[derive(Clone, Debug, Default)]
pub struct Assets(BTreeMap<String, Asset>);

/// An asset as a template sees it.
#[derive(Clone, Debug, Serialize)]
pub struct Reference {
    /// Its address from the page.
    pub url: String,
    /// The value of an `integrity` attribute.
    pub integrity: String,
}

impl Assets {
    /// Adds a file under a name such as `site.css`.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let digest = Sha384::digest(&bytes);
        let short: String = digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        let flat = name.replace('/', "-");
        let output = match flat.rsplit_once('.') {
            Some((stem, ending)) => format!("assets/{stem}.{short}.{ending}"),
            None => format!("assets/{flat}.{short}"),
        };
        self.0.insert(name.to_owned(), Asset { output, integrity: format!("sha384-{}", STANDARD.encode(digest)), bytes });
    }

    /// The files in the order of their names.
    pub fn all(&self) -> impl Iterator<Item = &Asset> {
        self.0.values()
    }

    /// An asset as the page with the way `root` to the site's root refers to it.
    #[must_use]
    pub fn reference(&self, name: &str, root: &str) -> Option<Reference> {
        let asset = self.0.get(name)?;
        Some(Reference { url: format!("{root}{}", crate::content::escape_path(&asset.output)), integrity: asset.integrity.clone() })
    }

    /// What changes when any of them does.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.0.values().map(|asset| asset.output.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// The source expression of a content security policy that allows exactly this inline script.
#[must_use]
pub fn script_hash(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes())))
}
