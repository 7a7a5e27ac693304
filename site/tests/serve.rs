//! `mingbai serve`: what is changed reaches the page, what is wrong does not, and an open page hears of it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod harness;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use harness::County;

const PATIENCE: Duration = Duration::from_secs(60);

/// A server of a county, ended with the test.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn new(county: &County) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mingbai"))
            .args(["serve", "--port", "0", "--root"])
            .arg(county.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
        let address = said.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_else(|| panic!("{said}")).to_owned();
        Self { child, address }
    }

    fn ask(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        stream
    }

    fn page(&self, path: &str) -> String {
        let mut answer = Vec::new();
        self.ask(path).read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks for a page until it holds some words.
    fn wait_for(&self, path: &str, words: &str) {
        self.wait_until(path, |page| page.contains(words));
    }

    /// Asks for a page until it is as wanted.
    fn wait_until(&self, path: &str, wanted: impl Fn(&str) -> bool) {
        let begin = Instant::now();
        loop {
            let page = self.page(path);
            if wanted(&page) {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "{path} stayed as it was:\n{page}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // The first lets the server remove its folder; the second is for one that does not listen.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        std::thread::sleep(Duration::from_millis(100));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_change_reaches_the_page_a_fault_does_not_and_the_open_page_hears_of_it() {
    let county = County::new().guide("a", "第一次写的");
    let serving = Serving::new(&county);
    assert!(serving.page("/guide/a/").contains("第一次写的"));
    let mut events = BufReader::new(serving.ask("/.mingbai/events"));
    // The head of the answer: from here on the page listens.
    let mut line = String::new();
    while events.read_line(&mut line).unwrap() > 2 {
        line.clear();
    }

    county.write("content/guide/a.md", "+++\ntitle = \"a\"\n+++\n[坏的](nowhere.md)");
    county.write("content/guide/b.md", "+++\ntitle = \"b\"\n+++\n一起写的");
    std::thread::sleep(Duration::from_millis(600));
    assert!(serving.page("/guide/a/").contains("第一次写的"));
    assert!(serving.page("/guide/b/").starts_with("HTTP/1.1 404"));

    county.write("content/guide/a.md", "+++\ntitle = \"a\"\n+++\n第二次写的");
    serving.wait_for("/guide/a/", "第二次写的");
    assert!(serving.page("/guide/b/").contains("一起写的"));
    line.clear();
    while !line.contains("event: reload") {
        line.clear();
        assert!(events.read_line(&mut line).unwrap() > 0, "the events ended");
    }
}

#[test]
fn templates_that_come_later_are_seen() {
    let county = County::new();
    let serving = Serving::new(&county);
    let own = |words: &str| format!("{{% extends \"base.html\" %}}{{% block main %}}{words}{{% endblock main %}}");
    county.write("templates/404.html", own("自己的"));
    serving.wait_for("/nowhere/", "自己的");
    county.write("templates/404.html", own("改过的"));
    serving.wait_for("/nowhere/", "改过的");
    let script = "{% set script = asset(path=\"own.js\") %}{{ script.url }}";
    county.write("templates/components/own/own.js", "export const a = 1;");
    county.write("templates/404.html", own(script));
    serving.wait_for("/nowhere/", "/assets/own.");
    let before = serving.page("/nowhere/");
    county.write("templates/components/own/own.js", "export const a = 2;");
    serving.wait_until("/nowhere/", |page| page.contains("/assets/own.") && page != before);
    std::fs::remove_dir_all(county.path("templates")).unwrap();
    serving.wait_for("/nowhere/", "没有这一页");
}

#[test]
fn a_site_that_begins_with_a_fault_appears_once_it_is_mended() {
    let county = County::new().guide("a", "[坏的](nowhere.md)");
    let serving = Serving::new(&county);
    let page = serving.page("/");
    assert!(page.contains("网站还没有做出来") && page.contains("/.mingbai/reload.js"), "{page}");
    county.write("content/guide/a.md", "+++\ntitle = \"a\"\n+++\n好的");
    serving.wait_for("/guide/a/", "好的");
    assert!(serving.page("/").contains("试县"));
}

#[test]
fn nothing_of_what_is_being_written_is_kept_in_the_browser() {
    let serving = Serving::new(&County::new());
    assert!(serving.page("/sw.js").contains("\"files\":{},\"visited\":[]"));
    let page = serving.page("/check/");
    assert!(page.contains("manifest.webmanifest") && !page.contains("data-version") && !page.contains("version."), "{page}");
}

#[test]
fn the_intake_is_served_with_the_site_and_gives_a_receipt() {
    let county = County::new().with("content/places.csv", "id,name,level,parent,phone,address,contact\njia,甲镇,town,,,,\n");
    let serving = Serving::new(&county);
    let body = "name=%E7%94%B2&phone=13800138000&place=jia&consent=2026-11-23";
    let mut stream = TcpStream::connect(&serving.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // As a browser sends a form of a page that tells where it is from.
    assert!(serving.page("/report/").contains("<meta name=\"referrer\" content=\"strict-origin\">"));
    let head = "POST /intake/reports HTTP/1.1\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    write!(stream, "{head}Host: {0}\r\nOrigin: http://{0}\r\nContent-Length: {1}\r\n\r\n{body}", serving.address, body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201") && answer.contains("收到了"), "{answer}");
    assert!(serving.page("/intake/office/login").contains("口令"));
    assert!(county.path("data/intake/intake.db").exists());

    // What is changed in the content reaches the intake, too.
    assert!(serving.page("/intake/office/login").contains("待主办单位填写"));
    county.write("content/site.toml", county_site("phone = \"0591-00000000\"\n"));
    serving.wait_for("/intake/office/login", "tel:0591-00000000");
    assert!(serving.page("/intake/office/login").contains("口令"));
}

/// The settings of a county whose hotline has more than a name.
fn county_site(hotline: &str) -> String {
    format!("title = \"试县\"\npolicy = \"p-1\"\n[hotline]\nname = \"热线\"\n{hotline}")
}
