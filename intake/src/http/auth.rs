//! Who may work with reports: who has a token, sent in a header by a program or kept in a cookie by an operator's browser.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

use crate::database::Unanswered;
use crate::store::name_of;

use super::outcome::Refusal;
use super::{Intake, answer};

/// The cookie's name.
const COOKIE: &str = "mingbai_office";

/// How long an operator stays signed in: a shift.
const SHIFT: u32 = 12 * 60 * 60;

/// The name behind a token in the header `Authorization`.
///
/// # Errors
///
/// What to answer where there is none.
pub async fn by_header(intake: &Intake, headers: &HeaderMap) -> Result<String, Response> {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    match named(intake, token.unwrap_or_default()).await {
        Ok(Some(name)) => Ok(name),
        Ok(None) => {
            let mut refused = answer::error(StatusCode::UNAUTHORIZED, "token");
            refused.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
            Err(refused)
        }
        Err(why) => Err(Refusal::from(why).answer()),
    }
}

/// The name behind the token in the cookie.
///
/// # Errors
///
/// Where the database does not answer.
pub async fn by_cookie(intake: &Intake, headers: &HeaderMap) -> Result<Option<String>, Unanswered> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(';'));
    let token = cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == COOKIE).map(|(_, token)| token);
    named(intake, token.unwrap_or_default()).await
}

/// The name behind a token.
///
/// # Errors
///
/// Where the database does not answer.
pub async fn named(intake: &Intake, token: &str) -> Result<Option<String>, Unanswered> {
    if token.is_empty() {
        return Ok(None);
    }
    let token = token.to_owned();
    intake.0.database.read(move |session| name_of(session, &token)).await
}

/// The cookie that keeps a token; an empty one ends it. Its path is the folder of the page that sets it.
pub fn cookie(intake: &Intake, token: &str) -> String {
    let age = if token.is_empty() { 0 } else { SHIFT };
    // Behind a proxy the way to the browser is HTTPS; on one machine it is not.
    let secure = if intake.0.behind_proxy { "; Secure" } else { "" };
    format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Max-Age={age}{secure}")
}
