//! Households in a stream of JSON: an object, an array of objects, or one object a line. One at a time is held, however
//! many there are.

use std::io::{self, BufRead, Read};

use rules::FactError;

/// A household longer than this is none.
const LONGEST: usize = 4 << 20;

/// The text of one household and where it begins.
#[derive(Debug)]
pub struct Household {
    /// The line that it begins on, from 1.
    pub line: usize,
    text: Result<String, &'static str>,
}

impl Household {
    /// The household's JSON.
    ///
    /// # Errors
    ///
    /// What makes it unreadable as a whole.
    pub fn json(&self) -> Result<&str, Vec<FactError>> {
        let refuse = |message: &&str| vec![FactError { key: String::new(), value: String::new(), message: (*message).to_owned() }];
        self.text.as_deref().map_err(refuse)
    }
}

/// How the stream is laid out, known from its begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Unknown,
    /// One household a line.
    Lines,
    /// Objects one after the other, over as many lines as they like.
    Objects,
    /// The same between brackets.
    Array,
}

/// The households of a stream.
#[derive(Debug)]
pub struct Households<R> {
    input: R,
    layout: Layout,
    line: usize,
    /// Lines that were read and not used up.
    pending: Vec<u8>,
    done: bool,
}

impl<R: BufRead> Households<R> {
    /// The households of a stream.
    pub fn new(input: R) -> Self {
        Self { input, layout: Layout::Unknown, line: 0, pending: Vec::new(), done: false }
    }

    /// The next line with its end; empty at the end of the stream. What is too long of it is left out.
    fn read_line(&mut self) -> io::Result<(Vec<u8>, bool)> {
        let mut line = Vec::new();
        let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX);
        let mut reader = (&mut self.input).take(limit);
        reader.read_until(b'\n', &mut line)?;
        let whole = line.len() < LONGEST || line.ends_with(b"\n");
        if !whole {
            skip_line(&mut self.input)?;
        }
        Ok((line, whole))
    }

    fn next_line(&mut self) -> io::Result<Option<Household>> {
        loop {
            let (line, whole) = if self.pending.is_empty() { self.read_line()? } else { (std::mem::take(&mut self.pending), true) };
            if line.is_empty() {
                return Ok(None);
            }
            self.line += 1;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let text = if whole { utf8(line) } else { Err("这一户太长了") };
            return Ok(Some(Household { line: self.line, text }));
        }
    }

    /// The next object of a stream of objects: from its first brace to the one that closes it.
    fn next_object(&mut self) -> io::Result<Option<Household>> {
        let mut object = Object::default();
        let mut begin = self.line + 1;
        loop {
            let (line, _) = if self.pending.is_empty() { self.read_line()? } else { (std::mem::take(&mut self.pending), true) };
            if line.is_empty() {
                let text = if object.text.is_empty() { return Ok(None) } else { Err("这一户没有写完，少了右括号") };
                return Ok(Some(Household { line: begin, text }));
            }
            self.line += 1;
            if object.text.is_empty() {
                begin = self.line;
            }
            for (at, byte) in line.iter().enumerate() {
                if object.text.is_empty() && (byte.is_ascii_whitespace() || (self.layout == Layout::Array && b",]".contains(byte))) {
                    continue;
                }
                if object.push(*byte) {
                    let rest = line.get(at + 1..).unwrap_or_default();
                    if !rest.iter().all(u8::is_ascii_whitespace) {
                        self.pending = rest.to_vec();
                        self.line -= 1;
                    }
                    let text = if object.is_too_long { Err("这一户太长了，或者括号套得太深") } else { utf8(object.text) };
                    return Ok(Some(Household { line: begin, text }));
                }
            }
        }
    }

    /// Looks at the first line that is not blank.
    fn find_layout(&mut self) -> io::Result<()> {
        let first = loop {
            let (line, _) = self.read_line()?;
            if line.is_empty() || !line.iter().all(u8::is_ascii_whitespace) {
                break line;
            }
            self.line += 1;
        };
        let first = first.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(first);
        let start = first.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(first.len());
        let trimmed = first.get(start..).unwrap_or_default();
        if let Some(rest) = trimmed.strip_prefix(b"[") {
            self.layout = Layout::Array;
            self.pending = rest.to_vec();
            if self.pending.is_empty() {
                self.pending = b"\n".to_vec();
            }
            return Ok(());
        }
        let unfinished = serde_json::from_slice::<serde::de::IgnoredAny>(trimmed).is_err_and(|error| error.is_eof());
        self.layout = Layout::Lines;
        if unfinished {
            // An object over several lines goes on with a key or a brace; one that was cut off is followed by the next.
            let next = self.input.fill_buf()?;
            let goes_on = next.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| *byte != b'{');
            if goes_on {
                self.layout = Layout::Objects;
            }
        }
        self.pending = first;
        Ok(())
    }
}

impl<R: BufRead> Iterator for Households<R> {
    type Item = io::Result<Household>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let found = if self.layout == Layout::Unknown { self.find_layout() } else { Ok(()) };
        let next = found.and_then(|()| match self.layout {
            Layout::Lines | Layout::Unknown => self.next_line(),
            Layout::Objects | Layout::Array => self.next_object(),
        });
        self.done = !matches!(next, Ok(Some(_)));
        next.transpose()
    }
}

/// An object as far as it was read.
#[derive(Debug, Default)]
struct Object {
    text: Vec<u8>,
    depth: usize,
    in_text: bool,
    escaped: bool,
    is_too_long: bool,
}

impl Object {
    /// Takes a byte; true when the object is whole. Something that is no object ends with its line or a comma.
    fn push(&mut self, byte: u8) -> bool {
        if self.text.len() < LONGEST {
            self.text.push(byte);
        } else {
            self.is_too_long = true;
        }
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b',' | b'\n' if self.depth == 0 => {
                self.text.pop();
                return true;
            }
            _ => return false,
        }
        self.depth == 0 && !self.in_text
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, &'static str> {
    String::from_utf8(bytes).map_err(|_| "这一户不是 UTF-8 编码")
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |at| at + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, Result<String, &'static str>)> {
        let households = Households::new(text.as_bytes());
        households
            .map(|household| household.unwrap())
            .map(|household| (household.line, household.text.map(|text| text.trim().to_owned())))
            .collect()
    }

    fn ok(line: usize, text: &str) -> (usize, Result<String, &'static str>) {
        (line, Ok(text.to_owned()))
    }

    #[test]
    fn lines_arrays_and_objects_are_told_apart() {
        assert_eq!(read("{\"a\":1}\n\n{\"b\":2}"), [ok(1, "{\"a\":1}"), ok(3, "{\"b\":2}")]);
        assert_eq!(read("[{\"a\":1},\n {\"b\":\"}\"}\n]\n"), [ok(1, "{\"a\":1}"), ok(2, "{\"b\":\"}\"}")]);
        assert_eq!(read("[\n]\n"), []);
        assert_eq!(read("{\n \"a\": 1\n}\n"), [ok(1, "{\n \"a\": 1\n}")]);
        assert_eq!(read(""), []);
    }

    #[test]
    fn a_line_that_was_cut_off_does_not_swallow_the_next() {
        assert_eq!(read("{\"a\":\n{\"b\":2}\n"), [ok(1, "{\"a\":"), ok(2, "{\"b\":2}")]);
        assert_eq!(read("{\"b\":2}\n{\"a\":\n{\"b\":2}\n").len(), 3);
    }

    #[test]
    fn an_array_that_was_cut_off_is_told() {
        assert_eq!(read("[{\"a\":1},{\"b\":"), [ok(1, "{\"a\":1}"), (1, Err("这一户没有写完，少了右括号"))]);
    }

    #[test]
    fn what_is_no_object_is_one_household_all_the_same() {
        assert_eq!(read("[1, \"x\", {}]").len(), 3);
        assert_eq!(read("nonsense\n{}\n").len(), 2);
    }

    #[test]
    fn a_megabyte_of_nesting_is_read_without_recursion() {
        let nested = format!("[{}\n{{}}]", "{\"a\":".repeat(200_000));
        assert_eq!(read(&nested).len(), 1);
        assert_eq!(read(&format!("{}\n{{}}\n", "[".repeat(1 << 20))).len(), 1);
    }
}
