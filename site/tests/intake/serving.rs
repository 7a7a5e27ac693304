//! An intake that runs as a program of its own, and what is said to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::harness::County;

pub const BODY: &str = r#"{"name":"陈小明","phone":"13800138000","place":"jia","consent":"2026-11-23","note":"#;

/// An intake of a county, killed with the test.
pub struct Serving {
    pub child: Child,
    said: BufReader<ChildStdout>,
    pub address: String,
}

impl Serving {
    pub fn new(county: &County, data: &[&str], wrapper: &[&str]) -> Self {
        Self::with(county, data, wrapper, Stdio::null())
    }

    pub fn with(county: &County, data: &[&str], wrapper: &[&str], faults: Stdio) -> Self {
        let command: Vec<&str> =
            wrapper.iter().chain(&[env!("CARGO_BIN_EXE_mingbai"), "intake", "serve", "--listen", "127.0.0.1:0"]).copied().collect();
        let mut child = Command::new(command[0])
            .args(&command[1..])
            .args(data)
            .arg("--root")
            .arg(county.path(""))
            .stdout(Stdio::piped())
            .stderr(faults)
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        output.read_line(&mut said).unwrap();
        let address = said.split("http://").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_else(|| panic!("{said}")).to_owned();
        Self { child, said: output, address }
    }

    pub fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub fn post(&self, number: usize) -> Option<(u16, String)> {
        post(&self.address, number)
    }

    /// Tells it to stop; what it said after its first line.
    pub fn stop(mut self) -> String {
        Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(self.child.wait().unwrap().success());
        let mut said = String::new();
        self.said.read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.end();
    }
}

pub fn post(address: &str, number: usize) -> Option<(u16, String)> {
    let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {}\r\n", key(number));
    ask(address, "POST /reports", &headers, &format!("{BODY}\"第{number}份\"}}"))
}

/// The status and the body that answer a request; nothing where they did not come whole.
pub fn ask(address: &str, what: &str, headers: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let length = body.len();
    let head = format!("{what} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n");
    stream.write_all(format!("{head}{body}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok())?;
    (body.len() == length).then(|| (head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_default(), body.to_owned()))
}

pub fn key(number: usize) -> String {
    format!("6f3c1f5e-6a39-4a53-9d0b-{number:012x}")
}

pub fn county() -> County {
    let county = County::new();
    county.write("content/places.csv", "id,name,level,parent,phone,address,contact\njia,甲镇,town,,,,\n");
    county
}

pub fn mingbai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingbai")).arg("intake").args(arguments).output().unwrap()
}

pub fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

pub fn session(data: &[&str]) -> Box<dyn intake::database::Session> {
    let address = match data[0] {
        "--data" => intake::Address::Folder(data[1].into()),
        _ => intake::Address::Server(data[1].into()),
    };
    address.connect().unwrap()
}

pub fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}
