//! `mingbai screen`: a list of households in, the same list with what is found about each out.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rayon::prelude::*;
use rules::{Calculator, Date, Diagnostic, Outcome};
use screening::export::{self, Lines};
use screening::{Book, Csv, Headings, Judge, Kind, List, Mapping, Plan, Refusal, Row, RowText, Table, Workers, WrongCell};

use crate::build::policies;
use crate::content::today;
use crate::draft::Draft;
use crate::source::{Findings, Root, reason};

use super::arguments::RootArgument;
use super::print;

/// What can be said to `screen`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    root: RootArgument,
    /// 用哪一份政策：content/policy 里的文件名，不带 .md
    #[arg(long, value_name = "编号")]
    policy: String,
    /// 按哪一天算，例如 2020-07-06（不写就是今天）
    #[arg(long, value_name = "日期")]
    on: Option<Date>,
    /// 结果写到哪个文件：.csv 或 .xlsx
    #[arg(long, value_name = "文件")]
    out: PathBuf,
    /// 写着哪一列对应哪个问题的文件（不写就照列名来认）
    #[arg(long, value_name = "文件")]
    mapping: Option<PathBuf>,
    /// 看哪一张工作表（不写就是第一张）
    #[arg(long, value_name = "名称")]
    sheet: Option<String>,
    /// 有填错格子的行另外写到这个文件，改好再筛：.csv
    #[arg(long, value_name = "文件")]
    wrong: Option<PathBuf>,
    /// 不筛名单，做一张空白的表来填：.xlsx
    #[arg(long, conflicts_with_all = ["file", "mapping", "sheet", "wrong"])]
    template: bool,
    /// 名单：.xlsx、.xls、.ods 或 .csv
    #[arg(value_name = "名单", required_unless_present = "template")]
    file: Option<PathBuf>,
}

/// Screens a list; what stood in the place of the result stays until the new one is whole.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    let root = match Root::open(&arguments.root.root) {
        Ok(root) => root,
        Err(fault) => return print::fail(fault),
    };
    let (policies, findings) = policies(&root);
    let Some(policy) = policies.iter().find(|policy| policy.id == arguments.policy) else {
        print::findings(&Findings::new(findings), Some(&root));
        let known = policies.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>().join("、");
        let message = format!("没有能用的政策“{}”", arguments.policy);
        return print::fail(Diagnostic::error("", 0..0, message, format!("可以用的政策：{known}")));
    };
    let Some(on) = arguments.on.or_else(today) else {
        return print::fail(Diagnostic::error("", 0..0, "读不到今天的日期", "用 --on 写明日期"));
    };
    let calculator = policy.at(on);
    let done = match &arguments.file {
        Some(file) => screen(arguments, file, &calculator),
        None => template(&arguments.out, &calculator),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Refusal(message)) => print::fail(Diagnostic::error("", 0..0, message, "结果没有写，原来的文件没有动")),
    }
}

/// Every core of the machine.
struct Cores;

impl Workers for Cores {
    fn map<T: Send>(&self, range: Range<usize>, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
        range.into_par_iter().map(work).collect()
    }
}

/// What the result is written as, by its name.
#[derive(Clone, Copy, PartialEq)]
enum Written {
    Csv,
    Xlsx,
}

fn written(out: &Path) -> Result<Written, Refusal> {
    let extension = out.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase);
    match extension.as_deref() {
        Some("csv") => Ok(Written::Csv),
        Some("xlsx") => Ok(Written::Xlsx),
        _ => Err(Refusal(format!("“{}”不是 .csv 也不是 .xlsx，不知道写成什么，请改 --out", out.display()))),
    }
}

fn template(out: &Path, calculator: &Calculator<'_>) -> Result<(), Refusal> {
    if written(out)? != Written::Xlsx {
        return Err(Refusal("空白的表只能做成 .xlsx，请改 --out".into()));
    }
    write(out, |file| screening::template(calculator, file))?;
    anstream::println!("做了一张空白的表：“{}”。填好以后再用 mingbai screen 筛查。", out.display());
    Ok(())
}

fn screen(arguments: &Arguments, path: &Path, calculator: &Calculator<'_>) -> Result<(), Refusal> {
    let written = written(&arguments.out)?;
    let (found, result) = (path.canonicalize(), arguments.out.canonicalize());
    if found.is_ok() && found.ok() == result.ok() {
        return Err(Refusal("结果不能写到名单自己上面，请改 --out".into()));
    }
    let file = File::open(path).map_err(|error| Refusal(format!("读不了“{}”：{}", path.display(), reason(&error))))?;
    let mut book = Book::open(file)?;
    let sheet = sheet(&book, arguments.sheet.as_deref())?;
    let name = book.sheets().get(sheet).cloned().unwrap_or_default();
    if book.kind() == Kind::Csv && written == Written::Csv {
        let csv = book.into_csv().ok_or_else(|| Refusal("这个文件读不了".into()))?;
        return screen_text(arguments, calculator, csv);
    }
    let mut progress = Progress::new("已经读了", "行");
    let table = book.table(sheet, &mut |rows| progress.tell(rows))?;
    progress.end();
    let sample: Vec<RowText<'_>> = table.rows(0).take(SAMPLE).collect();
    let plan = plan(arguments, calculator, &sample)?;
    screen_table(arguments, written, Judge::new(calculator.clone(), plan, &name), table)
}

/// So many first rows are looked at to understand a list.
const SAMPLE: usize = 200;

fn sheet<R: io::Read + io::Seek>(book: &Book<R>, wanted: Option<&str>) -> Result<usize, Refusal> {
    let Some(wanted) = wanted else { return Ok(0) };
    let place = book.sheets().iter().position(|name| name == wanted);
    place.ok_or_else(|| Refusal(format!("没有“{wanted}”这张工作表，有的是：{}", book.sheets().join("、"))))
}

fn plan(arguments: &Arguments, calculator: &Calculator<'_>, sample: &[RowText<'_>]) -> Result<Plan, Refusal> {
    let policy = calculator.policy();
    let headings = Headings::find(policy, sample)?;
    let below = sample.get(headings.place + 1..).unwrap_or_default();
    let mapping = match &arguments.mapping {
        None => Mapping::guess(policy, &headings, below),
        Some(path) => {
            let json = std::fs::read_to_string(path);
            Mapping::from_json(&json.map_err(|error| Refusal(format!("读不了“{}”：{}", path.display(), reason(&error))))?)?
        }
    };
    let plan = Plan::new(policy, headings, &mapping)?;
    let columns = mapping.columns.iter().map(|column| format!("{} → {}", column.heading, column.question));
    anstream::eprintln!("列的对应：{}。其余的列原样保留。", columns.collect::<Vec<_>>().join("，"));
    Ok(plan)
}

/// A list that fits into memory: a workbook, or one whose rows are persons.
fn screen_table(arguments: &Arguments, written: Written, judge: Judge<'_>, table: Table) -> Result<(), Refusal> {
    const STEP: usize = 4096;
    let mut list = List::new(judge, table)?;
    let mut progress = Progress::new("已经测算", "户");
    while list.step(STEP, &Cores) {
        progress.tell(list.briefs().len());
    }
    progress.end();
    let mut progress = Progress::new("已经写了", "户");
    write(&arguments.out, |file| match written {
        Written::Csv => export::csv(&list, file, &Cores, &mut |households| progress.tell(households)),
        Written::Xlsx => export::workbook(&list, file, &Cores, &mut |households| progress.tell(households)),
    })?;
    progress.end();
    if let Some(path) = &arguments.wrong {
        write(path, |file| export::correction(&list, file))?;
    }
    let mut tally = Tally::default();
    list.briefs().iter().for_each(|brief| tally.count(brief.outcome));
    list.wrong().iter().for_each(|cell| tally.wrong(cell));
    if list.scattered() > 0 {
        anstream::eprintln!("有 {} 行和同一户的其他行没有排在一起，已经按户编号合到一起算。", list.scattered());
    }
    tally.print(arguments);
    Ok(())
}

/// A text, of any length: read twice, the first time to know how wide it is and that all of it can be read.
fn screen_text(arguments: &Arguments, calculator: &Calculator<'_>, mut csv: Csv<File>) -> Result<(), Refusal> {
    let (mut sample, mut row) = (Vec::new(), Row::default());
    let (mut rows, mut width) = (0_usize, 0);
    let mut progress = Progress::new("正在查看", "行");
    while csv.next_row(&mut row)? {
        let text = row.text();
        if sample.len() < SAMPLE && !text.is_blank() {
            sample.push(row.clone());
        }
        (rows, width) = (rows + 1, width.max(text.width()));
        progress.tell(rows);
    }
    progress.end();
    let sample: Vec<RowText<'_>> = sample.iter().map(Row::text).collect();
    let plan = plan(arguments, calculator, &sample)?;
    let mut csv = csv.again()?;
    if plan.household().is_some() {
        let mut table = Table::default();
        while csv.next_row(&mut row)? {
            table.push(row.text());
        }
        return screen_table(arguments, Written::Csv, Judge::new(calculator.clone(), plan, ""), table);
    }
    let begin = plan.headings().row;
    let judge = Judge::new(calculator.clone(), plan.over(width), "");
    let mut tally = Tally::default();
    let wrong = arguments.wrong.as_deref().map(Draft::new).transpose().map_err(|error| unwritable(&error))?;
    let (wrong_draft, wrong_file) = wrong.unzip();
    let mut corrections = wrong_file.map(|file| Lines::begin_correction(file, &judge)).transpose()?;
    write(&arguments.out, |file| {
        let mut file = Lines::begin(file, &judge)?.finish()?;
        let mut progress = Progress::new("已经测算", "户");
        while answer_block(&judge, &mut csv, begin, &mut file, &mut tally, &mut corrections)? {
            progress.tell(tally.households());
        }
        progress.end();
        if tally.households() == 0 {
            return Err(Refusal(format!("第 {begin} 行列名下面没有一户")));
        }
        Ok(file)
    })?;
    if let (Some(draft), Some(lines)) = (wrong_draft, corrections) {
        draft.commit(lines.finish()?).map_err(|error| unwritable(&error))?;
    }
    tally.print(arguments);
    Ok(())
}

/// The lines of a household, its outcome and its wrong cells.
type Answered = (Vec<u8>, Outcome, Vec<WrongCell>);

/// Reads so many rows, answers them on all cores and writes them in their order; false at the end.
fn answer_block(
    judge: &Judge<'_>,
    csv: &mut Csv<File>,
    begin: u32,
    file: &mut BufWriter<File>,
    tally: &mut Tally,
    corrections: &mut Option<Lines<BufWriter<File>>>,
) -> Result<bool, Refusal> {
    const BLOCK: usize = 4096;
    let mut rows = Vec::with_capacity(BLOCK);
    let mut row = Row::default();
    while rows.len() < BLOCK && csv.next_row(&mut row)? {
        if row.text().number > begin && !row.text().is_blank() {
            rows.push(std::mem::take(&mut row));
        }
    }
    let answer = |row: &Row| {
        let rows = [row.text()];
        let household = judge.read(&rows);
        let finding = judge.finding(&household);
        let mut lines = Lines::part(Vec::new(), judge);
        lines.household(&rows, &finding)?;
        Ok((lines.finish()?, finding.outcome, household.wrong))
    };
    let answers: Vec<Result<Answered, Refusal>> = rows.par_iter().map(answer).collect();
    for (answer, row) in answers.into_iter().zip(&rows) {
        let (line, outcome, wrong) = answer?;
        file.write_all(&line)?;
        tally.count(outcome);
        wrong.iter().for_each(|cell| tally.wrong(cell));
        if let Some(lines) = corrections.as_mut().filter(|_| !wrong.is_empty()) {
            lines.correction(row.text(), wrong.iter())?;
        }
    }
    Ok(rows.len() == BLOCK)
}

fn write(path: &Path, content: impl FnOnce(BufWriter<File>) -> Result<BufWriter<File>, Refusal>) -> Result<(), Refusal> {
    let (draft, file) = Draft::new(path).map_err(|error| unwritable(&error))?;
    let file = content(file)?;
    draft.commit(file).map_err(|error| unwritable(&error))
}

fn unwritable(error: &io::Error) -> Refusal {
    Refusal(format!("写不了：{}。检查 --out 的文件夹和磁盘空间", reason(error)))
}

/// What was found, to be told at the end.
#[derive(Default)]
struct Tally {
    outcomes: [usize; 4],
    wrong: usize,
    shown: Vec<String>,
}

impl Tally {
    fn count(&mut self, outcome: Outcome) {
        let place = Outcome::ALL.iter().position(|known| *known == outcome);
        if let Some(count) = place.and_then(|place| self.outcomes.get_mut(place)) {
            *count += 1;
        }
    }

    fn wrong(&mut self, cell: &WrongCell) {
        /// More than anybody reads on a screen; `--wrong` has them all.
        const SHOWN: usize = 20;
        self.wrong += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(cell.to_string());
        }
    }

    fn households(&self) -> usize {
        self.outcomes.iter().sum()
    }

    fn print(&self, arguments: &Arguments) {
        for line in &self.shown {
            anstream::eprintln!("{line}");
        }
        if self.wrong > 0 {
            let more = if self.wrong > self.shown.len() { format!("，上面是前 {} 格", self.shown.len()) } else { String::new() };
            let hint = match &arguments.wrong {
                Some(path) => format!("要改的行在“{}”", path.display()),
                None => "加 --wrong 文件名，把要改的行另外写出来".to_owned(),
            };
            anstream::eprintln!("有 {} 格看不懂{more}，都按不清楚算。{hint}。", self.wrong);
        }
        let counts = Outcome::ALL.iter().zip(self.outcomes).map(|(outcome, count)| format!("{} {count} 户", outcome.heading()));
        let counts = counts.collect::<Vec<_>>().join("；");
        anstream::println!("筛查了 {} 户，写到“{}”。{counts}。", self.households(), arguments.out.display());
    }
}

/// Says on a terminal how far the work is; in a pipe it says nothing.
struct Progress {
    verb: &'static str,
    unit: &'static str,
    shown: usize,
    visible: bool,
}

impl Progress {
    fn new(verb: &'static str, unit: &'static str) -> Self {
        Self { verb, unit, shown: 0, visible: io::stderr().is_terminal() }
    }

    fn tell(&mut self, count: usize) -> bool {
        const EVERY: usize = 4096;
        if self.visible && count >= self.shown + EVERY {
            self.shown = count;
            anstream::eprint!("\r{} {count} {}", self.verb, self.unit);
        }
        true
    }

    fn end(&mut self) {
        if self.shown > 0 {
            anstream::eprint!("\r\x1b[K");
        }
    }
}
