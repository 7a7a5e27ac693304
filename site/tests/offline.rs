//! What a built site has for use without a network: the worker's list, the version, the manifest.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod harness;

use std::collections::BTreeMap;

use harness::{County, snapshot};
use serde_json::Value;
use sha2::{Digest, Sha256};

const PLACES: &str =
    "id,name,level,parent,phone,address,contact\ncounty,试县,county,,,,\ntown,甲镇,town,county,,,\nvillage,乙村,village,town,,,\n";

/// The list of a built site's worker.
fn list(county: &County) -> Value {
    let worker = county.read("sw.js");
    let line = worker.lines().next().unwrap();
    serde_json::from_str(line.strip_prefix("const LIST = ").unwrap().strip_suffix(';').unwrap()).unwrap()
}

fn files(list: &Value) -> BTreeMap<String, String> {
    serde_json::from_value(list["files"].clone()).unwrap()
}

/// What is kept with a page that names it, once that was opened.
fn with_page(list: &Value) -> BTreeMap<String, String> {
    serde_json::from_value(list["with_page"].clone()).unwrap()
}

#[test]
fn every_file_of_the_list_is_there_as_the_list_says() {
    let county = County::new().with("content/places.csv", PLACES).guide("问答", "![图](图.png)").with("content/guide/图.png", "图");
    county.build();
    let list = list(&county);
    let (files, with_page) = (files(&list), with_page(&list));
    for (path, digest) in files.iter().chain(&with_page) {
        let bytes = std::fs::read(county.path("public").join(path)).unwrap();
        let whole: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(digest.len() == 16 && whole.starts_with(digest), "{path}");
    }
    let needed = ["index.html", "check/index.html", "explain/index.html", "standards/index.html", "guide/index.html", "about/index.html"];
    let others = ["policy/p-1/index.html", "guide/问答/index.html", "guide/图.png", "places/town/index.html", "places/county/index.html"];
    for path in needed.into_iter().chain(others).chain(["offline/index.html", "version.json"]) {
        assert!(files.contains_key(path), "{path}");
    }
    for (path, _) in snapshot(&county.path("public/assets")) {
        let path = format!("assets/{}", path.display());
        assert_ne!(files.contains_key(&path), with_page.contains_key(&path), "{path}");
    }
    for path in ["sw.js", "404.html", "_headers", "deploy/Caddyfile", "sitemap.xml", ".mingbai"] {
        assert!(!files.contains_key(path), "{path}");
    }
}

#[test]
fn villages_are_kept_only_once_they_were_opened() {
    let county = County::new().with("content/places.csv", PLACES);
    county.build();
    county.has("places/village/index.html", "乙村");
    let list = list(&county);
    assert!(!files(&list).contains_key("places/village/index.html"));
    assert_eq!(list["visited"], serde_json::json!(["p/", "places/", "screen-list/", "screen/"]));
}

#[test]
fn what_an_office_needs_is_kept_only_with_its_page() {
    let county = County::new();
    county.build();
    let list = list(&county);
    assert!(!files(&list).contains_key("screen-list/index.html"));
    assert_eq!(list["visited"], serde_json::json!(["screen-list/"]));
    let page = county.read("screen-list/index.html");
    let with_page = with_page(&list);
    assert!(with_page.keys().any(|path| path.ends_with(".wasm")), "{with_page:?}");
    for path in with_page.keys() {
        assert!(page.contains(path.as_str()), "{path}");
    }
}

#[test]
fn a_large_site_is_not_kept_as_a_whole() {
    let long = "很长的一段话。".repeat(4000);
    let county = (0..60).fold(County::new(), |county, number| county.guide(&format!("g{number:02}"), &long));
    let county = county.with("content/guide/large.pdf", vec![0; 400_000]).with("content/guide/heard.mp3", "x");
    county.build();
    let list = list(&county);
    let files = files(&list);
    let guides = files.keys().filter(|path| path.starts_with("guide/g")).count();
    assert!((20..60).contains(&guides), "{guides}");
    assert_eq!(list["visited"], serde_json::json!(["guide/", "screen-list/"]));
    for path in ["policy/p-1/index.html", "check/index.html", "guide/index.html"] {
        assert!(files.contains_key(path), "{path}");
    }
    assert!(!files.contains_key("guide/large.pdf") && !files.contains_key("guide/heard.mp3"));
}

#[test]
fn the_version_changes_with_every_file_and_with_nothing_else() {
    let county = County::new().with("content/places.csv", PLACES);
    let version = |county: &County| {
        county.build();
        let told: Value = serde_json::from_str(&county.read("version.json")).unwrap();
        assert_eq!(told["version"], list(county)["version"]);
        told["version"].as_str().unwrap().to_owned()
    };
    let first = version(&county);
    assert_eq!((version(&county), first.len()), (first.clone(), 7));
    county.write("content/places.csv", PLACES.replace("乙村", "丙村"));
    assert_ne!(version(&county), first);
    county.write("content/places.csv", PLACES);
    assert_eq!(version(&county), first);
}

#[test]
fn the_version_tells_the_latest_day() {
    let county = County::new().with("content/guide/a.md", "+++\ntitle = \"甲\"\nupdated = 2021-03-04\n+++\n");
    county.build().has("version.json", "2021年3月4日");
}

#[test]
fn the_manifest_names_what_is_there() {
    let county = County::new();
    county.build();
    let manifest: Value = serde_json::from_str(&county.read("manifest.webmanifest")).unwrap();
    assert_eq!((&manifest["name"], &manifest["short_name"]), (&"试县".into(), &"试县".into()));
    assert_eq!((&manifest["lang"], &manifest["display"], &manifest["scope"]), (&"zh-CN".into(), &"standalone".into(), &"./".into()));
    let there = |path: &Value| assert!(county.path("public").join(path.as_str().unwrap()).is_file(), "{path}");
    there(&manifest["start_url"]);
    manifest["icons"].as_array().unwrap().iter().for_each(|icon| there(&icon["src"]));
    manifest["shortcuts"].as_array().unwrap().iter().for_each(|shortcut| there(&shortcut["url"]));
    assert_eq!((manifest["icons"].as_array().unwrap().len(), manifest["shortcuts"].as_array().unwrap().len()), (3, 2));
    let colour = manifest["theme_color"].as_str().unwrap();
    county
        .has("index.html", &format!("<meta name=\"theme-color\" content=\"{colour}\""))
        .has("check/index.html", "../manifest.webmanifest");
    let named = County::new().with("content/site.toml", "title = \"试县\"\nshort_title = \"短名\"\npolicy = \"p-1\"\n");
    named.build().has("manifest.webmanifest", "短名");
}

#[test]
fn the_servers_let_nobody_hold_on_to_an_old_worker() {
    let county = County::new();
    county.build();
    for file in ["_headers", "deploy/nginx.conf", "deploy/Caddyfile"] {
        county.has(file, "no-cache").has(file, "application/manifest+json");
    }
}

#[test]
fn a_seal_that_is_no_drawing_is_told() {
    let county = County::new().with("templates/assets/seal.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\">\n  <rect></g></svg>");
    let done = county.run(&["build"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("templates/assets/seal.svg:2") && done.err.contains("不是一张完整的 SVG 图"), "{}", done.err);
    assert_eq!(done.err.matches("错误: ").count(), 1, "{}", done.err);
}
