//! `mingbai intake show`: reports by receipt or telephone number, and what became of them.

use std::process::ExitCode;

use ::intake::Receipt;
use ::intake::office::{self, Whole};
use ::intake::report::{Phone, narrow};
use ::intake::store::Search;
use rules::Diagnostic;

use super::super::arguments::RootArgument;
use super::data::{DataArguments, failed, fault, now, settings};

/// What can be said to `intake show`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    /// 收条号，或者电话
    #[arg(value_name = "收条号或电话")]
    said: String,
    #[command(flatten)]
    root: RootArgument,
    #[command(flatten)]
    data: DataArguments,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    let said = narrow(&arguments.said);
    let receipt = said.parse::<Receipt>().ok().map(|receipt| Search::Receipt(receipt.to_string()));
    let search = receipt.or_else(|| Phone::read(&said).map(|phone| Search::Phone(phone.into_string())));
    let search = search.ok_or_else(|| {
        fault(format!("“{}”不是收条号，也不是电话", arguments.said), "收条号写全（最后一位用来核对），电话写手机号或带区号的座机")
    })?;
    let settings = settings(&arguments.root)?;
    let mut session = arguments.data.connect()?;
    let found = office::list(session.as_mut(), &settings, &search, now().day()).map_err(failed)?;
    if found.is_empty() {
        return Err(fault(format!("没有查到“{}”", arguments.said), "核对号码；封存的内容按电话查不到"));
    }
    for item in found {
        if let Some(whole) = office::whole(session.as_mut(), &settings, &item.receipt, now().day()).map_err(failed)? {
            anstream::println!("{}", text(&whole));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn text(whole: &Whole) -> String {
    let item = &whole.report;
    let who = match item.fields.as_str() {
        "sealed" => "（封存着，用 mingbai intake open 看）".to_owned(),
        "erased" => "（已抹掉）".to_owned(),
        _ => format!("{} {}", item.name, item.phone),
    };
    let place = if item.place == item.town { item.town.clone() } else { format!("{} {}", item.town, item.place) };
    let overdue = if item.overdue { "，已经过期" } else { "" };
    let due = if item.due.is_empty() { String::new() } else { format!("{}{overdue}", item.due) };
    let causes = item.causes.join("、");
    let lines = [
        ("", format!("{}  {}", item.receipt, item.state)),
        ("收到：", item.received.clone()),
        ("地方：", place),
        ("谁：", who),
        ("替别人家，关系：", item.relation.clone()),
        ("难处：", causes),
        ("说明：", item.note.replace('\n', "\n      ")),
        ("核实期限：", due),
    ];
    let mut out: Vec<String> = lines.into_iter().filter(|(_, said)| !said.is_empty()).map(|(name, said)| format!("{name}{said}")).collect();
    out.extend(whole.history.iter().map(|step| {
        let reason = if step.reason.is_empty() { String::new() } else { format!("（{}）", step.reason) };
        format!("  {} {}：{}{reason}", step.at, step.who, step.words())
    }));
    out.join("\n")
}
