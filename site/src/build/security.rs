//! The content security policy: what a page may load, and from where. The same words stand in every page and in the files
//! for servers.

use crate::content::Settings;

use super::assets::script_hash;

/// A browser refuses `integrity` on a stylesheet that it reads from a disk. This script, which the policy allows by its
/// hash, takes the attribute away there and nowhere else.
pub const LOCAL_SCRIPT: &str = "if(location.protocol===\"file:\"){var a=document.querySelectorAll(\"link[integrity]\");\
for(var i=0;i<a.length;i++){var b=a[i].cloneNode();b.removeAttribute(\"integrity\");a[i].parentNode.replaceChild(b,a[i])}}";

/// The policy as a meta tag may carry it.
#[must_use]
pub fn policy(settings: &Settings) -> String {
    let intake = origin(&settings.intake.url).map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {}; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'{intake}; form-action 'self'{intake}; object-src 'none'; base-uri 'none'",
        script_hash(LOCAL_SCRIPT)
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
        assert!(policy.contains("connect-src 'self' https://intake.example:8443;"), "{policy}");
        assert!(!policy.contains("frame-ancestors"));
    }
}
