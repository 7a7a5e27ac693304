//! One file of `calendar/`: the rest days of a year and the weekend days on which people work instead.

use rules::{Date, Diagnostic};

use super::fields::{self, Fields};

/// The days that the State Council's notice sets for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: u16,
    /// The notice.
    pub source: String,
    /// Its number; empty where it is not known.
    pub number: String,
    /// Holidays.
    pub rest: Vec<Rest>,
    /// Weekend days on which people work.
    pub work: Vec<Date>,
}

/// A holiday from its first to its last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// What it is called.
    pub name: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl Year {
    /// Reads a file's text; what is wrong goes to `findings`, and without a year there is nothing to return.
    #[must_use]
    pub fn read(file: &str, text: &str, findings: &mut Vec<Diagnostic>) -> Option<Self> {
        let table = fields::parse(text, file, 0, findings)?;
        let mut fields = Fields::new(table.get_ref(), file, 0, findings);
        let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).unwrap_or_default();
        let year = fields.integer("year").and_then(|year| u16::try_from(year).ok()).filter(|year| (1..=9999).contains(year));
        if year.is_none_or(|year| year.to_string() != stem) {
            fields.fault(0..1, format!("year 要和文件名“{stem}”是同一年"), "写成例如 year = 2026，文件名写成 2026.toml");
        }
        let source = fields.text("source");
        if source.is_empty() {
            fields.fault(0..1, "没有写放假安排出自哪份通知", "加一行 source = \"国务院办公厅关于……的通知\"");
        }
        let number = fields.text("number");
        let work: Vec<Date> = fields.dates("work").into_iter().map(|(date, _)| date).collect();
        let rest = fields.tables("rest", rest).into_iter().flatten().collect::<Vec<_>>();
        for day in &work {
            if rest.iter().any(|rest| rest.from <= *day && *day <= rest.until) {
                fields.fault(0..1, format!("{day} 既写成休息，又写成上班"), "对照通知改掉一处");
            }
        }
        fields.finish();
        Some(Self { year: year?, source, number, rest, work })
    }
}

fn rest(fields: &mut Fields<'_, '_>) -> Option<Rest> {
    let name = fields.text("name");
    let from = fields.date("from");
    let until = fields.date("until");
    let ((from, _), (until, span)) = match (from, until) {
        (Some(from), Some(until)) => (from, until),
        (Some((_, span)), None) | (None, Some((_, span))) => {
            fields.fault(span, "一段休息要有 from 和 until 两天", "只休一天，两个都写这一天");
            return None;
        }
        (None, None) => return None,
    };
    if from > until {
        fields.fault(span, "最后一天在第一天前面", "把 from 和 until 对调");
        return None;
    }
    Some(Rest { name, from, until })
}
