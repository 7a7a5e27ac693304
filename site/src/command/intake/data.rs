//! Which database a command works on, and the site that it belongs to.

use std::path::{Path, PathBuf};

use ::intake::database::{Error, Session, in_transaction, migrate};
use ::intake::{Address, Clock, Settings, Table};
use jiff::civil::Date;
use rules::Diagnostic;

use crate::content::today;
use crate::reception;
use crate::source::{Root, reason};

use super::super::arguments::RootArgument;

/// Which database.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "选项")]
#[group(required = true, multiple = false)]
pub struct DataArguments {
    /// 放数据库的文件夹
    #[arg(long, value_name = "文件夹")]
    data: Option<PathBuf>,
    /// 用 PostgreSQL：数据库的地址，postgres:// 开头
    #[arg(long, value_name = "地址")]
    database: Option<String>,
}

impl DataArguments {
    /// Its address.
    pub fn address(&self) -> Address {
        reception::address(&self.data.clone().unwrap_or_default(), self.database.as_deref())
    }

    /// A connection to it.
    pub fn connect(&self) -> Result<Box<dyn Session>, Diagnostic> {
        let address = self.address();
        let missing = address.file().is_some_and(|file| !file.exists());
        if missing {
            let message = format!("“{}”里还没有数据库", self.data.as_deref().unwrap_or(Path::new("")).display());
            return Err(fault(message, "检查 --data 后面的文件夹；还没有开始接收，就先运行 mingbai intake serve"));
        }
        let connected = address.connect().and_then(|mut session| migrate(session.as_mut()).map(|()| session));
        connected.map_err(|error| reception::cannot_open(&address, &error.to_string()))
    }

    /// Does some work in a transaction.
    pub fn write<T>(&self, work: impl FnOnce(&mut dyn Session) -> Result<T, Error>) -> Result<T, Diagnostic> {
        in_transaction(self.connect()?.as_mut(), work).map_err(failed)
    }
}

/// What the site of a folder says.
pub fn settings(root: &RootArgument) -> Result<Settings, Diagnostic> {
    let today = today().ok_or_else(|| fault("读不到今天的日期", "检查系统时间"))?;
    Ok(reception::settings(&Root::open(&root.root)?, today, &mut Vec::new()))
}

/// The day that is said, today where none is.
pub fn day(said: Option<&str>) -> Result<Date, Diagnostic> {
    match said {
        None => Ok(now().day()),
        Some(said) => said.parse().map_err(|_| fault(format!("“{said}”不是日期"), "写成例如 --day 2026-11-23")),
    }
}

/// Now.
pub fn now() -> ::intake::Moment {
    Clock::system().now()
}

/// Writes a table to a file, in the format of its ending; nobody else can read it.
pub fn write_table(table: &Table, file: &Path) -> Result<(), Diagnostic> {
    let bytes = match file.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => table.csv(),
        Some("xlsx") => table.xlsx().map_err(|error| fault(format!("写不成表格：{error}"), "改用 .csv"))?,
        _ => return Err(fault(format!("不知道“{}”是哪一种表格", file.display()), "文件名用 .xlsx 或者 .csv 结尾")),
    };
    write_private(file, &bytes, true)
}

/// Writes a file that nobody else can read; `over` another one only where that is wanted.
pub fn write_private(file: &Path, bytes: &[u8], over: bool) -> Result<(), Diagnostic> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    if over {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options.open(file).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|error| fault(format!("写不了“{}”：{}", file.display(), reason(&error)), "换一个文件名，或者检查磁盘空间"))
}

/// A finding without a place.
pub fn fault(message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error("", 0..0, message.into(), help.into())
}

/// The finding for a database that could not.
pub fn failed(error: Error) -> Diagnostic {
    fault(format!("数据库没有做成：{error}"), "过一会儿再试，检查磁盘空间")
}
