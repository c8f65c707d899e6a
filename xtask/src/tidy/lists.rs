// SPDX-License-Identifier: EUPL-1.2
//! A crate's own clippy.toml replaces the one at the root, so it must repeat what that one bans.

use super::Finding;
use super::tree::Tree;

const ROOT: &str = "clippy.toml";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let wanted = banned(tree.text(ROOT).unwrap_or_default());
    let mut found = Vec::new();
    let own = |path: &str| path.starts_with("crates/") && path.ends_with("/clippy.toml");
    for (path, text) in tree.texts().filter(|(path, _)| own(path)) {
        let repeated = banned(text);
        for missing in wanted.iter().filter(|entry| !repeated.contains(entry)) {
            let text = format!("`{missing}` is banned at the root and not here");
            found.push(Finding::new("clippy-list", path, 0, text));
        }
    }
    found
}

/// The paths that a clippy.toml bans.
fn banned(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once("path = \"")?.1.split('"').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::planted;

    #[test]
    fn an_entry_that_a_crate_does_not_repeat_is_found() {
        let root = "list = [\n  { path = \"a::now\", reason = \"x\" },\n  { path = \"b\" },\n]";
        let own = "list = [\n  { path = \"a::now\" },\n  # { path = \"b\" },\n]";
        let files = [("clippy.toml", root), ("crates/c/clippy.toml", own)];
        assert_eq!(planted(check, &files), ["clippy-list crates/c/clippy.toml:0"]);
        assert!(
            planted(check, &[("clippy.toml", root), ("crates/c/clippy.toml", root)]).is_empty()
        );
    }
}
