//! `mingbai serve`: the site on this machine, made anew when its content changes.

use std::process::ExitCode;

use rules::Diagnostic;
use tokio::sync::watch::channel;

use crate::content::today;
use crate::reception::{mounted, settings};
use crate::serve::{LiveSite, Server, watch};
use crate::source::{Root, reason};

use super::arguments::RootArgument;
use super::print;

/// What can be said to `serve`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    root: RootArgument,
    /// 端口
    #[arg(long, value_name = "端口", default_value_t = 8321, hide_default_value = true)]
    port: u16,
}

/// Makes the site, shows it, and makes it again when something changes.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    match serve(arguments) {
        Ok(code) => code,
        Err(fault) => print::fail(fault),
    }
}

fn serve(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    let server = Server::listen(arguments.port)?;
    let mut site = LiveSite::new(Root::open(&arguments.root.root)?)?;
    let mut changes = watch(site.root())?;
    let round = site.make(day()?);
    print::findings(&round.findings, Some(site.root()));
    let mut shown = round.findings.errors() == 0;
    let folder = site.public();
    let intake = mounted(site.root(), day()?)?;
    if let Some(address) = server.address() {
        let pages = if shown {
            format!("网站有 {} 个页面", round.pages)
        } else {
            "内容有错误，改好以后网站会自动出现".to_owned()
        };
        anstream::println!("{pages}，在浏览器里打开 http://{address}/ ，按 Ctrl+C 停下。");
    }
    let (sender, receiver) = channel(0_u64);
    let teller = intake.teller();
    let stop = std::thread::spawn(move || {
        while changes.wait() {
            let Ok(today) = day() else { continue };
            let round = site.make(today);
            print::findings(&round.findings, Some(site.root()));
            if round.findings.errors() > 0 {
                anstream::eprintln!(
                    "{}",
                    if shown {
                        "还有错误，浏览器里仍是上一次没有错误的样子。"
                    } else {
                        "还有错误，网站还没有做出来。"
                    }
                );
                continue;
            }
            shown = true;
            teller.tell(settings(site.root(), today, &mut Vec::new()));
            anstream::println!("更新了，重新做了 {} 个页面。", round.fresh);
            sender.send_modify(|version| *version += 1);
        }
    });
    let answered = server.run(&folder, &intake, receiver);
    intake.close();
    drop(stop);
    // The thread that watches holds the folder and ends with the program.
    if let Some(parent) = folder.parent() {
        let _ = std::fs::remove_dir_all(parent);
    }
    answered.map_err(|error| Diagnostic::error("", 0..0, format!("服务中断：{}", reason(&error)), "重新运行一次"))?;
    Ok(ExitCode::SUCCESS)
}

fn day() -> Result<rules::Date, Diagnostic> {
    today().ok_or_else(|| Diagnostic::error("", 0..0, "读不到今天的日期", "检查系统时间"))
}
