//! `mingbai intake backup` and `restore`: an embedded database copied and put back.

use std::path::PathBuf;
use std::process::ExitCode;

use ::intake::database::{self, NoBackup};
use rules::Diagnostic;

use super::data::{DataArguments, fault};

/// What can be said to `intake backup` and `intake restore`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    /// 备份的文件
    #[arg(value_name = "文件")]
    file: PathBuf,
    #[command(flatten)]
    data: DataArguments,
}

pub fn back_up(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    database::back_up(&arguments.data.address(), &arguments.file).map_err(|why| match why {
        NoBackup::Exists => fault(format!("已经有“{}”了", arguments.file.display()), "换一个文件名"),
        NoBackup::Missing => fault("没有要备份的数据库", "检查 --data 后面的文件夹"),
        why => other(why, "pg_dump"),
    })?;
    anstream::println!("备份好了，在“{}”。里面有姓名和电话，请妥善保管。", arguments.file.display());
    Ok(ExitCode::SUCCESS)
}

pub fn restore(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    database::restore(&arguments.data.address(), &arguments.file).map_err(|why| match why {
        NoBackup::Exists => fault("那个文件夹里已经有数据库了", "先停下接收，把原来的数据库移到别处"),
        NoBackup::Missing => fault(format!("“{}”不是完好的备份", arguments.file.display()), "换一份备份"),
        why => other(why, "pg_restore"),
    })?;
    anstream::println!("恢复好了。到期的内容，运行 mingbai intake erase 再抹一次。");
    Ok(ExitCode::SUCCESS)
}

fn other(why: NoBackup, tool: &str) -> Diagnostic {
    match why {
        NoBackup::Failed(error) => fault(format!("没有做成：{error}"), "检查文件夹的权限和磁盘空间"),
        _ => fault("PostgreSQL 的数据库不用这个命令", format!("用 PostgreSQL 自己的 {tool}")),
    }
}
