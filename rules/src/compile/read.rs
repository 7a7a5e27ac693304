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

const KINDS: [&str; 8] = ["parameter", "question", "define", "test", "outcome", "alert", "measure", "assume"];

/// Reads a document.
pub(super) fn read(document: &Document<'_>, diagnostics: &mut Vec<Diagnostic>) -> raw::Policy {
    let before = diagnostics.len();
    let mut file = File { name: document.file, text: document.text, diagnostics };
    let mut policy = front(document, &mut file);
    for block in &document.blocks {
        match rule(document, block, &mut file) {
            Some(rule) => policy.rules.push(rule),
            None => policy.broken.extend(name_in(document.text.get(block.body.clone()).unwrap_or_default())),
        }
    }
    policy.sound = file.diagnostics.len() == before;
    policy
}

/// The name in a rule that cannot be read as a whole.
fn name_in(body: &str) -> Option<String> {
    let line = body.lines().find(|line| line.trim_start().starts_with("name"))?;
    let value = line.split_once('=')?.1.trim();
    Some(syntax::fold(value.trim_matches(['"', '\''])))
}

/// A piece of TOML, parsed as far as it goes, with its errors told.
fn parse<'d>(document: &Document<'d>, body: &Range<usize>, file: &mut File<'_>) -> Option<Spanned<DeTable<'d>>> {
    let text = document.text.get(body.clone()).unwrap_or_default();
    let (table, errors) = DeTable::parse_recoverable(text);
    // Whatever follows the first error of a piece is mostly its echo.
    if let Some(error) = errors.first() {
        file.diagnostics.push(toml_error::diagnostic(document.file, document.text, body, error));
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
        sound: true,
    };
    let Some(parsed) = parse(document, &document.front, file) else { return policy };
    if let Some(title) = parsed.get_ref().get("title").and_then(|title| title.get_ref().as_str()) {
        policy.info.title = title.into();
    }
    let Some((key, value)) = parsed.get_ref().get_key_value("policy") else {
        file.error(start..start, "文件开头缺少 [policy] 一节", "政策文件开头要写明 [policy]，其中至少有 id，例如 id = \"fuqing-2020-8\"");
        return policy;
    };
    policy.place = start + key.span().start..start + key.span().end;
    let Some(entries) = value.get_ref().as_table() else {
        file.error(policy.place.clone(), "“policy”应写成一节", "请写成单独一行 [policy]，下面每行一项");
        return policy;
    };
    let mut table = Table::new(file, entries, start, policy.place.clone(), "[policy] ");
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
    policy.extends = table.text("extends").map(|source| Located { span: source.whole(), value: source.text });
    policy.drop = table.texts("drop");
    table.finish();
    policy
}

fn rule(document: &Document<'_>, block: &Block, file: &mut File<'_>) -> Option<raw::Rule> {
    if !KINDS.contains(&block.kind.as_str()) {
        let near = nearest(&block.kind, KINDS.into_iter()).map_or_else(String::new, |near| format!("是否应写成 {near}？"));
        file.error(block.info.clone(), format!("没有“{}”这一类规则", block.kind), format!("{near}可以写：{}", KINDS.join("、")));
        return None;
    }
    if block.clause.is_none() {
        let help = "请把规则写在带编号的标题下面，例如 ## 哪些家庭 {#fq8-2}，这个编号就是它的条款";
        file.error(block.info.clone(), "这条规则上面没有带编号的标题", help);
    }
    let parsed = parse(document, &block.body, file)?;
    let what = format!("{} 规则", block.kind);
    let mut table = Table::new(file, parsed.get_ref(), block.body.start, block.info.clone(), &what);
    let name = if block.kind == "assume" { Some(Located { value: String::new(), span: block.info.clone() }) } else { name(&mut table) };
    let kind = kind(&block.kind, &mut table);
    table.finish();
    Some(raw::Rule { name: name?, clause: block.clause?, kind: kind? })
}

fn name(table: &mut Table<'_, '_, '_>) -> Option<Located<String>> {
    let source = table.required_text("name", "name = \"低保标准\"")?;
    let (span, name) = (source.whole(), syntax::fold(&source.text));
    if syntax::is_keyword(&name) {
        table.file.error(span, format!("“{name}”是规则语言自己的词，不能作名称"), "请换一个名称");
        return None;
    }
    if !syntax::is_name(&name) {
        table.file.error(span, format!("“{name}”不能作名称"), "名称只能由汉字、字母、数字和 _ 组成，至少有一个字，中间不留空格");
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

fn parameter(table: &mut Table<'_, '_, '_>) -> Option<raw::Parameter> {
    let unit = table.unit("unit").map(|unit| unit.value).unwrap_or_default();
    let yes_no = match table.text("kind") {
        None => false,
        Some(kind) if kind.text == "yes-no" => true,
        Some(kind) => {
            table.file.error(kind.whole(), format!("parameter 没有“{}”这一种", kind.text), "kind 只能写 \"yes-no\"；是数字时不写这一项");
            return None;
        }
    };
    let scale = |value: Decimal| if unit.percent { value.checked_mul(Decimal::new(1, 2)) } else { Some(value) };
    let (min_bound, max_bound) = (bound(table, "min", &scale), bound(table, "max", &scale));
    let figure = |bound: &Option<raw::Bound>| bound.as_ref().and_then(raw::Bound::figure);
    let (min, max) = (figure(&min_bound), figure(&max_bound));
    check_bounds(table, min, max);
    let values = values(table, yes_no, &scale);
    check_dates(table, &values);
    let domain = Interval::new(min.or(Some(Decimal::ZERO)), max).or(Interval::new(min, max)).unwrap_or(Interval::ANY);
    for value in &values {
        if let Setting::Number(number) = value.value.value
            && !domain.contains(number)
            && (min.is_some() || max.is_some())
        {
            table.file.error(value.span.clone(), "这个值超出了 min 和 max 的范围", "请核对数值，或改 min、max");
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

/// `min` and `max`, the smaller first.
fn bounds(table: &mut Table<'_, '_, '_>) -> (Option<Decimal>, Option<Decimal>) {
    let (min, max) = (table.number("min"), table.number("max"));
    if check_bounds(table, min, max) { (min, max) } else { (None, None) }
}

fn check_bounds(table: &mut Table<'_, '_, '_>, min: Option<Decimal>, max: Option<Decimal>) -> bool {
    let ordered = Interval::new(min, max).is_some();
    if !ordered {
        let place = table.value("max").map_or(table.place.clone(), |value| table.span_of(value));
        table.file.error(place, "max 比 min 小", "请对调两个数");
    }
    ordered
}

fn values(table: &mut Table<'_, '_, '_>, yes_no: bool, scale: &dyn Fn(Decimal) -> Option<Decimal>) -> Vec<Located<Dated>> {
    let Some(value) = table.value("values") else { return Vec::new() };
    let Some(list) = value.get_ref().as_array() else {
        table.wrong("values", value, "列表，例如 [{ from = 2020-01-01, value = 100 }]");
        return Vec::new();
    };
    let mut values = Vec::new();
    for item in list.iter() {
        let span = table.span_of(item);
        let DeValue::Table(entries) = item.get_ref() else {
            table.wrong("values", item, "一组值，例如 { from = 2020-01-01, value = 100 }");
            continue;
        };
        let base = span.start - item.span().start;
        let mut entry = Table::new(table.file, entries, base, span.clone(), "values 中的一项");
        if let Some(value) = dated(&mut entry, yes_no, scale) {
            values.push(Located { value, span });
        }
        entry.finish();
    }
    values.sort_by_key(|value| value.value.from);
    values
}

fn dated(table: &mut Table<'_, '_, '_>, yes_no: bool, scale: &dyn Fn(Decimal) -> Option<Decimal>) -> Option<Dated> {
    let from = table.date("from");
    if from.is_none() && table.value("from").is_none() {
        let place = table.place.clone();
        table.file.error(place, "没有写从哪一天起", "请补上 from，例如 from = 2020-01-01");
    }
    let until = table.date("until");
    let value = match table.value("value") {
        None => {
            let place = table.place.clone();
            table.file.error(place, "没有写数值", "请补上 value，例如 value = 8400");
            None
        }
        Some(value) if yes_no => {
            let truth = value.get_ref().as_bool();
            if truth.is_none() {
                table.wrong("value", value, " true 或 false");
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
        let place = table.place.clone();
        table.file.error(place, "结束的日子在开始的日子之前", "请核对 from 和 until");
    }
    Some(Dated { from, until, value, source, reference, review })
}

/// Overlaps and gaps between neighbouring values.
fn check_dates(table: &mut Table<'_, '_, '_>, values: &[Located<Dated>]) {
    let gap_allowed = table.flag("gap");
    for pair in values.windows(2) {
        let [earlier, later] = pair else { continue };
        let (until, from) = (earlier.value.until, later.value.from);
        let overlap = from == earlier.value.from || until.is_some_and(|until| from <= until);
        if overlap {
            let message = format!("两个值的日期重叠：{}这一天有两个值", from.chinese());
            table.file.error(later.span.clone(), message, "请改前一个值的 until 或后一个值的 from");
        } else if let Some(until) = until
            && until.next() != Some(from)
            && !gap_allowed
        {
            let message = format!("两个值之间有空档：{}之后到{}之前没有值", until.chinese(), from.chinese());
            table.file.error(later.span.clone(), message, "请补上中间的值；如果确实没有规定，请写 gap = true");
        }
    }
}

fn question(table: &mut Table<'_, '_, '_>) -> Option<raw::Question> {
    let ask = table.required_text("ask", "ask = \"家里有几口人？\"");
    let kind = question_kind(table)?;
    let unit_given = table.unit("unit");
    let (min, max) = bounds(table);
    let bounded = min.is_some() || max.is_some();
    let options = table.texts("options");
    if !kind.is_number() {
        for (key, given) in [("unit", unit_given.is_some()), ("min", bounded)] {
            if given {
                let place = table.value(key).map_or(table.place.clone(), |value| table.span_of(value));
                table.file.error(place, format!("{} 问题没有数字，不能写 {key}", kind.word()), format!("请删去 {key}"));
            }
        }
    }
    check_options(table, kind, &options);
    let mut unit = unit_given.map(|unit| unit.value).unwrap_or_default();
    if kind == QuestionKind::Money && unit.unit.is_none() && !unit.percent {
        unit.unit = crate::unit::Unit::word("元");
    }
    let min = if kind == QuestionKind::Count { min.or(Some(Decimal::ZERO)) } else { min };
    let (help, when) = (table.text("help"), table.text("when"));
    let bands = bands(table);
    let options = options.into_iter().map(|option| option.value).collect();
    Some(raw::Question { ask: ask?, kind, unit: unit.unit, min, max, options, help, when, bands })
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
    let is_choice = matches!(kind, QuestionKind::Choice | QuestionKind::Choices);
    let place = table.value("options").map(|value| table.span_of(value));
    match place {
        Some(place) if !is_choice => table.file.error(place, format!("{} 问题不能写 options", kind.word()), "请删去 options"),
        None if is_choice => {
            let place = table.place.clone();
            table.file.error(place, "没有写选项", "请补上 options，例如 options = [\"普通农户\", \"已脱贫户\"]");
        }
        Some(place) if options.len() > 64 => table.file.error(place, "选项太多", "最多 64 个选项"),
        _ => {}
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

/// The edges of rough answers: expressions, or bare numbers in the question's unit.
fn bands(table: &mut Table<'_, '_, '_>) -> Vec<raw::Source> {
    let Some(value) = table.value("bands") else { return Vec::new() };
    let Some(list) = value.get_ref().as_array() else {
        table.wrong("bands", value, "列表，例如 [\"低保标准 × 家庭人口\"]");
        return Vec::new();
    };
    let mut bands = Vec::new();
    for item in list.iter() {
        match table.source(item) {
            Some(source) => bands.push(source),
            None => table.wrong("bands", item, "用英文引号括起来的算式，例如 \"低保标准 × 家庭人口\""),
        }
    }
    bands
}
