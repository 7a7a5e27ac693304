//! The office's work over HTTP, for programs: behind a token, in JSON, CSV or XLSX.

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Request, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::database::Unanswered;
use crate::office;
use crate::receipt::Receipt;
use crate::report::{Form, Phone, narrow};
use crate::state::State as Standing;
use crate::store::{Change, Changed, Search, change, hand_over};
use crate::table::Table;

use super::described::{Besides, Refused, Told};
use super::outcome::Refusal;
use super::{Intake, answer, auth, body};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// A day, such as `2026-11-23`.
    pub day: Option<String>,
    /// A month, such as `2026-11`.
    pub month: Option<String>,
    /// `json`, `csv` or `xlsx`.
    pub format: Option<String>,
    /// A receipt.
    pub receipt: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
}

impl Asked {
    /// Reads the part of an address behind `?`; what is empty is not asked for.
    pub fn read(uri: &Uri) -> Self {
        let query = Form::read(uri.query().unwrap_or_default().as_bytes());
        let given = |name: &str| Some(query.get(name).to_owned()).filter(|value| !value.is_empty());
        Self { day: given("day"), month: given("month"), format: given("format"), receipt: given("receipt"), phone: given("phone") }
    }
}

/// What stands in an address in the place of a receipt; what is no text is no receipt.
pub type Said = Result<Path<String>, PathRejection>;

/// The text of what stands in an address.
pub fn text(said: &Said) -> &str {
    said.as_ref().map_or("", |Path(said)| said)
}

/// The state that a report is to have.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The state.
    pub state: Standing,
    /// Why; required where it goes back, is not proposed, or is closed early.
    #[serde(default)]
    pub reason: String,
}

/// The day whose list is handed over.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// All that came before it is handed over.
    pub day: String,
}

/// How many reports were handed over.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct HandedOver {
    /// How many.
    pub count: usize,
}

/// The routes.
pub fn routes() -> Router<Intake> {
    Router::new()
        .route("/api/summary", get(summary))
        .route("/api/handover", get(hand_over_list).post(hand_over_all))
        .route("/api/due", get(due))
        .route("/api/monthly", get(monthly))
        .route("/api/reports", get(search))
        .route("/api/reports/{receipt}", get(report).delete(delete))
        .route("/api/reports/{receipt}/state", post(set_state))
}

/// The summary of a day.
#[utoipa::path(get, path = "/api/summary", params(("day" = Option<String>, Query), ("format" = Option<String>, Query)), security(("token" = [])),
    responses((status = 200, body = office::Summary), (status = 400, body = Refused, description = "`day`, `format` or `search`: it makes no sense"), Besides))]
pub async fn summary(State(intake): State<Intake>, headers: HeaderMap, uri: Uri) -> Response {
    let answered = async {
        auth::by_header(&intake, &headers).await?;
        let asked = Asked::read(&uri);
        let summary = summary_of(&intake, day(&intake, &asked)?).await?;
        Ok(shaped(&asked, &summary, || summary.table(&intake.settings())))
    };
    either(answered.await)
}

/// What is handed over on a day: all that came before it.
#[utoipa::path(get, path = "/api/handover", params(("day" = Option<String>, Query), ("format" = Option<String>, Query)), security(("token" = [])),
    responses((status = 200, body = Vec<office::Item>), (status = 400, body = Refused, description = "`day`, `format` or `search`: it makes no sense"), Besides))]
pub async fn hand_over_list(State(intake): State<Intake>, headers: HeaderMap, uri: Uri) -> Response {
    let answered = async {
        auth::by_header(&intake, &headers).await?;
        let asked = Asked::read(&uri);
        let day = day(&intake, &asked)?;
        let items = hand_over_of(&intake, day).await?;
        Ok(shaped(&asked, &items, || office::table(format!("{day} 交办"), &items)))
    };
    either(answered.await)
}

/// Hands over all that came before a day.
#[utoipa::path(post, path = "/api/handover", request_body = HandOver, security(("token" = [])),
    responses((status = 200, body = HandedOver), Told, Besides))]
pub async fn hand_over_all(State(intake): State<Intake>, request: Request<Body>) -> Response {
    let answered = async {
        let who = auth::by_header(&intake, request.headers()).await?;
        let wanted: HandOver = read(request).await?;
        let day = parsed(&wanted.day)?;
        let count = hand_over_before(&intake, day, who).await?;
        Ok(answer::json(StatusCode::OK, &HandedOver { count }))
    };
    either(answered.await)
}

/// What was handed over and not visited, the most urgent first.
#[utoipa::path(get, path = "/api/due", params(("format" = Option<String>, Query)), security(("token" = [])),
    responses((status = 200, body = Vec<office::Item>), (status = 400, body = Refused, description = "`day`, `format` or `search`: it makes no sense"), Besides))]
pub async fn due(State(intake): State<Intake>, headers: HeaderMap, uri: Uri) -> Response {
    let answered = async {
        auth::by_header(&intake, &headers).await?;
        let asked = Asked::read(&uri);
        let items = due_of(&intake).await?;
        Ok(shaped(&asked, &items, || office::table("核实期限".into(), &items)))
    };
    either(answered.await)
}

/// The return of a month.
#[utoipa::path(get, path = "/api/monthly", params(("month" = Option<String>, Query), ("format" = Option<String>, Query)), security(("token" = [])),
    responses((status = 200, body = office::Monthly), (status = 404, body = Refused, description = "the policy sets no day"), (status = 400, body = Refused, description = "`day`, `format` or `search`: it makes no sense"), Besides))]
pub async fn monthly(State(intake): State<Intake>, headers: HeaderMap, uri: Uri) -> Response {
    let answered = async {
        auth::by_header(&intake, &headers).await?;
        let asked = Asked::read(&uri);
        let monthly = monthly_of(&intake, &asked).await?.ok_or_else(|| answer::error(StatusCode::NOT_FOUND, "missing"))?;
        Ok(shaped(&asked, &monthly, || monthly.table()))
    };
    either(answered.await)
}

/// Reports by receipt or telephone number; sealed ones are found by receipt only.
#[utoipa::path(get, path = "/api/reports", params(("receipt" = Option<String>, Query), ("phone" = Option<String>, Query)), security(("token" = [])),
    responses((status = 200, body = Vec<office::Item>), (status = 400, body = Refused, description = "`day`, `format` or `search`: it makes no sense"), Besides))]
pub async fn search(State(intake): State<Intake>, headers: HeaderMap, uri: Uri) -> Response {
    let answered = async {
        auth::by_header(&intake, &headers).await?;
        let asked = Asked::read(&uri);
        let said = asked.receipt.as_deref().or(asked.phone.as_deref()).unwrap_or_default();
        let search = search_of(said).ok_or_else(|| answer::error(StatusCode::BAD_REQUEST, "search"))?;
        Ok(answer::json(StatusCode::OK, &found(&intake, search).await?))
    };
    either(answered.await)
}

/// A report with what became of it.
#[utoipa::path(get, path = "/api/reports/{receipt}", params(("receipt" = String, Path)), security(("token" = [])),
    responses((status = 200, body = office::Whole), (status = 404, body = Refused, description = "no such report"), Besides))]
pub async fn report(State(intake): State<Intake>, said: Said, headers: HeaderMap) -> Response {
    let answered = async {
        auth::by_header(&intake, &headers).await?;
        let whole = whole_of(&intake, text(&said)).await?;
        whole.map(|whole| answer::json(StatusCode::OK, &whole)).ok_or_else(|| answer::error(StatusCode::NOT_FOUND, "missing"))
    };
    either(answered.await)
}

/// Changes where a report stands.
#[utoipa::path(post, path = "/api/reports/{receipt}/state", params(("receipt" = String, Path)), request_body = Wanted, security(("token" = [])),
    responses((status = 200, body = office::Whole), (status = 404, body = Refused, description = "no such report"),
        (status = 409, body = Refused, description = "there is no way from its state to that one"), (status = 422, body = Refused, description = "it takes a reason, or that one is too long or holds control characters"),
        Told, Besides))]
pub async fn set_state(State(intake): State<Intake>, said: Said, request: Request<Body>) -> Response {
    let answered = async {
        let who = auth::by_header(&intake, request.headers()).await?;
        let wanted: Wanted = read(request).await?;
        match changed(&intake, text(&said), wanted, who).await? {
            Changed::Done => {
                let whole = whole_of(&intake, text(&said)).await?;
                whole.map(|whole| answer::json(StatusCode::OK, &whole)).ok_or_else(|| answer::error(StatusCode::NOT_FOUND, "missing"))
            }
            Changed::Missing => Err(answer::error(StatusCode::NOT_FOUND, "missing")),
            Changed::NeedsReason | Changed::BadReason => Err(answer::error(StatusCode::UNPROCESSABLE_ENTITY, "reason")),
            Changed::NoWay(_) => Err(answer::error(StatusCode::CONFLICT, "state")),
        }
    };
    either(answered.await)
}

/// Erases the personal fields of a report.
#[utoipa::path(delete, path = "/api/reports/{receipt}", params(("receipt" = String, Path)), security(("token" = [])),
    responses((status = 204, description = "erased"), (status = 404, body = Refused, description = "no such report"), (status = 403, body = Refused, description = "it comes from a page of another site"), Besides))]
pub async fn delete(State(intake): State<Intake>, said: Said, headers: HeaderMap) -> Response {
    let answered = async {
        let who = auth::by_header(&intake, &headers).await?;
        let receipt: Receipt = text(&said).parse().map_err(|_| answer::error(StatusCode::NOT_FOUND, "missing"))?;
        match intake.erase(&receipt, who).await.map_err(unanswered)? {
            true => Ok(StatusCode::NO_CONTENT.into_response()),
            false => Err(answer::error(StatusCode::NOT_FOUND, "missing")),
        }
    };
    either(answered.await)
}

/// The summary of a day.
pub async fn summary_of(intake: &Intake, day: Date) -> Result<office::Summary, Response> {
    let this = intake.clone();
    intake.0.database.read(move |session| office::summary(session, &this.settings(), day)).await.map_err(unanswered)
}

/// What is handed over on a day.
pub async fn hand_over_of(intake: &Intake, day: Date) -> Result<Vec<office::Item>, Response> {
    let this = intake.clone();
    intake.0.database.read(move |session| office::hand_over_list(session, &this.settings(), day)).await.map_err(unanswered)
}

/// Hands over all that came before a day.
pub async fn hand_over_before(intake: &Intake, day: Date, who: String) -> Result<usize, Response> {
    let now = intake.0.clock.now();
    intake.0.database.write(move |session| hand_over(session, &day.to_string(), &who, now)).await.map_err(unanswered)
}

/// What was handed over and not visited.
pub async fn due_of(intake: &Intake) -> Result<Vec<office::Item>, Response> {
    let (this, today) = (intake.clone(), intake.0.clock.now().day());
    intake.0.database.read(move |session| office::due(session, &this.settings(), today)).await.map_err(unanswered)
}

/// The return of the month that is asked for, of this one where none is.
pub async fn monthly_of(intake: &Intake, asked: &Asked) -> Result<Option<office::Monthly>, Response> {
    let month = match &asked.month {
        Some(month) => parsed(&format!("{month}-01"))?,
        None => intake.0.clock.now().day(),
    };
    let this = intake.clone();
    intake.0.database.read(move |session| office::monthly(session, &this.settings(), month)).await.map_err(unanswered)
}

/// The reports that a search finds.
pub async fn found(intake: &Intake, search: Search) -> Result<Vec<office::Item>, Response> {
    let (this, today) = (intake.clone(), intake.0.clock.now().day());
    intake.0.database.read(move |session| office::list(session, &this.settings(), &search, today)).await.map_err(unanswered)
}

/// A report with what became of it.
pub async fn whole_of(intake: &Intake, receipt: &str) -> Result<Option<office::Whole>, Response> {
    let Ok(receipt) = receipt.parse::<Receipt>() else { return Ok(None) };
    let (this, today) = (intake.clone(), intake.0.clock.now().day());
    intake.0.database.read(move |session| office::whole(session, &this.settings(), receipt.as_str(), today)).await.map_err(unanswered)
}

/// Changes where a report stands.
pub async fn changed(intake: &Intake, receipt: &str, wanted: Wanted, who: String) -> Result<Changed, Response> {
    let Ok(receipt) = receipt.parse::<Receipt>() else { return Ok(Changed::Missing) };
    let wanted = Change { receipt: receipt.to_string(), state: wanted.state, reason: wanted.reason, who };
    let now = intake.0.clock.now();
    intake.0.database.write(move |session| change(session, &wanted, now)).await.map_err(unanswered)
}

/// A receipt or a telephone number, whichever was said.
pub fn search_of(said: &str) -> Option<Search> {
    let said = narrow(said);
    let receipt = said.parse::<Receipt>().ok().map(|receipt| Search::Receipt(receipt.to_string()));
    receipt.or_else(|| Phone::read(&said).map(|phone| Search::Phone(phone.into_string())))
}

/// The day that is asked for, today where none is.
#[allow(clippy::result_large_err, reason = "an answer is made once a request")]
pub fn day(intake: &Intake, asked: &Asked) -> Result<Date, Response> {
    asked.day.as_deref().map_or_else(|| Ok(intake.0.clock.now().day()), parsed)
}

/// A value in the format that is asked for.
pub fn shaped(asked: &Asked, value: &impl Serialize, table: impl Fn() -> Table) -> Response {
    match asked.format.as_deref() {
        None | Some("json") => answer::json(StatusCode::OK, value),
        Some("csv") => {
            let table = table();
            file(table.csv(), "text/csv; charset=utf-8", &table.name, "csv")
        }
        Some("xlsx") => {
            let table = table();
            match table.xlsx() {
                Ok(bytes) => file(bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &table.name, "xlsx"),
                Err(_) => answer::error(StatusCode::PAYLOAD_TOO_LARGE, "large"),
            }
        }
        Some(_) => answer::error(StatusCode::BAD_REQUEST, "format"),
    }
}

/// A file under its list's name (RFC 6266); a program that knows no names beyond ASCII gets another one.
fn file(bytes: Vec<u8>, kind: &str, name: &str, ending: &str) -> Response {
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    let named = format!("attachment; filename=\"mingbai.{ending}\"; filename*=UTF-8''{name}.{ending}");
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named.as_str())], bytes).into_response()
}

#[allow(clippy::result_large_err, reason = "an answer is made once a request")]
fn parsed(day: &str) -> Result<Date, Response> {
    day.parse().map_err(|_| answer::error(StatusCode::BAD_REQUEST, "day"))
}

async fn read<T: for<'a> Deserialize<'a>>(request: Request<Body>) -> Result<T, Response> {
    let (parts, body) = request.into_parts();
    if body::kind(&parts.headers) != Some(body::Kind::Json) {
        return Err(answer::error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "type"));
    }
    let bytes = body::read(&parts.headers, body).await.map_err(|why| Refusal::from(why).answer())?;
    serde_json::from_slice(&bytes).map_err(|_| Refusal::Json.answer())
}

fn unanswered(why: Unanswered) -> Response {
    Refusal::from(why).answer()
}

fn either(answered: Result<Response, Response>) -> Response {
    answered.unwrap_or_else(|refused| refused)
}
