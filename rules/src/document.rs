//! A policy document as its reader found it: the text, and where in it clauses and rules stand.
//!
//! Markdown is read elsewhere; this is all that the rules need to know of it. Ranges are in bytes of `text`.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// A Markdown file with policy rules.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The file's name without its ending; the policy's id must be the same.
    pub id: &'a str,
    /// The file, as errors shall name it.
    pub file: &'a str,
    /// The file's text.
    pub text: &'a str,
    /// The TOML between the `+++` lines.
    pub front: Range<usize>,
    /// Headings with an explicit anchor.
    pub clauses: Vec<Heading>,
    /// Fenced blocks whose info string begins with `toml`.
    pub blocks: Vec<Block>,
}

/// A heading with an explicit anchor.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The anchor.
    pub id: String,
    /// The heading's words, without markup.
    pub title: String,
}

/// A fenced block with a rule in it.
#[derive(Clone, Debug)]
pub struct Block {
    /// The info string without its first word `toml`, trimmed: the kind of rule.
    pub kind: String,
    /// Where the info string stands.
    pub info: Range<usize>,
    /// Where the TOML stands.
    pub body: Range<usize>,
    /// The place in `clauses` of the nearest heading above that has an anchor.
    pub clause: Option<usize>,
}
