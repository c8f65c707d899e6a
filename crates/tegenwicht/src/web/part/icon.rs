// SPDX-License-Identifier: EUPL-1.2
//! Signs, drawn inline so that they look the same on every machine; always beside a word.

use maud::{Markup, PreEscaped, html};

/// A sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Unknown,
    Tick,
    Lock,
    Refold,
    Clash,
    Warning,
    Clock,
    Lines,
    People,
    More,
    Pen,
    Home,
    Picture,
}

impl Icon {
    const fn shape(self) -> &'static str {
        match self {
            Self::Unknown => concat!(
                r#"<path d="M5 5.6A3 3 0 1 1 9.6 8C8.5 8.7 8 9.2 8 10.3" fill="none" stro"#,
                r#"ke="currentColor" stroke-width="2.2"/><circle cx="8" cy="13.4" r="1.4""#,
                r#"/>"#,
            ),
            Self::Tick => concat!(
                r#"<path d="M2.5 8.5 6.5 12.5 13.5 4.5" fill="none" stroke="currentColor""#,
                r#" stroke-width="2"/>"#,
            ),
            Self::Lock => concat!(
                r#"<path d="M3 7h10v8H3z"/><path d="M5 7V5a3 3 0 0 1 6 0v2" fill="none" s"#,
                r#"troke="currentColor" stroke-width="2"/>"#,
            ),
            Self::Refold => concat!(
                r#"<path d="M13 8a5 5 0 1 1-1.6-3.7" fill="none" stroke="currentColor" st"#,
                r#"roke-width="2"/><path d="M13.8 1v5H9z"/>"#,
            ),
            Self::Clash => r#"<path d="M1 8l4-4v2.6h6V4l4 4-4 4V9.4H5V12z"/>"#,
            Self::Warning => concat!(
                r#"<path d="M8 1 15.5 14.5H.5zM7 6v4.5h2V6zm0 5.6v1.8h2v-1.8z" fill-rule="#,
                r#""evenodd"/>"#,
            ),
            Self::Clock => concat!(
                r#"<circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strok"#,
                r#"e-width="1.9"/><path d="M8 4v4.4l3 1.8" fill="none" stroke="currentCo"#,
                r#"lor" stroke-width="1.9"/>"#,
            ),
            Self::Lines => concat!(
                r#"<path d="M1 3h14M1 8h14M1 13h9" stroke="currentColor" stroke-width="1."#,
                r#"9"/>"#,
            ),
            Self::People => concat!(
                r#"<circle cx="5.5" cy="5" r="2.6"/><path d="M.5 14a5 5 0 0 1 10 0z"/><ci"#,
                r#"rcle cx="11.5" cy="5.6" r="2"/><path d="M11.6 14h3.9a4 4 0 0 0-5.2-3.8"#,
                r#"A6 6 0 0 1 11.6 14z"/>"#,
            ),
            Self::More => concat!(
                r#"<circle cx="2.5" cy="8" r="1.8"/><circle cx="8" cy="8" r="1.8"/><circl"#,
                r#"e cx="13.5" cy="8" r="1.8"/>"#,
            ),
            Self::Pen => r#"<path d="M1 15l1-4L11.5 1.5l3 3L5 14z"/>"#,
            Self::Home => r#"<path d="M8 1 .8 7.6h2V15h4v-4.5h2.4V15h4V7.6h2z"/>"#,
            Self::Picture => r#"<path d="M1 2h6v5H1zM9 2h6v5H9zM1 9h6v5H1zM9 9h6v5H9z"/>"#,
        }
    }
}

/// Draws a sign; screen readers skip it, the word beside it says the same.
#[must_use]
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg viewBox="0 0 16 16" aria-hidden="true" focusable="false" { (PreEscaped(icon.shape())) }
    }
}
