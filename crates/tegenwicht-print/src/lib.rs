// SPDX-License-Identifier: EUPL-1.2
//! Paper for when screens are gone: forms, cards and lists as PDF. Values in, bytes out.
//!
//! Not here: what stands on a form (pages of `tegenwicht`), the print style of a page
//! (`crates/tegenwicht/assets/app.css`), any word that a reader sees: all of them come in.
//! Rules: text of users is never markup; the same document gives the same bytes; a fault in the
//! tagging never stops a print; no clock, disk, network or store.
//! Start at: `Document`, then `print`; the look is in `page.typ`.
//! To change: a new kind of block is a variant of `Block`, a branch in `values.rs` and in
//! `page.typ`, and a block in `tests/text.rs`. Without the feature `typst` only values are here.

mod document;
mod error;
mod limit;

#[cfg(feature = "typst")]
mod letters;
#[cfg(feature = "typst")]
mod press;
#[cfg(feature = "typst")]
mod values;

pub use document::{Block, Check, Column, Document, Field, Language, Mark, Table, Words};
pub use error::{PrintError, Printed};
pub use limit::{
    BLOCKS_MAX, COLUMNS_MAX, DOCUMENT_CHARS_MAX, HEAD_CHARS_MAX, LINES_MAX, PAGES_MAX, ROWS_MAX,
    TEXT_CHARS_MAX,
};

/// Makes a PDF of the document, tagged by PDF/UA-1 if that succeeds and plain otherwise.
///
/// # Errors
///
/// `PrintError` says what is too large or wrong, and what to do instead.
pub fn print(document: &Document) -> Result<Printed, PrintError> {
    limit::check(document)?;
    set(document)
}

#[cfg(feature = "typst")]
use press::print as set;

#[cfg(not(feature = "typst"))]
fn set(_: &Document) -> Result<Printed, PrintError> {
    Err(PrintError::BuiltWithout)
}
