// SPDX-License-Identifier: EUPL-1.2
//! Help and single keys, in words of the ward.

use maud::html;

use super::{Answer, shown};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;

const KEYS: [(&str, &str); 5] = [
    ("n", "help-key-new"),
    ("/", "help-key-search"),
    ("s", "nav-picture"),
    ("o", "nav-meetings"),
    ("?", "help-key-help"),
];
const TOPICS: [&str; 6] = ["report", "log", "strike", "figure", "exercise", "offline"];

/// `GET /help`
pub async fn show(visit: Visit) -> Answer {
    let text = &visit.text;
    let main = html! {
        h1.utrecht-heading-1 { (text.get("help-title")) }
        @for topic in TOPICS {
            section.panel {
                h2.utrecht-heading-2 { (text.get(&format!("help-{topic}"))) }
                p { (text.get(&format!("help-{topic}-text"))) }
            }
        }
        section.panel {
            h2.utrecht-heading-2 { (text.get("help-keys")) }
            p { (text.get("help-keys-hint")) }
            dl.utrecht-data-list {
                @for (key, what) in KEYS {
                    div { dt { kbd { (key) } } dd { (text.get(what)) } }
                }
            }
        }
    };
    let title = text.get("help-title").to_owned();
    shown(shell::page(&visit, &Shell { title, here: "help", ..Shell::default() }, &main))
}
