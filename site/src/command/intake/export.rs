//! `mingbai intake export`: the office's lists as a spreadsheet.

use std::path::PathBuf;
use std::process::ExitCode;

use ::intake::office;
use clap::ValueEnum;
use rules::Diagnostic;

use super::super::arguments::RootArgument;
use super::data::{DataArguments, day, failed, fault, settings, write_table};

/// What can be said to `intake export`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    /// 哪一张：summary（日汇总）、handover（要交办的）、due（等着核实的）、month（月报）
    #[arg(value_name = "哪一张", hide_possible_values = true)]
    list: List,
    #[command(flatten)]
    root: RootArgument,
    #[command(flatten)]
    data: DataArguments,
    /// 哪一天；月报写那个月里的任何一天（不写就是今天）
    #[arg(long, value_name = "日期")]
    day: Option<String>,
    /// 写到哪个文件，.xlsx 或者 .csv
    #[arg(long, value_name = "文件")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum List {
    Summary,
    Handover,
    Due,
    Month,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    let settings = settings(&arguments.root)?;
    let day = day(arguments.day.as_deref())?;
    let mut session = arguments.data.connect()?;
    let session = session.as_mut();
    let table = match arguments.list {
        List::Summary => office::summary(session, &settings, day).map(|summary| Some(summary.table(&settings))),
        List::Handover => office::hand_over_list(session, &settings, day).map(|items| Some(office::table(format!("{day} 交办"), &items))),
        List::Due => office::due(session, &settings, day).map(|items| Some(office::table("核实期限".into(), &items))),
        List::Month => office::monthly(session, &settings, day).map(|monthly| monthly.map(|monthly| monthly.table())),
    };
    let table = table.map_err(failed)?.ok_or_else(|| fault("政策里没有写每月报送日", "在政策文件里加上参数“每月报送日”"))?;
    write_table(&table, &arguments.out)?;
    anstream::println!("“{}”写好了，{} 行，在“{}”。", table.name, table.rows.len(), arguments.out.display());
    Ok(ExitCode::SUCCESS)
}
