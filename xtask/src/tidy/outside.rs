// SPDX-License-Identifier: EUPL-1.2
//! Nothing from elsewhere: no outside asset, little script, no trace of the machine it was made on.

use super::Finding;
use super::mask::{Mask, line_of};
use super::tree::{Tree, is_test_file};

const ASSETS: &str = "crates/tegenwicht/assets/";
const WEB: &str = "crates/tegenwicht/src/web";
const SCRIPT_LINES_MAX: usize = 800;

/// Names of a specification, not places to load from; and the machine itself.
const NAMES_ONLY: [&str; 4] = ["www.w3.org/", "localhost", "127.0.0.1", "[::1]"];

/// A stylesheet or page that loads from the host it names, without saying http.
const LOADS_FROM: [&str; 4] = ["url(//", "url(\"//", "=\"//", "import \"//"];

/// Written in halves, so that this file does not find itself.
const REGISTRIES: [&str; 5] = [
    concat!("static", ".crates."),
    concat!("index", ".crates."),
    concat!("registry", ".npm"),
    concat!("python", "hosted"),
    concat!("//deb", ".deb"),
];
const MACHINE_FOLDERS: [&str; 3] = ["/work/", "/farm/", "/root/"];
const SCRATCH: &str = "/tmp/";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        if path.starts_with(ASSETS) && !path.ends_with(".txt") && !path.ends_with(".md") {
            found.extend(outside(path, text, text));
        }
        if path.starts_with(WEB) && path.ends_with(".rs") && !is_test_file(path) {
            found.extend(outside_of_page(path, text));
        }
        found.extend(machine(path, text));
        found.extend(registries(path, text));
    }
    found.extend(scripts(tree));
    found
}

fn outside_of_page(path: &str, source: &str) -> Vec<Finding> {
    let mask = Mask::new(source);
    let tests = mask.test_items();
    let in_tests = |line: usize| {
        let lines = |test: &std::ops::Range<usize>| {
            line_of(source, test.start)..=line_of(source, test.end - 1)
        };
        tests.iter().any(|test| lines(test).contains(&line))
    };
    let mut found = outside(path, source, &mask.uncommented);
    found.retain(|found| !in_tests(found.line));
    found
}

/// Addresses with a fixed host; `http://{host}` and a bare `https://` name nobody.
fn outside(path: &str, source: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, scheme) in text.match_indices("http://").chain(text.match_indices("https://")) {
        let rest = &text[at + scheme.len()..];
        let names_host = rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
        if names_host && !NAMES_ONLY.iter().any(|name| rest.starts_with(name)) {
            let host: String = rest.chars().take_while(|c| !"/\"' )>".contains(*c)).collect();
            let text = format!("{scheme}{host}: pages and assets take nothing from elsewhere");
            found.push(Finding::new("outside", path, line_of(source, at), text));
        }
    }
    for pattern in LOADS_FROM {
        for (at, _) in text.match_indices(pattern) {
            let text = format!("`{pattern}...`: pages and assets take nothing from elsewhere");
            found.push(Finding::new("outside", path, line_of(source, at), text));
        }
    }
    found
}

fn scripts(tree: &Tree) -> Option<Finding> {
    let script = |path: &str| path.ends_with(".js") || path.ends_with(".mjs");
    let ours = tree.texts().filter(|(path, _)| path.starts_with(ASSETS) && script(path));
    let lines: usize = ours.map(|(_, text)| text.lines().count()).sum();
    let text = format!("{lines} lines of script together, {SCRIPT_LINES_MAX} at most");
    (lines > SCRIPT_LINES_MAX).then(|| Finding::new("script-length", ASSETS, 0, text))
}

/// Paths of the machine somebody worked on; tests and tools may have a scratch folder.
fn machine(path: &str, text: &str) -> Vec<Finding> {
    let tools = ["test", "bench", "fuzz", "xtask", "tools"];
    if path.ends_with(".lock")
        || path.starts_with(".ci")
        || tools.iter().any(|tool| path.contains(tool))
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let folder = MACHINE_FOLDERS.iter().any(|folder| line.contains(folder));
        let scratch = line.match_indices(SCRATCH).any(|(at, _)| {
            line[at + SCRATCH.len()..].starts_with(|c: char| c.is_ascii_lowercase())
        });
        if folder || scratch {
            let text = "a path of one machine does not belong in the repository";
            found.push(Finding::new("machine", path, index + 1, text));
        }
    }
    found
}

fn registries(path: &str, text: &str) -> Vec<Finding> {
    if path.ends_with(".lock") || path.ends_with("package-lock.json") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if REGISTRIES.iter().any(|host| line.contains(host)) {
            let text = "the host of a package registry does not belong in the repository";
            found.push(Finding::new("registry", path, index + 1, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::planted;

    #[test]
    fn an_outside_asset_is_found() {
        let files = [
            ("crates/tegenwicht/assets/a.css", "a { b: url(https://example.org/f.woff2) }\n"),
            ("crates/tegenwicht/assets/b.css", "a { b: url(//example.org/f.woff2) }\n"),
            ("crates/tegenwicht/assets/c.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"),
            ("crates/tegenwicht/assets/OFL.txt", "https://example.org\n"),
        ];
        let found = planted(check, &files);
        let wanted = ["a.css", "b.css"].map(|name| format!("outside {ASSETS}{name}:1"));
        assert_eq!(found, wanted);
    }

    #[test]
    fn an_outside_address_in_a_page_is_found_and_in_its_comments_and_tests_is_not() {
        let source = "// https://example.org\nlet a = format!(\"http://{host}\");\n\
            let b = \"https://example.org/a.js\";\n\
            #[cfg(test)]\nmod tests { const C: &str = \"https://example.org\"; }\n";
        let found = planted(check, &[("crates/tegenwicht/src/web/a.rs", source)]);
        assert_eq!(found, ["outside crates/tegenwicht/src/web/a.rs:3"]);
    }

    #[test]
    fn script_past_its_limit_is_found() {
        let half = "a();\n".repeat(401);
        let files = [
            ("crates/tegenwicht/assets/a.js", half.as_str()),
            ("crates/tegenwicht/assets/b.js", &half),
        ];
        assert_eq!(planted(check, &files), [format!("script-length {ASSETS}:0")]);
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        let text = "see /root/x\nsee /tmp/x\nsee /tmp/\nsee /work/a\nsee framework/a\n";
        let found = planted(check, &[("docs/a.md", text), (".ci/run", text), ("tools/a.md", text)]);
        assert_eq!(found, ["machine docs/a.md:1", "machine docs/a.md:2", "machine docs/a.md:4"]);
    }

    #[test]
    fn hosts_of_registries_are_found() {
        for host in REGISTRIES {
            let files = [("a.toml", host), ("Cargo.lock", host), ("package-lock.json", host)];
            assert_eq!(planted(check, &files), ["registry a.toml:1"]);
        }
    }
}
