//! Where in a fenced block its info string and its body stand.

use std::ops::Range;

/// The range of the info string, and where the block's second line begins.
#[must_use]
pub fn info(text: &str, block: &Range<usize>) -> (Range<usize>, usize) {
    let source = text.get(block.clone()).unwrap_or_default();
    let first = source.split('\n').next().unwrap_or_default();
    let after_fence = first.trim_start_matches([' ', '\t', '>']).trim_start_matches(['`', '~']);
    let start = block.start + first.len() - after_fence.len();
    let info = after_fence.trim();
    let start = start + after_fence.len() - after_fence.trim_start().len();
    (start..start + info.len(), block.start + (first.len() + 1).min(source.len()))
}

/// The kind of rule that an info string names: what follows its first word `toml`; `None` where it is no rule.
#[must_use]
pub fn kind(info: &str) -> Option<&str> {
    let (first, rest) = info.trim().split_once(char::is_whitespace).unwrap_or((info.trim(), ""));
    (first == "toml").then(|| rest.trim())
}
