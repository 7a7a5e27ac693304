//! What a Markdown file is once it is read.

use std::ops::Range;

use rules::Diagnostic;

use super::Target;

/// The HTML of a page with holes, and what else its reader found. Ranges are in bytes of the file.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The HTML in order.
    pub pieces: Vec<Piece>,
    /// The headings in order.
    pub headings: Vec<Heading>,
    /// The rule blocks in order.
    pub rules: Vec<RuleBlock>,
    /// The links to other places of the site.
    pub links: Vec<Link>,
    /// What is wrong.
    pub findings: Vec<Diagnostic>,
}

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// HTML as it stands.
    Html(String),
    /// The card of a rule, by its place in [`Body::rules`].
    Rule(usize),
    /// A figure: the place of what stands between `{{` and `}}`.
    Figure(Range<usize>),
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its anchor.
    pub id: String,
    /// Its words.
    pub title: String,
    /// 2 to 6.
    pub level: u8,
    /// Whether the anchor is written in the file: `{#id}`.
    pub explicit: bool,
}

/// A fenced block whose info string begins with `toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleBlock {
    /// The kind of rule.
    pub kind: String,
    /// Where the info string stands.
    pub info: Range<usize>,
    /// Where the TOML stands.
    pub body: Range<usize>,
    /// The place of its clause among the headings with an explicit anchor.
    pub clause: Option<usize>,
}

/// A link to a place of the site and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// Where it stands.
    pub span: Range<usize>,
}
