// SPDX-License-Identifier: EUPL-1.2
//! Attachments are sealed, found by hash, and removed with their subject.

use super::{Attachments, FILE_MAX};
use crate::error::StoreError;
use crate::fixture::{grep, key, subject};

#[test]
fn a_file_is_sealed_and_opens_with_its_key_only() {
    let dir = tempfile::tempdir().unwrap();
    let attachments = Attachments::open(dir.path()).unwrap();
    let photo = b"a photo of the kitchen".repeat(1_000);
    let hash = attachments.put(subject(1), &key(1), [1; 24], &photo).unwrap();
    assert_eq!(attachments.list().unwrap(), [hash]);
    assert!(grep(dir.path(), b"kitchen").is_empty());
    assert_eq!(attachments.get(hash, subject(1), &key(1)).unwrap(), Some(photo));
    assert!(attachments.get(hash, subject(1), &key(2)).is_err());
    assert!(attachments.get(hash, subject(2), &key(1)).is_err());
    attachments.remove(&[(hash, subject(2))], &[]).unwrap();
    assert!(attachments.sealed(hash).unwrap().is_some(), "it is under something else");
    attachments.remove(&[(hash, subject(1))], &[]).unwrap();
    attachments.remove(&[(hash, subject(1))], &[]).unwrap();
    assert_eq!(attachments.get(hash, subject(1), &key(1)).unwrap(), None);
}

#[test]
fn erasing_a_subject_finds_its_files() {
    let dir = tempfile::tempdir().unwrap();
    let attachments = Attachments::open(dir.path()).unwrap();
    let one = attachments.put(subject(1), &key(1), [1; 24], b"one").unwrap();
    let two = attachments.put(subject(2), &key(2), [2; 24], b"two").unwrap();
    attachments.remove(&[], &[subject(1)]).unwrap();
    assert_eq!(attachments.list().unwrap(), [two]);
    assert_eq!(attachments.sealed(one).unwrap(), None);
}

#[test]
fn damage_and_too_much_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let attachments = Attachments::open(dir.path()).unwrap();
    let hash = attachments.put(subject(1), &key(1), [1; 24], b"one").unwrap();
    let path = attachments.path(hash);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[60] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let error = attachments.get(hash, subject(1), &key(1)).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    let long = vec![0; FILE_MAX + 1];
    let error = attachments.put(subject(1), &key(1), [2; 24], &long).unwrap_err();
    assert!(matches!(error, StoreError::TooMany { .. }), "{error}");
}
