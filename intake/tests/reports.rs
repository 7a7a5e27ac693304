//! `POST /reports`, on both databases: the documented answer to everything, and each report exactly once.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod harness;

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use harness::{ORIGIN, Running, Spot, count, key, on_both, report, settings, wide};
use mingbai_intake::http::Rate;
use mingbai_intake::{Limits, Receipt};
use serde_json::{Value, json};

const JSON: (&str, &str) = ("Content-Type", "application/json");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

#[test]
fn a_report_gets_a_receipt_and_the_same_one_again() {
    on_both(|spot| {
        let running = Running::new(&spot.address);
        let first = running.client().post(&key(1), &report()).unwrap();
        assert_eq!(first.status, 201, "{}", first.text());
        assert_eq!(first.json()["received"], "2026-11-23T20:11:05+08:00");
        let receipt: Receipt = first.json()["receipt"].as_str().unwrap().parse().unwrap();
        assert!(receipt.as_str().starts_with("261123-"));
        running.pass(400);
        // The same JSON value, written in another way, and the key in capitals.
        let again = serde_json::to_string_pretty(&report()).unwrap();
        let headers = [JSON, ("Idempotency-Key", &key(1).to_uppercase())];
        let again = running.client().send("POST", "/reports", &headers, again.as_bytes()).unwrap();
        assert_eq!((again.status, again.text()), (200, first.text()));
        let mut other = report();
        other["note"] = "别的".into();
        let conflict = running.client().post(&key(1), &other).unwrap();
        assert_eq!((conflict.status, conflict.json()), (409, json!({"error": "conflict"})));
        assert_eq!((count(&spot.address, "reports"), count(&spot.address, "personal")), (1, 1));
    });
}

#[test]
fn what_is_wrong_gets_its_documented_answer_and_is_not_stored() {
    let with = |name: &str, value: Value| {
        let mut body = report();
        body[name] = value;
        body.to_string()
    };
    let without = |name: &str| {
        let mut body = report();
        body.as_object_mut().unwrap().remove(name);
        body.to_string()
    };
    let fields = [
        ("name", with("name", json!(1))),
        ("name", with("name", json!(""))),
        ("name", with("name", json!("\u{3000} "))),
        ("name", with("name", json!("好".repeat(41)))),
        ("name", with("name", json!("a\u{0}b"))),
        ("name", with("name", json!("a\u{1b}[31m"))),
        ("name", with("name", json!("a\nb"))),
        ("name", without("name")),
        ("phone", with("phone", json!("12345"))),
        ("phone", with("phone", json!(["13800138000"]))),
        ("phone", without("phone")),
        ("place", with("place", json!("nowhere"))),
        ("place", without("place")),
        ("causes", with("causes", json!(["因懒"]))),
        ("causes", with("causes", json!("因灾"))),
        ("causes", with("causes", json!([1]))),
        ("consent_sensitive", with("causes", json!(["因病"]))),
        ("note", with("note", json!("字".repeat(501)))),
        ("for_other", with("for_other", json!("true"))),
        ("relation", with("for_other", json!(true))),
        ("consent", without("consent")),
        ("consent", with("consent", json!("yes"))),
        ("consent", with("consent", json!(true))),
        ("assessment", with("assessment", json!({"outcome": "likely", "policy": "p", "revision": "r", "income": 1}))),
        ("assessment", with("assessment", json!({"outcome": "rich", "policy": "p", "revision": "r"}))),
        ("income", with("income", json!(100))),
        ("sealed", with("sealed", json!({"key": "0".repeat(16), "box": ""}))),
        ("", "[]".into()),
        ("", "null".into()),
    ];
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bodies: Vec<(u16, &str, Vec<u8>)> = vec![
        (400, "json", b"".to_vec()),
        (400, "json", b"{".to_vec()),
        (400, "json", b"name=a".to_vec()),
        (400, "json", deep.into_bytes()),
        (400, "json", b"{\"name\": \"\\ud800\"}".to_vec()),
        (400, "json", b"{\"name\": \"\xff\"}".to_vec()),
        (400, "json", b"\0".to_vec()),
        (413, "large", vec![b' '; 64 * 1024 + 1]),
    ];
    on_both(|spot| {
        let running = Running::new(&spot.address);
        let client = running.client();
        for (field, body) in &fields {
            let answer = client.send("POST", "/reports", &[JSON, ("Idempotency-Key", &key(1))], body.as_bytes()).unwrap();
            let told: Vec<Value> = answer.json()["fields"].as_array().unwrap_or_else(|| panic!("{body}: {}", answer.text())).clone();
            assert_eq!((answer.status, &answer.json()["error"]), (422, &json!("fields")), "{body}");
            assert!(told.iter().all(|told| told["field"] == *field && !told["message"].as_str().unwrap().is_empty()), "{body}: {told:?}");
            assert_eq!(told.len(), 1, "{body}: {told:?}");
        }
        for (status, word, body) in &bodies {
            let answer = client.send("POST", "/reports", &[JSON, ("Idempotency-Key", &key(1))], body).unwrap();
            assert_eq!((answer.status, answer.json()), (*status, json!({"error": word})), "{:?}", String::from_utf8_lossy(body).get(..20));
        }
        let good = report().to_string();
        for key in ["", "1", "6f3c1f5e6a394a539d0b0e2b7b1c2a11"] {
            let answer = client.send("POST", "/reports", &[JSON, ("Idempotency-Key", key)], good.as_bytes()).unwrap();
            assert_eq!((answer.status, answer.json()), (400, json!({"error": "key"})), "{key}");
        }
        for kind in ["text/plain", "multipart/form-data; boundary=x", "application/jsonx", ""] {
            let answer = client.send("POST", "/reports", &[("Content-Type", kind), ("Idempotency-Key", &key(1))], good.as_bytes()).unwrap();
            assert_eq!((answer.status, answer.json()), (415, json!({"error": "type"})), "{kind}");
        }
        assert_eq!((count(&spot.address, "reports"), count(&spot.address, "personal")), (0, 0));
    });
}

#[test]
fn what_is_odd_and_right_is_kept_as_it_is() {
    let odd = ["𠮷野家", "O'Brien; DROP TABLE reports;--", "=cmd|' /C calc'!A0", "\u{202e}名倒", "Ａｙşe", "㐀䶵鿿", "<b>&amp;"];
    on_both(|spot| {
        let running = Running::new(&spot.address);
        for (number, name) in odd.iter().enumerate() {
            let mut body = report();
            body["name"] = (*name).into();
            body["note"] = (*name).into();
            assert_eq!(running.client().post(&key(number), &body).unwrap().status, 201, "{name}");
        }
        let mut session = spot.address.connect().unwrap();
        let bodies: Vec<String> = session.rows("SELECT body FROM personal", &[]).unwrap().iter().map(|row| row.text(0)).collect();
        for name in odd {
            assert!(bodies.iter().any(|body| serde_json::from_str::<Value>(body).unwrap()["open"]["name"] == name), "{name}: {bodies:?}");
        }
    });
}

#[test]
fn every_report_is_stored_once_however_often_it_comes() {
    on_both(|spot| {
        let running = Running::new(&spot.address);
        let receipts = Mutex::new(vec![HashSet::new(); 150]);
        std::thread::scope(|scope| {
            for worker in 0..64_usize {
                let (client, receipts) = (running.client(), &receipts);
                scope.spawn(move || {
                    // Each client sends some of the reports, in an order of its own, and often goes away before the answer.
                    for step in 0..20_usize {
                        let number = (worker * 37 + step * 11) % 150;
                        let mut body = report();
                        body["note"] = format!("第{number}份").into();
                        if (worker + step) % 3 == 0 {
                            let headers = [JSON, ("Idempotency-Key", &*key(number))];
                            drop(client.begin("POST", "/reports", &headers, body.to_string().as_bytes()));
                        } else if let Some(answer) = client.post(&key(number), &body) {
                            assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
                            receipts.lock().unwrap()[number].insert(answer.text());
                        }
                    }
                });
            }
        });
        for number in 0..150 {
            let mut body = report();
            body["note"] = format!("第{number}份").into();
            receipts.lock().unwrap()[number].insert(running.client().post(&key(number), &body).unwrap().text());
        }
        let receipts = receipts.into_inner().unwrap();
        assert!(receipts.iter().all(|receipts| receipts.len() == 1), "{receipts:?}");
        assert_eq!(receipts.iter().flatten().collect::<HashSet<_>>().len(), 150);
        assert_eq!((count(&spot.address, "reports"), count(&spot.address, "personal")), (150, 150));
    });
}

#[test]
fn two_intakes_on_one_server_are_one() {
    let spot = Spot::server();
    let (one, other) = (Running::new(&spot.address), Running::new(&spot.address));
    let receipts = Mutex::new(vec![HashSet::new(); 100]);
    std::thread::scope(|scope| {
        for worker in 0..16_usize {
            let client = if worker % 2 == 0 { one.client() } else { other.client() };
            let receipts = &receipts;
            scope.spawn(move || {
                for step in 0..100_usize {
                    let number = if worker % 4 < 2 { step } else { 99 - step };
                    let answer = client.post(&key(number), &report()).unwrap();
                    assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
                    receipts.lock().unwrap()[number].insert(answer.text());
                }
            });
        }
    });
    assert!(receipts.into_inner().unwrap().iter().all(|receipts| receipts.len() == 1));
    assert_eq!(count(&spot.address, "reports"), 100);
}

const FIELDS: [(&str, &str); 5] =
    [("name", "陈小明"), ("phone", "138 0013 8000"), ("place", "niuzhai"), ("causes", "因灾"), ("consent", "2026-11-23")];

#[test]
fn a_form_gets_a_page_with_the_receipt_and_what_happens_next() {
    on_both(|spot| {
        let running = Running::new(&spot.address);
        let first = running.client().form(&FIELDS);
        assert_eq!(first.status, 201);
        let page = first.text();
        assert!(
            page.contains("261123-") && page.contains("2026 年 11 月 24 日，星期二") && page.contains("2026 年 12 月 1 日，星期二"),
            "{page}"
        );
        // Sent twice on one day it is one report, with or without a key; on another day it is another one.
        assert_eq!(running.client().form(&FIELDS).text(), page);
        running.pass(1);
        assert_eq!(running.client().form(&FIELDS).status, 201);
        let fifth = key(5);
        let keyed = [&FIELDS[..], &[("key", fifth.as_str())]].concat();
        assert_eq!(running.client().form(&keyed).status, 201);
        assert_eq!(running.client().form(&keyed).status, 200);
        assert_eq!(count(&spot.address, "reports"), 3);
        running.pass(36);
        let late = running.client().form(&[&FIELDS[..], &[("note", "年底")]].concat()).text();
        assert!(late.contains("2026 年 12 月 30 日") && late.contains("未公布"), "{late}");
    });
}

#[test]
fn a_refused_form_comes_back_with_what_was_typed() {
    let spot = Spot::embedded();
    let running = Running::new(&spot.address);
    let typed =
        [("name", "陈<小>明"), ("phone", "12"), ("place", "niuzhai"), ("causes", "因病"), ("causes", "因灾"), ("note", "第一行\r\n第二行")];
    let answer = running.client().form(&typed);
    let page = answer.text();
    assert_eq!(answer.status, 422);
    for held in [
        "value=\"陈&lt;小&gt;明\"",
        "value=\"12\"",
        "value=\"niuzhai\" selected",
        "第一行",
        "field-phone",
        "field-consent",
        "field-consent_sensitive",
    ] {
        assert!(page.contains(held), "{held}: {page}");
    }
    assert_eq!(page.matches(" checked").count(), 2, "{page}");
    // Whoever listens to the page hears at each field what is wrong.
    for name in ["phone", "consent", "consent_sensitive"] {
        let described = format!("aria-invalid=\"true\" aria-describedby=\"error-{name}\"");
        assert!(page.contains(&described) && page.contains(&format!("id=\"error-{name}\"")), "{name}: {page}");
    }
    assert_eq!(count(&spot.address, "reports"), 0);
}

#[test]
fn who_fills_the_hidden_field_gets_a_receipt_that_nobody_keeps() {
    let spot = Spot::embedded();
    let running = Running::new(&spot.address);
    let answer = running.client().form(&[&FIELDS[..], &[("website", "http://x.example")]].concat());
    assert!(answer.status == 201 && answer.text().contains("261123-"));
    assert_eq!(count(&spot.address, "reports"), 0);
}

#[test]
fn posts_from_elsewhere_are_refused_and_the_site_is_let_in() {
    let spot = Spot::embedded();
    let running = Running::new(&spot.address);
    let body = report().to_string();
    let send = |method: &str, more: &[(&str, &str)]| {
        let key = key(1);
        let headers = [&[JSON, ("Idempotency-Key", &*key)], more].concat();
        running.client().send(method, "/reports", &headers, body.as_bytes()).unwrap()
    };
    for origin in ["https://evil.example", "https://site.example.evil.example", "http://site.example", "null", "https://site.example:8443"]
    {
        let answer = send("POST", &[("Origin", origin)]);
        assert_eq!((answer.status, answer.json()), (403, json!({"error": "origin"})), "{origin}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
        assert_eq!(send("OPTIONS", &[("Origin", origin)]).status, 403);
    }
    for site in ["cross-site", "same-site", "same-origin"] {
        assert_eq!(send("POST", &[("Origin", "null"), ("Sec-Fetch-Site", site)]).status, 403, "{site}");
    }
    let form = running.client().send("POST", "/reports", &[FORM, ("Origin", "null")], b"name=a").unwrap();
    assert!(form.status == 403 && form.text().contains("<h1>还没有收到</h1>") && !form.text().contains("<form"), "{}", form.text());
    assert_eq!(count(&spot.address, "reports"), 0);
    let preflight = send("OPTIONS", &[("Origin", ORIGIN), ("Access-Control-Request-Method", "POST")]);
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some(ORIGIN)));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("content-type, idempotency-key"));
    assert_eq!(preflight.header("access-control-allow-methods"), Some("POST"));
    let answer = send("POST", &[("Origin", ORIGIN)]);
    assert_eq!((answer.status, answer.header("access-control-allow-origin"), answer.header("vary")), (201, Some(ORIGIN), Some("Origin")));
    assert_eq!(answer.header("access-control-expose-headers"), Some("retry-after"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    let headers = [FORM, ("Origin", ORIGIN)];
    let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(FIELDS).finish();
    assert_eq!(running.client().send("POST", "/reports", &headers, pairs.as_bytes()).unwrap().status, 201);
    let own = format!("http://{}", running.address);
    assert_eq!(send("POST", &[("Origin", &own)]).status, 200);
}

#[test]
fn too_many_are_told_when_to_come_again() {
    let spot = Spot::embedded();
    let limits = Limits { all: Rate { burst: 2.0, per_second: 0.1 }, ..wide() };
    let running = Running::with(&spot.address, settings(), &limits);
    assert_eq!(running.client().post(&key(1), &report()).unwrap().status, 201);
    assert_eq!(running.client().post(&key(2), &report()).unwrap().status, 201);
    let answer = running.client().post(&key(3), &report()).unwrap();
    assert_eq!((answer.status, answer.json()), (429, json!({"error": "busy"})));
    assert_eq!(answer.header("retry-after"), Some("10"));
    let form = running.client().form(&FIELDS);
    assert!(form.status == 429 && form.text().contains("请过"), "{}", form.text());
    assert_eq!(count(&spot.address, "reports"), 2);
}

#[test]
fn who_is_slow_is_cut_off_and_told() {
    let spot = Spot::embedded();
    let running = Running::new(&spot.address);
    let now = mingbai_intake::Clock::system().now();
    mingbai_intake::store::add_token(spot.address.connect().unwrap().as_mut(), "王", "t", now).unwrap();
    let begin = Instant::now();
    let mut head = TcpStream::connect(running.address).unwrap();
    head.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    head.write_all(b"POST /reports HTTP/1.1\r\nHost: a\r\n").unwrap();
    let mut bodies: Vec<(&str, &str, TcpStream)> = [
        ("/reports", "application/json", r#"{"error":"slow"}"#),
        ("/api/handover", "application/json", r#"{"error":"slow"}"#),
        ("/office/login", "application/x-www-form-urlencoded", "网太慢"),
    ]
    .into_iter()
    .map(|(path, kind, words)| {
        let mut stream = TcpStream::connect(running.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\nContent-Type: {kind}\r\nContent-Length: 100\r\n\r\n{{");
        stream.write_all(head.as_bytes()).unwrap();
        (path, words, stream)
    })
    .collect();
    let mut answer = Vec::new();
    let _ = head.read_to_end(&mut answer);
    assert!(begin.elapsed() < Duration::from_secs(15), "{:?}", begin.elapsed());
    for (path, words, stream) in &mut bodies {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).unwrap();
        let answer = String::from_utf8_lossy(&part[..read]).into_owned();
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains(*words), "{path}: {answer}");
    }
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
}
