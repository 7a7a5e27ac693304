//! Answers connections: so many at once, no slow ones, and to its end what was begun.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;

use super::limits::{Limits, prefix};
use super::reports::Peer;

/// How long a request's head may take, and how long a connection may say nothing.
const HEAD: Duration = Duration::from_secs(10);

/// How long a connection may stay at all.
const LONGEST: Duration = Duration::from_secs(120);

/// How long what was begun may take once the intake is told to stop.
const LAST: Duration = Duration::from_secs(30);

/// The connections that are open, in all and of each address.
#[derive(Debug)]
struct Guests {
    all: usize,
    each: usize,
    open: Mutex<(usize, HashMap<IpAddr, usize>)>,
}

/// A connection's place; it is free again when this goes.
#[derive(Debug)]
struct Seat(Arc<Guests>, Option<IpAddr>);

impl Guests {
    fn new(limits: &Limits) -> Arc<Self> {
        let each = if limits.behind_proxy { limits.connections } else { limits.connections_each };
        Arc::new(Self { all: limits.connections, each, open: Mutex::default() })
    }

    /// A place for whoever comes from an address; none where all are taken, or all that one address may have.
    fn seat(self: &Arc<Self>, from: IpAddr) -> Option<Seat> {
        let from = Some(prefix(from)).filter(|from| !from.is_loopback());
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (all, addresses) = &mut *open;
        let own = from.and_then(|from| addresses.get(&from)).copied().unwrap_or_default();
        if *all >= self.all || own >= self.each {
            return None;
        }
        *all += 1;
        if let Some(from) = from {
            addresses.insert(from, own + 1);
        }
        Some(Seat(Arc::clone(self), from))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (all, addresses) = &mut *open;
        *all = all.saturating_sub(1);
        let Some(from) = self.1 else { return };
        match addresses.get_mut(&from) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(addresses.remove(&from)),
        }
    }
}

/// Answers until `stop` ends, then finishes what was begun.
///
/// # Errors
///
/// What the system says where it cannot go on.
pub async fn serve(listener: TcpListener, router: Router, limits: &Limits, stop: impl Future<Output = ()>) -> io::Result<()> {
    let guests = Guests::new(limits);
    let (stopping, told) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Who comes when all places are taken is sent away at once.
                let Some(seat) = guests.seat(peer.ip()) else { continue };
                let (router, told) = (router.clone(), told.clone());
                tokio::spawn(async move {
                    answer(stream, router, Peer(peer.ip()), told).await;
                    drop(seat);
                });
            }
            // Too many open files, or a connection that ended before it began.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    drop((listener, router));
    let _ = stopping.send(true);
    drop(told);
    let _ = tokio::time::timeout(LAST, stopping.closed()).await;
    Ok(())
}

async fn answer(stream: TcpStream, router: Router, peer: Peer, mut told: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router.map_request(move |mut request: Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(peer);
        request.map(Body::new)
    }));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(32 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let finish = async {
        let _ = told.wait_for(|stopping| *stopping).await;
    };
    tokio::select! {
        _ = connection.as_mut() => return,
        () = finish => {}
        () = tokio::time::sleep(LONGEST) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(LAST, connection).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_all_connections() {
        let limits = Limits { connections: 5, connections_each: 2, ..Limits::default() };
        let guests = Guests::new(&limits);
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let first = guests.seat(ip("1.2.3.4"));
        let second = guests.seat(ip("::ffff:1.2.3.4"));
        assert!(first.is_some() && second.is_some() && guests.seat(ip("1.2.3.4")).is_none());
        drop(first);
        let again = guests.seat(ip("1.2.3.4"));
        assert!(again.is_some());
        let own: Vec<_> = (0..9).filter_map(|_| guests.seat(ip("127.0.0.1"))).collect();
        assert_eq!(own.len(), 3);
        assert!(guests.seat(ip("5.6.7.8")).is_none());
        drop((own, second, again));
        assert_eq!(*guests.open.lock().unwrap(), (0, HashMap::new()));
        let proxied = Guests::new(&Limits { behind_proxy: true, ..limits });
        assert_eq!((0..9).filter_map(|_| proxied.seat(ip("10.0.0.1"))).collect::<Vec<_>>().len(), 5);
    }
}
