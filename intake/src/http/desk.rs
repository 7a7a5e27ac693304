//! The operator's pages: what is to do today, a report taken by telephone, a search, and where a report stands. No script.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde_json::json;

use crate::key::Key;
use crate::office;
use crate::random;
use crate::receipt::Receipt;
use crate::report::{Content, Fault, Form, Report, Sealed, check, value_of};
use crate::state::{State as Standing, Way};
use crate::store::{Changed, LONGEST_REASON};
use crate::table::Table;

use super::api::{self, Asked, Said, Wanted};
use super::outcome::{Refusal, Stamp};
use super::reports::{Peer, key_of_content, store, take};
use super::{Intake, answer, auth, body, form_page, notice, page, receipt_page};

/// The routes.
pub fn routes() -> Router<Intake> {
    Router::new()
        .route("/office/", get(today))
        .route("/office/login", get(ask).post(login))
        .route("/office/logout", post(logout))
        .route("/office/handover", post(hand_over))
        .route("/office/download", get(download))
        .route("/office/search", get(search))
        .route("/office/new", get(blank).post(enter))
        .route("/office/report/{receipt}", get(report).post(move_on))
}

/// The name of who is signed in, or the way to the page where that is done.
async fn signed_in(intake: &Intake, headers: &HeaderMap, root: &str) -> Result<String, Response> {
    match auth::by_cookie(intake, headers).await {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(see(&format!("{root}office/login"))),
        Err(why) => Err(Refusal::from(why).answer()),
    }
}

/// The form that was sent by one of these pages, and who sent it.
async fn sent(intake: &Intake, request: Request<Body>, root: &str) -> Result<(String, Form), Response> {
    let name = signed_in(intake, request.headers(), root).await?;
    Ok((name, form_of(request).await?))
}

async fn form_of(request: Request<Body>) -> Result<Form, Response> {
    let (parts, body) = request.into_parts();
    if body::kind(&parts.headers) != Some(body::Kind::Form) {
        return Err(answer::error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "type"));
    }
    let body = body::read(&parts.headers, body).await.map_err(|why| Refusal::from(why).answer())?;
    Ok(Form::read(&body))
}

/// Says in words what was refused at the office: an operator reads no JSON.
pub async fn in_words(State(intake): State<Intake>, request: Request<Body>, next: Next) -> Response {
    let path = request.uri().path();
    let (office, depth) = (path.starts_with("/office/"), path.matches('/').count().saturating_sub(1));
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    let status = response.status();
    if !office || !(status.is_client_error() || status.is_server_error()) || kind.is_some_and(|kind| kind != "application/json") {
        return response;
    }
    let (root, home) = ("../".repeat(depth), "../".repeat(depth.saturating_sub(1)));
    let home = if home.is_empty() { "./" } else { &home };
    let main = html! { h1 { "没有做成" } div.alert { p { (words(status)) } } p { a href=(home) { "回到今天" } } };
    let mut page = page::page(&intake.settings(), status, &root, "没有做成", &main);
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

fn words(status: StatusCode) -> &'static str {
    match status {
        StatusCode::FORBIDDEN => "这不是从这里的页面发来的，所以没有做。请回到今天，重新来。",
        StatusCode::NOT_FOUND => "没有要找的这一样。",
        StatusCode::REQUEST_TIMEOUT => "网太慢，没有收全。请再发一次。",
        StatusCode::CONFLICT => "这一份已经登记过，这次的内容和上次不一样。先查那一份；是另外一份，就回到今天，重新登记。",
        StatusCode::PAYLOAD_TOO_LARGE => "内容太多，收不下。请把补充说明写短一些。",
        StatusCode::TOO_MANY_REQUESTS => "现在用的人太多，没有做。请过一会儿再试。",
        StatusCode::SERVICE_UNAVAILABLE => "数据库现在用不了，没有做。请过一会儿再试；一直这样，就找管机器的人。",
        _ => "发来的内容不对，没有做。请回到今天，重新来。",
    }
}

fn see(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

fn either(answered: Result<Response, Response>) -> Response {
    answered.unwrap_or_else(|refused| refused)
}

async fn ask(State(intake): State<Intake>) -> Response {
    login_page(&intake, StatusCode::OK, "")
}

fn login_page(intake: &Intake, status: StatusCode, fault: &str) -> Response {
    let main = html! {
        h1 { "登录" }
        @if !fault.is_empty() { p.error id="error-token" { (fault) } }
        form method="post" action="login" {
            p.entry {
                label for="field-token" { "口令（用 mingbai intake token 生成的）" }
                input id="field-token" type="password" name="token" autocomplete="current-password" required;
            }
            p { button type="submit" { "登录" } }
        }
    };
    page::page(&intake.settings(), status, "../", "登录", &main)
}

async fn login(State(intake): State<Intake>, request: Request<Body>) -> Response {
    if let Err(Refusal::Busy(seconds)) = take(&intake, request.extensions().get::<Peer>(), request.headers()) {
        return answer::later(login_page(&intake, StatusCode::TOO_MANY_REQUESTS, "试得太多了，请过一会儿再试。"), seconds);
    }
    let form = match form_of(request).await {
        Ok(form) => form,
        Err(refused) => return refused,
    };
    let token = form.get("token").trim();
    match auth::named(&intake, token).await {
        Ok(Some(_)) => ([(header::SET_COOKIE, auth::cookie(&intake, token))], see("./")).into_response(),
        Ok(None) => login_page(&intake, StatusCode::FORBIDDEN, "口令不对。请核对，或者请管理的人重新生成一个。"),
        Err(why) => Refusal::from(why).answer(),
    }
}

async fn logout(State(intake): State<Intake>) -> Response {
    ([(header::SET_COOKIE, auth::cookie(&intake, ""))], see("login")).into_response()
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
        Ok(page::page(&intake.settings(), StatusCode::OK, "../", "今天", &main))
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

fn who(item: &office::Item) -> Markup {
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
        Ok(page::page(&intake.settings(), StatusCode::OK, "../", "查到的", &main))
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

async fn report(State(intake): State<Intake>, said: Said, headers: HeaderMap) -> Response {
    let answered = async {
        signed_in(&intake, &headers, "../../").await?;
        let receipt: Receipt = api::text(&said).parse().map_err(|_| missing_page(&intake))?;
        let receipt = receipt.as_str();
        report_page(&intake, receipt, StatusCode::OK, "").await
    };
    either(answered.await)
}

async fn report_page(intake: &Intake, receipt: &str, status: StatusCode, fault: &str) -> Result<Response, Response> {
    let whole = api::whole_of(intake, receipt).await?.ok_or_else(|| missing_page(intake))?;
    let item = &whole.report;
    let ways: Vec<(Standing, Way)> =
        Standing::ALL.into_iter().map(|state| (state, item.state.way_to(state))).filter(|(_, way)| *way != Way::None).collect();
    let main = html! {
        h1 { (item.receipt) }
        @if !fault.is_empty() { p.error role="alert" { (fault) } }
        p { strong { (item.state.words()) } "，" (receipt_page::moment(&item.received)) " 收到" }
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
                input id="field-reason" type="text" name="reason" autocomplete="off" maxlength="500";
            }
            @for (state, way) in &ways {
                p { button.quiet[*way == Way::WithReason] type="submit" name="state" value=(state.as_str()) { (state.words()) @if *way == Way::WithReason { "（要写原因）" } } }
            }
        }
        h2 { "经过" }
        ol.steps {
            li { span { (receipt_page::moment(&item.received)) "，" (Standing::Received.words()) } }
            @for step in &whole.history {
                li { span { (receipt_page::moment(&step.at)) "，" (step.who) "：" (step.state.parse::<Standing>().map_or("", Standing::words)) @if !step.reason.is_empty() { "（" bdi { (step.reason) } "）" } } }
            }
        }
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
            Changed::NeedsReason => report_page(&intake, receipt, StatusCode::UNPROCESSABLE_ENTITY, "这样改要写原因。").await,
            Changed::BadReason => {
                let words = format!("原因最多 {LONGEST_REASON} 个字，不能有看不见的控制字符。");
                report_page(&intake, receipt, StatusCode::UNPROCESSABLE_ENTITY, &words).await
            }
            Changed::NoWay(_) => report_page(&intake, receipt, StatusCode::CONFLICT, "现在不能改成那一步，可能别人刚改过。").await,
        }
    };
    either(answered.await)
}
