//! Counters and health, for whoever keeps the intake running. They tell of no report.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::described::Refused;
use super::{Intake, answer};

/// What was counted since the intake began.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Reports that were stored.
    pub stored: AtomicU64,
    /// Reports that were known before.
    pub repeated: AtomicU64,
    /// Reports that were refused because there were too many.
    pub busy: AtomicU64,
    /// Times that the database could not.
    pub storage: AtomicU64,
    answers: [AtomicU64; 6],
}

impl Metrics {
    /// Counts an answer by the first digit of its status.
    pub fn count(&self, status: StatusCode) {
        if let Some(counter) = self.answers.get(usize::from(status.as_u16() / 100)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        let counters = [
            ("mingbai_intake_reports_stored_total", "Reports stored.", &self.stored),
            ("mingbai_intake_reports_repeated_total", "Reports that were stored before.", &self.repeated),
            ("mingbai_intake_busy_total", "Requests refused because there were too many.", &self.busy),
            ("mingbai_intake_storage_faults_total", "Times that the database failed.", &self.storage),
        ];
        for (name, help, counter) in counters {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {}", counter.load(Ordering::Relaxed));
        }
        let name = "mingbai_intake_answers_total";
        let _ = writeln!(out, "# HELP {name} Answers by the first digit of their status.\n# TYPE {name} counter");
        for (digit, counter) in self.answers.iter().enumerate().skip(2) {
            let _ = writeln!(out, "{name}{{status=\"{digit}xx\"}} {}", counter.load(Ordering::Relaxed));
        }
        out
    }
}

/// Adds one.
pub fn increment(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// The counters, as Prometheus reads them.
#[utoipa::path(get, path = "/metrics", responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn metrics(State(intake): State<Intake>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], intake.0.metrics.text()).into_response()
}

/// Whether reports can be kept: the database answers, and has written something within the last minute or does now.
#[utoipa::path(get, path = "/health", responses((status = 200, description = "they can"), (status = 503, body = Refused, description = "they cannot")))]
pub async fn health(State(intake): State<Intake>) -> Response {
    match intake.0.database.prove().await {
        Ok(()) => answer::json(StatusCode::OK, &serde_json::json!({ "health": "ok" })),
        Err(_) => answer::later(answer::error(StatusCode::SERVICE_UNAVAILABLE, "storage"), 5),
    }
}
