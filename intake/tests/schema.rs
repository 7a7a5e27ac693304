//! Databases of every released schema are brought forward with all that is in them, and no released step is ever changed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod harness;

use std::path::Path;

use harness::{Running, Spot, count, key, on_both, report};
use mingbai_intake::Address;
use mingbai_intake::database::{MIGRATIONS, Migration};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The digest of each step. Whoever needs another schema adds a step, its digest here and a database of it in `schema/`.
const RELEASED: [(i64, &str); 2] = [
    (1, "357c813639c2cbe6e47c07f0ea22639afef99a9a21394322ad4337b65da1500f"),
    (2, "55e24cd709ea591060dadbbdfbd0d72ae19a66fca86684f7623d246ea09fdcdc"),
];

/// What is done in a step, in one number.
fn digest(step: &Migration) -> String {
    let mut digest = Sha256::new();
    for (room, statements) in [("all", step.statements), ("server", step.server)] {
        for statement in statements {
            digest.update(format!("{room}\0{}\0", statement.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn no_released_step_is_changed() {
    let steps: Vec<(i64, String)> = MIGRATIONS.iter().map(|step| (step.number, digest(step))).collect();
    assert_eq!(steps, RELEASED.map(|(number, digest)| (number, digest.to_owned())));
}

/// Puts the database of a schema where the intake will look for it.
fn lay(address: &Address, schema: i64) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/schema/{schema:03}.sql"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{} is missing", file.display()));
    let mut session = address.connect().unwrap();
    for line in text.lines().filter(|line| !line.starts_with("--")) {
        let statement = match line.strip_prefix("SERVER ") {
            Some(_) if !session.is_server() => continue,
            rest => rest.unwrap_or(line),
        };
        session.execute(statement.trim_end_matches(';'), &[]).unwrap_or_else(|error| panic!("{error}: {statement}"));
    }
}

fn get(running: &Running, path: &str) -> Value {
    let answer = running.client().send("GET", path, &[("Authorization", "Bearer a-token-of-the-test")], b"").unwrap();
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

#[test]
fn every_released_schema_is_brought_forward_with_its_rows() {
    for (schema, _) in RELEASED {
        on_both(|spot: &Spot| {
            lay(&spot.address, schema);
            let running = Running::new(&spot.address);
            let last = spot.address.connect().unwrap().row("SELECT MAX(number) FROM migrations", &[]).unwrap().unwrap().integer(0);
            assert_eq!(Some(last), MIGRATIONS.last().map(|step| step.number), "{schema}");

            let open = get(&running, "/api/reports/261120-4821-9305-9");
            let fields =
                ["state", "town", "place", "handed_over", "name", "phone", "causes", "note", "fields"].map(|name| open[name].clone());
            let expected =
                json!(["visited", "海口镇", "牛宅村", "2026-11-21", "陈小明", "13800138000", ["因灾"], "屋顶塌了\n没处住", "open"]);
            assert_eq!(json!(fields), expected, "{schema}");
            let steps: Vec<&Value> = open["history"].as_array().unwrap().iter().map(|step| &step["reason"]).collect();
            assert_eq!(steps, ["", "已到户"]);
            let waiting = get(&running, "/api/handover");
            assert_eq!((&waiting[0]["state"], &waiting[0]["fields"], waiting[1].is_null()), (&json!("received"), &json!("sealed"), true));
            let summary = get(&running, "/api/summary?day=2026-10-01");
            assert_eq!(summary["towns"][0]["causes"][3], json!({"cause": "因灾", "count": 1}), "{summary}");

            // What came before is known again, erased or not; what comes now is taken.
            for (number, receipt) in [(1, "261120-4821-9305-9"), (3, "261001-7777-7777-4")] {
                let again = running.client().post(&key(number), &report()).unwrap();
                assert_eq!((again.status, &again.json()["receipt"]), (200, &json!(receipt)), "{schema}");
            }
            assert_eq!(running.client().post(&key(4), &report()).unwrap().status, 201);
            assert_eq!(["reports", "personal", "history"].map(|table| count(&spot.address, table)), [4, 3, 3]);
        });
    }
}

/// Tables and indexes as the embedded database says them, without blanks.
fn shape(address: &Address) -> Vec<String> {
    let rows = address.connect().unwrap().rows("SELECT sql FROM sqlite_master WHERE sql <> '' ORDER BY name", &[]).unwrap();
    rows.iter().map(|row| row.text(0).split_whitespace().collect()).collect()
}

#[test]
fn what_was_brought_forward_is_what_is_made_anew() {
    let fresh = Spot::embedded();
    drop(Running::new(&fresh.address));
    for (schema, _) in RELEASED {
        let spot = Spot::embedded();
        lay(&spot.address, schema);
        drop(Running::new(&spot.address));
        assert_eq!(shape(&spot.address), shape(&fresh.address), "{schema}");
    }
}

#[test]
fn a_server_that_was_brought_forward_keeps_no_samples_of_what_is_personal() {
    for (schema, _) in RELEASED {
        let spot = Spot::server();
        let samples = || {
            let statement = "SELECT COUNT(*) FROM pg_stats WHERE attname IN ('phone', 'body', 'reason', 'secret')";
            let mut session = spot.address.connect().unwrap();
            session.execute("ANALYZE", &[]).unwrap();
            session.row(statement, &[]).unwrap().unwrap().integer(0)
        };
        lay(&spot.address, schema);
        assert_eq!(samples() > 0, schema == 1, "{schema}");
        drop(Running::new(&spot.address));
        assert_eq!(samples(), 0, "{schema}");
    }
}

#[test]
fn a_schema_of_a_later_version_is_left_alone() {
    on_both(|spot| {
        lay(&spot.address, 1);
        spot.address.connect().unwrap().execute("INSERT INTO migrations (number) VALUES ($1)", &[1000.into()]).unwrap();
        let opened = mingbai_intake::database::migrate(spot.address.connect().unwrap().as_mut());
        assert_eq!(opened.unwrap_err().to_string(), "the database is of a later version of mingbai");
        assert_eq!(count(&spot.address, "migrations"), 2);
    });
}
