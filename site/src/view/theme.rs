//! The colours around a page, such as those of a phone's bars: taken from the stylesheet, where they stand once.

use serde::Serialize;

/// The ground of pages, as the stylesheet says it: `#faf7f0`. Empty where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Theme {
    /// By day.
    pub light: String,
    /// Where the reader prefers dark.
    pub dark: String,
}

impl Theme {
    /// Reads the custom property `--paper` of a stylesheet, and what it is in the dark.
    #[must_use]
    pub fn read(style: &str) -> Self {
        let (light, dark) = style.split_once("prefers-color-scheme: dark").unwrap_or((style, ""));
        Self { light: paper(light), dark: paper(dark) }
    }
}

fn paper(style: &str) -> String {
    let value = style.split_once("--paper:").and_then(|(_, rest)| rest.split([';', '}']).next()).map(str::trim).unwrap_or_default();
    let is_colour = value.strip_prefix('#').is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    if is_colour { value.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_from_the_style() {
        let style = ":root { --paper: #faf7f0; --ink: #000 }\n@media (prefers-color-scheme: dark) { :root { --paper: #14181a } }\n\
            @media print { :root { --paper: #fff; } }";
        assert_eq!(Theme::read(style), Theme { light: "#faf7f0".into(), dark: "#14181a".into() });
        assert_eq!(Theme::read("a { color: var(--paper) }"), Theme::default());
    }
}
