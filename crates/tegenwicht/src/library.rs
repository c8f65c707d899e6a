// SPDX-License-Identifier: EUPL-1.2
//! The cards of this node: those that came with the program, and those of the institution, which
//! lie in its data folder and win.
//!
//! Not here: how a file is read (`tegenwicht_core::library`), pages (`web/page/library.rs`).
//! Rules: no file, whatever it is, stops the others or the program; a card of the institution
//! with a fault gives way to ours, with a mark; nothing is followed out of the folder; whoever
//! asks gets cards with the words of the institution in them.
//! Start at: `Cards::load`; `Shelf` keeps them.
//! To change: `docs/formats/card.md` says where files lie; text `card-fault-*`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rust_embed::RustEmbed;
use tegenwicht_core::library::compare::compare;
use tegenwicht_core::library::fault::{FILE_MAX, Fault, FaultCode};
use tegenwicht_core::library::parse::read;
use tegenwicht_core::library::word::Said;
use tegenwicht_core::library::{Library, Sheet};
use tegenwicht_core::time::Timestamp;

use crate::text::{Language, Text};

/// Most files that are read from one folder.
pub const FILES_MAX: usize = 1_000;

#[derive(RustEmbed)]
#[folder = "../../library"]
struct Ours;

/// Where a card comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// True when it is a file of the institution.
    pub own: bool,
    /// True when it is ours because the file of the institution has a fault.
    pub instead: bool,
    /// The language it is written in: another one where there is nothing else.
    pub language: Language,
}

/// A fault with the file it is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileFault {
    /// As it stands below the data folder, or in the program.
    pub file: String,
    pub own: bool,
    pub fault: Fault,
}

impl FileFault {
    /// Says what is wrong.
    #[must_use]
    pub fn sentence(&self, text: &Text) -> String {
        let id = format!("card-fault-{}", self.fault.code.name());
        text.with(&id, &[("what", &self.fault.what)])
    }

    /// Says what to do next.
    #[must_use]
    pub fn next_step(&self, text: &Text) -> String {
        let id = format!("card-fault-{}-next", self.fault.code.name());
        text.with(&id, &[("what", &self.fault.what)])
    }
}

/// The cards of one language.
#[derive(Debug, Clone, Default)]
struct Spoken {
    library: Library,
    origins: BTreeMap<String, Origin>,
}

/// All cards in both languages, and what is wrong with files.
#[derive(Debug, Clone)]
pub struct Cards {
    dutch: Spoken,
    english: Spoken,
    pub faults: Vec<FileFault>,
    /// When the files were read.
    pub read_at: Timestamp,
}

/// What was read from one place: sheets by id, and the faults of the others.
#[derive(Debug, Clone, Default)]
struct Pile {
    sheets: BTreeMap<String, Sheet>,
    /// Files without a card, by the id they should have.
    failed: BTreeSet<String>,
    faults: Vec<FileFault>,
}

impl Cards {
    /// Reads our cards and those of the institution, in the folder `library` of its data folder.
    #[must_use]
    pub fn load(root: &Path, now: Timestamp) -> Self {
        let (mut faults, mut found) = (Vec::new(), Vec::new());
        for language in Language::ALL {
            let mut own = own(root, language);
            let (mut sheets, ours) = (BTreeMap::new(), ours(language));
            faults.append(&mut own.faults);
            faults.extend(ours.faults.iter().cloned());
            for (id, sheet) in &ours.sheets {
                let instead = own.failed.contains(id);
                let origin = Origin { own: false, instead, language };
                sheets.insert(id.clone(), (sheet.clone(), origin));
            }
            for (id, sheet) in own.sheets {
                sheets.insert(id, (sheet, Origin { own: true, instead: false, language }));
            }
            found.push(sheets);
        }
        let english = found.pop().unwrap_or_default();
        let dutch = found.pop().unwrap_or_default();
        let spoken_dutch = spoken(Language::Dutch, &dutch, &english, &mut faults);
        let spoken_english = spoken(Language::English, &english, &dutch, &mut faults);
        differences(&spoken_dutch, &spoken_english, &mut faults);
        // What keeps a card out comes before what only warns, and the institution's own first.
        faults.sort_by(|a, b| {
            let rank = |of: &FileFault| (of.fault.code.is_warning(), !of.own);
            rank(a).cmp(&rank(b)).then_with(|| a.cmp(b))
        });
        Self { dutch: spoken_dutch, english: spoken_english, faults, read_at: now }
    }

    const fn spoken(&self, language: Language) -> &Spoken {
        match language {
            Language::Dutch => &self.dutch,
            Language::English => &self.english,
        }
    }

    /// Returns the cards of a language; one that exists only in the other is among them.
    #[must_use]
    pub const fn of(&self, language: Language) -> &Library {
        &self.spoken(language).library
    }

    /// Returns where a card comes from.
    #[must_use]
    pub fn origin(&self, language: Language, id: &str) -> Option<Origin> {
        self.spoken(language).origins.get(id).copied()
    }
}

/// What the words in texts of the library are, in the order of [`Language::ALL`].
pub type Spelling = [Said; 2];

impl Cards {
    /// Returns the cards with the words of the institution in them.
    #[must_use]
    pub fn said(&self, [dutch, english]: &Spelling) -> Self {
        let spoken = |spoken: &Spoken, said: &Said| Spoken {
            library: spoken.library.said(said),
            origins: spoken.origins.clone(),
        };
        Self {
            dutch: spoken(&self.dutch, dutch),
            english: spoken(&self.english, english),
            faults: self.faults.clone(),
            read_at: self.read_at,
        }
    }
}

/// The cards as the files have them, and as they were last said.
#[derive(Debug)]
pub struct Shelf {
    read: Arc<Cards>,
    said: Option<(Spelling, Arc<Cards>)>,
}

impl Shelf {
    #[must_use]
    pub fn new(cards: Cards) -> Self {
        Self { read: Arc::new(cards), said: None }
    }

    /// Returns the cards as they were read.
    #[must_use]
    pub fn read(&self) -> Arc<Cards> {
        Arc::clone(&self.read)
    }

    /// Returns the cards with these words, if that is how they were last said.
    #[must_use]
    pub fn as_said(&self, spelling: &Spelling) -> Option<Arc<Cards>> {
        let said = self.said.as_ref().filter(|(last, _)| last == spelling);
        said.map(|(_, cards)| Arc::clone(cards))
    }

    /// Says the cards with these words, and keeps them so.
    pub fn say(&mut self, spelling: Spelling) -> Arc<Cards> {
        let cards = Arc::new(self.read.said(&spelling));
        self.said = Some((spelling, Arc::clone(&cards)));
        cards
    }
}

type Found = BTreeMap<String, (Sheet, Origin)>;

/// Puts the cards of a language together, with those that only the other one has.
fn spoken(language: Language, own: &Found, other: &Found, faults: &mut Vec<FileFault>) -> Spoken {
    let missing = other.iter().filter(|(id, _)| !own.contains_key(*id));
    let all: Vec<_> = own.iter().chain(missing).collect();
    let origins = all.iter().map(|(id, (_, origin))| ((*id).clone(), *origin)).collect();
    let (library, between) = Library::of(all.iter().map(|(_, (sheet, _))| sheet.clone()).collect());
    for (card, fault) in between {
        // A borrowed card is told of in its own language.
        if let Some((_, origin)) = own.get(&card) {
            faults.push(FileFault { file: path(language, &card), own: origin.own, fault });
        }
    }
    Spoken { library, origins }
}

/// Tells which cards have other steps in one language than in the other: one line per card.
fn differences(dutch: &Spoken, english: &Spoken, faults: &mut Vec<FileFault>) {
    let mut items: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for difference in compare(&dutch.library, &english.library) {
        items.entry(difference.card).or_default().push(difference.item);
    }
    for (card, items) in items {
        let is_own = |spoken: &Spoken| spoken.origins.get(&card).is_some_and(|found| found.own);
        let (in_dutch, in_english) = (is_own(dutch), is_own(english));
        let language = if in_english && !in_dutch { Language::English } else { Language::Dutch };
        let code = FaultCode::LanguageDiffers;
        let fault = Fault { line: 1, code, what: items.join(", ") };
        faults.push(FileFault { file: path(language, &card), own: in_dutch || in_english, fault });
    }
}

fn path(language: Language, id: &str) -> String {
    format!("library/{}/{id}.md", language.code())
}

/// Returns the cards that came with the program; they are read once.
fn ours(language: Language) -> &'static Pile {
    static OURS: OnceLock<[Pile; 2]> = OnceLock::new();
    let [dutch, english] = OURS.get_or_init(|| Language::ALL.map(read_ours));
    match language {
        Language::Dutch => dutch,
        Language::English => english,
    }
}

fn read_ours(language: Language) -> Pile {
    let mut pile = Pile::default();
    for path in Ours::iter() {
        let name = path.strip_prefix(language.code()).and_then(|rest| rest.strip_prefix('/'));
        if let (Some(name), Some(file)) = (name.filter(|name| is_card(name)), Ours::get(&path)) {
            pile.add(name, Ok(file.data.into_owned()), language, false);
        }
    }
    pile
}

/// Reads the cards of the institution.
fn own(root: &Path, language: Language) -> Pile {
    let folder = root.join("library").join(language.code());
    let mut pile = Pile::default();
    let names = match names(&folder) {
        Ok(names) => names,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return pile,
        Err(_) => {
            pile.fault("", FaultCode::Unreadable, language, true);
            return pile;
        }
    };
    if names.len() > FILES_MAX {
        pile.fault("", FaultCode::TooMany, language, true);
    }
    for name in names.iter().take(FILES_MAX) {
        pile.add(&name.to_string_lossy(), bytes(&folder.join(name)), language, true);
    }
    pile
}

/// Returns the names of the files of a folder that could be cards, in order.
fn names(folder: &Path) -> std::io::Result<Vec<std::ffi::OsString>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        if is_card(&name.to_string_lossy()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Editors leave files with a dot in front, or another ending, beside the one they work on.
fn is_card(name: &str) -> bool {
    !name.starts_with('.') && !name.contains('/') && name.to_ascii_lowercase().ends_with(".md")
}

/// Reads a file, and never more than a card can be.
fn bytes(path: &Path) -> Result<Vec<u8>, FaultCode> {
    let unreadable = |_| FaultCode::Unreadable;
    // A link could show what the program may read and its users may not; a pipe never ends.
    if !std::fs::symlink_metadata(path).map_err(unreadable)?.is_file() {
        return Err(FaultCode::Unreadable);
    }
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(FILE_MAX).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

impl Pile {
    fn add(
        &mut self,
        name: &str,
        bytes: Result<Vec<u8>, FaultCode>,
        language: Language,
        own: bool,
    ) {
        match bytes.map(|bytes| read(name, &bytes)) {
            Ok(Ok(sheet)) => {
                self.sheets.insert(sheet.card.id.clone(), sheet);
            }
            Ok(Err(faults)) => {
                let file = format!("library/{}/{name}", language.code());
                let whole = |fault| FileFault { file: file.clone(), own, fault };
                self.faults.extend(faults.into_iter().map(whole));
                self.fail(name);
            }
            Err(code) => {
                self.fault(name, code, language, own);
                self.fail(name);
            }
        }
    }

    fn fail(&mut self, name: &str) {
        self.failed.insert(name.strip_suffix(".md").unwrap_or(name).to_owned());
    }

    fn fault(&mut self, name: &str, code: FaultCode, language: Language, own: bool) {
        let what = if code == FaultCode::TooMany { FILES_MAX.to_string() } else { String::new() };
        let fault = Fault { line: 1, code, what };
        let file = format!("library/{}/{name}", language.code());
        self.faults.push(FileFault { file, own, fault });
    }
}
