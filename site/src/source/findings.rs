//! What is wrong, as a person reads it: the file, the line with the place marked, and what to do.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use rules::{Diagnostic, Severity, line_column};

use super::{Root, embedded};

/// Findings in the order of files and places, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Diagnostic>);

/// Gives a file's text when a finding is shown; the texts themselves were let go long before.
pub trait Texts {
    /// The text of a file, if it can be had.
    fn text_of(&self, file: &str) -> Option<String>;
}

impl Texts for Root {
    fn text_of(&self, file: &str) -> Option<String> {
        self.text(file).ok().or_else(|| {
            let name = file.strip_prefix("templates/")?;
            String::from_utf8(embedded(name)?.to_vec()).ok()
        })
    }
}

impl Findings {
    /// Sorted and without repetitions.
    #[must_use]
    pub fn new(mut all: Vec<Diagnostic>) -> Self {
        all.sort();
        all.dedup();
        Self(all)
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Diagnostic] {
        &self.0
    }

    /// How many are errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.0.iter().filter(|finding| finding.severity == Severity::Error).count()
    }

    /// How many are warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.0.len() - self.errors()
    }

    /// The findings with the lines that they are about; coloured where `styled`.
    #[must_use]
    pub fn render(&self, texts: &dyn Texts, styled: bool) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        let mut last: Option<(&str, Option<String>)> = None;
        for finding in &self.0 {
            if last.as_ref().is_none_or(|(file, _)| *file != finding.file) {
                last = Some((&finding.file, texts.text_of(&finding.file)));
            }
            let text = last.as_ref().and_then(|(_, text)| text.as_deref());
            out.push_str(&one(finding, text, &renderer));
            out.push_str("\n\n");
        }
        out
    }
}

fn one(finding: &Diagnostic, text: Option<&str>, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR.with_name("错误"),
        Severity::Warning => Level::WARNING.with_name("注意"),
    };
    let help = Level::HELP.with_name("怎么改").message(finding.help.as_str());
    let title = level.primary_title(finding.message.as_str());
    let place = text.filter(|text| finding.end > 0 && finding.end <= text.len());
    let group = match place {
        Some(text) => {
            let (line, window, offset) = window(text, finding.start, finding.end);
            let end = finding.end.min(offset + window.len());
            let span = finding.start.saturating_sub(offset)..end.saturating_sub(offset);
            let annotation = AnnotationKind::Primary.span(span);
            title.element(Snippet::source(window).line_start(line).path(finding.file.as_str()).annotation(annotation))
        }
        None if finding.file.is_empty() => title.elements(std::iter::empty::<annotate_snippets::Element<'_>>()),
        None => title.element(annotate_snippets::Origin::path(finding.file.as_str())),
    };
    let group = if finding.help.is_empty() { group } else { group.element(help) };
    renderer.render(&[group])
}

/// The first line of a span, at most its first kilobyte, with its number and its offset: what is shown of a text, however
/// long it is.
fn window(text: &str, start: usize, end: usize) -> (usize, &str, usize) {
    let (line, _) = line_column(text, start);
    let begin = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let rest = text.get(begin..).unwrap_or_default();
    let first_end = rest.find('\n').map_or(rest.len(), |at| at);
    let _ = end;
    (line, rest.get(..first_end).unwrap_or_default(), begin)
}
