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
        DeValue::Boolean(true) => " true",
        DeValue::Boolean(false) => " false",
        DeValue::Datetime(datetime) if datetime.date.is_none() => "钟点",
        DeValue::Datetime(datetime) if datetime.time.is_some() => "带钟点的日期",
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
    /// The keys that there are, in the order in which they are taken.
    taken: Vec<&'static str>,
    /// Keys that must be there and are not, with what to say of them.
    missing: Vec<(&'static str, String, String)>,
}

impl<'t, 'd, 'a> Table<'t, 'd, 'a> {
    pub(super) fn new(file: &'t mut File<'a>, entries: &'t DeTable<'d>, base: usize, place: Range<usize>, what: &'t str) -> Self {
        Self { file, entries, base, place, what, taken: Vec::new(), missing: Vec::new() }
    }

    /// Where something stands in the file.
    pub(super) fn span_of<T>(&self, value: &Spanned<T>) -> Range<usize> {
        self.base + value.span().start..self.base + value.span().end
    }

    /// The value of a key.
    pub(super) fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'d>>> {
        if !self.taken.contains(&key) {
            self.taken.push(key);
        }
        self.entries.get(key)
    }

    /// Where a key stands, if it is there.
    pub(super) fn key(&self, key: &str) -> Option<Range<usize>> {
        let (key, _) = self.entries.get_key_value(key)?;
        Some(self.base + key.span().start..self.base + key.span().end)
    }

    /// Tells that a value is of another kind than `wanted`.
    pub(super) fn wrong(&mut self, key: &str, value: &Spanned<DeValue<'d>>, wanted: &str, help: &str) {
        let span = self.span_of(value);
        let kind = kind_of(value.get_ref());
        self.file.error(span, format!("“{key}”应写{wanted}，这里写的是{kind}"), help);
    }

    fn no_text(&mut self, key: &str, value: &Spanned<DeValue<'d>>) {
        self.wrong(key, value, "文字", &format!("文字要用英文引号括起来，例如 {key} = \"……\""));
    }

    /// Notes that a key must be there.
    pub(super) fn required<T>(&mut self, key: &'static str, value: Option<T>, example: &str) -> Option<T> {
        if self.entries.get(key).is_none() {
            self.missing.push((key, format!("{}缺少 {key}", self.what), format!("请补上，例如 {example}")));
        }
        value
    }

    /// Words, with their place.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Source> {
        let value = self.value(key)?;
        let source = self.source(value);
        if source.is_none() {
            self.no_text(key, value);
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
            self.no_flag(key, value);
        }
        flag.unwrap_or(false)
    }

    pub(super) fn no_flag(&mut self, key: &str, value: &Spanned<DeValue<'d>>) {
        self.wrong(key, value, " true（是）或 false（否）", &format!("不加引号，例如 {key} = true"));
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
            DeValue::Integer(_) => {
                let span = self.span_of(value);
                self.file.error(span, format!("“{key}”应写普通的十进制数"), format!("例如 {key} = 100"));
                return None;
            }
            _ => {
                self.wrong(key, value, "数字", &format!("数字不加引号、不带单位，例如 {key} = 100"));
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
            DeValue::Datetime(datetime) => datetime.to_string().parse().ok(),
            _ => None,
        };
        if date.is_none() {
            self.wrong(key, value, "日期", &format!("日期写成“年-月-日”，不加引号，例如 {key} = 2020-07-06"));
        }
        date
    }

    /// A list of words, each with its place.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<Located<String>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, value, "列表", &format!("列表要用方括号，例如 {key} = [\"甲\", \"乙\"]"));
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in list.iter() {
            match self.source(item) {
                Some(source) => texts.push(Located { span: source.whole(), value: source.text }),
                None => {
                    self.wrong(key, item, "一列文字", &format!("每一项都要用英文引号括起来，例如 {key} = [\"甲\", \"乙\"]"));
                }
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

    /// What an unknown key was probably meant to be.
    fn meant(&self, name: &str) -> Option<&'static str> {
        let free = |key: &&str| self.entries.get(*key).is_none();
        nearest(name, self.taken.iter().copied().filter(free))
    }

    /// Whether an unknown key was probably meant to be one of these.
    pub(super) fn misspelt(&self, keys: &[&str]) -> bool {
        let unknown = self.entries.iter().map(|(key, _)| key.get_ref().as_ref()).filter(|name| !self.taken.contains(name));
        unknown.filter_map(|name| self.meant(name)).any(|meant| keys.contains(&meant))
    }

    /// Tells every key that nothing took, and every one that is missing and not merely misspelt.
    pub(super) fn finish(mut self) {
        for (key, _) in self.entries {
            let name = key.get_ref().as_ref();
            if self.taken.contains(&name) {
                continue;
            }
            let near = self.meant(name);
            self.missing.retain(|(missing, _, _)| Some(*missing) != near);
            let hint = near.map_or_else(String::new, |near| format!("是否应写成 {near}？"));
            let help = format!("{hint}这里可以写：{}", self.taken.join("、"));
            let span = self.base + key.span().start..self.base + key.span().end;
            self.file.error(span, format!("{}没有“{name}”这一项", self.what), help);
        }
        for (_, message, help) in self.missing {
            self.file.error(self.place.clone(), message, help);
        }
    }
}
