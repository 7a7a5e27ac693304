//! What somebody without script gets: the receipt, and what happens next.

use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::settings::{Settings, working_days_after};

use super::outcome::Stamp;
use super::page::{self, field};

/// The page of a receipt.
pub fn receipt(settings: &Settings, status: StatusCode, stamp: &Stamp) -> Response {
    let main = html! { div.report {
        h1 { "收到了" }
        div.receipt {
            p.caption { "收条号，打电话问的时候报给对方：" }
            p.number { (stamp.receipt) }
            p { (moment(&stamp.received)) "收到。" }
        }
        p.notice { "请把收条号抄下来，或者把这一页截图、打印。查问、更正、删除，都说这个号。" }
        h2 { "接下来会怎样" }
        (next(settings, &stamp.received))
        p { "要查、要改、要删，找：" (field(&settings.contact)) }
    } };
    page::page(settings, status, "", "收到了", &main)
}

/// The steps after a report, with their days as far as they are known.
pub fn next(settings: &Settings, received: &str) -> Markup {
    let day: Option<Date> = received.get(..10).and_then(|day| day.parse().ok());
    let handed_over = day.and_then(|day| day.tomorrow().ok());
    let rests = handed_over.is_some_and(|day| settings.calendar.is_working(day) == Some(false));
    let due = handed_over.zip(settings.verification_days).map(|(day, count)| working_days_after(settings.calendar.as_ref(), day, count));
    html! {
        ol.steps {
            li { span { strong { "汇总。" } "当天收到的情况，当天汇总" @if let Some(day) = day { "（" (words(day)) "）" } "。" } }
            li { span { strong { "交办。" } "第二天把名单交给镇（街）" @if let Some(day) = handed_over { "（" (words(day)) "）" } "。"
                @if rests { "这一天不上班；碰上休息日怎么办，文件没有写。" }
            } }
            li { span { strong { "核实。" }
                @match settings.verification_days {
                    Some(count) => {
                        "镇（街）从交办以后算起，" (count) " 个工作日内核实，会有人上门看。"
                        @match due {
                            Some(Some(due)) => { "第二天交办的话，到 " (words(due)) " 为止。" }
                            _ => { "到哪一天为止：未公布（那一年的放假安排还没有）。" }
                        }
                    }
                    None => { "由镇（街）上门核实。" }
                }
            } }
            li { span { strong { "确认。" } "符合条件的，由领导小组确认。要多少天，文件没有写。" } }
        }
    }
}

/// A day in words.
pub fn words(day: Date) -> String {
    let weekday = match day.weekday() {
        jiff::civil::Weekday::Monday => "星期一",
        jiff::civil::Weekday::Tuesday => "星期二",
        jiff::civil::Weekday::Wednesday => "星期三",
        jiff::civil::Weekday::Thursday => "星期四",
        jiff::civil::Weekday::Friday => "星期五",
        jiff::civil::Weekday::Saturday => "星期六",
        jiff::civil::Weekday::Sunday => "星期日",
    };
    format!("{} 年 {} 月 {} 日，{weekday}", day.year(), day.month(), day.day())
}

/// A moment as it stands in a receipt, in words.
pub fn moment(received: &str) -> String {
    let (day, time) = (received.get(..10).and_then(|day| day.parse().ok()).map(words), received.get(11..16));
    match (day, time) {
        (Some(day), Some(time)) => format!("{day} {time} "),
        _ => received.to_owned(),
    }
}
