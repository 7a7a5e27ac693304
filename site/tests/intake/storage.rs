//! Storage that fails: never a receipt for what is not stored, and the intake goes on once it is well again.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::load::Load;
use crate::serving::{Serving, ask, county, path, session};

/// What it says of itself.
fn health(serving: &Serving) -> u16 {
    ask(&serving.address, "GET /health", "", "").unwrap().0
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
    let mut server = crate::postgres::Server::new();
    let database = server.new_database();
    let data = ["--database", database.as_str()];
    let serving = Serving::new(&county(), &data, &[]);
    let load = Load::new(&serving.address);
    load.during(|| {
        for _ in 0..2 {
            load.stored(50);
            server.stop();
            load.refused(50);
            assert_eq!(health(&serving), 503);
            server.start();
        }
        load.stored(50);
        assert_eq!(health(&serving), 200);
    });
    load.look(&data);
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_is_full_or_faulty_gives_no_receipt_and_the_intake_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let (data, library, disk) = (path(&folder, "data"), path(&folder, "disk.so"), path(&folder, "disk"));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/intake/disk.c");
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o", &library, source, "-ldl"]).status();
    assert!(made.unwrap().success(), "a C compiler builds SQLite, too");
    let (preload, told) = (format!("LD_PRELOAD={library}"), format!("MINGBAI_DISK={disk}"));
    let serving = Serving::new(&county(), &["--data", &data], &["env", &preload, &told]);
    let load = Load::new(&serving.address);
    load.during(|| {
        for fault in ["full", "sync", "full"] {
            load.stored(50);
            let fault = format!("{disk}.{fault}");
            std::fs::write(&fault, "").unwrap();
            load.refused(30);
            assert_eq!(health(&serving), 503);
            std::fs::remove_file(fault).unwrap();
        }
        load.stored(50);
        assert_eq!(health(&serving), 200);
    });
    load.look(&["--data", &data]);
}

#[test]
#[cfg(unix)]
fn a_postgres_whose_disk_is_full_gives_no_receipt_and_the_intake_recovers() {
    let database = crate::postgres::new_database();
    let data = ["--database", database.as_str()];
    let serving = Serving::new(&county(), &data, &[]);
    let load = Load::new(&serving.address);
    // What a server says whose disk is full, to an insert and to a commit.
    let full = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS \
        $f$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $f$";
    session(&data).execute(full, &[]).unwrap();
    load.during(|| {
        for trigger in [
            "TRIGGER full_disk BEFORE INSERT ON personal",
            "CONSTRAINT TRIGGER full_disk AFTER INSERT ON personal DEFERRABLE INITIALLY DEFERRED",
        ] {
            load.stored(50);
            session(&data).execute(&format!("CREATE {trigger} FOR EACH ROW EXECUTE FUNCTION full_disk()"), &[]).unwrap();
            load.refused(30);
            session(&data).execute("DROP TRIGGER full_disk ON personal", &[]).unwrap();
        }
        load.stored(50);
    });
    load.look(&data);
}
