// SPDX-License-Identifier: EUPL-1.2
//! Both languages say the same things, every text that code asks for exists, each page has help.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::mask::{Mask, is_word, line_of};
use super::tree::{Tree, stem};

const TEXTS: &str = "crates/tegenwicht/text/";
const LANGUAGES: [&str; 2] = ["nl", "en"];
const CODE: &str = "crates/tegenwicht/src/";
const PAGES: &str = "crates/tegenwicht/src/web/page/";

/// How code asks for a text: `t("id")`, `t!("id")`, and a method of a value with such a name.
const ASKS: [&str; 2] = ["t(\"", "t!(\""];
const METHODS: [&str; 2] = [".get(\"", ".with(\""];
const RECEIVERS: [&str; 3] = ["t", "text", "texts"];

/// One message: where it stands and which values it wants.
#[derive(Debug)]
struct Message {
    path: String,
    line: usize,
    values: BTreeSet<String>,
}

type Messages = BTreeMap<String, Message>;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let texts = LANGUAGES.map(|language| messages(tree, language, &mut found));
    found.extend(compare(&texts[0], &texts[1], LANGUAGES[1]));
    found.extend(compare(&texts[1], &texts[0], LANGUAGES[0]));
    for (path, source) in tree.rust().filter(|(path, _)| path.starts_with(CODE)) {
        for (line, id) in asked(source) {
            if !texts[0].contains_key(id) {
                let text = format!("no text `{id}` in {TEXTS}{}", LANGUAGES[0]);
                found.push(Finding::new("text", path, line, text));
            }
        }
    }
    found.extend(help(tree));
    found
}

fn messages(tree: &Tree, language: &str, found: &mut Vec<Finding>) -> Messages {
    let folder = format!("{TEXTS}{language}/");
    let mut all = Messages::new();
    let ours = |path: &str| path.starts_with(&folder) && path.ends_with(".ftl");
    for (path, text) in tree.texts().filter(|(path, _)| ours(path)) {
        for (id, message) in file(path, text) {
            let line = message.line;
            if let Some(first) = all.insert(id.clone(), message) {
                let text = format!("`{id}` stands also in {}:{}", first.path, first.line);
                found.push(Finding::new("text", path, line, text));
            }
        }
    }
    all
}

/// The messages of one Fluent file; attributes and further lines belong to the message above them.
fn file(path: &str, text: &str) -> Vec<(String, Message)> {
    let mut all: Vec<(String, Message)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') {
            continue;
        }
        if let Some(id) = begins_message(line) {
            let message =
                Message { path: path.to_owned(), line: index + 1, values: BTreeSet::new() };
            all.push((id.to_owned(), message));
        }
        if let Some((_, message)) = all.last_mut() {
            message.values.extend(values(line));
        }
    }
    all
}

fn begins_message(line: &str) -> Option<&str> {
    let (id, _) = line.split_once('=')?;
    let id = id.trim_end();
    let starts = id.trim_start_matches('-').starts_with(|c: char| c.is_ascii_alphabetic());
    (starts && id.chars().all(in_id)).then_some(id)
}

fn in_id(c: char) -> bool {
    is_word(c) || c == '-'
}

/// The names behind a `$`.
fn values(line: &str) -> impl Iterator<Item = String> {
    let names = line.split('$').skip(1);
    names.map(|rest| rest.chars().take_while(|c| in_id(*c)).collect())
}

fn compare(these: &Messages, those: &Messages, language: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (id, message) in these {
        let text = match those.get(id) {
            None => format!("`{id}` is not there in {language}"),
            Some(other) => match message.values.difference(&other.values).next() {
                Some(value) => format!("`{id}` uses `${value}`, and in {language} it does not"),
                None => continue,
            },
        };
        found.push(Finding::new("text", &message.path, message.line, text));
    }
    found
}

/// The ids of texts that the code asks for, with their line.
fn asked(source: &str) -> Vec<(usize, &str)> {
    let mask = Mask::new(source);
    let code = &mask.code;
    let mut ids = Vec::new();
    for pattern in ASKS {
        for (at, _) in code.match_indices(pattern) {
            if !code[..at].ends_with(is_word) {
                ids.push((at, at + pattern.len()));
            }
        }
    }
    for pattern in METHODS {
        for (at, _) in code.match_indices(pattern) {
            let word = code[..at].rfind(|c| !is_word(c)).map_or(0, |end| end + 1);
            if RECEIVERS.contains(&&code[word..at]) {
                ids.push((at, at + pattern.len()));
            }
        }
    }
    let id = |from: usize| source[from..].split(['"', '.']).next().unwrap_or_default();
    ids.into_iter().map(|(at, from)| (line_of(source, at), id(from))).collect()
}

/// Every page has a help page of the same name; a piece of a page, in a folder of its name, has
/// that of the page.
fn help(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, _) in tree.rust().filter(|(path, _)| path.starts_with(PAGES)) {
        let within = path.strip_prefix(PAGES).unwrap_or_default().trim_start_matches('/');
        let page = within.split_once('/').map_or_else(|| stem(path), |(page, _)| page);
        let wanted = [format!("docs/help/{page}.md"), format!("docs/help/nl/{page}.md")];
        if !matches!(page, "mod" | "tests") && !wanted.iter().any(|path| tree.has(path)) {
            let text = format!("no help page {} for this page", wanted[0]);
            found.push(Finding::new("help", path, 0, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::planted;

    const NL: &str = "crates/tegenwicht/text/nl/a.ftl";
    const EN: &str = "crates/tegenwicht/text/en/a.ftl";
    const PAGE: &str = "crates/tegenwicht/src/web/a.rs";

    #[test]
    fn equal_languages_pass() {
        let text = "# a note\na-b = one { $n } =\n    .title = two\n-term = three\n";
        assert!(planted(check, &[(NL, text), (EN, text)]).is_empty());
    }

    #[test]
    fn a_text_that_one_language_lacks_is_found() {
        let found = planted(check, &[(NL, "a = 1\nb = 2\n"), (EN, "a = 1\nc = 3\n")]);
        assert_eq!(found, [format!("text {EN}:2"), format!("text {NL}:2")]);
    }

    #[test]
    fn a_value_that_one_language_forgets_is_found() {
        let found = planted(check, &[(NL, "a = { $n } of\n    { $m }\n"), (EN, "a = { $n }\n")]);
        assert_eq!(found, [format!("text {NL}:1")]);
    }

    #[test]
    fn a_text_that_stands_twice_is_found() {
        let files = [(NL, "a = 1\na = 2\n"), (EN, "a = 1\n")];
        assert_eq!(planted(check, &files), [format!("text {NL}:2")]);
    }

    #[test]
    fn a_text_that_code_asks_for_and_nobody_wrote_is_found() {
        let code = "t(\"no-1\");\nt!(\"no-2\");\ntext.get(\"no-3\");\nt.with(\"no-4.title\", x);\n\
            t.get(\"a\");\nheaders.get(\"origin\"); start(\"x\"); // t(\"x\")\n";
        let found = planted(check, &[(NL, "a = 1\n"), (EN, "a = 1\n"), (PAGE, code)]);
        let wanted: Vec<_> = (1..=4).map(|line| format!("text {PAGE}:{line}")).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_page_without_help_is_found() {
        let page = "crates/tegenwicht/src/web/page/action.rs";
        assert_eq!(planted(check, &[(page, "")]), [format!("help {page}:0")]);
        assert!(planted(check, &[(page, ""), ("docs/help/action.md", "")]).is_empty());
        let piece = "crates/tegenwicht/src/web/page/action/list.rs";
        assert_eq!(planted(check, &[(piece, "")]), [format!("help {piece}:0")]);
        assert!(planted(check, &[(piece, ""), ("docs/help/action.md", "")]).is_empty());
    }
}
