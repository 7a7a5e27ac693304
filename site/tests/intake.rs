//! `mingbai intake` as it is run: killed under load, out of disk space, backed up, and its commands.
//!
//! `tests/durability` runs the test of kills in its long form, by the numbers in the environment.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

extern crate intake as mingbai_intake;

mod harness;

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use harness::County;
use tempfile::TempDir;

const BODY: &str = r#"{"name":"陈小明","phone":"13800138000","place":"jia","consent":"2026-11-23","note":"#;

/// An intake of a county, killed with the test.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn new(county: &County, data: &[&str], wrapper: &[&str]) -> Self {
        let command: Vec<&str> =
            wrapper.iter().chain(&[env!("CARGO_BIN_EXE_mingbai"), "intake", "serve", "--listen", "127.0.0.1:0"]).copied().collect();
        let mut child = Command::new(command[0])
            .args(&command[1..])
            .args(data)
            .arg("--root")
            .arg(county.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
        let address = said.split("http://").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_else(|| panic!("{said}")).to_owned();
        Self { child, address }
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn post(&self, number: usize) -> Option<(u16, String)> {
        post(&self.address, number)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}

fn post(address: &str, number: usize) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let body = format!("{BODY}\"第{number}份\"}}");
    let head = format!(
        "POST /reports HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Idempotency-Key: {}\r\n\r\n",
        body.len(),
        key(number)
    );
    stream.write_all(format!("{head}{body}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok())?;
    (body.len() == length).then(|| (head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_default(), body.to_owned()))
}

fn key(number: usize) -> String {
    format!("6f3c1f5e-6a39-4a53-9d0b-{number:012x}")
}

fn county() -> County {
    let county = County::new();
    county.write("content/places.csv", "id,name,level,parent,phone,address,contact\njia,甲镇,town,,,,\n");
    county
}

fn mingbai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingbai")).arg("intake").args(arguments).output().unwrap()
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// Kills the intake at random moments under load; whatever had a receipt must be there, once, with that receipt.
fn kill_and_look(data: &[&str]) {
    let (kills, acknowledged) = (number("MINGBAI_KILLS", 6), number("MINGBAI_REPORTS", 300));
    let county = county();
    let receipts = Mutex::new(HashMap::new());
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let address = Mutex::new(String::new());
    let mut killed = 0;
    let mut serving = Serving::new(&county, data, &[]);
    address.lock().unwrap().clone_from(&serving.address);
    let serving = &mut serving;
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let report = next.fetch_add(1, Ordering::Relaxed);
                    // A page tries until it has a receipt, with one key.
                    while !stop.load(Ordering::Relaxed) {
                        let to = address.lock().unwrap().clone();
                        match post(&to, report) {
                            Some((200 | 201, receipt)) => {
                                receipts.lock().unwrap().insert(report, receipt);
                                break;
                            }
                            _ => std::thread::sleep(Duration::from_millis(5)),
                        }
                    }
                }
            });
        }
        let mut random = u64::from(std::process::id()) | 1;
        while killed < kills || receipts.lock().unwrap().len() < acknowledged {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            std::thread::sleep(Duration::from_millis(30 + random % 300));
            // Ended at once, as by `kill -9`, before the next one begins.
            serving.end();
            killed += 1;
            *serving = Serving::new(&county, data, &[]);
            address.lock().unwrap().clone_from(&serving.address);
        }
        stop.store(true, Ordering::Relaxed);
    });
    let receipts = receipts.into_inner().unwrap();
    println!("{killed} kills, {} acknowledged reports of {}", receipts.len(), next.load(Ordering::Relaxed));
    for (report, receipt) in receipts.iter().take(300) {
        assert_eq!(serving.post(*report), Some((200, receipt.clone())), "report {report}");
    }
    serving.end();
    let mut session = session(data);
    let rows = session.rows("SELECT key_digest, receipt FROM reports", &[]).unwrap();
    let stored: HashMap<String, String> = rows.iter().map(|row| (row.text(0), row.text(1))).collect();
    for (report, receipt) in &receipts {
        let key: intake::Key = key(*report).parse().unwrap();
        let found = stored.get(&key.digest()).unwrap_or_else(|| panic!("report {report} is lost"));
        assert_eq!(Some(found.as_str()), receipt.split('"').nth(3), "report {report}");
    }
    let count =
        |session: &mut Box<dyn intake::database::Session>, statement: &str| session.row(statement, &[]).unwrap().unwrap().integer(0);
    let all = count(&mut session, "SELECT COUNT(*) FROM reports");
    assert_eq!(all, count(&mut session, "SELECT COUNT(*) FROM personal"));
    assert_eq!(all, count(&mut session, "SELECT COUNT(DISTINCT body_digest) FROM reports"));
    let all = usize::try_from(all).unwrap();
    assert!(receipts.len() <= all && all <= next.load(Ordering::Relaxed), "{all}");
    if data[0] == "--data" {
        assert_eq!(session.row("PRAGMA integrity_check", &[]).unwrap().unwrap().text(0), "ok");
    }
}

fn session(data: &[&str]) -> Box<dyn intake::database::Session> {
    let address = match data[0] {
        "--data" => intake::Address::Folder(data[1].into()),
        _ => intake::Address::Server(data[1].into()),
    };
    address.connect().unwrap()
}

#[test]
fn whatever_had_a_receipt_is_there_after_the_intake_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    kill_and_look(&["--data", path(&folder, "data").as_str()]);
}

#[test]
#[cfg(unix)]
fn the_same_on_postgres() {
    kill_and_look(&["--database", &postgres::new_database()]);
}

#[path = "../../intake/tests/harness/postgres.rs"]
#[cfg(unix)]
mod postgres;

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_gives_no_receipt_and_the_intake_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let data = path(&folder, "data");
    let county = county();
    // No file of this process may grow beyond some hundred kilobytes, and it is told so instead of being ended.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -S -f 400; exec \"$@\"", "sh"];
    let serving = Serving::new(&county, &["--data", &data], &limited);
    let mut receipts = HashMap::new();
    let mut refused = 0;
    for report in 0..1500 {
        match serving.post(report).unwrap() {
            (201, receipt) => drop(receipts.insert(report, receipt)),
            (503, body) => {
                assert_eq!(body, r#"{"error":"storage"}"#);
                refused += 1;
            }
            other => panic!("{other:?}"),
        }
        if refused == 20 {
            break;
        }
    }
    assert!(refused == 20 && !receipts.is_empty(), "{refused} refused, {} stored", receipts.len());
    let lifted = Command::new("prlimit").args(["--pid", &serving.child.id().to_string(), "--fsize=unlimited"]).status().unwrap();
    assert!(lifted.success());
    let begin = Instant::now();
    while serving.post(5000).unwrap().0 != 201 {
        assert!(begin.elapsed() < Duration::from_secs(30), "it does not recover");
        std::thread::sleep(Duration::from_millis(100));
    }
    for (report, receipt) in receipts {
        assert_eq!(serving.post(report), Some((200, receipt)));
    }
}

#[test]
fn the_office_gets_on_with_commands_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup, other) = (path(&folder, "data"), path(&folder, "backup.db"), path(&folder, "other"));
    let county = county();
    let root = county.path("");
    let root = root.to_str().unwrap();
    let early = mingbai(&["token", "--data", &data, "--name", "王"]);
    assert!(early.status.code() == Some(1) && !Path::new(&data).exists(), "{early:?}");
    let serving = Serving::new(&county, &["--data", &data], &[]);
    let receipt = serving.post(1).unwrap().1;
    let receipt: String = receipt.split('"').nth(3).unwrap().to_owned();

    let token = mingbai(&["token", "--data", &data, "--name", "王"]);
    assert!(token.status.success() && token.stdout.len() == 44, "{token:?}");
    assert_eq!(mingbai(&["token", "--data", &data, "--name", "王"]).status.code(), Some(1));
    assert!(mingbai(&["token", "--data", &data, "--name", "王", "--remove"]).status.success());
    let set =
        |state: &str, more: &[&str]| mingbai(&[&["set", &receipt, state, "--data", &data, "--name", "王"], more].concat()).status.code();
    assert_eq!(set("已确认", &[]), Some(1));
    assert_eq!(set("已交办", &[]), Some(0));
    assert_eq!(set("已收到", &[]), Some(1));
    assert_eq!(set("已收到", &["--reason", "交错了"]), Some(0));
    for (list, ending) in [("summary", "csv"), ("handover", "xlsx"), ("due", "csv")] {
        let out = path(&folder, &format!("{list}.{ending}"));
        let made = mingbai(&["export", list, "--root", root, "--data", &data, "--day", "2999-01-01", "--out", &out]);
        assert!(made.status.success() && Path::new(&out).exists(), "{made:?}");
    }
    assert_eq!(mingbai(&["export", "due", "--root", root, "--data", &data, "--out", "x.doc"]).status.code(), Some(1));

    assert!(mingbai(&["backup", &backup, "--data", &data]).status.success());
    assert_eq!(mingbai(&["backup", &backup, "--data", &data]).status.code(), Some(1));
    assert!(mingbai(&["erase", &receipt, "--data", &data]).status.success());
    assert_eq!(mingbai(&["restore", &backup, "--data", &data]).status.code(), Some(1));
    assert!(mingbai(&["restore", &backup, "--data", &other]).status.success());
    let restored = Serving::new(&county, &["--data", &other], &[]);
    assert!(restored.post(1).unwrap().1.contains(&receipt));
    let count = |data: &str| session(&["--data", data]).row("SELECT COUNT(*) FROM personal", &[]).unwrap().unwrap().integer(0);
    assert_eq!((count(&data), count(&other)), (0, 1));
}

#[test]
fn told_to_stop_it_finishes_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut serving = Serving::new(&county(), &["--data", &path(&folder, "data")], &[]);
    assert_eq!(serving.post(1).unwrap().0, 201);
    Command::new("kill").arg(serving.child.id().to_string()).status().unwrap();
    assert!(serving.child.wait().unwrap().success());
    let mut said = String::new();
    serving.child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("停下了"), "{said}");
}
