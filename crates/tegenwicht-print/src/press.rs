// SPDX-License-Identifier: EUPL-1.2
//! The press: the template, our fonts and nothing else; first with tags, if need be without.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::document::Document;
use crate::error::{PrintError, Printed};
use crate::limit::{PAGES_MAX, at_most};
use crate::values;

const TEMPLATE: &str = include_str!("page.typ");

/// Letters of users that Source Sans lacks come from the others.
const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/SourceSans3-Regular.ttf"),
    include_bytes!("../fonts/SourceSans3-SemiBold.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoEmoji-Regular.ttf"),
];

pub fn print(document: &Document) -> Result<Printed, PrintError> {
    print_by(TEMPLATE, document)
}

/// Our fonts, read once; none when one of them is broken.
pub fn fonts() -> Result<&'static [Font], PrintError> {
    static ALL: LazyLock<Vec<Font>> =
        LazyLock::new(|| FONTS.iter().filter_map(|font| Font::new(Bytes::new(*font), 0)).collect());
    if ALL.len() == FONTS.len() {
        Ok(&ALL)
    } else {
        Err(PrintError::Typesetting("a font of the program is broken".to_owned()))
    }
}

/// A fault in the tagging must never stop a print, so what fails with tags is tried without.
fn print_by(template: &str, document: &Document) -> Result<Printed, PrintError> {
    let fonts = fonts()?;
    let fault = match attempt(template, document, true, fonts) {
        Ok(pdf) => return Ok(Printed { pdf, is_tagged: true, fault: None }),
        Err(PrintError::Typesetting(fault)) => fault,
        Err(other) => return Err(other),
    };
    let pdf = attempt(template, document, false, fonts)?;
    Ok(Printed { pdf, is_tagged: false, fault: Some(fault) })
}

fn attempt(
    template: &str,
    document: &Document,
    is_tagged: bool,
    fonts: &[Font],
) -> Result<Vec<u8>, PrintError> {
    let inputs = values::inputs(document, is_tagged, fonts);
    let desk = Desk::new(template, inputs, fonts);
    // A panic in typst is a fault like any other. Nothing of ours is half changed by it: all that
    // the attempt touches is its own.
    let done = catch_unwind(AssertUnwindSafe(|| set(&desk, is_tagged)));
    // Typst remembers what it laid out. A node runs for months, and lists hold names.
    comemo::evict(0);
    done.unwrap_or_else(|_| Err(PrintError::Typesetting("typst broke off".to_owned())))
}

fn set(desk: &Desk, is_tagged: bool) -> Result<Vec<u8>, PrintError> {
    let set = typst::compile::<PagedDocument>(desk).output;
    let pages = set.map_err(|errors| fault(desk, "the layout fails", &errors))?;
    at_most("pages", pages.pages().len(), PAGES_MAX)?;
    let standards: &[PdfStandard] = if is_tagged { &[PdfStandard::Ua_1] } else { &[] };
    let options = PdfOptions {
        creator: Smart::Custom(Some("Tegenwicht".to_owned())),
        standards: PdfStandards::new(standards)
            .map_err(|_| PrintError::Typesetting("the standard is unknown".to_owned()))?,
        tagged: is_tagged,
        ..PdfOptions::default()
    };
    let what = if is_tagged { "it does not conform to PDF/UA-1" } else { "the export fails" };
    typst_pdf::pdf(&pages, &options).map_err(|errors| fault(desk, what, &errors))
}

/// Says where the template failed and never with what: a message of typst may hold any value, and
/// values are text of users.
fn fault(desk: &Desk, what: &str, errors: &[SourceDiagnostic]) -> PrintError {
    let line = errors
        .iter()
        .find_map(|error| desk.range(error.span))
        .and_then(|range| desk.source.text().get(..range.start))
        .map(|before| before.lines().count().max(1));
    PrintError::Typesetting(match line {
        Some(line) => format!("{what} at line {line} of the template"),
        None => what.to_owned(),
    })
}

/// All that typst can see: one source, our fonts, the values. No file, no package, no date.
struct Desk<'a> {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    source: Source,
    fonts: &'a [Font],
}

impl<'a> Desk<'a> {
    fn new(template: &str, inputs: Dict, fonts: &'a [Font]) -> Self {
        Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            book: LazyHash::new(FontBook::from_fonts(fonts)),
            source: Source::detached(template),
            fonts,
        }
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Language, Words};

    const SECRET: &str = "geheim";

    fn document() -> Document {
        let word = String::new;
        Document {
            title: SECRET.to_owned(),
            language: Language::Nl,
            mark: None,
            institution: word(),
            printed_at: word(),
            as_known_at: None,
            words: Words { page: word(), of: word(), who: word(), when: word() },
            blocks: Vec::new(),
        }
    }

    /// Prints by a template that fails with tags, and returns the fault that the node logs.
    fn fault_with_tags(template: &str) -> String {
        let printed = print_by(template, &document()).unwrap();
        assert!(printed.pdf.starts_with(b"%PDF-") && !printed.is_tagged);
        printed.fault.unwrap()
    }

    #[test]
    fn a_template_that_does_not_conform_still_prints_without_tags() {
        let image = "#set document(title: \"x\")\n= x\n#image(bytes(\"<svg xmlns='http://www.w3.\
                     org/2000/svg' width='9' height='9'/>\"), format: \"svg\")";
        let fault = fault_with_tags(image);
        assert_eq!(fault, "it does not conform to PDF/UA-1 at line 3 of the template");
    }

    #[test]
    fn a_template_that_fails_only_with_tags_still_prints_without() {
        let fault = fault_with_tags("#if sys.inputs.tagged { panic(sys.inputs.title) } else [x]");
        assert_eq!(fault, "the layout fails at line 1 of the template");
    }

    #[test]
    fn a_template_that_always_fails_says_what_to_do_and_quotes_nobody() {
        for template in ["#panic(sys.inputs.title)", "#(", "#sys.inputs.at(sys.inputs.title)"] {
            let error = print_by(template, &document()).unwrap_err();
            let text = error.to_string();
            assert!(text.contains("print the page itself from the browser"), "{text}");
            assert!(!text.contains(SECRET) && !error.may_try_again(), "{text}");
        }
    }

    #[test]
    fn the_template_reaches_no_file_package_or_date() {
        for template in [
            "#include \"other.typ\"",
            "#read(\"/etc/passwd\")",
            "#import \"@preview/x:1.0.0\": x",
            "#datetime.today()",
        ] {
            assert!(print_by(template, &document()).is_err(), "{template}");
        }
    }
}
