// SPDX-License-Identifier: EUPL-1.2
//! How large things may be: a file, a function, a line.

use std::ops::Range;

use super::Finding;
use super::mask::{Mask, closing, line_of};
use super::tree::{Tree, is_test_file};

const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;
const COLUMNS_MAX: usize = 100;

/// Stands on a line that may be long (a sentence, a test vector), or on the line before it.
const LONG_MARK: &str = "// tidy: long";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, source) in tree.texts() {
        let rust = path.ends_with(".rs");
        if rust || path.ends_with(".js") || path.ends_with(".mjs") {
            found.extend(file_length(path, source));
        }
        if rust {
            let mask = Mask::new(source);
            found.extend(lines(path, source, &mask));
            if !is_test_file(path) {
                found.extend(functions(path, &mask));
            }
        }
    }
    found
}

fn file_length(path: &str, source: &str) -> Option<Finding> {
    let lines = source.lines().count();
    let text = format!("{lines} lines, {FILE_LINES_MAX} at most: split it by subject");
    (lines > FILE_LINES_MAX).then(|| Finding::new("file-length", path, 0, text))
}

fn lines(path: &str, source: &str, mask: &Mask) -> Vec<Finding> {
    let all: Vec<&str> = source.lines().collect();
    let marked = |number: usize| {
        let this = all.get(number.wrapping_sub(1));
        let before = all.get(number.wrapping_sub(2));
        this.into_iter().chain(before).any(|line| line.contains(LONG_MARK))
    };
    let strings: Vec<(usize, usize)> = mask
        .long_strings
        .iter()
        .map(|string| (line_of(source, string.start), line_of(source, string.end)))
        .collect();
    let mut found = Vec::new();
    for (index, line) in all.iter().enumerate() {
        let (number, columns) = (index + 1, line.chars().count());
        // A string over many lines is marked where it begins.
        let begins = strings.iter().find(|(first, last)| (*first..=*last).contains(&number));
        if columns > COLUMNS_MAX
            && !marked(number)
            && !begins.is_some_and(|(first, _)| marked(*first))
        {
            let text = format!("{columns} columns, {COLUMNS_MAX} at most (or `{LONG_MARK}`)");
            found.push(Finding::new("line-length", path, number, text));
        }
    }
    found
}

fn functions(path: &str, mask: &Mask) -> Vec<Finding> {
    let tests = mask.test_items();
    let mut found = Vec::new();
    for (at, name) in named_functions(mask) {
        let Some(body) = body(&mask.code, at) else {
            continue;
        };
        let first = line_of(&mask.code, at);
        let lines = line_of(&mask.code, body.end) - first + 1;
        if lines > FUNCTION_LINES_MAX && !tests.iter().any(|test| test.contains(&at)) {
            let text = format!("`{name}` has {lines} lines, {FUNCTION_LINES_MAX} at most");
            found.push(Finding::new("function-length", path, first, text));
        }
    }
    found
}

/// Every `fn name`, with the offset of its `fn`.
fn named_functions(mask: &Mask) -> Vec<(usize, &str)> {
    let words: Vec<(usize, &str)> = mask.words().collect();
    let follows = |pair: &[(usize, &str)]| {
        let between = &mask.code[pair[0].0 + pair[0].1.len()..pair[1].0];
        pair[0].1 == "fn" && between.trim().is_empty()
    };
    words.windows(2).filter(|pair| follows(pair)).map(|pair| (pair[0].0, pair[1].1)).collect()
}

/// From the opening to the closing brace; none for a function without a body.
fn body(code: &str, from: usize) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.checked_sub(1)?,
            b';' if depth == 0 => return None,
            b'{' if depth == 0 => return Some(at..closing(code, at)?),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::planted;

    fn function(lines: usize) -> String {
        format!(
            "fn long<'a>(x: [u8; 2]) -> &'a str {{\n{}}}\n",
            "    a(\"}\");\n".repeat(lines - 2)
        )
    }

    #[test]
    fn a_file_of_601_lines_is_found() {
        let files =
            [("a.rs", "\n".repeat(601)), ("b.rs", "\n".repeat(600)), ("c.txt", "\n".repeat(900))];
        let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
        assert_eq!(planted(check, &files), ["file-length a.rs:0"]);
    }

    #[test]
    fn a_function_of_71_lines_is_found() {
        let source = format!("trait T {{\n    fn none(&self);\n}}\n{}", function(71));
        assert_eq!(planted(check, &[("a.rs", &source)]), ["function-length a.rs:4"]);
        assert!(planted(check, &[("a.rs", &function(70))]).is_empty());
    }

    #[test]
    fn long_functions_in_tests_are_left_alone() {
        let source = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", function(90));
        let files = [("a.rs", source.as_str()), ("crates/a/tests/b.rs", &function(90))];
        assert!(planted(check, &files).is_empty());
    }

    #[test]
    fn a_line_of_101_columns_is_found_unless_marked() {
        let long = format!("// {}", "x".repeat(98));
        let source = format!("{long}\n\n// tidy: long\n{long}\n{long} // tidy: long\n");
        assert_eq!(planted(check, &[("a.rs", &source)]), ["line-length a.rs:1"]);
        assert!(planted(check, &[("a.rs", &format!("// {}", "é".repeat(97)))]).is_empty());
    }

    #[test]
    fn a_string_over_many_lines_is_marked_once() {
        let string = format!("f(\"\nshort\n{}\n\")\n", "x".repeat(120));
        assert_eq!(planted(check, &[("a.rs", &string)]), ["line-length a.rs:3"]);
        let marked = format!("// tidy: long\n{string}");
        assert!(planted(check, &[("a.rs", &marked)]).is_empty());
    }

    #[test]
    fn words_that_only_look_like_functions_are_no_functions() {
        let mask = Mask::new("let f: fn(u8) = g; fn r#type() {} // fn no()");
        let names: Vec<_> = named_functions(&mask).iter().map(|(_, name)| *name).collect();
        assert_eq!(names, ["r"]);
    }
}
