// SPDX-License-Identifier: EUPL-1.2
//! Whether this node accepts commands, for monitoring.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::app::Health;
use crate::web::visit::Visit;

/// `GET /healthz`: 200 when commands are accepted, 503 with a reason when not.
pub async fn show(visit: Visit) -> Response {
    let device = visit.web.app.device();
    let granted = visit.world.admin().map(|(_, admin)| admin.devices.may_write(&device));
    match (visit.web.app.health(), granted) {
        (Health::ReadOnly { .. }, _) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the disk failed; reading only\n").into_response()
        }
        (Health::Writing, Some(false)) => {
            let reason = "this device is not granted; enter the printed root key\n";
            (StatusCode::SERVICE_UNAVAILABLE, reason).into_response()
        }
        (Health::Writing, None) => {
            (StatusCode::SERVICE_UNAVAILABLE, "not set up yet\n").into_response()
        }
        (Health::Writing, Some(true)) => (StatusCode::OK, "ok\n").into_response(),
    }
}
