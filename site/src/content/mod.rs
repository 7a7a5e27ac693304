//! What a county edits, read and checked: settings, places, calendars and the front matter of pages.

mod address;
mod calendar;
mod calendar_year;
mod fields;
mod front_matter;
mod message;
mod place;
mod places;
mod screens;
mod settings;

pub use address::{Address, escape_path};
pub use calendar::{Calendar, Monthly, today, weekday};
pub use calendar_year::{Rest, Year};
pub use front_matter::FrontMatter;
pub use message::{FOLDER as MESSAGES, Message, PLACE_NAME, PLACE_PHONE, SheetLine};
pub use place::{Channel, Level, Place};
pub use places::Places;
pub use settings::{Footer, Hotline, Intake, Packs, Settings, is_web_address};
