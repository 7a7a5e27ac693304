//! A screened list as a workbook: counts, a sheet for each outcome, how it was worked out and with which figures, and the
//! cells that could not be taken.

use std::io::{Seek, Write};

use rules::{Calculator, Dated, Kind, Outcome, Parameter, Setting, Value, plain, with_unit};

use super::xlsx::{self, Content, Package, Sheet, Style};
use super::{ADDED, xlsx::MOST_COLUMNS};
use crate::cell::RowText;
use crate::fault::Refusal;
use crate::judge::{Amount, Finding, Judge, clause};
use crate::list::{List, Workers};
use crate::mapping::{Combine, Period, Plan, Scale};

/// What is added behind the measures: whom to ask what.
const WHOM: &str = "找谁问什么";

/// So many households are written at a time.
const BLOCK: usize = 1024;

/// A list whose households are all answered that is being written as a workbook, some households at a time.
pub struct Sheets<W: Write + Seek> {
    package: Package<W>,
    /// How many sheets of outcomes are done, and the households of the one that is being written.
    done: usize,
    ranked: Vec<usize>,
    next: usize,
    written: usize,
}

impl<W: Write + Seek> std::fmt::Debug for Sheets<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheets").field("written", &self.written).finish_non_exhaustive()
    }
}

impl<W: Write + Seek> Sheets<W> {
    /// Begins with the counts.
    ///
    /// # Errors
    ///
    /// A list that does not fit into a sheet, and what keeps it from being written.
    pub fn begin(list: &List<'_>, out: W) -> Result<Self, Refusal> {
        let width = list.plan().headings().written.len() + ADDED.len() + list.judge().measures().len() + 1;
        if list.row_count() >= xlsx::MOST_ROWS {
            return Err(xlsx::too_long());
        }
        if width > MOST_COLUMNS {
            return Err(Refusal::new(format!("表格有 {width} 列，超过 Excel 的 {MOST_COLUMNS} 列。请删去不用的列，或把输出改成 .csv")));
        }
        let mut sheets = Self { package: Package::new(out), done: 0, ranked: Vec::new(), next: 0, written: 0 };
        summary(&mut sheets.package, list)?;
        sheets.begin_sheet(list)?;
        Ok(sheets)
    }

    fn begin_sheet(&mut self, list: &List<'_>) -> Result<(), Refusal> {
        let Some(outcome) = Outcome::ALL.get(self.done) else { return Ok(()) };
        self.package.begin(outcome_sheet(list.judge(), *outcome))?;
        headings(&mut self.package, list.judge())?;
        (self.ranked, self.next) = (list.ranked(*outcome), 0);
        Ok(())
    }

    /// Writes some more households; false once all are written.
    ///
    /// # Errors
    ///
    /// What keeps them from being written.
    pub fn step(&mut self, list: &List<'_>, workers: &impl Workers) -> Result<bool, Refusal> {
        let judge = list.judge();
        let to = self.next.saturating_add(BLOCK).min(self.ranked.len());
        let block = self.ranked.get(self.next..to).unwrap_or_default();
        let find = |place: usize| block.get(place).map(|household| judge.finding(&list.household(*household)));
        for (household, finding) in block.iter().zip(workers.map(0..block.len(), &find)) {
            for row in list.rows(*household) {
                finding.iter().try_for_each(|finding| household_row(&mut self.package, judge, row, finding))?;
            }
        }
        self.written += block.len();
        self.next = to;
        if to == self.ranked.len() && self.done < Outcome::ALL.len() {
            self.package.end()?;
            self.done += 1;
            self.begin_sheet(list)?;
        }
        Ok(self.done < Outcome::ALL.len())
    }

    /// How many households are written.
    #[must_use]
    pub fn written(&self) -> usize {
        self.written
    }

    /// Ends the file with how it was worked out, the figures and the wrong cells.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn finish(mut self, list: &List<'_>) -> Result<W, Refusal> {
        assumptions(&mut self.package, list.judge())?;
        parameters(&mut self.package, list.judge().calculator())?;
        wrong_cells(&mut self.package, list)?;
        self.package.finish()
    }
}

/// Writes a list whose households are all answered. Now and then `progress` is told how many households are written.
///
/// # Errors
///
/// A list that does not fit into a sheet, and what keeps it from being written.
pub fn workbook<W: Write + Seek>(list: &List<'_>, out: W, workers: &impl Workers, progress: &mut dyn FnMut(usize)) -> Result<W, Refusal> {
    let mut sheets = Sheets::begin(list, out)?;
    while sheets.step(list, workers)? {
        progress(sheets.written());
    }
    sheets.finish(list)
}

fn text(text: &str) -> (Content<'_>, Style) {
    (Content::Text(text), Style::Plain)
}

fn heading(text: &str) -> (Content<'_>, Style) {
    (Content::Text(text), Style::Heading)
}

fn wrapped(text: &str) -> (Content<'_>, Style) {
    (Content::Text(text), Style::Wrapped)
}

fn summary<W: Write + Seek>(package: &mut Package<W>, list: &List<'_>) -> Result<(), Refusal> {
    let calculator = list.judge().calculator();
    package.begin(Sheet { name: "汇总".into(), widths: vec![24, 22, 22, 22, 22, 12], ..Sheet::default() })?;
    let title = calculator.policy().own_document().map_or("", |document| document.title.as_str());
    package.row([(Content::Text(title), Style::Title)])?;
    package.row([text(&format!("按 {} 的标准测算。测算结果不是认定结论，以镇（街）核实和县里确认为准。", calculator.on()))])?;
    let counts = |counts: &[usize; 4]| counts.map(|count| count.to_string());
    let towns = list.summary();
    let all = towns.iter().fold([0; 4], |mut all, town| {
        all.iter_mut().zip(town.counts).for_each(|(sum, count)| *sum += count);
        all
    });
    package.row([])?;
    let outcomes = Outcome::ALL.map(Outcome::heading);
    package.row(["镇（街）"].into_iter().chain(outcomes).chain(["合计"]).map(heading))?;
    let rows = towns.iter().filter(|_| list.plan().place.is_some()).map(|town| {
        let name = if town.place.is_empty() { "（没有写）" } else { &town.place };
        (name, &town.counts)
    });
    for (name, numbers) in rows.chain([("合计", &all)]) {
        let (cells, sum) = (counts(numbers), numbers.iter().sum::<usize>().to_string());
        let numbers = cells.iter().chain([&sum]).map(|number| (Content::Number(number), Style::Plain));
        package.row([text(name)].into_iter().chain(numbers))?;
    }
    package.row([])?;
    for line in notices(list) {
        package.row([text(&line)])?;
    }
    package.end()
}

/// What whoever opens the file should know before they use it.
fn notices(list: &List<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if list.wrong_count() > 0 {
        lines.push(format!("有 {} 格看不懂，按不清楚算，列在“填错的格子”里。", list.wrong_count()));
    }
    if list.scattered() > 0 {
        lines.push(format!("有 {} 行和同一户的其他行没有排在一起，已经按户编号合到一起算。", list.scattered()));
    }
    lines
}

fn outcome_sheet(judge: &Judge<'_>, outcome: Outcome) -> Sheet {
    let came = judge.plan().headings().written.len();
    let measures = judge.measures().len();
    let mut widths = vec![14; came];
    widths.extend([24, 12, 60, 30, 40]);
    widths.extend(vec![14; measures]);
    widths.push(50);
    Sheet { name: outcome.heading().into(), filtered: widths.len(), widths, frozen: true, ..Sheet::default() }
}

fn headings<W: Write + Seek>(package: &mut Package<W>, judge: &Judge<'_>) -> Result<(), Refusal> {
    let came = judge.plan().headings().written.iter().map(String::as_str);
    package.row(came.chain(ADDED).chain(judge.measures()).chain([WHOM]).map(heading))
}

fn household_row<W: Write + Seek>(package: &mut Package<W>, judge: &Judge<'_>, row: RowText<'_>, finding: &Finding) -> Result<(), Refusal> {
    let width = judge.plan().headings().written.len();
    let came = row.cells().chain(std::iter::repeat(crate::Cell::Blank)).take(width).map(|cell| (Content::Came(cell), Style::Plain));
    let measures: Vec<(String, bool)> = finding.measures.iter().map(|amount| (amount.text(), matches!(amount, Amount::Sum(_)))).collect();
    let measures = measures.iter().map(|(words, sum)| if *sum { (Content::Number(words), Style::Plain) } else { text(words) });
    let added = [
        text(finding.outcome.heading()),
        text(finding.outcome.word()),
        wrapped(&finding.reasons),
        wrapped(&finding.missing),
        wrapped(&finding.clauses),
    ];
    package.row(came.chain(added).chain(measures).chain([wrapped(&finding.whom)]))
}

/// How a list was read and the policy understood.
fn assumptions<W: Write + Seek>(package: &mut Package<W>, judge: &Judge<'_>) -> Result<(), Refusal> {
    package.begin(Sheet { name: "怎么算的".into(), widths: vec![30, 90], ..Sheet::default() })?;
    let calculator = judge.calculator();
    let policy = calculator.policy();
    package.row([(Content::Text("用的政策"), Style::Title)])?;
    for document in &policy.documents {
        package.row([wrapped(document.number.as_deref().unwrap_or(&document.id)), wrapped(&document.title)])?;
    }
    package.row([wrapped("规则的版本"), wrapped(&policy.revision)])?;
    package.row([])?;
    package.row([(Content::Text("哪一列对应哪个问题"), Style::Title)])?;
    for (column, meaning) in columns(judge) {
        package.row([wrapped(&column), wrapped(&meaning)])?;
    }
    package.row([])?;
    package.row([(Content::Text("格子怎么看"), Style::Title)])?;
    for (what, how) in READING {
        package.row([wrapped(what), wrapped(how)])?;
    }
    package.row([])?;
    package.row([(Content::Text("文件没有写明的地方怎么理解"), Style::Title)])?;
    for (_, rule) in policy.ids() {
        if let Kind::Assume(assumption) = &rule.kind {
            let clause = policy.clause(rule).map_or("", |clause| clause.id.as_str());
            package.row([wrapped(&self::clause(calculator, clause)), wrapped(&calculator.text(assumption))])?;
        }
    }
    package.end()
}

/// How cells are read, for everybody who uses a result.
pub(crate) const READING: [(&str, &str); 9] = [
    ("空格、“-”、不清楚、不详、待核实", "当作不清楚，不猜。"),
    ("约8000、8000左右", "先按写到的那一位四舍五入倒推（约8000就是7500到8500），再放宽到自查里“大概”的那一段。两边都可能时算不清。"),
    ("8000-9000、1-2万", "当作这个范围里的任何一个数。"),
    ("8000以上、8000以下、不到8000、超过8000", "以上、以下、以内包括这个数；不到、低于、超过、高于不包括。"),
    ("1.2万、万元、8,000、８０００", "按写的单位换算成元。格子里没有写单位的，按这一列的单位。"),
    ("公式", "用文件里存着的结果，不重新算。出错的公式列在“填错的格子”里。"),
    ("合并的格子", "只算在左上角第一格，其余当作空格。户编号那一列空着的，算作上面一户的人。"),
    ("看不懂的格子", "当作不清楚，列在“填错的格子”里，这一户照样测算。"),
    (
        "一人一行的名单",
        "户编号相同的行合成一户。相加：各人的数加起来，有人空着就不知道合计多少。任一：有一个人是，全户就是。全户：几行应当写得一样。",
    ),
];

fn columns(judge: &Judge<'_>) -> Vec<(String, String)> {
    let plan: &Plan = judge.plan();
    let name = |column: usize| plan.headings.names.get(column).cloned().unwrap_or_default();
    let question = |id| judge.calculator().policy().rule(id).map_or("", |rule| rule.name.as_str());
    let mut columns = Vec::new();
    for bound in &plan.columns {
        let mut meaning = question(bound.question).to_owned();
        if let Some(option) = bound.option.and_then(|bit| option_name(judge.calculator(), bound.question, bit)) {
            meaning.push_str(&format!("：{option}"));
        }
        meaning.push_str(if bound.scale == Scale::TenThousand { "，单位万元" } else { "" });
        meaning.push_str(if bound.period == Period::Month { "，每月的数，乘 12" } else { "" });
        if plan.household.is_some() {
            meaning.push_str(match bound.combine {
                Combine::Sum => "，一户各行相加",
                Combine::Any => "，一户任一行",
                Combine::Same => "，全户一个",
            });
        }
        columns.push((name(bound.column), meaning));
    }
    columns.extend(plan.household.map(|column| (name(column), "户编号：相同的行是一户".to_owned())));
    columns.extend(plan.members.map(|id| ("（一户有几行）".to_owned(), question(id).to_owned())));
    columns.extend(plan.place.map(|column| (name(column), "镇（街），用来汇总".to_owned())));
    let open: Vec<&str> = judge
        .calculator()
        .policy()
        .questions()
        .filter(|(id, ..)| plan.members != Some(*id) && !plan.columns.iter().any(|bound| bound.question == *id))
        .map(|(_, name, _)| name)
        .collect();
    if !open.is_empty() {
        columns.push(("（表里没有）".to_owned(), format!("{}：都当作不清楚", open.join("、"))));
    }
    columns
}

fn option_name<'p>(calculator: &Calculator<'p>, question: rules::RuleId, bit: u64) -> Option<&'p str> {
    match &calculator.policy().rule(question)?.kind {
        Kind::Question(question) => question.options.get(usize::try_from(bit.trailing_zeros()).ok()?).map(String::as_str),
        _ => None,
    }
}

/// Every figure of the policy with where it stands.
fn parameters<W: Write + Seek>(package: &mut Package<W>, calculator: &Calculator<'_>) -> Result<(), Refusal> {
    let widths = vec![24, 20, 26, 50, 14, 14, 40];
    package.begin(Sheet { name: "用到的标准".into(), filtered: widths.len(), widths, frozen: true, ..Sheet::default() })?;
    package.row(["名称", "数值", "来历", "出处", "从哪天起", "该复核的日子", "条款"].map(heading))?;
    for (id, name, parameter) in calculator.policy().parameters() {
        let dated = parameter.on(calculator.on());
        let value = dated.map_or_else(|| range_words(calculator, id, parameter), |dated| value_words(parameter, dated));
        let state = match dated {
            None => format!("文件没有定{}", parameter.decided_by.as_ref().map_or_else(String::new, |who| format!("，由{who}认定"))),
            Some(dated) if dated.reference => "只作参考".into(),
            Some(dated) if dated.is_caveat(calculator.on()) => "文件规定，过了该复核的日子".into(),
            Some(_) => "文件规定".into(),
        };
        let source = dated.and_then(|dated| dated.source.as_deref()).unwrap_or_default();
        let from = dated.map_or_else(String::new, |dated| dated.from.to_string());
        let review = dated.and_then(|dated| dated.review).map_or_else(String::new, |day| day.to_string());
        let clause = calculator.policy().rule(id).and_then(|rule| calculator.policy().clause(rule)).map_or("", |clause| clause.id.as_str());
        let clause = self::clause(calculator, clause);
        package.row([name, &value, &state, source, &from, &review, &clause].map(wrapped))?;
    }
    package.end()
}

fn value_words(parameter: &Parameter, dated: &Dated) -> String {
    match dated.value {
        Setting::Truth(true) => "是".into(),
        Setting::Truth(false) => "否".into(),
        Setting::Number(value) => with_unit(value, &parameter.unit, parameter.percent),
    }
}

fn range_words(calculator: &Calculator<'_>, id: rules::RuleId, parameter: &Parameter) -> String {
    let open = rules::Facts::open(calculator.policy());
    match calculator.value(&open, id) {
        Value::Number(interval) => rules::range(&interval, &parameter.unit, parameter.percent),
        _ => "是或否".into(),
    }
}

fn wrong_cells<W: Write + Seek>(package: &mut Package<W>, list: &List<'_>) -> Result<(), Refusal> {
    let widths = vec![16, 8, 8, 24, 24, 60];
    package.begin(Sheet { name: "填错的格子".into(), filtered: widths.len(), widths, frozen: true, ..Sheet::default() })?;
    package.row(["工作表", "行", "列", "列名", "写的是", "哪里不对，该怎么填"].map(heading))?;
    // Beyond the end of a sheet nobody reads on; the summary says how many there are.
    for cell in list.wrong(0).take(xlsx::MOST_ROWS - 1) {
        let row = plain(cell.row.into());
        let number = (Content::Number(row.as_str()), Style::Plain);
        package.row([text(&cell.sheet), number, text(&cell.column), text(&cell.heading), text(&cell.value), wrapped(&cell.reason)])?;
    }
    package.end()
}
