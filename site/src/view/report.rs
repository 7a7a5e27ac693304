//! What the page of reports shows: causes to tick, places to choose, and the days by which something follows.

use rules::{Date, Kind, Policy};
use serde::Serialize;

use crate::content::{Calendar, Place, Places, Settings};

use super::citation::{Citation, cite};
use super::figure::figure;

/// The question whose options are the causes of a report (`docs/reports.md`).
pub const CAUSES: &str = "困难原因";

/// The parameter that says how many working days towns have from the hand-over on.
pub const VERIFICATION: &str = "核实工作日";

/// What a report can say, and what follows it.
#[derive(Clone, Debug, Serialize)]
pub struct ReportView {
    causes: Vec<Cause>,
    towns: Vec<Town>,
    /// The working days for verification, a bare number; empty where the policy does not say.
    days: String,
    days_clause: Citation,
    /// The rest days and make-up days of all published years, as JSON.
    calendar: String,
}

#[derive(Clone, Debug, Serialize)]
struct Cause {
    name: String,
    /// Whether it tells of somebody's health.
    health: bool,
}

/// A town with its villages, or a village that belongs to none.
#[derive(Clone, Debug, Serialize)]
struct Town {
    id: String,
    name: String,
    villages: Vec<Village>,
}

#[derive(Clone, Debug, Serialize)]
struct Village {
    id: String,
    name: String,
}

/// A year's days for a script: `rest` from and until, `work` day by day.
#[derive(Serialize)]
struct YearDays {
    rest: Vec<(String, String)>,
    work: Vec<String>,
}

impl ReportView {
    /// The view on a day, for a page with the way `root` to the site's root.
    #[must_use]
    pub fn new(policy: &Policy, on: Date, settings: &Settings, places: &Places, calendar: &Calendar, root: &str) -> Self {
        let (days, days_clause) = verification(policy, on, root).unwrap_or_default();
        let causes = causes(policy).into_iter().map(|name| Cause { name: name.clone(), health: settings.intake.health.contains(name) });
        Self { causes: causes.collect(), towns: towns(places), days, days_clause, calendar: days_of(calendar) }
    }
}

/// The options of the question about causes.
#[must_use]
pub fn causes(policy: &Policy) -> Vec<&String> {
    match policy.find(CAUSES).map(|(_, rule)| &rule.kind) {
        Some(Kind::Question(question)) => question.options.iter().collect(),
        _ => Vec::new(),
    }
}

fn verification(policy: &Policy, on: Date, root: &str) -> Option<(String, Citation)> {
    let (_, rule) = policy.find(VERIFICATION)?;
    Some((figure(policy, VERIFICATION, on)?, cite(policy, rule, root)))
}

fn towns(places: &Places) -> Vec<Town> {
    let village = |place: &Place| Village { id: place.id.clone(), name: place.name.clone() };
    let is_town = |id: &str| places.all().iter().any(|place| place.id == id && place.level == "town");
    let own = places.all().iter().filter(|place| place.level == "town" || (place.level == "village" && !is_town(&place.parent)));
    own.map(|place| {
        let villages = if place.level == "town" { places.inside(&place.id).map(village).collect() } else { Vec::new() };
        Town { id: place.id.clone(), name: place.name.clone(), villages }
    })
    .collect()
}

fn days_of(calendar: &Calendar) -> String {
    let years: std::collections::BTreeMap<u16, YearDays> = calendar
        .years()
        .map(|year| {
            let rest = year.rest.iter().map(|rest| (rest.from.to_string(), rest.until.to_string())).collect();
            (year.year, YearDays { rest, work: year.work.iter().map(Date::to_string).collect() })
        })
        .collect();
    serde_json::to_string(&years).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn villages_stand_below_their_towns_and_a_county_is_no_choice() {
        let mut findings = Vec::new();
        let text = "id,name,level,parent,phone,address,contact\n\
                    fuqing,福清市,county,,,,\nhaikou,海口镇,town,fuqing,,,\nmeilan,梅兰村,village,haikou,,,\nshan,山村,village,fuqing,,,\n";
        let places = Places::read(text, &mut findings);
        assert_eq!(findings, []);
        let towns = towns(&places);
        assert_eq!(towns.iter().map(|town| town.name.as_str()).collect::<Vec<_>>(), ["海口镇", "山村"]);
        assert_eq!(towns.iter().map(|town| town.villages.len()).collect::<Vec<_>>(), [1, 0]);
    }
}
