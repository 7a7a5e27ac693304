//! `mingbai build`: makes the site.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use rules::Diagnostic;

use crate::build::{Cache, Inputs, Staging, generate};
use crate::content::{is_web_address, today};
use crate::source::{Findings, Root};

use super::arguments::RootArgument;
use super::{FAULT, USAGE, print};

/// What can be said to `build`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    root: RootArgument,
    /// 网站放到哪个文件夹（不写就是 --root 里的 public）
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    /// 网站发布后的完整网址，代替 site.toml 里的 base_url
    #[arg(long, value_name = "网址")]
    base_url: Option<String>,
}

/// Makes the site; the old one stands until the new one is whole.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    let begin = Instant::now();
    let root = match Root::open(&arguments.root.root) {
        Ok(root) => root,
        Err(fault) => return print::fail(fault),
    };
    let base_url = match &arguments.base_url {
        Some(url) if !is_web_address(url) => {
            anstream::eprintln!("用法不对：--base-url 要写 https:// 开头的完整网址，不能是“{url}”。");
            return ExitCode::from(USAGE);
        }
        url => url.as_deref().map(|url| format!("{}/", url.trim_end_matches('/'))),
    };
    let out = arguments.out.clone().unwrap_or_else(|| root.folder().join("public"));
    let Some(today) = today() else { return print::fail(Diagnostic::error("", 0..0, "读不到今天的日期", "检查系统时间")) };
    if let Some(fault) = inside(&root, &out) {
        return print::fail(fault);
    }
    let staging = match Staging::new(&out) {
        Ok(staging) => staging,
        Err(fault) => return print::fail(fault),
    };
    print::progress("正在生成网站……");
    let mut findings = Vec::new();
    let mut inputs = Inputs::read(&root, today, &mut findings);
    if let Some(url) = base_url {
        inputs.settings.base_url = url;
    }
    let mut made = generate(&root, inputs, Some(&staging), &Cache::default(), false);
    findings.append(&mut made.findings);
    let findings = Findings::new(findings);
    print::findings(&findings, Some(&root));
    if findings.errors() > 0 {
        drop(staging);
        anstream::eprintln!("没有生成网站，原来的没有动。");
        return ExitCode::from(FAULT);
    }
    match staging.commit() {
        Ok(folder) => {
            let seconds = begin.elapsed().as_secs_f32();
            anstream::println!("生成了 {} 个页面，放在“{}”，用了 {seconds:.1} 秒。", made.pages, folder.display());
            ExitCode::SUCCESS
        }
        Err(fault) => print::fail(fault),
    }
}

/// The output must not replace what the site is made of.
fn inside(root: &Root, out: &std::path::Path) -> Option<Diagnostic> {
    let real = std::fs::canonicalize(out).ok()?;
    let own = ["content", "templates"].iter().map(|folder| root.folder().join(folder));
    let clash = root.folder().starts_with(&real) || own.into_iter().any(|folder| real.starts_with(folder));
    clash.then(|| {
        let message = format!("不能把网站放到“{}”：那里是网站的内容", out.display());
        Diagnostic::error("", 0..0, message, "用 --out 换一个文件夹")
    })
}
