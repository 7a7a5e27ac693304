//! Policies that extend one another: read and compiled together, apart from all others.

use std::collections::HashMap;

use rules::{Block, Diagnostic, Document, Heading, Policy};

use crate::markdown::{Body, Page, read};

use super::inputs::Source;

/// Policy documents that belong together.
#[derive(Debug)]
pub struct Family {
    /// The documents in the order of their names.
    pub sources: Vec<Source>,
}

/// A family once it is read and compiled.
#[derive(Debug)]
pub struct CompiledFamily {
    /// The documents and what was read in them.
    pub documents: Vec<(Source, Body)>,
    /// The policies without a fault.
    pub policies: Vec<Policy>,
    /// What was wrong with the rules.
    pub findings: Vec<Diagnostic>,
}

/// Parts documents into families.
#[must_use]
pub fn families(sources: Vec<Source>) -> Vec<Family> {
    let index: HashMap<String, usize> = sources.iter().enumerate().map(|(at, source)| (source.id().to_owned(), at)).collect();
    let parents: Vec<Option<usize>> =
        sources.iter().map(|source| source.matter.extends.as_ref().and_then(|id| index.get(id)).copied()).collect();
    // The eldest of a family stands for it; a circle of documents is cut by counting.
    let eldest = |mut at: usize| {
        let mut least = at;
        for _ in 0..=sources.len().min(64) {
            match parents.get(at).copied().flatten() {
                Some(parent) => at = parent,
                None => return at,
            }
            least = least.min(at);
        }
        least
    };
    let roots: Vec<usize> = (0..sources.len()).map(eldest).collect();
    let mut families: Vec<Family> = Vec::new();
    let mut places: HashMap<usize, usize> = HashMap::new();
    for (source, root) in sources.into_iter().zip(roots) {
        let place = *places.entry(root).or_insert(families.len());
        if place == families.len() {
            families.push(Family { sources: Vec::new() });
        }
        if let Some(family) = families.get_mut(place) {
            family.sources.push(source);
        }
    }
    families
}

impl Family {
    /// Changes with the documents.
    #[must_use]
    pub fn number(&self) -> u64 {
        let numbers: Vec<u64> = self.sources.iter().map(|source| super::inputs::fingerprint((&source.file, &source.text))).collect();
        super::inputs::fingerprint(numbers)
    }

    /// Reads and compiles the documents.
    #[must_use]
    pub fn compile(self, raw_html: bool) -> CompiledFamily {
        let documents: Vec<(Source, Body)> = self
            .sources
            .into_iter()
            .map(|source| {
                let root = source.address.root();
                let page = Page {
                    file: &source.file,
                    text: &source.text,
                    from: source.matter.body,
                    root: &root,
                    raw_html,
                    policy: source.matter.policy,
                };
                let body = read(page);
                (source, body)
            })
            .collect();
        let policies: Vec<Document<'_>> =
            documents.iter().filter(|(source, _)| source.matter.policy).map(|(source, body)| document(source, body)).collect();
        let compiled = rules::compile(&policies);
        CompiledFamily { policies: compiled.policies, findings: compiled.diagnostics, documents }
    }
}

fn document<'a>(source: &'a Source, body: &Body) -> Document<'a> {
    Document {
        id: source.id(),
        file: &source.file,
        text: &source.text,
        front: source.matter.range.clone(),
        clauses: body
            .headings
            .iter()
            .filter(|heading| heading.explicit)
            .map(|heading| Heading { id: heading.id.clone(), title: heading.title.clone() })
            .collect(),
        blocks: body
            .rules
            .iter()
            .map(|rule| Block { kind: rule.kind.clone(), info: rule.info.clone(), body: rule.body.clone(), clause: rule.clause })
            .collect(),
    }
}

/// All policies of a folder, without its pages.
#[must_use]
pub fn policies(root: &crate::source::Root) -> (Vec<Policy>, Vec<Diagnostic>) {
    let (names, mut findings) = root.files("content/policy");
    let mut sources = Vec::new();
    for file in names.into_iter().filter(|name| name.ends_with(".md")) {
        match root.text(&file) {
            Ok(text) => {
                let matter = crate::content::FrontMatter::read(&file, &text, &mut findings);
                let address = crate::content::Address::of_file(&file);
                sources.extend(address.filter(|_| matter.policy).map(|address| Source { file, address, text, matter }));
            }
            Err(fault) => findings.push(fault),
        }
    }
    let mut policies = Vec::new();
    for family in families(sources) {
        let compiled = family.compile(false);
        policies.extend(compiled.policies);
        findings.extend(compiled.findings);
    }
    (policies, findings)
}
