//! The keys of one TOML table, taken one by one; what is left over is unknown.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::raw::{Located, Source};
use crate::date::Date;
use crate::diagnostic::{Diagnostic, nearest};
use crate::number;
use crate::unit::Unit;

/// The file that tables stand in, and what was found wrong with them.
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl File<'_> {
    pub(super) fn error(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(self.name, span, message, help));
    }
}

/// A value with its kind in words, for errors.
pub(super) fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "文字",
        DeValue::Integer(_) | DeValue::Float(_) => "数字",
        DeValue::Boolean(_) => "true/false",
        DeValue::Datetime(_) => "日期",
        DeValue::Array(_) => "列表",
        DeValue::Table(_) => "一组值",
    }
}

/// A table of the file.
pub(super) struct Table<'t, 'd, 'a> {
    pub(super) file: &'t mut File<'a>,
    entries: &'t DeTable<'d>,
    /// Where the piece of TOML begins in the file.
    base: usize,
    /// Where the table stands in the file.
    pub(super) place: Range<usize>,
    /// What the table is, for errors.
    what: &'t str,
    taken: Vec<&'static str>,
}

impl<'t, 'd, 'a> Table<'t, 'd, 'a> {
    pub(super) fn new(file: &'t mut File<'a>, entries: &'t DeTable<'d>, base: usize, place: Range<usize>, what: &'t str) -> Self {
        Self { file, entries, base, place, what, taken: Vec::new() }
    }

    /// Where something stands in the file.
    pub(super) fn span_of<T>(&self, value: &Spanned<T>) -> Range<usize> {
        self.base + value.span().start..self.base + value.span().end
    }

    /// The value of a key.
    pub(super) fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'d>>> {
        self.taken.push(key);
        self.entries.get(key)
    }

    pub(super) fn wrong(&mut self, key: &str, value: &Spanned<DeValue<'d>>, wanted: &str) {
        let span = self.span_of(value);
        let kind = kind_of(value.get_ref());
        self.file.error(span, format!("“{key}”应是{wanted}，这里写的是{kind}"), format!("请把 {key} 的值改成{wanted}"));
    }

    /// Whether a key that must be there is there.
    fn required<T>(&mut self, key: &'static str, value: Option<T>, example: &str) -> Option<T> {
        if value.is_none() && self.entries.get(key).is_none() {
            let place = self.place.clone();
            self.file.error(place, format!("{}缺少 {key}", self.what), format!("请补上一行，例如 {example}"));
        }
        value
    }

    /// Words, with their place.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Source> {
        let value = self.value(key)?;
        let source = self.source(value);
        if source.is_none() {
            self.wrong(key, value, "用英文引号括起来的文字");
        }
        source
    }

    pub(super) fn required_text(&mut self, key: &'static str, example: &str) -> Option<Source> {
        let text = self.text(key);
        self.required(key, text, example)
    }

    /// The value where it is words.
    pub(super) fn source(&self, value: &Spanned<DeValue<'d>>) -> Option<Source> {
        let span = self.span_of(value);
        let written = self.file.text.get(span.clone()).unwrap_or_default();
        value.get_ref().as_str().map(|text| Source::new(text, written, span.start))
    }

    pub(super) fn string(&mut self, key: &'static str) -> Option<String> {
        self.text(key).map(|source| source.text)
    }

    pub(super) fn flag(&mut self, key: &'static str) -> bool {
        let Some(value) = self.value(key) else { return false };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(key, value, " true 或 false");
        }
        flag.unwrap_or(false)
    }

    pub(super) fn number(&mut self, key: &'static str) -> Option<Decimal> {
        let value = self.value(key)?;
        self.number_of(key, value)
    }

    /// The value where it is a number that can be held exactly.
    pub(super) fn number_of(&mut self, key: &str, value: &Spanned<DeValue<'d>>) -> Option<Decimal> {
        let text = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().to_string(),
            DeValue::Float(float) => float.as_str().to_string(),
            _ => {
                self.wrong(key, value, "数字（不加引号）");
                return None;
            }
        };
        let number = number::parse(&text);
        if number.is_none() {
            let span = self.span_of(value);
            self.file.error(span, format!("“{text}”不是能准确表示的数"), "请写成普通的十进制数，最多 28 位数字");
        }
        number
    }

    pub(super) fn date(&mut self, key: &'static str) -> Option<Date> {
        let value = self.value(key)?;
        let date = match value.get_ref() {
            DeValue::Datetime(datetime) if datetime.time.is_none() => datetime.to_string().parse().ok(),
            _ => None,
        };
        if date.is_none() {
            self.wrong(key, value, "日期（写成 2020-07-06，不加引号）");
        }
        date
    }

    /// A list of words, each with its place.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<Located<String>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, value, "列表，例如 [\"甲\", \"乙\"]");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in list.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push(Located { value: text.to_string(), span: self.span_of(item) }),
                None => self.wrong(key, item, "用英文引号括起来的文字"),
            }
        }
        texts
    }

    /// A unit; `%` counts as none.
    pub(super) fn unit(&mut self, key: &'static str) -> Option<Located<super::raw::Measured>> {
        let source = self.text(key)?;
        let span = source.whole();
        if matches!(source.text.trim(), "%" | "％") {
            return Some(Located { value: super::raw::Measured { unit: Unit::none(), percent: true }, span });
        }
        match Unit::parse(&source.text) {
            Ok(unit) => Some(Located { value: super::raw::Measured { unit, percent: false }, span }),
            Err(_) => {
                self.file.error(span, format!("“{}”不是单位", source.text), "单位由 元、人、月 等词组成，例如 元/人/月；百分数写 %");
                None
            }
        }
    }

    /// Tells every key that nothing took.
    pub(super) fn finish(self) {
        for (key, _) in self.entries {
            let name = key.get_ref().as_ref();
            if self.taken.contains(&name) {
                continue;
            }
            let near = nearest(name, self.taken.iter().copied());
            let hint = near.map_or_else(String::new, |near| format!("是否应写成 {near}？"));
            let help = format!("{hint}这里可以写：{}", self.taken.join("、"));
            let span = self.base + key.span().start..self.base + key.span().end;
            self.file.error(span, format!("{}没有“{name}”这一项", self.what), help);
        }
    }
}
