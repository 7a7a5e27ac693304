//! An empty list to fill in, made from the policy: headings that are understood, choices to pick from, help beside every
//! column, and an example.

use std::io::{Seek, Write};

use rules::{Calculator, Question, QuestionKind};

use crate::answer;
use crate::cell::Cell;
use crate::export::{Content, Note, Package, Pick, READING, Sheet, Style};
use crate::fault::Refusal;
use crate::mapping::{Period, Scale};

/// Columns in front of the questions, that tell whose row it is.
const FIRST: [(&str, &str); 3] = [
    ("镇街", "用来分镇（街）汇总，不参加测算。"),
    ("村（社区）", "不参加测算，原样带到结果里。"),
    ("户主", "不参加测算，原样带到结果里。也可以加上电话等别的列。"),
];

/// Writes the template.
///
/// # Errors
///
/// What keeps it from being written.
pub fn template<W: Write + Seek>(calculator: &Calculator<'_>, out: W) -> Result<W, Refusal> {
    let mut package = Package::new(out);
    let questions: Vec<(&str, &Question)> = calculator.policy().questions().map(|(_, name, question)| (name, question)).collect();
    let headings: Vec<&str> = FIRST.iter().map(|(name, _)| *name).chain(questions.iter().map(|(name, _)| *name)).collect();
    let widths: Vec<usize> = headings.iter().map(|heading| 4 + 2 * heading.chars().count().max(4)).collect();
    let sheet = |name: &str| Sheet { name: name.into(), widths: widths.clone(), frozen: true, ..Sheet::default() };

    package.begin(Sheet { picks: picks(calculator, &questions), notes: notes(calculator, &questions), ..sheet("名单") })?;
    package.row(headings.iter().map(|name| (Content::Text(name), Style::Heading)))?;
    package.end()?;

    package.begin(sheet("例子"))?;
    package.row(headings.iter().map(|name| (Content::Text(name), Style::Heading)))?;
    for example in 0..EXAMPLES {
        let first = FIRST.map(|(name, _)| format!("（{name}）"));
        let cells: Vec<String> = first.into_iter().chain(questions.iter().map(|(_, question)| sample(question, example))).collect();
        package.row(cells.iter().map(|cell| (Content::Text(cell), Style::Plain)))?;
    }
    package.row([])?;
    package.row([(Content::Text("例子里的数是随便写的，只看写法。第一张表“名单”从第 2 行起，一户一行。"), Style::Plain)])?;
    package.end()?;

    package.begin(Sheet { name: "怎么填".into(), widths: vec![30, 90], ..Sheet::default() })?;
    for (name, question) in &questions {
        package.row([(Content::Text(name), Style::Wrapped), (Content::Text(&explained(calculator, question)), Style::Wrapped)])?;
    }
    package.row([])?;
    for (what, how) in READING {
        package.row([(Content::Text(what), Style::Wrapped), (Content::Text(how), Style::Wrapped)])?;
    }
    package.end()?;
    package.finish()
}

/// The question, its help, and what may stand in the cell.
fn explained(calculator: &Calculator<'_>, question: &Question) -> String {
    let help = question.help.as_ref().map_or_else(String::new, |help| calculator.text(help));
    format!("{}{help}{}。", calculator.text(&question.ask), answer::wanted(question))
}

fn notes(calculator: &Calculator<'_>, questions: &[(&str, &Question)]) -> Vec<Note> {
    let first = FIRST.iter().map(|(_, text)| (*text).to_owned());
    let texts = first.chain(questions.iter().map(|(_, question)| explained(calculator, question)));
    texts.enumerate().map(|(column, text)| Note { column, text }).collect()
}

fn picks(calculator: &Calculator<'_>, questions: &[(&str, &Question)]) -> Vec<Pick> {
    let pick = |(place, (name, question)): (usize, &(&str, &Question))| Pick {
        column: place + FIRST.len(),
        words: words(question),
        others: question.kind == QuestionKind::Choices,
        title: (*name).to_owned(),
        hint: explained(calculator, question),
    };
    questions.iter().enumerate().map(pick).collect()
}

/// What can be picked for a cell.
fn words(question: &Question) -> Vec<String> {
    let words: Vec<&str> = match question.kind {
        QuestionKind::YesNo => vec!["是", "否", "不清楚"],
        QuestionKind::Choice => question.options.iter().map(String::as_str).chain(["不清楚"]).collect(),
        QuestionKind::Choices => question.options.iter().map(String::as_str).chain(["无", "不清楚"]).collect(),
        _ => Vec::new(),
    };
    words.into_iter().map(str::to_owned).collect()
}

const EXAMPLES: usize = 4;

/// A cell of the example: every row shows other ways to write.
fn sample(question: &Question, example: usize) -> String {
    let pick = |ways: [&str; EXAMPLES]| ways.get(example).copied().unwrap_or_default().to_owned();
    let option = |place: usize| question.options.get(place).cloned().unwrap_or_default();
    let way = match question.kind {
        QuestionKind::YesNo => pick(["是", "否", "不清楚", ""]),
        QuestionKind::Choice => option(example),
        QuestionKind::Choices if example == 0 => [option(0), option(1)].join("、"),
        QuestionKind::Choices => pick(["", "无", "不清楚", ""]),
        QuestionKind::Count => pick(["4", "3人", "不清楚", ""]),
        QuestionKind::Money | QuestionKind::Number => pick(["36000", "3.6万", "30000-40000", "约36000"]),
    };
    // Only what the question takes is an example.
    let read = answer::read(question, Cell::Text(&way), Scale::One, Period::Year);
    if read.is_ok() { way } else { String::new() }
}
