//! The policy on a day as JSON for other programs: what it asks, what it knows, what it answers, with every citation.

use alloc::string::String;

use crate::calculator::Calculator;
use crate::expr::RuleId;
use crate::interval::Interval;
use crate::json::Writer;
use crate::number;
use crate::policy::{Clause, Dated, DocumentInfo, Kind, Parameter, Question, Rule, Setting};
use crate::text::Text;
use crate::value::Value;
use crate::words::describe;

impl Calculator<'_> {
    /// The policy on the day as one JSON object: `policy`, `revision`, `on`, `documents`, `clauses`, and a list a kind
    /// of rule, each rule with its `name`, its clause (`cite`) and its words. Figures in words are those of the day.
    #[must_use]
    pub fn catalogue(&self) -> String {
        let mut writer = Writer::default();
        writer.object(|writer| {
            writer.key("policy").text(&self.policy.id);
            writer.key("revision").text(&self.policy.revision);
            writer.key("on").text(&self.on.plain());
            writer
                .key("documents")
                .list(&self.policy.documents, |writer, document| writer.object(|writer| write_document(writer, document)));
            writer.key("clauses").list(&self.policy.clauses, |writer, clause| writer.object(|writer| self.write_clause(writer, clause)));
            for (list, wanted) in LISTS {
                let rules = self.policy.ids().filter(|(_, rule)| wanted(&rule.kind));
                writer.key(list).list(rules, |writer, (id, rule)| writer.object(|writer| self.write_rule(writer, id, rule)));
            }
        });
        writer.finish()
    }

    fn write_clause(&self, writer: &mut Writer, clause: &Clause) {
        writer.key("id").text(&clause.id);
        writer.key("title").text(&clause.title);
        writer.key("document").maybe(self.policy.document(clause).map(|document| document.id.as_str()));
    }

    fn write_rule(&self, writer: &mut Writer, id: RuleId, rule: &Rule) {
        if !rule.name.is_empty() {
            writer.key("name").text(&rule.name);
        }
        writer.key("cite").maybe(self.policy.clause(rule).map(|clause| clause.id.as_str()));
        let rule_words = describe(self.policy, rule);
        if !rule_words.is_empty() {
            writer.key("rule").text(&rule_words);
        }
        match &rule.kind {
            Kind::Question(question) => self.write_question(writer, question),
            Kind::Parameter(parameter) => self.write_parameter(writer, id, parameter),
            Kind::Alert(alert) => {
                writer.key("message").text(&self.text(&alert.message));
                writer.key("raise").flag(alert.raise);
            }
            Kind::Measure(measure) => {
                for (key, text) in [("service", &measure.service), ("apply", &measure.apply)] {
                    self.write_text(writer, key, text.as_ref());
                }
                writer.key("per").maybe(measure.per.as_deref());
                writer.key("period").maybe(measure.period.as_deref());
                writer.key("money").flag(measure.amount.is_some());
            }
            Kind::Define(define) => self.write_text(writer, "note", define.note.as_ref()),
            Kind::Test(test) | Kind::Outcome(test) => self.write_text(writer, "note", test.note.as_ref()),
            Kind::Assume(text) => writer.key("text").text(&self.text(text)),
        }
    }

    fn write_text(&self, writer: &mut Writer, key: &str, text: Option<&Text>) {
        writer.key(key).maybe(text.map(|text| self.text(text)).as_deref());
    }

    fn write_question(&self, writer: &mut Writer, question: &Question) {
        writer.key("ask").text(&self.text(&question.ask));
        writer.key("kind").text(question.kind.word());
        writer.key("unit").text(&question.unit.plain());
        writer.ends(["min", "max"], &question.domain);
        writer.key("options").texts(question.options.iter().map(String::as_str));
        self.write_text(writer, "help", question.help.as_ref());
        writer.key("conditional").flag(question.when.is_some());
    }

    fn write_parameter(&self, writer: &mut Writer, id: RuleId, parameter: &Parameter) {
        let unit = if parameter.percent { "%".into() } else { parameter.unit.plain() };
        writer.key("unit").text(&unit);
        writer.key("values").list(&parameter.values, |writer, dated| writer.object(|writer| write_dated(writer, dated)));
        writer.key("yes_no").flag(parameter.yes_no);
        let possible = match self.open.get(id) {
            Value::Number(interval) => interval,
            _ => Interval::ANY,
        };
        writer.ends(["min", "max"], &possible);
        writer.key("decided_by").maybe(parameter.decided_by.as_deref());
        self.write_text(writer, "note", parameter.note.as_ref());
    }
}

type Wanted = fn(&Kind) -> bool;

/// The lists of rules, in the order in which a reader meets them.
const LISTS: [(&str, Wanted); 8] = [
    ("questions", |kind| matches!(kind, Kind::Question(_))),
    ("parameters", |kind| matches!(kind, Kind::Parameter(_))),
    ("defines", |kind| matches!(kind, Kind::Define(_))),
    ("tests", |kind| matches!(kind, Kind::Test(_))),
    ("outcome", |kind| matches!(kind, Kind::Outcome(_))),
    ("alerts", |kind| matches!(kind, Kind::Alert(_))),
    ("measures", |kind| matches!(kind, Kind::Measure(_))),
    ("assumptions", |kind| matches!(kind, Kind::Assume(_))),
];

fn write_document(writer: &mut Writer, document: &DocumentInfo) {
    writer.key("id").text(&document.id);
    writer.key("title").text(&document.title);
    writer.key("number").maybe(document.number.as_deref());
    writer.key("issuer").maybe(document.issuer.as_deref());
    writer.key("issued").maybe(document.issued.map(|day| day.plain()).as_deref());
    writer.key("area").maybe(document.area.as_deref());
}

/// A value; of a percentage the factor, as everywhere in JSON.
fn write_dated(writer: &mut Writer, dated: &Dated) {
    writer.key("from").text(&dated.from.plain());
    writer.key("until").maybe(dated.until.map(|day| day.plain()).as_deref());
    match dated.value {
        Setting::Truth(value) => writer.key("value").flag(value),
        Setting::Number(value) => writer.key("value").text(&number::plain(value)),
    }
    writer.key("source").maybe(dated.source.as_deref());
    writer.key("status").text(if dated.reference { "reference" } else { "official" });
    writer.key("review").maybe(dated.review.map(|day| day.plain()).as_deref());
}
