//! The table on the page: which households, in which order, and the few of them that are seen.

use rules::Outcome;
use screening::{List, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::missing::Missing;

/// How many rows the page shows at a time.
pub(crate) const PAGE: usize = 50;

/// How much of a reason stands in the table; all of it stands in the opened row.
const LETTERS: usize = 120;

/// The households that were asked for last.
#[derive(Debug)]
pub(crate) struct View {
    wanted: Option<Wanted>,
    places: Vec<usize>,
}

/// What the page asks for.
#[derive(Debug, Deserialize)]
struct Query {
    #[serde(flatten)]
    wanted: Wanted,
    from: usize,
    /// Columns of the file that are shown.
    columns: Vec<usize>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
struct Wanted {
    /// The word of an outcome; empty for all.
    outcome: String,
    town: Option<usize>,
    missing: Option<usize>,
    /// Only those with a wrong cell.
    wrong: bool,
    /// What stands in any column.
    text: String,
    sort: Sort,
    down: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Sort {
    /// Those that somebody should visit first come first.
    Rank,
    /// As in the file.
    File,
    Town,
    /// By what stands in a column of the file.
    Column(usize),
}

/// What is sorted by: numbers before words.
#[derive(Debug, PartialEq, PartialOrd)]
enum Key {
    Number(f64),
    Words(String),
    Blank,
}

impl View {
    pub(crate) const NEW: Self = Self { wanted: None, places: Vec::new() };

    /// The part of the table that the page asks for.
    pub(crate) fn show(&mut self, list: &List<'static>, missing: &Missing, query: &str) -> Result<Value, Refusal> {
        let Query { wanted, from, columns } =
            serde_json::from_str(query).map_err(|_| Refusal("页面和程序对不上，请刷新页面再试".into()))?;
        if self.wanted.as_ref() != Some(&wanted) {
            self.places = places(list, missing, &wanted);
            self.wanted = Some(wanted);
        }
        let rows = self.places.iter().skip(from).take(PAGE).map(|place| row(list, *place, &columns));
        Ok(json!({ "total": self.places.len(), "from": from, "page": PAGE, "rows": rows.collect::<Vec<_>>() }))
    }
}

/// The households that are wanted, in the order that is wanted.
fn places(list: &List<'static>, missing: &Missing, wanted: &Wanted) -> Vec<usize> {
    let text = wanted.text.trim().to_lowercase();
    let keep = |place: &usize| {
        let Some(brief) = list.briefs().get(*place) else { return false };
        (wanted.outcome.is_empty() || wanted.outcome == brief.outcome.word())
            && wanted.town.is_none_or(|town| u32::try_from(town) == Ok(brief.place))
            && wanted.missing.is_none_or(|name| missing.lacks(*place, name))
            && (!wanted.wrong || list.is_faulty(*place))
            && (text.is_empty() || says(list, *place, &text))
    };
    let all: Vec<usize> = match wanted.sort {
        Sort::Rank => Outcome::ALL.iter().flat_map(|outcome| list.ranked(*outcome)).collect(),
        _ => (0..list.briefs().len()).collect(),
    };
    let mut places: Vec<usize> = all.into_iter().filter(keep).collect();
    match wanted.sort {
        Sort::Rank | Sort::File => {}
        Sort::Town => places.sort_by_cached_key(|place| list.briefs().get(*place).map(|brief| brief.place)),
        Sort::Column(column) => {
            let mut keyed: Vec<(Key, usize)> = places.into_iter().map(|place| (key(list, place, column), place)).collect();
            keyed.sort_by(|(one, _), (other, _)| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal));
            places = keyed.into_iter().map(|(_, place)| place).collect();
        }
    }
    if wanted.down {
        places.reverse();
    }
    places
}

fn says(list: &List<'static>, place: usize, text: &str) -> bool {
    list.rows(place).iter().any(|row| row.cells().any(|cell| cell.text().to_lowercase().contains(text)))
}

fn key(list: &List<'static>, place: usize, column: usize) -> Key {
    let text = list.rows(place).first().map_or("", |row| row.cell(column).text().trim());
    match text.parse::<f64>() {
        _ if text.is_empty() => Key::Blank,
        Ok(number) => Key::Number(number),
        Err(_) => Key::Words(text.to_owned()),
    }
}

fn row(list: &List<'static>, place: usize, columns: &[usize]) -> Value {
    let rows = list.rows(place);
    let household = list.household(place);
    let finding = list.judge().finding(&household);
    let first = |column: &usize| rows.iter().map(|row| row.cell(*column).text().trim()).find(|text| !text.is_empty()).unwrap_or("");
    json!({
        "household": place,
        "row": rows.first().map(|row| row.number),
        "outcome": finding.outcome.word(),
        "town": household.place,
        "cells": columns.iter().map(first).collect::<Vec<_>>(),
        "reasons": short(&finding.reasons),
        "missing": finding.missing,
        "wrong": household.wrong.len(),
    })
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(LETTERS).collect();
    if text.chars().nth(LETTERS).is_some() {
        short.push('…');
    }
    short
}
