// SPDX-License-Identifier: EUPL-1.2
//! What is wrong with a file, where, and what it is about: a stable code, and its limits.

use crate::envelope::BODY_MAX;

/// Most bytes of a file.
pub const FILE_MAX: usize = 64 * 1024;
/// Most bytes of a card that is started in a crisis, as it travels in the log: what fits in one
/// event, and 4 KiB less for the line that tells of it and what stands around both.
pub const AT_WORK_MAX: usize = BODY_MAX - 4 * 1024;
/// Longest line, in characters.
pub const LINE_MAX: usize = 1_000;
/// Longest title, in characters.
pub const TITLE_MAX: usize = 200;
/// Longest id, in characters.
pub const ID_MAX: usize = 64;
/// Longest unit of a figure, in characters.
pub const UNIT_MAX: usize = 32;
/// Highest number of a card.
pub const NUMBER_MAX: u16 = 999;
/// Most headings on a card.
pub const HEADINGS_MAX: usize = 40;
/// Most items on a card.
pub const ITEMS_MAX: usize = 400;
/// Most sub-points under an item.
pub const POINTS_MAX: usize = 40;
/// Most faults that are told of one file; who repairs a hundred reads it again anyway.
pub const FAULTS_MAX: usize = 100;
/// Longest piece of a file that a fault repeats, in characters.
const WHAT_MAX: usize = 80;

macro_rules! codes {
    ($($name:ident $code:literal;)*) => {
        /// What is wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultCode {
            $($name,)*
        }

        impl FaultCode {
            /// All codes, in the order of `docs/formats/card.md`.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the stable code; texts stand under `card-fault-<code>`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

codes! {
    Unreadable "unreadable";
    NotText "not-text";
    TooLong "too-long";
    TooMany "too-many";
    TooLarge "too-large";
    NoFrontMatter "no-front-matter";
    KeyUnknown "key-unknown";
    KeyTwice "key-twice";
    KeyMissing "key-missing";
    ValueWrong "value-wrong";
    NameDiffers "name-differs";
    HeadingWithoutName "heading-without-name";
    PhaseOrFieldWrong "phase-or-field-wrong";
    StepOutside "step-outside";
    SubPointAlone "sub-point-alone";
    BracesOpen "braces-open";
    WordUnknown "word-unknown";
    AttributeUnknown "attribute-unknown";
    AttributeTwice "attribute-twice";
    AttributeValue "attribute-value";
    KindNeeds "kind-needs";
    IdTwice "id-twice";
    LineUnclear "line-unclear";
    LinkUnknown "link-unknown";
    CardTwice "card-twice";
    LanguageDiffers "language-differs";
}

impl FaultCode {
    /// Returns true where the card works all the same: what is wrong lies between cards.
    #[must_use]
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::LinkUnknown | Self::LanguageDiffers)
    }
}

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Counted from 1.
    pub line: u32,
    pub code: FaultCode,
    /// What it is about, as it stands in the file.
    pub what: String,
}

/// The faults of a file while it is read.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub fn add(&mut self, line: u32, code: FaultCode, what: impl AsRef<str>) {
        let what: String = what.as_ref().chars().take(WHAT_MAX).collect();
        self.0.push(Fault { line, code, what });
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the faults from the top of the file down.
    pub fn sorted(mut self) -> Vec<Fault> {
        self.0.sort();
        self.0.dedup();
        self.0.truncate(FAULTS_MAX);
        self.0
    }
}

/// Returns true for small letters, digits and `-`, at most 64, and at least one.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.len() <= ID_MAX && text.bytes().all(fits)
}
