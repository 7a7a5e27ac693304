//! `POST /reports`: the one thing that everybody may do.

use std::net::IpAddr;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::key::{Key, hexadecimal};
use crate::random;
use crate::receipt::Receipt;
use crate::report::{Fault, Form, Report, check, value_of};
use crate::store::{Accepted, NewReport, secret_of};

use super::body::{self, Kind};
use super::described::{Refused, Sent};
use super::metrics::increment;
use super::origin::{Sender, sender};
use super::outcome::{Refusal, Stamp};
use super::{Intake, answer, form_page, limits, receipt_page};

/// How often another receipt is drawn where one is taken.
const DRAWS: usize = 32;

/// The address of who sent a request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Takes a report in. A form without script sends the same fields and gets a page.
#[utoipa::path(post, path = "/reports", params(("Idempotency-Key" = String, Header, description = "a UUID that the page makes once for a report")),
    request_body(content((Sent = "application/json"), (Sent = "application/x-www-form-urlencoded"))),
    responses((status = 201, body = Stamp, description = "stored, durably"), (status = 200, body = Stamp, description = "it was stored before"),
        (status = 400, body = Refused, description = "`json` or `key`"), (status = 403, body = Refused, description = "sent from another site"),
        (status = 408, body = Refused, description = "it did not arrive in time"), (status = 409, body = Refused, description = "the key came with another body"),
        (status = 413, body = Refused, description = "more than 64 KiB"), (status = 415, body = Refused, description = "neither JSON nor a form"),
        (status = 422, body = Refused, description = "every field that is wrong"),
        (status = 429, body = Refused, description = "too many; `Retry-After` says when to come again"),
        (status = 503, body = Refused, description = "it cannot be stored durably; `Retry-After` says when to come again")))]
pub async fn reports(State(intake): State<Intake>, request: Request<Body>) -> Response {
    let sender = sender(&intake, request.headers());
    let response = match (sender.clone(), request.method()) {
        (Sender::Other, _) if body::kind(request.headers()) == Some(Kind::Form) => {
            form_page::refused(&intake.settings(), &Form::default(), &Refusal::Origin)
        }
        (Sender::Other, _) => Refusal::Origin.answer(),
        (_, &Method::OPTIONS) => (StatusCode::NO_CONTENT, [(header::ALLOW, "OPTIONS, POST")]).into_response(),
        (_, &Method::POST) => post(&intake, request).await,
        _ => ([(header::ALLOW, "OPTIONS, POST")], answer::error(StatusCode::METHOD_NOT_ALLOWED, "method")).into_response(),
    };
    for_site(response, sender)
}

/// Lets the site's own scripts read the answer.
fn for_site(mut response: Response, sender: Sender) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Sender::Site(origin) = sender {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let fixed = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, idempotency-key"),
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after"),
            (header::ACCESS_CONTROL_MAX_AGE, "86400"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

async fn post(intake: &Intake, request: Request<Body>) -> Response {
    let Some(kind) = body::kind(request.headers()) else { return answer::error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "type") };
    let (parts, body) = request.into_parts();
    let read = async {
        take(intake, parts.extensions.get::<Peer>(), &parts.headers)?;
        Ok::<_, Refusal>(body::read(&parts.headers, body).await?)
    };
    match kind {
        Kind::Json => match async { from_page(intake, &parts.headers, &read.await?).await }.await {
            Ok((status, stamp)) => answer::json(status, &stamp),
            Err(refusal) => counted(intake, &refusal, refusal.answer()),
        },
        Kind::Form => {
            let form = read.await.map(|body| Form::read(&body));
            let answered = match &form {
                Ok(form) => from_form(intake, form).await,
                Err(refusal) => Err(refusal.clone()),
            };
            match answered {
                Ok((status, stamp)) => receipt_page::receipt(&intake.settings(), status, &stamp),
                Err(refusal) => {
                    let page = form_page::refused(&intake.settings(), &form.unwrap_or_default(), &refusal);
                    counted(intake, &refusal, refusal.later(page))
                }
            }
        }
    }
}

/// Takes one request from what its address may.
pub fn take(intake: &Intake, peer: Option<&Peer>, headers: &HeaderMap) -> Result<(), Refusal> {
    let address = limits::address(peer.map(|peer| peer.0), headers, intake.0.behind_proxy);
    intake.0.limiter.take(address, Instant::now()).map_err(Refusal::Busy)
}

fn counted(intake: &Intake, refusal: &Refusal, response: Response) -> Response {
    match refusal {
        Refusal::Busy(_) => increment(&intake.0.metrics.busy),
        Refusal::Storage => increment(&intake.0.metrics.storage),
        _ => {}
    }
    response
}

async fn from_page(intake: &Intake, headers: &HeaderMap, body: &[u8]) -> Result<(StatusCode, Stamp), Refusal> {
    let value: Value = serde_json::from_slice(body).map_err(|_| Refusal::Json)?;
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).and_then(|key| key.trim().parse().ok());
    let key = key.ok_or(Refusal::Key)?;
    let settings = intake.settings();
    let report = check(&value, &settings, settings.seal.is_some()).map_err(Refusal::Fields)?;
    store(intake, report, &key, &value, "page").await
}

async fn from_form(intake: &Intake, form: &Form) -> Result<(StatusCode, Stamp), Refusal> {
    let settings = intake.settings();
    if settings.seal.is_some() {
        let message = "这里只收封存过的内容，这个浏览器封存不了。请打电话说";
        return Err(Refusal::Fields(vec![Fault { field: String::new(), message: message.into() }]));
    }
    if !form.get("website").is_empty() {
        let now = intake.0.clock.now();
        return Ok((StatusCode::CREATED, Stamp { receipt: Receipt::of(now.day(), draw()?).to_string(), received: now.to_string() }));
    }
    let value = value_of(form);
    let report = check(&value, &settings, false).map_err(Refusal::Fields)?;
    let key = match form.get("key").trim() {
        "" => key_of_content(intake, &value).await?,
        key => key.parse().map_err(|_| Refusal::Key)?,
    };
    store(intake, report, &key, &value, "form").await
}

/// The key of a form that brought none.
pub async fn key_of_content(intake: &Intake, value: &Value) -> Result<Key, Refusal> {
    let day = intake.0.clock.now().day().to_string();
    let fresh = hexadecimal(&random::bytes::<32>().map_err(|_| Refusal::Storage)?);
    let secret = intake.0.database.write(move |session| secret_of(session, &day, &fresh)).await?;
    Ok(Key::of_content(secret.as_bytes(), value))
}

/// Stores a report; answers once it is on the disk.
pub async fn store(intake: &Intake, report: Report, key: &Key, body: &Value, way: &str) -> Result<(StatusCode, Stamp), Refusal> {
    let now = intake.0.clock.now();
    let mut report = NewReport::new(report, key, body, way, now, draw()?, &intake.settings());
    for _ in 0..DRAWS {
        match intake.0.database.accept(report.clone()).await? {
            Accepted::New { receipt, received } => {
                increment(&intake.0.metrics.stored);
                return Ok((StatusCode::CREATED, Stamp { receipt, received }));
            }
            Accepted::Known { receipt, received } => {
                increment(&intake.0.metrics.repeated);
                return Ok((StatusCode::OK, Stamp { receipt, received }));
            }
            Accepted::Conflict => return Err(Refusal::Conflict),
            Accepted::ReceiptTaken => report = report.with_receipt(Receipt::of(now.day(), draw()?)),
        }
    }
    Err(Refusal::Storage)
}

fn draw() -> Result<u64, Refusal> {
    random::bytes().map(u64::from_le_bytes).map_err(|_| Refusal::Storage)
}
