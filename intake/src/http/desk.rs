//! The operator's pages: what is to do today, a search, and a report taken by telephone. No script.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use serde_json::json;

use crate::key::Key;
use crate::office;
use crate::random;
use crate::report::{Content, Fault, Form, Report, Sealed, check, value_of};
use crate::table::Table;

use super::api::{self, Asked};
use super::desk_report::who;
use super::door::{either, see, sent, signed_in, words};
use super::outcome::{Refusal, Stamp};
use super::reports::{key_of_content, store};
use super::{Intake, answer, form_page, notice, page, receipt_page};

/// The routes.
pub fn routes() -> Router<Intake> {
    Router::new()
        .route("/office/", get(today))
        .route("/office/handover", post(hand_over))
        .route("/office/download", get(download))
        .route("/office/search", get(search))
        .route("/office/new", get(blank).post(enter))
}

async fn today(State(intake): State<Intake>, headers: HeaderMap, uri: Uri) -> Response {
    let answered = async {
        let name = signed_in(&intake, &headers, "../").await?;
        let asked = Asked::read(&uri);
        let day = api::day(&intake, &asked)?;
        let summary = api::summary_of(&intake, day).await?;
        let waiting = api::hand_over_of(&intake, day).await?;
        let due = api::due_of(&intake).await?;
        let monthly = api::monthly_of(&intake, &asked).await?;
        let main = html! {
            h1 { (receipt_page::words(day)) }
            p { (name) "，你好。" }
            (search_form(""))
            p { a href="new" { "登记一份电话里说的" } }
            h2 { "当天汇总" }
            (table(&summary.table(&intake.settings())))
            (downloads("summary", &format!("&day={day}")))
            h2 { "今天要交办的（" (waiting.len()) " 份）" }
            (list(&waiting))
            @if !waiting.is_empty() {
                form method="post" action="handover" {
                    input type="hidden" name="day" value=(day);
                    button type="submit" { "这 " (waiting.len()) " 份都已交办" }
                }
            }
            (downloads("handover", &format!("&day={day}")))
            h2 { "等着核实的（" (due.len()) " 份）" }
            (list(&due))
            (downloads("due", ""))
            @if let Some(monthly) = monthly {
                h2 { "月报" }
                p { (monthly.from) " 到 " (monthly.until) " 收到的。最晚的工作日：" (monthly.working) "。" }
                (table(&monthly.table()))
                (downloads("monthly", ""))
            }
            form method="post" action="logout" { p { button.quiet type="submit" { "退出" } } }
        };
        Ok(page::wide(&intake.settings(), StatusCode::OK, "../", "今天", &main))
    };
    either(answered.await)
}

fn search_form(said: &str) -> Markup {
    html! {
        form method="get" action="search" {
            p.entry {
                label for="field-said" { "查一份：收条号，或者电话" }
                input id="field-said" type="text" name="receipt" value=(said) autocomplete="off";
                button.small type="submit" { "查" }
            }
        }
    }
}

fn downloads(what: &str, more: &str) -> Markup {
    html! {
        p { "下载：" @for format in ["xlsx", "csv"] { a href={ "download?what=" (what) "&format=" (format) (more) } { (format.to_uppercase()) } " " } }
    }
}

fn table(table: &Table) -> Markup {
    html! {
        @if table.rows.is_empty() { p { "没有。" } } @else {
            div.scroll tabindex="0" role="region" aria-label=(table.name) {
                table {
                    thead { tr { @for name in &table.head { th scope="col" { (name) } } } }
                    tbody { @for row in &table.rows { tr { @for cell in row { td { (cell.text()) } } } } }
                }
            }
        }
    }
}

fn list(items: &[office::Item]) -> Markup {
    html! {
        @if items.is_empty() { p { "没有。" } } @else {
            ul.cards {
                @for item in items {
                    li {
                        h3 { a href={ "report/" (item.receipt) } { (item.receipt) } span.word { (item.state.words()) } }
                        (who(item))
                        @if !item.due.is_empty() { p { "核实期限：" (item.due) @if item.overdue { strong { "，已经过期" } } } }
                    }
                }
            }
        }
    }
}

async fn download(State(intake): State<Intake>, headers: HeaderMap, uri: Uri) -> Response {
    let answered = async {
        signed_in(&intake, &headers, "../").await?;
        let asked = Asked::read(&uri);
        let query = Form::read(uri.query().unwrap_or_default().as_bytes());
        let day = api::day(&intake, &asked)?;
        Ok(match query.get("what") {
            "summary" => {
                let summary = api::summary_of(&intake, day).await?;
                api::shaped(&asked, &summary, || summary.table(&intake.settings()))
            }
            "handover" => {
                let items = api::hand_over_of(&intake, day).await?;
                api::shaped(&asked, &items, || office::table(format!("{day} 交办"), &items))
            }
            "due" => {
                let items = api::due_of(&intake).await?;
                api::shaped(&asked, &items, || office::table("核实期限".into(), &items))
            }
            "monthly" => match api::monthly_of(&intake, &asked).await? {
                Some(monthly) => api::shaped(&asked, &monthly, || monthly.table()),
                None => answer::error(StatusCode::NOT_FOUND, "missing"),
            },
            _ => answer::error(StatusCode::NOT_FOUND, "missing"),
        })
    };
    either(answered.await)
}

async fn hand_over(State(intake): State<Intake>, request: Request<Body>) -> Response {
    let answered = async {
        let (name, form) = sent(&intake, request, "../").await?;
        let asked = Asked { day: Some(form.get("day").to_owned()), ..Asked::default() };
        api::hand_over_before(&intake, api::day(&intake, &asked)?, name).await?;
        Ok(see("./"))
    };
    either(answered.await)
}

async fn search(State(intake): State<Intake>, headers: HeaderMap, uri: Uri) -> Response {
    let answered = async {
        signed_in(&intake, &headers, "../").await?;
        let said = Asked::read(&uri).receipt.unwrap_or_default();
        let found = match api::search_of(&said) {
            Some(search) => Ok(api::found(&intake, search).await?),
            None => Err("写全收条号（最后一位也要对），或者电话号码。"),
        };
        let main = html! {
            h1 { "查到的" }
            (search_form(&said))
            @match &found {
                Ok(items) => { h2 { (items.len()) " 份" } (list(items)) }
                Err(words) => { p.error { (words) } }
            }
            p { a href="./" { "回到今天" } }
        };
        Ok(page::wide(&intake.settings(), StatusCode::OK, "../", "查到的", &main))
    };
    either(answered.await)
}

async fn blank(State(intake): State<Intake>, headers: HeaderMap) -> Response {
    let answered = async {
        signed_in(&intake, &headers, "../").await?;
        // The page's key goes with the form however often it is sent.
        let key = random::bytes().map(Key::from_bytes).map_err(|_| answer::error(StatusCode::SERVICE_UNAVAILABLE, "storage"))?;
        Ok(entry_page(&intake, StatusCode::OK, &Form::read(format!("key={key}").as_bytes()), &[], ""))
    };
    either(answered.await)
}

fn entry_page(intake: &Intake, status: StatusCode, form: &Form, faults: &[Fault], fault: &str) -> Response {
    let main = html! {
        h1 { "登记一份电话里说的" }
        p { "先把下面的告知念给对方听，同意了再勾。" }
        (notice::notice(&intake.settings()))
        @if !fault.is_empty() { p.error role="alert" { (fault) } }
        (form_page::summary(faults))
        (form_page::fields(&intake.settings(), form, faults, "new", "登记"))
        p { a href="./" { "回到今天" } }
    };
    page::page(&intake.settings(), status, "../", "登记", &main)
}

async fn enter(State(intake): State<Intake>, request: Request<Body>) -> Response {
    let answered = async {
        let (_, form) = sent(&intake, request, "../").await?;
        match entered(&intake, &form).await {
            Ok(stamp) => Ok(see(&format!("report/{}", stamp.receipt))),
            Err(Refusal::Fields(faults)) => Ok(entry_page(&intake, StatusCode::UNPROCESSABLE_ENTITY, &form, &faults, "")),
            // What was typed stays.
            Err(refusal) => {
                let (status, _) = refusal.parts();
                Ok(refusal.later(entry_page(&intake, status, &form, &[], words(status))))
            }
        }
    };
    either(answered.await)
}

async fn entered(intake: &Intake, form: &Form) -> Result<Stamp, Refusal> {
    let value = value_of(form);
    let report = check(&value, &intake.settings(), false).map_err(Refusal::Fields)?;
    let key: Key = form.get("key").trim().parse().map_err(|_| Refusal::Key)?;
    if intake.settings().seal.is_none() {
        return Ok(store(intake, report, &key, &value, "office").await?.1);
    }
    // Sealing makes another ciphertext each time, and a digest of what was said would tell of it beside its key: so the body
    // is told by what the secret of the day makes of it.
    let body = json!(key_of_content(intake, &value).await?.to_string());
    let report = sealed(intake, report, &key).ok_or(Refusal::Storage)?;
    Ok(store(intake, report, &key, &body, "office").await?.1)
}

/// The report with its personal fields sealed to the office's key.
fn sealed(intake: &Intake, report: Report, key: &Key) -> Option<Report> {
    let Content::Open(personal) = &report.content else { return Some(report) };
    let settings = intake.settings();
    let public = settings.seal.as_ref()?;
    let plaintext = serde_json::to_string(personal).ok()?;
    let ciphertext = seal::seal(public, &key.to_string(), &plaintext, &random::bytes().ok()?)?;
    Some(Report { content: Content::Sealed(Sealed { key: public.name(), ciphertext }), ..report })
}
