//! A copy of a text in which CommonMark finds neither `*` emphasis nor `{{…}}`, every byte in its place.
//!
//! `*` becomes `%`, a punctuation mark without a meaning, and a figure becomes letters, so that its `|` parts no table and
//! its `*` emphasises nothing. Where an event of the parser still says what the masked text says, the original stands at
//! the same place. What is kept: `*` of lists and lines, after `\`, in a link's address, in a tag.

use std::borrow::Cow;
use std::ops::Range;

/// A text and its masked copy.
#[derive(Debug)]
pub struct Masked<'a> {
    /// The text as it was written.
    pub original: &'a str,
    /// The copy that the parser reads.
    pub copy: Cow<'a, str>,
}

impl<'a> Masked<'a> {
    /// Masks a text.
    #[must_use]
    pub fn new(original: &'a str) -> Self {
        let mut copy = Copy { original, text: String::new(), until: 0 };
        let bytes = original.as_bytes();
        let mut at = 0;
        let mut line = 0;
        while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| matters(*byte))) {
            at += found;
            match bytes.get(at) {
                Some(b'\n') => {
                    at += 1;
                    line = at;
                }
                Some(b'\\') => at += if bytes.get(at + 1) == Some(&b'\n') { 1 } else { 2 },
                Some(b'*') => {
                    let count = run(bytes, at);
                    if !is_structure(bytes, line, at, at + count) {
                        copy.hide(at..at + count, "%");
                    }
                    at += count;
                }
                Some(b'{') => match figure(original, at) {
                    Some(length) => {
                        copy.hide(at..at + length, "x");
                        at += length;
                    }
                    None => at += 1,
                },
                Some(b']') => at = after_address(original, at),
                Some(b'[') => at = after_definition(original, line, at),
                _ => at = after_tag(original, at),
            }
        }
        Self { original, copy: copy.finish() }
    }

    /// The words that an event has where it says what the copy says; `None` where it says something else (an entity).
    #[must_use]
    pub fn words(&self, said: &str, range: &Range<usize>) -> Option<&'a str> {
        (self.copy.get(range.clone())? == said).then(|| self.original.get(range.clone()))?
    }

    /// The words of an event whose range also holds its delimiters, such as code.
    #[must_use]
    pub fn inner(&self, said: &str, range: &Range<usize>) -> Option<&'a str> {
        let at = range.start + self.copy.get(range.clone())?.find(said)?;
        self.original.get(at..at + said.len())
    }

    /// Whether a byte of the original is hidden in the copy.
    #[must_use]
    pub fn is_hidden(&self, at: usize) -> bool {
        self.original.as_bytes().get(at) != self.copy.as_bytes().get(at)
    }
}

/// Most bytes of a Chinese text are passed over by the first question.
fn matters(byte: u8) -> bool {
    byte.is_ascii() && matches!(byte, b'*' | b'{' | b']' | b'<' | b'[' | b'\\' | b'\n')
}

fn run(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| **byte == b'*').count())
}

/// The copy while it is made.
struct Copy<'a> {
    original: &'a str,
    text: String,
    /// How much of the original it holds.
    until: usize,
}

impl<'a> Copy<'a> {
    /// Writes `mark`, a byte long, over what follows the ranges before it.
    fn hide(&mut self, range: Range<usize>, mark: &str) {
        if self.text.is_empty() {
            self.text.reserve_exact(self.original.len());
        }
        self.text.push_str(self.original.get(self.until..range.start).unwrap_or_default());
        self.text.extend(std::iter::repeat_n(mark, range.len()));
        self.until = range.end;
    }

    fn finish(mut self) -> Cow<'a, str> {
        if self.until == 0 {
            return Cow::Borrowed(self.original);
        }
        self.text.push_str(self.original.get(self.until..).unwrap_or_default());
        Cow::Owned(self.text)
    }
}

/// Whether a run of `*` is a bullet or a part of a line: nothing but marks before it, a blank or the end after it.
fn is_structure(bytes: &[u8], line: usize, start: usize, end: usize) -> bool {
    let before = bytes.get(line..start).unwrap_or_default();
    let only_marks = before.iter().all(|byte| b" \t>*-+.)0123456789".contains(byte));
    only_marks && bytes.get(end).is_none_or(|byte| b" \t\r\n".contains(byte))
}

/// The length of `{{…}}` on one line.
fn figure(text: &str, at: usize) -> Option<usize> {
    let inside = text.get(at..)?.strip_prefix("{{")?;
    let line = inside.split('\n').next()?;
    line.find("}}").map(|length| length + 4)
}

fn after_address(text: &str, at: usize) -> usize {
    let Some(address) = text.get(at..).and_then(|rest| rest.strip_prefix("](")) else { return at + 1 };
    let mut depth = 1_usize;
    for (offset, c) in address.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\n' => return at + 1,
            _ => {}
        }
        if depth == 0 {
            return at + 2 + offset + 1;
        }
    }
    at + 1
}

fn after_definition(text: &str, line: usize, at: usize) -> usize {
    let begins = text.get(line..at).is_some_and(|before| before.bytes().all(|byte| byte == b' '));
    let rest = text.get(at..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
    if begins && !rest.starts_with("[^") && rest.contains("]:") { at + rest.len() } else { at + 1 }
}

fn after_tag(text: &str, at: usize) -> usize {
    let rest = text.get(at + 1..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
    let is_tag = rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    match rest.find('>') {
        Some(end) if is_tag => at + 1 + end + 1,
        _ => at + 1,
    }
}
