//! The way into the operators' pages, and how what is refused there is said.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::html;

use crate::report::Form;

use super::outcome::Refusal;
use super::reports::{Peer, take};
use super::{Intake, answer, auth, body, page};

/// The routes.
pub fn routes() -> Router<Intake> {
    Router::new().route("/office/login", get(ask).post(login)).route("/office/logout", post(logout))
}

/// The name of who is signed in, or the way to the page where that is done.
pub async fn signed_in(intake: &Intake, headers: &HeaderMap, root: &str) -> Result<String, Response> {
    match auth::by_cookie(intake, headers).await {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(see(&format!("{root}office/login"))),
        Err(why) => Err(Refusal::from(why).answer()),
    }
}

/// The form that was sent by one of these pages, and who sent it.
pub async fn sent(intake: &Intake, request: Request<Body>, root: &str) -> Result<(String, Form), Response> {
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

/// What a status means to an operator.
pub fn words(status: StatusCode) -> &'static str {
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

/// Leads to another page.
pub fn see(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

/// One or the other.
pub fn either(answered: Result<Response, Response>) -> Response {
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
