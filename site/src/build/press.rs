//! Renders one page: fills the holes of its body, puts it into its template, writes it.

use std::cell::LazyCell;

use rules::{Calculator, Date, Diagnostic, Figures, Kind, Policy};
use serde::Serialize;
use tera::{Context, Value};

use crate::content::{Address, FrontMatter, Places, Settings};
use crate::markdown::{Body, Piece};
use crate::view::card;

use super::page::{Page, Rendered, ids};
use super::references::Shelf;
use super::staging::Staging;
use super::templates::Templates;

/// What every page is made with.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    /// The templates.
    pub templates: &'a Templates,
    /// The links of templates that were seen so far.
    pub shelf: &'a Shelf,
    /// Where pages go; nowhere when they are only checked.
    pub staging: Option<&'a Staging>,
    /// The site's settings.
    pub settings: &'a Settings,
    /// Its places.
    pub places: &'a Places,
    /// The day for which figures hold.
    pub on: Date,
}

/// What a page is, before it is rendered.
#[derive(Debug)]
pub struct Draft<'a> {
    /// Where it is.
    pub address: Address,
    /// The template's name.
    pub template: &'a str,
    /// The file that it is made of, if any.
    pub file: Option<&'a str>,
    /// Its title and the like.
    pub matter: FrontMatter,
    /// Its body, with the file's text.
    pub body: Option<(&'a Body, &'a str)>,
    /// Whose figures stand in it.
    pub policy: Option<&'a Policy>,
    /// What else its template needs.
    pub context: Context,
    /// Where the same page is, too, as deep below the site's root.
    pub copies: Vec<Address>,
}

impl<'a> Draft<'a> {
    /// A page without a body.
    #[must_use]
    pub fn new(address: Address, template: &'a str, matter: FrontMatter, context: Context) -> Self {
        Self { address, template, file: None, matter, body: None, policy: None, context, copies: Vec::new() }
    }
}

#[derive(Serialize)]
struct PageView<'a> {
    title: &'a str,
    description: &'a str,
    path: &'a str,
    canonical: String,
    updated: String,
    content: Value,
    toc: Vec<TocEntry<'a>>,
}

#[derive(Serialize)]
struct TocEntry<'a> {
    id: &'a str,
    title: &'a str,
    level: u8,
}

impl Press<'_> {
    /// Renders a page; what is wrong goes into the answer.
    #[must_use]
    pub fn print(&self, draft: Draft<'_>) -> Rendered {
        let root = draft.address.root();
        self.print_as(draft, &root)
    }

    /// Renders a page that gives its own way to the site's root.
    #[must_use]
    pub fn print_as(&self, draft: Draft<'_>, root: &str) -> Rendered {
        let mut rendered = Rendered::default();
        let content = draft.body.map(|(body, text)| self.fill(&draft, body, text, root, &mut rendered.findings)).unwrap_or_default();
        let output = if draft.template == "404.html" { "404.html".to_owned() } else { draft.address.output() };
        let base = self.settings.base_url.as_str();
        let view = PageView {
            title: &draft.matter.title,
            description: if draft.matter.description.is_empty() { &draft.matter.title } else { &draft.matter.description },
            path: draft.address.as_str(),
            canonical: if base.is_empty() || output == "404.html" { String::new() } else { canonical(base, &draft.address) },
            updated: draft.matter.updated.map(Date::chinese).unwrap_or_default(),
            content: Value::safe_string(&content),
            toc: draft.body.map(|(body, _)| toc(body)).unwrap_or_default(),
        };
        let mut context = draft.context;
        context.insert("root", root);
        let mut page = Value::from_serializable(&view).into_map().unwrap_or_default();
        page.insert("content".into(), view.content.clone());
        context.insert_value("page", page.into());
        let section = draft.address.section();
        let framed = self.templates.frame(root, section).map(|frame| context.insert_value("frame", frame));
        let bytes = match framed.and_then(|()| self.templates.render(draft.template, &context)) {
            Ok(bytes) => bytes,
            Err(fault) => {
                rendered.findings.push(fault);
                rendered.broken.push(draft.address);
                return rendered;
            }
        };
        let is_place = |reference: &str| reference.strip_prefix(root).is_some_and(|path| self.is_place(path));
        let references = self.shelf.references(std::str::from_utf8(&bytes).unwrap_or_default(), &content, is_place);
        let (ids, twice) = ids(&bytes);
        if let Some(id) = twice.filter(|_| rendered.findings.is_empty()) {
            let file = draft.file.map_or_else(|| format!("templates/{}", draft.template), str::to_owned);
            let message = format!("页面 {} 上有两处锚点“{id}”", draft.address);
            rendered.findings.push(Diagnostic::error(&file, 0..0, message, "给其中一个换个名字"));
        }
        for output in std::iter::once(output.clone()).chain(draft.copies.iter().map(Address::output)) {
            match self.staging.map(|staging| staging.write(&output, &bytes)) {
                Some(Ok(written)) => rendered.outputs.push(written),
                Some(Err(fault)) => rendered.findings.push(fault),
                None => {}
            }
        }
        rendered.pages.push(Page {
            address: draft.address,
            output,
            template: self.shelf.word(draft.template),
            root: self.shelf.word(root),
            references,
            file: draft.file.map(str::to_owned),
            title: draft.matter.title,
            description: draft.matter.description,
            updated: draft.matter.updated.or(draft.matter.issued),
            ids: self.shelf.ids(ids),
            links: draft.body.map(|(body, _)| body.links.clone()).unwrap_or_default(),
        });
        rendered
    }

    /// Whether a file of the site is the page of a place or its slides, which are made in any case.
    fn is_place(&self, path: &str) -> bool {
        let Some((folder, id)) = path.strip_suffix("/index.html").and_then(|path| path.split_once('/')) else { return false };
        matches!(folder, "places" | "screen") && self.places.find(id).is_some()
    }

    /// The HTML of a body with its rules and figures in place.
    fn fill(&self, draft: &Draft<'_>, body: &Body, text: &str, root: &str, findings: &mut Vec<Diagnostic>) -> String {
        // Most pages of a large site have neither rules nor figures.
        let calculator = LazyCell::new(|| draft.policy.map(|policy| policy.at(self.on)));
        let figures = LazyCell::new(|| calculator.as_ref().map(Figures::new));
        let file = draft.file.unwrap_or_default();
        let mut out = String::with_capacity(text.len() * 2);
        let mut assumptions = 0;
        for piece in &body.pieces {
            match piece {
                Piece::Html(html) => out.push_str(html),
                Piece::Rule(index) => {
                    let Some((calculator, block)) = calculator.as_ref().zip(body.rules.get(*index)) else { continue };
                    let source = text.get(block.body.clone()).unwrap_or_default();
                    if let Some(rule) = rule_of(calculator, &block.kind, source, &mut assumptions) {
                        out.push_str(&card(calculator, rule, source.trim_end(), root));
                    }
                }
                Piece::Figure(range) => {
                    let source = text.get(range.clone()).unwrap_or_default();
                    match figures.as_ref().map(|figures| figures.figure(source)) {
                        Some(Ok(figure)) => crate::markdown::text(&mut out, &figure),
                        Some(Err(error)) => {
                            let span = range.start + error.range.start..range.start + error.range.end.max(error.range.start + 1);
                            findings.push(Diagnostic::error(file, span, error.message, error.help));
                        }
                        // The policy itself has a fault, which is told; its figures would only repeat it.
                        None => {}
                    }
                }
            }
        }
        out
    }
}

/// The rule that a block became.
fn rule_of<'p>(calculator: &Calculator<'p>, kind: &str, source: &str, assumptions: &mut usize) -> Option<&'p rules::Rule> {
    let policy = calculator.policy();
    if kind == "assume" {
        let own = policy.documents.len().checked_sub(1)?;
        let is_own = |rule: &&rules::Rule| {
            matches!(rule.kind, Kind::Assume(_)) && policy.clause(rule).is_some_and(|clause| usize::from(clause.document) == own)
        };
        *assumptions += 1;
        return policy.rules.iter().filter(is_own).nth(*assumptions - 1);
    }
    let find = |name: &str| policy.find(&rules::syntax::fold(name)).map(|(_, rule)| rule);
    if let Some(name) = first_name(source) {
        return find(name);
    }
    let table = toml::de::DeTable::parse(source).ok()?;
    find(table.get_ref().get("name")?.get_ref().as_str()?)
}

/// The name of a rule whose first line tells it plainly, as nearly all do: `name = "…"`.
fn first_name(source: &str) -> Option<&str> {
    let line = source.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let value = line.strip_prefix("name")?.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?;
    let (name, rest) = value.split_once('"')?;
    let rest = rest.trim_start();
    (!name.is_empty() && !name.contains('\\') && (rest.is_empty() || rest.starts_with('#'))).then_some(name)
}

fn toc(body: &Body) -> Vec<TocEntry<'_>> {
    let short = body.headings.iter().filter(|heading| heading.level <= 3);
    short.map(|heading| TocEntry { id: &heading.id, title: &heading.title, level: heading.level }).collect()
}

/// The full address of a page.
#[must_use]
pub fn canonical(base: &str, address: &Address) -> String {
    format!("{base}{}", crate::content::escape_path(address.as_str().trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::first_name;

    #[test]
    fn a_plain_name_in_the_first_line_needs_no_parser() {
        assert_eq!(first_name("# 一\n\nname = \"低保标准\" # 二\nunit = \"元\""), Some("低保标准"));
        for other in ["unit = \"元\"\nname = \"一\"", "name = \"\"\"一\"\"\"", "name = \"\\u4e00\"", "names = \"一\"", "name = '一'", ""]
        {
            assert_eq!(first_name(other), None, "{other}");
        }
    }
}
