//! A report on the operators' pages: what it says, what became of it, moving it on, and erasing it where somebody asks for that.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

use crate::office;
use crate::receipt::Receipt;
use crate::state::{State as Standing, Way};
use crate::store::{Changed, LONGEST_REASON};

use super::api::{self, Said, Wanted};
use super::door::{either, see, sent, signed_in};
use super::outcome::Refusal;
use super::{Intake, answer, page, receipt_page};

/// The routes.
pub fn routes() -> Router<Intake> {
    Router::new()
        .route("/office/report/{receipt}", get(report).post(move_on))
        .route("/office/erase/{receipt}", get(ask_to_erase).post(erase))
}

/// Where a report comes from, and from whom.
pub fn who(item: &office::Item) -> Markup {
    html! {
        p {
            (item.town) " "
            @if item.place != item.town { (item.place) " " }
            @match item.fields.as_str() {
                "sealed" => { "（内容封存着，到办公室用 mingbai intake open 看）" }
                "erased" => { "（内容已抹掉）" }
                _ => { bdi { (item.name) } " " a href={ "tel:" (item.phone) } { (item.phone) } }
            }
        }
    }
}

async fn report(State(intake): State<Intake>, said: Said, headers: HeaderMap) -> Response {
    let answered = async {
        signed_in(&intake, &headers, "../../").await?;
        let receipt: Receipt = api::text(&said).parse().map_err(|_| missing_page(&intake))?;
        let receipt = receipt.as_str();
        report_page(&intake, receipt, StatusCode::OK, "", "").await
    };
    either(answered.await)
}

/// What is wrong is said, and a reason that was typed stays.
async fn report_page(intake: &Intake, receipt: &str, status: StatusCode, fault: &str, reason: &str) -> Result<Response, Response> {
    let whole = api::whole_of(intake, receipt).await?.ok_or_else(|| missing_page(intake))?;
    let item = &whole.report;
    let ways: Vec<(Standing, Way)> =
        Standing::ALL.into_iter().map(|state| (state, item.state.way_to(state))).filter(|(_, way)| *way != Way::None).collect();
    let main = html! {
        h1 { (item.receipt) }
        @if !fault.is_empty() { p.error role="alert" { (fault) } }
        p { strong { (item.state.words()) } "，" (receipt_page::moment(&item.received)) "收到" }
        (who(item))
        @if !item.relation.is_empty() { p { "替别的人家上报，是那一户的：" bdi { (item.relation) } } }
        @if !item.causes.is_empty() { p { "难处：" (item.causes.join("、")) } }
        @if !item.note.is_empty() { blockquote { @for line in item.note.lines() { p { bdi { (line) } } } } }
        @if !item.due.is_empty() { p { "核实期限：" (item.due) @if item.overdue { strong { "，已经过期" } } } }
        @if item.state == Standing::Received {
            h2 { "念给对方听" }
            p { "请记下收条号，要查、要改、要删，都说这个号：" strong { (item.receipt) } }
            (receipt_page::next(&intake.settings(), &item.received))
        }
        h2 { "改到哪一步" }
        form method="post" action=(item.receipt) {
            p.entry {
                label for="field-reason" { "原因（往回改、不建议纳入、提前办结，都要写）" }
                input id="field-reason" type="text" name="reason" value=(reason) autocomplete="off" maxlength=(LONGEST_REASON);
            }
            @for (state, way) in &ways {
                p { button.quiet[*way == Way::WithReason] type="submit" name="state" value=(state.as_str()) { (state.words()) @if *way == Way::WithReason { "（要写原因）" } } }
            }
        }
        h2 { "经过" }
        ol.steps {
            li { span { (receipt_page::moment(&item.received)) (Standing::Received.words()) } }
            @for step in &whole.history {
                li { span { (receipt_page::moment(&step.at)) (step.who) "：" (step.words()) @if !step.reason.is_empty() { "（" bdi { (step.reason) } "）" } } }
            }
        }
        @if item.fields != "erased" { p { a href={ "../erase/" (item.receipt) } { "本人要求删除" } } }
        p { a href="../" { "回到今天" } }
    };
    Ok(page::page(&intake.settings(), status, "../../", &item.receipt, &main))
}

fn missing_page(intake: &Intake) -> Response {
    let main = html! { h1 { "没有这一份" } p { a href="../" { "回到今天" } } };
    page::page(&intake.settings(), StatusCode::NOT_FOUND, "../../", "没有这一份", &main)
}

async fn move_on(State(intake): State<Intake>, said: Said, request: Request<Body>) -> Response {
    let answered = async {
        let (who, form) = sent(&intake, request, "../../").await?;
        let receipt: Receipt = api::text(&said).parse().map_err(|_| missing_page(&intake))?;
        let receipt = receipt.as_str();
        let state = form.get("state").parse().map_err(|_| answer::error(StatusCode::BAD_REQUEST, "state"))?;
        let wanted = Wanted { state, reason: form.get("reason").to_owned() };
        match api::changed(&intake, receipt, wanted, who).await? {
            Changed::Done => Ok(see(receipt)),
            Changed::Missing => Ok(missing_page(&intake)),
            Changed::NeedsReason => report_page(&intake, receipt, StatusCode::UNPROCESSABLE_ENTITY, "这样改要写原因。", "").await,
            Changed::BadReason => {
                let words = format!("原因最多 {LONGEST_REASON} 个字，不能有看不见的控制字符。");
                report_page(&intake, receipt, StatusCode::UNPROCESSABLE_ENTITY, &words, form.get("reason")).await
            }
            Changed::NoWay(_) => {
                report_page(&intake, receipt, StatusCode::CONFLICT, "现在不能改成那一步，可能别人刚改过。", form.get("reason")).await
            }
        }
    };
    either(answered.await)
}

async fn ask_to_erase(State(intake): State<Intake>, said: Said, headers: HeaderMap) -> Response {
    let answered = async {
        signed_in(&intake, &headers, "../../").await?;
        let whole = api::whole_of(&intake, api::text(&said)).await?.ok_or_else(|| missing_page(&intake))?;
        let item = &whole.report;
        let main = html! {
            h1 { "抹掉 " (item.receipt) "？" }
            (who(item))
            p { "姓名、电话、难处、说明和改动的原因会真的抹掉，找不回来。只留下那一天那个地方收过一份、办到了哪一步、谁在什么时候抹掉的。" }
            form method="post" action=(item.receipt) { p { button type="submit" { "真的抹掉" } } }
            p { a href={ "../report/" (item.receipt) } { "不抹掉，回到这一份" } }
        };
        Ok(page::page(&intake.settings(), StatusCode::OK, "../../", "抹掉", &main))
    };
    either(answered.await)
}

async fn erase(State(intake): State<Intake>, said: Said, request: Request<Body>) -> Response {
    let answered = async {
        let (who, _) = sent(&intake, request, "../../").await?;
        let receipt: Receipt = api::text(&said).parse().map_err(|_| missing_page(&intake))?;
        match intake.erase(&receipt, who).await {
            Ok(true) => Ok(see(&format!("../report/{receipt}"))),
            Ok(false) => Ok(missing_page(&intake)),
            Err(why) => Err(Refusal::from(why).answer()),
        }
    };
    either(answered.await)
}
