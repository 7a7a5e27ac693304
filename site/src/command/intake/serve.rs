//! `mingbai intake serve`: takes reports in until it is told to stop, by the content as it is.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use ::intake::Limits;
use ::intake::http::Teller;
use rules::{Date, Diagnostic};
use tokio::net::TcpListener;

use crate::content::today;
use crate::reception;
use crate::serve::{Heard, Watch, told_to_stop, watch};
use crate::source::{Findings, Root, reason};

use super::super::arguments::RootArgument;
use super::super::{FAULT, print};
use super::data::DataArguments;

/// How often one looks whether it is another day, on which other figures may hold.
const OFTEN: Duration = Duration::from_secs(60);

/// What can be said to `intake serve`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    root: RootArgument,
    #[command(flatten)]
    data: DataArguments,
    /// 在哪个地址和端口上接收（不写就是 127.0.0.1:8322）
    #[arg(long, value_name = "地址:端口", default_value = "127.0.0.1:8322", hide_default_value = true)]
    listen: SocketAddr,
    /// 前面有反向代理：来访的地址看 X-Forwarded-For
    #[arg(long)]
    behind_proxy: bool,
}

/// Takes reports in; what was begun when it is told to stop is finished.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    let root = Root::open(&arguments.root.root)?;
    let today = today().ok_or_else(|| Diagnostic::error("", 0..0, "读不到今天的日期", "检查系统时间"))?;
    // First, so that no change is missed after the content was read.
    let changes = watch(&root);
    let Some(settings) = read(&root, today) else { return Ok(ExitCode::from(FAULT)) };
    let limits = Limits { behind_proxy: arguments.behind_proxy, ..Limits::default() };
    let intake = reception::open(settings, &arguments.data.address(), &limits)?;
    let teller = intake.teller();
    let stopped = |error: std::io::Error| Diagnostic::error("", 0..0, format!("服务中断：{}", reason(&error)), "重新运行一次");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(stopped)?;
    let answered = runtime.block_on(async {
        let listener = TcpListener::bind(arguments.listen).await?;
        // It ends with the program.
        drop(std::thread::spawn(move || follow(&root, changes, &teller, today)));
        anstream::println!("在 http://{} 接收上报，按 Ctrl+C 停下。", listener.local_addr()?);
        let serving = ::intake::http::serve(listener, intake.router(), &limits, told_to_stop());
        tokio::select! {
            served = serving => served,
            () = intake.keep_erasing() => Ok(()),
        }
    });
    drop(runtime);
    intake.close();
    answered.map_err(|error| {
        let message = format!("不能在 {} 上接收：{}", arguments.listen, reason(&error));
        Diagnostic::error("", 0..0, message, "换一个地址或端口，例如 --listen 127.0.0.1:8323")
    })?;
    anstream::println!("停下了，收到的都存好了。");
    Ok(ExitCode::SUCCESS)
}

/// What the intake is told of the content on a day; nothing where there are faults, which are said.
fn read(root: &Root, today: Date) -> Option<::intake::Settings> {
    let mut findings = Vec::new();
    let settings = reception::settings(root, today, &mut findings);
    let findings = Findings::new(findings);
    print::findings(&findings, Some(root));
    (findings.errors() == 0).then_some(settings)
}

/// Tells the intake what has changed in the content, and what holds from another day on.
fn follow(root: &Root, changes: Result<Watch, Diagnostic>, teller: &Teller, mut day: Date) {
    let mut changes = match changes {
        Ok(changes) => Some(changes),
        Err(fault) => {
            print::findings(&Findings::new(vec![fault]), Some(root));
            None
        }
    };
    loop {
        let heard = match changes.as_mut() {
            Some(changes) => changes.wait_within(OFTEN),
            None => {
                std::thread::sleep(OFTEN);
                Heard::Nothing
            }
        };
        if heard == Heard::End {
            changes = None;
        }
        let now = today().unwrap_or(day);
        if heard != Heard::Change && now == day {
            continue;
        }
        day = now;
        match read(root, now) {
            Some(settings) => {
                teller.tell(settings);
                if heard == Heard::Change {
                    anstream::println!("内容改了，照新的接收。");
                }
            }
            None => anstream::eprintln!("内容有错误，还照原来的接收。"),
        }
    }
}
