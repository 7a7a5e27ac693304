//! A rule on the page of its policy: what kind it is, what it says in words, where it comes from.

use rules::{Calculator, Kind, QuestionKind, Rule, Text, describe};

use crate::markdown::{attribute, text};

use super::citation::{Citation, cite};
use super::policy::ParameterView;

/// The card of a rule; `source` is its TOML.
#[must_use]
pub fn card(calculator: &Calculator<'_>, rule: &Rule, source: &str, root: &str) -> String {
    let mut out = String::with_capacity(source.len() + 512);
    let (class, kind) = kind(rule);
    out.push_str("<section class=\"rule rule-");
    out.push_str(class);
    if rule.name.is_empty() {
        out.push_str("\">\n<p class=\"kind\">");
    } else {
        out.push_str("\" id=\"rule-");
        attribute(&mut out, &rule.name);
        out.push_str("\">\n<p class=\"kind\">");
    }
    out.push_str(kind);
    if !rule.name.is_empty() {
        out.push('：');
        text(&mut out, &rule.name);
    }
    out.push_str("</p>\n");
    let citation = cite(calculator.policy(), rule, root);
    for line in lines(calculator, rule, &citation) {
        out.push_str("<p>");
        text(&mut out, &line);
        out.push_str("</p>\n");
    }
    out.push_str("<p class=\"cite\">依据：");
    text(&mut out, &format!("{} {}", citation.number, citation.title));
    out.push_str("</p>\n<details><summary>这条规则在文件里的写法</summary><pre tabindex=\"0\"><code>");
    text(&mut out, source);
    out.push_str("</code></pre></details>\n</section>\n");
    out
}

fn kind(rule: &Rule) -> (&'static str, &'static str) {
    match &rule.kind {
        Kind::Parameter(_) => ("parameter", "数和标准"),
        Kind::Question(_) => ("question", "要问的情况"),
        Kind::Define(_) => ("define", "算法"),
        Kind::Test(_) => ("test", "判断条件"),
        Kind::Outcome(_) => ("outcome", "要回答的问题"),
        Kind::Alert(_) => ("alert", "提醒"),
        Kind::Measure(_) => ("measure", "帮扶"),
        Kind::Assume(_) => ("assume", "这里是这样读的"),
    }
}

fn lines(calculator: &Calculator<'_>, rule: &Rule, citation: &Citation) -> Vec<String> {
    let policy = calculator.policy();
    let words = |text: &Text| calculator.text(text);
    let note = |text: &Option<Text>| text.as_ref().map(words);
    let described = describe(policy, rule);
    let when = |label: &str| (!described.is_empty()).then(|| format!("{label}{described}"));
    let lines: Vec<Option<String>> = match &rule.kind {
        Kind::Parameter(parameter) => {
            let view = ParameterView::new(calculator, &rule.name, parameter, citation.clone());
            return view.lines();
        }
        Kind::Question(question) => {
            let answer = match question.kind {
                QuestionKind::YesNo => "回答：是、否".to_owned(),
                QuestionKind::Choice => format!("选一项：{}", question.options.join("、")),
                QuestionKind::Choices => format!("可以选几项：{}", question.options.join("、")),
                _ => format!("填一个数，单位：{}", question.unit),
            };
            vec![Some(words(&question.ask)), note(&question.help), Some(answer), when("什么时候问：")]
        }
        Kind::Define(define) => vec![when(""), note(&define.note)],
        Kind::Test(test) | Kind::Outcome(test) => vec![when("条件："), note(&test.note)],
        Kind::Alert(alert) => vec![when("条件："), Some(words(&alert.message))],
        Kind::Measure(measure) => {
            let per = match (&measure.per, &measure.period) {
                (None, None) => None,
                (per, period) => {
                    let per = per.as_ref().map(|per| format!("按{per}算"));
                    Some([per, period.clone()].into_iter().flatten().collect::<Vec<_>>().join("，"))
                }
            };
            let apply = note(&measure.apply).map(|apply| format!("怎么办：{apply}"));
            vec![when("条件："), note(&measure.service), per, apply]
        }
        Kind::Assume(text) => vec![Some(words(text))],
    };
    lines.into_iter().flatten().collect()
}

impl ParameterView {
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match (self.value.is_empty(), self.decided_by.is_empty()) {
            (false, _) => lines.push(format!("{}（{}）", self.value, self.state_text)),
            (true, true) => lines.push("文件没有写明，由地方确定".into()),
            (true, false) => lines.push(format!("文件没有写明，由{}确定", self.decided_by)),
        }
        if !self.from.is_empty() {
            let until = if self.until.is_empty() { String::new() } else { format!("，到{}为止", self.until) };
            lines.push(format!("从{}起{until}", self.from));
        }
        for (label, value) in [("出处：", &self.source), ("", &self.note)] {
            if !value.is_empty() {
                lines.push(format!("{label}{value}"));
            }
        }
        lines
    }
}
