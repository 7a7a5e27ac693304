//! `mingbai screen`: a list of households in, the same list with what is found about each out.

mod progress;
mod stream;
mod tally;

use std::fs::File;
use std::io::{self, BufWriter};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rayon::prelude::*;
use rules::{Calculator, Diagnostic};
use screening::{Book, Headings, Judge, Kind, List, Mapping, Plan, Refusal, RowText, Table, Workers, export};

use crate::draft::Draft;
use crate::source::reason;

use super::arguments::PolicyArguments;
use super::print;
use progress::Progress;
use tally::Tally;

/// What can be said to `screen`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    policy: PolicyArguments,
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
    /// 只写结果和结果代码，不写理由、依据和帮扶：快几倍，给很长的名单用；写成 .csv
    #[arg(long)]
    outcomes: bool,
    /// 不筛名单，做一张空白的表来填：.xlsx
    #[arg(long, conflicts_with_all = ["file", "mapping", "sheet", "wrong", "outcomes"])]
    template: bool,
    /// 名单：.xlsx、.xls、.ods 或 .csv
    #[arg(value_name = "名单", required_unless_present = "template")]
    file: Option<PathBuf>,
}

/// Screens a list; what stood in the place of the result stays until the new one is whole.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    let (policy, on) = match arguments.policy.read() {
        Ok(read) => read,
        Err(status) => return status,
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

fn written_as(out: &Path) -> Option<Written> {
    let extension = out.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase);
    match extension.as_deref() {
        Some("csv") => Some(Written::Csv),
        Some("xlsx") => Some(Written::Xlsx),
        _ => None,
    }
}

fn written(out: &Path) -> Result<Written, Refusal> {
    let message = || Refusal(format!("“{}”不是 .csv 也不是 .xlsx，不知道写成什么，请改 --out", out.display()));
    written_as(out).ok_or_else(message)
}

/// Whether two paths lead to one file; one that is not there yet has the place of its folder.
fn same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        path.canonicalize().or_else(|_| folder.canonicalize().map(|folder| folder.join(path.file_name().unwrap_or_default()))).ok()
    };
    whole(one).is_some_and(|place| Some(place) == whole(other))
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
    if same(path, &arguments.out) {
        return Err(Refusal("结果不能写到名单自己上面，请改 --out".into()));
    }
    if let Some(wrong) = &arguments.wrong {
        if same(path, wrong) || same(wrong, &arguments.out) {
            return Err(Refusal("要改的行不能写到名单或结果上面，请改 --wrong".into()));
        }
        if written_as(wrong) != Some(Written::Csv) {
            return Err(Refusal(format!("要改的行只能写成 .csv，“{}”不是，请改 --wrong", wrong.display())));
        }
    }
    if arguments.outcomes && written != Written::Csv {
        return Err(Refusal("只写结果（--outcomes）时只能写成 .csv，请改 --out".into()));
    }
    let file = File::open(path).map_err(|error| Refusal(format!("读不了“{}”：{}", path.display(), reason(&error))))?;
    let mut book = Book::open(file)?;
    let sheet = sheet(&book, arguments.sheet.as_deref())?;
    let name = book.sheets().get(sheet).cloned().unwrap_or_default();
    if book.kind() == Kind::Csv && written == Written::Csv {
        let csv = book.into_csv().ok_or_else(|| Refusal("这个文件读不了".into()))?;
        return stream::screen(arguments, calculator, csv);
    }
    let mut progress = Progress::new("已经读了", "行");
    let table = book.table(sheet, &mut |rows| {
        progress.tell(rows);
        true
    })?;
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
    let list = List::new(judge, table)?;
    let mut list = if written == Written::Csv { list.unranked() } else { list };
    let mut progress = Progress::new("已经测算", "户").of(list.len());
    while list.step(STEP, &Cores) {
        progress.tell(list.briefs().len());
    }
    progress.end();
    let mut progress = Progress::new("已经写了", "户").of(list.len());
    write(&arguments.out, |file| match written {
        Written::Csv if arguments.outcomes => export::outcomes(&list, file),
        Written::Csv => export::csv(&list, file, &Cores, &mut |households| progress.tell(households)),
        Written::Xlsx => export::workbook(&list, file, &Cores, &mut |households| progress.tell(households)),
    })?;
    progress.end();
    if let Some(path) = &arguments.wrong {
        write(path, |file| export::correction(&list, file))?;
    }
    if list.scattered() > 0 {
        anstream::eprintln!("有 {} 行和同一户的其他行没有排在一起，已经按户编号合到一起算。", list.scattered());
    }
    Tally::of(&list).print(arguments);
    Ok(())
}

fn write(path: &Path, content: impl FnOnce(BufWriter<File>) -> Result<BufWriter<File>, Refusal>) -> Result<(), Refusal> {
    let (draft, file) = Draft::new(path).map_err(|error| unwritable(&error))?;
    let file = content(file)?;
    draft.commit(file).map_err(|error| unwritable(&error))
}

fn unwritable(error: &io::Error) -> Refusal {
    Refusal(format!("写不了：{}。检查 --out 的文件夹和磁盘空间", reason(error)))
}
