// SPDX-License-Identifier: EUPL-1.2
//! The list of places that may break a rule: each with a reason, and it may only shrink.

use super::Finding;
use super::tree::Tree;

const LIST: &str = "xtask/exemptions.txt";

/// How many entries the list has. Take one out: make this smaller. It never grows again.
const EXEMPTIONS_MAX: usize = 0;

/// Rules that know no exception.
const STRICT: [&str; 5] = ["edge", "purity", "outside", "registry", "exemption"];

/// One line of the list.
#[derive(Debug)]
struct Entry<'a> {
    line: usize,
    rule: &'a str,
    path: &'a str,
    reason: &'a str,
}

/// Takes out what the list exempts, and adds what is wrong with the list itself.
pub fn apply(tree: &Tree, found: Vec<Finding>) -> Vec<Finding> {
    filter(tree.text(LIST).unwrap_or_default(), EXEMPTIONS_MAX, found)
}

fn filter(list: &str, entries_max: usize, found: Vec<Finding>) -> Vec<Finding> {
    let entries = entries(list);
    let mut wrong = Vec::new();
    let mut complain =
        |line: usize, text: String| wrong.push(Finding::new("exemption", LIST, line, text));
    if entries.len() != entries_max {
        let text = format!(
            "{} entries, and EXEMPTIONS_MAX says {entries_max}: the list may only shrink",
            entries.len()
        );
        complain(0, text);
    }
    for entry in &entries {
        if entry.reason.is_empty() {
            complain(entry.line, "an entry is `rule | path | reason`".to_owned());
        } else if STRICT.contains(&entry.rule) {
            complain(entry.line, format!("the rule `{}` knows no exception", entry.rule));
        } else if !found.iter().any(|found| entry.covers(found)) {
            complain(entry.line, format!("no longer needed for {}: take it out", entry.path));
        }
    }
    let exempt = |found: &Finding| {
        entries.iter().any(|entry| !STRICT.contains(&entry.rule) && entry.covers(found))
    };
    found.into_iter().filter(|found| !exempt(found)).chain(wrong).collect()
}

impl Entry<'_> {
    fn covers(&self, found: &Finding) -> bool {
        self.rule == found.rule && self.path == found.path && !self.reason.is_empty()
    }
}

fn entries(list: &str) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for (index, line) in list.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.splitn(3, '|').map(str::trim);
        let mut part = || parts.next().unwrap_or_default();
        entries.push(Entry { line: index + 1, rule: part(), path: part(), reason: part() });
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rule: &'static str) -> Vec<Finding> {
        vec![Finding::new(rule, "a.rs", 1, "")]
    }

    fn rules(list: &str, entries_max: usize, found: Vec<Finding>) -> Vec<&'static str> {
        filter(list, entries_max, found).iter().map(|found| found.rule).collect()
    }

    #[test]
    fn an_entry_with_a_reason_exempts_its_place_from_its_rule_only() {
        let list = "# rule | path | reason\nname | a.rs | the law calls it so\n";
        assert!(rules(list, 1, found("name")).is_empty());
        assert_eq!(rules(list, 1, found("sign")), ["sign", "exemption"]);
    }

    #[test]
    fn an_entry_without_a_reason_exempts_nothing() {
        assert_eq!(rules("name | a.rs\n", 1, found("name")), ["name", "exemption"]);
    }

    #[test]
    fn an_entry_that_is_no_longer_needed_is_found() {
        assert_eq!(rules("name | a.rs | because\n", 1, Vec::new()), ["exemption"]);
    }

    #[test]
    fn the_list_may_not_grow_and_the_number_follows_when_it_shrinks() {
        assert_eq!(rules("name | a.rs | because\n", 0, found("name")), ["exemption"]);
        assert_eq!(rules("", 1, Vec::new()), ["exemption"]);
    }

    #[test]
    fn strict_rules_know_no_exception() {
        assert_eq!(rules("purity | a.rs | because\n", 1, found("purity")), ["purity", "exemption"]);
    }
}
