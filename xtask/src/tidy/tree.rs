// SPDX-License-Identifier: EUPL-1.2
//! The files that git knows or would take, read into memory: what every rule looks at.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use crate::process::Call;

/// Text files by path; a file that is no text is listed with no content.
#[derive(Debug, Default)]
pub struct Tree {
    pub files: BTreeMap<String, Option<String>>,
}

impl Tree {
    pub fn read(root: &Path) -> Result<Self> {
        let listing = Call::new("git", root)
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .stdout()?;
        let mut files = BTreeMap::new();
        for path in listing.split('\0').filter(|path| !path.is_empty()) {
            let on_disk = root.join(path);
            // Deleted but not yet committed, or a link to elsewhere.
            if !on_disk.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
                continue;
            }
            files.insert(path.to_owned(), String::from_utf8(std::fs::read(on_disk)?).ok());
        }
        Ok(Self { files })
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), Some((*text).to_owned()));
        Self { files: files.iter().map(owned).collect() }
    }

    /// All text files, path and content.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| path.ends_with(".rs"))
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
}

/// The name of a file without folders and without its ending.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether the file holds only tests.
pub fn is_test_file(path: &str) -> bool {
    stem(path) == "tests" || path.split('/').any(|folder| folder == "tests")
}
