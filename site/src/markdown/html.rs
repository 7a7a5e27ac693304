//! Text made safe for HTML.

/// Appends a text between tags.
pub fn text(out: &mut String, text: &str) {
    escape(out, text, false);
}

/// Appends a text inside a quoted attribute.
pub fn attribute(out: &mut String, text: &str) {
    escape(out, text, true);
}

fn escape(out: &mut String, text: &str, quotes: bool) {
    let special = |text: &str| match quotes {
        false => memchr::memchr3(b'&', b'<', b'>', text.as_bytes()),
        true => text.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')),
    };
    let mut rest = text;
    while let Some(at) = special(rest) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let mut chars = after.chars();
        out.push_str(match chars.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&#39;",
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
}
