//! Killed under load.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::serving::{Serving, county, key, number, path, post, session};

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

#[test]
fn whatever_had_a_receipt_is_there_after_the_intake_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    kill_and_look(&["--data", path(&folder, "data").as_str()]);
}

#[test]
#[cfg(unix)]
fn the_same_on_postgres() {
    kill_and_look(&["--database", &crate::postgres::new_database()]);
}
