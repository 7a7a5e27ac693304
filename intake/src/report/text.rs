//! Texts as people type them.

/// A text with its full-width figures, letters and signs in their usual width, and every dash as a hyphen.
#[must_use]
pub fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        })
        .collect()
}

/// What is wrong with a text that is called `label`, in a sentence; of control characters only line breaks are let in, and only with
/// `lines`. U+FFFD stands where a character got lost on the way.
#[must_use]
pub fn flaw(label: &str, text: &str, limit: usize, lines: bool) -> Option<String> {
    if text.chars().any(|c| c.is_control() && !(lines && c == '\n')) {
        Some(format!("{label}里有看不见的控制字符，请重新填写"))
    } else if text.contains('\u{fffd}') {
        Some(format!("{label}里有认不出来的字，请重新填写"))
    } else if text.chars().count() > limit {
        Some(format!("{label}最多 {limit} 个字"))
    } else {
        None
    }
}
