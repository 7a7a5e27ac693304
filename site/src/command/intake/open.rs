//! `mingbai intake open`: reads sealed reports at the office.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::intake::office;
use ::intake::report::{Content, Personal};
use ::intake::store::{Search, entries};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rules::Diagnostic;
use seal::Private;

use crate::source::reason;

use super::super::FAULT;
use super::super::arguments::RootArgument;
use super::data::{DataArguments, failed, fault, now, settings, write_table};
use super::key::PREFIX;
use super::set::receipt;

/// What can be said to `intake open`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    /// 私钥的文件；换过钥匙，就把旧的也写上
    #[arg(long, value_name = "文件", required = true)]
    key: Vec<PathBuf>,
    /// 只读这一份
    #[arg(long, value_name = "收条号")]
    receipt: Option<String>,
    #[command(flatten)]
    root: RootArgument,
    #[command(flatten)]
    data: DataArguments,
    /// 写到哪个文件，.xlsx 或者 .csv
    #[arg(long, value_name = "文件")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    let settings = settings(&arguments.root)?;
    let keys: Vec<Private> = arguments.key.iter().map(|file| read(file)).collect::<Result<_, _>>()?;
    let keys: HashMap<String, Private> = keys.into_iter().map(|key| (key.public().name(), key)).collect();
    let search = match &arguments.receipt {
        Some(text) => Search::Receipt(receipt(text)?.to_string()),
        None => Search::All,
    };
    let found = entries(arguments.data.connect()?.as_mut(), &search).map_err(failed)?;
    let mut items = Vec::new();
    let mut closed = Vec::new();
    for mut entry in found {
        if let Some(stored) = entry.stored.as_mut()
            && let Content::Sealed(sealed) = &stored.content
        {
            let plaintext = keys.get(&sealed.key).and_then(|key| seal::open(key, &stored.aad, &sealed.ciphertext));
            match plaintext.and_then(|plaintext| serde_json::from_slice::<Personal>(&plaintext).ok()) {
                Some(personal) => stored.content = Content::Open(personal),
                None => closed.push(entry.receipt.clone()),
            }
        }
        items.push(office::item(entry, &settings, now().day()));
    }
    write_table(&office::table("上报".into(), &items), &arguments.out)?;
    anstream::println!("读了 {} 份，写在“{}”。", items.len(), arguments.out.display());
    if closed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    anstream::eprintln!("有 {} 份打不开，是用别的钥匙封的，或者内容坏了：{}。", closed.len(), closed.join("、"));
    Ok(ExitCode::from(FAULT))
}

fn read(file: &Path) -> Result<Private, Diagnostic> {
    let text =
        std::fs::read_to_string(file).map_err(|error| fault(format!("读不了“{}”：{}", file.display(), reason(&error)), "检查文件名"))?;
    let bytes = text.trim().strip_prefix(PREFIX).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes
        .map(Private::from_bytes)
        .ok_or_else(|| fault(format!("“{}”不是私钥的文件", file.display()), "用 mingbai intake key 写下的那个文件"))
}
