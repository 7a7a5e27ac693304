//! The lines between `+++` at the head of a page.

use std::ops::Range;

use rules::{Date, Diagnostic};

use super::fields::{self, Fields};

/// What a page says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// Its title; never empty in a page that is built.
    pub title: String,
    /// One sentence for search engines and lists.
    pub description: String,
    /// Its place in lists; the least first.
    pub order: i64,
    /// The day when it was last looked over.
    pub updated: Option<Date>,
    /// Whether the table of working days stands at its end.
    pub calendar: bool,
    /// Whether it is a policy: it has `[policy]`.
    pub policy: bool,
    /// The policy that it extends.
    pub extends: Option<String>,
    /// The day when the policy was issued.
    pub issued: Option<Date>,
    /// Where the TOML stands in the file.
    pub range: Range<usize>,
    /// Where the Markdown begins in the file.
    pub body: usize,
}

impl FrontMatter {
    /// Reads the head of a file. What is wrong goes to `findings`; the page is read on as well as can be.
    #[must_use]
    pub fn read(file: &str, text: &str, findings: &mut Vec<Diagnostic>) -> Self {
        let Some((range, body)) = split(text) else {
            let end = text.find('\n').unwrap_or(text.len()).max(1);
            let message = "文件开头没有一对 +++ 线围起来的页面信息";
            findings.push(Diagnostic::error(file, 0..end, message, "在最前面写三行：+++、title = \"标题\"、+++"));
            return Self::default();
        };
        let mut matter = Self { range: range.clone(), body, ..Self::default() };
        let source = text.get(range.clone()).unwrap_or_default();
        let Some(table) = fields::parse(source, file, range.start, findings) else { return matter };
        let mut fields = Fields::new(table.get_ref(), file, range.start, findings);
        matter.title = fields.text("title");
        matter.description = fields.text("description");
        matter.order = fields.integer("order").unwrap_or(i64::MAX);
        matter.updated = fields.date("updated").map(|(date, _)| date);
        matter.calendar = fields.flag("calendar");
        let policy = fields.table("policy", |policy| {
            // The other fields are read and checked by the policy language itself.
            for name in ["id", "number", "issuer", "area", "drop"] {
                policy.ignore(name);
            }
            let extends = policy.spanned_text("extends").map(|(extends, _)| extends);
            (extends, policy.date("issued").map(|(date, _)| date))
        });
        if let Some((extends, issued)) = policy {
            matter.policy = true;
            matter.extends = extends;
            matter.issued = issued;
        }
        if matter.title.trim().is_empty() {
            fields.fault(0..source.len().max(1), "页面没有标题", "加一行 title = \"标题\"");
        }
        fields.finish();
        matter
    }
}

/// The range of the TOML and the begin of what follows it.
fn split(text: &str) -> Option<(Range<usize>, usize)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "+++" {
        return None;
    }
    let mut at = first.len();
    for line in lines {
        if line.trim_end() == "+++" {
            return Some((first.len()..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (FrontMatter, Vec<Diagnostic>) {
        let mut findings = Vec::new();
        let matter = FrontMatter::read("content/a.md", text, &mut findings);
        (matter, findings)
    }

    #[test]
    fn the_fields_are_read() {
        let (matter, findings) = read("+++\ntitle = \"甲\"\norder = 2\nupdated = 2020-07-06\n+++\n正文");
        assert_eq!(findings, []);
        assert_eq!((matter.title.as_str(), matter.order), ("甲", 2));
        assert_eq!(matter.updated, "2020-07-06".parse().ok());
        assert_eq!(matter.body, "+++\ntitle = \"甲\"\norder = 2\nupdated = 2020-07-06\n+++\n".len());
    }

    #[test]
    fn an_unknown_name_is_reported_with_the_nearest() {
        let text = "+++\ntitle = \"甲\"\nupdate = 2020-07-06\n+++\n";
        let (_, findings) = read(text);
        assert_eq!(findings.len(), 1);
        assert_eq!(text.get(findings[0].start..findings[0].end), Some("update"));
        assert_eq!(findings[0].help, "是不是想写“updated”？");
    }

    #[test]
    fn a_page_without_head_title_or_right_kinds_is_reported() {
        assert_eq!(read("正文").1.len(), 1);
        assert_eq!(read("+++\n+++\n").1.len(), 1);
        assert_eq!(read("+++\ntitle = 3\n+++\n").1.len(), 2);
        assert_eq!(read("+++\ntitle = \"甲\"\nupdated = \"2020\"\n+++\n").1.len(), 1);
        assert_eq!(read("+++\ntitle = \"甲\n+++\n").1.len(), 1);
    }
}
