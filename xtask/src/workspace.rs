// SPDX-License-Identifier: EUPL-1.2
//! What cargo knows of this workspace: its crates, who uses whom, where builds go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::process::cargo;

/// One use of another crate, as its manifest states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    pub to: String,
    /// Only for tests, examples and benches.
    pub dev_only: bool,
}

/// One crate of the workspace.
#[derive(Debug, Clone, Default)]
pub struct Member {
    pub has_features: bool,
    pub edges: Vec<Edge>,
    /// All crates that its library brings along, directly or by others.
    pub reaches: BTreeSet<String>,
}

#[derive(Debug)]
pub struct Workspace {
    pub members: BTreeMap<String, Member>,
    pub target: PathBuf,
}

impl Workspace {
    pub fn read(root: &Path) -> Result<Self> {
        let text = cargo(root).args(["metadata", "--format-version", "1"]).stdout()?;
        Self::from_metadata(&serde_json::from_str(&text)?)
    }

    pub fn from_metadata(metadata: &Value) -> Result<Self> {
        let graph = Graph::from_metadata(metadata)?;
        let mut members = BTreeMap::new();
        for package in array(metadata, "packages")? {
            let id = string(package, "id")?;
            if graph.members.contains(id) {
                members.insert(string(package, "name")?.to_owned(), member(package, id, &graph)?);
            }
        }
        Ok(Self { members, target: PathBuf::from(string(metadata, "target_directory")?) })
    }

    /// The crates that can be built in more than one way.
    pub fn with_features(&self) -> Vec<String> {
        let members = self.members.iter().filter(|(_, member)| member.has_features);
        members.map(|(name, _)| name.clone()).collect()
    }
}

/// The root of the repository: the folder above xtask's own.
pub fn root() -> Result<PathBuf> {
    let own = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = own.parent().context("xtask lies in no folder")?;
    Ok(root.to_owned())
}

fn member(package: &Value, id: &str, graph: &Graph) -> Result<Member> {
    let features = package.get("features").and_then(Value::as_object).into_iter().flatten();
    let adds = |features: &Value| features.as_array().is_some_and(|adds| !adds.is_empty());
    let mut edges = Vec::new();
    for dependency in array(package, "dependencies")? {
        edges.push(Edge {
            to: string(dependency, "name")?.to_owned(),
            dev_only: dependency.get("kind").and_then(Value::as_str) == Some("dev"),
        });
    }
    Ok(Member {
        has_features: features.into_iter().any(|(name, set)| name != "default" || adds(set)),
        edges,
        reaches: graph.reaches(id),
    })
}

/// The resolved graph of normal dependencies, by package id.
struct Graph {
    members: BTreeSet<String>,
    names: BTreeMap<String, String>,
    uses: BTreeMap<String, Vec<String>>,
}

impl Graph {
    fn from_metadata(metadata: &Value) -> Result<Self> {
        let mut graph =
            Self { members: BTreeSet::new(), names: BTreeMap::new(), uses: BTreeMap::new() };
        for id in array(metadata, "workspace_members")? {
            graph.members.insert(id.as_str().context("a member without an id")?.to_owned());
        }
        for package in array(metadata, "packages")? {
            let name = string(package, "name")?.to_owned();
            graph.names.insert(string(package, "id")?.to_owned(), name);
        }
        let resolve = metadata.get("resolve").context("cargo metadata resolved nothing")?;
        for node in array(resolve, "nodes")? {
            let mut uses = Vec::new();
            for dependency in array(node, "deps")? {
                let kinds = array(dependency, "dep_kinds")?;
                if kinds.iter().any(|kind| kind.get("kind").is_none_or(Value::is_null)) {
                    uses.push(string(dependency, "pkg")?.to_owned());
                }
            }
            graph.uses.insert(string(node, "id")?.to_owned(), uses);
        }
        Ok(graph)
    }

    fn reaches(&self, from: &str) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut open = vec![from.to_owned()];
        while let Some(id) = open.pop() {
            for next in self.uses.get(&id).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        seen.iter().filter_map(|id| self.names.get(id).cloned()).collect()
    }
}

fn array<'a>(value: &'a Value, key: &str) -> Result<&'a Vec<Value>> {
    value.get(key).and_then(Value::as_array).ok_or_else(|| anyhow!("no list `{key}` in metadata"))
}

fn string<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value.get(key).and_then(Value::as_str).ok_or_else(|| anyhow!("no text `{key}` in metadata"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn dependency(name: &str, kind: Value) -> Value {
        json!({ "name": name, "kind": kind })
    }

    #[test]
    fn members_edges_and_reach_are_read_from_metadata() {
        let in_tests = dependency("x", json!("dev"));
        let metadata = json!({
            "target_directory": "t",
            "workspace_members": ["a"],
            "packages": [
                { "id": "a", "name": "first", "features": { "pdf": [] },
                  "dependencies": [dependency("second", Value::Null), in_tests] },
                { "id": "b", "name": "second", "features": {}, "dependencies": [] },
                { "id": "c", "name": "third", "features": {}, "dependencies": [] },
                { "id": "d", "name": "x", "features": {}, "dependencies": [] },
            ],
            "resolve": { "nodes": [
                { "id": "a", "deps": [
                    { "pkg": "b", "dep_kinds": [{ "kind": null }] },
                    { "pkg": "d", "dep_kinds": [{ "kind": "dev" }] } ] },
                { "id": "b", "deps": [{ "pkg": "c", "dep_kinds": [{ "kind": null }] }] },
                { "id": "c", "deps": [] },
                { "id": "d", "deps": [] },
            ] },
        });
        let workspace = Workspace::from_metadata(&metadata).unwrap();
        assert_eq!(workspace.members.len(), 1);
        let first = &workspace.members["first"];
        assert!(first.has_features);
        assert_eq!(workspace.with_features(), ["first"]);
        assert_eq!(first.edges.len(), 2);
        assert!(first.edges[1].dev_only);
        let reached: Vec<_> = first.reaches.iter().map(String::as_str).collect();
        assert_eq!(reached, ["second", "third"]);
    }
}
