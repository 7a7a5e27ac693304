//! Reports that come all the time, whatever happens to the intake.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::serving::{key, post, session};

/// Clients that send one report after the other, each until it has a receipt or is told that there is none.
pub struct Load<'a> {
    address: &'a str,
    pub receipts: Mutex<HashMap<usize, String>>,
    next: AtomicUsize,
    refused: AtomicUsize,
    over: AtomicBool,
}

impl<'a> Load<'a> {
    pub fn new(address: &'a str) -> Self {
        Self { address, receipts: Mutex::default(), next: AtomicUsize::new(0), refused: AtomicUsize::new(0), over: AtomicBool::new(false) }
    }

    /// Sends until `meanwhile` is done.
    pub fn during(&self, meanwhile: impl FnOnce()) {
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
    pub fn stored(&self, more: usize) {
        self.wait(more, || self.receipts.lock().unwrap().len());
    }

    /// Waits until so many more were told that there is none.
    pub fn refused(&self, more: usize) {
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
    pub fn look(self, data: &[&str]) {
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
        let mut session = session(data);
        let mut count = |table: &str| session.row(&format!("SELECT COUNT(*) FROM {table}"), &[]).unwrap().unwrap().integer(0);
        assert_eq!(count("reports"), count("personal"));
        if data[0] == "--data" {
            assert_eq!(session.row("PRAGMA integrity_check", &[]).unwrap().unwrap().text(0), "ok");
        }
        println!("{} receipts, {} refused", receipts.len(), self.refused.into_inner());
    }
}
