// SPDX-License-Identifier: EUPL-1.2
//! The house rules, checked by reading the sources: what the compiler cannot say about a house.

mod edges;
mod exemption;
mod lists;
mod mask;
mod names;
mod outside;
mod purity;
mod sign;
mod size;
mod text;
mod tree;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use tree::Tree;

/// A place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub path: String,
    /// From 1; 0 when it is about the whole file.
    pub line: usize,
    pub rule: &'static str,
    pub text: String,
}

impl Finding {
    pub fn new(rule: &'static str, path: &str, line: usize, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, rule, text: text.into() }
    }

    fn shown(&self) -> String {
        if self.line == 0 {
            return format!("{}: {} [{}]", self.path, self.text, self.rule);
        }
        format!("{}:{}: {} [{}]", self.path, self.line, self.text, self.rule)
    }
}

/// The command: prints what it found.
pub fn command(root: &Path, workspace: &Workspace) -> Result<ExitCode> {
    check(root, workspace)?;
    Ok(ExitCode::SUCCESS)
}

/// All rules over all files; an error names how many places break one.
pub fn check(root: &Path, workspace: &Workspace) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut found = edges::check(workspace);
    found.extend(rules(&tree));
    let mut found = exemption::apply(&tree, found);
    found.sort();
    for finding in &found {
        println!("{}", finding.shown());
    }
    if !found.is_empty() {
        bail!("tidy: {} places break a house rule", found.len());
    }
    println!("tidy: {} files, nothing found", tree.files.len());
    Ok(())
}

fn rules(tree: &Tree) -> Vec<Finding> {
    let rules = [sign::check, size::check, names::check, purity::check, lists::check];
    let rules_about_text = [text::check, outside::check];
    rules.iter().chain(&rules_about_text).flat_map(|rule| rule(tree)).collect()
}

/// What the rules say of a tree of planted files, as `rule path:line`.
#[cfg(test)]
fn planted(rule: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)]) -> Vec<String> {
    let mut found = rule(&Tree::of(files));
    found.sort();
    found.iter().map(|found| format!("{} {}:{}", found.rule, found.path, found.line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_where_what_and_which_rule() {
        let found = Finding::new("sign", "a.rs", 3, "no sign");
        assert_eq!(found.shown(), "a.rs:3: no sign [sign]");
        assert_eq!(Finding::new("sign", "a.rs", 0, "no sign").shown(), "a.rs: no sign [sign]");
    }

    #[test]
    fn every_rule_is_run() {
        let tree = Tree::of(&[
            ("crates/tegenwicht-core/src/manager.rs", "use std::collections::HashMap;\n"),
            ("crates/tegenwicht-core/src/feature/a.rs", &"\n".repeat(601)),
            ("crates/tegenwicht-evac/clippy.toml", ""),
            ("clippy.toml", "    { path = \"a::b\" },\n"),
            ("crates/tegenwicht/text/nl/a.ftl", "a = a\n"),
            ("crates/tegenwicht/assets/a.css", "@import \"https://example.org/a.css\";\n"),
        ]);
        let mut found: Vec<_> = rules(&tree).iter().map(|found| found.rule).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(
            found,
            ["clippy-list", "file-length", "name", "outside", "purity", "sign", "spdx", "text"]
        );
    }
}
