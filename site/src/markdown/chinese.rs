//! Which characters are Chinese, and which punctuation is.

/// Whether a character belongs to Chinese text: a Han character, or punctuation written with it.
#[must_use]
pub fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}'       // radicals
        | '\u{3000}'..='\u{303F}'     // 、。〈《「『【〔
        | '\u{3040}'..='\u{30FF}'     // kana
        | '\u{3100}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}' // bopomofo
        | '\u{3200}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FFEF}'     // full-width forms
        | '\u{20000}'..='\u{3FFFD}')
        || is_shared(c)
}

/// Quotes, dashes and dots that Chinese shares with Latin text: `“放管服”`, `——`, `……`, `·`.
fn is_shared(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·' | '‧' | '•')
}

/// Whether a character is punctuation that keeps CommonMark's rules for emphasis; Chinese punctuation does not.
#[must_use]
pub fn is_foreign_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    !is_chinese(c) && !c.is_alphanumeric() && !c.is_whitespace()
}
