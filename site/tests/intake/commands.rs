//! The office's commands.

use std::path::Path;

use crate::load::Load;
use crate::serving::{BODY, Serving, ask, county, key, mingbai, path, session};

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
    let shown = mingbai(&["show", &receipt, "--root", root, "--data", &data]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    for line in [format!("{receipt}  已收到"), "谁：陈小明 13800138000".into(), "王：已交办".into(), "王：已收到（交错了）".into()]
    {
        assert!(shown.contains(&line), "{line}: {shown}");
    }
    let shown = |said: &str| mingbai(&["show", said, "--root", root, "--data", &data]);
    assert!(String::from_utf8(shown("138 0013 8000").stdout).unwrap().contains(&receipt));
    assert_eq!((shown("13900139000").status.code(), shown("x").status.code()), (Some(1), Some(1)));
    let handed = mingbai(&["handover", "--data", &data, "--name", "王", "--day", "2999-01-01"]);
    assert!(String::from_utf8(handed.stdout).unwrap().starts_with("1 份"));
    let listed = || String::from_utf8(mingbai(&["token", "--data", &data, "--list"]).stdout).unwrap();
    assert_eq!(listed(), "");
    assert!(mingbai(&["token", "--data", &data, "--name", "林"]).status.success());
    assert!(listed().starts_with("林  20"), "{}", listed());
    assert_eq!(mingbai(&["token", "--data", &data]).status.code(), Some(1));
    assert_eq!(mingbai(&["export", "due", "--root", root, "--data", &data, "--out", "x.doc"]).status.code(), Some(1));

    assert!(mingbai(&["backup", &backup, "--data", &data]).status.success());
    assert_eq!(mingbai(&["backup", &backup, "--data", &data]).status.code(), Some(1));
    assert_eq!(mingbai(&["erase", &receipt, "--data", &data]).status.code(), Some(1));
    assert!(mingbai(&["erase", &receipt, "--data", &data, "--name", "林"]).status.success());
    assert!(String::from_utf8(shown(&receipt).stdout).unwrap().contains("林：抹掉了内容"));
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

#[test]
fn a_backup_is_whole_while_reports_come() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup, other) = (path(&folder, "data"), path(&folder, "backup.db"), path(&folder, "other"));
    let serving = Serving::new(&county(), &["--data", &data], &[]);
    let load = Load::new(&serving.address);
    let mut before = Vec::new();
    load.during(|| {
        load.stored(100);
        before = load.receipts.lock().unwrap().values().cloned().collect();
        let made = mingbai(&["backup", &backup, "--data", &data]);
        assert!(made.status.success(), "{made:?}");
        load.stored(50);
    });
    assert!(mingbai(&["restore", &backup, "--data", &other]).status.success());
    let mut copy = session(&["--data", &other]);
    let rows = copy.rows("SELECT r.receipt FROM reports r JOIN personal p ON p.receipt = r.receipt", &[]).unwrap();
    let copied: Vec<String> = rows.iter().map(|row| row.text(0)).collect();
    assert!(before.iter().all(|answer| copied.iter().any(|receipt| answer.contains(receipt))), "{} of {}", copied.len(), before.len());
    assert!(load.receipts.lock().unwrap().len() > copied.len(), "what came later is not in it");
    assert_eq!(copy.row("PRAGMA integrity_check", &[]).unwrap().unwrap().text(0), "ok");
    // Half a copy is none.
    let whole = std::fs::read(&backup).unwrap();
    std::fs::write(&backup, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(mingbai(&["restore", &backup, "--data", &path(&folder, "third")]).status.code(), Some(1));
}

#[test]
fn what_changes_in_the_content_reaches_an_intake_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let county = county();
    let serving = Serving::new(&county, &["--data", &path(&folder, "data")], &[]);
    let send = || {
        let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {}\r\n", key(1));
        ask(&serving.address, "POST /reports", &headers, &BODY.replace("jia", "yi").replace(r#","note":"#, "}")).unwrap().0
    };
    assert_eq!(send(), 422);
    county.write("content/places.csv", "id,name,level,parent,phone,address,contact\njia,甲镇,town,,,,\nyi,乙镇,town,,,,\n");
    let begin = std::time::Instant::now();
    while send() != 201 {
        assert!(begin.elapsed() < std::time::Duration::from_secs(30), "it is not told");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    // What is wrong changes nothing.
    county.write("content/places.csv", "id,name\nbing\n");
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(send(), 200);
}
