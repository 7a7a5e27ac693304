//! `mingbai intake key`: a pair of keys for sealing. The private one goes into a file that only its owner reads.

use std::path::PathBuf;
use std::process::ExitCode;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rules::Diagnostic;

use super::data::{fault, write_private};

/// What a private key begins with in its file.
pub const PREFIX: &str = "x25519-private:";

/// What can be said to `intake key`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    /// 私钥写到哪个文件
    #[arg(long, value_name = "文件")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Diagnostic> {
    let seed = ::intake::random_bytes::<32>().map_err(|_| fault("系统给不出随机数", "重新运行一次"))?;
    let private = seal::Private::new(&seed);
    let text = format!("{PREFIX}{}\n", URL_SAFE_NO_PAD.encode(private.bytes()));
    write_private(&arguments.out, text.as_bytes(), false)?;
    anstream::println!("seal = \"{}\"", private.public());
    anstream::eprintln!(
        "上面这一行写到 site.toml 的 [intake] 里。私钥在“{}”：抄两份，放在两个锁着的地方，不要放在接收上报的机器上。丢了就再也读不出来。",
        arguments.out.display()
    );
    Ok(ExitCode::SUCCESS)
}
