//! The templates: those built in, and in their place those of the county; a fault in one becomes a finding with its place.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rules::{Diagnostic, nearest};
use tera::{Context, ErrorKind, Kwargs, ReportError, State, Tera, Value};

use super::assets::Assets;
use super::template_words;

/// The templates, ready to render.
pub struct Templates {
    tera: Tera,
    sources: BTreeMap<String, String>,
    frames: Mutex<BTreeMap<(String, String), Result<Value, Diagnostic>>>,
}

/// The templates that come to the same on all pages of one depth and section, and what pages call them.
const FRAME: [(&str, &str); 4] = [
    ("links", "links.html"),
    ("header", "components/header/header.html"),
    ("help", "components/help/help.html"),
    ("footer", "components/footer/footer.html"),
];

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Templates").field("sources", &self.sources.keys()).finish_non_exhaustive()
    }
}

impl Templates {
    /// Parses the templates; `shared` is what every page sees.
    ///
    /// # Errors
    ///
    /// Findings with their places.
    pub fn new(sources: BTreeMap<String, String>, assets: Arc<Assets>, shared: Context) -> Result<Self, Vec<Diagnostic>> {
        let mut tera = Tera::new();
        tera.register_function("asset", move |arguments: Kwargs, state: &State<'_>| -> tera::TeraResult<Value> {
            let name: String = arguments.must_get("path")?;
            let root: String = state.get("root")?.unwrap_or_default();
            let reference = assets.reference(&name, &root);
            let reference = reference.ok_or_else(|| {
                let near = nearest(&name, assets.names()).map(|near| format!("，是不是想写“{near}”？")).unwrap_or_default();
                tera::Error::message(format!("没有叫“{name}”的样式、脚本或文件{near}"))
            })?;
            Ok(Value::from_serializable(&reference))
        });
        *tera.global_context() = shared;
        let added = tera.add_raw_templates(sources.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        added.map_err(|error| match error.kind() {
            ErrorKind::Msg(reports) if reports.starts_with("error: ") => unknown(reports, &sources),
            _ => vec![finding(&error, "", &sources)],
        })?;
        Ok(Self { tera, sources, frames: Mutex::default() })
    }

    /// Their texts by name.
    #[must_use]
    pub fn sources(&self) -> &BTreeMap<String, String> {
        &self.sources
    }

    /// What changes when any of them does.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        super::inputs::fingerprint(&self.sources)
    }

    /// What stands around the pages of a section (the first folder of their paths) with one way to the site's root, by the
    /// names of [`FRAME`]; rendered once.
    ///
    /// # Errors
    ///
    /// A finding with the place in the template.
    pub fn frame(&self, root: &str, section: &str) -> Result<Value, Diagnostic> {
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        let frame = frames.entry((root.to_owned(), section.to_owned())).or_insert_with(|| {
            let mut context = Context::new();
            context.insert("root", root);
            context.insert("section", section);
            let part = |(name, template): (&'static str, &str)| {
                let bytes = self.render(template, &context)?;
                Ok((name.into(), Value::safe_string(&String::from_utf8_lossy(&bytes))))
            };
            Ok(FRAME.into_iter().map(part).collect::<Result<tera::Map, Diagnostic>>()?.into())
        });
        frame.clone()
    }

    /// Every component in every state: `components/NAME/examples.html` in the order of their names, each with what its
    /// first heading calls it.
    ///
    /// # Errors
    ///
    /// A finding with the place in the template.
    pub fn examples(&self, context: &Context) -> Result<Value, Diagnostic> {
        let names = self.sources.keys().filter_map(|path| {
            let name = path.strip_prefix("components/")?.strip_suffix("/examples.html")?;
            Some((path, name))
        });
        let one = |(path, name): (&String, &str)| {
            let bytes = self.render(path, context)?;
            let html = String::from_utf8_lossy(&bytes);
            let title = html.split_once("<h2>").and_then(|(_, rest)| rest.split_once("</h2>")).map_or(name, |(title, _)| title);
            let parts = [("name", Value::from(name)), ("title", Value::safe_string(title)), ("html", Value::safe_string(&html))];
            Ok(Value::from(tera::Map::from_iter(parts.map(|(key, value)| (key.into(), value)))))
        };
        Ok(Value::from(names.map(one).collect::<Result<Vec<Value>, Diagnostic>>()?))
    }

    /// Renders a page into bytes.
    ///
    /// # Errors
    ///
    /// A finding with the place in the template.
    pub fn render(&self, name: &str, context: &Context) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::with_capacity(16 * 1024);
        self.tera.render_to(name, context, &mut bytes).map_err(|error| finding(&error, name, &self.sources))?;
        Ok(bytes)
    }
}

/// Names that no template knows: Tera tells them all in one text, report by report, each with `--> file:line:column`.
fn unknown(reports: &str, sources: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let help = "对照内置的模板改；删掉这个文件，就用内置的";
    let one = |report: &str| {
        let message = report.lines().next().unwrap_or_default();
        let place = report.split_once("--> ").and_then(|(_, rest)| rest.lines().next()).unwrap_or_default();
        let mut parts = place.trim().rsplitn(3, ':');
        let mut number = || parts.next().and_then(|part| part.parse::<usize>().ok()).unwrap_or(1);
        let (column, line) = (number(), number());
        let name = parts.next().unwrap_or_default();
        let text = sources.get(name).map(String::as_str).unwrap_or_default();
        let start = offset(text, line, column.saturating_sub(1));
        let length = message.split('`').nth(1).map_or(1, str::len);
        let words = template_words::chinese(message);
        Diagnostic::error(&format!("templates/{name}"), start..start + length, format!("模板的写法不对：{words}"), help)
    };
    format!("\n{reports}").split("\nerror: ").skip(1).map(one).collect()
}

fn finding(error: &tera::Error, name: &str, sources: &BTreeMap<String, String>) -> Diagnostic {
    let help = "对照内置的模板改；删掉这个文件，就用内置的";
    let plain = |message: String| Diagnostic::error(&format!("templates/{name}"), 0..0, message, help);
    match error.kind() {
        ErrorKind::SyntaxError(report) => placed(report, "模板的写法不对", help, sources),
        ErrorKind::RenderingError(report) => placed(report, "模板用不了", help, sources),
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("模板要套用的“{parent}”不存在");
            Diagnostic::error(&format!("templates/{current}"), 0..0, message, help)
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            Diagnostic::error(&format!("templates/{tpl}"), 0..0, "模板互相套用，转了一圈", help)
        }
        ErrorKind::TemplateNotFound(missing) => plain(format!("没有模板“{missing}”")),
        other => plain(format!("模板出错：{}", template_words::chinese(&other.to_string()))),
    }
}

fn placed(report: &ReportError, what: &str, help: &str, sources: &BTreeMap<String, String>) -> Diagnostic {
    let text = sources.get(report.filename()).map(String::as_str).unwrap_or_default();
    let span = report.span();
    let start = offset(text, span.start_line, span.start_col);
    let end = offset(text, span.end_line, span.end_col).max(start + 1);
    let file = format!("templates/{}", report.filename());
    Diagnostic::error(&file, start..end, format!("{what}：{}", template_words::chinese(report.message())), help)
}

/// The byte of a line (from 1) and a column (from 0, in characters).
#[must_use]
pub fn offset(text: &str, line: usize, column: usize) -> usize {
    let begin: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let line = text.get(begin..).unwrap_or_default();
    begin + line.chars().take(column).map(char::len_utf8).sum::<usize>()
}
