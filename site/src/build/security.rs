//! The content security policy: what a page may load, and from where. The same words stand in every page and in the files
//! for servers.

use std::sync::LazyLock;

use crate::content::Settings;

use super::assets::script_hash;
use super::trim::{Language, Trimmed};

/// The script that stands in every page. The policy lets it in by its hash and no other.
pub static FIRST_SCRIPT: LazyLock<String> =
    LazyLock::new(|| Trimmed::new(include_str!("first.js"), Language::Script).text.trim_end().to_owned());

/// The policy as a meta tag may carry it. Pictures may come from `data:` addresses, for the result can be kept as one that the page
/// has drawn itself; with `blob:` addresses the browsers inside chat apps save nothing.
#[must_use]
pub fn policy(settings: &Settings) -> String {
    let intake = origin(&settings.intake.url).map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'{intake}; form-action 'self'{intake}; object-src 'none'; base-uri 'none'",
        script_hash(&FIRST_SCRIPT)
    )
}

/// The headers that every answer of a server should carry.
#[must_use]
pub fn headers(settings: &Settings) -> Vec<(&'static str, String)> {
    vec![
        ("Content-Security-Policy", format!("{}; frame-ancestors 'self'", policy(settings))),
        ("X-Content-Type-Options", "nosniff".into()),
        ("X-Frame-Options", "SAMEORIGIN".into()),
        ("Referrer-Policy", "no-referrer".into()),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()".into()),
        ("Cross-Origin-Opener-Policy", "same-origin".into()),
    ]
}

/// The scheme and host of an address.
fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    url.get(..scheme.len() + 3 + host.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_has_no_unsafe_source_and_lets_the_intake_in() {
        let mut settings = Settings::default();
        settings.intake.url = "https://intake.example:8443/a?b".into();
        let policy = policy(&settings);
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert!(policy.contains("img-src 'self' data:;") && policy.matches("data:").count() == 1, "{policy}");
        assert!(policy.contains("connect-src 'self' https://intake.example:8443;"), "{policy}");
        assert!(!policy.contains("frame-ancestors"));
    }

    #[test]
    fn the_script_of_every_page_is_short_and_cannot_end_early() {
        assert!(FIRST_SCRIPT.len() < 2000, "{}", FIRST_SCRIPT.len());
        assert!(!FIRST_SCRIPT.contains("</") && !FIRST_SCRIPT.contains("<!--") && !FIRST_SCRIPT.contains("/*"));
    }
}
