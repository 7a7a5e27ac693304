//! The document that describes the intake (OpenAPI 3.1), made from the handlers and the types that they answer with.

use axum::http::StatusCode;
use axum::response::Response;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{answer, api, metrics, reports};

#[derive(Debug, OpenApi)]
#[openapi(
    info(title = "mingbai intake", description = "Reports taken in, and the office's work with them."),
    paths(
        reports::reports,
        api::summary,
        api::hand_over_list,
        api::hand_over_all,
        api::due,
        api::monthly,
        api::search,
        api::report,
        api::set_state,
        api::delete,
        metrics::health,
        metrics::metrics
    ),
    modifiers(&Tokens)
)]
struct Document;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

/// The document.
pub async fn document() -> Response {
    answer::json(StatusCode::OK, &Document::openapi())
}
