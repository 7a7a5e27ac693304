//! A TOML table read field by field: what has the wrong kind and what nobody knows becomes a finding with its place.

use std::ops::Range;

use rules::{Date, Diagnostic, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table, where it stands, and what was wrong with it so far.
#[derive(Debug)]
pub struct Fields<'a, 'd> {
    table: &'a DeTable<'a>,
    file: &'a str,
    offset: usize,
    known: Vec<&'static str>,
    findings: &'d mut Vec<Diagnostic>,
}

/// Parses TOML that begins at `offset` of a file; a syntax error becomes a finding.
pub fn parse<'a>(text: &'a str, file: &str, offset: usize, findings: &mut Vec<Diagnostic>) -> Option<Spanned<DeTable<'a>>> {
    match DeTable::parse(text) {
        Ok(table) => Some(table),
        Err(error) => {
            let fault = rules::toml_words(file, text, &(0..text.len()), &error);
            let end = fault.end.max(fault.start + 1);
            findings.push(Diagnostic { start: offset + fault.start, end: offset + end, ..fault });
            None
        }
    }
}

impl<'a, 'd> Fields<'a, 'd> {
    /// Begins to read a table of `file` whose text begins at `offset`.
    pub fn new(table: &'a DeTable<'a>, file: &'a str, offset: usize, findings: &'d mut Vec<Diagnostic>) -> Self {
        Self { table, file, offset, known: Vec::new(), findings }
    }

    fn get(&mut self, name: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.known.push(name);
        self.table.get(name)
    }

    fn place(&self, span: Range<usize>) -> Range<usize> {
        self.offset + span.start..self.offset + span.end
    }

    fn wrong(&mut self, name: &str, span: Range<usize>, wanted: &str) {
        let span = self.place(span);
        self.findings.push(Diagnostic::error(self.file, span, format!("{name} 的值不对"), format!("这里要写{wanted}")));
    }

    /// A finding at a place of the table's text.
    pub fn fault(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let span = self.place(span);
        self.findings.push(Diagnostic::error(self.file, span, message, help));
    }

    /// A text with its place in the table's text.
    pub fn spanned_text(&mut self, name: &'static str) -> Option<(String, Range<usize>)> {
        let value = self.get(name)?;
        match value.get_ref() {
            DeValue::String(text) => Some((text.to_string(), value.span())),
            _ => {
                self.wrong(name, value.span(), "文字，加英文引号");
                None
            }
        }
    }

    /// A text; empty where it is missing.
    pub fn text(&mut self, name: &'static str) -> String {
        self.spanned_text(name).map(|(text, _)| text).unwrap_or_default()
    }

    /// Yes or no; no where it is missing.
    pub fn flag(&mut self, name: &'static str) -> bool {
        let Some(value) = self.get(name) else { return false };
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => {
                self.wrong(name, value.span(), " true 或 false");
                false
            }
        }
    }

    /// A whole number.
    pub fn integer(&mut self, name: &'static str) -> Option<i64> {
        let value = self.get(name)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong(name, value.span(), "整数，不加引号");
        }
        number
    }

    /// A day with its place in the table's text.
    pub fn date(&mut self, name: &'static str) -> Option<(Date, Range<usize>)> {
        let value = self.get(name)?;
        let date = day(value.get_ref());
        if date.is_none() {
            self.wrong(name, value.span(), "日期，例如 2020-07-06，不加引号");
        }
        date.map(|date| (date, value.span()))
    }

    /// A list of days with their places.
    pub fn dates(&mut self, name: &'static str) -> Vec<(Date, Range<usize>)> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(name, value.span(), "方括号里的日期，例如 [2026-01-04, 2026-02-14]");
            return Vec::new();
        };
        let mut dates = Vec::new();
        for item in list.iter() {
            match day(item.get_ref()) {
                Some(date) => dates.push((date, item.span())),
                None => self.wrong(name, item.span(), "日期，例如 2020-07-06，不加引号"),
            }
        }
        dates
    }

    /// A list of texts with their places.
    pub fn texts(&mut self, name: &'static str) -> Vec<(String, Range<usize>)> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(name, value.span(), "方括号里的几段文字，例如 [\"因病\", \"因残\"]");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in list.iter() {
            match item.get_ref() {
                DeValue::String(text) => texts.push((text.to_string(), item.span())),
                _ => self.wrong(name, item.span(), "文字，加英文引号"),
            }
        }
        texts
    }

    /// A table inside the table, read by `read`.
    pub fn table<T>(&mut self, name: &'static str, read: impl FnOnce(&mut Fields<'a, '_>) -> T) -> Option<T> {
        let value = self.get(name)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(self.inner(table, read)),
            _ => {
                self.wrong(name, value.span(), "一个小节，例如 [小节名]");
                None
            }
        }
    }

    /// Every table of a list of tables, read by `read`.
    pub fn tables<T>(&mut self, name: &'static str, mut read: impl FnMut(&mut Fields<'a, '_>) -> T) -> Vec<T> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(name, value.span(), "写成 [[小节名]] 的几段");
            return Vec::new();
        };
        let mut all = Vec::new();
        for item in list.iter() {
            match item.get_ref() {
                DeValue::Table(table) => all.push(self.inner(table, &mut read)),
                _ => self.wrong(name, item.span(), "写成 [[小节名]] 的一段"),
            }
        }
        all
    }

    fn inner<T>(&mut self, table: &'a DeTable<'a>, read: impl FnOnce(&mut Fields<'a, '_>) -> T) -> T {
        let mut fields = Fields { table, file: self.file, offset: self.offset, known: Vec::new(), findings: self.findings };
        let value = read(&mut fields);
        fields.finish();
        value
    }

    /// A field that somebody else reads.
    pub fn ignore(&mut self, name: &'static str) -> Option<Range<usize>> {
        self.get(name).map(Spanned::span)
    }

    /// Reports every name that nobody asked for.
    pub fn finish(&mut self) {
        for key in self.table.keys().filter(|key| !self.known.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            let help = match nearest(name, self.known.iter().copied()) {
                Some(near) => format!("是不是想写“{near}”？"),
                None => format!("可以用的名字：{}", self.known.join("、")),
            };
            let span = self.offset + key.span().start..self.offset + key.span().end;
            self.findings.push(Diagnostic::error(self.file, span, format!("不认识的名字“{name}”"), help));
        }
    }
}

fn day(value: &DeValue<'_>) -> Option<Date> {
    let DeValue::Datetime(moment) = value else { return None };
    let date = moment.date.filter(|_| moment.time.is_none() && moment.offset.is_none())?;
    Date::new(date.year, date.month, date.day)
}
