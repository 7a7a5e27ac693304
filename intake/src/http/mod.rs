//! The intake over HTTP.

mod answer;
mod body;
mod form_page;
mod headers;
mod limits;
mod metrics;
mod origin;
mod page;
mod receipt_page;
mod reports;
mod serve;

pub use limits::{Limits, Rate};
pub use serve::serve;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};

use crate::clock::Clock;
use crate::database::{Address, Database, Error};
use crate::settings::Settings;

use limits::Limiter;
use metrics::Metrics;

/// An intake: its settings, its database, and what it has counted.
#[derive(Clone, Debug)]
pub struct Intake(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    settings: Settings,
    clock: Clock,
    database: Database,
    limiter: Limiter,
    metrics: Metrics,
    behind_proxy: bool,
}

impl Intake {
    /// An intake on a database.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub fn open(settings: Settings, address: &Address, clock: Clock, limits: &Limits) -> Result<Self, Error> {
        let database = Database::open(address)?;
        let parts = Parts {
            settings,
            clock,
            database,
            limiter: Limiter::new(limits),
            metrics: Metrics::default(),
            behind_proxy: limits.behind_proxy,
        };
        Ok(Self(Arc::new(parts)))
    }

    /// All that it answers.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/reports", any(reports::reports))
            .route("/health", get(metrics::health))
            .route("/metrics", get(metrics::metrics))
            .route("/style.css", get(style))
            .fallback(missing)
            .method_not_allowed_fallback(method)
            .with_state(self.clone())
            .layer(axum::middleware::from_fn_with_state(self.clone(), headers))
    }

    /// Ends once all that waits is done; nothing where another holder of the intake is still there.
    pub fn close(self) {
        if let Ok(parts) = Arc::try_unwrap(self.0) {
            parts.database.close();
        }
    }
}

async fn headers(State(intake): State<Intake>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    intake.0.metrics.count(response.status());
    headers::secure(&mut response);
    response
}

async fn style(State(intake): State<Intake>) -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], intake.0.settings.style.clone()).into_response()
}

async fn missing() -> Response {
    answer::error(StatusCode::NOT_FOUND, "missing")
}

async fn method() -> Response {
    answer::error(StatusCode::METHOD_NOT_ALLOWED, "method")
}
