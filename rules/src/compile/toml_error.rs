//! TOML's own errors in plain Chinese.

use alloc::format;
use alloc::string::{String, ToString};
use core::ops::Range;

use crate::diagnostic::Diagnostic;

/// What is wrong with a piece of TOML that stands at `body` of the file's text.
pub(super) fn diagnostic(file: &str, text: &str, body: &Range<usize>, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let mut place = body.start + span.start..body.start + span.end;
    let line = line_around(text, &place);
    let (message, help) = words(error.message(), line);
    if place.start >= body.end && body.end > body.start {
        // What is missing is missed at the end; point at the last line that says something.
        let said = text.get(body.clone()).unwrap_or_default().trim_end().len();
        place = body.start + said..body.start + said;
    }
    Diagnostic::error(file, place, message, help)
}

fn line_around<'t>(text: &'t str, place: &Range<usize>) -> &'t str {
    let before = text.get(..place.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(start..).unwrap_or_default();
    rest.split('\n').next().unwrap_or_default().trim()
}

fn words(message: &str, line: &str) -> (String, String) {
    let is_date = |part: &str| part.split('-').filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())).count() >= 3;
    let lower = message.to_lowercase();
    let value = line.split_once('=').map_or("", |(_, value)| value).trim();
    if lower.contains("duplicate key") {
        return ("同一项写了两次".into(), "请只留下一个".into());
    }
    if lower.contains("datetime") || lower.contains("date") || line.split([' ', ',', '=', '{', '[', '}']).any(is_date) {
        return ("日期写得不对".into(), "日期应写成“年-月-日”，不加引号，例如 2020-07-06，并且日历上确有这一天".into());
    }
    if lower.contains("key with no value") || lower.contains("missing value") || value.is_empty() {
        return (format!("“{line}”没有写完"), "每一项写成：名称 = 值，例如 name = \"低保标准\"".into());
    }
    if lower.contains("array") || value.starts_with('[') {
        return ("方括号没有成对，或中间少了逗号".into(), "列表写成 [甲, 乙]，各项之间用英文逗号".into());
    }
    if lower.contains("inline table") || value.starts_with('{') {
        return ("大括号没有成对，或中间少了逗号".into(), "一组值写成 { from = 2020-01-01, value = 100 }".into());
    }
    if lower.contains("string") || line.contains(['“', '”', '‘', '’']) {
        return ("引号没有成对，或用了中文引号".into(), "文字要用英文引号括起来，例如 name = \"低保标准\"".into());
    }
    if lower.contains("recursion") {
        return ("括号套得太深".into(), "请减少嵌套".into());
    }
    let help = "每一项写成：名称 = 值；文字用英文双引号括起来，数字和日期不加引号".to_string();
    (format!("这一行看不懂：{line}"), help)
}
