//! A whole sheet: its households, their outcomes and counts, worked out in steps.

use std::collections::HashMap;
use std::ops::Range;

use rules::Outcome;

use crate::cell::RowText;
use crate::fault::{Refusal, WrongCell};
use crate::household::Household;
use crate::judge::Judge;
use crate::mapping::Plan;
use crate::table::Table;

/// So many households have their outcomes told together: a block of columns.
const BLOCK: usize = 256;

/// Does pieces of work, perhaps at the same time, and gives the results in order.
pub trait Workers {
    /// Does the work for every number of a range.
    fn map<T: Send>(&self, range: Range<usize>, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T>;
}

/// A single worker: one piece after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Workers for Alone {
    fn map<T: Send>(&self, range: Range<usize>, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
        range.map(work).collect()
    }
}

/// What is kept of each household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brief {
    /// The answer.
    pub outcome: Outcome,
    /// How near it is to another answer: [`Judge::distance`]; the largest number where that is not asked.
    pub distance: u32,
    /// The town, by its place in [`List::places`].
    pub place: u32,
}

/// How many households of a town have each outcome, in the order of [`Outcome::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The town; empty where none is written.
    pub place: String,
    /// The counts.
    pub counts: [usize; 4],
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The households of a sheet.
#[derive(Debug)]
pub struct List<'p> {
    judge: Judge<'p>,
    table: Table,
    /// The rows by household, each group in the file's order.
    order: Vec<u32>,
    /// Where the rows of each household begin in `order`.
    starts: Vec<u32>,
    briefs: Vec<Brief>,
    /// The households with cells that could not be taken, and how many such cells stand in those before.
    faulty: Vec<(u32, usize)>,
    wrong: usize,
    places: Vec<String>,
    known_places: HashMap<String, u32>,
    scattered: usize,
    ranking: bool,
}

impl<'p> List<'p> {
    /// The households of a sheet, none of them answered yet.
    ///
    /// # Errors
    ///
    /// A sheet without a row below its headings.
    pub fn new(judge: Judge<'p>, table: Table) -> Result<Self, Refusal> {
        let width = table.rows(0).map(RowText::width).max().unwrap_or(0);
        let judge = judge.over(width);
        let first = judge.plan().headings().place + 1;
        if table.len() <= first {
            return Err(Refusal::new(format!("第 {} 行列名下面没有一户", judge.plan().headings().row)));
        }
        let mut list = Self {
            judge,
            table,
            order: Vec::new(),
            starts: Vec::new(),
            briefs: Vec::new(),
            faulty: Vec::new(),
            wrong: 0,
            places: Vec::new(),
            known_places: HashMap::new(),
            scattered: 0,
            ranking: true,
        };
        list.group(first);
        Ok(list)
    }

    /// The same list where nobody asks in which order to look at households: their distances, which take most of the time, are
    /// left out.
    #[must_use]
    pub fn unranked(mut self) -> Self {
        self.ranking = false;
        self
    }

    /// Brings the rows of each household together, in the order in which households first appear. A row without a household's
    /// number belongs to the one above, as in a column of merged cells.
    fn group(&mut self, first: usize) {
        let Some(column) = self.judge.plan().household() else {
            self.order = (first..self.table.len()).map(number).collect();
            self.starts = (0..self.order.len()).map(number).collect();
            return;
        };
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut current = 0;
        let mut households: Vec<(u32, u32)> = Vec::new();
        for place in first..self.table.len() {
            let key = self.table.row(place).map_or("", |row| row.cell(column).text().trim());
            if !key.is_empty() || households.is_empty() {
                let next = number(known.len());
                let household = *known.entry(key).or_insert(next);
                self.scattered += usize::from(household != next && household != current);
                current = household;
            }
            households.push((current, number(place)));
        }
        households.sort_by_key(|(household, _)| *household);
        for (at, (household, place)) in households.iter().enumerate() {
            if number(self.starts.len()) == *household {
                self.starts.push(number(at));
            }
            self.order.push(*place);
        }
    }

    /// Who answers.
    #[must_use]
    pub fn judge(&self) -> &Judge<'p> {
        &self.judge
    }

    /// The columns.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        self.judge.plan()
    }

    /// How many households there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// How many rows stand apart from the other rows of their household.
    #[must_use]
    pub fn scattered(&self) -> usize {
        self.scattered
    }

    /// How many rows all households have.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.order.len()
    }

    /// The rows of a household.
    #[must_use]
    pub fn rows(&self, household: usize) -> Vec<RowText<'_>> {
        let at = |place: usize| self.starts.get(place).and_then(|start| usize::try_from(*start).ok());
        let (Some(from), to) = (at(household), at(household + 1).unwrap_or(self.order.len())) else { return Vec::new() };
        let places = self.order.get(from..to).unwrap_or_default();
        places.iter().filter_map(|place| self.table.row(usize::try_from(*place).ok()?)).collect()
    }

    /// What a household answered.
    #[must_use]
    pub fn household(&self, household: usize) -> Household {
        self.judge.read(&self.rows(household))
    }

    /// Answers so many more households; false once all are answered.
    pub fn step(&mut self, households: usize, workers: &impl Workers) -> bool {
        let from = self.briefs.len();
        let to = from.saturating_add(households).min(self.len());
        let answer = |block: usize| {
            let first = from + block * BLOCK;
            let households: Vec<Household> = (first..to.min(first + BLOCK)).map(|place| self.household(place)).collect();
            let outcomes = self.judge.outcomes(&households);
            let brief = |(household, outcome): (Household, Outcome)| {
                let distance = if self.ranking && outcome == Outcome::Verify { self.judge.distance(&household) } else { u32::MAX };
                (outcome, distance, household.place, household.wrong.len())
            };
            households.into_iter().zip(outcomes).map(brief).collect::<Vec<_>>()
        };
        for (outcome, distance, place, wrong) in workers.map(0..(to - from).div_ceil(BLOCK), &answer).into_iter().flatten() {
            let place = self.place(place);
            if wrong > 0 {
                self.faulty.push((number(self.briefs.len()), self.wrong));
                self.wrong += wrong;
            }
            self.briefs.push(Brief { outcome, distance, place });
        }
        to < self.len()
    }

    fn place(&mut self, name: String) -> u32 {
        if let Some(place) = self.known_places.get(&name) {
            return *place;
        }
        let place = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push(name.clone());
        self.known_places.insert(name, place);
        place
    }

    /// The households that were answered, in their order.
    #[must_use]
    pub fn briefs(&self) -> &[Brief] {
        &self.briefs
    }

    /// The names of towns, in the order in which they first appear.
    #[must_use]
    pub fn places(&self) -> &[String] {
        &self.places
    }

    /// How many cells could not be taken.
    #[must_use]
    pub fn wrong_count(&self) -> usize {
        self.wrong
    }

    /// The cells that could not be taken from one of them on, in the order of households. They are looked for again, so that a list
    /// full of them takes no more memory.
    pub fn wrong(&self, from: usize) -> impl Iterator<Item = WrongCell> {
        let first = self.faulty.partition_point(|(_, before)| *before <= from).saturating_sub(1);
        let faulty = self.faulty.get(first..).unwrap_or_default();
        let skipped = faulty.first().map_or(0, |(_, before)| from.saturating_sub(*before));
        let household = |(place, _): &(u32, usize)| self.household(usize::try_from(*place).unwrap_or(usize::MAX)).wrong;
        faulty.iter().flat_map(household).skip(skipped)
    }

    /// The households with cells that could not be taken.
    pub fn faulty(&self) -> impl Iterator<Item = usize> {
        self.faulty.iter().filter_map(|(place, _)| usize::try_from(*place).ok())
    }

    /// Whether a household has cells that could not be taken.
    #[must_use]
    pub fn is_faulty(&self, household: usize) -> bool {
        self.faulty.binary_search_by_key(&number(household), |(place, _)| *place).is_ok()
    }

    /// How many households have each outcome, town by town, in the order in which towns first appear.
    #[must_use]
    pub fn summary(&self) -> Vec<Summary> {
        let mut towns: Vec<Summary> = self.places.iter().map(|place| Summary { place: place.clone(), counts: [0; 4] }).collect();
        for brief in &self.briefs {
            let town = usize::try_from(brief.place).ok().and_then(|place| towns.get_mut(place));
            let column = Outcome::ALL.iter().position(|outcome| *outcome == brief.outcome);
            if let Some(count) = town.zip(column).and_then(|(town, column)| town.counts.get_mut(column)) {
                *count += 1;
            }
        }
        towns
    }

    /// The households of an outcome, in the order in which somebody should look at them: those that need a look from the
    /// nearest to a threshold on, all others as in the file.
    #[must_use]
    pub fn ranked(&self, outcome: Outcome) -> Vec<usize> {
        let mut places: Vec<usize> =
            self.briefs.iter().enumerate().filter(|(_, brief)| brief.outcome == outcome).map(|(place, _)| place).collect();
        places.sort_by_key(|place| self.briefs.get(*place).map_or(u32::MAX, |brief| brief.distance));
        places
    }
}
