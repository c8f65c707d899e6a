// SPDX-License-Identifier: EUPL-1.2
//! The one way to a PDF: prints wait for each other, and the same print again comes from memory.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::sync::{LazyLock, Mutex, PoisonError};

use sha2::{Digest, Sha256};
use tegenwicht_print::{Document, PrintError, Printed};
use tokio::sync::Semaphore;

/// Whether this program makes PDFs.
pub const HAS_PDF: bool = cfg!(feature = "pdf");
/// One print after the other: a long one takes a core and 80 MB, and the log goes first.
const PRESSES: usize = 1;
/// Who finds more than this before them is told so at once.
const WAITING_MAX: usize = 16;
/// The last prints are kept: whoever opens a PDF often asks for it twice.
const KEPT_MAX: usize = 8;
const KEPT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Makes a PDF of the document, beside the threads that serve pages.
///
/// # Errors
///
/// What `tegenwicht_print::print` declines, `PrintError::Busy`, and `PrintError::BuiltWithout` in a
/// program without the feature `pdf`: the page then prints by its own style.
pub async fn pdf(document: Document) -> Result<Printed, PrintError> {
    static ROOM: LazyLock<Room> = LazyLock::new(Room::default);
    ROOM.print(document, tegenwicht_print::print).await
}

/// Makes a PDF of the document where nobody else waits for one: on the command line.
///
/// # Errors
///
/// What `tegenwicht_print::print` declines, and `PrintError::BuiltWithout`.
pub fn pdf_at_once(document: &Document) -> Result<Printed, PrintError> {
    tegenwicht_print::print(document)
}

/// The press, the queue before it and the pile of what was printed last.
struct Room {
    press: Semaphore,
    queue: Semaphore,
    kept: Mutex<VecDeque<(Print, Printed)>>,
}

/// What a document says, as a hash: the pile need not hold the words a second time.
type Print = [u8; 32];

impl Default for Room {
    fn default() -> Self {
        Self {
            press: Semaphore::new(PRESSES),
            queue: Semaphore::new(PRESSES + WAITING_MAX),
            kept: Mutex::default(),
        }
    }
}

impl Room {
    async fn print(
        &self,
        document: Document,
        by: impl FnOnce(&Document) -> Result<Printed, PrintError> + Send + 'static,
    ) -> Result<Printed, PrintError> {
        let print = hash(&document);
        if let Some(printed) = self.kept(print) {
            return Ok(printed);
        }
        let busy = |_| PrintError::Busy(WAITING_MAX);
        let _place = self.queue.try_acquire().map_err(busy)?;
        let turn = self.press.acquire().await;
        let _turn = turn.map_err(|_| PrintError::Typesetting("the press is closed".to_owned()))?;
        // Whoever stood before us may have asked for the same.
        if let Some(printed) = self.kept(print) {
            return Ok(printed);
        }
        let done = tokio::task::spawn_blocking(move || by(&document)).await;
        let broken = |_| PrintError::Typesetting("the print broke off".to_owned());
        let printed = done.map_err(broken)??;
        if let Some(fault) = &printed.fault {
            tracing::warn!(%fault, "printed without tags: not readable aloud, else the same");
        }
        self.keep(print, &printed);
        Ok(printed)
    }

    fn kept(&self, print: Print) -> Option<Printed> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(of, _)| *of == print).map(|(_, printed)| printed.clone())
    }

    fn keep(&self, print: Print, printed: &Printed) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((print, printed.clone()));
        let bytes = |all: &VecDeque<(Print, Printed)>| {
            all.iter().map(|(_, printed)| printed.pdf.len()).sum::<usize>()
        };
        while kept.len() > KEPT_MAX || bytes(&kept) > KEPT_BYTES_MAX {
            kept.pop_front();
        }
    }
}

fn hash(document: &Document) -> Print {
    struct Bytes(Sha256);
    impl Hasher for Bytes {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut bytes = Bytes(Sha256::new());
    document.hash(&mut bytes);
    bytes.0.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tegenwicht_print::{Language, Words};

    use super::*;

    fn document(title: &str) -> Document {
        let word = String::new;
        Document {
            title: title.to_owned(),
            language: Language::Nl,
            mark: None,
            institution: word(),
            printed_at: word(),
            as_known_at: None,
            words: Words { page: word(), of: word(), who: word(), when: word() },
            blocks: Vec::new(),
        }
    }

    fn printed(document: &Document) -> Printed {
        Printed { pdf: document.title.clone().into_bytes(), is_tagged: true, fault: None }
    }

    #[tokio::test]
    async fn the_same_print_again_comes_from_memory_and_another_does_not() {
        let (room, runs) = (Room::default(), Arc::new(AtomicUsize::new(0)));
        for title in ["a", "a", "b", "a"] {
            let runs = runs.clone();
            let done = room.print(document(title), move |document| {
                runs.fetch_add(1, Ordering::Relaxed);
                Ok(printed(document))
            });
            assert_eq!(done.await.unwrap().pdf, title.as_bytes());
        }
        assert_eq!(runs.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn only_the_last_prints_are_kept() {
        let room = Room::default();
        for number in 0..=KEPT_MAX {
            let title = number.to_string();
            room.print(document(&title), |document| Ok(printed(document))).await.unwrap();
        }
        assert!(room.kept(hash(&document("0"))).is_none());
        assert!(room.kept(hash(&document("1"))).is_some());
    }

    #[tokio::test]
    async fn who_finds_a_full_queue_is_told_so_at_once() {
        let room = Room::default();
        let places = u32::try_from(PRESSES + WAITING_MAX).unwrap();
        let _full = room.queue.try_acquire_many(places).unwrap();
        let done = room.print(document("a"), |document| Ok(printed(document))).await;
        assert_eq!(done, Err(PrintError::Busy(WAITING_MAX)));
        assert!(done.unwrap_err().may_try_again());
    }

    #[tokio::test]
    async fn a_print_that_breaks_off_does_not_stop_the_next() {
        let room = Room::default();
        let done = room.print(document("a"), |_| panic!("planted")).await;
        assert!(matches!(done, Err(PrintError::Typesetting(_))));
        assert!(room.print(document("a"), |document| Ok(printed(document))).await.is_ok());
    }

    #[cfg(feature = "pdf")]
    #[tokio::test]
    async fn a_program_with_the_feature_gives_a_pdf() {
        let printed = pdf(document("Logformulier")).await.unwrap();
        assert!(printed.is_tagged && printed.pdf.starts_with(b"%PDF-"));
    }

    #[cfg(not(feature = "pdf"))]
    #[tokio::test]
    async fn a_program_without_the_feature_says_to_print_the_page_itself() {
        let error = pdf(document("Logformulier")).await.unwrap_err();
        assert!(error.to_string().contains("print the page itself"));
    }
}
