//! Durable reports a second, their latency, and the floor; memory at many open connections; honest clients in a flood.
//!
//! The intake runs in a process of its own: this program, called with `serve` and a database.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use intake::http::Rate;
use intake::{Address, Calendar, Clock, Hotline, Intake, Limits, Place, Settings};
use jiff::civil::Date;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const SECONDS: u64 = 5;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve", address, per_second] => serve(&address_of(address), per_second.parse()?),
        ["floor", address, clients] => floor(&address_of(address), clients.parse()?),
        ["reports", address] => reports(address),
        ["connections", address, count] => connections(address, count.parse()?),
        ["flood", address] => flood(address),
        _ => Err("intake floor|reports|connections|flood <folder or postgres://…>".into()),
    }
}

fn address_of(text: &str) -> Address {
    if text.starts_with("postgres") { Address::Server(text.into()) } else { Address::Folder(text.into()) }
}

struct EveryDay;

impl Calendar for EveryDay {
    fn is_working(&self, _day: Date) -> Option<bool> {
        Some(true)
    }
}

fn settings() -> Settings {
    Settings {
        title: "bench".into(),
        site: String::new(),
        places: vec![Place { id: "jia".into(), name: "甲镇".into(), town: "jia".into() }],
        causes: Vec::new(),
        notice: "2026-11-23".into(),
        keep_days: None,
        handler: String::new(),
        contact: String::new(),
        hotline: Hotline::default(),
        seal: None,
        verification_days: None,
        monthly_day: None,
        calendar: Arc::new(EveryDay),
        style: String::new(),
    }
}

/// Serves until its input ends, `per_second` reports of all clients together; says where, then.
fn serve(address: &Address, per_second: f64) -> Outcome<()> {
    let open = Rate { burst: 1e12, per_second: 1e12 };
    let all = if per_second > 0.0 { Rate { burst: per_second, per_second } } else { open };
    let limits = Limits { address: Rate { burst: 60.0, per_second: 1.0 }, all, behind_proxy: per_second > 0.0, ..Limits::default() };
    let intake = Intake::open(settings(), address, Clock::system(), &limits)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        let ended = async {
            let _ = tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0])).await;
        };
        intake::http::serve(listener, intake.router(), &limits, ended).await
    })?;
    Ok(())
}

struct Served(Child, SocketAddr);

impl Served {
    fn new(address: &str, per_second: f64) -> Outcome<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", address, &per_second.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        Ok(Self(child, line.trim().parse()?))
    }

    fn memory(&self) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A connection that is kept, and sends one report after the other.
struct Client {
    stream: BufReader<TcpStream>,
    from: String,
}

impl Client {
    fn new(address: SocketAddr, from: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), from: from.to_owned() })
    }

    fn post(&mut self, number: usize) -> std::io::Result<u16> {
        let body = format!(r#"{{"name":"陈小明","phone":"13800138000","place":"jia","consent":"2026-11-23","note":"第{number}份"}}"#);
        let run = std::process::id();
        let request = format!(
            "POST /reports HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {}\r\nX-Forwarded-For: {}\r\n\
             Idempotency-Key: {run:08x}-6a39-4a53-9d0b-{number:012x}\r\n\r\n{body}",
            body.len(),
            self.from
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some(code) = line.strip_prefix("HTTP/1.1 ") {
                status = code.get(..3).and_then(|code| code.parse().ok()).unwrap_or_default();
            }
            if let Some(size) = line.strip_prefix("content-length: ") {
                length = size.trim().parse().unwrap_or_default();
            }
        }
        std::io::copy(&mut (&mut self.stream).take(length), &mut std::io::sink())?;
        Ok(status)
    }
}

fn reports(address: &str) -> Outcome<()> {
    let served = Served::new(address, 0.0)?;
    let next = AtomicUsize::new(0);
    for clients in [1, 16, 256] {
        let times = Mutex::new(Vec::new());
        let begin = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..clients {
                scope.spawn(|| {
                    let Ok(mut client) = Client::new(served.1, "127.0.0.1") else { return };
                    let mut own = Vec::new();
                    while begin.elapsed() < Duration::from_secs(SECONDS) {
                        let sent = Instant::now();
                        if client.post(next.fetch_add(1, Ordering::Relaxed)).is_ok_and(|status| status == 201) {
                            own.push(sent.elapsed());
                        }
                    }
                    if let Ok(mut times) = times.lock() {
                        times.extend(own);
                    }
                });
            }
        });
        row(&format!("{clients} clients"), begin.elapsed(), times.into_inner()?);
    }
    Ok(())
}

fn row(name: &str, took: Duration, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: f64| {
        let place = (times.len() as f64 * part) as usize;
        times.get(place.min(times.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    };
    let rate = times.len() as f64 / took.as_secs_f64();
    println!("{name:<28}{rate:>9.0} /s{:>10.2}{:>10.2}{:>10.2} ms", at(0.5), at(0.99), at(0.999));
}

/// Bare durable inserts of as many bytes into the same database, by as many connections; SQLite lets one write at a time.
fn floor(address: &Address, clients: usize) -> Outcome<()> {
    let _ = address.connect()?.execute("DROP TABLE floor", &[]);
    address.connect()?.execute("CREATE TABLE floor (number BIGINT PRIMARY KEY, body TEXT NOT NULL)", &[])?;
    let (next, times) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                let Ok(mut session) = address.connect() else { return };
                let mut own = Vec::new();
                while begin.elapsed() < Duration::from_secs(SECONDS) {
                    let number = i64::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap_or_default();
                    let sent = Instant::now();
                    let values = [number.into(), "报".repeat(200).into()];
                    if session.execute("INSERT INTO floor (number, body) VALUES ($1, $2)", &values).is_ok() {
                        own.push(sent.elapsed());
                    }
                }
                if let Ok(mut times) = times.lock() {
                    times.extend(own);
                }
            });
        }
    });
    row(&format!("floor, {clients} connections"), begin.elapsed(), times.into_inner()?);
    Ok(())
}

fn connections(address: &str, count: usize) -> Outcome<()> {
    let served = Served::new(address, 0.0)?;
    let before = served.memory()?;
    let mut open = Vec::new();
    for number in 0..count {
        let mut client = Client::new(served.1, "127.0.0.1")?;
        // Each has sent something, so that the intake holds all that it ever holds for one.
        if number % 50 == 0 {
            client.post(number)?;
        } else {
            client.stream.get_mut().write_all(b"POST /reports HTTP/1.1\r\nHost: bench\r\n")?;
        }
        open.push(client);
    }
    println!("{count} open connections: {:.1} MB, {:.1} MB before", served.memory()? as f64 / 1000.0, before as f64 / 1000.0);
    Ok(())
}

/// Ten times what the intake is told to take, from addresses that each send too much, and 20 honest clients from their own.
fn flood(address: &str) -> Outcome<()> {
    const TAKEN: f64 = 1000.0;
    let served = Served::new(address, TAKEN)?;
    let (next, sent, refused) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let (honest, turned_away) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let begin = Instant::now();
    let over = || begin.elapsed() >= Duration::from_secs(2 * SECONDS);
    std::thread::scope(|scope| {
        for flooder in 0..64 {
            let (next, sent, refused, served) = (&next, &sent, &refused, &served);
            scope.spawn(move || {
                let Ok(mut client) = Client::new(served.1, &format!("10.0.0.{flooder}")) else { return };
                let pause = Duration::from_secs_f64(64.0 / (10.0 * TAKEN));
                while !over() {
                    let turn = Instant::now();
                    let Ok(status) = client.post(next.fetch_add(1, Ordering::Relaxed)) else { return };
                    sent.fetch_add(1, Ordering::Relaxed);
                    refused.fetch_add(usize::from(status == 429), Ordering::Relaxed);
                    std::thread::sleep(pause.saturating_sub(turn.elapsed()));
                }
            });
        }
        for person in 0..20 {
            let (next, honest, turned_away, served) = (&next, &honest, &turned_away, &served);
            scope.spawn(move || {
                let mut own = Vec::new();
                let Ok(mut client) = Client::new(served.1, &format!("10.0.1.{person}")) else { return };
                while !over() {
                    let turn = Instant::now();
                    match client.post(next.fetch_add(1, Ordering::Relaxed)) {
                        Ok(201) => own.push(turn.elapsed()),
                        _ => drop(turned_away.fetch_add(1, Ordering::Relaxed)),
                    }
                    std::thread::sleep(Duration::from_millis(500));
                }
                if let Ok(mut honest) = honest.lock() {
                    honest.extend(own);
                }
            });
        }
    });
    let (sent, refused) = (sent.into_inner(), refused.into_inner());
    println!(
        "flood: {:.0} /s sent, {:.1} % refused",
        sent as f64 / begin.elapsed().as_secs_f64(),
        100.0 * refused as f64 / sent.max(1) as f64
    );
    println!("honest clients turned away: {}", turned_away.into_inner());
    row("honest clients", begin.elapsed(), honest.into_inner()?);
    Ok(())
}
