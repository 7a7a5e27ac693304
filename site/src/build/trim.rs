//! What a browser need not read is left out of scripts and styles: comments that stand on lines of their own, indentation,
//! empty lines.
//!
//! It works line by line and knows no grammar, so it is exact as long as no line's beginning lies inside of something that
//! began on an earlier line: a string (a template literal in a script, a string with `\` at the end of its line) or a
//! comment that began behind code. Such a line would lose its indentation, and all of it where it begins with `//`.
//! What stands behind code on its line is never touched.

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Comments are `/* … */`.
    Style,
    /// Comments are `/* … */`, and `//` to the end of a line.
    Script,
}

/// What is left of a text, and where each line of it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trimmed {
    /// The lines that are left, each with its end.
    pub text: String,
    /// Where a line begins in `text`, and where in the text that it was taken from.
    lines: Vec<(usize, usize)>,
}

impl Trimmed {
    /// Leaves out what a browser need not read.
    #[must_use]
    pub fn new(source: &str, language: Language) -> Self {
        let mut trimmed = Self { text: String::with_capacity(source.len()), lines: Vec::new() };
        let (mut inside, mut end) = (false, 0);
        for line in source.split_inclusive('\n') {
            end += line.len();
            let mut rest = line;
            loop {
                if inside {
                    let Some((_, after)) = rest.split_once("*/") else {
                        rest = "";
                        break;
                    };
                    (rest, inside) = (after, false);
                }
                rest = rest.trim_ascii_start();
                let Some(after) = rest.strip_prefix("/*") else { break };
                (rest, inside) = (after, true);
            }
            let kept = rest.trim_ascii_end();
            if kept.is_empty() || (language == Language::Script && kept.starts_with("//")) {
                continue;
            }
            trimmed.lines.push((trimmed.text.len(), end - rest.len()));
            trimmed.text.push_str(kept);
            trimmed.text.push('\n');
        }
        trimmed
    }

    /// Where something in `text` stands in the text that it was taken from.
    #[must_use]
    pub fn source(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|(begin, _)| *begin <= at).checked_sub(1).and_then(|line| self.lines.get(line));
        line.map_or(at, |(begin, source)| source + at - begin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(source: &str) -> String {
        Trimmed::new(source, Language::Script).text
    }

    #[test]
    fn comments_on_lines_of_their_own_indentation_and_empty_lines_go() {
        let source = "// one\n\n/**\n * two\n * @param {string} a\n */\nfunction f(a) {\n\t// three\r\n    return a; \r\n}\n/* four */ /* five\n*/ f(1);\n// six";
        assert_eq!(script(source), "function f(a) {\nreturn a;\n}\nf(1);\n");
    }

    #[test]
    fn what_stands_behind_code_stays() {
        for line in [
            "const a = 'https://a.example/*'; // why",
            "const b = \"/* no comment */\" + '// none';",
            "const c = /\\/\\/[/*]/.test(d) /* why */;",
            "const e = `a // b ${f('/*')}`;",
            "g = h / i / j; /* begins here",
            "* 2;",
            "*/",
        ] {
            assert_eq!(script(&format!("  {line}\n")), format!("{line}\n"));
        }
    }

    #[test]
    fn a_style_knows_no_comments_to_the_end_of_a_line() {
        let source = "/* a */\n.a {\n  // b\n  background: url(//c/*d*/);\n  content: \"/* e */\";\n}\n/* f\n  g */ .h { color: red }\n";
        let left = ".a {\n// b\nbackground: url(//c/*d*/);\ncontent: \"/* e */\";\n}\n.h { color: red }\n";
        assert_eq!(Trimmed::new(source, Language::Style).text, left);
    }

    #[test]
    fn every_place_is_known_in_the_source() {
        let source = "/* 一 */\n  const a = '二';\n\n// 三\n/* 四 */  import '五';\n";
        let trimmed = Trimmed::new(source, Language::Script);
        for word in ["const", "二", "import", "五"] {
            let at = trimmed.text.find(word).unwrap();
            assert_eq!(trimmed.source(at), source.find(word).unwrap(), "{word}");
        }
        assert_eq!(Trimmed::new("", Language::Script).source(3), 3);
    }
}
