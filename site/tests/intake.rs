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
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use harness::County;
use tempfile::TempDir;

const BODY: &str = r#"{"name":"陈小明","phone":"13800138000","place":"jia","consent":"2026-11-23","note":"#;

/// An intake of a county, killed with the test.
struct Serving {
    child: Child,
    said: BufReader<ChildStdout>,
    address: String,
}

impl Serving {
    fn new(county: &County, data: &[&str], wrapper: &[&str]) -> Self {
        Self::with(county, data, wrapper, Stdio::null())
    }

    fn with(county: &County, data: &[&str], wrapper: &[&str], faults: Stdio) -> Self {
        let command: Vec<&str> =
            wrapper.iter().chain(&[env!("CARGO_BIN_EXE_mingbai"), "intake", "serve", "--listen", "127.0.0.1:0"]).copied().collect();
        let mut child = Command::new(command[0])
            .args(&command[1..])
            .args(data)
            .arg("--root")
            .arg(county.path(""))
            .stdout(Stdio::piped())
            .stderr(faults)
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        output.read_line(&mut said).unwrap();
        let address = said.split("http://").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_else(|| panic!("{said}")).to_owned();
        Self { child, said: output, address }
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn post(&self, number: usize) -> Option<(u16, String)> {
        post(&self.address, number)
    }

    /// Tells it to stop; what it said after its first line.
    fn stop(mut self) -> String {
        Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(self.child.wait().unwrap().success());
        let mut said = String::new();
        self.said.read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}

fn post(address: &str, number: usize) -> Option<(u16, String)> {
    let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {}\r\n", key(number));
    ask(address, "POST /reports", &headers, &format!("{BODY}\"第{number}份\"}}"))
}

/// The status and the body that answer a request; nothing where they did not come whole.
fn ask(address: &str, what: &str, headers: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let length = body.len();
    let head = format!("{what} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n");
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

/// Clients that send one report after the other, each until it has a receipt or is told that there is none.
struct Load<'a> {
    address: &'a str,
    receipts: Mutex<HashMap<usize, String>>,
    next: AtomicUsize,
    refused: AtomicUsize,
    over: AtomicBool,
}

impl<'a> Load<'a> {
    fn new(address: &'a str) -> Self {
        Self { address, receipts: Mutex::default(), next: AtomicUsize::new(0), refused: AtomicUsize::new(0), over: AtomicBool::new(false) }
    }

    /// Sends until `meanwhile` is done.
    fn during(&self, meanwhile: impl FnOnce()) {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while !self.over.load(Ordering::Relaxed) {
                        let number = self.next.fetch_add(1, Ordering::Relaxed);
                        match post(self.address, number).unwrap_or_else(|| panic!("report {number}: no answer")) {
                            (201, receipt) => drop(self.receipts.lock().unwrap().insert(number, receipt)),
                            (503, body) => {
                                assert_eq!(body, r#"{"error":"storage"}"#);
                                self.refused.fetch_add(1, Ordering::Relaxed);
                            }
                            other => panic!("report {number}: {other:?}"),
                        }
                        std::thread::sleep(Duration::from_millis(5));
                    }
                });
            }
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(meanwhile));
            self.over.store(true, Ordering::Relaxed);
            done.unwrap();
        });
    }

    /// Waits until so many more have a receipt.
    fn stored(&self, more: usize) {
        self.wait(more, || self.receipts.lock().unwrap().len());
    }

    /// Waits until so many more were told that there is none.
    fn refused(&self, more: usize) {
        self.wait(more, || self.refused.load(Ordering::Relaxed));
    }

    fn wait(&self, more: usize, count: impl Fn() -> usize) {
        let (begin, before) = (Instant::now(), count());
        while count() < before + more {
            assert!(begin.elapsed() < Duration::from_secs(30), "{} after {before}", count());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Every receipt is still that of its report, in the database, once.
    fn look(self, data: &[&str]) {
        let receipts = self.receipts.into_inner().unwrap();
        for (number, receipt) in receipts.iter().take(50) {
            assert_eq!(post(self.address, *number), Some((200, receipt.clone())), "report {number}");
        }
        let rows = session(data).rows("SELECT key_digest, receipt FROM reports", &[]).unwrap();
        let stored: HashMap<String, String> = rows.iter().map(|row| (row.text(0), row.text(1))).collect();
        for (number, receipt) in &receipts {
            let key: mingbai_intake::Key = key(*number).parse().unwrap();
            assert_eq!(stored.get(&key.digest()).map(String::as_str), receipt.split('"').nth(3), "report {number}");
        }
        println!("{} receipts, {} refused", receipts.len(), self.refused.into_inner());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_goes_or_cannot_be_written_gives_no_receipt_and_the_intake_recovers() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (data, away) = (path(&folder, "data"), path(&folder, "away"));
    // Who has all rights writes into what is read-only, too.
    let bound = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"];
    let serving = Serving::new(&county(), &["--data", &data], &bound);
    let load = Load::new(&serving.address);
    let allow = |folder_mode, file_mode| {
        for file in std::fs::read_dir(&away).unwrap() {
            std::fs::set_permissions(file.unwrap().path(), std::fs::Permissions::from_mode(file_mode)).unwrap();
        }
        std::fs::set_permissions(&away, std::fs::Permissions::from_mode(folder_mode)).unwrap();
    };
    load.during(|| {
        load.stored(50);
        std::fs::rename(&data, &away).unwrap();
        load.refused(50);
        assert!(!Path::new(&data).exists(), "nothing is made in its place");
        allow(0o500, 0o400);
        std::fs::rename(&away, &data).unwrap();
        load.refused(50);
        std::fs::rename(&data, &away).unwrap();
        allow(0o700, 0o600);
        std::fs::rename(&away, &data).unwrap();
        load.stored(50);
    });
    load.look(&["--data", &data]);
}

#[test]
#[cfg(unix)]
fn a_postgres_that_is_ended_gives_no_receipt_and_the_intake_recovers() {
    let mut server = postgres::Server::new();
    let database = server.new_database();
    let data = ["--database", database.as_str()];
    let serving = Serving::new(&county(), &data, &[]);
    let load = Load::new(&serving.address);
    load.during(|| {
        for _ in 0..2 {
            load.stored(50);
            server.stop();
            load.refused(50);
            server.start();
        }
        load.stored(50);
    });
    load.look(&data);
}

/// Sends 1,000 reports with words that are nowhere else, in every way that a report or a question comes, while the database is there and while
/// it is not; gives what the intake said meanwhile, and the words.
#[cfg(unix)]
fn said_of_canaries(data: &[&str], without_database: impl FnOnce(&dyn Fn())) -> (String, Vec<String>) {
    let (county, folder) = (county(), tempfile::tempdir().unwrap());
    let faults = path(&folder, "faults");
    let proxied = [data, &["--behind-proxy"]].concat();
    let serving = Serving::with(&county, &proxied, &[], std::fs::File::create(&faults).unwrap().into());
    let made = mingbai(&[&["token", "--name", "王"], data].concat());
    let token = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    assert_eq!(token.len(), 43, "{:?}", String::from_utf8_lossy(&made.stderr));
    let words = ["canary-name", "139100", "canary-note", "canary-reason", "6f3c1f5e-ca7a-", "203.0.113.", "2001:db8:", &token];
    let count = AtomicUsize::new(0);
    let send = |what: &str, kind: &str, more: &str, body: &str| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        let from = if number.is_multiple_of(2) { format!("203.0.113.{}", number % 250) } else { format!("2001:db8:{number}::1") };
        let origin = format!("http://{}", serving.address);
        let headers = format!(
            "Content-Type: {kind}\r\nX-Forwarded-For: {from}\r\nOrigin: {origin}\r\nAuthorization: Bearer {token}\r\n\
             Cookie: mingbai_office={token}\r\nIdempotency-Key: 6f3c1f5e-ca7a-4a53-9d0b-{number:012x}\r\nUser-Agent: canary-agent\r\n{more}"
        );
        ask(&serving.address, what, &headers, body).unwrap_or_else(|| panic!("{what}: no answer"))
    };
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    let all = |count: usize, stored: bool| {
        for number in 0..count {
            let fields = format!(r#""name":"canary-name","phone":"139100{number:05}","place":"jia","note":"canary-note {number}""#);
            let whole = format!(r#"{{{fields},"consent":"2026-11-23"}}"#);
            let pairs = format!("name=canary-name&phone=139100{number:05}&place=jia&note=canary-note+{number}&consent=2026-11-23");
            let expect = |status: u16| if stored { status } else { 503 };
            assert_eq!(send("POST /reports", form, "", &pairs).0, expect(201));
            assert_eq!(send("POST /reports", json, "", &format!("{{{fields}}}")).0, 422);
            assert_eq!(send("POST /reports", json, "", &format!("{whole}canary-note")).0, 400);
            let posted = send("POST /reports", json, "", &whole);
            assert_eq!(posted.0, expect(201), "{}", posted.1);
            let receipt = posted.1.split('"').nth(3).unwrap_or_default().to_owned();
            // One of each in turn, in place of all: a search, a bad one, a change with a reason, an entry, a page that is not there.
            let (what, kind, body, status) = match number % 6 {
                0 => (format!("GET /office/search?receipt=139100{number:05}"), form, String::new(), expect(200)),
                1 => (format!("GET /api/reports?phone=139100{number:05}"), form, String::new(), expect(200)),
                2 => (
                    format!("POST /api/reports/{receipt}/state"),
                    json,
                    r#"{"state":"closed","reason":"canary-reason"}"#.into(),
                    expect(200),
                ),
                3 => ("POST /office/new".into(), form, format!("{pairs}&key=6f3c1f5e-ca7a-4a53-9d0c-{number:012x}"), expect(303)),
                4 => (format!("GET /canary-name/139100{number:05}"), form, String::new(), 404),
                _ => ("POST /office/login".into(), form, "token=canary-name".into(), expect(403)),
            };
            let answer = send(&what, kind, "", &body);
            assert!(answer.0 == status || (!stored && matches!(answer.0, 404 | 503)), "{what}: {} {}", answer.0, answer.1);
        }
    };
    all(240, true);
    without_database(&|| all(10, false));
    let said = serving.stop() + &std::fs::read_to_string(faults).unwrap();
    assert!(count.into_inner() >= 1000);
    (said, words.map(str::to_owned).to_vec())
}

#[test]
#[cfg(unix)]
fn no_word_of_a_report_and_no_address_is_ever_logged() {
    let folder = tempfile::tempdir().unwrap();
    let (data, away) = (path(&folder, "data"), path(&folder, "away"));
    let (said, words) = said_of_canaries(&["--data", &data], |meanwhile| {
        std::fs::rename(&data, &away).unwrap();
        meanwhile();
        std::fs::rename(&away, &data).unwrap();
    });
    assert!(said.contains("停下了") && words.iter().all(|word| !said.contains(word)), "{said}");
    assert!(!said.contains("canary"), "{said}");
}

#[test]
#[cfg(unix)]
fn no_word_of_a_report_is_logged_with_postgres_nor_by_it() {
    let mut server = postgres::Server::new();
    let database = server.new_database();
    let log = server.folder().join("log");
    let (said, words) = said_of_canaries(&["--database", &database], |meanwhile| {
        server.stop();
        meanwhile();
        server.start();
    });
    let log = String::from_utf8_lossy(&std::fs::read(log).unwrap()).into_owned();
    assert!(log.contains("ready to accept connections"), "{log}");
    for said in [said, log] {
        assert!(words.iter().all(|word| !said.contains(word)) && !said.contains("canary"), "{said}");
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
    let serving = Serving::new(&county(), &["--data", &path(&folder, "data")], &[]);
    assert_eq!(serving.post(1).unwrap().0, 201);
    let said = serving.stop();
    assert!(said.contains("停下了"), "{said}");
}
