//! What `mingbai build` makes of a county's folder.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod harness;

use harness::{County, mingbai, snapshot};

#[test]
fn every_page_of_the_table_is_there() {
    let county = County::new().with("content/places.csv", "id,name,level,parent,phone,address,contact\ntown,甲镇,town,,,,\n");
    county.build();
    for page in ["", "check/", "explain/", "policy/", "policy/p-1/", "guide/", "standards/", "places/", "places/town/", "about/"] {
        county.has(&format!("{page}index.html"), "<h1");
    }
    county.has("404.html", "没有这一页").has("robots.txt", "Sitemap:").has("sitemap.xml", "/policy/p-1/").has("feed.xml", "试县的政策");
    county.has("places/town/index.html", "待主办单位填写");
}

#[test]
fn figures_and_tables_come_from_the_rules() {
    let county = County::new().guide("a", "每人 {{低保标准}}，四人 {{低保标准 × 4人|数}} 元。");
    county.build();
    county.has("policy/p-1/index.html", "每人 <strong>8,400 元</strong>。");
    county.has("guide/a/index.html", "每人 8,400 元/人，四人 33,600 元。");
    county.has("check/index.html", "84,000 元").has("standards/index.html", "8,400 元/人");
}

#[test]
fn a_rule_is_shown_in_words_under_its_clause() {
    let county = County::new();
    county.build();
    county.has("policy/p-1/index.html", "要回答的问题：监测对象").has("policy/p-1/index.html", "试〔2020〕1号 标准");
    county.lacks("policy/p-1/index.html", "language-toml");
}

#[test]
fn links_are_relative_and_name_the_file() {
    let county = County::new().guide("a", "[甲](../policy/p-1.md#a) [乙](/check/)");
    county.build();
    county.has("guide/a/index.html", "href=\"../../policy/p-1/index.html#a\"").has("guide/a/index.html", "href=\"../../check/index.html\"");
    county.lacks("guide/a/index.html", "rel=\"canonical\"");
}

#[test]
fn a_base_url_gives_canonical_addresses() {
    let county = County::new();
    let done = county.run(&["build", "--base-url", "https://a.example/x"]);
    assert_eq!(done.code, 0, "{}", done.err);
    county.has("check/index.html", "<link rel=\"canonical\" href=\"https://a.example/x/check/\">");
    county.has("404.html", "href=\"/x/index.html\"").has("sitemap.xml", "<loc>https://a.example/x/check/</loc>");
    assert_eq!(county.run(&["build", "--base-url", "nonsense"]).code, 2);
}

#[test]
fn assets_carry_a_hash_and_an_integrity() {
    let county = County::new();
    county.build();
    let page = county.read("check/index.html");
    let styles: Vec<&str> = page.split("<link ").filter(|link| link.contains("stylesheet")).collect();
    assert!(!styles.is_empty() && styles.iter().all(|link| link.contains("integrity=\"sha384-")), "{page}");
    let scripts: Vec<&str> = page.split("<script").skip(1).filter(|script| script.contains(" src=")).collect();
    assert!(!scripts.is_empty() && scripts.iter().all(|script| script.contains("integrity=\"sha384-")), "{page}");
    for unsafe_source in ["unsafe-inline", "'unsafe-eval'"] {
        for file in ["check/index.html", "_headers", "deploy/nginx.conf", "deploy/Caddyfile"] {
            county.lacks(file, unsafe_source);
        }
    }
    county.has("_headers", "frame-ancestors").has("deploy/nginx.conf", "nosniff");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let county = County::new().guide("a", "甲").guide("b", "[甲](a.md)");
    county.build();
    let first = snapshot(&county.path("public"));
    county.build();
    assert_eq!(first, snapshot(&county.path("public")));
}

#[test]
fn a_failed_build_leaves_the_old_site_as_it_was() {
    let county = County::new();
    county.build();
    let before = snapshot(&county.path("public"));
    county.write("content/guide/a.md", "+++\ntitle = \"甲\"\n+++\n[乙](nowhere.md)");
    assert_eq!(county.run(&["build"]).code, 1);
    assert_eq!(before, snapshot(&county.path("public")));
    let beside: Vec<_> = std::fs::read_dir(county.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "{beside:?}");
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let county = County::new();
    let done = county.run(&["build", "--out", "/dev/full/public"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("写不了"), "{}", done.err);
    county.write("other/a.txt", "x");
    let done = county.run(&["build", "--out", county.path("other").to_str().unwrap()]);
    assert_eq!(done.code, 1);
    assert!(county.path("other/a.txt").exists());
    assert_eq!(county.run(&["build", "--out", county.path("content").to_str().unwrap()]).code, 1);
}

#[test]
fn templates_of_the_county_replace_those_built_in() {
    let county = County::new().with("templates/404.html", "{% extends \"base.html\" %}{% block main %}自己的{% endblock main %}");
    county.build();
    county.has("404.html", "自己的");
}

#[test]
fn the_shipped_site_is_built_and_all_its_links_lead_somewhere() {
    let out = tempfile::tempdir().unwrap();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let done = mingbai(&["build", "--root", root, "--out", out.path().join("site").to_str().unwrap()], "");
    assert_eq!(done.code, 0, "{}", done.err);
    let site = out.path().join("site");
    for (file, bytes) in snapshot(&site).into_iter().filter(|(file, _)| file.extension().is_some_and(|ending| ending == "html")) {
        let page = String::from_utf8(bytes).unwrap();
        for address in page.split(" href=\"").skip(1).chain(page.split(" src=\"").skip(1)).map(|rest| rest.split('"').next().unwrap()) {
            let path = address.split('#').next().unwrap();
            let outside = path.contains(':') || path.is_empty() || file.starts_with("404.html");
            let target = site.join(&file).parent().unwrap().join(path);
            assert!(outside || target.is_file(), "{} links to {address}", file.display());
        }
    }
}
