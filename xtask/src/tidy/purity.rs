// SPDX-License-Identifier: EUPL-1.2
//! What the core must not name: clock, chance, hash order, floats, waiting, disk.

use super::Finding;
use super::mask::{Mask, line_of};
use super::tree::Tree;

const CORE: &str = "crates/tegenwicht-core/src/";

const BANNED: [(&str, &str); 13] = [
    ("SystemTime", "take a Timestamp as an argument"),
    ("Instant", "take a Timestamp as an argument"),
    ("HashMap", "use BTreeMap or imbl::OrdMap"),
    ("HashSet", "use BTreeSet or imbl::OrdSet"),
    ("RandomState", "use an ordered map"),
    ("rand", "take the bytes as an argument"),
    ("getrandom", "take the bytes as an argument"),
    ("OsRng", "take the bytes as an argument"),
    ("f32", "use integers"),
    ("f64", "use integers"),
    ("async", "the core waits for nothing"),
    ("await", "the core waits for nothing"),
    ("tokio", "the core waits for nothing"),
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| path.starts_with(CORE)) {
        let mask = Mask::new(source);
        for (at, word) in mask.words() {
            if let Some((_, instead)) = BANNED.iter().find(|(banned, _)| *banned == word) {
                let text = format!("`{word}` in the core: {instead}");
                found.push(Finding::new("purity", path, line_of(source, at), text));
            } else if is_float(&mask.code, at, word) {
                let text = "a float in the core: use integers, with the unit in the name";
                found.push(Finding::new("purity", path, line_of(source, at), text));
            }
        }
    }
    found
}

/// Whether a number begins here that has a part behind the point (`1.5`, not `pair.1.5` or `1..5`).
fn is_float(code: &str, at: usize, word: &str) -> bool {
    let mut rest = code[at + word.len()..].chars();
    word.chars().all(|c| c.is_ascii_digit() || c == '_')
        && word.starts_with(|c: char| c.is_ascii_digit())
        && !code[..at].ends_with('.')
        && rest.next() == Some('.')
        && rest.next().is_some_and(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::planted;

    #[test]
    fn each_banned_name_is_found_in_the_core_and_only_there() {
        for (word, _) in BANNED {
            let source = format!("fn f() {{ {word} }}\n");
            let files = [
                ("crates/tegenwicht-core/src/a.rs", source.as_str()),
                ("crates/b/src/a.rs", &source),
            ];
            assert_eq!(
                planted(check, &files),
                ["purity crates/tegenwicht-core/src/a.rs:1"],
                "{word}"
            );
        }
    }

    #[test]
    fn floats_are_found_and_ranges_and_tuples_are_not() {
        let source = "let a = 1.5;\nlet b = pair.0.1;\nlet c = 0..5;\nlet d = 1.max(2);\n";
        let found = planted(check, &[("crates/tegenwicht-core/src/a.rs", source)]);
        assert_eq!(found, ["purity crates/tegenwicht-core/src/a.rs:1"]);
    }

    #[test]
    fn comments_and_strings_may_name_them() {
        let source = "/// Not a HashMap.\nfn f() { \"HashMap 1.5\"; brand(); }\n";
        assert!(planted(check, &[("crates/tegenwicht-core/src/a.rs", source)]).is_empty());
    }
}
