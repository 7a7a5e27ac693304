//! Answers connections: so many at once, no slow ones, and to its end what was begun.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

use super::reports::Peer;

/// How long a request's head may take, and how long a connection may say nothing.
const HEAD: Duration = Duration::from_secs(10);

/// How long a connection may stay at all.
const LONGEST: Duration = Duration::from_secs(120);

/// How long what was begun may take once the intake is told to stop.
const LAST: Duration = Duration::from_secs(30);

/// Answers until `stop` ends, then finishes what was begun.
///
/// # Errors
///
/// What the system says where it cannot go on.
pub async fn serve(listener: TcpListener, router: Router, connections: usize, stop: impl Future<Output = ()>) -> io::Result<()> {
    let slots = Arc::new(Semaphore::new(connections));
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
                let Ok(slot) = Arc::clone(&slots).try_acquire_owned() else { continue };
                let (router, told) = (router.clone(), told.clone());
                tokio::spawn(async move {
                    answer(stream, router, Peer(peer.ip()), told).await;
                    drop(slot);
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
