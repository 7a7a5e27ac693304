//! The office's work on both databases: lists, states, retention, sealed reports, and the operator's pages.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod harness;

use harness::{Running, Spot, count, key, on_both, report, settings, wide};
use mingbai_intake::store::add_token;
use mingbai_intake::{Address, Clock};
use serde_json::{Value, json};

const TOKEN: &str = "a-token-of-the-test";

fn with_token(spot: &Spot) -> Running {
    let running = Running::new(&spot.address);
    add_token(spot.address.connect().unwrap().as_mut(), "王", TOKEN, Clock::system().now()).unwrap();
    running
}

fn api(running: &Running, method: &str, path: &str, body: &Value) -> harness::Answer {
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/json")];
    running.client().send(method, path, &headers, body.to_string().as_bytes()).unwrap()
}

fn get(running: &Running, path: &str) -> Value {
    let answer = api(running, "GET", path, &Value::Null);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

fn receipt_of(answer: &harness::Answer) -> String {
    answer.json()["receipt"].as_str().unwrap().to_owned()
}

#[test]
fn nobody_gets_in_without_a_token() {
    on_both(|spot| {
        let running = with_token(spot);
        let routes = [
            ("GET", "/api/summary"),
            ("GET", "/api/handover"),
            ("POST", "/api/handover"),
            ("GET", "/api/due"),
            ("GET", "/api/monthly"),
            ("GET", "/api/reports?phone=13800138000"),
            ("GET", "/api/reports/261123-4821-9305-7"),
            ("DELETE", "/api/reports/261123-4821-9305-7"),
            ("POST", "/api/reports/261123-4821-9305-7/state"),
        ];
        for (method, path) in routes {
            for authorization in ["", "Bearer", "Bearer x", "Basic a-token-of-the-test", "Bearer a-token-of-the-tes"] {
                let headers = [
                    ("Authorization", authorization),
                    ("Content-Type", "application/json"),
                    ("Cookie", "mingbai_office=a-token-of-the-test"),
                ];
                let answer = running.client().send(method, path, &headers, b"{}").unwrap();
                assert_eq!((answer.status, answer.json()), (401, json!({"error": "token"})), "{method} {path} {authorization}");
            }
        }
        for path in [
            "/office/",
            "/office/new",
            "/office/search?receipt=13800138000",
            "/office/download?what=summary",
            "/office/report/261123-4821-9305-7",
        ] {
            for cookie in ["", "mingbai_office=", "mingbai_office=x", "other=a-token-of-the-test"] {
                let answer = running.client().send("GET", path, &[("Cookie", cookie)], b"").unwrap();
                assert_eq!(answer.status, 303, "{path} {cookie}");
                assert!(answer.header("location").unwrap().ends_with("office/login"));
                assert!(answer.body.is_empty());
            }
        }
    });
}

#[test]
fn a_report_goes_its_way_and_every_step_is_kept() {
    on_both(|spot| {
        let running = with_token(spot);
        let mut ill = report();
        ill["causes"] = json!(["因病", "因灾"]);
        ill["consent_sensitive"] = "2026-11-23".into();
        ill["note"] = "=1+1".into();
        let receipt = receipt_of(&running.client().post(&key(1), &ill).unwrap());
        running
            .client()
            .post(&key(2), &json!({"name": "李", "phone": "0591 8521 0000", "place": "yuxi", "consent": "2026-11-23"}))
            .unwrap();

        let summary = get(&running, "/api/summary");
        assert_eq!(summary["towns"][0]["town"], "海口镇");
        assert_eq!((&summary["towns"][0]["new"], &summary["towns"][0]["open"]), (&json!(1), &json!(1)));
        assert_eq!(summary["towns"][0]["causes"][0], json!({"cause": "因病", "count": 1}));
        let csv = api(&running, "GET", "/api/handover?day=2026-11-24&format=csv", &Value::Null).text();
        assert!(csv.contains("'=1+1") && !csv.contains(",=1+1") && csv.starts_with('\u{feff}'), "{csv}");
        assert!(api(&running, "GET", "/api/summary?format=xlsx", &Value::Null).body.starts_with(b"PK"));
        assert_eq!(get(&running, "/api/handover").as_array().unwrap().len(), 0, "what came today is handed over tomorrow");

        running.pass(1);
        assert_eq!(get(&running, "/api/handover").as_array().unwrap().len(), 2);
        assert_eq!(api(&running, "POST", "/api/handover", &json!({"day": "2026-11-24"})).json(), json!({"count": 2}));
        assert_eq!(get(&running, "/api/handover").as_array().unwrap().len(), 0);
        let due = get(&running, "/api/due");
        assert_eq!((&due[0]["due"], &due[0]["overdue"]), (&json!("2026-12-01"), &json!(false)));
        running.pass(8);
        assert_eq!(get(&running, "/api/due")[0]["overdue"], true);

        let set = |state: &str, reason: &str| {
            let answer = api(&running, "POST", &format!("/api/reports/{receipt}/state"), &json!({"state": state, "reason": reason}));
            (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
        };
        assert_eq!(set("confirmed", ""), (409, "state".into()));
        assert_eq!(set("visited", ""), (200, String::new()));
        assert_eq!(set("not_proposed", " "), (422, "reason".into()));
        assert_eq!(set("not_proposed", "收入已经稳定"), (200, String::new()));
        assert_eq!(set("visited", ""), (422, "reason".into()));
        assert_eq!(set("visited", "改正"), (200, String::new()));
        assert_eq!(set("proposed", ""), (200, String::new()));
        assert_eq!(set("confirmed", ""), (200, String::new()));
        let whole = get(&running, &format!("/api/reports/{receipt}"));
        let steps: Vec<_> = whole["history"].as_array().unwrap().iter().map(|step| step["state"].as_str().unwrap()).collect();
        assert_eq!(steps, ["handed_over", "visited", "not_proposed", "visited", "proposed", "confirmed"]);
        assert!(whole["history"].as_array().unwrap().iter().all(|step| step["who"] == "王"));
        assert_eq!(get(&running, "/api/reports?phone=%2B86+138-0013-8000")[0]["receipt"], receipt.as_str());
        let monthly = get(&running, "/api/monthly?month=2026-11");
        assert_eq!(
            (&monthly["from"], &monthly["until"], &monthly["working"]),
            (&json!("2026-10-26"), &json!("2026-11-25"), &json!("2026-11-25"))
        );
        assert_eq!(get(&running, "/api/monthly?month=2026-07")["working"], "2026-07-24");
        assert_eq!(get(&running, "/api/monthly?month=2027-07")["working"], "未公布");
        assert_eq!(get(&running, "/openapi.json")["openapi"], "3.1.0");
    });
}

#[test]
fn after_its_time_nothing_personal_is_left_and_counts_stay() {
    for spot in [Spot::embedded(), Spot::own_server()] {
        let receipts: Vec<String>;
        {
            let running = with_token(&spot);
            let post = |number| receipt_of(&running.client().post(&key(number), &canary(number)).unwrap());
            let parts = std::thread::scope(|scope| {
                let part = |from: usize| scope.spawn(move || (from..from + 50).map(post).collect::<Vec<_>>());
                (0..1000).step_by(50).map(part).collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
            });
            receipts = parts.concat();
            api(&running, "POST", &format!("/api/reports/{}/state", receipts[0]), &json!({"state": "closed", "reason": "金丝雀原因"}));
            assert_eq!(api(&running, "DELETE", &format!("/api/reports/{}", receipts[1]), &Value::Null).status, 204);
            assert_eq!(api(&running, "DELETE", "/api/reports/261123-0000-0000-1", &Value::Null).status, 404);
            assert_eq!(count(&spot.address, "personal"), 999);
            // As servers do by themselves after a while.
            on_server(&spot, &["ANALYZE", "CHECKPOINT"]);
        }
        // The test looks in the right places: the tables, on a server also its log of changes.
        for words in ["金丝雀说明", "139100000", "金丝雀原因"] {
            let places = spot.holding(words);
            let names: Vec<_> = places.iter().map(|file| file.to_string_lossy().into_owned()).collect();
            let server = matches!(spot.address, Address::Server(_));
            let expected: &[&str] = if server { &["/base/", "/pg_wal/"] } else { &["/intake.db"] };
            assert!(expected.iter().all(|part| names.iter().any(|name| name.contains(part))), "{words}: {names:?}");
        }
        let later = || jiff::Timestamp::from_second("2026-12-30T00:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second()).unwrap();
        let intake = mingbai_intake::Intake::open(settings(), &spot.address, Clock::new(later), &wide()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(intake.erase_old()).unwrap(), 999);
        intake.close();
        // What docs/intake.md says that whoever runs the server does.
        on_server(&spot, &["ALTER SYSTEM SET wal_recycle = off", "SELECT pg_reload_conf()"]);
        on_server(&spot, &["CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"]);
        assert_eq!((count(&spot.address, "personal"), count(&spot.address, "reports")), (0, 1000));
        for (receipt, who) in [(&receipts[1], "王"), (&receipts[2], "到期")] {
            let last = mingbai_intake::store::history(spot.address.connect().unwrap().as_mut(), receipt).unwrap().pop().unwrap();
            assert_eq!((last.state.as_str(), last.who.as_str()), ("erased", who));
        }
        for words in ["金丝雀", "139100000", &key(7)] {
            assert_eq!(spot.holding(words), [""; 0].map(std::path::PathBuf::from), "{words}");
        }
        let running = Running::new(&spot.address);
        assert_eq!(get(&running, "/api/summary?day=2026-11-23")["towns"][0]["causes"][3], json!({"cause": "因灾", "count": 1000}));
        // However late: the same report has its first receipt, and another one with its key is none.
        let again = running.client().post(&key(7), &canary(7)).unwrap();
        assert_eq!((again.status, receipt_of(&again)), (200, receipts[7].clone()));
        assert_eq!(running.client().post(&key(7), &canary(8)).unwrap().status, 409);
    }
}

/// What is done on a server only.
fn on_server(spot: &Spot, statements: &[&str]) {
    if matches!(spot.address, Address::Server(_)) {
        let mut session = spot.address.connect().unwrap();
        for statement in statements {
            session.execute(statement, &[]).unwrap();
        }
    }
}

#[test]
fn a_copy_that_is_put_in_the_place_of_the_database_is_used_at_once() {
    let spot = Spot::embedded();
    let running = with_token(&spot);
    let found = || get(&running, "/api/reports?phone=13800138000").as_array().unwrap().len();
    assert_eq!(running.client().post(&key(1), &report()).unwrap().status, 201);
    assert_eq!(found(), 1);
    let Address::Folder(folder) = &spot.address else { panic!("a database in a folder") };
    let backup = folder.with_extension("backup");
    mingbai_intake::database::back_up(&spot.address, &backup).unwrap();
    assert_eq!(running.client().post(&key(2), &report()).unwrap().status, 201);
    assert_eq!(found(), 2);
    std::fs::remove_dir_all(folder).unwrap();
    assert_eq!(running.client().post(&key(3), &report()).unwrap().status, 503);
    mingbai_intake::database::restore(&spot.address, &backup).unwrap();
    assert_eq!(running.client().post(&key(3), &report()).unwrap().status, 201);
    // What came after the copy was made is gone with the folder: its page still has it, and sends it again.
    assert_eq!(running.client().post(&key(2), &report()).unwrap().status, 201);
    assert_eq!((found(), count(&spot.address, "reports")), (3, 3));
}

fn canary(number: usize) -> Value {
    let mut body = report();
    body["name"] = format!("金丝雀{number}").into();
    body["phone"] = format!("1391{number:07}").into();
    body["note"] = format!("金丝雀说明{number}").into();
    body
}

#[test]
fn a_sealed_report_is_read_at_the_office_only() {
    for spot in [Spot::embedded(), Spot::own_server()] {
        let private = seal::Private::new(&[7; 32]);
        let sealed_settings = mingbai_intake::Settings { seal: Some(private.public()), ..settings() };
        let running = Running::with(&spot.address, sealed_settings, &wide());
        add_token(spot.address.connect().unwrap().as_mut(), "王", TOKEN, Clock::system().now()).unwrap();
        let plaintext = json!({"name": "金丝雀", "phone": "13912345678", "causes": ["因病"], "note": "金丝雀"}).to_string();
        let ciphertext = seal::seal(&private.public(), &key(1), &plaintext, &[9; 32]).unwrap();
        let body = json!({"place": "haikou", "consent": "2026-11-23", "sealed": {"key": private.public().name(), "box": ciphertext}});
        let first = running.client().post(&key(1), &body).unwrap();
        assert_eq!(first.status, 201, "{}", first.text());
        assert_eq!(running.client().post(&key(1), &body).unwrap().text(), first.text());
        // In the open nothing is taken, and nothing that is no box.
        let open = running.client().post(&key(2), &report()).unwrap();
        let told: Vec<_> = open.json()["fields"].as_array().unwrap().iter().map(|fault| fault["field"].clone()).collect();
        assert_eq!((open.status, told), (422, vec![json!("name"), json!("phone"), json!("causes"), json!("note"), json!("sealed")]));
        for ciphertext in ["", "AAAA", "!", &"A".repeat(5000)] {
            let body = json!({"place": "haikou", "consent": "2026-11-23", "sealed": {"key": private.public().name(), "box": ciphertext}});
            assert_eq!(running.client().post(&key(2), &body).unwrap().status, 422);
        }
        assert_eq!(
            running.client().form(&[("name", "金丝雀"), ("phone", "13912345678"), ("place", "haikou"), ("consent", "2026-11-23")]).status,
            422
        );
        // What the operator enters is sealed before it is stored.
        let fields = [("key", &*key(3)), ("name", "金丝雀"), ("phone", "13912345678"), ("place", "haikou"), ("consent", "2026-11-23")];
        assert_eq!(desk(&running, "/office/new", &fields).status, 303);
        assert_eq!(desk(&running, "/office/new", &fields).status, 303);
        assert_eq!(count(&spot.address, "reports"), 2);
        // Sealing takes its time in a debug build: `tests/durability` runs this with 1,000.
        let canaries = std::env::var("MINGBAI_SEALED").ok().and_then(|count| count.parse().ok()).unwrap_or(40_usize);
        std::thread::scope(|scope| {
            for part in 0..4 {
                let (running, private) = (&running, &private);
                scope.spawn(move || {
                    for number in (10 + part..10 + canaries).step_by(4) {
                        let plaintext = canary(number).to_string();
                        let ciphertext = seal::seal(&private.public(), &key(number), &plaintext, &[9; 32]).unwrap();
                        let sealed = json!({"key": private.public().name(), "box": ciphertext});
                        let body = json!({"place": "haikou", "consent": "2026-11-23", "sealed": sealed});
                        assert_eq!(running.client().post(&key(number), &body).unwrap().status, 201);
                    }
                });
            }
        });
        on_server(&spot, &["ANALYZE", "CHECKPOINT"]);
        assert!(!spot.holding(&ciphertext).is_empty(), "the test looks in the right place");
        for words in ["金丝雀", "13912345678", "139100000", "因病"] {
            assert_eq!(spot.holding(words), [""; 0].map(std::path::PathBuf::from), "{words}");
        }
        let found = mingbai_intake::store::entries(spot.address.connect().unwrap().as_mut(), &mingbai_intake::store::Search::All).unwrap();
        for entry in found {
            let stored = entry.stored.unwrap();
            let mingbai_intake::report::Content::Sealed(sealed) = stored.content else { panic!("it is not sealed") };
            let opened = seal::open(&private, &stored.aad, &sealed.ciphertext).unwrap();
            assert_eq!(
                serde_json::from_slice::<Value>(&opened).unwrap()["name"].as_str().map(|name| name.starts_with("金丝雀")),
                Some(true)
            );
        }
    }
}

#[test]
fn a_phone_that_kept_a_sealed_report_gets_rid_of_it_after_sealing_was_given_up() {
    on_both(|spot| {
        let running = with_token(spot);
        let private = seal::Private::new(&[7; 32]);
        let ciphertext = seal::seal(&private.public(), &key(1), r#"{"name":"陈"}"#, &[9; 32]).unwrap();
        let sealed = json!({"place": "haikou", "consent": "2026-11-23", "sealed": {"key": private.public().name(), "box": ciphertext}});
        let first = running.client().post(&key(1), &sealed).unwrap();
        assert_eq!(first.status, 201, "{}", first.text());
        assert_eq!(get(&running, &format!("/api/reports/{}", receipt_of(&first)))["fields"], "sealed");
        // Half in the open and half sealed is nothing.
        let mut both = sealed;
        both["name"] = "陈".into();
        assert_eq!(running.client().post(&key(2), &both).unwrap().status, 422);
        assert_eq!(running.client().post(&key(2), &json!({"place": "haikou", "consent": "2026-11-23", "sealed": {}})).unwrap().status, 422);
    });
}

fn desk(running: &Running, path: &str, fields: &[(&str, &str)]) -> harness::Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let cookie = format!("mingbai_office={TOKEN}");
    let own = format!("http://{}", running.address);
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", cookie.as_str()), ("Origin", own.as_str())];
    running.client().send("POST", path, &headers, body.as_bytes()).unwrap()
}

#[test]
fn an_operator_enters_finds_and_moves_reports_without_script() {
    on_both(|spot| {
        let running = with_token(spot);
        let see = |path: &str| running.client().send("GET", path, &[("Cookie", &format!("mingbai_office={TOKEN}"))], b"").unwrap();
        let wrong = desk(&running, "/office/login", &[("token", "x")]);
        assert!(wrong.status == 403 && wrong.header("set-cookie").is_none());
        let login = desk(&running, "/office/login", &[("token", TOKEN)]);
        let cookie = login.header("set-cookie").unwrap();
        assert!(login.status == 303 && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");

        let blank = see("/office/new").text();
        // What the operator reads out before anything is collected, from the settings.
        for told in ["<dt>谁处理</dt><dd>乙局", "30 天", "找：丙科", "2026-11-23", "「因病」「因残」说的是身体的事"]
        {
            assert!(blank.contains(told), "{told}: {blank}");
        }
        assert!(!blank.contains(" checked"), "{blank}");
        let made = blank.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let refused = desk(&running, "/office/new", &[("key", &made), ("name", "<script>")]);
        assert!(refused.status == 422 && refused.text().contains("&lt;script&gt;") && refused.text().contains(&made));
        let fields = [("key", &*made), ("name", "<script>"), ("phone", "13800138000"), ("place", "yuxi"), ("consent", "2026-11-23")];
        let entered = desk(&running, "/office/new", &fields);
        let path = format!("/office/{}", entered.header("location").unwrap());
        assert!(see(&path).text().contains("&lt;script&gt;"));
        let receipt = path.rsplit('/').next().unwrap();
        // And afterwards: the receipt, and what happens next.
        assert!(see(&path).text().contains("念给对方听") && see(&path).text().contains("2026 年 12 月 1 日"), "{}", see(&path).text());
        for said in [receipt, "138-0013-8000"] {
            assert!(see(&format!("/office/search?receipt={said}")).text().contains(receipt), "{said}");
        }
        assert_eq!(desk(&running, &path, &[("state", "handed_over")]).status, 303);
        assert!(!see(&path).text().contains("念给对方听"));
        assert_eq!(desk(&running, &path, &[("state", "received")]).status, 422);
        let early = desk(&running, &path, &[("state", "confirmed"), ("reason", "话说到<一半")]);
        assert!(early.status == 409 && early.text().contains("value=\"话说到&lt;一半\""), "{}", early.text());
        let page = see(&path).text();
        assert!(page.contains("已交办") && page.contains("王"), "{page}");
        assert!(see("/office/").text().contains(receipt));
        assert!(!see("/office/").text().contains("<script"));
        for format in ["csv", "xlsx"] {
            for what in ["summary", "handover", "due", "monthly"] {
                let file = see(&format!("/office/download?what={what}&format={format}"));
                let named = file.header("content-disposition").unwrap().to_owned();
                let own = if what == "due" { "%E6%A0%B8%E5%AE%9E%E6%9C%9F%E9%99%90" } else { "2026-11-2" };
                assert!(file.status == 200 && named.contains(&format!("filename*=UTF-8''{own}")) && named.ends_with(format), "{named}");
            }
        }
        // Erasing asks first, and is done for good.
        let erasing = path.replace("/report/", "/erase/");
        let asked = see(&erasing).text();
        assert!(asked.contains("真的抹掉") && asked.contains("&lt;script&gt;") && count(&spot.address, "personal") == 1, "{asked}");
        assert_eq!(desk(&running, &erasing, &[]).status, 303);
        assert_eq!((count(&spot.address, "personal"), count(&spot.address, "reports")), (0, 1));
        let left = see(&path).text();
        assert!(
            left.contains("王：抹掉了内容")
                && left.contains("（内容已抹掉）")
                && left.contains("已交办")
                && !left.contains("&lt;script&gt;"),
            "{left}"
        );
        assert!(!left.contains("本人要求删除"));
        // From another site the cookie alone opens nothing.
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Cookie", "mingbai_office=a-token-of-the-test"),
            ("Origin", harness::ORIGIN),
        ];
        for path in [path.as_str(), erasing.as_str(), "/office/new", "/office/handover", "/office/logout", "/office/login"] {
            assert_eq!(running.client().send("POST", path, &headers, b"state=visited").unwrap().status, 403, "{path}");
        }
    });
}
