// SPDX-License-Identifier: EUPL-1.2
//! The cards of the institution on their way into a backup and out of it: text files that people
//! put in the data folder themselves.
//!
//! Not here: what stands in a card (`tegenwicht-core`, `library`).
//! Rules: only plain files that could be cards, so nothing is followed out of the folder; a file
//! that cannot be read never stops a backup, it is counted as left out; a name that comes out of
//! a backup never leads out of the folder.
//! Start at: `read`, then `put`.
//! To change: `docs/formats/store.md`, `docs/operate/backup.md`; what lies where in
//! `docs/formats/card.md`.

use std::fs;
use std::path::Path;

use crate::disk;
use crate::error::StoreError;

/// The folders of the languages.
const LANGUAGES: [&str; 2] = ["nl", "en"];
/// Most bytes of a card, as in `tegenwicht_core::library::fault::FILE_MAX`.
pub(super) const CARD_MAX: u64 = 64 * 1024;
/// Most files of one language, as the program reads them.
const CARDS_MAX: usize = 1_000;
/// Longest name of a file, in bytes; what file systems take.
const NAME_MAX: usize = 255;

/// A file of the institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card {
    pub language: String,
    /// The name of the file, without its folder.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Reads the cards below a folder, and counts those that could not be read or are too many.
pub(super) fn read(library: &Path) -> (Vec<Card>, u64) {
    let (mut cards, mut left_out) = (Vec::new(), 0);
    for language in LANGUAGES {
        let folder = library.join(language);
        let names = disk::names(&folder);
        left_out += u64::from(names.is_err());
        let names = names.unwrap_or_default().into_iter().filter(|name| is_name(name));
        for (place, name) in names.enumerate() {
            match bytes(&folder.join(&name)).filter(|_| place < CARDS_MAX) {
                Some(bytes) => cards.push(Card { language: language.to_owned(), name, bytes }),
                None => left_out += 1,
            }
        }
    }
    (cards, left_out)
}

fn bytes(path: &Path) -> Option<Vec<u8>> {
    // A link could lead to what the program may read and must not carry away.
    let plain = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    disk::read(path, CARD_MAX).ok().flatten().filter(|_| plain)
}

/// Returns true for a name that a card can have, and that leads nowhere else.
fn is_name(name: &str) -> bool {
    let leads = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
    name.len() <= NAME_MAX
        && !name.starts_with('.')
        && !name.contains(leads)
        && name.to_ascii_lowercase().ends_with(".md")
}

/// Returns true when a card out of a backup may be written.
pub(super) fn fits(card: &Card) -> bool {
    LANGUAGES.contains(&card.language.as_str()) && is_name(&card.name)
}

/// Writes a card where the program looks for it.
pub(super) fn put(library: &Path, card: &Card) -> Result<(), StoreError> {
    let folder = library.join(&card.language);
    disk::make_dir(&folder)?;
    disk::write_whole(&folder, &card.name, &[&card.bytes])?;
    disk::sync_dir(&folder)?;
    disk::sync_dir(library)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for good in ["closure.md", "Hoog water.MD", "é.md", "a..md"] {
            assert!(is_name(good), "{good}");
        }
        let long = format!("{}.md", "a".repeat(NAME_MAX));
        for bad in ["", "../x.md", "a/b.md", "a\\b.md", "C:x.md", ".x.md", "x.txt", "\0.md", &long]
        {
            assert!(!is_name(bad), "{bad}");
        }
        let card = |language: &str| Card {
            language: language.to_owned(),
            name: "x.md".to_owned(),
            bytes: Vec::new(),
        };
        assert!(fits(&card("nl")) && fits(&card("en")));
        for bad in ["", "..", "de", "nl/../.."] {
            assert!(!fits(&card(bad)), "{bad}");
        }
    }

    #[test]
    fn whatever_lies_there_the_other_cards_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let (nl, en) = (dir.path().join("nl"), dir.path().join("en"));
        fs::create_dir_all(nl.join("folder.md")).unwrap();
        for (name, text) in [("a.md", "A"), (".a.md.swp", "x"), ("notes.txt", "x"), ("b.md", "")] {
            fs::write(nl.join(name), text).unwrap();
        }
        fs::write(nl.join("large.md"), vec![b'x'; 64 * 1024 + 1]).unwrap();
        fs::write(nl.join("largest.md"), vec![b'x'; 64 * 1024]).unwrap();
        fs::write(&en, "a file where a folder should be").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", nl.join("link.md")).unwrap();
        let (cards, left_out) = read(dir.path());
        let names: Vec<&str> = cards.iter().map(|card| card.name.as_str()).collect();
        assert_eq!(names, ["a.md", "b.md", "largest.md"]);
        assert_eq!(left_out, if cfg!(unix) { 4 } else { 3 });
        assert_eq!(read(&dir.path().join("none")), (Vec::new(), 0));
    }
}
