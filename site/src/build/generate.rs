//! The way from inputs to a site.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;
use rules::{Diagnostic, Policy, Severity, nearest};
use tera::Context;

use crate::announce::{self, NO_TYPEFACE, Packer, Slide, typefaces};
use crate::content::{Address, FrontMatter, Packs};
use crate::markdown::{self, Body};
use crate::publish;
use crate::source::Root;
use crate::view::{self, Theme};

use super::assets::Assets;
use super::bundle::{SITE_STYLE, bundle};
use super::cache::Cache;
use super::crowd::Crowd;
use super::drafts::{self, ALWAYS, Entry};
use super::family::{CompiledFamily, Family, families};
use super::icons::{ICONS, SEAL, icons};
use super::inputs::{Inputs, Source, fingerprint};
use super::links;
use super::page::{Page, Rendered};
use super::press::{Draft, Press};
use super::references::{self, Shelf};
use super::security;
use super::staging::{Output, Staging};
use super::template_files::WORKER;
use super::templates::Templates;
use super::trim::{Language, Trimmed};

/// What came of a build.
#[derive(Debug, Default)]
pub struct Made {
    /// How many pages the site has.
    pub pages: usize,
    /// Every file of the site.
    pub outputs: Vec<Output>,
    /// The policy in force and those in its family.
    pub policies: Vec<Policy>,
    /// What was wrong.
    pub findings: Vec<Diagnostic>,
}

/// What all units are made with.
pub(super) struct Workshop<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) press: Option<Press<'a>>,
    pub(super) in_force: Option<&'a Policy>,
    policies: &'a [Entry],
    guides: &'a [Entry],
    cache: &'a Cache,
    pub(super) slides: Vec<Slide>,
    /// What makes the packs; nothing where the site carries none.
    pub(super) packer: Option<Packer<'a>>,
    /// Changes with the messages.
    pub(super) said: u64,
    /// Changes with everything that every page is made of.
    shared: u64,
}

/// Makes the site: into `staging`, or nowhere when it is only checked.
#[must_use]
pub fn generate(root: &Root, mut inputs: Inputs, staging: Option<&Staging>, cache: &Cache, live: bool) -> Made {
    let mut made = Made::default();
    let policies = drafts::entries(&inputs.sources, "policy");
    let guides = drafts::entries(&inputs.sources, "guide");
    let sources = std::mem::take(&mut inputs.sources);
    let (documents, sources): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(|source| source.matter.policy);
    let mut families = families(documents);
    let chosen = families.iter().position(|family| family.sources.iter().any(|source| source.id() == inputs.settings.policy));
    let raw_html = inputs.settings.raw_html;
    let chosen = chosen.map(|at| {
        let family = families.swap_remove(at);
        let number = if cache.is_enabled() { family.number() } else { 0 };
        let number = fingerprint((number, raw_html));
        (number, cache.in_force(number, || family.compile(raw_html)))
    });
    let in_force = chosen.as_ref().and_then(|(_, family)| family.policies.iter().find(|policy| policy.id == inputs.settings.policy));
    let faults = in_force.map(|policy| announce::check(&inputs, policy)).unwrap_or_default();
    // What is wrong with a message is told; nothing of it is hung anywhere.
    let is_sound = faults.iter().all(|fault| fault.severity != Severity::Error);
    let packer = in_force.filter(|_| is_sound && inputs.settings.packs != Packs::None);
    made.findings.extend(faults);
    if chosen.is_none() {
        made.findings.push(no_policy(&inputs, &policies));
    }
    if let Some(policy) = in_force {
        made.findings.extend(no_cause(&inputs, policy));
    }
    let assets = Arc::new(assets(&inputs, in_force, &mut made.findings));
    let theme = Theme::read(&assets.text(SITE_STYLE));
    let templates = Templates::new(std::mem::take(&mut inputs.templates.pages), Arc::clone(&assets), shared(&inputs, &theme, live));
    let templates = templates.map_err(|faults| made.findings.extend(faults)).ok();
    let shelf = Shelf::default();
    let press = templates.as_ref().map(|templates| Press {
        templates,
        shelf: &shelf,
        staging,
        settings: &inputs.settings,
        places: &inputs.places,
        on: inputs.on,
    });
    let revision = in_force.map(|policy| policy.revision.as_str());
    let known =
        (&inputs.settings_text, assets.fingerprint(), revision, inputs.on.to_string(), templates.as_ref().map(Templates::fingerprint));
    let shared = if cache.is_enabled() { fingerprint(known) } else { 0 };
    let slides = in_force.map(|policy| announce::slides(&inputs, policy, None)).unwrap_or_default();
    let packer = packer.and_then(|policy| Packer::new(&inputs, policy).map_err(|faults| made.findings.extend(faults)).ok());
    // While the site is being written, nobody prints from it.
    let typefaces = packer.as_ref().filter(|_| staging.is_some() && !live).map(|_| typefaces());
    if let Some(None) = typefaces {
        made.findings.push(Diagnostic { severity: Severity::Warning, ..Diagnostic::error("", 0..0, NO_TYPEFACE, "") });
    }
    let packer = packer.map(|packer| packer.printed_in(typefaces.flatten()));
    let said = fingerprint(inputs.messages.iter().map(|message| &message.text).collect::<Vec<_>>());
    let workshop = Workshop { inputs: &inputs, press, in_force, policies: &policies, guides: &guides, cache, slides, packer, said, shared };

    let no_network = Address::new(publish::NO_NETWORK);
    let taken: HashSet<Address> = sources.iter().map(|source| source.address.clone()).collect();
    let mut units = workshop.sources(sources);
    units.par_extend(families.into_par_iter().map(|family| workshop.family(family)));
    units.extend(chosen.as_ref().map(|(number, family)| workshop.unit("in force".into(), number, || workshop.compiled(family))));
    let missing = ALWAYS.iter().filter(|(folders, _, _)| {
        let address = Address::new(folders);
        !taken.contains(&address)
    });
    let missing: Vec<_> = missing.collect();
    units.extend(missing.into_iter().map(|(folders, title, description)| workshop.always(folders, title, description)));
    units.extend(workshop.lists());
    let told = inputs.places.all().par_iter().filter(|place| workshop.is_told(place));
    units.par_extend(told.map(|place| workshop.place(place)));
    let mut crowd = workshop.crowd();
    units.push(workshop.screen());
    units.extend(workshop.downloads());
    units.push(workshop.not_found());
    units.push(workshop.components());
    if !taken.contains(&no_network) {
        units.push(workshop.no_network(&no_network));
    }

    made.outputs.reserve_exact(units.iter().map(|unit| unit.outputs.len()).sum());
    for unit in &mut units {
        // Nobody else holds it where nothing is kept for the next build.
        match Arc::get_mut(unit) {
            Some(unit) => {
                made.findings.extend(std::mem::take(&mut unit.findings));
                made.outputs.extend(std::mem::take(&mut unit.outputs));
            }
            None => {
                made.findings.extend(unit.findings.iter().cloned());
                made.outputs.extend(unit.outputs.iter().cloned());
            }
        }
    }
    made.findings.append(&mut crowd.findings);
    made.outputs.extend(crowd.output.take());
    let mut pages: Vec<&Page> = units.iter().flat_map(|unit| &unit.pages).filter(|page| is_listed(&page.address)).collect();
    pages.sort_by(|a, b| a.address.cmp(&b.address));
    let broken: HashSet<&Address> = units.iter().flat_map(|unit| &unit.broken).chain(&crowd.broken).collect();
    let of_place = |address: &str| crowd.page(&inputs.places, address);
    made.findings.extend(links::check(&pages, &broken, &inputs.files, of_place));
    if let Some(templates) = &templates {
        let alike = crowd.kinds.iter().map(|(page, count)| (page, *count));
        let site = references::Site {
            pages: units.iter().flat_map(|unit| &unit.pages).map(|page| (page, 1)).chain(alike).collect(),
            files: unpaged(&inputs, &assets, &units),
            broken: broken.iter().map(|address| address.output()).collect(),
            templates: templates.sources(),
        };
        made.findings.extend(site.check(of_place));
    }
    made.pages = pages.len() + crowd.count();
    if let Some(staging) = staging {
        let beside = Beside { root, inputs: &inputs, assets: &assets, theme: &theme, pages: &pages, crowd: &crowd, in_force, live };
        let done = beside.write(staging, &mut made.outputs);
        made.findings.extend(done.err());
    }
    made.policies = chosen.as_ref().map(|(_, family)| family.policies.clone()).unwrap_or_default();
    made
}

/// Pages that nobody looks for; they are in no list.
const UNLISTED: [&str; 3] = ["/404/", "/about/components/", publish::NO_NETWORK];

/// What codes open is in no list, either.
fn is_listed(address: &Address) -> bool {
    !UNLISTED.contains(&address.as_str()) && address.section() != "p"
}

impl Workshop<'_> {
    /// Renders a unit, or takes what came of it before.
    pub(super) fn unit(&self, name: String, number: impl std::hash::Hash, render: impl FnOnce() -> Rendered) -> Arc<Rendered> {
        if !self.cache.is_enabled() {
            return Arc::new(render());
        }
        let number = fingerprint((self.shared, number));
        self.cache.get(&name, number).unwrap_or_else(|| {
            let rendered = Arc::new(render());
            self.cache.put(name, number, &rendered);
            rendered
        })
    }

    /// Whether the site is made again and again, each time as far as a change reaches.
    pub(super) fn is_live(&self) -> bool {
        self.cache.is_enabled()
    }

    /// Pages of Markdown files that are no policies.
    fn sources(&self, sources: Vec<Source>) -> Vec<Arc<Rendered>> {
        sources
            .into_par_iter()
            .map(|source| {
                let number = (&source.text, source.matter.calendar.then_some(self.inputs.tables), self.list_number(&source.address));
                self.unit(source.file.clone(), number, || self.source(&source))
            })
            .collect()
    }

    /// Changes with the list that a page shows, if any.
    fn list_number(&self, address: &Address) -> u64 {
        match address.as_str() {
            "/policy/" => fingerprint(self.policies),
            "/guide/" => fingerprint(self.guides),
            "/places/" | "/report/" | "/publicity/" => fingerprint((self.inputs.tables, self.said)),
            _ => 0,
        }
    }

    fn source(&self, source: &Source) -> Rendered {
        let root = source.address.root();
        let raw_html = self.inputs.settings.raw_html;
        let page =
            markdown::Page { file: &source.file, text: &source.text, from: source.matter.body, root: &root, raw_html, policy: false };
        let body = markdown::read(page);
        self.print(&source.address, Some(source), source.matter.clone(), Some(&body), self.in_force)
    }

    fn family(&self, family: Family) -> Arc<Rendered> {
        let name = family.sources.first().map(|source| source.file.clone()).unwrap_or_default();
        let number = if self.cache.is_enabled() { family.number() } else { 0 };
        self.unit(name, number, || self.compiled(&family.compile(self.inputs.settings.raw_html)))
    }

    fn compiled(&self, family: &CompiledFamily) -> Rendered {
        let mut all = Rendered { findings: family.findings.clone(), ..Rendered::default() };
        for (source, body) in &family.documents {
            let policy = family.policies.iter().find(|policy| policy.id == source.id());
            let rendered = self.print(&source.address, Some(source), source.matter.clone(), Some(body), policy);
            all.extend(rendered);
        }
        all
    }

    fn always(&self, folders: &str, title: &str, description: &str) -> Arc<Rendered> {
        let address = Address::new(folders);
        let title = if folders.is_empty() { self.inputs.settings.title.clone() } else { title.to_owned() };
        let matter = FrontMatter { title, description: description.to_owned(), ..FrontMatter::default() };
        let number = self.list_number(&address);
        self.unit(format!("always {folders}"), number, || self.print(&address, None, matter, None, self.in_force))
    }

    /// The second and further pages of long lists.
    fn lists(&self) -> Vec<Arc<Rendered>> {
        let mut units = Vec::new();
        for (folder, template, entries) in [("policy", "policies.html", self.policies), ("guide", "guides.html", self.guides)] {
            let count = entries.len().div_ceil(view::PAGE_SIZE);
            units.extend((2..=count).map(|number| {
                let address = Address::new(&format!("{folder}/page/{number}"));
                self.unit(address.as_str().to_owned(), fingerprint(entries), || {
                    let mut context = Context::new();
                    context.insert("list", &drafts::listing(entries, folder, number, &address.root()));
                    let title = ALWAYS.iter().find(|(known, _, _)| *known == folder).map_or("", |(_, title, _)| title);
                    let matter = FrontMatter { title: format!("{title}（第 {number} 页）"), ..FrontMatter::default() };
                    self.send(Draft::new(address.clone(), template, matter, context), None)
                })
            }));
        }
        units
    }

    /// A server shows this page at any depth, so its links begin at the root of the host, or where the site is.
    fn not_found(&self) -> Arc<Rendered> {
        let address = Address::new("404");
        let base = &self.inputs.settings.base_url;
        let path = base.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("/".to_owned(), |(_, path)| format!("/{path}"));
        self.unit("404".into(), 0, || {
            let matter = FrontMatter { title: "没有这一页".into(), ..FrontMatter::default() };
            self.send(Draft::new(address, "404.html", matter, Context::new()), Some(&path))
        })
    }

    /// All components, each in every state.
    fn components(&self) -> Arc<Rendered> {
        let address = Address::new("about/components");
        self.unit("components".into(), self.said, || {
            let matter = FrontMatter { title: "这个网站的部件".into(), ..FrontMatter::default() };
            let (template, root) = ("components.html", address.root());
            let mut context = drafts::context(template, &matter, self.inputs, self.in_force, &root);
            context.insert("root", &root);
            context.insert("devices", &self.examples(&root));
            match self.press.map(|press| press.templates.examples(&context)) {
                Some(Ok(examples)) => context.insert_value("components", examples),
                Some(Err(fault)) => return Rendered { broken: vec![address.clone()], findings: vec![fault], ..Rendered::default() },
                None => {}
            }
            self.send(Draft::new(address.clone(), template, matter, context), None)
        })
    }

    /// What is shown where there is no network and the page that was asked for is not kept.
    fn no_network(&self, address: &Address) -> Arc<Rendered> {
        self.unit("no network".into(), 0, || {
            let matter = FrontMatter { title: "没有网络".into(), ..FrontMatter::default() };
            let context = Context::new();
            self.send(Draft::new(address.clone(), "offline.html", matter, context), None)
        })
    }

    fn print(
        &self,
        address: &Address,
        source: Option<&Source>,
        matter: FrontMatter,
        body: Option<&Body>,
        policy: Option<&Policy>,
    ) -> Rendered {
        let template = drafts::template(address, &matter);
        let root = address.root();
        let needs_policy = matches!(template, "check.html" | "explain.html" | "screen-list.html" | "standards.html" | "policy.html");
        let mut findings: Vec<Diagnostic> = body.map(|body| body.findings.clone()).unwrap_or_default();
        if needs_policy && policy.is_none() {
            return Rendered { findings, broken: vec![address.clone()], ..Rendered::default() };
        }
        let mut context = match policy.filter(|_| template == "policy.html") {
            Some(policy) => drafts::policy_context(policy, &root),
            None => drafts::context(template, &matter, self.inputs, self.in_force, &root),
        };
        match template {
            "policies.html" => context.insert("list", &drafts::listing(self.policies, "policy", 1, &root)),
            "guides.html" => context.insert("list", &drafts::listing(self.guides, "guide", 1, &root)),
            "publicity.html" => context.extend(self.hub(&root)),
            _ => {}
        }
        let body = body.zip(source.map(|source| source.text.as_str()));
        let file = source.map(|source| source.file.as_str());
        let mut rendered = self.send(Draft { file, body, policy, ..Draft::new(address.clone(), template, matter, context) }, None);
        findings.append(&mut rendered.findings);
        rendered.findings = findings;
        rendered
    }

    pub(super) fn send(&self, draft: Draft<'_>, root: Option<&str>) -> Rendered {
        match (&self.press, root) {
            (Some(press), None) => press.print(draft),
            (Some(press), Some(root)) => press.print_as(draft, root),
            (None, _) => Rendered { broken: vec![draft.address], ..Rendered::default() },
        }
    }
}

/// Causes that `site.toml` says tell of health and that nobody can tick.
fn no_cause(inputs: &Inputs, policy: &Policy) -> Vec<Diagnostic> {
    let known: Vec<&str> = view::causes(policy).into_iter().map(String::as_str).collect();
    let unknown = inputs.settings.intake.health.iter().filter(|name| !known.contains(&name.as_str()));
    let fault = |name: &String| {
        let written = format!("\"{name}\"");
        let at = inputs.settings_text.find(&written).unwrap_or_default();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("是不是想写“{near}”？"),
            None if known.is_empty() => format!("政策里没有「{}」这个问题，把 health 这一行删掉", view::CAUSES),
            None => format!("照政策里「{}」的选项写：{}", view::CAUSES, known.join("、")),
        };
        Diagnostic::error("content/site.toml", at..at + written.len(), format!("「{}」里没有“{name}”这一项", view::CAUSES), help)
    };
    unknown.map(fault).collect()
}

fn no_policy(inputs: &Inputs, policies: &[Entry]) -> Diagnostic {
    let wanted = &inputs.settings.policy;
    let at = inputs.settings_text.find("policy").unwrap_or_default();
    let end = inputs.settings_text.get(at..).and_then(|rest| rest.find('\n')).map_or(at + 1, |length| at + length);
    let known = policies.iter().map(Entry::id);
    let help = nearest(wanted, known)
        .map_or_else(|| "写成 content/policy 里一份政策的文件名，不带 .md".to_owned(), |near| format!("是不是想写“{near}”？"));
    let message = if wanted.is_empty() { "没有写用哪一份政策".to_owned() } else { format!("没有政策“{wanted}”") };
    let mut finding = Diagnostic::error("content/site.toml", at..end, message, help);
    finding.severity = Severity::Error;
    finding
}

/// The files beside the pages: those of the templates, the calculator, and the policy in force.
fn assets(inputs: &Inputs, in_force: Option<&Policy>, findings: &mut Vec<Diagnostic>) -> Assets {
    let mut assets = bundle(&inputs.templates, !inputs.settings.intake.seal.is_empty(), findings);
    match icons(assets.bytes(SEAL)) {
        Ok(icons) => icons.into_iter().for_each(|(name, bytes)| assets.add(name, bytes)),
        Err(fault) => {
            findings.push(fault);
            // What is told is told once: templates find the names.
            ICONS.iter().for_each(|icon| assets.add(icon.name, Vec::new()));
        }
    }
    if let Some(policy) = in_force {
        assets.add(&format!("policy/{}.bin", policy.id), policy.pack());
    }
    assets
}

/// What every template sees.
fn shared(inputs: &Inputs, theme: &Theme, live: bool) -> Context {
    let mut context = Context::new();
    let mut site = tera::Value::from_serializable(&inputs.settings).into_map().unwrap_or_default();
    site.insert("on_text".into(), inputs.on.chinese().into());
    context.insert_value("site", site.into());
    context.insert("csp", &security::policy(&inputs.settings));
    context.insert("first_script", security::FIRST_SCRIPT.as_str());
    context.insert("theme", theme);
    context.insert("live_reload", &live);
    context
}

/// The names of all files that are no pages.
fn unpaged(inputs: &Inputs, assets: &Assets, units: &[Arc<Rendered>]) -> HashSet<String> {
    let mut names: HashSet<String> =
        ["sitemap.xml", "robots.txt", "feed.xml", publish::MANIFEST, publish::VERSION].map(str::to_owned).into();
    names.extend(assets.all().map(|asset| asset.output.clone()));
    names.extend(inputs.files.iter().map(|file| copied(file).to_owned()));
    names.extend(units.iter().flat_map(|unit| unit.files.iter().cloned()));
    names
}

/// All that is no page.
struct Beside<'a> {
    root: &'a Root,
    inputs: &'a Inputs,
    assets: &'a Assets,
    theme: &'a Theme,
    pages: &'a [&'a Page],
    crowd: &'a Crowd,
    in_force: Option<&'a Policy>,
    live: bool,
}

impl Beside<'_> {
    /// Writes it; `outputs` has the pages and gets the rest.
    fn write(&self, staging: &Staging, outputs: &mut Vec<Output>) -> Result<(), Diagnostic> {
        let (settings, pages) = (&self.inputs.settings, self.pages);
        for asset in self.assets.all() {
            outputs.push(staging.write(&asset.output, &asset.bytes)?);
        }
        for file in &self.inputs.files {
            outputs.push(staging.write(copied(file), &self.root.bytes(file)?)?);
        }
        let mut texts = vec![
            ("robots.txt", publish::robots(settings)),
            ("feed.xml", publish::feed(settings, pages)),
            (publish::MANIFEST, publish::manifest(settings, self.theme, self.assets, pages)),
        ];
        texts.extend(publish::servers(settings));
        for (name, text) in texts {
            outputs.push(staging.write(name, text.as_bytes())?);
        }
        let of_places = self.crowd.addresses(&self.inputs.places);
        outputs.push(staging.stream("sitemap.xml", publish::sitemap(settings, pages, of_places))?);
        self.offline(staging, outputs)
    }

    /// What rests on all the rest: the version, and the list of what is kept. While the site is being written, nothing is.
    fn offline(&self, staging: &Staging, outputs: &mut Vec<Output>) -> Result<(), Diagnostic> {
        let version = publish::version(outputs);
        let file = publish::version_file(&version, self.pages, self.inputs.on);
        outputs.push(staging.write(publish::VERSION, file.as_bytes())?);
        let files: Vec<&str> = self.inputs.files.iter().map(|file| copied(file)).collect();
        let always = ALWAYS.map(|(folders, _, _)| folders);
        let site = publish::Site {
            outputs,
            pages: self.pages,
            crowd: self.crowd,
            always: &always,
            in_force: self.in_force,
            assets: self.assets,
            places: &self.inputs.places,
            files: &files,
        };
        let script = self.inputs.templates.workers.get(WORKER).map(String::as_str).unwrap_or_default();
        let script = Trimmed::new(script, Language::Script).text;
        let worker = publish::worker(&script, &version, (!self.live).then_some(site));
        outputs.push(staging.write(publish::WORKER, worker.as_bytes())?);
        Ok(())
    }
}

/// The name on the site of a file that is copied from `content/`.
fn copied(file: &str) -> &str {
    file.strip_prefix("content/").unwrap_or(file)
}
