//! Whether a request comes from the site, from the intake's own pages, or from elsewhere.

use axum::http::{HeaderMap, HeaderValue, header};

use super::Intake;

/// What a request says of the page that sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// No page, or one of the intake's own address.
    Own,
    /// A page of the site, by its origin.
    Site(HeaderValue),
    /// A page from elsewhere.
    Other,
}

/// Tells who sent a request.
pub fn sender(intake: &Intake, headers: &HeaderMap) -> Sender {
    let Some(origin) = headers.get(header::ORIGIN) else { return Sender::Own };
    let text = origin.to_str().unwrap_or_default();
    if text == "null" {
        // A page that tells no referrer hides its origin with a form, too, but the browser says whether it is ours.
        let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()).unwrap_or_default();
        return if matches!(site, "same-origin" | "same-site") { Sender::Own } else { Sender::Other };
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own = text.split_once("://").is_some_and(|(_, origin)| !host.is_empty() && origin.eq_ignore_ascii_case(host));
    if own {
        Sender::Own
    } else if intake.0.settings.origin() == Some(text) {
        Sender::Site(origin.clone())
    } else {
        Sender::Other
    }
}
