//! Sealed reports, from the making of a key to the office's list, through a change of keys and the loss of one.

use std::path::Path;

use seal::Public;

use crate::harness::County;
use crate::serving::{Serving, ask, county, key, mingbai, path};

const SITE: &str =
    "title = \"试县\"\npolicy = \"p-1\"\non = 2020-07-06\n[hotline]\nname = \"热线\"\n[intake]\nnotice = 2026-11-23\nseal = ";

/// Makes a pair of keys, puts the public one into `site.toml` as the command says, and gives it.
fn new_key(county: &County, file: &str) -> Public {
    let made = mingbai(&["key", "--out", file]);
    assert!(made.status.success(), "{made:?}");
    let line = String::from_utf8(made.stdout).unwrap();
    let public = line.trim().strip_prefix("seal = \"").and_then(|rest| rest.strip_suffix('"')).unwrap().to_owned();
    county.write("content/site.toml", format!("{SITE}\"{public}\"\n"));
    public.parse().unwrap()
}

/// Sends a report as a page seals it.
fn send(serving: &Serving, public: &Public, number: usize, name: &str) -> u16 {
    let plaintext = format!(r#"{{"name":"{name}","phone":"138 0013 8000","note":"屋顶漏水"}}"#);
    let sealed = seal::seal(public, &key(number), &plaintext, &[7; 32]).unwrap();
    let body = format!(r#"{{"place":"jia","consent":"2026-11-23","sealed":{{"key":"{}","box":"{sealed}"}}}}"#, public.name());
    let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {}\r\n", key(number));
    ask(&serving.address, "POST /reports", &headers, &body).unwrap().0
}

#[test]
fn only_who_has_the_key_reads_what_was_sealed_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, first, second, list) =
        (path(&folder, "data"), path(&folder, "first.key"), path(&folder, "second.key"), path(&folder, "list.csv"));
    let county = county();
    let root = county.path("");
    let root = root.to_str().unwrap();
    let old = new_key(&county, &first);
    assert_eq!(mingbai(&["key", "--out", &first]).status.code(), Some(1), "no key is written over");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&first).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let serving = Serving::new(&county, &["--data", &data], &[]);
    assert_eq!(send(&serving, &old, 1, "陈小明"), 201);
    assert_eq!(serving.post(2).unwrap().0, 422, "in the open nothing is taken");

    let open = |keys: &[&str]| {
        let _ = std::fs::remove_file(&list);
        let keys = keys.iter().flat_map(|key| ["--key", key]).collect::<Vec<_>>();
        let opened = mingbai(&[&["open", "--root", root, "--data", &data, "--out", &list][..], &keys].concat());
        (opened.status.code(), std::fs::read_to_string(&list).unwrap_or_default(), String::from_utf8(opened.stderr).unwrap())
    };
    let (code, text, _) = open(&[&first]);
    assert!(code == Some(0) && text.contains("陈小明") && text.contains("屋顶漏水"), "{code:?} {text}");

    // Another key: the intake that runs follows, and what a phone had sealed to the old one is still taken.
    let new = new_key(&county, &second);
    assert_eq!(send(&serving, &old, 3, "王老五"), 201);
    assert_eq!(send(&serving, &new, 4, "林阿婆"), 201);
    let (code, text, _) = open(&[&second, &first]);
    assert!(code == Some(0) && ["陈小明", "王老五", "林阿婆"].iter().all(|name| text.contains(name)), "{code:?} {text}");
    // Without the old one the command says which reports it cannot open, and lists the others.
    let (code, text, told) = open(&[&second]);
    assert!(code == Some(1) && text.contains("林阿婆") && !text.contains("陈小明"), "{code:?} {text}");
    assert!(told.contains("有 2 份打不开"), "{told}");
    // What is no key is told, and nothing is written.
    std::fs::write(&second, "x").unwrap();
    let (code, _, told) = open(&[&second]);
    assert!(code == Some(1) && told.contains("不是私钥的文件") && !Path::new(&list).exists(), "{code:?} {told}");
}
