//! What the hotline and the office work with: lists and counts, as data and as tables.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::database::{Error, Session};
use crate::report::{Content, Personal};
use crate::settings::{Settings, last_working_day, working_days_after};
use crate::state::State;
use crate::store::{Entry, Search, Step, causes_of, entries, history, months_counts, towns};
use crate::table::Table;

/// 未公布
const UNPUBLISHED: &str = "未公布";

/// The summary of a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Summary {
    /// The day.
    pub day: String,
    /// Its towns.
    pub towns: Vec<TownSummary>,
}

/// A town on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TownSummary {
    /// Its name.
    pub town: String,
    /// Reports of the day.
    pub new: i64,
    /// Reports of any day on which something is still to be done.
    pub open: i64,
    /// How often each cause was named on the day.
    pub causes: Vec<CauseCount>,
}

/// How often a cause was named.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CauseCount {
    /// The cause.
    pub cause: String,
    /// How often.
    pub count: i64,
}

/// A report in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Item {
    /// Its receipt.
    pub receipt: String,
    /// When it came.
    pub received: String,
    /// Its town.
    pub town: String,
    /// Its place.
    pub place: String,
    /// Where it stands.
    pub state: State,
    /// The day on which it was handed over; empty while it was not.
    pub handed_over: String,
    /// The last day for verification; empty while it was not handed over, 未公布 where the calendar does not reach so far.
    pub due: String,
    /// Whether that day has passed and nobody was there.
    pub overdue: bool,
    /// `open`, `sealed` or `erased`: whether the personal fields can be read here.
    pub fields: String,
    /// The name.
    pub name: String,
    /// The telephone number.
    pub phone: String,
    /// Whether it is about another household, and what the reporter is to it.
    pub relation: String,
    /// The causes.
    pub causes: Vec<String>,
    /// What else was said.
    pub note: String,
}

/// A report with what became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Whole {
    /// As it stands.
    #[serde(flatten)]
    pub report: Item,
    /// What became of it, the oldest first.
    pub history: Vec<Step>,
}

/// The return of a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Monthly {
    /// The first day that counts.
    pub from: String,
    /// The day of the return, the last one that counts.
    pub until: String,
    /// The last working day up to it, by which it has to be done; 未公布 where the calendar does not reach so far.
    pub working: String,
    /// Its towns.
    pub towns: Vec<MonthlyTown>,
}

/// A town in a month: how many reports came, and where they stand.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MonthlyTown {
    /// Its name.
    pub town: String,
    /// All that came.
    pub all: i64,
    /// Of these, by state, in the order of the states.
    pub states: Vec<i64>,
}

/// The summary of a day.
///
/// # Errors
///
/// What the database says; the same for all functions here.
pub fn summary(session: &mut dyn Session, settings: &Settings, day: Date) -> Result<Summary, Error> {
    let day = day.to_string();
    let causes = causes_of(session, &day)?;
    let towns = towns(session, &day)?.into_iter().map(|(town, count)| {
        let named = causes.get(&town);
        let of = |cause: &crate::settings::Cause| CauseCount {
            cause: cause.name.clone(),
            count: named.and_then(|named| named.get(&cause.name)).copied().unwrap_or_default(),
        };
        let causes = settings.causes.iter().map(of).collect();
        TownSummary { town: settings.place_name(&town).to_owned(), new: count.new, open: count.open, causes }
    });
    Ok(Summary { towns: towns.collect(), day })
}

/// What is handed over on a day: all that came before it and was not handed over.
///
/// # Errors
///
/// What the database says.
pub fn hand_over_list(session: &mut dyn Session, settings: &Settings, on: Date) -> Result<Vec<Item>, Error> {
    list(session, settings, &Search::Before(State::Received, on.to_string()), on)
}

/// What was handed over and not visited, the most urgent first.
///
/// # Errors
///
/// What the database says.
pub fn due(session: &mut dyn Session, settings: &Settings, today: Date) -> Result<Vec<Item>, Error> {
    let mut items = list(session, settings, &Search::State(State::HandedOver), today)?;
    items.sort_by(|one, other| (!one.overdue, &one.due, &one.received).cmp(&(!other.overdue, &other.due, &other.received)));
    Ok(items)
}

/// The reports that a search finds.
///
/// # Errors
///
/// What the database says.
pub fn list(session: &mut dyn Session, settings: &Settings, search: &Search, today: Date) -> Result<Vec<Item>, Error> {
    Ok(entries(session, search)?.into_iter().map(|entry| item(entry, settings, today)).collect())
}

/// A report with what became of it.
///
/// # Errors
///
/// What the database says.
pub fn whole(session: &mut dyn Session, settings: &Settings, receipt: &str, today: Date) -> Result<Option<Whole>, Error> {
    let Some(report) = list(session, settings, &Search::Receipt(receipt.to_owned()), today)?.pop() else { return Ok(None) };
    Ok(Some(Whole { report, history: history(session, receipt)? }))
}

/// The return of the month in which a day is: of all that came since the last return. Nothing where the policy sets no day.
///
/// # Errors
///
/// What the database says.
pub fn monthly(session: &mut dyn Session, settings: &Settings, month: Date) -> Result<Option<Monthly>, Error> {
    let until = settings.monthly_day.and_then(|day| Date::new(month.year(), month.month(), day).ok());
    let from = until.and_then(|until| until.checked_sub(1.month()).ok()?.tomorrow().ok());
    let Some((from, until)) = from.zip(until) else { return Ok(None) };
    let towns = months_counts(session, &from.to_string(), &until.to_string())?.into_iter().map(|(town, counts)| {
        let states: Vec<i64> = State::ALL.iter().map(|state| counts.get(state).copied().unwrap_or_default()).collect();
        MonthlyTown { town: settings.place_name(&town).to_owned(), all: states.iter().sum(), states }
    });
    let working = last_working_day(settings.calendar.as_ref(), until).map_or(UNPUBLISHED.into(), |day| day.to_string());
    Ok(Some(Monthly { towns: towns.collect(), from: from.to_string(), until: until.to_string(), working }))
}

/// A report as lists show it.
#[must_use]
pub fn item(entry: Entry, settings: &Settings, today: Date) -> Item {
    let due = entry.handed_over.parse().ok().zip(settings.verification_days).map(|(day, count)| {
        let due: Option<Date> = working_days_after(settings.calendar.as_ref(), day, count);
        due
    });
    let overdue = entry.state == State::HandedOver && due.flatten().is_some_and(|due| due < today);
    let due = due.map(|due| due.map_or(UNPUBLISHED.into(), |due| due.to_string())).unwrap_or_default();
    let (fields, personal) = match entry.stored.map(|stored| stored.content) {
        Some(Content::Open(personal)) => ("open", personal),
        Some(Content::Sealed(_)) => ("sealed", Personal::default()),
        None => ("erased", Personal::default()),
    };
    Item {
        receipt: entry.receipt,
        received: entry.received,
        town: settings.place_name(&entry.town).to_owned(),
        place: settings.place_name(&entry.place).to_owned(),
        state: entry.state,
        handed_over: entry.handed_over,
        due,
        overdue,
        fields: fields.into(),
        name: personal.name,
        phone: personal.phone,
        relation: personal.relation,
        causes: personal.causes,
        note: personal.note,
    }
}

impl Summary {
    /// As a table.
    #[must_use]
    pub fn table(&self, settings: &Settings) -> Table {
        let mut head = vec!["镇（街）".to_owned(), "当天新收".into(), "还没办结".into()];
        head.extend(settings.causes.iter().map(|cause| cause.name.clone()));
        let rows = self.towns.iter().map(|town| {
            let counts = [town.new, town.open].into_iter().chain(town.causes.iter().map(|cause| cause.count));
            std::iter::once(town.town.clone().into()).chain(counts.map(Into::into)).collect()
        });
        Table { name: format!("{} 日汇总", self.day), head, rows: rows.collect() }
    }
}

impl Monthly {
    /// As a table.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut head = vec!["镇（街）".to_owned(), "收到".into()];
        head.extend(State::ALL.iter().map(|state| format!("其中{state}")));
        let rows = self.towns.iter().map(|town| {
            std::iter::once(town.town.clone().into())
                .chain(std::iter::once(town.all.into()))
                .chain(town.states.iter().copied().map(Into::into))
                .collect()
        });
        Table { name: format!("{} 月报", self.until), head, rows: rows.collect() }
    }
}

/// A list of reports as a table.
#[must_use]
pub fn table(name: String, items: &[Item]) -> Table {
    let head = [
        "收条号",
        "收到",
        "镇（街）",
        "村（居）",
        "姓名",
        "电话",
        "替别人家",
        "难处",
        "补充说明",
        "办到哪一步",
        "交办",
        "核实期限",
        "过期",
    ];
    let rows = items.iter().map(|item| {
        let personal = match item.fields.as_str() {
            "sealed" => "（封存）",
            "erased" => "（已抹掉）",
            _ => &item.name,
        };
        let causes = item.causes.join("、");
        let cells: [&str; 13] = [
            &item.receipt,
            item.received.get(..16).unwrap_or_default(),
            &item.town,
            &item.place,
            personal,
            &item.phone,
            &item.relation,
            &causes,
            &item.note,
            item.state.words(),
            &item.handed_over,
            &item.due,
            if item.overdue { "是" } else { "" },
        ];
        cells.into_iter().map(|cell| cell.to_owned().into()).collect()
    });
    Table { name, head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
}
