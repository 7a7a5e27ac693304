//! What templates see: plain data, worked out by the rules, with every address already relative to the page.

mod calendar;
mod card;
mod citation;
mod code;
mod figure;
mod files;
mod listing;
mod place;
mod policy;
mod report;
mod tables;
mod theme;

pub use calendar::{CalendarView, calendar};
pub use card::card;
pub use citation::{Citation, cite};
pub use code::CodeView;
pub use figure::{MONTHLY, figure};
pub use files::{DeviceView, devices};
pub use listing::{Item, Listing, PAGE_SIZE};
pub use place::{PlaceList, PlaceView, below, packs, places};
pub use policy::{ParameterView, PolicyView};
pub use report::{CAUSES, ReportView, VERIFICATION, causes};
pub use tables::{Heads, Relief};
pub use theme::Theme;
