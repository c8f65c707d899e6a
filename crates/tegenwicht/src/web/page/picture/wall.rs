// SPDX-License-Identifier: EUPL-1.2
//! The picture on the wall (`?wall`): the same blocks for a television in the crisis room, readable
//! at six metres. No menu, no form, no scrolling; what does not fit comes page by page.

use maud::{DOCTYPE, Markup, html};
use tegenwicht_core::fold::ScopeState;

use super::{block, line};
use crate::web::page::figure;
use crate::web::part::shell::{self, Shell};
use crate::web::part::{alarm, time};
use crate::web::visit::Visit;

/// Where paper says as of when it is: a wall hangs for hours before somebody prints it.
pub const AS_OF: &str = "wall-as-of";

/// The whole page. Its blocks have the names of those on the picture page, so that the stream
/// renews both; without script it is asked anew each half minute.
#[must_use]
pub fn page(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    let shell = Shell {
        title: text.get("wall-title").to_owned(),
        here: "picture",
        crisis: Some(state),
        ..Shell::default()
    };
    // The clock of this program and its place on earth: a television may know neither.
    let local = visit.now.0 + i64::from(time::local(visit.now).offset().seconds()) * 1000;
    let user = visit.login.as_ref().map(|login| login.actor.to_string());
    html! {
        (DOCTYPE)
        html lang=(text.language.code()) {
            (shell::head(&shell::window_title(visit, &shell)))
            body class={ "wall phase-" (shell::phase(Some(state))) }
                data-stream=(shell::stream_path(state)) data-since=(state.count)
                data-user=[user] data-gone=(text.get("logged-out")) data-keys="off" {
                noscript { meta http-equiv="refresh" content="30"; }
                (shell::strip(visit, &shell))
                (shell::print_head(visit, &shell, Some(AS_OF)))
                p.wall-clock data-clock=(local) { (time::clock(visit.now)) }
                main.wall-blocks #main {
                    h1.visually-hidden { (text.get("wall-title")) }
                    (shell::halted(visit, state))
                    div.wall-left {
                        (block::areas(visit, state))
                        (figure::tiles(visit, state))
                        (block::processes(visit, state, true))
                    }
                    div.wall-right {
                        (line::decisions(visit, state))
                        (line::late(visit, state))
                        (block::ahead(visit, state, true))
                        (line::unknowns(visit, state))
                    }
                }
                p.wall-alert #gone hidden { (text.get("logged-out")) }
                (alarm::read_aloud())
            }
        }
    }
}
