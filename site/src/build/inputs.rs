//! Everything that a site is made of, read from its folder: all faults at once, nothing rendered yet.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;
use rules::{Date, Diagnostic};

use crate::content::{Address, Calendar, FrontMatter, MESSAGES, Message, Places, Settings, Year};
use crate::source::Root;

use super::template_files::TemplateFiles;

/// What a site is made of.
#[derive(Debug)]
pub struct Inputs {
    /// `site.toml`.
    pub settings: Settings,
    /// Its text.
    pub settings_text: String,
    /// The day for which figures on pages hold.
    pub on: Date,
    /// The working days.
    pub calendar: Calendar,
    /// The places.
    pub places: Places,
    /// What changes when calendar or places do.
    pub tables: u64,
    /// The Markdown files.
    pub sources: Vec<Source>,
    /// What is said on screens and by loudspeakers, in order.
    pub messages: Vec<Message>,
    /// Files of `content/` that are copied as they are, such as pictures.
    pub files: Vec<String>,
    /// The templates, styles and scripts.
    pub templates: TemplateFiles,
}

/// A Markdown file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name.
    pub file: String,
    /// Where its page is.
    pub address: Address,
    /// Its text.
    pub text: String,
    /// What it says of itself.
    pub matter: FrontMatter,
}

impl Source {
    /// The name of its file without folder and ending: the id of a policy.
    #[must_use]
    pub fn id(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".md").unwrap_or(name)
    }
}

/// Only pictures and papers are copied beside the pages; what a browser would run is not.
const COPIED: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "pdf", "docx", "xlsx", "mp3"];

/// A number that changes with what is hashed; the same on every machine of one kind.
pub fn fingerprint(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Inputs {
    /// Reads a folder; `today` counts where `site.toml` sets no day.
    #[must_use]
    pub fn read(root: &Root, today: Date, findings: &mut Vec<Diagnostic>) -> Self {
        let (names, faults) = root.files("content");
        findings.extend(faults);
        let mut found: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
        let mut files = Vec::new();
        for name in &names {
            let ending = name.rsplit('.').next().unwrap_or_default();
            match (name.as_str(), ending) {
                ("content/site.toml", _) => {}
                ("content/places.csv", _) => found.entry("places").or_default().push(name),
                (path, "md") if path.starts_with(MESSAGES) => found.entry("messages").or_default().push(name),
                (_, "md") => found.entry("pages").or_default().push(name),
                (path, "toml") if path.starts_with("content/calendar/") => found.entry("calendar").or_default().push(name),
                (_, ending) if COPIED.contains(&ending.to_ascii_lowercase().as_str()) => files.push(name.clone()),
                _ => {
                    let help = "删掉它，或者对照说明改名；图片可以是 png、jpg、gif、webp，文件可以是 pdf、docx、xlsx";
                    findings.push(Diagnostic::error(name, 0..0, "不认识的文件", help));
                }
            }
        }
        let settings_text = text(root, "content/site.toml", findings);
        let settings = Settings::read(&settings_text, findings);
        let mut tables = DefaultHasher::new();
        let mut years = Vec::new();
        for file in found.remove("calendar").unwrap_or_default() {
            let text = text(root, file, findings);
            years.extend(Year::read(file, &text, findings));
            tables.write(text.as_bytes());
        }
        let places = found.remove("places").map(|_| text(root, "content/places.csv", findings)).unwrap_or_default();
        tables.write(places.as_bytes());
        let places = if places.is_empty() { Places::default() } else { Places::read(&places, findings) };
        let pages = found.remove("pages").unwrap_or_default();
        let read: Vec<(Option<Source>, Vec<Diagnostic>)> = pages.par_iter().map(|file| source(root, file)).collect();
        let mut sources = Vec::with_capacity(read.len());
        for (source, faults) in read {
            sources.extend(source);
            findings.extend(faults);
        }
        let mut messages: Vec<Message> = Vec::new();
        for file in found.remove("messages").unwrap_or_default() {
            messages.push(Message::read(file, text(root, file, findings), findings));
        }
        messages.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        let templates = TemplateFiles::read(root, findings);
        let on = settings.on.unwrap_or(today);
        let calendar = Calendar::new(years);
        Self { settings, settings_text, on, calendar, places, tables: tables.finish(), sources, messages, files, templates }
    }
}

fn text(root: &Root, file: &str, findings: &mut Vec<Diagnostic>) -> String {
    root.text(file).unwrap_or_else(|fault| {
        findings.push(fault);
        String::new()
    })
}

fn source(root: &Root, file: &str) -> (Option<Source>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let source = match root.text(file) {
        Ok(text) => Address::of_file(file).map(|address| {
            let matter = FrontMatter::read(file, &text, &mut findings);
            Source { file: file.to_owned(), address, text, matter }
        }),
        Err(fault) => {
            findings.push(fault);
            None
        }
    };
    (source, findings)
}
