//! `mingbai publicity`: what hangs in the villages and is heard there.

use std::path::PathBuf;
use std::process::ExitCode;

use rules::{Diagnostic, nearest};

use crate::announce::{NO_TYPEFACE, Packer, Voice, check, notes, typefaces, write, zip};
use crate::build::{Inputs, Staging, policies};
use crate::content::{Level, Place, today};
use crate::source::{Findings, Root};

use super::arguments::RootArgument;
use super::{FAULT, print};

/// What can be said to `publicity`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "选项")]
pub struct Arguments {
    #[command(flatten)]
    root: RootArgument,
    /// 只做一个地方的：places.csv 里的 id（不写就是县和每个镇街，村的在镇街那一份里）
    #[arg(long, value_name = "地方")]
    place: Option<String>,
    /// 放到哪个文件夹
    #[arg(long, value_name = "文件夹")]
    out: PathBuf,
}

/// Makes the pack; an old one stands until the new one is whole.
#[must_use]
pub fn run(arguments: &Arguments) -> ExitCode {
    let root = match Root::open(&arguments.root.root) {
        Ok(root) => root,
        Err(fault) => return print::fail(fault),
    };
    match make(arguments, &root) {
        Ok((folder, packs)) => {
            let folder = folder.display();
            anstream::println!(
                "做了 {packs} 份宣传材料，放在“{folder}”：一个地方一个文件夹，里面的 清单.txt 写着每个文件用在哪里；同名的 .zip 是整份打包，方便发送。"
            );
            ExitCode::SUCCESS
        }
        Err(findings) => {
            print::findings(&Findings::new(findings), Some(&root));
            anstream::eprintln!("没有做宣传材料，原来的没有动。");
            ExitCode::from(FAULT)
        }
    }
}

fn make(arguments: &Arguments, root: &Root) -> Result<(PathBuf, usize), Vec<Diagnostic>> {
    let fault = |message: String, help: String| vec![Diagnostic::error("", 0..0, message, help)];
    let today = today().ok_or_else(|| fault("读不到今天的日期".into(), "检查系统时间".into()))?;
    let mut findings = Vec::new();
    let inputs = Inputs::read(root, today, &mut findings);
    let (policies, faults) = policies(root);
    findings.extend(faults);
    let policy = policies.iter().find(|policy| policy.id == inputs.settings.policy);
    findings.extend(policy.map(|policy| check(&inputs, policy)).unwrap_or_default());
    let grave = findings.iter().any(|finding| finding.severity == rules::Severity::Error);
    let Some(policy) = policy.filter(|_| !grave) else {
        if !grave {
            findings.extend(fault(format!("没有能用的政策“{}”", inputs.settings.policy), "看 content/site.toml 的 policy".into()));
        }
        return Err(findings);
    };
    let places: Vec<&Place> = inputs.places.all().iter().filter(|place| is_wanted(&inputs, place, arguments.place.as_deref())).collect();
    if let Some(id) = arguments.place.as_ref().filter(|_| places.is_empty()) {
        let near = nearest(id, inputs.places.all().iter().map(|place| place.id()));
        let help = near.map_or_else(|| "看 content/places.csv 的 id 那一列".to_owned(), |near| format!("是不是想写“{near}”？"));
        return Err(fault(format!("没有“{id}”这个地方"), help));
    }
    notes(&inputs).for_each(|note| anstream::eprintln!("{note}"));
    print::progress("正在做宣传材料……");
    let staging = Staging::new(&arguments.out).map_err(|fault| vec![fault])?;
    let typefaces = typefaces();
    if typefaces.is_none() {
        anstream::eprintln!("{NO_TYPEFACE}。");
    }
    let packer = Packer::spoken_by(&inputs, policy, Voice::find())?.printed_in(typefaces);
    for place in &places {
        let pack = packer.pack(place)?;
        let archive = zip(&pack).map_err(|fault| vec![fault])?;
        let written = write(&pack, place.id(), &staging).and_then(|()| staging.write(&format!("{}.zip", place.id()), &archive).map(drop));
        written.map_err(|fault| vec![fault])?;
    }
    Ok((staging.commit().map_err(|fault| vec![fault])?, places.len()))
}

/// Whether a place gets a pack: the one that was asked for, or all but villages, whose files are in their town's.
fn is_wanted(inputs: &Inputs, place: &Place, asked: Option<&str>) -> bool {
    let within = |place: &Place| inputs.places.above(place.id()).is_some_and(|above| above.level == Level::Town);
    match asked {
        Some(id) => place.id() == id,
        None => !within(place),
    }
}
