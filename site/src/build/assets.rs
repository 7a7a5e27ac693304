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
    /// The names of all scripts that it needs, each after those that it needs itself.
    pub imports: Vec<String>,
    /// Whether it is kept for use without a network only together with a page that names it, and not ahead.
    pub with_page: bool,
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
    /// The scripts that a script needs, for `<link rel="modulepreload">`: a browser that waits for one before it asks for
    /// the next is slow on a weak network.
    pub imports: Vec<Reference>,
}

impl Assets {
    /// Adds a file under a name such as `site.css`.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) {
        self.add_script(name, bytes, std::iter::empty());
    }

    /// Adds a script that names other scripts, which were added before.
    pub fn add_script<'n>(&mut self, name: &str, bytes: Vec<u8>, names: impl Iterator<Item = &'n str>) {
        let digest = Sha384::digest(&bytes);
        let short: String = digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        let flat = name.replace('/', "-");
        let output = match flat.rsplit_once('.') {
            Some((stem, ending)) => format!("assets/{stem}.{short}.{ending}"),
            None => format!("assets/{flat}.{short}"),
        };
        let mut imports: Vec<String> = Vec::new();
        for name in names {
            let further = self.0.get(name).map(|asset| asset.imports.as_slice()).unwrap_or_default();
            for name in further.iter().map(String::as_str).chain([name]) {
                if !imports.iter().any(|known| known == name) {
                    imports.push(name.to_owned());
                }
            }
        }
        let integrity = format!("sha384-{}", STANDARD.encode(digest));
        self.0.insert(name.to_owned(), Asset { output, integrity, bytes, imports, with_page: false });
    }

    /// Has a file kept for use without a network only with a page that names it.
    pub fn keep_with_page(&mut self, name: &str) {
        if let Some(asset) = self.0.get_mut(name) {
            asset.with_page = true;
        }
    }

    /// Where a file is below the output folder.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|asset| asset.output.as_str())
    }

    /// What is in a file; nothing where there is none.
    #[must_use]
    pub fn bytes(&self, name: &str) -> &[u8] {
        self.0.get(name).map(|asset| asset.bytes.as_slice()).unwrap_or_default()
    }

    /// The same as text.
    #[must_use]
    pub fn text(&self, name: &str) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.bytes(name))
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The files in the order of their names.
    pub fn all(&self) -> impl Iterator<Item = &Asset> {
        self.0.values()
    }

    /// An asset as the page with the way `root` to the site's root refers to it.
    #[must_use]
    pub fn reference(&self, name: &str, root: &str) -> Option<Reference> {
        let asset = self.0.get(name)?;
        let reference = |asset: &Asset, imports| Reference {
            url: format!("{root}{}", crate::content::escape_path(&asset.output)),
            integrity: asset.integrity.clone(),
            imports,
        };
        let imports = asset.imports.iter().filter_map(|name| Some(reference(self.0.get(name)?, Vec::new()))).collect();
        Some(reference(asset, imports))
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
