//! What a cell answers to a question.

use rules::{Interval, Question, QuestionKind, Truth, Value, nearest};
use rust_decimal::Decimal;

use crate::cell::Cell;
use crate::fault::excerpt;
use crate::mapping::{Period, Scale};
use crate::numeral::{self, Measure, is_narrowed, narrow};

/// An answer that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Answer {
    /// Nothing is known.
    Open,
    /// What is known.
    Known(Value),
    /// A rough number.
    About(Interval),
}

/// Words for what nobody knows.
const OPEN: [&str; 24] = [
    "-",
    "--",
    "/",
    "\\",
    "?",
    "??",
    "不清楚",
    "不详",
    "不明",
    "不知道",
    "不确定",
    "未知",
    "未填",
    "未登记",
    "未统计",
    "待查",
    "待定",
    "待核实",
    "待核",
    "待补",
    "暂无数据",
    "空",
    "N/A",
    "NULL",
];

/// Words for yes and no, in capitals.
const YES: [&str; 20] =
    ["是", "有", "对", "√", "✓", "✔", "☑", "Y", "YES", "T", "TRUE", "1", "真", "属实", "属于", "享受", "符合", "已享受", "是的", "有的"];
const NO: [&str; 26] = [
    "否",
    "无",
    "没有",
    "没",
    "不是",
    "错",
    "×",
    "✗",
    "✘",
    "✕",
    "X",
    "N",
    "NO",
    "F",
    "FALSE",
    "0",
    "非",
    "假",
    "不",
    "未",
    "☐",
    "□",
    "未享受",
    "不享受",
    "不属于",
    "不符合",
];

/// Words for none, where a number or several options may stand.
const NONE: [&str; 5] = ["无", "没有", "没", "一项也没有", "均无"];

/// Whether a text says that nothing is known.
pub(crate) fn is_open(text: &str) -> bool {
    // No word for nothing begins with a digit, and most cells do.
    if text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return false;
    }
    let text = narrow(text).to_uppercase();
    text.is_empty() || OPEN.contains(&text.as_str())
}

/// The truth that a text tells.
pub(crate) fn truth(text: &str) -> Option<bool> {
    let text = narrow(text).to_uppercase();
    let text = text.as_str();
    if YES.contains(&text) { Some(true) } else { NO.contains(&text).then_some(false) }
}

/// Reads a cell as the answer to a question.
///
/// # Errors
///
/// What is wrong with it and what may stand there.
pub(crate) fn read(question: &Question, cell: Cell<'_>, scale: Scale, period: Period) -> Result<Answer, String> {
    let text = match cell {
        Cell::Blank => return Ok(Answer::Open),
        Cell::Fault(_) => return Err("公式出了错，请把它改成算好的数或字".into()),
        Cell::Truth(value) if question.kind != QuestionKind::YesNo => {
            return Err(format!("这里是{}，{}", if value { "“真”" } else { "“假”" }, wanted(question)));
        }
        Cell::Date(_) => return Err(format!("这里是日期，{}", wanted(question))),
        _ => cell.text(),
    };
    if is_open(text) {
        return Ok(Answer::Open);
    }
    if ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"].contains(&text.trim()) {
        return Err("公式出了错，请把它改成算好的数或字".into());
    }
    match question.kind {
        QuestionKind::YesNo => {
            truth(text).map(|truth| Answer::Known(Value::Truth(Truth::from(truth)))).ok_or_else(|| format!("看不懂，{}", wanted(question)))
        }
        QuestionKind::Choice => choice(question, text),
        QuestionKind::Choices => choices(question, text),
        QuestionKind::Money | QuestionKind::Count | QuestionKind::Number => number(question, text, scale, period),
    }
}

/// The options by their bits that a list of names means.
fn bits(question: &Question, names: &str, separators: &[char]) -> Result<u64, String> {
    let mut bits = 0;
    for name in names.split(separators).filter(|name| !name.is_empty()) {
        let place = question.options.iter().position(|option| is_narrowed(option, name)).ok_or_else(|| {
            // Nobody mistypes a name into one so long.
            let near = nearest(name, question.options.iter().map(String::as_str).filter(|_| name.len() <= 200));
            let hint = near.map_or_else(String::new, |near| format!("（是不是“{near}”？）"));
            format!("没有“{}”这一项{hint}，{}", excerpt(name), wanted(question))
        })?;
        bits |= u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place)).unwrap_or(0);
    }
    Ok(bits)
}

fn choice(question: &Question, text: &str) -> Result<Answer, String> {
    match bits(question, &narrow(text), &['或'])? {
        0 => Err(wanted(question)),
        bits => Ok(Answer::Known(Value::Choice(bits))),
    }
}

fn choices(question: &Question, text: &str) -> Result<Answer, String> {
    let text = narrow(text);
    // An option may itself have a separator in its name.
    let whole = question.options.iter().any(|option| is_narrowed(option, &text));
    let separators: &[char] = if whole { &[] } else { &['、', ',', ';', '/', '+', '|', '和', '及'] };
    let chosen = if NONE.contains(&text.as_str()) { 0 } else { bits(question, &text, separators)? };
    Ok(Answer::Known(Value::Choices { certain: chosen, possible: chosen }))
}

fn number(question: &Question, text: &str, scale: Scale, period: Period) -> Result<Answer, String> {
    let count = question.kind == QuestionKind::Count;
    let step = match question.kind {
        QuestionKind::Count => Decimal::ONE,
        QuestionKind::Money => Decimal::new(1, 2),
        _ => Decimal::ZERO,
    };
    let measure = Measure { unit: scale.factor(), period: period.factor(), step };
    let is_none = !text.starts_with(|letter: char| letter.is_ascii_digit()) && NONE.contains(&narrow(text).as_str());
    let zero = numeral::Numeral { low: Some(Decimal::ZERO), high: Some(Decimal::ZERO), about: false };
    let read = if is_none { Some(zero) } else { numeral::read(text, measure) };
    let read = read.ok_or_else(|| format!("看不懂，{}", wanted(question)))?;
    let written = [read.low, read.high].into_iter().flatten();
    for value in written {
        if count && !value.is_integer() {
            return Err(format!("不是整数，{}", wanted(question)));
        }
        if !question.domain.contains(value) {
            return Err(format!("超出范围，{}", wanted(question)));
        }
    }
    let interval = Interval::new(read.low.or(question.domain.low()), read.high.or(question.domain.high()));
    let interval = interval.ok_or_else(|| format!("超出范围，{}", wanted(question)))?;
    if !read.about {
        return Ok(Answer::Known(Value::Number(interval)));
    }
    // What was rounded is the number as it was written: 约3000 a month is 2500 to 3500 each month.
    let written = |end: Decimal| end.checked_div(measure.period).map(rules::shortest).unwrap_or(end);
    let rough = |end: Decimal| numeral::rounding(written(end)).times(Interval::point(measure.period));
    let ends = [read.low, read.high].map(|end| end.map(rough));
    let rough = ends.into_iter().flatten().fold(interval, Interval::hull);
    Ok(Answer::About(rough.within(question.domain.low(), question.domain.high())))
}

/// What may stand in a cell that answers a question.
pub(crate) fn wanted(question: &Question) -> String {
    match question.kind {
        QuestionKind::YesNo => "应填“是”或“否”，不清楚就空着".into(),
        QuestionKind::Choice => format!("应填其中一项：{}", question.options.join("、")),
        QuestionKind::Choices => format!("应填其中几项，用“、”隔开，没有就填“无”：{}", question.options.join("、")),
        _ => {
            let range = match question.domain {
                Interval { .. } if question.domain == Interval::ANY => String::new(),
                domain => format!("（{}）", rules::range(&domain, &question.unit, false)),
            };
            let whole = if question.kind == QuestionKind::Count { "整数" } else { "数" };
            format!("应填{whole}{range}，不清楚就空着")
        }
    }
}
