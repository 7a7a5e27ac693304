//! The intake over HTTP.

mod answer;
mod api;
mod auth;
mod body;
mod described;
mod desk;
mod desk_report;
mod door;
mod form_page;
mod headers;
mod limits;
mod metrics;
mod notice;
mod openapi;
mod origin;
mod outcome;
mod page;
mod receipt_page;
mod reports;
mod serve;

pub use limits::{Limits, Rate};
pub use serve::serve;

use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};

use crate::clock::Clock;
use crate::database::{Address, Database, Error, Unanswered};
use crate::receipt::Receipt;
use crate::settings::Settings;
use crate::store::{erase, erase_before};

use limits::Limiter;
use metrics::Metrics;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// An intake: its settings, its database, and what it has counted.
#[derive(Clone, Debug)]
pub struct Intake(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    settings: RwLock<Arc<Settings>>,
    clock: Clock,
    database: Database,
    limiter: Limiter,
    metrics: Metrics,
    behind_proxy: bool,
}

/// Tells an intake something else, as long as there is one.
#[derive(Clone, Debug)]
pub struct Teller(Weak<Parts>);

impl Teller {
    /// From now on the intake goes by these settings; a request that has begun may still go by the former ones.
    pub fn tell(&self, settings: Settings) {
        if let Some(parts) = self.0.upgrade() {
            *parts.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
        }
    }
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
            settings: RwLock::new(Arc::new(settings)),
            clock,
            database,
            limiter: Limiter::new(limits),
            metrics: Metrics::default(),
            behind_proxy: limits.behind_proxy,
        };
        Ok(Self(Arc::new(parts)))
    }

    /// What it is told now.
    #[must_use]
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.0.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What tells it something else while it runs.
    #[must_use]
    pub fn teller(&self) -> Teller {
        Teller(Arc::downgrade(&self.0))
    }

    /// All that it answers.
    pub fn router(&self) -> Router {
        let office = api::routes().merge(door::routes()).merge(desk::routes()).merge(desk_report::routes());
        Router::new()
            .route("/reports", any(reports::reports))
            .route("/openapi.json", get(openapi::document))
            .route("/health", get(metrics::health))
            .route("/metrics", get(metrics::metrics))
            .route("/style.css", get(style))
            .merge(office.layer(axum::middleware::from_fn_with_state(self.clone(), origin::own_only)))
            .fallback(missing)
            .method_not_allowed_fallback(method)
            .with_state(self.clone())
            .layer(axum::middleware::from_fn_with_state(self.clone(), door::in_words))
            .layer(axum::middleware::from_fn_with_state(self.clone(), headers))
    }

    /// Erases the personal fields of a report, so that nothing of them is left in the database; whether there is such a report.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn erase(&self, receipt: &Receipt, who: String) -> Result<bool, Unanswered> {
        let (receipt, now) = (receipt.to_string(), self.0.clock.now());
        let found = self.0.database.write(move |session| erase(session, &receipt, &who, now)).await?;
        if found {
            self.0.database.alone(|session| session.scrub()).await?;
        }
        Ok(found)
    }

    /// Erases the personal fields of all reports that have been kept long enough; how many there were.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn erase_old(&self) -> Result<usize, Unanswered> {
        let now = self.0.clock.now();
        let Some(day) = self.settings().first_kept(now.day()) else { return Ok(0) };
        let count = self.0.database.write(move |session| erase_before(session, &day.to_string(), now)).await?;
        if count > 0 {
            self.0.database.alone(|session| session.scrub()).await?;
        }
        Ok(count)
    }

    /// Erases what has been kept long enough, now and every hour, for ever.
    pub async fn keep_erasing(&self) {
        loop {
            // What fails now is done in an hour.
            let _ = self.erase_old().await;
            tokio::time::sleep(HOUR).await;
        }
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
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], intake.settings().style.clone()).into_response()
}

async fn missing() -> Response {
    answer::error(StatusCode::NOT_FOUND, "missing")
}

async fn method() -> Response {
    answer::error(StatusCode::METHOD_NOT_ALLOWED, "method")
}
