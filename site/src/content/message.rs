//! `content/publicity/*.md`: what is said on screens and by loudspeakers.

use std::ops::Range;

use publicity::{Fault, FaultKind, Screen, Unfit};
use rules::Diagnostic;

use super::front_matter::FrontMatter;

/// The folder.
pub const FOLDER: &str = "content/publicity/";

/// The sections of a message, in the order in which they are told.
const SECTIONS: [&str; 5] = ["标语", "屏幕", "广播", "海报", "明白纸"];

/// What stands for the name of the place where a message hangs.
pub const PLACE_NAME: &str = "地名";

/// What stands for the number to call there.
pub const PLACE_PHONE: &str = "当地电话";

/// A message as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The name of its file without folder and ending.
    pub id: String,
    /// Its file.
    pub file: String,
    /// The file's text.
    pub text: String,
    /// What it is called in lists.
    pub title: String,
    /// Its place in lists; the least first.
    pub order: i64,
    /// What matters most, one line.
    pub slogan: Range<usize>,
    /// Lines for screens; each begins a page.
    pub screen: Vec<Range<usize>>,
    /// Sentences to be read.
    pub script: Vec<Range<usize>>,
    /// What stands on a poster; without it, the message has none.
    pub poster: Vec<SheetLine>,
    /// What stands in the leaflet; without it, the message is not in it.
    pub leaflet: Vec<SheetLine>,
}

/// A line of a poster or a leaflet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLine {
    /// Its words.
    pub span: Range<usize>,
    /// Whether it is one of several points.
    pub point: bool,
}

impl Message {
    /// Reads a file; what is wrong goes to `findings`.
    #[must_use]
    pub fn read(file: &str, text: String, findings: &mut Vec<Diagnostic>) -> Self {
        let matter = FrontMatter::read(file, &text, findings);
        let id = file.trim_start_matches(FOLDER).trim_end_matches(".md").to_owned();
        let mut message = Self { id, file: file.to_owned(), title: matter.title, order: matter.order, ..Self::default() };
        if !message.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            let help = "例如 who.md";
            findings.push(Diagnostic::error(file, 0..0, "宣传内容的文件名只能用小写字母、数字和短横线", help));
        }
        let (mut section, mut slogans, mut at) = ("", Vec::new(), matter.body);
        for line in text.get(matter.body..).unwrap_or_default().split_inclusive('\n') {
            let said = line.trim();
            let span = at + line.find(said).unwrap_or_default()..at + line.find(said).unwrap_or_default() + said.len();
            at += line.len();
            if let Some(title) = said.strip_prefix("## ") {
                section = title.trim();
                if !SECTIONS.contains(&section) {
                    let help = format!("可以写：{}", SECTIONS.map(|section| format!("## {section}")).join("、"));
                    findings.push(Diagnostic::error(file, span, format!("不认识的小节“{section}”"), help));
                }
                continue;
            }
            let words = said.strip_prefix("- ").unwrap_or(said);
            let span = span.end - words.len()..span.end;
            match section {
                _ if words.is_empty() => {}
                "标语" => slogans.push(span),
                "屏幕" => message.screen.push(span),
                "广播" => message.script.push(span),
                "海报" => message.poster.push(SheetLine { point: said.starts_with("- "), span }),
                "明白纸" => message.leaflet.push(SheetLine { point: said.starts_with("- "), span }),
                "" => findings.push(Diagnostic::error(
                    file,
                    span,
                    "这一行不在哪个小节里",
                    "写在 ## 标语、## 屏幕、## 广播、## 海报 或者 ## 明白纸 下面",
                )),
                // Its section is told already.
                _ => {}
            }
        }
        match slogans.as_slice() {
            [slogan] => message.slogan = slogan.clone(),
            _ => findings.push(Diagnostic::error(file, 0..0, "标语要正好一行", "在 ## 标语 下面写一行最要紧的话")),
        }
        message.text = text;
        message
    }

    /// Whether screens and loudspeakers say something of the place where they hang, and so something else in each.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let mut said = std::iter::once(&self.slogan).chain(&self.screen).chain(&self.script).map(|span| self.words(span));
        said.any(|words| asks_for(words, &[PLACE_NAME, PLACE_PHONE]))
    }

    /// Whether words ask for the phone number of the place where they are said.
    #[must_use]
    pub fn asks_for_phone(&self, span: &Range<usize>) -> bool {
        asks_for(self.words(span), &[PLACE_PHONE])
    }

    /// What to tell where a sheet has no room for it.
    #[must_use]
    pub fn crowded(&self, sheet: &str, place: &str) -> Diagnostic {
        let span = self.poster.first().or(self.leaflet.first()).map_or(0..0, |line| line.span.clone());
        let message = format!("{sheet}上的话太多，{place}的一张纸放不下能看清的字");
        Diagnostic::error(&self.file, span, message, "少写几条，或者每条写短一点")
    }

    /// What to tell where it does not go on a screen with the name and the number of a place.
    #[must_use]
    pub fn unfit(&self, screen: &Screen, why: Unfit, place: &str) -> Diagnostic {
        let fault = Fault { span: self.slogan.clone(), kind: FaultKind::Unfit(*screen, why) };
        Diagnostic::error(&self.file, fault.span.clone(), format!("{place}：{}", fault.message()), fault.help())
    }

    /// The words at a place of the file.
    #[must_use]
    pub fn words(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }
}

/// Whether words ask for one of some names by `{{…}}`.
fn asks_for(words: &str, names: &[&str]) -> bool {
    words.split("{{").skip(1).filter_map(|from| from.split_once("}}")).any(|(source, _)| names.contains(&source.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sections_are_read_line_by_line() {
        let mut findings = Vec::new();
        let text = "+++\ntitle = \"甲\"\n+++\n\n## 标语\n\n乙\n\n## 屏幕\n\n- 丙\n- 丁\n\n## 广播\n戊\n";
        let message = Message::read("content/publicity/a.md", text.to_owned(), &mut findings);
        assert_eq!(findings, []);
        let said = |spans: &[Range<usize>]| spans.iter().map(|span| message.words(span).to_owned()).collect::<Vec<_>>();
        assert_eq!((message.id.as_str(), message.words(&message.slogan)), ("a", "乙"));
        assert_eq!((said(&message.screen), said(&message.script)), (vec!["丙".into(), "丁".into()], vec!["戊".into()]));
    }

    #[test]
    fn what_is_in_no_section_is_told() {
        let mut findings = Vec::new();
        let text = "+++\ntitle = \"甲\"\n+++\n早\n## 海\n一\n";
        let _ = Message::read("content/publicity/甲.md", text.to_owned(), &mut findings);
        assert_eq!(findings.len(), 4, "{findings:?}");
    }
}
