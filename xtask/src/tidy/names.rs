// SPDX-License-Identifier: EUPL-1.2
//! Names that say nothing: if no noun fits, the thing is not understood yet.

use super::Finding;
use super::mask::{Mask, line_of};
use super::tree::{Tree, stem};

const EMPTY: [&str; 15] = [
    "manager", "managers", "helper", "helpers", "util", "utils", "service", "services", "handler",
    "handlers", "data", "info", "common", "misc", "part2",
];

const NAMED_BY: [&str; 6] = ["struct", "enum", "trait", "type", "union", "mod"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, source) in tree.rust() {
        let modules = path.split('/').filter(|part| *part != "mod.rs").map(stem);
        for module in modules.filter(|module| is_empty_name(module)) {
            found.push(Finding::new("name", path, 0, advice(module)));
        }
        let mask = Mask::new(source);
        let words: Vec<(usize, &str)> = mask.words().collect();
        for pair in words.windows(2) {
            let ((before, keyword), (at, name)) = (pair[0], pair[1]);
            let between = &mask.code[before + keyword.len()..at];
            let names_it = NAMED_BY.contains(&keyword) && between.trim().is_empty();
            // A type inside an `impl` has the name that somebody else's trait gave it.
            let line = source[..before].rsplit('\n').next().unwrap_or_default();
            let theirs = keyword == "type" && line.starts_with(' ');
            if names_it && !theirs && is_empty_name(name) {
                found.push(Finding::new("name", path, line_of(source, at), advice(name)));
            }
        }
    }
    found
}

fn advice(name: &str) -> String {
    format!("`{name}` says nothing: name it by its noun")
}

/// Whether the last word of the name is one of the empty ones.
fn is_empty_name(name: &str) -> bool {
    let last = name.rsplit('_').next().unwrap_or(name);
    let camel = last.rfind(|c: char| c.is_uppercase()).map_or(last, |begin| &last[begin..]);
    EMPTY.contains(&camel.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::planted;

    #[test]
    fn a_file_or_folder_with_an_empty_name_is_found() {
        let files = [
            ("crates/a/src/utils.rs", ""),
            ("crates/a/src/web/helpers/mod.rs", ""),
            ("crates/a/src/crisis_manager.rs", ""),
            ("crates/a/src/database.rs", ""),
        ];
        let found = planted(check, &files);
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|found| !found.contains("database")));
    }

    #[test]
    fn a_type_or_module_with_an_empty_name_is_found() {
        let source =
            "struct Metadata;\nstruct CrisisData;\nenum Info {}\nmod common {}\ntrait Do {}\n";
        let found = planted(check, &[("a.rs", source)]);
        assert_eq!(found, ["name a.rs:2", "name a.rs:3", "name a.rs:4"]);
    }

    #[test]
    fn the_same_words_elsewhere_are_fine() {
        let source = "fn f(data: u8) { info!(\"struct Data\"); } // struct Data\n";
        assert!(planted(check, &[("a.rs", source)]).is_empty());
    }
}
