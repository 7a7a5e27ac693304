//! One document: its `[policy]` table and the rules in it, as far as they can be read without any other document.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::raw::{self, Kind, Located};
use super::table::{File, Table};
use super::toml_error;
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::{Block, Document};
use crate::interval::Interval;
use crate::policy::{Dated, DocumentInfo, QuestionKind, Setting};
use crate::syntax;

/// The kinds of rule, each with what it is.
const KINDS: [(&str, &str); 8] = [
    ("parameter", "标准、数额"),
    ("question", "问题"),
    ("define", "算出来的数"),
    ("test", "条件"),
    ("outcome", "结论"),
    ("alert", "提醒"),
    ("measure", "帮扶措施"),
    ("assume", "对原文的理解"),
];

/// How many options a question may have: they are the bits of a 64-bit number.
const MOST_OPTIONS: usize = 64;

/// Reads a document.
pub(super) fn read(document: &Document<'_>, diagnostics: &mut Vec<Diagnostic>) -> raw::Policy {
    let before = diagnostics.len();
    let mut file = File { name: document.file, text: document.text, diagnostics };
    let mut policy = front(document, &mut file);
    without_clause(document, &mut file);
    for block in &document.blocks {
        match rule(document, block, &mut file) {
            Some(rule) => policy.rules.push(rule),
            None => {
                policy.outcome_unread |= may_be_outcome(&block.kind);
                policy.broken.extend(name_in(document.text.get(block.body.clone()).unwrap_or_default()));
            }
        }
    }
    policy.sound = file.diagnostics.len() == before;
    policy
}

/// Whether a rule of the kind is the outcome, or something misspelt that was meant to be.
fn may_be_outcome(kind: &str) -> bool {
    kind == "outcome" || !KINDS.iter().any(|(known, _)| *known == kind)
}

/// Rules above the first heading with an anchor, told once.
fn without_clause(document: &Document<'_>, file: &mut File<'_>) {
    let mut blocks = document.blocks.iter().filter(|block| block.clause.is_none());
    if let Some(first) = blocks.next() {
        let others = match blocks.count() {
            0 => String::new(),
            others => format!("（下面还有 {others} 条也没有）"),
        };
        let help = "请把规则写在带编号的标题下面，例如 ## 哪些家庭 {#fq8-2}；这个编号就是它的条款";
        file.error(first.info.clone(), format!("这条规则上面没有带编号的标题{others}"), help);
    }
}

/// The name in a rule that cannot be read as a whole.
fn name_in(body: &str) -> Option<String> {
    let line = body.lines().find(|line| line.trim_start().starts_with("name"))?;
    let value = line.split_once('=')?.1.trim();
    let quote = |c: char| matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」');
    Some(syntax::fold(value.trim_start_matches(quote).split(quote).next().unwrap_or_default()))
}

/// A piece of TOML, parsed as far as it goes, with its errors told.
fn parse<'d>(document: &Document<'d>, body: &Range<usize>, file: &mut File<'_>) -> Option<Spanned<DeTable<'d>>> {
    let text = document.text.get(body.clone()).unwrap_or_default();
    let (table, errors) = DeTable::parse_recoverable(text);
    // Whatever follows the first error of a piece is mostly its echo.
    if let Some(error) = errors.first() {
        file.diagnostics.push(toml_error::toml_words(document.file, document.text, body, error));
        return None;
    }
    Some(table)
}

fn front(document: &Document<'_>, file: &mut File<'_>) -> raw::Policy {
    let start = document.front.start;
    let mut policy = raw::Policy {
        info: DocumentInfo { id: document.id.into(), title: document.id.into(), number: None, issuer: None, issued: None, area: None },
        file: document.file.into(),
        place: start..start,
        extends: None,
        drop: Vec::new(),
        clauses: document.clauses.clone(),
        rules: Vec::new(),
        broken: Vec::new(),
        readable: false,
        outcome_unread: false,
        sound: true,
    };
    let Some(parsed) = parse(document, &document.front, file) else { return policy };
    if let Some(title) = parsed.get_ref().get("title").and_then(|title| title.get_ref().as_str()) {
        policy.info.title = title.into();
    }
    let Some((key, value)) = parsed.get_ref().get_key_value("policy") else {
        file.error(
            start..start,
            "文件开头缺少 [policy] 一节",
            "请在两行 +++ 之间加一行 [policy]，下面至少写 id，例如 id = \"fuqing-2020-8\"",
        );
        return policy;
    };
    policy.place = start + key.span().start..start + key.span().end;
    let Some(entries) = value.get_ref().as_table() else {
        file.error(policy.place.clone(), "“policy”应写成一节", "请写成单独一行 [policy]，下面每行一项");
        return policy;
    };
    let mut table = Table::new(file, entries, start, policy.place.clone(), "[policy] 里");
    if let Some(id) = table.required_text("id", "id = \"fuqing-2020-8\"")
        && id.text != document.id
    {
        let help = format!("请把 id 改成 \"{}\"，或把文件改名为 {}.md", document.id, id.text);
        table.file.error(id.whole(), format!("id “{}”与文件名不一致", id.text), help);
    }
    policy.info.number = table.string("number");
    policy.info.issuer = table.string("issuer");
    policy.info.issued = table.date("issued");
    policy.info.area = table.string("area");
    let before = table.file.diagnostics.len();
    policy.extends = table.text("extends").map(|source| Located { span: source.whole(), value: source.text });
    policy.drop = table.texts("drop");
    for name in &mut policy.drop {
        name.value = syntax::fold(&name.value);
    }
    let sound = table.file.diagnostics.len() == before;
    policy.readable = sound && !table.misspelt(&["extends", "drop"]);
    table.finish();
    policy
}

fn rule(document: &Document<'_>, block: &Block, file: &mut File<'_>) -> Option<raw::Rule> {
    let before = file.diagnostics.len();
    if !KINDS.iter().any(|(kind, _)| *kind == block.kind) {
        unknown_kind(block, file);
        return None;
    }
    let parsed = parse(document, &block.body, file)?;
    let what = format!("{} 规则", block.kind);
    let mut table = Table::new(file, parsed.get_ref(), block.body.start, block.info.clone(), &what);
    let name = if block.kind == "assume" { Some(Located { value: String::new(), span: block.info.clone() }) } else { name(&mut table) };
    let kind = kind(&block.kind, &mut table);
    table.finish();
    let faulty = file.diagnostics.len() > before;
    Some(raw::Rule { name: name?, clause: block.clause?, kind: kind?, faulty })
}

fn unknown_kind(block: &Block, file: &mut File<'_>) {
    let all: Vec<String> = KINDS.iter().map(|(kind, what)| format!("{kind}（{what}）")).collect();
    let message = match block.kind.as_str() {
        "" => "没有写这是哪一类规则".into(),
        kind => format!("没有“{kind}”这一类规则"),
    };
    let meant = KINDS.iter().find(|(_, what)| !block.kind.is_empty() && what.contains(&block.kind)).map(|(kind, _)| *kind);
    let near = meant.or_else(|| nearest(&block.kind, KINDS.iter().map(|(kind, _)| *kind)));
    let hint = near.map_or_else(String::new, |near| format!("是否应写成 ```toml {near}？"));
    file.error(block.info.clone(), message, format!("{hint}可以写：{}", all.join("、")));
}

fn name(table: &mut Table<'_, '_, '_>) -> Option<Located<String>> {
    let source = table.required_text("name", "name = \"……\"")?;
    let (span, name) = (source.whole(), syntax::fold(&source.text));
    if syntax::is_keyword(&name) {
        table.file.error(span, format!("“{name}”在算式里另有用处，不能作名称"), "请换一个名称，例如在前后加上别的字");
        return None;
    }
    if name.is_empty() {
        table.file.error(span, "名称是空的", "请在引号里写上名称");
        return None;
    }
    if !syntax::is_name(&name) {
        let help = "名称只能用汉字、字母、数字和下划线 _，不能有空格、括号和标点，也不能全是数字";
        table.file.error(span, format!("“{}”不能作名称", source.text), help);
        return None;
    }
    Some(Located { value: name, span })
}

fn kind(kind: &str, table: &mut Table<'_, '_, '_>) -> Option<Kind> {
    Some(match kind {
        "parameter" => Kind::Parameter(parameter(table)?),
        "question" => Kind::Question(question(table)?),
        "define" => {
            let value = table.required_text("value", "value = \"年可支配收入 / 家庭人口\"");
            let unit = table.unit("unit");
            let note = table.text("note");
            Kind::Define { value: value?, unit, note }
        }
        "test" | "outcome" => {
            let when = table.required_text("when", "when = \"年可支配收入 < 低保标准 × 家庭人口\"");
            let note = table.text("note");
            if kind == "test" { Kind::Test { when: when?, note } } else { Kind::Outcome { when: when?, note } }
        }
        "alert" => {
            let when = table.required_text("when", "when = \"人均可支配收入 < 现行扶贫标准\"");
            let message = table.required_text("message", "message = \"请尽快与镇（街）联系\"");
            let raise = table.flag("raise");
            Kind::Alert { when: when?, message: message?, raise }
        }
        "measure" => {
            let when = table.required_text("when", "when = \"监测对象 且 边缘户\"");
            let (amount, service) = (table.text("amount"), table.text("service"));
            let (per, period, apply) = (table.string("per"), table.string("period"), table.text("apply"));
            Kind::Measure(raw::Measure { when: when?, amount, service, per, period, apply })
        }
        _ => Kind::Assume(table.required_text("text", "text = \"“低于”按不含本数理解\"")?),
    })
}

/// Tells keys that make no sense beside the kind.
fn refuse(table: &mut Table<'_, '_, '_>, what: &str, keys: &[&'static str]) {
    for key in keys {
        if let Some(place) = table.key(key) {
            table.file.error(place, format!("{what}不能写 {key}"), "请删去这一行");
        }
    }
}

fn parameter(table: &mut Table<'_, '_, '_>) -> Option<raw::Parameter> {
    let unit = table.unit("unit").map(|unit| unit.value).unwrap_or_default();
    let yes_no = match table.text("kind") {
        None => false,
        Some(kind) if kind.text == "yes-no" => true,
        Some(kind) => {
            table.file.error(
                kind.whole(),
                format!("parameter 没有“{}”这一种", kind.text),
                "kind 只能写 \"yes-no\"（是或否）；是数字时不写这一项",
            );
            false
        }
    };
    if yes_no {
        refuse(table, "yes-no 的标准", &["unit", "min", "max"]);
    }
    let scale = |value: Decimal| if unit.percent { value.checked_mul(Decimal::new(1, 2)) } else { Some(value) };
    let (min_bound, max_bound) = (bound(table, "min", &scale), bound(table, "max", &scale));
    let figure = |bound: &Option<raw::Bound>| bound.as_ref().and_then(raw::Bound::figure);
    let (min, max) = (figure(&min_bound), figure(&max_bound));
    check_bounds(table, min, max);
    let gap_allowed = table.flag("gap");
    let values = values(table, yes_no, gap_allowed, &scale);
    let domain = Interval::new(min.or(Some(Decimal::ZERO)), max).or(Interval::new(min, max)).unwrap_or(Interval::ANY);
    for value in &values {
        if let Setting::Number(number) = value.value.value
            && !domain.contains(number)
            && (min.is_some() || max.is_some())
        {
            table.file.error(value.span.clone(), "这个值不在 min 和 max 之间", "请核对 value，或改 min、max");
        }
    }
    let (decided_by, note) = (table.string("decided_by"), table.text("note"));
    let values = values.into_iter().map(|value| value.value).collect();
    Some(raw::Parameter { unit: unit.unit, percent: unit.percent, yes_no, values, min: min_bound, max: max_bound, decided_by, note })
}

/// `min` or `max` of a parameter: a number, or the name of another parameter in quotes.
fn bound(table: &mut Table<'_, '_, '_>, key: &'static str, scale: &dyn Fn(Decimal) -> Option<Decimal>) -> Option<raw::Bound> {
    let value = table.value(key)?;
    if let Some(source) = table.source(value) {
        return Some(raw::Bound::Parameter(Located { span: source.whole(), value: syntax::fold(&source.text) }));
    }
    table.number_of(key, value).and_then(scale).map(raw::Bound::Figure)
}

/// Whether the smaller comes first.
fn check_bounds(table: &mut Table<'_, '_, '_>, min: Option<Decimal>, max: Option<Decimal>) -> bool {
    let ordered = Interval::new(min, max).is_some();
    if !ordered {
        let place = table.value("max").map_or(table.place.clone(), |value| table.span_of(value));
        table.file.error(place, "max 比 min 小", "min 是最小的数，max 是最大的数，请核对");
    }
    ordered
}

fn values(
    table: &mut Table<'_, '_, '_>,
    yes_no: bool,
    gap_allowed: bool,
    scale: &dyn Fn(Decimal) -> Option<Decimal>,
) -> Vec<Located<Dated>> {
    let Some(value) = table.value("values") else { return Vec::new() };
    let Some(list) = value.get_ref().as_array() else {
        table.wrong("values", value, "列表", "例如 values = [{ from = 2020-01-01, value = 100 }]");
        return Vec::new();
    };
    let before = table.file.diagnostics.len();
    let mut values = Vec::new();
    for item in list.iter() {
        let span = table.span_of(item);
        let DeValue::Table(entries) = item.get_ref() else {
            table.wrong("values", item, "带日期的值", "每一项写成 { from = 2020-01-01, value = 100 }");
            continue;
        };
        let base = span.start - item.span().start;
        let mut entry = Table::new(table.file, entries, base, span.clone(), "values 的这一项");
        if let Some(value) = dated(&mut entry, yes_no, scale) {
            values.push(Located { value, span });
        }
        entry.finish();
    }
    values.sort_by_key(|value| value.value.from);
    // A value that could not be read leaves a hole that is no fault of its own.
    if table.file.diagnostics.len() == before {
        check_dates(table, gap_allowed, &values);
    }
    values
}

fn dated(table: &mut Table<'_, '_, '_>, yes_no: bool, scale: &dyn Fn(Decimal) -> Option<Decimal>) -> Option<Dated> {
    let from = table.date("from");
    let from = table.required("from", from, "from = 2020-01-01");
    let until = table.date("until");
    let value = match table.value("value") {
        None => table.required("value", None, "value = 8400"),
        Some(value) if yes_no => {
            let truth = value.get_ref().as_bool();
            if truth.is_none() {
                table.no_flag("value", value);
            }
            truth.map(Setting::Truth)
        }
        Some(value) => table.number_of("value", value).and_then(scale).map(|number| Setting::Number(number.normalize())),
    };
    let source = table.string("source");
    let reference = match table.text("status") {
        None => false,
        Some(status) if status.text == "official" => false,
        Some(status) if status.text == "reference" => true,
        Some(status) => {
            let help = "文件规定的写 \"official\"（可不写），只供参考的写 \"reference\"";
            table.file.error(status.whole(), format!("status 没有“{}”这一种", status.text), help);
            false
        }
    };
    let review = table.date("review");
    let (from, value) = (from?, value?);
    if until.is_some_and(|until| until < from) {
        let place = table.value("until").map_or(table.place.clone(), |until| table.span_of(until));
        table.file.error(place, "结束的日子（until）在开始的日子（from）之前", "请核对 from 和 until");
        return None;
    }
    Some(Dated { from, until, value, source, reference, review })
}

/// Overlaps and gaps between neighbouring values.
fn check_dates(table: &mut Table<'_, '_, '_>, gap_allowed: bool, values: &[Located<Dated>]) {
    for pair in values.windows(2) {
        let [earlier, later] = pair else { continue };
        let (until, from) = (earlier.value.until, later.value.from);
        let overlap = from == earlier.value.from || until.is_some_and(|until| from <= until);
        if overlap {
            let message = format!("两个值的日期重叠：{}这一天有两个值", from.chinese());
            table.file.error(later.span.clone(), message, "请改前一个值的 until，或改这个值的 from");
        } else if let Some(until) = until
            && until.next() != Some(from)
            && !gap_allowed
        {
            let message = format!("与前一个值之间有空档：{}之后到{}之前没有值", until.chinese(), from.chinese());
            table.file.error(later.span.clone(), message, "请补上中间的值；如果那段时间确实没有规定，请另起一行写 gap = true");
        }
    }
}

fn question(table: &mut Table<'_, '_, '_>) -> Option<raw::Question> {
    let ask = table.required_text("ask", "ask = \"家里有几口人？\"");
    let kind = question_kind(table);
    let unit_given = table.unit("unit");
    let (min, max) = (table.number("min"), table.number("max"));
    let min = if kind == Some(QuestionKind::Count) { min.or(Some(Decimal::ZERO)) } else { min };
    let ordered = check_bounds(table, min, max);
    let options = table.texts("options");
    if let Some(kind) = kind {
        check_keys(table, kind, ordered);
        check_options(table, kind, &options);
    }
    if let Some(unit) = unit_given.as_ref().filter(|unit| unit.value.percent) {
        table.file.error(unit.span.clone(), "问题的单位不能写 %", "请去掉 unit，用 help 说明怎样填");
    }
    let mut unit = unit_given.map(|unit| unit.value).unwrap_or_default();
    if kind == Some(QuestionKind::Money) && unit.unit.is_none() && !unit.percent {
        unit.unit = crate::unit::Unit::word("元");
    }
    let (min, max) = if ordered { (min, max) } else { (None, None) };
    let (help, when) = (table.text("help"), table.text("when"));
    // Told already where the kind has no bands.
    let banded = kind.is_none_or(QuestionKind::is_number);
    let mut edges = |key, example: &str| if table.value(key).is_some() && banded { edges(table, key, example) } else { Vec::new() };
    let bands = edges("bands", "bands = [\"1000元\", \"低保标准 × 家庭人口\"]");
    let usual = edges("usual", "usual = [\"1000元\", \"低保标准 × 家庭人口 × 10\"]");
    if let Some(value) = table.value("usual").filter(|_| !usual.is_empty() && usual.len() != 2) {
        table.file.error(table.span_of(value), "usual 要写两个算式：常见的最小数和最大数", "例如 usual = [\"0人\", \"家庭人口\"]");
    }
    let options = options.into_iter().map(|option| option.value).collect();
    Some(raw::Question { ask: ask?, kind: kind?, unit: unit.unit, min, max, options, help, when, bands, usual })
}

/// Keys that make no sense beside the kind of question, and bounds of counts that are no whole numbers.
fn check_keys(table: &mut Table<'_, '_, '_>, kind: QuestionKind, ordered: bool) {
    let what = format!("{} 问题", kind.word());
    if !kind.is_number() {
        refuse(table, &what, &["unit", "min", "max", "bands", "usual"]);
    }
    if !matches!(kind, QuestionKind::Choice | QuestionKind::Choices) {
        refuse(table, &what, &["options"]);
    }
    for key in ["min", "max"] {
        let Some(value) = table.value(key).filter(|_| kind == QuestionKind::Count && ordered) else { continue };
        let text = match value.get_ref() {
            DeValue::Float(float) => float.as_str(),
            DeValue::Integer(integer) => integer.as_str(),
            _ => continue,
        };
        let span = table.span_of(value);
        if crate::number::parse(text).is_some_and(|number| !number.fract().is_zero() || number < Decimal::ZERO) {
            table.file.error(span, format!("count 问题的 {key} 应是整数，不小于 0"), "要填带小数的数，请把 kind 改成 number");
        }
    }
}

fn question_kind(table: &mut Table<'_, '_, '_>) -> Option<QuestionKind> {
    const ALL: [QuestionKind; 6] =
        [QuestionKind::Money, QuestionKind::Count, QuestionKind::Number, QuestionKind::YesNo, QuestionKind::Choice, QuestionKind::Choices];
    let source = table.required_text("kind", "kind = \"money\"")?;
    let found = ALL.into_iter().find(|kind| kind.word() == source.text);
    if found.is_none() {
        let near =
            nearest(&source.text, ALL.into_iter().map(QuestionKind::word)).map_or_else(String::new, |near| format!("是否应写成 {near}？"));
        let help = format!("{near}可以写：money（金额）、count（个数）、number（数）、yes-no（是否）、choice（单选）、choices（多选）");
        table.file.error(source.whole(), format!("没有“{}”这一种问题", source.text), help);
    }
    found
}

fn check_options(table: &mut Table<'_, '_, '_>, kind: QuestionKind, options: &[Located<String>]) {
    const EXAMPLE: &str = "options = [\"普通农户\", \"已脱贫户\"]";
    if !matches!(kind, QuestionKind::Choice | QuestionKind::Choices) {
        return;
    }
    let empty = table.value("options").filter(|value| value.get_ref().as_array().is_some_and(|list| list.is_empty()));
    if let Some(empty) = empty {
        let place = table.span_of(empty);
        table.file.error(place, "一个选项也没有", format!("例如 {EXAMPLE}"));
    }
    table.required("options", Some(()), EXAMPLE);
    if let Some(surplus) = options.get(MOST_OPTIONS) {
        let message = format!("选项太多：写了 {} 个，最多 {MOST_OPTIONS} 个", options.len());
        table.file.error(surplus.span.clone(), message, "请从这里起删去，或归并成几大类");
    }
    for (index, option) in options.iter().enumerate() {
        if options.iter().take(index).any(|earlier| earlier.value == option.value) {
            table.file.error(option.span.clone(), format!("选项“{}”写了两次", option.value), "请删去一个");
        }
        if option.value.trim().is_empty() {
            table.file.error(option.span.clone(), "选项是空的", "请写上选项的文字");
        }
    }
}

/// A list of expressions: the edges of rough answers, or of what is usual.
fn edges(table: &mut Table<'_, '_, '_>, key: &'static str, example: &str) -> Vec<raw::Source> {
    let Some(value) = table.value(key) else { return Vec::new() };
    let Some(list) = value.get_ref().as_array() else {
        table.wrong(key, value, "列表", &format!("例如 {example}"));
        return Vec::new();
    };
    let mut edges = Vec::new();
    for item in list.iter() {
        match table.source(item) {
            Some(source) => edges.push(source),
            None => table.wrong(key, item, "算式", &format!("每一项都要用英文引号括起来，例如 {example}")),
        }
    }
    edges
}
