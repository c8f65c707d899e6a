// SPDX-License-Identifier: EUPL-1.2
//! A log entry: written once, struck with a reason, disputed until a person settles it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::body::Secret;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::figure::{NewStatement, Status};
use tegenwicht_core::feature::log_entry::{
    EntryKind, FileRef, NewFile, REFERENCES_MAX, StrikeEntry, WriteEntry,
};
use tegenwicht_core::feature::text::{NAME_MAX, TEXT_MAX};
use tegenwicht_core::id::{EntryId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_testkit::check::{Case, opened};

fn line(case: &Case, change: impl FnOnce(&mut WriteEntry)) -> Command {
    let mut write = WriteEntry::plain(case.crisis_id(), EntryKind::Fact, "de lift staat stil");
    change(&mut write);
    Command::WriteEntry(Box::new(write))
}

fn written(case: &mut Case, change: impl FnOnce(&mut WriteEntry)) -> EntryId {
    let command = line(case, change);
    case.does(command);
    case.entry_id()
}

fn strike(case: &mut Case, entry: EntryId) {
    let (crisis, reason) = (case.crisis_id(), "vergissing".to_owned());
    case.does(Command::StrikeEntry(StrikeEntry { crisis, entry, reason }));
}

fn disputed(case: &Case, entries: &[EntryId]) -> Vec<bool> {
    let state = case.crisis();
    entries.iter().map(|id| state.is_disputed(state.entries.get(id).unwrap())).collect()
}

#[test]
fn a_line_is_written_once_and_numbered_per_kind() {
    let mut case = opened().0;
    let first = written(&mut case, |_| {});
    case.repeats();
    let second = written(&mut case, |line| line.speaker = Some("portier".to_owned()));
    let question = written(&mut case, |line| line.kind = EntryKind::Question);
    let labels =
        [first, second, question].map(|id| case.crisis().entries.get(&id).unwrap().label());
    assert_eq!(labels, ["1", "2", "1"]);
    assert_eq!(case.crisis().entries.len(), 3);
    assert_eq!(case.crisis().last_wall, Some(case.device.now));
}

#[test]
fn a_line_that_does_not_fit_is_refused() {
    let mut case = opened().0;
    type Spoil = fn(&mut WriteEntry);
    let table: &[(Spoil, Refusal)] = &[
        (|line| line.text = " ".to_owned(), Refusal::TextEmpty),
        (|line| line.text = "x".repeat(TEXT_MAX + 1), Refusal::TextTooLong),
        (|line| line.text = "a\u{200b}b".to_owned(), Refusal::TextControl),
        (|line| line.answers = Some(EntryId([9; 16])), Refusal::EntryUnknown),
        (|line| line.settles = vec![EntryId([9; 16])], Refusal::EntryUnknown),
        (
            |line| line.settles = vec![EntryId([9; 16]); REFERENCES_MAX + 1],
            Refusal::TooManyReferences,
        ),
        (|line| line.files = vec![file("a\0b", "image/jpeg")], Refusal::TextControl),
        (|line| line.files = vec![file("", "image/jpeg")], Refusal::NameEmpty),
        (|line| line.files = vec![file(&"n".repeat(NAME_MAX + 1), "a/b")], Refusal::NameTooLong),
        (|line| line.files = vec![file("foto", "image/\u{fc}")], Refusal::TextControl),
        (|line| line.files = vec![file("foto", "image/a\n")], Refusal::TextControl),
        (|line| line.files = vec![file("foto", &"a".repeat(101))], Refusal::FieldTooLong),
        (|line| line.files = vec![file("foto", "a/b"); 11], Refusal::TooManyAttachments),
        (|line| line.files = vec![file("foto", "a/b")], Refusal::AttachmentUnknown),
    ];
    for (spoil, refusal) in table {
        let command = line(&case, spoil);
        case.refuses(command, *refusal);
    }
    let (scope, _) = case.device.world.crisis(case.crisis_id()).unwrap();
    let longest = line(&case, |line| {
        line.text = "\u{1f600}".repeat(TEXT_MAX);
        let mut file = file(&"\u{1f600}".repeat(NAME_MAX), &"a".repeat(100));
        file.file.subject = SubjectId::of(scope, [2; 8]);
        line.files = vec![file; 10];
    });
    case.does(longest);
}

/// A file that was sealed for a line in another scope.
fn file(name: &str, media_type: &str) -> NewFile {
    let (hash, subject) = (FileHash([1; 32]), SubjectId::of(ScopeId([1; 16]), [2; 8]));
    let (name, media_type) = (Some(name.to_owned()), media_type.to_owned());
    NewFile { file: FileRef { hash, subject, name, media_type, size: 5 }, content: [3; 32] }
}

#[test]
fn the_words_of_a_line_for_the_core_team_are_in_no_open_part() {
    let mut case = opened().0;
    let id = written(&mut case, |line| {
        line.restricted = true;
        line.text = "mevrouw De Vries is vermist".to_owned();
        line.speaker = Some("dochter".to_owned());
    });
    for held in case.device.logs.values().flat_map(std::collections::BTreeMap::values) {
        for part in [&held.open, &held.sealed].into_iter().flatten() {
            for words in ["De Vries", "dochter"] {
                assert!(!part.windows(words.len()).any(|w| w == words.as_bytes()));
            }
        }
    }
    let (scope, state) = case.device.world.crisis(case.crisis_id()).unwrap();
    let event = state.event_of(id).unwrap();
    let Some(Secret::Entry(words)) = case.device.opened(scope, event) else {
        unreachable!("the key is here");
    };
    assert_eq!(words.text, "mevrouw De Vries is vermist");
    let with_figure = line(&case, |line| {
        line.restricted = true;
        line.figure = Some(NewStatement {
            name: "vermisten".to_owned(),
            value: "1".to_owned(),
            unit: None,
            status: Status::Reported,
            replaces_all: false,
        });
    });
    case.refuses(with_figure, Refusal::SealedNotAllowed);
}

#[test]
fn a_struck_line_stays_and_cannot_be_struck_again() {
    let mut case = opened().0;
    let entry = written(&mut case, |_| {});
    strike(&mut case, entry);
    case.repeats();
    assert!(case.crisis().entries.get(&entry).unwrap().is_struck());
    let (crisis, reason) = (case.crisis_id(), "weer".to_owned());
    let again = Command::StrikeEntry(StrikeEntry { crisis, entry, reason });
    case.refuses(again, Refusal::EntryAlreadyStruck);
}

#[test]
fn settling_either_of_two_settles_both() {
    for settled in [0, 1] {
        let mut case = opened().0;
        let a = written(&mut case, |_| {});
        let b = written(&mut case, |line| line.contradicts = Some(a));
        assert_eq!(disputed(&case, &[a, b]), [true, true]);
        let settles = [a, b][settled];
        let by = written(&mut case, |line| line.settles = vec![settles]);
        assert_eq!(disputed(&case, &[a, b]), [false, false]);
        strike(&mut case, by);
        assert_eq!(disputed(&case, &[a, b]), [true, true], "a struck settlement does not count");
        strike(&mut case, b);
        assert_eq!(disputed(&case, &[a, b]), [false, false], "nothing is left to dispute");
    }
}

#[test]
fn a_new_contradiction_opens_again_what_was_settled() {
    let mut case = opened().0;
    let a = written(&mut case, |_| {});
    let b = written(&mut case, |line| line.contradicts = Some(a));
    written(&mut case, |line| line.settles = vec![a, b]);
    let c = written(&mut case, |line| line.contradicts = Some(a));
    assert_eq!(disputed(&case, &[a, b, c]), [true, false, true]);
    let d = written(&mut case, |line| {
        line.contradicts = Some(c);
        line.settles = vec![c];
    });
    assert_eq!(disputed(&case, &[a, b, c, d]), [false; 4], "the settling line settles itself too");
}
