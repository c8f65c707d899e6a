// SPDX-License-Identifier: EUPL-1.2
//! The sign on each door: licence line, one sentence, and at the larger doors the whole sign.

use super::Finding;
use super::tree::{Tree, stem};

const SPDX: &str = "// SPDX-License-Identifier: EUPL-1.2";
const PARTS: [&str; 4] = ["Not here:", "Rules:", "Start at:", "To change:"];
const LINES_MAX: usize = 15;

/// Here the sign is the specification, and may be longer.
const LONG_SIGNS: [&str; 3] = ["order", "envelope", "break_glass"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust().flat_map(|(path, source)| file(path, source)).collect()
}

fn file(path: &str, source: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let has_spdx = source.lines().next() == Some(SPDX);
    if !has_spdx {
        found.push(Finding::new("spdx", path, 1, format!("the first line must be `{SPDX}`")));
    }
    if !has_door(path) {
        return found;
    }
    let after_licence = source.lines().skip(usize::from(has_spdx));
    let sign: Vec<&str> = after_licence.take_while(|line| line.starts_with("//!")).collect();
    let first = sign.first().map_or("", |line| line.trim_start_matches("//!").trim());
    if first.is_empty() {
        let text = "no door sign: `//!` and one sentence in ward words, right below the licence";
        found.push(Finding::new("sign", path, 2, text));
        return found;
    }
    if sign.len() > LINES_MAX && !LONG_SIGNS.contains(&stem(path)) {
        let text = format!("the door sign has {} lines, {LINES_MAX} at most", sign.len());
        found.push(Finding::new("sign", path, 2, text));
    }
    if needs_whole_sign(path) {
        for part in PARTS {
            if !sign.iter().any(|line| line.trim_start_matches("//!").trim().starts_with(part)) {
                let text = format!("the door sign has no line `{part}`");
                found.push(Finding::new("sign", path, 2, text));
            }
        }
    }
    found
}

fn has_door(path: &str) -> bool {
    path.starts_with("xtask/src/") || (path.starts_with("crates/") && path.contains("/src/"))
}

fn needs_whole_sign(path: &str) -> bool {
    let feature = path
        .strip_prefix("crates/tegenwicht-core/src/feature/")
        .is_some_and(|file| !file.contains('/') && file != "mod.rs");
    feature || path.ends_with("/src/lib.rs")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::planted;

    const FEATURE: &str = "crates/tegenwicht-core/src/feature/action.rs";
    const WHOLE: &str = "\
// SPDX-License-Identifier: EUPL-1.2
//! An action.
//!
//! Not here: pages.
//! Rules: none.
//! Start at: `Action`.
//! To change: the page.
";

    #[test]
    fn a_whole_sign_passes() {
        assert!(planted(check, &[(FEATURE, WHOLE)]).is_empty());
    }

    #[test]
    fn a_missing_licence_line_is_found_in_every_rust_file() {
        let found = planted(check, &[("fuzz/a.rs", "fn main() {}\n")]);
        assert_eq!(found, ["spdx fuzz/a.rs:1"]);
    }

    #[test]
    fn a_missing_sentence_is_found() {
        let source = format!("{SPDX}\nuse a::b;\n");
        assert_eq!(planted(check, &[("crates/a/src/b.rs", &source)]), ["sign crates/a/src/b.rs:2"]);
    }

    #[test]
    fn each_missing_part_is_found_where_the_whole_sign_is_due() {
        let source = WHOLE.replace("Rules:", "Laws:").replace("Start at:", "Begin:");
        let places = [FEATURE, "crates/a/src/lib.rs", "crates/a/src/web.rs"];
        let files = places.map(|path| (path, source.as_str()));
        let found = planted(check, &files);
        assert_eq!(found.len(), 4);
        assert!(found.iter().all(|found| !found.contains("web.rs")));
    }

    #[test]
    fn a_long_sign_is_found_but_not_where_it_is_the_specification() {
        let source = format!("{SPDX}\n{}", "//! More.\n".repeat(16));
        let files = [("crates/a/src/b.rs", source.as_str()), ("crates/a/src/order.rs", &source)];
        assert_eq!(planted(check, &files), ["sign crates/a/src/b.rs:2"]);
    }
}
