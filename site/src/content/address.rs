//! Where a page is on the site, and how another page refers to it.

use std::fmt;

/// The address of a page below the site's root: `/`, `/guide/apply/`. It begins and ends with a slash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

impl Address {
    /// The address of a Markdown file of `content/`; `None` for other files.
    #[must_use]
    pub fn of_file(file: &str) -> Option<Self> {
        let page = file.strip_prefix("content/")?.strip_suffix(".md")?;
        let folder = if page == "index" { "" } else { page.strip_suffix("/index").unwrap_or(page) };
        Some(Self::new(folder))
    }

    /// The address of a page named by its folders, such as `guide/apply`.
    #[must_use]
    pub fn new(folders: &str) -> Self {
        let folders = folders.trim_matches('/');
        Self(if folders.is_empty() { "/".into() } else { format!("/{folders}/") })
    }

    /// The address as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first folder of the address; empty for the site's root.
    #[must_use]
    pub fn section(&self) -> &str {
        self.0.split('/').nth(1).unwrap_or_default()
    }

    /// The file that holds the page, below the output folder.
    #[must_use]
    pub fn output(&self) -> String {
        format!("{}index.html", self.0.trim_start_matches('/'))
    }

    /// The way from the page to the site's root: empty, or `../` for every folder.
    #[must_use]
    pub fn root(&self) -> String {
        "../".repeat(self.0.matches('/').count().saturating_sub(1))
    }

    /// How a page with the way `root` to the site's root links to this one. It names `index.html`, because a folder does
    /// not open from a USB stick.
    #[must_use]
    pub fn from_root(&self, root: &str) -> String {
        format!("{root}{}", escape_path(&self.output()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A path as it stands in a URL: what is neither a letter, a digit nor harmless is percent-encoded.
#[must_use]
pub fn escape_path(path: &str) -> String {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    if path.bytes().all(harmless) {
        return path.to_owned();
    }
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if harmless(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_addresses_and_addresses_have_files() {
        let cases = [
            ("content/index.md", "/", "index.html", ""),
            ("content/about.md", "/about/", "about/index.html", "../"),
            ("content/guide/index.md", "/guide/", "guide/index.html", "../"),
            ("content/guide/apply.md", "/guide/apply/", "guide/apply/index.html", "../../"),
        ];
        for (file, address, output, root) in cases {
            let found = Address::of_file(file).unwrap();
            assert_eq!((found.as_str(), found.output().as_str(), found.root().as_str()), (address, output, root));
        }
        assert_eq!(Address::of_file("content/places.csv"), None);
    }

    #[test]
    fn a_link_names_the_file_and_escapes_what_a_url_must_not_hold() {
        assert_eq!(Address::new("guide/问答").from_root("../"), "../guide/%E9%97%AE%E7%AD%94/index.html");
    }
}
