//! What headings suggest: only names that are nearly those of the policy; everything else is left to a person.

use std::collections::HashMap;

use rules::{Policy, Question, QuestionKind};

use crate::answer;
use crate::cell::{Cell, RowText};
use crate::fault::Refusal;
use crate::mapping::{Column, Combine, Headings, Mapping, Period, Scale, nameless};
use crate::numeral::narrow;

/// As far down as headings are looked for.
const FIRST_ROWS: usize = 30;

/// Headings of the column that tells households apart, without brackets.
const HOUSEHOLD: [&str; 9] = ["户编号", "户号", "家庭编号", "户编码", "家庭编码", "家庭户号", "户序号", "户ID", "家庭ID"];

/// Headings of the town's column.
const PLACE: [&str; 12] =
    ["镇街", "镇", "乡镇", "镇街道", "街道", "乡镇街道", "所属乡镇", "所属镇街", "乡镇名称", "镇街名称", "所在乡镇", "所在镇街"];

/// What stands around a name in a heading and means nothing.
const AROUND: [&str; 12] = ["是否", "家庭", "全家", "本户", "总", "*", "的", "最近一年", "近一年", "主要", "对象", "数"];

/// Other words for the year before.
const YEAR_BEFORE: [&str; 4] = ["上一年度", "上一年", "上年度", "去年"];

impl Headings {
    /// Finds the headings among the first rows: the row that names most questions, or else the fullest one.
    ///
    /// # Errors
    ///
    /// A sheet without rows.
    pub fn find(policy: &Policy, rows: &[RowText<'_>]) -> Result<Self, Refusal> {
        headings(policy, rows).ok_or_else(|| Refusal::new("这张表是空的，请检查是不是选错了工作表"))
    }
}

impl Mapping {
    /// What the headings suggest, looking also at some of the rows below them.
    #[must_use]
    pub fn guess(policy: &Policy, headings: &Headings, sample: &[RowText<'_>]) -> Self {
        mapping(policy, headings, sample)
    }
}

fn headings(policy: &Policy, rows: &[RowText<'_>]) -> Option<Headings> {
    let forms = forms(policy);
    let score = |row: &RowText<'_>| {
        let names: Vec<String> = row.cells().map(|cell| bare(cell.text())).collect();
        let known = names.iter().filter(|name| is_known(&forms, name)).count();
        // A title stands in one cell, figures of a household are no text.
        let words = row.cells().filter(|cell| matches!(cell, Cell::Text(text) if !text.trim().is_empty() && !is_figure(text))).count();
        (known, if known == 0 { words.min(2) } else { 0 })
    };
    let place = (0..rows.len().min(FIRST_ROWS)).rev().max_by_key(|place| rows.get(*place).map(score))?;
    let row = rows.get(place)?;
    let (mut written, mut names): (Vec<String>, Vec<String>) = Default::default();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (column, cell) in row.cells().enumerate() {
        written.push(cell.text().to_owned());
        let name = cell.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if name.is_empty() { nameless(column) } else { name };
        // As often as it takes for a name that no other column has.
        let name = loop {
            let times = seen.entry(name.clone()).or_insert(0_usize);
            *times += 1;
            let numbered = if *times == 1 { name.clone() } else { format!("{name}（{times}）") };
            if *times == 1 || !seen.contains_key(&numbered) {
                seen.insert(numbered.clone(), 1);
                break numbered;
            }
        };
        names.push(name);
    }
    Some(Headings { place, row: row.number, written, names })
}

fn is_figure(text: &str) -> bool {
    narrow(text).chars().all(|letter| letter.is_ascii_digit() || ".,-+%".contains(letter))
}

fn is_known(forms: &[Forms<'_>], name: &str) -> bool {
    let known = |form: &Forms<'_>| likeness(name, form) > 0 || form.options.iter().any(|option| option == name);
    !name.is_empty() && (HOUSEHOLD.contains(&name) || PLACE.contains(&name) || forms.iter().any(known))
}

/// A heading without what stands in brackets and without signs.
fn bare(heading: &str) -> String {
    let (mut bare, mut depth) = (String::new(), 0_u32);
    for letter in narrow(heading).chars() {
        match letter {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 && (letter.is_alphanumeric() || letter == '*') => bare.push(letter),
            _ => {}
        }
    }
    bare
}

/// A name without what means nothing.
fn core(name: &str) -> String {
    let name = YEAR_BEFORE.iter().fold(name.to_owned(), |name, word| name.replace(word, "上年"));
    AROUND.iter().fold(name, |name, word| name.replace(word, ""))
}

/// What a question's heading may be.
struct Forms<'p> {
    name: &'p str,
    question: &'p Question,
    narrow: String,
    ask: String,
    core: String,
    /// Without the words for a month and a year, where it is money.
    timeless: Option<String>,
    options: Vec<String>,
}

fn forms(policy: &Policy) -> Vec<Forms<'_>> {
    let form = |(_, name, question): (_, _, _)| {
        let question: &Question = question;
        let ask: String =
            question.ask.0.iter().map(|part| if let rules::Part::Words(words) = part { words.as_str() } else { "" }).collect();
        let narrow = narrow(name);
        let core = core(&narrow).trim_start_matches('是').to_owned();
        let timeless = (question.kind == QuestionKind::Money).then(|| core.replace(['月', '年'], ""));
        let options = question.options.iter().map(|option| self::narrow(option)).collect();
        Forms { name, question, narrow, ask: bare(&ask), core, timeless, options }
    };
    policy.questions().map(form).collect()
}

/// How alike a heading and a question are; 0 where they are not.
fn likeness(heading: &str, form: &Forms<'_>) -> u32 {
    if heading.is_empty() {
        return 0;
    }
    if heading == form.narrow || heading == form.ask {
        return 100;
    }
    let short = core(heading);
    let short = if form.question.kind == QuestionKind::YesNo { short.trim_start_matches('是') } else { &short };
    if short.is_empty() {
        return 0;
    }
    if short == form.core {
        return 90;
    }
    // 月收入 for 年收入.
    if form.timeless.as_ref().is_some_and(|timeless| short.replace(['月', '年'], "") == *timeless) {
        return 80;
    }
    0
}

fn mapping(policy: &Policy, headings: &Headings, sample: &[RowText<'_>]) -> Mapping {
    let bares: Vec<String> = headings.names.iter().map(|name| bare(name)).collect();
    let named = |known: &[&str]| bares.iter().position(|name| known.contains(&name.as_str()));
    let mut mapping = Mapping { place: named(&PLACE).and_then(|place| headings.names.get(place).cloned()), ..Mapping::default() };
    let household = named(&HOUSEHOLD).filter(|column| repeats(sample, *column));
    mapping.household = household.and_then(|place| headings.names.get(place).cloned());
    for form in &forms(policy) {
        let (name, question) = (form.name, form.question);
        let best = bares.iter().enumerate().map(|(place, bare)| (likeness(bare, form), std::cmp::Reverse(place))).max();
        let whole = best.filter(|(likeness, _)| *likeness > 0).map(|(_, place)| (place.0, None));
        let options = question.options.iter().filter(|_| question.kind == QuestionKind::Choices).filter_map(|option| {
            let place = bares.iter().position(|bare| *bare == narrow(option))?;
            Some((place, Some(option.clone())))
        });
        let has_whole = whole.is_some();
        let found: Vec<(usize, Option<String>)> = if has_whole { whole.into_iter().collect() } else { options.collect() };
        for (place, option) in found {
            let Some(heading) = headings.names.get(place) else { continue };
            let (unit, period) = units(heading, name, question);
            let combine = household.and_then(|household| combine(sample, household, place, question)).filter(|_| option.is_none());
            mapping.columns.push(Column { heading: heading.clone(), question: name.to_owned(), option, unit, period, combine });
        }
        let counts_members = household.is_some() && !has_whole && question.kind == QuestionKind::Count && name.contains("人口");
        if counts_members && mapping.members.is_none() {
            mapping.members = Some(name.to_owned());
        }
    }
    mapping
}

/// The unit and the time that a heading names.
fn units(heading: &str, name: &str, question: &Question) -> (Scale, Period) {
    if question.kind != QuestionKind::Money {
        return (Scale::One, Period::Year);
    }
    let heading = narrow(heading);
    let unit = if heading.contains('万') { Scale::TenThousand } else { Scale::One };
    let monthly = heading.contains('月') && name.contains('年') && !name.contains('月') && !heading.contains('年');
    (unit, if monthly { Period::Month } else { Period::Year })
}

/// Whether a column's values come again in the next row, or stand only in the first of several: one person a row.
fn repeats(sample: &[RowText<'_>], column: usize) -> bool {
    sample.windows(2).any(|pair| match pair {
        [first, second] => {
            let (first, second) = (first.cell(column).text().trim(), second.cell(column).text().trim());
            !first.is_empty() && (second.is_empty() || first == second)
        }
        _ => false,
    })
}

/// Money and people that are written for the household as a whole: once, or the same in each row.
fn combine(sample: &[RowText<'_>], household: usize, column: usize, question: &Question) -> Option<Combine> {
    if Combine::usual(question) != Combine::Sum {
        return None;
    }
    let (mut whole, mut each) = (0, 0);
    for rows in groups(sample, household).into_iter().filter(|rows| rows.len() > 1) {
        let known: Vec<&str> = rows.iter().map(|row| row.cell(column).text().trim()).filter(|text| !answer::is_open(text)).collect();
        let zero = known.iter().all(|text| *text == "0" || answer::truth(text).is_some());
        match known.as_slice() {
            [first, ..] if !zero && (known.len() == 1 || known.len() == rows.len() && known.iter().all(|text| text == first)) => whole += 1,
            [_, ..] => each += 1,
            [] => {}
        }
    }
    (whole > each).then_some(Combine::Same)
}

fn groups<'a>(sample: &[RowText<'a>], household: usize) -> Vec<Vec<RowText<'a>>> {
    let mut groups: Vec<(String, Vec<RowText<'a>>)> = Vec::new();
    for row in sample {
        let key = row.cell(household).text().trim();
        match groups.last_mut() {
            Some((last, rows)) if key.is_empty() || key == last => rows.push(*row),
            _ => groups.push((key.to_owned(), vec![*row])),
        }
    }
    groups.into_iter().map(|(_, rows)| rows).collect()
}
