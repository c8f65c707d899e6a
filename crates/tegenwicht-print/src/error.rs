// SPDX-License-Identifier: EUPL-1.2
//! How a print ends: with bytes, or with what to do instead.

use thiserror::Error;

/// A PDF, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    pub pdf: Vec<u8>,
    /// Whether it conforms to PDF/UA-1. It looks the same without.
    pub is_tagged: bool,
    /// Why it has no tags, for the node's log; never holds text of the document.
    pub fault: Option<String>,
}

/// Why there is no paper.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PrintError {
    /// The same document again gives the same answer; a part of it can be printed.
    #[error("{found} {what} in one print, {max} at most: print it in parts (per ward, per day)")]
    TooLarge { what: &'static str, found: usize, max: usize },
    /// A mistake of the page that made the document; trying again does not help.
    #[error("this print cannot be laid out, {0}: print the page itself from the browser")]
    Malformed(&'static str),
    /// Typst failed with and without tags; trying again does not help.
    #[error("the PDF could not be made ({0}): print the page itself from the browser")]
    Typesetting(String),
    /// Too many prints wait; trying again in a minute helps.
    #[error("{0} prints are waiting already: try again in a minute")]
    Busy(usize),
    /// Trying again does not help; another build of the program does.
    #[error("this program was built without PDF: print the page itself from the browser")]
    BuiltWithout,
}

impl PrintError {
    /// Returns whether the same print can succeed later.
    #[must_use]
    pub fn may_try_again(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}
