// SPDX-License-Identifier: EUPL-1.2
//! Fire or immediate danger: one press that opens a real crisis at once; weighing follows.

use maud::{Markup, html};
use tegenwicht_core::feature::crisis::running_exercises;
use tegenwicht_core::feature::report::Report;
use tegenwicht_core::permission::Capability;

use super::field::{self, Field, Filled};
use super::icon::{Icon, icon};
use super::shell;
use crate::web::visit::Visit;

/// The form, for who may open a crisis; with the report that it is opened for.
#[must_use]
pub fn form(visit: &Visit, report: Option<&Report>) -> Markup {
    let filled = Filled::default();
    let what = Field { id: "fire-title", ..Field::text("title", "fire-what") };
    let exercise = running_exercises(&visit.world).next().is_some();
    html! {
        @if shell::may_record(visit, Capability::OpenCrisis) {
            form.panel.fire method="post" action="/crises/now" {
                (field::hidden(visit, &filled))
                @match report {
                    Some(report) => input type="hidden" name="report" value=(report.id);,
                    None => (field::line(visit, &filled, what)),
                }
                button.utrecht-button.utrecht-button--danger {
                    (icon(Icon::Warning)) " " (visit.text.get("fire-open"))
                }
                p.small.muted {
                    (visit.text.get("fire-hint"))
                    @if exercise { " " (visit.text.get("fire-halts")) }
                }
            }
        }
    }
}
