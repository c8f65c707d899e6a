// SPDX-License-Identifier: EUPL-1.2
//! Keys are kept, wrapped, destroyed, and never made anew where others depend on them.

use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::hex;

use super::Keys;
use crate::error::StoreError;
use crate::fixture::{grep, key, subject};

fn open(dir: &std::path::Path) -> Result<Keys, StoreError> {
    Keys::open(dir, || sha256(b"seed"))
}

#[test]
fn the_keys_of_a_machine_are_made_once() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path()).unwrap().device_key();
    let again = Keys::open(dir.path(), || panic!("asked for chance again")).unwrap();
    assert_eq!(again.device_key(), first);
}

#[test]
fn a_subject_key_lies_wrapped_and_opens_only_here() {
    let dir = tempfile::tempdir().unwrap();
    let keys = open(dir.path()).unwrap();
    let (one, two) = (key(1), key(2));
    keys.put_subjects(&[(subject(1), &one, [1; 24]), (subject(2), &two, [2; 24])]).unwrap();
    assert_eq!(keys.subject(subject(1)).unwrap(), Some(one.clone()));
    assert_eq!(keys.subjects().unwrap(), [subject(1), subject(2)]);
    assert_eq!(keys.subject(subject(9)).unwrap(), None);
    assert!(grep(dir.path(), &one.0).is_empty());

    let elsewhere = tempfile::tempdir().unwrap();
    let other = Keys::open(elsewhere.path(), || [9; 32]).unwrap();
    let name = hex(&subject(1).0);
    let from = dir.path().join("subjects").join(&name);
    std::fs::copy(&from, elsewhere.path().join("subjects").join(&name)).unwrap();
    assert!(matches!(other.subject(subject(1)), Err(StoreError::Damaged { .. })));
    let taken = dir.path().join("subjects").join(hex(&subject(9).0));
    std::fs::copy(from, taken).unwrap();
    assert!(keys.subject(subject(9)).is_err(), "the key of one subject under the name of another");
}

#[test]
fn a_destroyed_key_is_gone_and_destroying_it_again_is_fine() {
    let dir = tempfile::tempdir().unwrap();
    let keys = open(dir.path()).unwrap();
    keys.put_subject(subject(1), &key(1), [1; 24]).unwrap();
    keys.destroy_subject(subject(1)).unwrap();
    keys.destroy_subject(subject(1)).unwrap();
    assert_eq!(keys.subject(subject(1)).unwrap(), None);
    assert!(keys.subjects().unwrap().is_empty());
}

#[test]
fn the_root_key_stays_until_it_is_on_paper() {
    let dir = tempfile::tempdir().unwrap();
    let keys = open(dir.path()).unwrap();
    assert!(keys.root().unwrap().is_none());
    keys.put_root(&[5; 32]).unwrap();
    assert_eq!(open(dir.path()).unwrap().root().unwrap().unwrap().to_bytes(), [5; 32]);
    keys.destroy_root().unwrap();
    keys.destroy_root().unwrap();
    assert!(keys.root().unwrap().is_none());
}

#[test]
fn a_missing_key_is_told_and_not_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let keys = open(dir.path()).unwrap();
    keys.put_subject(subject(1), &key(1), [1; 24]).unwrap();
    for name in ["node", "device"] {
        let path = dir.path().join(name);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let error = open(dir.path()).err().unwrap();
        assert!(matches!(&error, StoreError::KeyMissing { path } if path.ends_with(name)));
        std::fs::write(&path, bytes).unwrap();
    }
    open(dir.path()).unwrap();
}

#[test]
fn a_power_cut_between_the_two_keys_makes_them_anew() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).unwrap();
    std::fs::remove_file(dir.path().join("device")).unwrap();
    std::fs::write(dir.path().join(".part-device"), b"half").unwrap();
    Keys::open(dir.path(), || [8; 32]).unwrap();
    assert!(!dir.path().join(".part-device").exists());
}

#[test]
fn every_flipped_bit_in_a_key_file_is_found() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).unwrap().put_subject(subject(1), &key(1), [1; 24]).unwrap();
    let of_subject = format!("subjects/{}", hex(&subject(1).0));
    for name in ["device", "node", of_subject.as_str()] {
        let path = dir.path().join(name);
        let whole = std::fs::read(&path).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, bytes).unwrap();
            let read = open(dir.path()).and_then(|keys| keys.subject(subject(1)));
            assert!(matches!(read, Err(StoreError::Damaged { .. })), "{name} bit {bit}");
        }
        std::fs::write(&path, whole).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn key_files_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let keys = open(dir.path()).unwrap();
    keys.put_subject(subject(1), &key(1), [1; 24]).unwrap();
    let of_subject = format!("subjects/{}", hex(&subject(1).0));
    for name in ["device", "node", of_subject.as_str()] {
        let mode = std::fs::metadata(dir.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
