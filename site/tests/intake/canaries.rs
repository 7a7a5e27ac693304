//! No word of a report in any log.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::serving::{Serving, ask, county, mingbai, path};

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
    let mut server = crate::postgres::Server::new();
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
