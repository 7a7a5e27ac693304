//! Emphasis with `*` and `**` that knows Chinese.
//!
//! CommonMark lets a `**` open or close by the punctuation beside it, which presumes blanks between words. Chinese has
//! none: in `**加强领导。**各地` the closing run stands between `。` and a letter and may not close. Here the algorithm
//! is CommonMark's (delimiter runs, the rule of three), but Chinese punctuation counts as a letter, and a Chinese
//! character beside a run stands for the blank that other languages would have.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::chinese::{is_chinese, is_foreign_punctuation};
use super::mask::Masked;

/// An event of the parser with its place.
pub type Placed<'a> = (Event<'a>, Range<usize>);

/// A run of `*`.
#[derive(Debug)]
struct Run {
    range: Range<usize>,
    length: usize,
    left: usize,
    can_open: bool,
    can_close: bool,
    /// What it closes, in order; true is strong.
    closes: Vec<bool>,
    /// What it opens, the innermost first.
    opens: Vec<bool>,
}

enum Part<'a> {
    Event(Placed<'a>),
    Run(Run),
}

/// Turns the hidden `*` of a text's events into emphasis.
#[must_use]
pub fn emphasise<'a>(masked: &'a Masked<'_>, events: Vec<Placed<'a>>) -> Vec<Placed<'a>> {
    if matches!(masked.copy, std::borrow::Cow::Borrowed(_)) {
        return events;
    }
    let mut parts: Vec<Part<'a>> = Vec::with_capacity(events.len() * 2);
    let mut open: Vec<Vec<usize>> = vec![Vec::new()];
    let mut in_code = false;
    for (event, range) in events {
        match &event {
            Event::Start(tag) => {
                in_code = in_code || matches!(tag, Tag::CodeBlock(_));
                open.push(Vec::new());
            }
            Event::End(tag) => {
                in_code = in_code && !matches!(tag, TagEnd::CodeBlock);
                pair(&mut parts, &open.pop().unwrap_or_default());
            }
            Event::Text(said) if !in_code && masked.words(said, &range).is_some_and(|words| words.contains('*')) => {
                split(masked, range, &mut parts, open.last_mut());
                continue;
            }
            _ => {}
        }
        parts.push(Part::Event((event, range)));
    }
    for runs in open {
        pair(&mut parts, &runs);
    }
    let mut out = Vec::with_capacity(parts.len() + 16);
    for part in parts {
        match part {
            Part::Event(event) => out.push(event),
            Part::Run(run) => write(masked, &run, &mut out),
        }
    }
    out
}

/// Parts a text into words and runs.
fn split<'a>(masked: &'a Masked<'_>, range: Range<usize>, parts: &mut Vec<Part<'a>>, mut open: Option<&mut Vec<usize>>) {
    let bytes = masked.original.as_bytes();
    let is_mark = |at: usize| bytes.get(at) == Some(&b'*') && masked.is_hidden(at) && masked.copy.as_bytes().get(at) == Some(&b'%');
    let next_mark = |at: usize| {
        let stars = masked.original.get(at..range.end).unwrap_or_default().match_indices('*');
        stars.map(|(star, _)| at + star).find(|star| is_mark(*star))
    };
    let mut at = range.start;
    while at < range.end {
        let mark = is_mark(at);
        let end = if mark { (at..range.end).find(|next| !is_mark(*next)) } else { next_mark(at) }.unwrap_or(range.end);
        if mark {
            if let Some(open) = open.as_deref_mut() {
                open.push(parts.len());
            }
            parts.push(Part::Run(run(masked.original, at..end)));
        } else if let Some(words) = masked.copy.get(at..end) {
            parts.push(Part::Event((Event::Text(words.into()), at..end)));
        }
        at = end;
    }
}

fn run(text: &str, range: Range<usize>) -> Run {
    let before = text.get(..range.start).and_then(|text| text.chars().next_back()).unwrap_or('\n');
    let after = text.get(range.end..).and_then(|text| text.chars().next()).unwrap_or('\n');
    let flanks = |inner: char, outer: char| {
        !inner.is_whitespace()
            && (!is_foreign_punctuation(inner) || outer.is_whitespace() || is_foreign_punctuation(outer) || is_chinese(outer))
    };
    let length = range.len();
    let (can_open, can_close) = (flanks(after, before), flanks(before, after));
    Run { range, length, left: length, can_open, can_close, closes: Vec::new(), opens: Vec::new() }
}

/// Pairs the runs of one inline level.
fn pair(parts: &mut [Part<'_>], runs: &[usize]) {
    let mut openers: Vec<usize> = Vec::new();
    // Below these heights no opener fits a closer of that kind; it keeps the search linear.
    let mut floors = [0_usize; 6];
    for &at in runs {
        while let Some(closer) = get(parts, at).filter(|run| run.can_close && run.left > 0) {
            let kind = closer.length % 3 + if closer.can_open { 3 } else { 0 };
            let floor = floors.get(kind).copied().unwrap_or_default();
            let fits = |run: &Run| {
                let three = (run.can_close || closer.can_open) && (run.length + closer.length).is_multiple_of(3);
                !three || run.length.is_multiple_of(3) && closer.length.is_multiple_of(3)
            };
            let found =
                (floor..openers.len()).rev().find(|height| openers.get(*height).and_then(|opener| get(parts, *opener)).is_some_and(&fits));
            let Some(height) = found else {
                if let Some(floor) = floors.get_mut(kind) {
                    *floor = openers.len();
                }
                break;
            };
            let Some(&opener) = openers.get(height) else { break };
            let strong = closer.left >= 2 && get(parts, opener).is_some_and(|run| run.left >= 2);
            let used = if strong { 2 } else { 1 };
            if let Some(Part::Run(run)) = parts.get_mut(at) {
                run.closes.push(strong);
                run.left -= used;
            }
            let mut spent = false;
            if let Some(Part::Run(run)) = parts.get_mut(opener) {
                run.opens.push(strong);
                run.left -= used;
                spent = run.left == 0;
            }
            openers.truncate(if spent { height } else { height + 1 });
            for floor in &mut floors {
                *floor = (*floor).min(openers.len());
            }
        }
        if get(parts, at).is_some_and(|run| run.can_open && run.left > 0) {
            openers.push(at);
        }
    }
}

fn get<'p>(parts: &'p [Part<'_>], at: usize) -> Option<&'p Run> {
    match parts.get(at) {
        Some(Part::Run(run)) => Some(run),
        _ => None,
    }
}

fn write<'a>(masked: &'a Masked<'_>, run: &Run, out: &mut Vec<Placed<'a>>) {
    for strong in &run.closes {
        out.push((Event::End(if *strong { TagEnd::Strong } else { TagEnd::Emphasis }), run.range.clone()));
    }
    if run.left > 0
        && let Some(stars) = masked.copy.get(run.range.start..run.range.start + run.left)
    {
        out.push((Event::Text(stars.into()), run.range.start..run.range.start + run.left));
    }
    for strong in run.opens.iter().rev() {
        out.push((Event::Start(if *strong { Tag::Strong } else { Tag::Emphasis }), run.range.clone()));
    }
}
