//! `POST /reports`: the one thing that everybody may do.

use std::net::IpAddr;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use crate::database::Unanswered;
use crate::key::{Key, hexadecimal};
use crate::random;
use crate::receipt::Receipt;
use crate::report::{Fault, Form, Report, check, value_of};
use crate::store::{Accepted, NewReport, secret_of};

use super::body::{self, Kind, NoBody};
use super::metrics::increment;
use super::origin::{Sender, sender};
use super::{Intake, answer, form_page, limits, receipt_page};

/// How often another receipt is drawn where one is taken.
const DRAWS: usize = 32;

/// How long to wait where the database could not, or too many wait.
const LATER: u64 = 5;

/// The address of who sent a request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// What answers a report that is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// Its receipt.
    pub receipt: String,
    /// When it came, in China.
    pub received: String,
}

/// Why a report is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The body is no JSON.
    Json,
    /// There is no key, or it is no UUID.
    Key,
    /// It comes from another site.
    Origin,
    /// The body did not arrive.
    Slow,
    /// The key came with another body.
    Conflict,
    /// The body is too large.
    Large,
    /// Fields are wrong.
    Fields(Vec<Fault>),
    /// Too many; after so many seconds again.
    Busy(u64),
    /// It cannot be stored.
    Storage,
}

impl Refusal {
    /// The status and the word.
    pub fn parts(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Json => (StatusCode::BAD_REQUEST, "json"),
            Self::Key => (StatusCode::BAD_REQUEST, "key"),
            Self::Origin => (StatusCode::FORBIDDEN, "origin"),
            Self::Slow => (StatusCode::REQUEST_TIMEOUT, "slow"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict"),
            Self::Large => (StatusCode::PAYLOAD_TOO_LARGE, "large"),
            Self::Fields(_) => (StatusCode::UNPROCESSABLE_ENTITY, "fields"),
            Self::Busy(_) => (StatusCode::TOO_MANY_REQUESTS, "busy"),
            Self::Storage => (StatusCode::SERVICE_UNAVAILABLE, "storage"),
        }
    }

    /// The answer in JSON.
    pub fn answer(&self) -> Response {
        let (status, word) = self.parts();
        let response = match self {
            Self::Fields(faults) => answer::json(status, &serde_json::json!({ "error": word, "fields": faults })),
            _ => answer::error(status, word),
        };
        self.later(response)
    }

    /// An answer that says when to come again, where that helps.
    pub fn later(&self, response: Response) -> Response {
        match self {
            Self::Busy(seconds) => answer::later(response, *seconds),
            Self::Storage => answer::later(response, LATER),
            _ => response,
        }
    }
}

impl From<NoBody> for Refusal {
    fn from(why: NoBody) -> Self {
        match why {
            NoBody::Large => Self::Large,
            NoBody::Slow => Self::Slow,
        }
    }
}

impl From<Unanswered> for Refusal {
    fn from(why: Unanswered) -> Self {
        match why {
            Unanswered::Busy => Self::Busy(LATER),
            Unanswered::Failed(_) => Self::Storage,
        }
    }
}

/// Answers whatever is asked of `/reports`.
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
