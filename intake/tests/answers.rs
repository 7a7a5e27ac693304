//! Every route × method × body: the documented answer, nothing stored, and the headers of every answer. Then the same for texts that
//! try to be something else, for questions in the address, and for pages of other sites.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod harness;

use harness::{Answer, ORIGIN, Running, Spot, count, key, on_both, report};
use mingbai_intake::store::add_token;
use mingbai_intake::{Address, Clock};
use serde_json::{Value, json};

const TOKEN: &str = "a-token-of-the-test";
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

/// A receipt that is none's.
macro_rules! nobody {
    ($before:literal, $behind:literal) => {
        concat!($before, "261123-4821-9305-7", $behind)
    };
}

/// Who may come in.
#[derive(Clone, Copy, PartialEq)]
enum Door {
    Everybody,
    /// Programs with a token in a header.
    Token,
    /// Operators with a token in a cookie.
    Cookie,
    /// A page of the office that everybody may see.
    Open,
}

/// What a route does with a body.
#[derive(Clone, Copy, PartialEq)]
enum Takes {
    /// It does not look at it, and answers this.
    Nothing(u16),
    Report,
    Json,
    /// Where a form lacks what is asked for, it answers this.
    Form(u16),
}

use Door::{Cookie, Everybody, Open, Token};
use Takes::{Form, Json, Nothing, Report};

const ROUTES: &[(&str, &str, Door, Takes)] = &[
    ("POST", "/reports", Everybody, Report),
    ("OPTIONS", "/reports", Everybody, Nothing(204)),
    ("GET", "/health", Everybody, Nothing(200)),
    ("GET", "/metrics", Everybody, Nothing(200)),
    ("GET", "/style.css", Everybody, Nothing(200)),
    ("GET", "/openapi.json", Everybody, Nothing(200)),
    ("GET", "/api/summary", Token, Nothing(200)),
    ("GET", "/api/handover", Token, Nothing(200)),
    ("POST", "/api/handover", Token, Json),
    ("GET", "/api/due", Token, Nothing(200)),
    ("GET", "/api/monthly", Token, Nothing(200)),
    ("GET", "/api/reports", Token, Nothing(400)),
    ("GET", nobody!("/api/reports/", ""), Token, Nothing(404)),
    ("DELETE", nobody!("/api/reports/", ""), Token, Nothing(404)),
    ("POST", nobody!("/api/reports/", "/state"), Token, Json),
    ("GET", "/office/", Cookie, Nothing(200)),
    ("GET", "/office/login", Open, Nothing(200)),
    ("POST", "/office/login", Open, Form(403)),
    ("POST", "/office/logout", Open, Nothing(303)),
    ("POST", "/office/handover", Cookie, Form(400)),
    ("GET", "/office/download", Cookie, Nothing(404)),
    ("GET", "/office/search", Cookie, Nothing(200)),
    ("GET", "/office/new", Cookie, Nothing(200)),
    ("POST", "/office/new", Cookie, Form(422)),
    ("GET", nobody!("/office/report/", ""), Cookie, Nothing(404)),
    ("POST", nobody!("/office/report/", ""), Cookie, Form(404)),
    ("GET", nobody!("/office/erase/", ""), Cookie, Nothing(404)),
    ("POST", nobody!("/office/erase/", ""), Cookie, Form(404)),
];

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// What is wrong with a body.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// It is not of a type that anything takes.
    Type,
    TooLarge,
    NoJson,
    /// It can be read and does not say what is asked for.
    Content,
}

fn bodies() -> Vec<(&'static str, &'static str, Vec<u8>, Fault)> {
    let without_consent = |mut body: Value| {
        body.as_object_mut().unwrap().remove("consent");
        body.to_string().into_bytes()
    };
    let deep = |open: &str, close: &str| [open.repeat(10_000), close.repeat(10_000)].concat().into_bytes();
    vec![
        ("nothing", JSON, Vec::new(), Fault::NoJson),
        ("half an object", JSON, b"{\"name\":".to_vec(), Fault::NoJson),
        ("a form that says that it is JSON", JSON, b"name=a&phone=1".to_vec(), Fault::NoJson),
        ("a byte of zero", JSON, b"\0".to_vec(), Fault::NoJson),
        ("bytes that are no text", JSON, b"{\"name\": \"\xff\xfe\", \"state\": \"visited\"}".to_vec(), Fault::NoJson),
        ("half a surrogate", JSON, br#"{"name": "\ud842", "state": "visited", "day": "2026-11-24"}"#.to_vec(), Fault::NoJson),
        ("deep lists", JSON, deep("[", "]"), Fault::NoJson),
        ("deep objects", JSON, deep("{\"a\":", "}"), Fault::NoJson),
        ("64 KiB and a byte", JSON, vec![b' '; 64 * 1024 + 1], Fault::TooLarge),
        ("a list", JSON, b"[]".to_vec(), Fault::Content),
        ("null", JSON, b"null".to_vec(), Fault::Content),
        ("other fields", JSON, br#"{"income": 100, "identity": "350181"}"#.to_vec(), Fault::Content),
        ("values of other types", JSON, br#"{"name": 1, "place": [], "state": 7, "day": {}}"#.to_vec(), Fault::Content),
        ("no consent", JSON, without_consent(report()), Fault::Content),
        ("an empty form", FORM, Vec::new(), Fault::Content),
        ("signs without a sense", FORM, b"%00&=&&%%%=%zz".to_vec(), Fault::Content),
        ("a form of bytes that are no text", FORM, b"name=%ff%fe&state=%ff&day=%ff&token=%ff".to_vec(), Fault::Content),
        (
            "a form with half a surrogate",
            FORM,
            b"name=%ED%A1%82&phone=13800138000&place=niuzhai&consent=2026-11-23".to_vec(),
            Fault::Content,
        ),
        ("a form without consent", FORM, b"name=a&phone=13800138000&place=niuzhai".to_vec(), Fault::Content),
        ("a form of 64 KiB and a byte", FORM, vec![b'a'; 64 * 1024 + 1], Fault::TooLarge),
        ("plain text", "text/plain", b"{}".to_vec(), Fault::Type),
        ("a form of parts", "multipart/form-data; boundary=x", b"--x--".to_vec(), Fault::Type),
        ("no type", "", report().to_string().into_bytes(), Fault::Type),
    ]
}

/// The status and the word for a body.
fn expected(method: &str, path: &str, kind: &str, fault: Fault) -> (u16, &'static str) {
    if path == "/nothing" {
        return (404, "missing");
    }
    // Whoever may GET may ask for the head alone.
    let asked = if method == "HEAD" { "GET" } else { method };
    let Some((_, _, _, takes)) = ROUTES.iter().find(|(known, of, _, _)| (*known, *of) == (asked, path)) else { return (405, "method") };
    match (*takes, fault) {
        (Nothing(status), _) => (status, if path == "/api/reports" { "search" } else { "missing" }),
        (_, Fault::Type) => (415, "type"),
        (Json, _) if kind != JSON => (415, "type"),
        (Form(_), _) if kind != FORM => (415, "type"),
        (_, Fault::TooLarge) => (413, "large"),
        (Form(status), _) => (status, ""),
        (_, Fault::NoJson) | (Json, _) => (400, "json"),
        (Report, _) => (422, "fields"),
    }
}

fn send(running: &Running, method: &str, path: &str, token: &str, more: &[(&str, &str)], body: &[u8]) -> Answer {
    let (authorization, cookie) = (format!("Bearer {token}"), format!("mingbai_office={token}"));
    let key = key(77);
    let all = [&[("Authorization", &*authorization), ("Cookie", &*cookie), ("Idempotency-Key", &*key)], more].concat();
    running.client().send(method, path, &all, body).unwrap_or_else(|| panic!("no answer: {method} {path}"))
}

/// What every answer says, whatever it answers.
fn check_headers(answer: &Answer, what: &str) {
    let fixed = [
        ("content-security-policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in fixed {
        assert_eq!(answer.header(name), Some(value), "{what}: {name}");
    }
    assert_eq!(answer.header("server"), None, "{what}");
    if answer.status == 405 {
        assert!(answer.header("allow").is_some(), "{what}");
    }
}

/// An answer in the words of its room: pages for the office and for forms, JSON for all others.
fn check_answer(answer: &Answer, method: &str, path: &str, kind: &str, (status, word): (u16, &str), what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.text());
    check_headers(answer, what);
    if status < 400 {
        return;
    }
    let page = path.starts_with("/office/") || (path == "/reports" && method == "POST" && kind == FORM);
    let expected = if page { "text/html; charset=utf-8" } else { "application/json" };
    assert_eq!(answer.header("content-type"), Some(expected), "{what}");
    if method == "HEAD" {
        assert!(answer.body.is_empty(), "{what}");
    } else if page {
        assert!(answer.text().contains("</html>") && !answer.text().contains("{\""), "{what}: {}", answer.text());
    } else {
        assert_eq!(answer.json()["error"], word, "{what}");
    }
}

/// An intake with somebody who may come in and one report, and a look at whether anything else became of it.
fn with_one_report(spot: &Spot) -> Running {
    let running = Running::new(&spot.address);
    add_token(spot.address.connect().unwrap().as_mut(), "王", TOKEN, Clock::system().now()).unwrap();
    assert_eq!(running.client().post(&key(1), &report()).unwrap().status, 201);
    running.pass(1);
    running
}

fn nothing_came_of_it(address: &Address) {
    let counts = ["reports", "personal", "history", "erased_causes"].map(|table| count(address, table));
    assert_eq!(counts, [1, 1, 0, 0]);
    let state = address.connect().unwrap().row("SELECT state FROM reports", &[]).unwrap().unwrap().text(0);
    assert_eq!(state, "received");
}

fn paths() -> Vec<&'static str> {
    let mut paths: Vec<_> = ROUTES.iter().map(|(_, path, _, _)| *path).chain(["/nothing"]).collect();
    paths.dedup();
    paths
}

#[test]
fn every_route_and_method_answers_every_bad_body_as_documented() {
    on_both(|spot| {
        let running = with_one_report(spot);
        let own = format!("http://{}", running.address);
        for path in paths() {
            for method in METHODS {
                for (name, kind, body, fault) in bodies() {
                    let what = format!("{method} {path}: {name}");
                    let answer = send(&running, method, path, TOKEN, &[("Content-Type", kind), ("Origin", &own)], &body);
                    check_answer(&answer, method, path, kind, expected(method, path, kind, fault), &what);
                }
            }
        }
        nothing_came_of_it(&spot.address);
    });
}

#[test]
fn without_a_token_no_body_is_looked_at() {
    on_both(|spot| {
        let running = with_one_report(spot);
        for (method, path, door, _) in ROUTES {
            for (name, kind, body, _) in bodies() {
                let what = format!("{method} {path}: {name}");
                let answer = send(&running, method, path, "another", &[("Content-Type", kind)], &body);
                match door {
                    Token => check_answer(&answer, method, path, kind, (401, "token"), &what),
                    Cookie => assert!(answer.status == 303 && answer.body.is_empty(), "{what}: {}", answer.status),
                    Everybody | Open => continue,
                }
                check_headers(&answer, &what);
            }
        }
        nothing_came_of_it(&spot.address);
    });
}

#[test]
fn pages_of_other_sites_change_nothing() {
    on_both(|spot| {
        let running = with_one_report(spot);
        let form = "key=6f3c1f5e-6a39-4a53-9d0b-000000000077&name=a&phone=13800138000&place=niuzhai&consent=2026-11-23\
            &state=handed_over&day=2026-11-24&token=a-token-of-the-test";
        let bodies = [(FORM, form.to_owned()), (JSON, report().to_string()), (JSON, json!({"day": "2026-11-24"}).to_string())];
        for (method, path, door, _) in ROUTES {
            for origin in ["https://evil.example", "http://site.example", "https://site.example.evil.example", "null", "", ORIGIN] {
                // The site may send reports, and read nothing of the office's.
                let reads = matches!(*method, "GET" | "OPTIONS") && *path != "/reports";
                if reads || (*door == Everybody && origin == ORIGIN) {
                    continue;
                }
                for (kind, body) in &bodies {
                    let what = format!("{method} {path} from {origin:?}, {kind}");
                    let answer = send(&running, method, path, TOKEN, &[("Content-Type", kind), ("Origin", origin)], body.as_bytes());
                    assert_eq!(answer.status, 403, "{what}: {}", answer.text());
                    check_headers(&answer, &what);
                    assert_eq!(answer.header("access-control-allow-origin"), None, "{what}");
                    assert_eq!(answer.header("set-cookie"), None, "{what}");
                }
            }
        }
        nothing_came_of_it(&spot.address);
    });
}

#[test]
fn no_answer_lets_another_site_read_it() {
    let spot = Spot::embedded();
    let running = with_one_report(&spot);
    for (method, path, door, _) in ROUTES {
        for origin in ["https://evil.example", ORIGIN] {
            let answer = send(&running, method, path, TOKEN, &[("Origin", origin)], b"");
            let allowed = (*path == "/reports" && origin == ORIGIN).then_some(ORIGIN);
            assert_eq!(answer.header("access-control-allow-origin"), allowed, "{method} {path} from {origin}");
            if *door != Everybody {
                let headers = [("Origin", origin), ("Access-Control-Request-Method", *method)];
                assert_eq!(send(&running, "OPTIONS", path, "", &headers, b"").status, 405, "{path}");
            }
        }
    }
}

/// Texts that try to be something else, and whether they are kept as they are.
const TEXTS: [(&str, &str, bool); 15] = [
    ("a byte of zero", "a\0b", false),
    ("a bell", "a\u{7}b", false),
    ("colours of a terminal", "a\u{1b}[31mb", false),
    ("a control character of the second half", "a\u{85}b", false),
    ("a character that got lost", "a\u{fffd}b", false),
    ("a line break", "a\nb", false),
    ("Han of four bytes", "𠮷野𪚥", true),
    ("marks that turn the direction", "\u{202e}字倒\u{2066}着", true),
    ("Arabic", "آيشه", true),
    ("SQL", "'); DROP TABLE reports;--", true),
    ("a placeholder", "$1 ?1 :a %s", true),
    ("a formula", "=HYPERLINK(\"http://evil.example\")", true),
    ("another formula", "@SUM(1+1)*cmd|' /C calc'!A0", true),
    ("markup", "<script>a</script><img src=x>\"'", true),
    ("JSON", "{\"a\": \"\\", true),
];

fn receipt(answer: &Answer) -> String {
    answer.json()["receipt"].as_str().unwrap().to_owned()
}

#[test]
fn texts_that_try_to_be_something_else_are_refused_or_kept_as_they_are() {
    on_both(|spot| {
        let running = with_one_report(spot);
        let own = format!("http://{}", running.address);
        let form = |path: &str, pairs: &[(&str, &str)]| {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            send(&running, "POST", path, TOKEN, &[("Content-Type", FORM), ("Origin", &own)], body.as_bytes())
        };
        for (number, (what, text, kept)) in TEXTS.into_iter().enumerate() {
            let key = key(100 + number);
            let mut body = report();
            body["name"] = text.into();
            let sent = running.client().post(&key, &body).unwrap();
            let typed = [("name", text), ("phone", "13800138000"), ("place", "niuzhai"), ("consent", "2026-11-23")];
            let by_form = form("/reports", &typed);
            let by_operator = form("/office/new", &[&typed[..], &[("key", &*harness::key(200 + number))]].concat());
            let statuses = (sent.status, by_form.status, by_operator.status);
            assert_eq!(statuses, if kept { (201, 201, 303) } else { (422, 422, 422) }, "{what}");
            for page in [by_form.text(), by_operator.text()] {
                assert!(!page.contains("<script") && !page.contains("<img"), "{what}: {page}");
            }
            if !kept {
                assert_eq!(sent.json()["fields"][0]["field"], "name", "{what}");
                continue;
            }
            let receipt = receipt(&sent);
            let path = format!("/api/reports/{receipt}");
            let read = || send(&running, "GET", &path, TOKEN, &[], b"").json();
            assert_eq!(read()["name"], text, "{what}");
            let closed = json!({"state": "closed", "reason": text}).to_string();
            let changed = send(&running, "POST", &format!("{path}/state"), TOKEN, &[("Content-Type", JSON)], closed.as_bytes());
            assert_eq!((changed.status, &changed.json()["history"][0]["reason"]), (200, &json!(text)), "{what}");
            let page = send(&running, "GET", &format!("/office/report/{receipt}"), TOKEN, &[], b"").text();
            assert!(!page.contains("<script") && !page.contains("<img"), "{what}: {page}");
        }
        let csv = send(&running, "GET", "/api/handover?format=csv&day=2027-01-01", TOKEN, &[], b"").text();
        assert!(csv.contains("'=HYPERLINK") && csv.contains("'@SUM") && !csv.contains(",=") && !csv.contains(",\"="), "{csv}");
        let reasons_stored = count(&spot.address, "history");
        let open = receipt(&running.client().post(&key(1), &report()).unwrap());
        for (what, text, kept) in TEXTS {
            let wanted = json!({"state": "closed", "reason": text}).to_string();
            if !kept {
                let headers = [("Content-Type", JSON)];
                let refused = send(&running, "POST", &format!("/api/reports/{open}/state"), TOKEN, &headers, wanted.as_bytes());
                assert_eq!((refused.status, refused.json()), (422, json!({"error": "reason"})), "{what}");
                let refused = form(&format!("/office/report/{open}"), &[("state", "closed"), ("reason", text)]);
                assert_eq!(refused.status, 422, "{what}");
            }
            // Where a day, a receipt, a state or a token is asked for, none of these texts is one.
            let texts = form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let day = json!({"day": text}).to_string();
            let refused = send(&running, "POST", "/api/handover", TOKEN, &[("Content-Type", JSON)], day.as_bytes());
            assert_eq!((refused.status, refused.json()), (400, json!({"error": "day"})), "{what}");
            assert_eq!(form("/office/handover", &[("day", text)]).status, 400, "{what}");
            assert_eq!(form("/office/login", &[("token", text)]).status, 403, "{what}");
            assert_eq!(form(&format!("/office/report/{open}"), &[("state", text)]).status, 400, "{what}");
            let paths = [
                (format!("/api/reports?phone={texts}"), 400),
                (format!("/api/reports?receipt={texts}"), 400),
                (format!("/api/summary?day={texts}"), 400),
                (format!("/api/monthly?month={texts}"), 400),
                (format!("/api/due?format={texts}"), 400),
                (format!("/api/reports/{}", texts.replace('+', "%20")), 404),
                (format!("/office/search?receipt={texts}"), 200),
                (format!("/office/?day={texts}"), 400),
                (format!("/office/download?what={texts}"), 404),
                (format!("/office/report/{}", texts.replace('+', "%20")), 404),
            ];
            for (path, status) in paths {
                let answer = send(&running, "GET", &path, TOKEN, &[], b"");
                assert_eq!(answer.status, status, "{what} {path}: {}", answer.text());
                assert!(!answer.text().contains("<script") && !answer.text().contains("<img"), "{what} {path}");
                check_headers(&answer, &path);
            }
        }
        assert_eq!(count(&spot.address, "history"), reasons_stored);
    });
}

#[test]
fn questions_that_make_no_sense_are_told_so() {
    let spot = Spot::embedded();
    let running = with_one_report(&spot);
    let cases = [
        ("/api/summary?day=2026-02-30", 400, "day"),
        ("/api/summary?day=%ff", 400, "day"),
        ("/api/summary?day=-009999-01-01", 200, ""),
        ("/api/summary?day=9999-12-31", 200, ""),
        ("/api/summary?day=2026-11-23&day=x", 200, ""),
        ("/api/summary?format=pdf", 400, "format"),
        ("/api/handover?day=9999-12-31&format=xlsx", 200, ""),
        ("/api/monthly?month=9999-12", 200, ""),
        ("/api/monthly?month=-009999-01", 404, "missing"),
        ("/api/monthly?month=2026-13", 400, "day"),
        ("/api/reports/%ff", 404, "missing"),
        ("/api/reports/2", 404, "missing"),
        ("/api/reports?phone=110", 400, "search"),
        ("/office", 404, "missing"),
        ("/api", 404, "missing"),
        ("/reports/", 404, "missing"),
        ("/../etc/passwd", 404, "missing"),
    ];
    for (path, status, word) in cases {
        let answer = send(&running, "GET", path, TOKEN, &[], b"");
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        check_headers(&answer, path);
        if !word.is_empty() {
            assert_eq!(answer.json(), json!({"error": word}), "{path}");
        }
    }
    for path in ["/office/report/%ff", "/office/report/2", "/office/download?what=due&format=pdf", "/office/?day=x"] {
        let answer = send(&running, "GET", path, TOKEN, &[], b"");
        assert!((400..405).contains(&answer.status) && answer.text().contains("</html>"), "{path}: {}", answer.text());
    }
}

#[test]
fn the_document_of_the_programs_routes_names_them_all() {
    let spot = Spot::embedded();
    let running = with_one_report(&spot);
    let document = send(&running, "GET", "/openapi.json", "", &[], b"").json();
    let mut written = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.replace("{receipt}", "261123-4821-9305-7");
        written.extend(methods.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let described = |method: &str, path: &str, door: Door| {
        let other = ["/style.css", "/openapi.json"].contains(&path) || method == "OPTIONS";
        door == Token || (door == Everybody && !other)
    };
    let tested = ROUTES.iter().filter(|(method, path, door, _)| described(method, path, *door));
    let mut tested: Vec<String> = tested.map(|(method, path, _, _)| format!("{method} {path}")).collect();
    written.sort_unstable();
    tested.sort_unstable();
    assert_eq!(written, tested);
    // The outline of a report has the fields that the intake takes, and no others.
    let outline = &document["components"]["schemas"]["Sent"];
    assert_eq!(outline["required"], json!(["place", "consent"]));
    let named: Vec<&String> = outline["properties"].as_object().unwrap().keys().collect();
    let mut all = report();
    for name in &named {
        all[name.as_str()] = json!({});
    }
    all["income"] = json!({});
    let told = running.client().post(&key(77), &all).unwrap().json();
    let unknown: Vec<&Value> =
        told["fields"].as_array().unwrap().iter().filter(|told| told["message"] == "不收这一项").map(|told| &told["field"]).collect();
    assert_eq!(unknown, ["income"]);
    assert_eq!(named.len(), 11);
    // Every answer that the tests above see is described.
    for (path, method, statuses) in [
        ("/reports", "post", &["200", "201", "400", "403", "408", "409", "413", "415", "422", "429", "503"][..]),
        ("/api/handover", "post", &["200", "400", "401", "403", "408", "413", "415", "429", "503"]),
        ("/api/reports/{receipt}/state", "post", &["200", "400", "401", "403", "404", "408", "409", "413", "415", "422", "429", "503"]),
        ("/api/summary", "get", &["200", "400", "401", "429", "503"]),
    ] {
        let described: Vec<&String> = document["paths"][path][method]["responses"].as_object().unwrap().keys().collect();
        assert_eq!(described, statuses, "{method} {path}");
    }
}
