//! The server: files of a folder, and word to open pages that they are out of date.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use axum::routing::get;
use intake::Intake;
use rules::Diagnostic;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// Reloads the page when the server says so. A file of its own, because the content security policy allows no other.
const RELOAD: &str = "new EventSource(\"/.mingbai/events\").addEventListener(\"reload\", function () { location.reload(); });\n";

/// Where the intake is, below the site.
pub const INTAKE: &str = "/intake";

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: std::net::TcpListener,
}

/// Where a server on a port of this machine is.
#[must_use]
pub fn address(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

impl Server {
    /// Takes a port.
    ///
    /// # Errors
    ///
    /// A finding where the port is taken or not allowed.
    pub fn listen(port: u16) -> Result<Self, Diagnostic> {
        let listener = std::net::TcpListener::bind(address(port)).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        listener.map(|listener| Self { listener }).map_err(|error| {
            let message = match error.kind() {
                io::ErrorKind::AddrInUse => format!("端口 {port} 已被别的程序占用"),
                _ => format!("不能用端口 {port}：{}", crate::source::reason(&error)),
            };
            Diagnostic::error("", 0..0, message, format!("关掉那个程序，或换一个端口，例如 --port {}", port.checked_add(1).unwrap_or(8321)))
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.listener.local_addr().ok()
    }

    /// Answers until the program is told to stop, with the intake below the site; `changes` says when pages are out of date.
    ///
    /// # Errors
    ///
    /// What the system says where it cannot go on.
    pub fn run(self, folder: &Path, intake: &Intake, changes: watch::Receiver<u64>) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = TcpListener::from_std(self.listener)?;
            tokio::select! {
                answered = async { axum::serve(listener, router(folder, intake.router(), changes)).await } => answered,
                () = intake.keep_erasing() => Ok(()),
                () = told_to_stop() => Ok(()),
            }
        })
    }
}

/// Ends when somebody stops the program, at the keyboard or by the system.
pub async fn told_to_stop() {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

/// Ends when the system asks the program to end.
#[cfg(unix)]
async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}

fn router(folder: &Path, intake: Router, changes: watch::Receiver<u64>) -> Router {
    let files = ServeDir::new(folder).not_found_service(ServeFile::new(folder.join("404.html")));
    let script = || async { ([(header::CONTENT_TYPE, "text/javascript")], RELOAD).into_response() };
    let events = move || async move {
        // The value that is there when a page opens is no news to it.
        let stream = WatchStream::from_changes(changes).map(|_| Ok::<_, Infallible>(Event::default().event("reload").data("1")));
        Sse::new(stream)
    };
    let fresh = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let site = Router::new().route("/.mingbai/reload.js", get(script)).route("/.mingbai/events", get(events)).fallback_service(files);
    site.layer(fresh).nest(INTAKE, intake)
}
