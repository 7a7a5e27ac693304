//! JSON (RFC 8259) as far as households and assessments need it.
//!
//! Own code, because the calculator in the browser is weighed in kilobytes: numbers stay the text that they are, so
//! nothing here knows floating point, and a household needs no more than this. Tests hold it against serde_json.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::interval::Interval;
use crate::number;

/// How deep lists and objects may stand inside one another.
const DEEPEST: usize = 32;

/// A JSON value with its numbers as text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Truth(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Vec<Member<'a>>),
}

/// A member of an object: its key, its value, and the value as it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member<'a> {
    pub(crate) key: Cow<'a, str>,
    pub(crate) value: Json<'a>,
    pub(crate) written: &'a str,
}

/// Why a text is no JSON, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) kind: FaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The text ends too early.
    Unfinished,
    /// Something else should stand here.
    Wrong,
    /// Lists and objects stand too deep inside one another.
    TooDeep,
}

/// Reads a text that is one JSON value.
pub(crate) fn read(text: &str) -> Result<Json<'_>, Fault> {
    let mut reader = Reader { text, at: 0, depth: 0, fault: None };
    let value = reader.value();
    reader.space();
    if reader.at < reader.text.len() {
        reader.wrong();
    }
    reader.fault.map_or(Ok(value), Err)
}

/// From the first fault on the text is at its end, so that everything comes to an end too.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    fault: Option<Fault>,
}

impl<'a> Reader<'a> {
    fn fail(&mut self, at: usize, kind: FaultKind) {
        self.fault = self.fault.or(Some(Fault { at, kind }));
        self.text = "";
    }

    /// Something else should stand here.
    fn wrong(&mut self) {
        self.fail(self.at, if self.at >= self.text.len() { FaultKind::Unfinished } else { FaultKind::Wrong });
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) {
        if !self.take(byte) {
            self.wrong();
        }
    }

    /// What stands between here and a place before.
    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn value(&mut self) -> Json<'a> {
        self.space();
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::list),
            Some(b'"') => Json::Text(self.string()),
            Some(b'-' | b'0'..=b'9') => Json::Number(self.number()),
            Some(b't') => self.word("true", Json::Truth(true)),
            Some(b'f') => self.word("false", Json::Truth(false)),
            _ => self.word("null", Json::Null),
        }
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Json<'a>) -> Json<'a> {
        if self.depth >= DEEPEST {
            self.fail(self.at, FaultKind::TooDeep);
        }
        self.depth += 1;
        self.at += 1;
        let value = inner(self);
        self.depth -= 1;
        value
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Json<'a> {
        word.bytes().for_each(|byte| self.expect(byte));
        value
    }

    /// Whether another item of a list or object follows, which `end` closes.
    fn more(&mut self, end: u8) -> bool {
        self.space();
        let more = self.take(b',');
        if !more {
            self.expect(end);
        }
        more
    }

    fn list(&mut self) -> Json<'a> {
        let mut items = Vec::new();
        self.space();
        if !self.take(b']') {
            items.push(self.value());
            while self.more(b']') {
                items.push(self.value());
            }
        }
        Json::List(items)
    }

    fn object(&mut self) -> Json<'a> {
        let mut members = Vec::new();
        self.space();
        if !self.take(b'}') {
            members.push(self.member());
            while self.more(b'}') {
                members.push(self.member());
            }
        }
        Json::Object(members)
    }

    fn member(&mut self) -> Member<'a> {
        self.space();
        let key = self.string();
        self.space();
        self.expect(b':');
        self.space();
        let start = self.at;
        let value = self.value();
        Member { key, value, written: self.since(start) }
    }

    fn digits(&mut self) {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            self.wrong();
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }

    fn number(&mut self) -> &'a str {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits();
        }
        if self.take(b'.') {
            self.digits();
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits();
        }
        self.since(start)
    }

    fn string(&mut self) -> Cow<'a, str> {
        self.expect(b'"');
        let mut text = Cow::Borrowed("");
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1F)) {
                self.at += 1;
            }
            text += self.since(start);
            if self.take(b'"') {
                return text;
            }
            self.expect(b'\\');
            let Some(escaped) = self.escape() else { return text };
            text.to_mut().push(escaped);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let c = match self.peek() {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'u') => return self.unicode(),
            _ => {
                self.wrong();
                return None;
            }
        };
        self.at += 1;
        Some(c)
    }

    fn unicode(&mut self) -> Option<char> {
        self.at += 1;
        let start = self.at;
        let mut code = self.four_digits();
        if (0xD800..0xDC00).contains(&code) && self.take(b'\\') && self.take(b'u') {
            let low = self.four_digits();
            if (0xDC00..0xE000).contains(&low) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            }
        }
        let c = char::from_u32(code);
        if c.is_none() {
            // Half of a pair alone is no character.
            self.fail(start, FaultKind::Wrong);
        }
        c
    }

    fn four_digits(&mut self) -> u32 {
        let mut code = 0;
        for _ in 0..4 {
            match self.peek().and_then(|byte| char::from(byte).to_digit(16)) {
                Some(digit) => code = code * 16 + digit,
                None => self.wrong(),
            }
            self.at += 1;
        }
        code
    }
}

/// A text as JSON: quoted and escaped.
#[must_use]
pub fn json_text(text: &str) -> String {
    let mut writer = Writer::default();
    writer.text(text);
    writer.finish()
}

/// Writes JSON without spaces, member by member. Commas come by themselves.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
}

impl Writer {
    /// What was written.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    /// A comma where a value stands before.
    fn separate(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }

    /// The key of the member that is written next.
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.separate();
        self.string(key);
        self.out.push(':');
        self
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.separate();
        self.string(text);
    }

    /// Text, or `null` where there is none.
    pub fn maybe(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.raw("null"),
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// What is JSON already.
    pub fn raw(&mut self, written: &str) {
        self.separate();
        self.out.push_str(written);
    }

    /// A list of texts.
    pub fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        self.list(texts, |writer, text| writer.text(text));
    }

    /// A list.
    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Self, T)) {
        self.open("[");
        for item in items {
            write(self, item);
        }
        self.close("]");
    }

    /// An object.
    pub fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.open("{");
        members(self);
        self.close("}");
    }

    /// The ends of an interval as two members, decimals as text; `null` where there is none.
    pub fn ends(&mut self, [low, high]: [&str; 2], interval: &Interval) {
        for (key, end) in [(low, interval.low()), (high, interval.high())] {
            self.key(key).maybe(end.map(number::plain).as_deref());
        }
    }

    // The parts of `list` and `object` that are the same for all of them stand in the module once.

    #[inline(never)]
    pub(crate) fn open(&mut self, bracket: &str) {
        self.raw(bracket);
    }

    #[inline(never)]
    pub(crate) fn close(&mut self, bracket: &str) {
        self.out.push_str(bracket);
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        let mut written = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte >= 0x20 && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.out.push_str(text.get(written..at).unwrap_or_default());
            written = at + 1;
            match byte {
                b'"' => self.out.push_str("\\\""),
                b'\\' => self.out.push_str("\\\\"),
                b'\n' => self.out.push_str("\\n"),
                b'\r' => self.out.push_str("\\r"),
                b'\t' => self.out.push_str("\\t"),
                0x08 => self.out.push_str("\\b"),
                0x0C => self.out.push_str("\\f"),
                other => {
                    self.out.push_str("\\u00");
                    for shift in [4, 0] {
                        self.out.extend(char::from_digit(u32::from(other) >> shift & 15, 16));
                    }
                }
            }
        }
        self.out.push_str(text.get(written..).unwrap_or_default());
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn plain(json: &Json<'_>) -> serde_json::Value {
        match json {
            Json::Null => serde_json::Value::Null,
            Json::Truth(value) => (*value).into(),
            Json::Number(text) => serde_json::from_str(text).unwrap(),
            Json::Text(text) => text.to_string().into(),
            Json::List(items) => items.iter().map(plain).collect::<Vec<_>>().into(),
            Json::Object(members) => {
                serde_json::Value::Object(members.iter().map(|member| (member.key.to_string(), plain(&member.value))).collect())
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5000, ..ProptestConfig::default() })]

        #[test]
        fn it_takes_and_refuses_what_serde_json_does(text in r#"[\[\]{}:," \\utrfnalse0-9.eE+\-dDcC8"]{0,24}"#) {
            match (read(&text), serde_json::from_str::<serde_json::Value>(&text)) {
                (Ok(own), Ok(theirs)) => prop_assert_eq!(plain(&own), theirs),
                // It stops at a number that overflows floating point; what is wrong for us stands behind.
                (Err(fault), Err(error)) => {
                    prop_assert!(!error.to_string().contains("out of range") || fault.at >= error.column(), "{}: {:?}", text, fault);
                }
                // A number that overflows floating point is a number all the same.
                (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("number out of range"), "{}: {}", text, error),
                (own, theirs) => prop_assert!(false, "{}: {:?} {:?}", text, own, theirs),
            }
        }

        #[test]
        fn every_text_is_written_as_serde_json_writes_it_and_read_back(text in any::<String>()) {
            let mut writer = Writer::default();
            writer.text(&text);
            let written = writer.finish();
            prop_assert_eq!(&written, &serde_json::to_string(&text).unwrap());
            prop_assert_eq!(read(&written), Ok(Json::Text(text.into())));
        }
    }

    #[test]
    fn every_control_character_is_escaped_as_serde_json_escapes_it() {
        for text in ('\0'..='~').map(|c| [c; 2].iter().collect::<String>()) {
            let written = json_text(&text);
            assert_eq!(written, serde_json::to_string(&text).unwrap());
            assert_eq!(read(&written), Ok(Json::Text(text.into())));
        }
    }

    #[test]
    fn two_escapes_make_a_character_beyond_the_first_plane() {
        for (written, c) in [(r"\ud800\udc00", '\u{10000}'), (r"\uD83D\uDE00", '😀'), (r"\udbff\udfff", '\u{10FFFF}'), (r"\u660e", '明')]
        {
            assert_eq!(read(&format!("\"{written}\"")), Ok(Json::Text(c.to_string().into())), "{written}");
        }
        for written in [r"\ud800", r"\udc00", r"\ud800\ud800", r"\ud800\u0041", r"\ud800\n", r"\udc00\udc00", r"\u66", r"\u66e"] {
            assert!(read(&format!("\"{written}\"")).is_err(), "{written}");
        }
    }

    #[test]
    fn many_lists_beside_one_another_are_not_deep() {
        let text = format!("[{}[{{}}]]", "[],{},".repeat(100));
        assert!(matches!(read(&text), Ok(Json::List(items)) if items.len() == 201));
        let nested = |depth: usize| read(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).map_err(|fault| fault.kind).err();
        assert_eq!((nested(32), nested(33)), (None, Some(FaultKind::TooDeep)));
    }

    #[test]
    fn depth_is_bounded_without_recursion_running_away() {
        let deep = "[".repeat(1_000_000);
        assert_eq!(read(&deep).unwrap_err().kind, FaultKind::TooDeep);
        assert_eq!(read("[[1, 2").unwrap_err(), Fault { at: 6, kind: FaultKind::Unfinished });
        assert_eq!(read("\"\\ud800\"").unwrap_err().kind, FaultKind::Wrong);
        assert_eq!(format!("{:?}", read("{\"a\": 1}").unwrap()), "Object([Member { key: \"a\", value: Number(\"1\"), written: \"1\" }])");
    }
}
