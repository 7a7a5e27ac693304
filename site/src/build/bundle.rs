//! From the files of `templates/` to assets: the style of all pages from the base and the components, those of tools on
//! their own, and scripts that find each other under the names that they get.
//!
//! All assets stand in one folder, so a script names another as `./dom.js`, wherever the two lie below `templates/`. That name
//! becomes the one with what is in the file, so the scripts are done in the order in which they need each other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rules::{Diagnostic, nearest};

use crate::calculator;

use super::assets::Assets;
use super::template_files::{BASE_STYLE, TemplateFiles};
use super::trim::{Language, Trimmed};

/// The style of all pages.
pub const SITE_STYLE: &str = "site.css";

/// The style of the page of reports.
const REPORT_STYLE: &str = "tools/report/report.css";

/// What only the page for offices loads; phones do not keep it ahead.
const OFFICE: &str = "tools/screening/";

/// Stands for the path of what the binary itself carries and no folder can replace.
const BUILT_IN: &str = "";

/// Makes assets of the styles, scripts and other files of `templates/` and of what the binary carries; `sealed`: with what seals
/// reports.
#[must_use]
pub fn bundle(files: &TemplateFiles, sealed: bool, findings: &mut Vec<Diagnostic>) -> Assets {
    let mut assets = Assets::default();
    let mut names = Names::default();
    names.take(SITE_STYLE, BASE_STYLE, findings);
    let (seal_script, seal_module) = calculator::SEAL;
    let (screener_script, screener_module) = calculator::SCREENER;
    for (name, bytes) in calculator::MODULES.into_iter().chain([screener_module]).chain(sealed.then_some(seal_module)) {
        names.take(name, BUILT_IN, findings);
        assets.add(name, bytes.to_vec());
    }
    let mut scripts = BTreeMap::new();
    for (name, text) in calculator::SCRIPTS.into_iter().chain([screener_script]).chain(sealed.then_some(seal_script)) {
        names.take(name, BUILT_IN, findings);
        scripts.insert(name, Script::new(name, text));
    }
    for (path, bytes) in &files.others {
        let name = path.strip_prefix("assets/").unwrap_or(path);
        if names.take(name, path, findings) {
            assets.add(name, bytes.clone());
        }
    }
    for (path, text) in files.styles.iter().filter(|(path, _)| is_of_tool(path)) {
        if names.take(file_name(path), path, findings) {
            assets.add(file_name(path), Trimmed::new(text, Language::Style).text.into_bytes());
        }
    }
    assets.add(SITE_STYLE, site_style(files).into_bytes());
    for (path, text) in &files.scripts {
        if names.take(file_name(path), path, findings) {
            scripts.insert(file_name(path), Script::new(path, text));
        }
    }
    link(scripts, &mut assets, findings);
    let of_office = files.styles.keys().chain(files.scripts.keys()).filter(|path| path.starts_with(OFFICE)).map(|path| file_name(path));
    for name in of_office.chain([screener_script.0, screener_module.0]) {
        assets.keep_with_page(name);
    }
    assets
}

/// The style of all pages: the base, then the components by their names.
#[must_use]
pub fn site_style(files: &TemplateFiles) -> String {
    let (base, rest): (Vec<_>, Vec<_>) =
        files.styles.iter().filter(|(path, _)| !is_of_tool(path)).partition(|(path, _)| *path == BASE_STYLE);
    base.into_iter().chain(rest).map(|(_, text)| Trimmed::new(text, Language::Style).text).collect()
}

/// The style of the intake's own pages: that of all pages, and of the page of reports, which they look like.
#[must_use]
pub fn intake_style(files: &TemplateFiles) -> String {
    let own = files.styles.get(REPORT_STYLE).map(|text| Trimmed::new(text, Language::Style).text);
    site_style(files) + &own.unwrap_or_default()
}

fn is_of_tool(path: &str) -> bool {
    path.starts_with("tools/")
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Which file has which name.
#[derive(Default)]
struct Names<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Names<'a> {
    /// Gives a name to a file; a name that another has is a finding.
    fn take(&mut self, name: &'a str, path: &'a str, findings: &mut Vec<Diagnostic>) -> bool {
        let Some(other) = self.0.get(name) else {
            self.0.insert(name, path);
            return true;
        };
        let other = match *other {
            BASE_STYLE => "它由 templates/base.css 和各个部件的样式合成".to_owned(),
            BUILT_IN => "它是内置的".to_owned(),
            other => format!("templates/{other} 也叫这个名字"),
        };
        let message = format!("“{name}”这个名字已经有了：{other}");
        findings.push(Diagnostic::error(&format!("templates/{path}"), 0..0, message, "给这个文件换一个名字"));
        false
    }
}

/// A script that is not linked yet.
struct Script {
    file: String,
    trimmed: Trimmed,
    imports: Vec<Import>,
}

/// A place where a script names another.
struct Import {
    /// What stands between the quotes, in the trimmed text.
    at: Range<usize>,
    /// The name of the other script; `None` where it is something that no script of the site can be.
    name: Option<String>,
}

impl Script {
    fn new(path: &str, text: &str) -> Self {
        let trimmed = Trimmed::new(text, Language::Script);
        let imports = imports(&trimmed.text);
        Self { file: format!("templates/{path}"), trimmed, imports }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.imports.iter().filter_map(|import| import.name.as_deref())
    }

    fn fault(&self, import: &Import, message: String, help: String) -> Diagnostic {
        let span = self.trimmed.source(import.at.start)..self.trimmed.source(import.at.end);
        Diagnostic::error(&self.file, span, message, help)
    }

    /// The text with the names that the other scripts have got.
    fn linked(&self, assets: &Assets) -> String {
        let (mut text, mut done) = (String::new(), 0);
        for import in &self.imports {
            let Some(output) = import.name.as_deref().and_then(|name| assets.output(name)) else { continue };
            text.push_str(self.trimmed.text.get(done..import.at.start).unwrap_or_default());
            text.push_str("./");
            text.push_str(file_name(output));
            done = import.at.end;
        }
        text.push_str(self.trimmed.text.get(done..).unwrap_or_default());
        text
    }
}

/// The places where a script names another: `from './dom.js'` and `import './dom.js'`.
fn imports(text: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        for (at, quote) in line.match_indices(['\'', '"']) {
            let before = line.get(..at).unwrap_or_default().trim_ascii_end();
            let Some(code) = ["from", "import"].iter().find_map(|word| before.strip_suffix(word)) else { continue };
            if code.ends_with(|last: char| last.is_alphanumeric() || ['_', '$', '.'].contains(&last)) {
                continue;
            }
            let Some((said, _)) = line.get(at + 1..).and_then(|rest| rest.split_once(quote)) else { continue };
            let name = said.strip_prefix("./").filter(|name| name.ends_with(".js") && !name.contains('/'));
            if name.is_some() || is_statement(line) {
                let at = begin + at + 1;
                found.push(Import { at: at..at + said.len(), name: name.map(str::to_owned) });
            }
        }
        begin += line.len();
    }
    found
}

/// Whether a line is the beginning or the end of an import or export, and no other code that holds the words.
fn is_statement(line: &str) -> bool {
    let after = |word: &str, next: &[char]| line.strip_prefix(word).is_some_and(|rest| rest.trim_ascii_start().starts_with(next));
    after("export", &['{', '*']) || after("import", &['{', '*', '\'', '"']) || line.starts_with("import ") || after("}", &['f'])
}

/// Adds the scripts to the assets, each after those that it needs.
fn link(mut waiting: BTreeMap<&str, Script>, assets: &mut Assets, findings: &mut Vec<Diagnostic>) {
    let known: BTreeSet<&str> = waiting.keys().copied().collect();
    for script in waiting.values_mut() {
        let faults = script.imports.iter().filter_map(|import| match import.name.as_deref() {
            None => {
                let help = "写成 from './文件名.js'，不带文件夹：脚本放在哪个文件夹，都在一起";
                Some(script.fault(import, "脚本只能引入网站自己的脚本".to_owned(), help.to_owned()))
            }
            Some(name) if !known.contains(name) => {
                let near = nearest(name, known.iter().copied());
                let help = near.map_or_else(
                    || "脚本放在 templates/components、templates/tools 或 templates/scripts 里".to_owned(),
                    |near| format!("是不是想写“./{near}”？"),
                );
                Some(script.fault(import, format!("没有脚本“{name}”"), help))
            }
            Some(_) => None,
        });
        findings.extend(faults);
        // What is told is left as it is, so that nothing else is told because of it.
        script.imports.retain(|import| import.name.as_deref().is_some_and(|name| known.contains(name)));
    }
    loop {
        let ready: Vec<&str> =
            waiting.iter().filter(|(_, script)| !script.names().any(|name| waiting.contains_key(name))).map(|(name, _)| *name).collect();
        if ready.is_empty() {
            break;
        }
        for name in ready {
            if let Some(script) = waiting.remove(name) {
                assets.add_script(name, script.linked(assets).into_bytes(), script.names());
            }
        }
    }
    findings.extend(circle(&waiting));
    for (name, script) in &waiting {
        assets.add(name, script.trimmed.text.clone().into_bytes());
    }
}

/// One way through scripts that all wait for another, from one of them back to itself.
fn circle(waiting: &BTreeMap<&str, Script>) -> Option<Diagnostic> {
    let mut way: Vec<(&str, &Script, &Import)> = Vec::new();
    let mut name = *waiting.keys().next()?;
    let begin = loop {
        if let Some(begin) = way.iter().position(|(known, _, _)| *known == name) {
            break begin;
        }
        let (known, script) = waiting.get_key_value(name)?;
        let import = script.imports.iter().find(|import| import.name.as_deref().is_some_and(|name| waiting.contains_key(name)))?;
        way.push((known, script, import));
        name = import.name.as_deref()?;
    };
    let (_, script, import) = way.last()?;
    let names: Vec<&str> = way.iter().skip(begin).map(|(name, _, _)| *name).chain([name]).collect();
    let message = format!("脚本互相引入，转了一圈：{}", names.join(" → "));
    Some(script.fault(import, message, "把两边都要用的写进另一个脚本".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(&str, Option<String>)> {
        let found = imports(text);
        found.into_iter().map(|import| (text.get(import.at).unwrap(), import.name)).collect()
    }

    #[test]
    fn imports_are_found_however_they_are_written() {
        for line in [
            "import { a, b as c } from './d.js';",
            "import a from \"./d.js\"",
            "import * as a from'./d.js';",
            "import './d.js';",
            "export { a } from './d.js';",
            "export * from './d.js';",
            "} from './d.js';",
            "import{a}from'./d.js';import{b}from'./d.js';",
        ] {
            let found = said(line);
            assert!(!found.is_empty() && found.iter().all(|one| *one == ("./d.js", Some("d.js".to_owned()))), "{line}: {found:?}");
        }
    }

    #[test]
    fn other_words_are_no_imports() {
        for line in [
            "const imports = { \"./calculator_bg.js\": import0 };",
            "say(`fetched from '${url}'`);",
            "const a = b.from('./d.js') + c.from './d.js';",
            "say('comes from', './d.js');",
            "export const a = \"from 'nowhere'\";",
        ] {
            assert_eq!(said(line), [], "{line}");
        }
    }

    #[test]
    fn imports_of_what_is_no_script_of_the_site_are_seen() {
        for (line, what) in [
            ("import a from 'https://a.example/b.js';", "https://a.example/b.js"),
            ("import { a } from '../b/c.js';", "../b/c.js"),
            ("} from 'b';", "b"),
            ("export * from './b/c.js';", "./b/c.js"),
            ("import './b.css';", "./b.css"),
        ] {
            assert_eq!(said(line), [(what, None)], "{line}");
        }
    }
}
