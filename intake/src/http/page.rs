//! The frame of all pages: the site's look, no script, nothing from elsewhere.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::settings::Settings;

/// A page; `root` is the way back to the intake's root, such as `../`.
pub fn page(settings: &Settings, status: StatusCode, root: &str, title: &str, main: &Markup) -> Response {
    framed(settings, status, root, title, main, false)
}

/// A page with tables, as wide as a screen of the office is.
pub fn wide(settings: &Settings, status: StatusCode, root: &str, title: &str, main: &Markup) -> Response {
    framed(settings, status, root, title, main, true)
}

fn framed(settings: &Settings, status: StatusCode, root: &str, title: &str, main: &Markup, wide: bool) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="format-detection" content="telephone=no";
                title { (title) " - " (settings.title) }
                link rel="stylesheet" href={ (root) "style.css" };
            }
            body.wide[wide] {
                a.skip href="#main" { "跳到正文" }
                header.top { p.site-name {
                    @if settings.site.is_empty() { (settings.title) } @else { a href=(settings.site) { (settings.title) } }
                } }
                main #main tabindex="-1" { (main) }
                footer.bottom { (hotline(settings)) }
            }
        }
    };
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string()).into_response()
}

/// Whom to call.
pub fn hotline(settings: &Settings) -> Markup {
    let name = if settings.hotline.name.is_empty() { "热线" } else { &settings.hotline.name };
    html! {
        p { (name) "：" @if settings.hotline.phone.is_empty() { (field("")) } @else { (call(&settings.hotline.phone)) } }
    }
}

/// A value, or that nobody has filled it in.
pub fn field(value: &str) -> Markup {
    html! { @if value.is_empty() { span.unset { "待主办单位填写" } } @else { (value) } }
}

/// A number to call.
pub fn call(phone: &str) -> Markup {
    html! { a href={ "tel:" (phone) } { (phone) } }
}
