//! An intake on a port of this machine, on either database, and a client that speaks plain HTTP.

#![allow(dead_code, unused_imports, reason = "each test file uses a part")]

mod client;
mod postgres;

pub use client::{Answer, Client};
pub use postgres::{Server, new_database};

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use mingbai_intake::{Address, Calendar, Cause, Clock, Hotline, Intake, Limits, Place, Settings};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;

pub const ORIGIN: &str = "https://site.example";

/// Runs a test on both databases.
pub fn on_both(test: impl Fn(&Spot)) {
    test(&Spot::embedded());
    test(&Spot::server());
}

/// A place for a database.
pub struct Spot {
    folder: TempDir,
    pub address: Address,
    server: Option<Server>,
}

impl Spot {
    pub fn embedded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = Address::Folder(folder.path().join("data"));
        Self { folder, address, server: None }
    }

    pub fn server() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), address: Address::Server(new_database()), server: None }
    }
}

impl Spot {
    /// A database on a server that nobody else uses.
    pub fn own_server() -> Self {
        let server = Server::new();
        Self { folder: tempfile::tempdir().unwrap(), address: Address::Server(server.new_database()), server: Some(server) }
    }

    /// The files of all that the database keeps anywhere: tables, indexes, samples, the log of changes, what the server told.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.server.as_ref().map_or(self.folder.path(), Server::folder).to_owned()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                let list = if entry.file_type().unwrap().is_dir() { &mut folders } else { &mut files };
                list.push(entry.path());
            }
        }
        files
    }

    /// Those of the files that hold some words.
    pub fn holding(&self, words: &str) -> Vec<PathBuf> {
        let search = memchr::memmem::Finder::new(words);
        // A file can go while one looks.
        self.files().into_iter().filter(|file| std::fs::read(file).is_ok_and(|bytes| search.find(&bytes).is_some())).collect()
    }
}

/// Monday to Friday of 2026; other years are not published.
struct Weekdays;

impl Calendar for Weekdays {
    fn is_working(&self, day: Date) -> Option<bool> {
        (day.year() == 2026).then(|| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
    }
}

pub fn settings() -> Settings {
    let place = |id: &str, name: &str, town: &str| Place { id: id.into(), name: name.into(), town: town.into() };
    let cause = |name: &str, health| Cause { name: name.into(), health };
    Settings {
        title: "甲县帮扶".into(),
        site: format!("{ORIGIN}/mingbai/"),
        places: vec![place("haikou", "海口镇", "haikou"), place("niuzhai", "牛宅村", "haikou"), place("yuxi", "渔溪镇", "yuxi")],
        causes: vec![cause("因病", true), cause("因残", true), cause("因学", false), cause("因灾", false)],
        notice: "2026-11-23".into(),
        keep_days: Some(30),
        handler: "乙局".into(),
        contact: "丙科".into(),
        hotline: Hotline { name: "热线".into(), phone: "0591-85210000".into() },
        seal: None,
        verification_days: Some(5),
        monthly_day: Some(25),
        calendar: Arc::new(Weekdays),
        style: "body{}".into(),
    }
}

/// No limits to speak of.
pub fn wide() -> Limits {
    let rate = mingbai_intake::http::Rate { burst: 1e9, per_second: 1e9 };
    Limits { address: rate, all: rate, ..Limits::default() }
}

/// An intake that runs until it is dropped.
pub struct Running {
    pub address: SocketAddr,
    now: Arc<AtomicI64>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    pub fn new(address: &Address) -> Self {
        Self::with(address, settings(), &wide())
    }

    pub fn with(address: &Address, settings: Settings, limits: &Limits) -> Self {
        let start: Timestamp = "2026-11-23T12:11:05Z".parse().unwrap();
        let now = Arc::new(AtomicI64::new(start.as_second()));
        let clock = {
            let now = Arc::clone(&now);
            Clock::new(move || Timestamp::from_second(now.load(Ordering::SeqCst)).unwrap())
        };
        let intake = Intake::open(settings, address, clock, limits).unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let limits = limits.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let stopped = async {
                    let _ = stopped.await;
                };
                mingbai_intake::http::serve(listener, intake.router(), &limits, stopped).await.unwrap();
            });
            drop(runtime);
            intake.close();
        });
        Self { address, now, stop: Some(stop), thread: Some(thread) }
    }

    /// Moves the clock on.
    pub fn pass(&self, days: i64) {
        self.now.fetch_add(days * 86_400, Ordering::SeqCst);
    }

    pub fn client(&self) -> Client {
        Client::new(self.address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A report that is as it should be.
pub fn report() -> Value {
    json!({"name": "陈小明", "phone": "138 0013 8000", "place": "niuzhai", "causes": ["因灾"], "note": "屋顶塌了\n没处住", "consent": "2026-11-23"})
}

/// A key of a number.
pub fn key(number: usize) -> String {
    format!("6f3c1f5e-6a39-4a53-9d0b-{number:012x}")
}

/// How many rows a table has, asked of the database itself.
pub fn count(address: &Address, table: &str) -> i64 {
    let mut session = address.connect().unwrap();
    session.row(&format!("SELECT COUNT(*) FROM {table}"), &[]).unwrap().unwrap().integer(0)
}
