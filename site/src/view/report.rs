//! What the page of reports shows: causes to tick, places to choose, and the days by which something follows.

use rules::{Date, Kind, Policy};
use serde::Serialize;

use crate::content::{Calendar, Level, Place, Places, Settings};

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

/// A town with its villages, or a village that belongs to none; where there are too many villages to choose from, a county with its
/// towns.
#[derive(Clone, Debug, Serialize)]
struct Town {
    id: String,
    name: String,
    /// What somebody does not know who chooses the whole of it.
    unsure: &'static str,
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
    let is_choice = |place: &&Place| std::ptr::eq(places.reported(place), *place);
    let whole = places.all().iter().all(|place| is_choice(&place));
    let (group, unsure) = if whole { (Level::Town, "不清楚哪个村") } else { (Level::County, "不清楚哪个镇（街）") };
    let inner = |place: &Place| Village { id: place.id().to_owned(), name: place.name().to_owned() };
    let in_group = |place: &Place| places.above(place.id()).is_some_and(|above| above.level == group);
    let own = places.all().iter().filter(|place| place.level >= group && is_choice(place) && !in_group(place));
    own.map(|place| {
        let villages = if place.level == group { places.inside(place.id()).filter(is_choice).map(inner).collect() } else { Vec::new() };
        Town { id: place.id().to_owned(), name: place.name().to_owned(), unsure, villages }
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

    #[test]
    fn a_province_chooses_among_towns() {
        let mut text =
            "id,name,level,parent,phone,address,contact\nc,甲县,county,,,,\nt,乙镇,town,c,,,\nfarm,农场,village,c,,,\n".to_owned();
        (0..3000).for_each(|number| text.push_str(&format!("v{number},村,village,t,,,\n")));
        let places = Places::read(&text, &mut Vec::new());
        let towns = towns(&places);
        let [county] = towns.as_slice() else { panic!("{towns:?}") };
        assert_eq!((county.name.as_str(), county.unsure), ("甲县", "不清楚哪个镇（街）"));
        assert_eq!(county.villages.iter().map(|town| town.id.as_str()).collect::<Vec<_>>(), ["t"]);
        assert_eq!(places.find("v7").map(|village| places.reported(village).id()), Some("t"));
    }
}
