//! TOML's own errors in plain Chinese.

use alloc::format;
use alloc::string::{String, ToString};
use core::ops::Range;

use crate::diagnostic::Diagnostic;

/// What is wrong with a piece of TOML that stands at `body` of the file's text, as TOML's own parser found it, in words for
/// people who have never heard of TOML.
#[must_use]
pub fn toml_words(file: &str, text: &str, body: &Range<usize>, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let mut place = body.start + span.start..body.start + span.end;
    if place.start >= body.end {
        // What is missing is missed at the end; point at the last line that says something.
        let end = body.start + text.get(body.clone()).unwrap_or_default().trim_end().len();
        place = end..end;
    }
    let line = line_around(text, &place);
    let fault = Written { line: text.get(line.clone()).unwrap_or_default(), at: place.start - line.start, text, place };
    let (place, message, help) = fault.words(error.message());
    Diagnostic::error(file, place, message, help)
}

fn line_around(text: &str, place: &Range<usize>) -> Range<usize> {
    let start = text.get(..place.start).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(start..).unwrap_or_default();
    start..start + rest.find(['\n', '\r']).unwrap_or(rest.len())
}

/// What stands where the fault was found.
struct Written<'t> {
    text: &'t str,
    place: Range<usize>,
    line: &'t str,
    /// The fault's place in the line.
    at: usize,
}

type Words = (Range<usize>, String, String);

const TEXT_HELP: &str = "文字要用英文引号括起来，例如 name = \"低保标准\"";

impl Written<'_> {
    /// The key on the line.
    fn key(&self) -> &str {
        self.line.split(['=', '＝', '：', ':', ' ']).map(str::trim).find(|part| !part.is_empty()).unwrap_or_default()
    }

    fn before(&self) -> &str {
        self.line.get(..self.at).unwrap_or_default()
    }

    fn rest(&self) -> &str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn words(&self, message: &str) -> Words {
        let written = self.text.get(self.place.clone()).unwrap_or_default();
        let place = self.place.clone();
        let begins = |start: &str| message.starts_with(start);
        let (message, help): (String, String) = if begins("duplicate key") {
            (format!("“{written}”这一项写了两次"), "请只留下一个".into())
        } else if begins("invalid date") || begins("invalid time") {
            self.date(message, written)
        } else if begins("string values must be quoted") || begins("missing opening quote") || begins("invalid float") {
            return self.value(written);
        } else if begins("invalid basic string") || begins("invalid literal string") || begins("invalid multi-line") {
            ("这段文字后面少了一个英文引号".into(), TEXT_HELP.into())
        } else if message.contains("escape") {
            ("引号里的“\\”在这里另有用处".into(), "请删去它，或连写两个".into())
        } else if begins("invalid unquoted key") {
            (format!("项名不能用“{written}”"), "项名用英文，例如 name、unit、when；可以写哪些项，看同一类的别的规则".into())
        } else if begins("key with no value") {
            return self.no_equals();
        } else if begins("extra assignment") || begins("missing comma") {
            return (self.word_here(), "这前面少了一个英文逗号".into(), "同一对括号里，各项之间要用英文逗号隔开".into());
        } else if begins("unclosed array") || begins("invalid array") {
            ("方括号没有成对".into(), "请在最后一项后面补上“]”".into())
        } else if begins("unclosed inline table") || begins("invalid inline table") {
            ("大括号没有成对".into(), "一组值写成 { from = 2020-01-01, value = 100 }".into())
        } else if begins("unexpected key or value") {
            return self.surplus();
        } else if message.contains("recursion") {
            ("括号套得太深".into(), "请减少嵌套".into())
        } else {
            let help = "每一项单独写一行：项名 = 值；文字用英文引号括起来，数字和日期不加引号".to_string();
            (format!("这一行看不懂：{}", self.line.trim()), help)
        };
        (place, message, help)
    }

    fn date(&self, message: &str, written: &str) -> (String, String) {
        let lengths: alloc::vec::Vec<usize> = written.split('-').map(str::len).collect();
        if lengths == [4, 2, 2] && message.contains("between") {
            return (format!("日历上没有 {written} 这一天"), "请核对月和日".into());
        }
        (format!("日期“{written}”写得不对"), "日期写成“年-月-日”，月和日都写两位，不加引号，例如 2020-07-06".into())
    }

    /// A value that is neither a quoted text nor a number nor a date.
    fn value(&self, written: &str) -> Words {
        let place = self.place.clone();
        let Some(first) = written.chars().next().or_else(|| self.rest().chars().next()) else {
            let key = self.key();
            let message = if key.is_empty() { "这里没有写完".into() } else { format!("“{key}”后面没有写值") };
            return (place, message, "每一项写成：项名 = 值，例如 name = \"低保标准\"".into());
        };
        let token = self.token();
        if token.starts_with(|c: char| c.is_ascii_digit()) && (token.contains('年') || token.matches(['.', '/']).count() == 2) {
            let start = self.place.start.saturating_sub(self.before().len() - self.token_start());
            let help = "日期写成“年-月-日”，月和日都写两位，不加引号，例如 2020-07-06";
            return (start..start + token.len(), format!("日期“{token}”写得不对"), help.into());
        }
        if matches!(first, '“' | '”' | '‘' | '’' | '「' | '『' | '＂' | '＇') {
            return (place, "文字要用英文引号括起来，这里用的是中文引号".into(), "请换成英文引号，例如 name = \"低保标准\"".into());
        }
        if let Some(mark) = written.chars().last().filter(|mark| matches!(mark, '，' | '；' | '。' | '、'))
            && first.is_ascii_digit()
        {
            let start = place.end - mark.len_utf8();
            return (start..place.end, format!("这里多了一个中文的“{mark}”"), "隔开几项要用英文逗号；一项写完就换行，不用标点".into());
        }
        let help = match written {
            "是" | "对" | "有" | "可以" => "“是”要写 true，不加引号".into(),
            "否" | "不" | "无" | "没有" => "“否”要写 false，不加引号".into(),
            _ if first.is_ascii_digit() => "数字后面不写单位；单位写在 unit 里，例如 unit = \"元/人\"".into(),
            _ => TEXT_HELP.to_string(),
        };
        let message = match self.rest().ends_with(['"', '\'']) {
            true if written.is_empty() => "这段文字前面少了一个英文引号".into(),
            _ if first.is_ascii_digit() => format!("“{written}”不是数字"),
            _ => format!("“{written}”没有用英文引号括起来"),
        };
        (place, message, help)
    }

    /// Where the word around the fault begins in the line.
    fn token_start(&self) -> usize {
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '=' | '{' | '[' | '}' | ']');
        self.before()
            .rfind(ends)
            .map_or(0, |at| at + self.before().get(at..).and_then(|tail| tail.chars().next()).map_or(1, char::len_utf8))
    }

    /// The word around the fault.
    fn token(&self) -> &str {
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '=' | '{' | '[' | '}' | ']');
        let from = self.line.get(self.token_start()..).unwrap_or_default();
        from.get(..from.find(ends).unwrap_or(from.len())).unwrap_or_default()
    }

    /// The word at which or in front of which something is missing.
    fn word_here(&self) -> Range<usize> {
        let before = self.before().trim_end();
        if self.rest().starts_with('=') {
            let word = before.len() - before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
            let end = self.place.start - (self.before().len() - before.len());
            return end - word..end;
        }
        self.place.clone()
    }

    fn no_equals(&self) -> Words {
        let sign = self.line.char_indices().find(|(_, c)| matches!(c, '：' | '＝' | ':'));
        match sign {
            Some((at, sign)) => {
                let start = self.place.start - self.at + at;
                let help = format!("请写成：{} = ……", self.key());
                (start..start + sign.len_utf8(), format!("项名后面要写英文等号，这里写的是“{sign}”"), help)
            }
            None => {
                let start = self.place.start - self.at + self.line.len() - self.line.trim_start().len();
                let help = "每一项写成：项名 = 值，例如 name = \"低保标准\"".into();
                (start..start + self.line.trim().len(), format!("“{}”后面没有写等号和值", self.line.trim()), help)
            }
        }
    }

    /// More on a line than one item.
    fn surplus(&self) -> Words {
        let rest = self.rest().trim_start_matches([',', '，', ';', '；', ' ']);
        let after_key = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').trim_start();
        if rest.starts_with(|c: char| c.is_ascii_alphabetic()) && after_key.starts_with('=') && !after_key.starts_with("==") {
            let start = self.place.end + (self.rest().len() - rest.len());
            return (start..start, "一行只能写一项".into(), "请把这一项写到下一行，中间不用标点".into());
        }
        let place = self.place.start..self.place.start + self.rest().trim_end().len();
        let value = self.line.split_once('=').map_or("", |(_, value)| value.trim());
        if self.before().ends_with(['"', '\'']) && value.matches(['"', '\'']).count() > 2 {
            let start = self.place.start.saturating_sub(1);
            let help = "外面用英文双引号，里面的选项用英文单引号，例如 when = \"建档立卡情况 == '普通农户'\"";
            return (start..start + 1, "引号里面又用了同样的引号，文字到这里就断了".into(), help.into());
        }
        let extra = self.rest().trim();
        let help = "一项写完就换行；说明写在 # 后面".into();
        (place, format!("这一项后面多了“{extra}”"), help)
    }
}
