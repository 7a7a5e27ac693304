//! What must stay together when a text is broken into lines: a number with its unit, a Latin word, a word of the document, a
//! character with the punctuation that belongs to it.

/// Units that stay with the number before them, the longest first.
const UNITS: [&str; 24] = [
    "个工作日",
    "万元",
    "个月",
    "口人",
    "个人",
    "公里",
    "元",
    "角",
    "分",
    "年",
    "月",
    "日",
    "号",
    "天",
    "时",
    "点",
    "人",
    "户",
    "口",
    "次",
    "倍",
    "岁",
    "名",
    "%",
];

/// What may not begin a line.
const CLOSING: &str = "，。、；：！？）》〉」』】〕”’％,.;:!?)]}…—～·";

/// What may not end a line.
const OPENING: &str = "（《〈「『【〔“‘([{";

/// What ends a part of a sentence: a page ends there rather than elsewhere.
const PAUSE: &str = "，。；：！？,;:!?";

/// What joins the digits of one number, of a time or of a range.
const JOINS: &str = ",.:-–~～至到";

/// A part of a text that no line break may split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What it says, without blanks at its ends.
    pub text: String,
    /// Whether a blank stands before it where it does not begin a line.
    pub spaced: bool,
    /// Whether it ends with a pause.
    pub pause: bool,
}

/// The pieces of a text; `words` are words of the document. Blanks count between Latin words and numbers only.
pub(crate) fn pieces(text: &str, words: &[String]) -> Vec<Piece> {
    let text = closed_up(text);
    let mut all: Vec<Piece> = Vec::new();
    let (mut rest, mut spaced, mut open) = (text.as_str(), false, false);
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() { 0 } else { length(rest, words) };
        let (said, behind) = rest.split_at_checked(length.max(first.len_utf8())).unwrap_or((rest, ""));
        rest = behind;
        if length == 0 {
            spaced = true;
            continue;
        }
        let closes = CLOSING.contains(first) && !spaced;
        match all.last_mut().filter(|_| open || closes) {
            Some(last) => last.text.push_str(said),
            None => all.push(Piece { text: said.to_owned(), spaced, pause: false }),
        }
        let last_char = said.chars().next_back().unwrap_or(first);
        open = OPENING.contains(last_char);
        if let Some(last) = all.last_mut() {
            last.pause = PAUSE.contains(last_char);
        }
        spaced = false;
    }
    all
}

/// A text without blanks but for one between two characters of ASCII.
fn closed_up(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && c.is_ascii() && out.chars().next_back().is_some_and(|before| before.is_ascii()) {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// How many bytes the piece is long that begins a text.
fn length(text: &str, words: &[String]) -> usize {
    let word = words.iter().filter(|word| text.starts_with(word.as_str())).map(String::len).max().unwrap_or(0);
    let first = text.chars().next().map_or(0, char::len_utf8);
    number(text).max(latin(text)).max(word).max(first)
}

/// A number, the way it is written, with its unit: `8,400元`, `3–5天`, `0591-1234567`.
fn number(text: &str) -> usize {
    let digits = |from: usize| text.get(from..).map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let mut end = digits(0);
    if end == 0 {
        return 0;
    }
    while let Some(mark) = text.get(end..).and_then(|rest| rest.chars().next()).filter(|mark| JOINS.contains(*mark)) {
        let more = digits(end + mark.len_utf8());
        if more == 0 {
            break;
        }
        end += mark.len_utf8() + more;
    }
    let rest = text.get(end..).unwrap_or_default();
    end + UNITS.iter().find(|unit| rest.starts_with(**unit)).map_or(0, |unit| unit.len())
}

/// A word of Latin letters and digits, with the marks that an address has inside.
fn latin(text: &str) -> usize {
    let inside = |c: char| c.is_ascii_alphanumeric() || "-._/@:&'".contains(c);
    let run = text.find(|c: char| !inside(c)).unwrap_or(text.len());
    let word = text.get(..run).unwrap_or_default();
    if word.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).len()
    } else {
        0
    }
}

/// Whether a text is a phone number and nothing else: an area code or 400 and 800 with `-` behind, a mobile number, or the
/// short number of a public service.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let mut groups = text.split('-');
    if !groups.all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit())) {
        return false;
    }
    let length = text.bytes().filter(u8::is_ascii_digit).count();
    match text.contains('-') {
        true => text.starts_with(['0', '4', '8']) && (10..=12).contains(&length),
        false => text.starts_with('1') && (length == 11 || length == 5 && text.starts_with("12") || EMERGENCY.contains(&text)),
    }
}

/// Whether a character ends a phrase and belongs to no number.
pub(crate) fn is_punctuation(c: char) -> bool {
    CLOSING.contains(c) && !matches!(c, '%' | '％')
}

/// The groups in which a phone number is read, a `-` at the end of those that have one; a mobile number has 3, 4 and 4 digits.
pub(crate) fn groups(phone: &str) -> Vec<&str> {
    match phone.len() {
        11 if !phone.contains('-') => [0..3, 3..7, 7..11].into_iter().filter_map(|range| phone.get(range)).collect(),
        _ => phone.split_inclusive('-').collect(),
    }
}

/// Whom to call in need.
const EMERGENCY: [&str; 4] = ["110", "119", "120", "122"];

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let words = ["低保标准".to_owned(), "扶贫服务热线".to_owned()];
        pieces(text, &words).into_iter().map(|piece| piece.text).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn numbers_stay_with_their_units() {
        assert_eq!(said("低保标准8,400元，5个工作日内"), "低保标准|8,400元，|5个工作日|内");
        assert_eq!(said("提高20%。3–5天，8:30至17:30"), "提|高|20%。|3–5天，|8:30至17:30");
        assert_eq!(said("2020年7月6日"), "2020年|7月|6日");
    }

    #[test]
    fn words_and_addresses_stay_whole() {
        assert_eq!(said("打扶贫服务热线 12345"), "打|扶贫服务热线|12345");
        assert_eq!(pieces("甲 12 34 乙", &[]).iter().filter(|piece| piece.spaced).count(), 1);
        assert_eq!(said("看 example.gov.cn/p/a1。"), "看|example.gov.cn/p/a1。");
    }

    #[test]
    fn punctuation_stays_where_it_belongs() {
        assert_eq!(said("打「热线」，说"), "打|「热|线」，|说");
        let pause = pieces("甲，乙", &[]);
        assert_eq!(pause.iter().map(|piece| piece.pause).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn what_a_phone_number_looks_like() {
        for phone in ["0591-12345678", "010-12345678", "13800000000", "12345", "110", "400-000-0000"] {
            assert!(is_phone(phone), "{phone}");
        }
        for other in ["8400", "2020", "8000-9000", "100", "10000", "8,400", "5", "", "-", "0591-", "12345元", "25"] {
            assert!(!is_phone(other), "{other}");
        }
    }
}
