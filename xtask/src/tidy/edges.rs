// SPDX-License-Identifier: EUPL-1.2
//! Which crate may use which: the pure ones must be unable to reach the world.

use super::Finding;
use crate::workspace::Workspace;

/// A crate of the house and what it may use; `tegenwicht-testkit` may be used in tests by all.
const MAY_USE: [(&str, &[&str]); 10] = [
    ("tegenwicht-core", &[]),
    ("tegenwicht-store", &["tegenwicht-core"]),
    ("tegenwicht-sync", &["tegenwicht-core"]),
    ("tegenwicht-evac", &["tegenwicht-core"]),
    ("tegenwicht-record", &["tegenwicht-core"]),
    ("tegenwicht-print", &[]),
    (
        "tegenwicht",
        &[
            "tegenwicht-core",
            "tegenwicht-store",
            "tegenwicht-sync",
            "tegenwicht-evac",
            "tegenwicht-record",
            "tegenwicht-print",
        ],
    ),
    (
        TESTKIT,
        &[
            "tegenwicht-core",
            "tegenwicht-store",
            "tegenwicht-sync",
            "tegenwicht-evac",
            "tegenwicht-record",
            "tegenwicht-print",
            "tegenwicht",
        ],
    ),
    ("tegenwicht-bench", &["tegenwicht", "tegenwicht-core", "tegenwicht-store", "tegenwicht-sync"]),
    ("xtask", &[]),
];

const TESTKIT: &str = "tegenwicht-testkit";

/// Crates without I/O, clock or chance, and what they must not reach, by whatever way. Typst can
/// fetch packages when one of its features is on: `ureq` in its tree would mean that.
const PURE: [&str; 5] = [
    "tegenwicht-core",
    "tegenwicht-sync",
    "tegenwicht-evac",
    "tegenwicht-record",
    "tegenwicht-print",
];
const WORLD: [&str; 7] =
    ["tokio", "axum", "hyper", "rusqlite", "tokio-postgres", "reqwest", "ureq"];

pub fn check(workspace: &Workspace) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, member) in &workspace.members {
        let path = match name.as_str() {
            "xtask" => name.clone(),
            "tegenwicht-bench" => "bench".to_owned(),
            _ => format!("crates/{name}"),
        };
        let manifest = format!("{path}/Cargo.toml");
        let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| known == name) else {
            let text = format!("{name} is not in the table of crates: xtask/src/tidy/edges.rs");
            found.push(Finding::new("edge", &manifest, 0, text));
            continue;
        };
        for edge in &member.edges {
            let ours = edge.to == "xtask" || edge.to.starts_with("tegenwicht");
            let in_tests = edge.dev_only && edge.to == TESTKIT;
            if ours && !in_tests && !allowed.contains(&edge.to.as_str()) {
                let text = format!("{name} must not use {}", edge.to);
                found.push(Finding::new("edge", &manifest, 0, text));
            }
        }
        if PURE.contains(&name.as_str()) {
            for world in WORLD.iter().filter(|world| member.reaches.contains(**world)) {
                let text = format!("{name} is pure and must not reach {world}");
                found.push(Finding::new("edge", &manifest, 0, text));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::workspace::{Edge, Member};

    fn found(name: &str, to: &str, dev_only: bool, reaches: &str) -> Vec<String> {
        let member = Member {
            has_features: false,
            edges: vec![Edge { to: to.to_owned(), dev_only }],
            reaches: [reaches.to_owned()].into(),
        };
        let members = [(name.to_owned(), member)].into();
        let found = check(&Workspace { members, target: PathBuf::new() });
        found.into_iter().map(|found| found.text).collect()
    }

    #[test]
    fn edges_of_the_table_pass() {
        assert!(found("tegenwicht", "tegenwicht-store", false, "tokio").is_empty());
        assert!(found("tegenwicht-core", "tegenwicht-testkit", true, "sha2").is_empty());
        assert!(found("tegenwicht-store", "tegenwicht-core", false, "rusqlite").is_empty());
    }

    #[test]
    fn an_edge_outside_the_table_is_found() {
        let planted = found("tegenwicht-store", "tegenwicht-sync", false, "");
        assert_eq!(planted, ["tegenwicht-store must not use tegenwicht-sync"]);
        assert_eq!(found("tegenwicht-core", "tegenwicht", false, "").len(), 1);
        assert_eq!(found("tegenwicht-core", "tegenwicht", true, "").len(), 1);
    }

    #[test]
    fn the_testkit_in_production_is_found() {
        let planted = found("tegenwicht", "tegenwicht-testkit", false, "");
        assert_eq!(planted, ["tegenwicht must not use tegenwicht-testkit"]);
    }

    #[test]
    fn a_pure_crate_that_reaches_the_world_is_found() {
        let planted = found("tegenwicht-evac", "serde", false, "tokio");
        assert_eq!(planted, ["tegenwicht-evac is pure and must not reach tokio"]);
    }

    #[test]
    fn a_crate_that_nobody_placed_is_found() {
        assert_eq!(found("tegenwicht-extra", "serde", false, "").len(), 1);
    }
}
