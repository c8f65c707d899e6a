// SPDX-License-Identifier: EUPL-1.2
//! Runs of nine words, as hashes: how we know that no sentence of a source stands in the library,
//! without having the sources here.
//!
//! `fixtures/library/source-runs.bin` holds five bytes of each run, in order. Whoever has the
//! sources makes it again with the path of their folder;
//! `fixtures/library/README.md` says how.

use std::collections::BTreeSet;
use std::path::Path;

use tegenwicht_core::envelope::sha256;
use tegenwicht_core::library::card::Card;

/// So many words in a row are somebody's sentence and no longer just the way to say it.
pub const WORDS: usize = 9;

pub type Run = [u8; 5];

/// Hashes every run of a text; capitals, spaces and signs make no difference.
pub fn runs(text: &str) -> Vec<Run> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let hash = |run: &[&str]| *sha256(run.join(" ").as_bytes()).first_chunk().unwrap();
    words.windows(WORDS).map(hash).collect()
}

/// Returns the texts of a card that share a run with the sources.
pub fn copied<'a>(card: &'a Card, sources: &BTreeSet<Run>) -> Vec<&'a str> {
    let items = card.items().flat_map(|item| std::iter::once(&item.text).chain(&item.points));
    let parts = card.parts.iter().flat_map(|part| std::iter::once(&part.title).chain(&part.text));
    let texts = std::iter::once(&card.title).chain(&card.intro).chain(parts).chain(items);
    let is_copied = |text: &&String| runs(text).iter().any(|run| sources.contains(run));
    texts.filter(is_copied).map(String::as_str).collect()
}

pub fn read(path: &Path) -> BTreeSet<Run> {
    let bytes = std::fs::read(path).unwrap();
    let (runs, rest) = bytes.as_chunks::<5>();
    assert!(rest.is_empty() && runs.is_sorted());
    runs.iter().copied().collect()
}

/// Makes the file anew from a folder of plain texts.
pub fn write(path: &Path, folder: &Path) {
    let texts = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = texts.filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    let all: BTreeSet<Run> =
        texts.flat_map(|path| runs(&std::fs::read_to_string(path).unwrap())).collect();
    std::fs::write(path, all.into_iter().flatten().collect::<Vec<u8>>()).unwrap();
}
