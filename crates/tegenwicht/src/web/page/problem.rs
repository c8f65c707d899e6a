// SPDX-License-Identifier: EUPL-1.2
//! What went wrong, in words, and what to do next.

use maud::{Markup, html};

use crate::web::error::WebError;
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;

/// Renders a fault as a page.
#[must_use]
pub fn page(visit: &Visit, error: &WebError) -> Markup {
    let id = error.text_id();
    // That a line was erased is no fault, and there is more to say than that it is gone.
    let (name, said) = match error {
        WebError::Erased(said) => ("problem-erased", said.as_str()),
        _ => ("problem-title", visit.text.get(&id)),
    };
    let title = visit.text.get(name).to_owned();
    let main = html! {
        h1.utrecht-heading-1 { (title) }
        div data-errors {
            div.error-summary role="alert" tabindex="-1" {
                p { (said) }
            }
        }
        p.utrecht-paragraph {
            @if *error == WebError::LoginNeeded || *error == WebError::FormToken {
                a.utrecht-button href="/login" { (visit.text.get("log-in")) }
            } @else if let WebError::Erased(_) = error {
                a.utrecht-button href={ (crisis_of(&visit.path)) "/log" } {
                    (visit.text.get("back-to-log"))
                }
            } @else {
                a.utrecht-button href="/" { (visit.text.get("problem-home")) }
            }
        }
        p.small.muted { (visit.text.get("problem-code")) " " code { (error.code()) } }
    };
    // Who looks for a line that is gone is still in its crisis.
    let crisis = match error {
        WebError::Erased(_) => visit.path.split('/').nth(2).and_then(|id| visit.crisis(id).ok()),
        _ => None,
    };
    let crisis = crisis.map(|(_, state)| state);
    let here = if crisis.is_some() { "log" } else { "" };
    shell::page(visit, &Shell { title, here, crisis, fault: true, ..Shell::default() }, &main)
}

/// The beginning of an address that names a crisis.
fn crisis_of(path: &str) -> String {
    path.split('/').take(3).collect::<Vec<_>>().join("/")
}
