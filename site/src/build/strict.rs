//! What `check --strict` finds beside faults: what nobody has filled in yet, and figures that want another look.

use rules::{Date, Diagnostic, Policy};

use crate::source::Root;

use super::inputs::Inputs;

/// What nobody has filled in yet, and the day on which figures are looked at.
#[derive(Debug)]
pub struct Unfilled {
    findings: Vec<Diagnostic>,
    on: Date,
}

/// Looks the inputs over. What is found is an error, because `--strict` asks for it.
#[must_use]
pub fn strict(inputs: &Inputs) -> Unfilled {
    let mut findings = Vec::new();
    for name in inputs.settings.unset() {
        let span = field_place(&inputs.settings_text, name);
        let message = format!("{name} 还没有填，网站上写着「待主办单位填写」");
        let help = if name == "intake.keep_days" { "写多少天，不加引号，去掉前面的 #" } else { "填在引号里" };
        findings.push(Diagnostic::error("content/site.toml", span, message, help));
    }
    if inputs.settings.lacks_address() {
        let message = "base_url 还没有填，浏览器发到别的服务器上的上报会被退回";
        let help = "填网站发布后的完整网址，以 / 结尾";
        findings.push(Diagnostic::error("content/site.toml", field_place(&inputs.settings_text, "base_url"), message, help));
    }
    let unset: Vec<&str> = inputs.places.all().iter().filter(|place| place.phone().is_empty()).map(|place| place.name()).collect();
    if let Some(first) = unset.first() {
        let message = format!("{first}等 {} 个地方还没有电话，网站上写着「待主办单位填写」", unset.len());
        findings.push(Diagnostic::error("content/places.csv", 0..0, message, "填在 phone 那一格"));
    }
    Unfilled { findings, on: inputs.on }
}

impl Unfilled {
    /// All of it, with the figures of policies that are for reference or past their review.
    #[must_use]
    pub fn findings(mut self, root: &Root, policies: &[Policy]) -> Vec<Diagnostic> {
        for policy in policies {
            for (_, name, parameter) in policy.parameters() {
                let Some(dated) = parameter.on(self.on).filter(|dated| dated.is_caveat(self.on)) else { continue };
                let why = if dated.reference { "只作参考，不是文件里写的" } else { "已经过了复核的日子" };
                let clause = policy.find(name).and_then(|(_, rule)| policy.clause(rule));
                let document = clause.and_then(|clause| policy.document(clause));
                let file = document.map(|document| format!("content/policy/{}.md", document.id)).unwrap_or_default();
                let span = root.text(&file).ok().and_then(|text| parameter_line(&text, name)).unwrap_or(0..0);
                let help = "查到新的数以后，在 values 里另加一段，并写上 review";
                self.findings.push(Diagnostic::error(&file, span, format!("“{name}”的数{why}"), help));
            }
        }
        self.findings
    }
}

/// The line of a policy that names a parameter.
fn parameter_line(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let (mut at, mut inside) = (0, false);
    for line in text.split_inclusive('\n') {
        let said = line.trim_end();
        match said.trim_start().strip_prefix("```") {
            Some(kind) => inside = !inside && kind.split_whitespace().eq(["toml", "parameter"]),
            None => {
                let value = said.split_once('=').filter(|(key, _)| inside && key.trim() == "name").map(|(_, value)| value.trim());
                if value.is_some_and(|value| {
                    value.trim_start_matches(['"', '\'']).strip_prefix(name).is_some_and(|rest| rest.starts_with(['"', '\'']))
                }) {
                    return Some(at..at + said.len());
                }
            }
        }
        at += line.len();
    }
    None
}

/// Where a field such as `footer.icp` stands in `site.toml`.
#[must_use]
pub fn field_place(text: &str, name: &str) -> std::ops::Range<usize> {
    let (section, field) = name.split_once('.').unwrap_or(("", name));
    let from = text.find(&format!("[{section}]")).unwrap_or(0);
    // A field that is not decided yet may stand behind `#`.
    let line = |rest: &str| [format!("\n{field}"), format!("\n# {field}")].iter().find_map(|line| rest.find(line));
    let found = text.get(from..).and_then(line).map(|at| from + at + 1);
    found.map_or(0..0, |at| at..at + text.get(at..).and_then(|rest| rest.find('\n')).unwrap_or(field.len()))
}
