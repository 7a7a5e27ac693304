//! Bodies, read up to a size and for a time only.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, header};

/// 64 KiB.
pub const LARGEST: usize = 64 * 1024;

/// How long a body may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoBody {
    /// It is larger than 64 KiB.
    Large,
    /// It did not arrive.
    Slow,
}

/// The kinds of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// From a page.
    Json,
    /// From an ordinary form.
    Form,
}

/// What a request says that its body is.
pub fn kind(headers: &HeaderMap) -> Option<Kind> {
    let header = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    match header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => Some(Kind::Json),
        "application/x-www-form-urlencoded" => Some(Kind::Form),
        _ => None,
    }
}

/// Reads a body; one that says that it is too large is not waited for.
pub async fn read(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, NoBody> {
    let length: Option<usize> = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length| length > LARGEST) {
        return Err(NoBody::Large);
    }
    match tokio::time::timeout(PATIENCE, to_bytes(body, LARGEST)).await {
        Ok(Ok(bytes)) => Ok(bytes.to_vec()),
        // Either there was too much, or the other side went away and reads no answer.
        Ok(Err(_)) => Err(NoBody::Large),
        Err(_) => Err(NoBody::Slow),
    }
}
