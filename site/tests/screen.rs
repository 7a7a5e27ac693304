//! `mingbai screen`: lists in and out, what is refused, and that nothing half-written is ever left; and the rules called by a
//! database, with the commands of `docs/screening.md`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

extern crate intake as mingbai_intake;

mod harness;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use harness::{County, Done};

const LIST: &str =
    "户主,家庭人口,年收入,电话\n张三,4,\"33,600\",13800000001\n李四,4,33599.99,13800000002\n王五,,3万以上,\n\"赵,六\",四口,很多,=1+1\n";
const DAY: [&str; 4] = ["--policy", "p-1", "--on", "2020-07-06"];

/// A county with a list beside it, and the command on that list.
struct Desk(County);

impl Desk {
    fn new(list: impl AsRef<[u8]>) -> Self {
        let county = County::new();
        fs::write(county.outside().join("名单.csv"), list).unwrap();
        Self(county)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.outside().join(name)
    }

    /// Runs with file names, marked by `@`, that lie beside the county.
    fn run(&self, arguments: &[&str]) -> Done {
        let at = |argument: &&str| argument.strip_prefix('@').map_or((*argument).to_owned(), |name| self.path(name).display().to_string());
        let words: Vec<String> = arguments.iter().map(at).collect();
        let mut all = vec!["screen"];
        all.extend(DAY);
        all.extend(words.iter().map(String::as_str));
        self.0.run(&all)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// All that lies beside the county.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.outside()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[track_caller]
    fn refuses(&self, arguments: &[&str], words: &str) {
        let done = self.run(arguments);
        assert_eq!(done.code, 1, "{}", done.err);
        assert!(done.err.contains(words), "{}", done.err);
    }
}

/// The rows of a text with a separator, without the mark at its start.
fn rows(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.into_records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_list_comes_back_as_it_was_with_what_was_found_behind_it() {
    let desk = Desk::new(LIST);
    let done = desk.run(&["@名单.csv", "--out", "@结果.csv", "--wrong", "@改.csv"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("筛查了 4 户") && done.out.contains("可能在监测范围内 1 户"), "{}", done.out);
    let (came, found) = (rows(LIST), rows(&desk.read("结果.csv")));
    assert_eq!(found[0], ["户主", "家庭人口", "年收入", "电话", "结果", "结果代码", "理由", "缺少", "依据"]);
    let codes: Vec<&str> = found[1..].iter().map(|row| row[5].as_str()).collect();
    assert_eq!(codes, ["unlikely", "likely", "incomplete", "incomplete"]);
    for (came, found) in came.iter().zip(&found) {
        let harmless = |cell: &String| if cell.starts_with('=') { format!("'{cell}") } else { cell.clone() };
        assert_eq!(found[..4], came.iter().map(harmless).collect::<Vec<_>>());
    }
    // Cells that are no answer are told where they stand, and can be corrected.
    assert!(done.err.contains("C5（年收入）“很多”：看不懂") && done.err.contains("有 1 格看不懂"), "{}", done.err);
    assert_eq!(rows(&desk.read("改.csv")).len(), 2);
    assert_eq!(desk.names(), ["county", "名单.csv", "改.csv", "结果.csv"]);
}

#[test]
fn workbooks_go_in_and_come_out_with_the_same_findings() {
    let desk = Desk::new(LIST);
    for arguments in [["@名单.csv", "--out", "@一.xlsx"], ["@名单.csv", "--out", "@二.csv"]] {
        assert_eq!(desk.run(&arguments).code, 0);
    }
    // The sheet of an outcome is itself a list.
    let done = desk.run(&["@一.xlsx", "--sheet", "还差几项信息", "--out", "@三.csv"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let (whole, part) = (rows(&desk.read("二.csv")), rows(&desk.read("三.csv")));
    let words = |rows: &[Vec<String>]| rows.iter().map(|row| row[row.len() - 3].clone()).collect::<Vec<_>>();
    assert_eq!(words(&part[1..]), words(&whole[3..]));
    desk.refuses(&["@一.xlsx", "--sheet", "没有", "--out", "@四.csv"], "需进一步核实");
}

#[test]
fn outcomes_alone_are_those_of_the_whole_result() {
    let mut list = String::from("户主,家庭人口,年收入\n");
    for place in 0..20_000_u32 {
        let income = match place % 7 {
            0 => String::new(),
            1 => format!("约{}", place * 3),
            2 => format!("{}-{}", place, place * 4),
            3 => "不知几何".into(),
            _ => (u64::from(place) * 7919 % 90_000).to_string(),
        };
        writeln!(list, "户{place},{},{income}", if place % 11 == 0 { String::new() } else { (place % 9).to_string() }).unwrap();
    }
    let desk = Desk::new(&list);
    let persons = list.replace("户主", "户编号");
    fs::write(desk.path("人.csv"), persons.replace("户1,", "户0,")).unwrap();
    for (file, mapping) in [
        ("@名单.csv", None),
        ("@人.csv", Some(r#"{"columns":[{"heading":"年收入","question":"年收入"}],"household":"户编号","members":"家庭人口"}"#)),
    ] {
        let mut arguments = vec![file];
        if let Some(mapping) = mapping {
            fs::write(desk.path("列.json"), mapping).unwrap();
            arguments.extend(["--mapping", "@列.json"]);
        }
        let both = [&["--out", "@全.csv"][..], &["--out", "@短.csv", "--outcomes"]];
        for more in both {
            let done = desk.run(&[&arguments[..], more].concat());
            assert_eq!(done.code, 0, "{}", done.err);
        }
        let (whole, short) = (rows(&desk.read("全.csv")), rows(&desk.read("短.csv")));
        assert_eq!(short.len(), 20_001);
        assert!(whole.iter().zip(&short).all(|(whole, short)| whole[..5] == short[..] && whole.len() == 8));
        let first: Vec<&str> = short[1..].iter().map(|row| row[0].as_str()).collect();
        let came = rows(&fs::read_to_string(desk.path(file.trim_start_matches('@'))).unwrap());
        if mapping.is_none() {
            assert!(came[1..].iter().map(|row| row[0].as_str()).eq(first));
        }
    }
    desk.refuses(&["@名单.csv", "--out", "@短.xlsx", "--outcomes"], ".csv");
}

#[test]
fn what_cannot_be_read_whole_leaves_everything_as_it_was() {
    let mut list = String::from("户主,家庭人口,年收入\n");
    (0..30_000).for_each(|place| writeln!(list, "户{place},4,{place}").unwrap());
    let desk = Desk::new(&list);
    fs::write(desk.path("结果.csv"), "上个月的").unwrap();
    fs::write(desk.path("改.csv"), "上个月的").unwrap();
    let arguments = ["@名单.csv", "--out", "@结果.csv", "--wrong", "@改.csv"];
    fs::write(desk.path("名单.csv"), format!("{list}\"户,4,1\n{}", "户,4,1\n".repeat(10))).unwrap();
    desk.refuses(&arguments, "第 30002 行起有一个英文双引号没有成对");
    fs::write(desk.path("名单.csv"), "户主,家庭人口,年收入\n").unwrap();
    desk.refuses(&arguments, "列名下面没有一户");
    fs::write(desk.path("名单.csv"), "甲,乙\n1,2\n").unwrap();
    desk.refuses(&arguments, "没有一列能对上");
    fs::write(desk.path("名单.csv"), b"\x89PNG\r\n\x1a\n\0\0").unwrap();
    desk.refuses(&arguments, "认不出");
    assert_eq!(desk.names(), ["county", "名单.csv", "改.csv", "结果.csv"]);
    assert_eq!([desk.read("结果.csv"), desk.read("改.csv")], ["上个月的", "上个月的"]);
    // Ended in the middle of the work, whenever that is: what stood there stands there, or the new one is whole.
    fs::write(desk.path("名单.csv"), &list).unwrap();
    let root = desk.0.path("");
    let whole = {
        assert_eq!(desk.run(&["@名单.csv", "--out", "@全.csv"]).code, 0);
        desk.read("全.csv")
    };
    for pause in [0, 20, 60, 120, 240, 480] {
        fs::write(desk.path("结果.csv"), "上个月的").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_mingbai"));
        command.arg("screen").arg("--root").arg(&root).args(DAY).arg(desk.path("名单.csv")).arg("--out").arg(desk.path("结果.csv"));
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(pause));
        child.kill().unwrap();
        child.wait().unwrap();
        let stands = desk.read("结果.csv");
        assert!(stands == "上个月的" || stands == whole, "{pause}: {} bytes", stands.len());
    }
}

#[test]
fn files_that_would_be_written_over_are_kept() {
    let desk = Desk::new(LIST);
    desk.refuses(&["@名单.csv", "--out", "@名单.csv"], "名单自己");
    desk.refuses(&["@名单.csv", "--out", "@结果.csv", "--wrong", "@名单.csv"], "--wrong");
    desk.refuses(&["@名单.csv", "--out", "@结果.csv", "--wrong", "@结果.csv"], "--wrong");
    desk.refuses(&["@名单.csv", "--out", "@结果.csv", "--wrong", "@改.xlsx"], ".csv");
    desk.refuses(&["@名单.csv", "--out", "@结果.pdf"], ".xlsx");
    desk.refuses(&["@没有.csv", "--out", "@结果.csv"], "没有这个文件");
    desk.refuses(&["@名单.csv", "--out", "@没有/结果.csv"], "写不了");
    assert_eq!(desk.names(), ["county", "名单.csv"]);
    assert_eq!(desk.read("名单.csv"), LIST);
    assert_eq!(desk.0.run(&["screen", "--policy", "p-1", "--out", "x.csv"]).code, 2);
}

#[test]
fn a_template_is_filled_in_and_screened() {
    let desk = Desk::new(LIST);
    let done = desk.run(&["--template", "--out", "@空白.xlsx"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let done = desk.run(&["@空白.xlsx", "--sheet", "例子", "--out", "@结果.csv"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(rows(&desk.read("结果.csv")).len() >= 4);
    desk.refuses(&["@空白.xlsx", "--out", "@结果.csv"], "没有一户");
    desk.refuses(&["--template", "--out", "@空白.csv"], ".xlsx");
}

/// Three times as long takes as much memory: what is passed through, 200 KB a hundred rows, is never held.
#[cfg(target_os = "linux")]
#[test]
fn a_text_of_any_length_takes_the_same_memory() {
    let desk = Desk::new("");
    let filler = "很长的备注".repeat(130);
    let peak = |rows: usize| {
        let mut list = String::from("户主,家庭人口,年收入,备注\n");
        (0..rows).for_each(|place| writeln!(list, "户{place},4,{place},{filler}").unwrap());
        fs::write(desk.path("名单.csv"), list).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_mingbai"));
        command.arg("screen").arg("--root").arg(desk.0.path("")).args(DAY).arg(desk.path("名单.csv"));
        command.arg("--out").arg(desk.path("结果.csv")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0;
        while child.try_wait().unwrap().is_none() {
            let said = fs::read_to_string(&status).unwrap_or_default();
            let high = said.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<usize>().ok());
            peak = peak.max(high.unwrap_or(0));
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        assert!(child.wait().unwrap().success());
        peak
    };
    let (short, long) = (peak(20_000), peak(60_000));
    assert!(short > 0 && long < short + 30_000, "{short} kB for 40 MB, {long} kB for 120 MB");
}

#[path = "../../intake/tests/harness/postgres.rs"]
#[allow(unreachable_pub, missing_docs, reason = "shared with the tests of the intake")]
mod postgres;

/// The commands of the documentation: a database's households go through `assess` and come back beside them.
#[test]
fn postgres_calls_the_same_rules() {
    let docs = include_str!("../../docs/screening.md");
    let block = docs.split("## Data in a database").nth(1).unwrap();
    let commands: String = block.lines().filter_map(|line| line.strip_prefix("    ")).fold(String::new(), |all, line| all + line + "\n");
    assert!(commands.contains("COPY") && commands.contains("mingbai assess"), "{commands}");
    let address = postgres::new_database();
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let psql = |words: &[&str]| {
        let done = Command::new("psql").arg("-qXAt").arg(&address).args(["-v", "ON_ERROR_STOP=1"]).args(words).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    // What no household would say, and what a text of a database has to write in its own way.
    psql(&["-c", "CREATE TABLE household (id int, 户主 text, 家庭人口 int, 年可支配收入 text)"]);
    psql(&["-c", r#"INSERT INTO household VALUES (3, '丙', NULL, NULL), (1, '甲\', 4, '12000'), (2, '乙', 4, E'很\\多\t\n"')"#]);
    let database = address.strip_prefix("postgres:///").unwrap();
    let (name, host) = database.split_once("?user=postgres&host=").unwrap();
    let script = format!(
        "set -euo pipefail\nmingbai() {{ local word=$1; shift; '{}' \"$word\" --root '{}' \"$@\" || true; }}\n{commands}",
        env!("CARGO_BIN_EXE_mingbai"),
        root.display()
    );
    let mut command = Command::new("bash");
    command.arg("-c").arg(script).current_dir(folder.path());
    command.envs(HashMap::from([("PGUSER", "postgres"), ("PGHOST", host), ("PGDATABASE", name), ("LC_ALL", "C.UTF-8")]));
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let outcomes = psql(&["-c", "SELECT number, result->>'outcome', result->'errors'->0->>'key' FROM assessed ORDER BY number"]);
    assert_eq!(outcomes.lines().collect::<Vec<_>>(), ["1|incomplete|", "2||年可支配收入", "3|incomplete|"], "{outcomes}");
    let figures = psql(&["-c", "SELECT count(*) FROM assessed WHERE number = 1 AND result::text LIKE '%12,000 元%'"]);
    assert_eq!(figures.trim(), "1");
    let value = psql(&["-c", "SELECT result->'errors'->0->>'value' FROM assessed WHERE number = 2"]);
    assert!(value.contains("很\\\\多") || value.contains("很\\多"), "{value}");
}
