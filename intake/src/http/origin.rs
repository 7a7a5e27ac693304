//! Whether a request comes from the site, from the intake's own pages, or from elsewhere.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::{Intake, answer};

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
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own = text.split_once("://").is_some_and(|(_, origin)| !host.is_empty() && origin.eq_ignore_ascii_case(host));
    if own {
        Sender::Own
    } else if intake.settings().origin() == Some(text) {
        Sender::Site(origin.clone())
    } else {
        Sender::Other
    }
}

/// Lets only the intake's own pages, and what is no page, change anything of the office's.
pub async fn own_only(State(intake): State<Intake>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || sender(&intake, request.headers()) == Sender::Own {
        next.run(request).await
    } else {
        answer::error(StatusCode::FORBIDDEN, "origin")
    }
}
