//! What is wrong with how a command was called, in Chinese.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::USAGE;

/// Prints what clap found; help and version are no faults.
#[must_use]
pub fn refuse(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if matches!(error.kind(), ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) {
        let _ = error.print();
        return ExitCode::from(USAGE);
    }
    anstream::eprintln!("用法不对：{}。\n用 mingbai --help 看有哪些命令和选项。", words(error));
    ExitCode::from(USAGE)
}

fn words(error: &clap::Error) -> String {
    let get = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(list)) => list.join("、"),
        _ => String::new(),
    };
    let argument = get(ContextKind::InvalidArg);
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue].map(get).concat();
    let near = if near.is_empty() { String::new() } else { format!("，是不是想写“{near}”") };
    match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识的选项“{argument}”{near}"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令{near}", get(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => "没有写要做什么".into(),
        ErrorKind::MissingRequiredArgument => format!("少了 {argument}"),
        ErrorKind::InvalidValue if get(ContextKind::InvalidValue).is_empty() => format!("{argument} 后面没有写值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(|source| format!("：{source}")).unwrap_or_default();
            format!("{argument} 不能是“{}”{why}{near}", get(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => format!("{argument} 不能这样用（写了两次，或和别的选项冲突）"),
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("{argument} 后面没有写值"),
        ErrorKind::TooManyValues => format!("{argument} 后面多写了值"),
        _ => error.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}
