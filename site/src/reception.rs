//! What the intake is told of a site: from `content/` to the settings of the crate `intake`, which reads no file of the site.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use intake::{Address, Cause, Clock, Hotline, Intake, Limits, Place};
use jiff::civil::Date as Day;
use rules::{Date, Diagnostic, Policy};

use crate::build::{Inputs, intake_style, policies};
use crate::content::{Calendar, Level, Places};
use crate::source::Root;
use crate::view::{MONTHLY, VERIFICATION, causes, figure};

/// The folder of the database that `mingbai serve` uses, below the root.
const FOLDER: &str = "data/intake";

/// What the intake is told of the site in a folder; what is wrong with the content goes to `findings`.
pub fn settings(root: &Root, today: Date, findings: &mut Vec<Diagnostic>) -> intake::Settings {
    let inputs = Inputs::read(root, today, findings);
    let (policies, faults) = policies(root);
    findings.extend(faults);
    let policy = policies.iter().find(|policy| policy.id == inputs.settings.policy);
    let Inputs { settings, places, calendar, templates, .. } = inputs;
    let health = settings.intake.health;
    let cause = |name: &String| Cause { name: name.clone(), health: health.contains(name) };
    intake::Settings {
        title: settings.title,
        site: settings.base_url,
        places: places_of(&places),
        causes: policy.map(causes).unwrap_or_default().into_iter().map(cause).collect(),
        notice: settings.intake.notice.map(|day| day.to_string()).unwrap_or_default(),
        keep_days: settings.intake.keep_days,
        handler: if settings.intake.handler.is_empty() { settings.footer.organiser } else { settings.intake.handler },
        contact: settings.intake.contact,
        hotline: Hotline { name: settings.hotline.name, phone: settings.hotline.phone },
        seal: settings.intake.seal.parse().ok(),
        verification_days: policy.and_then(|policy| number(policy, VERIFICATION, today)),
        monthly_day: policy.and_then(|policy| number(policy, MONTHLY, today)),
        calendar: Arc::new(WorkingDays(calendar)),
        style: intake_style(&templates),
    }
}

/// The intake that `mingbai serve` mounts, on a database below the root.
///
/// # Errors
///
/// A finding where there is no such database.
pub fn mounted(root: &Root, today: Date) -> Result<Intake, Diagnostic> {
    let address = Address::Folder(root.folder().join(FOLDER));
    open(settings(root, today, &mut Vec::new()), &address, &Limits::default())
}

/// An intake on a database.
///
/// # Errors
///
/// A finding where the database cannot be used.
pub fn open(settings: intake::Settings, address: &Address, limits: &Limits) -> Result<Intake, Diagnostic> {
    Intake::open(settings, address, Clock::system(), limits).map_err(|error| cannot_open(address, &error.to_string()))
}

/// The finding for a database that cannot be used.
#[must_use]
pub fn cannot_open(address: &Address, error: &str) -> Diagnostic {
    let (message, help) = match address {
        Address::Folder(folder) => (format!("用不了“{}”里的数据库：{error}", folder.display()), "检查文件夹的权限和磁盘空间"),
        // The address may hold a password.
        Address::Server(_) => (format!("用不了 PostgreSQL 数据库：{error}"), "检查 --database 后面的地址、用户名和密码，看数据库有没有开"),
    };
    Diagnostic::error("", 0..0, message, help)
}

/// The database that a command names: a server where there is one, else the folder.
#[must_use]
pub fn address(data: &Path, database: Option<&str>) -> Address {
    database.map_or_else(|| Address::Folder(PathBuf::from(data)), |url| Address::Server(url.to_owned()))
}

fn places_of(places: &Places) -> Vec<Place> {
    let town = |place: &crate::content::Place| {
        let above = places.above(place.id()).filter(|above| above.level == Level::Town);
        above.unwrap_or(place).id().to_owned()
    };
    places.all().iter().map(|place| Place { id: place.id().to_owned(), name: place.name().to_owned(), town: town(place) }).collect()
}

fn number<N: std::str::FromStr>(policy: &Policy, name: &str, on: Date) -> Option<N> {
    figure(policy, name, on)?.parse().ok()
}

/// The calendar of the site, as the intake asks for it.
struct WorkingDays(Calendar);

impl intake::Calendar for WorkingDays {
    fn is_working(&self, day: Day) -> Option<bool> {
        let date = Date::new(u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?)?;
        self.0.is_working(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_causes_and_places_come_from_the_content() {
        let root = Root::open(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))).unwrap();
        let mut findings = Vec::new();
        let settings = settings(&root, Date::new(2026, 11, 23).unwrap(), &mut findings);
        assert_eq!(crate::source::Findings::new(findings).errors(), 0);
        assert_eq!((settings.verification_days, settings.monthly_day), (Some(5), Some(25)));
        let health: Vec<&str> = settings.causes.iter().filter(|cause| cause.health).map(|cause| cause.name.as_str()).collect();
        assert_eq!(health, ["因病", "因残"]);
        assert_eq!(settings.place("haikou").map(|place| place.town.as_str()), Some("haikou"));
        let day = intake::working_days_after(settings.calendar.as_ref(), jiff::civil::date(2026, 9, 29), 5);
        assert_eq!(day, Some(jiff::civil::date(2026, 10, 12)));
        assert!(settings.style.contains(".option") && settings.style.contains(".told"));
    }
}
