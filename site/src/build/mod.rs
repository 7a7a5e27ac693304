//! From inputs to a whole site: policies are compiled family by family, pages rendered in parallel and written at once, and
//! only what others need to know of a page is kept.

mod assets;
mod bundle;
mod cache;
mod crowd;
mod downloads;
mod drafts;
mod family;
mod generate;
mod icons;
mod inputs;
mod links;
mod page;
mod place_pages;
mod press;
mod references;
mod security;
mod staging;
mod strict;
mod template_files;
mod template_words;
mod templates;
mod trim;

pub use assets::Assets;
pub use bundle::intake_style;
pub use cache::Cache;
pub use crowd::Crowd;
pub use family::policies;
pub use generate::{Made, generate};
pub use icons::ICONS;
pub use inputs::{Inputs, Source};
pub use page::Page;
pub use press::canonical;
pub use security::headers as security_headers;
pub use staging::{Output, Staging};
pub use strict::{Unfilled, field_place, strict};
