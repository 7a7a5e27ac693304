//! The files of `templates/`: those built in, and in their place those of the county.

use std::collections::BTreeMap;

use rules::Diagnostic;

use crate::source::{Root, embedded, embedded_files};

/// The files of `templates/` by what they are for, each by its path below it.
#[derive(Clone, Debug, Default)]
pub struct TemplateFiles {
    /// Templates: `*.html`, wherever they are.
    pub pages: BTreeMap<String, String>,
    /// Styles: `base.css`, and `*.css` below `components/` and `tools/`.
    pub styles: BTreeMap<String, String>,
    /// Scripts: `*.js` below `components/`, `tools/` and `scripts/`.
    pub scripts: BTreeMap<String, String>,
    /// The service worker: `*.js` below `offline/`.
    pub workers: BTreeMap<String, String>,
    /// All that is below `assets/`; it is handed on as it is.
    pub others: BTreeMap<String, Vec<u8>>,
}

impl TemplateFiles {
    /// Reads the files of a folder over those built in.
    #[must_use]
    pub fn read(root: &Root, findings: &mut Vec<Diagnostic>) -> Self {
        let mut files = Self::default();
        for name in embedded_files() {
            if let Some(bytes) = embedded(&name) {
                files.add(&name, bytes.to_vec(), findings);
            }
        }
        let (own, faults) = root.files("templates");
        findings.extend(faults);
        for path in own {
            match root.bytes(&path) {
                Ok(bytes) => files.add(path.strip_prefix("templates/").unwrap_or(&path), bytes, findings),
                Err(fault) => findings.push(fault),
            }
        }
        files
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>, findings: &mut Vec<Diagnostic>) {
        let (folder, ending) = (name.split_once('/').map_or("", |(folder, _)| folder), name.rsplit('.').next().unwrap_or_default());
        let texts = match (folder, ending) {
            ("assets", _) => {
                self.others.insert(name.to_owned(), bytes);
                return;
            }
            (_, "html") => &mut self.pages,
            ("components" | "tools", "css") => &mut self.styles,
            _ if name == BASE_STYLE => &mut self.styles,
            ("components" | "tools" | "scripts", "js") => &mut self.scripts,
            _ if name == WORKER => &mut self.workers,
            (_, "css" | "js") => {
                let help = "样式和脚本放在 templates/components 或 templates/tools 里，整页的脚本放在 templates/scripts 里，各页都用的样式写在 templates/base.css 里";
                findings.push(Diagnostic::error(&format!("templates/{name}"), 0..0, "这里的样式和脚本不会用到", help));
                return;
            }
            _ => return,
        };
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                texts.insert(name.to_owned(), text);
            }
            Err(_) => {
                let help = "用记事本打开，“另存为”时把编码选成 UTF-8";
                let what = if ending == "html" { "模板" } else { "文件" };
                findings.push(Diagnostic::error(&format!("templates/{name}"), 0..0, format!("{what}不是 UTF-8 编码"), help));
            }
        }
    }
}

/// The service worker.
pub const WORKER: &str = "offline/sw.js";

/// The style that comes before those of all components.
pub const BASE_STYLE: &str = "base.css";
