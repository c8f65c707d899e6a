// SPDX-License-Identifier: EUPL-1.2
//! A backup comes back whole on another machine, or says why not and leaves nothing behind.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use age::x25519;
use tegenwicht_core::time::Timestamp;

use super::container::{Counts, Reader, Record, Writer};
use super::*;
use crate::fixture::{House, Place, grep, key, person, subject};
use crate::heads::heads;
use crate::verify::{Remark, verify};

const NOW: Timestamp = Timestamp(1_765_000_000_000);

/// A key pair, so that most tests do without the work of a passphrase.
fn pair() -> (Lock, Opener) {
    let identity = x25519::Identity::generate();
    let lock = Lock::Recipient(identity.to_public().to_string());
    (lock, Opener::Identity(identity.to_string()))
}

fn furnished(dir: &Path) -> (Place, House) {
    let mut place = Place::open(dir);
    let house = place.furnish(1, 20);
    place.store.local_set("session", Some(b"LOGIN-SESSION")).unwrap();
    place.keys.put_root(&[0x77; 32]).unwrap();
    (place, house)
}

fn fault_of(error: StoreError) -> BackupFault {
    match error {
        StoreError::Backup(fault) => fault,
        other => panic!("{other}"),
    }
}

/// The files of a folder with their bytes.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = crate::disk::names(dir).unwrap();
    let read = |name: String| (name.clone(), fs::read(dir.join(name)).unwrap());
    names.into_iter().map(read).collect()
}

#[test]
fn a_backup_comes_back_on_another_machine() {
    let dir = tempfile::tempdir().unwrap();
    let (place, house) = furnished(&dir.path().join("old"));
    let out = dir.path().join("backup.age");
    let passphrase = SecretString::from("paard batterij nietje".to_owned());
    let lock = Lock::Passphrase(passphrase.clone());
    let manifest = backup(&place.folder, &out, &lock, NOW).unwrap();
    assert_eq!(manifest.institution, Some(house.institution));
    assert_eq!(manifest.created_at, NOW);
    assert!(grep(dir.path(), b"SECRET").is_empty());

    let new = dir.path().join("new");
    let wrong = Opener::Passphrase(SecretString::from("paard batterij".to_owned()));
    let error = restore(&out, &wrong, &new, [4; 32]).unwrap_err();
    assert_eq!(fault_of(error), BackupFault::WrongKey);
    assert!(!new.exists());

    let opener = Opener::Passphrase(passphrase);
    assert_eq!(manifest_of(&out, &opener).unwrap(), manifest);
    let restored = restore(&out, &opener, &new, [4; 32]).unwrap();
    assert_eq!(restored.institution, Some(house.institution));
    assert_ne!(restored.device, place.keys.device_key());
    assert_eq!((restored.keys, restored.files), (3, 1));
    assert_eq!(restored.events, place.store.count().unwrap());

    let again = Place::open(&new);
    assert_eq!(again.keys.device_key(), restored.device);
    assert_eq!(heads(&again.store).unwrap(), heads(&place.store).unwrap());
    for (subject, number) in [(person(1), 1), (subject(2), 2), (subject(3), 3)] {
        assert_eq!(again.keys.subject(subject).unwrap(), Some(key(number)));
    }
    let hash = again.attachments.list().unwrap()[0];
    let photo = again.attachments.get(hash, subject(3), &key(3)).unwrap().unwrap();
    assert_eq!(photo.len(), 100_000);
    let report = verify(&again.folder).unwrap();
    assert_eq!(report.remarks, [Remark::NotGranted(restored.device)]);
    assert_eq!(again.store.local_get("session").unwrap(), None);
    assert!(again.keys.root().unwrap().is_none());
}

#[test]
fn the_cards_of_the_institution_come_back_where_they_lay() {
    let dir = tempfile::tempdir().unwrap();
    let (place, _) = furnished(&dir.path().join("old"));
    let library = place.folder.library();
    fs::create_dir_all(library.join("nl")).unwrap();
    fs::create_dir_all(library.join("en")).unwrap();
    fs::write(library.join("nl/closure.md"), b"---\ncard: closure\n").unwrap();
    fs::write(library.join("en/flood.md"), b"\xff with a fault, and kept as it is").unwrap();
    fs::write(library.join("nl/closure.md.swp"), b"of an editor").unwrap();
    fs::write(library.join("nl/large.md"), vec![b'x'; 70_000]).unwrap();
    let (lock, opener) = pair();
    let out = dir.path().join("backup.age");
    let manifest = backup(&place.folder, &out, &lock, NOW).unwrap();
    assert_eq!((manifest.cards, manifest.cards_left_out), (2, 1));
    assert_eq!(manifest_of(&out, &opener).unwrap(), manifest);
    let new = dir.path().join("new");
    let restored = restore(&out, &opener, &new, [4; 32]).unwrap();
    assert_eq!(restored.cards, 2);
    let back = Folder::look(&new).unwrap().library();
    assert_eq!(files(&back.join("en")), files(&library.join("en")));
    assert_eq!(files(&back.join("nl")).keys().collect::<Vec<_>>(), ["closure.md"]);
    assert!(!new.join("restoring").exists());
    verify(&Folder::look(&new).unwrap()).unwrap();
}

/// The records of a backup as the first version wrote them: no cards, and no word of them.
fn first_version(place: &Place) -> Vec<u8> {
    let whole = plain(place);
    let (_, manifest) = Reader::begin(whole.as_slice()).unwrap();
    let heads = 8 + 5 + u32::from_be_bytes(*whole[9..].first_chunk().unwrap()) as usize;
    let mut e = minicbor::Encoder::new(Vec::new());
    e.map(5).unwrap().u8(0).unwrap().u8(1).unwrap();
    e.u8(1).unwrap().encode(manifest.institution).unwrap();
    e.u8(2).unwrap().encode(manifest.created_at).unwrap();
    e.u8(3).unwrap().u64(manifest.events).unwrap();
    e.u8(4).unwrap().encode(&manifest.scopes).unwrap();
    let first = e.into_writer();
    let length = u32::try_from(first.len()).unwrap().to_be_bytes();
    [&whole[..9], &length, &first, &whole[heads..]].concat()
}

#[test]
fn a_backup_of_the_first_version_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let (place, _) = furnished(&dir.path().join("old"));
    let (lock, opener) = pair();
    let old = dir.path().join("old.age");
    sealed(&first_version(&place), &lock, &old);
    let manifest = manifest_of(&old, &opener).unwrap();
    assert_eq!((manifest.version, manifest.cards), (1, 0));
    let new = dir.path().join("new");
    let restored = restore(&old, &opener, &new, [4; 32]).unwrap();
    assert_eq!((restored.cards, restored.events), (0, place.store.count().unwrap()));
    assert!(!new.join("library").exists());
}

#[test]
fn a_card_that_would_lie_elsewhere_is_refused_and_a_missing_one_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (place, _) = furnished(&dir.path().join("old"));
    let library = place.folder.library();
    fs::create_dir_all(library.join("nl")).unwrap();
    fs::write(library.join("nl/closure.md"), b"---\n").unwrap();
    let whole = plain(&place);
    let (lock, opener) = pair();
    let (bad, new) = (dir.path().join("bad.age"), dir.path().join("new"));
    let at = whole.windows(10).rposition(|window| window == b"closure.md").unwrap();
    let put = |place: usize, text: &[u8]| {
        let mut bytes = whole.clone();
        bytes[place..place + text.len()].copy_from_slice(text);
        bytes
    };
    // The record: kind and length, then a list of three, the language and the name.
    let record = at - 1 - 3 - 1 - 5;
    let end = whole.len() - 5 - 24;
    let table: [(&str, Vec<u8>); 5] = [
        ("out of the folder", put(at, b"../../x.md")),
        ("hidden", put(at, b".losure.md")),
        ("another kind of file", put(at, b"closure.sh")),
        ("a language that is none", put(at - 3, b"..")),
        ("gone", [&whole[..record], &whole[end..]].concat()),
    ];
    for (what, bytes) in table {
        sealed(&bytes, &lock, &bad);
        let error = restore(&bad, &opener, &new, [4; 32]).unwrap_err();
        assert!(matches!(fault_of(error), BackupFault::Damaged(_)), "{what}");
        assert!(!new.exists() || files(&new).is_empty(), "{what}");
        assert!(!dir.path().join("x.md").exists(), "{what}");
    }
}

#[test]
fn what_never_leaves_the_machine_is_not_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let (place, _) = furnished(&dir.path().join("old"));
    let plain = plain(&place);
    let device = place.keys.device().to_bytes();
    let secrets: [&[u8]; 4] = [b"LOGIN-SESSION", &[0x77; 32], &device, b"tegenwicht.db"];
    for secret in secrets {
        assert!(!plain.windows(secret.len()).any(|window| window == secret));
    }
    assert!(plain.windows(32).any(|window| window == key(1).0), "subject keys are in it");
}

/// The records of a backup, without its seal.
fn plain(place: &Place) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut writer = Writer::new(&mut plain, place.folder.root());
    let store = Store::open_read(&place.folder.db()).unwrap();
    write(&place.folder, &store, &mut writer, NOW).unwrap();
    plain
}

/// Seals records, right or wrong, as a backup.
fn sealed(plain: &[u8], lock: &Lock, out: &Path) {
    let file = fs::File::create(out).unwrap();
    let mut sealed = encryptor(lock).unwrap().wrap_output(file).unwrap();
    sealed.write_all(plain).unwrap();
    sealed.finish().unwrap();
}

#[test]
fn a_backup_is_of_one_moment_while_others_write() {
    let dir = tempfile::tempdir().unwrap();
    let (mut place, mut house) = furnished(&dir.path().join("old"));
    let (lock, opener) = pair();
    let folder = Folder::look(place.folder.root()).unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                let entry = house.entry("written meanwhile");
                let witness = house.witness();
                place.store.append(&[entry, witness]).unwrap();
            }
        });
        for number in 0..5 {
            let out = dir.path().join(format!("{number}.age"));
            backup(&folder, &out, &lock, NOW).unwrap();
            let new = dir.path().join(format!("new {number}"));
            restore(&out, &opener, &new, [number; 32]).unwrap();
            verify(&Folder::look(&new).unwrap()).unwrap();
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        writing.join().unwrap();
    });
}

#[test]
fn only_an_empty_folder_is_restored_into() {
    let dir = tempfile::tempdir().unwrap();
    let (place, _) = furnished(&dir.path().join("old"));
    let (lock, opener) = pair();
    let out = dir.path().join("backup.age");
    backup(&place.folder, &out, &lock, NOW).unwrap();
    let full = dir.path().join("full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("letter.txt"), b"dear all").unwrap();
    let before = files(&full);
    let error = restore(&out, &opener, &full, [4; 32]).unwrap_err();
    assert!(matches!(error, StoreError::NotEmpty { .. }), "{error}");
    assert_eq!(files(&full), before);
    let error = restore(&out, &opener, place.folder.root(), [4; 32]).unwrap_err();
    assert!(matches!(error, StoreError::NotEmpty { .. }), "{error}");
}

#[test]
fn a_restore_that_was_broken_off_is_not_taken_for_an_institution_and_can_be_run_again() {
    let dir = tempfile::tempdir().unwrap();
    let (place, _) = furnished(&dir.path().join("old"));
    let (lock, opener) = pair();
    let out = dir.path().join("backup.age");
    backup(&place.folder, &out, &lock, NOW).unwrap();
    let new = dir.path().join("new");
    fs::create_dir_all(new.join("restoring")).unwrap();
    fs::create_dir_all(new.join("keys")).unwrap();
    fs::write(new.join("keys/device"), b"half").unwrap();
    let error = Folder::open(&new).unwrap_err();
    assert!(matches!(error, StoreError::RestoreUnfinished { .. }), "{error}");
    restore(&out, &opener, &new, [4; 32]).unwrap();
    verify(&Folder::open(&new).unwrap()).unwrap();
}

#[test]
fn a_backup_that_was_cut_or_damaged_says_so_and_leaves_the_folder_empty() {
    let dir = tempfile::tempdir().unwrap();
    let (place, _) = furnished(&dir.path().join("old"));
    let (lock, opener) = pair();
    let out = dir.path().join("backup.age");
    backup(&place.folder, &out, &lock, NOW).unwrap();
    let whole = fs::read(&out).unwrap();
    let bad = dir.path().join("bad.age");
    let new = dir.path().join("new");
    let cuts = (0..16).map(|part| whole[..whole.len() * part / 16].to_vec());
    let cuts = cuts.chain([whole[..whole.len() - 1].to_vec(), [&whole[..], b"x"].concat()]);
    let flips = (0..64).map(|part| {
        let mut bytes = whole.clone();
        bytes[whole.len() * part / 64] ^= 0x10;
        bytes
    });
    for (index, bytes) in cuts.chain(flips).enumerate() {
        fs::write(&bad, bytes).unwrap();
        let error = restore(&bad, &opener, &new, [4; 32]).unwrap_err();
        assert!(matches!(error, StoreError::Backup(_)), "{index}: {error}");
        assert!(!new.exists() || files(&new).is_empty(), "{index}");
    }
    restore(&out, &opener, &new, [4; 32]).unwrap();
}

#[test]
fn records_that_lie_are_refused_before_anything_is_allocated() {
    let dir = tempfile::tempdir().unwrap();
    let (place, _) = furnished(&dir.path().join("old"));
    let whole = plain(&place);
    let (lock, opener) = pair();
    let bad = dir.path().join("bad.age");
    let new = dir.path().join("new");
    let manifest = 8..8 + 5 + usize::from(u16::from_be_bytes([whole[11], whole[12]]));
    let without_end = &whole[..whole.len() - 5 - 24];
    let table: [(&str, Vec<u8>); 7] = [
        ("nothing", Vec::new()),
        ("other magic", [b"TGWBAK9\n", &whole[8..]].concat()),
        ("no manifest", [&whole[..8], &whole[manifest.end..]].concat()),
        ("a length of 4 GiB", [&whole[..manifest.end], &[2, 255, 255, 255, 255]].concat()),
        ("an unknown kind", [&whole[..manifest.end], &[9, 0, 0, 0, 0]].concat()),
        ("no end", without_end.to_vec()),
        ("more after the end", [&whole[..], b"x"].concat()),
    ];
    for (what, bytes) in table {
        sealed(&bytes, &lock, &bad);
        let error = restore(&bad, &opener, &new, [4; 32]).unwrap_err();
        assert!(matches!(error, StoreError::Backup(_)), "{what}: {error}");
        assert!(!new.exists() || files(&new).is_empty(), "{what}");
    }
    let mut newer = whole.clone();
    let version = manifest.start + 5 + 2;
    assert_eq!(newer[version], VERSION);
    newer[version] = 9;
    sealed(&newer, &lock, &bad);
    let error = restore(&bad, &opener, &new, [4; 32]).unwrap_err();
    assert_eq!(fault_of(error), BackupFault::Newer(9));
    sealed(&whole, &lock, &bad);
    restore(&bad, &opener, &new, [4; 32]).unwrap();
}

#[test]
fn a_backup_with_a_cut_tail_is_found_by_its_manifest() {
    let dir = tempfile::tempdir().unwrap();
    let (place, _) = furnished(&dir.path().join("old"));
    let whole = plain(&place);
    let (mut reader, manifest) = Reader::begin(whole.as_slice()).unwrap();
    let mut cut = Vec::new();
    let mut writer = Writer::new(&mut cut, Path::new("test"));
    writer.manifest(&manifest).unwrap();
    let mut counts = Counts { events: manifest.events - 1, ..Counts::default() };
    let mut events = 0;
    loop {
        match reader.next().unwrap() {
            Record::Event { cose, open, sealed } => {
                events += 1;
                let row = EventRow {
                    serial: 0,
                    id: EventId([0; 32]),
                    own: false,
                    cose: &cose,
                    open: open.as_deref(),
                    sealed: sealed.as_deref(),
                };
                if events < manifest.events {
                    writer.event(&row).unwrap();
                }
            }
            Record::Key(subject, key) => {
                counts.keys += 1;
                writer.key(subject, &key).unwrap();
            }
            Record::File(file) => {
                counts.files += 1;
                writer.file(&file).unwrap();
            }
            Record::Card(_) => unreachable!("there are no cards"),
            Record::End(_) => break,
        }
    }
    writer.end(counts).unwrap();
    let (lock, opener) = pair();
    let bad = dir.path().join("bad.age");
    sealed(&cut, &lock, &bad);
    let error = restore(&bad, &opener, &dir.path().join("new"), [4; 32]).unwrap_err();
    assert_eq!(fault_of(error), BackupFault::Damaged("records are missing"));
}

#[test]
fn what_was_erased_does_not_travel() {
    let dir = tempfile::tempdir().unwrap();
    let (mut place, mut house) = furnished(&dir.path().join("old"));
    let (lock, opener) = pair();
    let entry = house.entry("CANARY-TEXT");
    let id = entry.envelope.id;
    place.store.append(&[entry]).unwrap();
    let before = dir.path().join("before.age");
    backup(&place.folder, &before, &lock, NOW).unwrap();
    // In the log, and not done on disk yet.
    let erase = house.erase(vec![id], vec![subject(2), subject(3)]);
    place.store.append(&[erase]).unwrap();
    let plain = plain(&place);
    assert!(!plain.windows(11).any(|window| window == b"CANARY-TEXT"));
    let after = dir.path().join("after.age");
    backup(&place.folder, &after, &lock, NOW).unwrap();
    let new = dir.path().join("new");
    restore(&after, &opener, &new, [4; 32]).unwrap();
    let again = Place::open(&new);
    assert_eq!(again.keys.subjects().unwrap(), [person(1)]);
    assert!(again.attachments.list().unwrap().is_empty());
    let report = verify(&again.folder).unwrap();
    assert_eq!(report.remarks.len(), 1, "only that it is not granted: {report:?}");

    // An older backup still holds it: the erase screen says so.
    let old = dir.path().join("older");
    restore(&before, &opener, &old, [5; 32]).unwrap();
    assert!(!grep(&old, b"CANARY-TEXT").is_empty());
}

#[test]
fn a_key_of_another_kind_is_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let (place, _) = furnished(&dir.path().join("old"));
    let (lock, _) = pair();
    let out = dir.path().join("backup.age");
    backup(&place.folder, &out, &lock, NOW).unwrap();
    let new = dir.path().join("new");
    let (_, other) = pair();
    let nonsense = Opener::Identity(SecretString::from("hello".to_owned()));
    let passphrase = Opener::Passphrase(SecretString::from("hello".to_owned()));
    let table = [
        (other, BackupFault::WrongKey),
        (nonsense, BackupFault::Identity),
        (passphrase, BackupFault::WrongKey),
    ];
    for (opener, fault) in table {
        assert_eq!(fault_of(restore(&out, &opener, &new, [4; 32]).unwrap_err()), fault);
    }
    let empty = Lock::Passphrase(SecretString::from(String::new()));
    let error = backup(&place.folder, &out, &empty, NOW).unwrap_err();
    assert_eq!(fault_of(error), BackupFault::NoPassphrase);
    let nonsense = Lock::Recipient("age1hello".to_owned());
    let error = backup(&place.folder, &out, &nonsense, NOW).unwrap_err();
    assert_eq!(fault_of(error), BackupFault::Recipient);
    assert!(fs::metadata(&out).unwrap().len() > 1_000, "the old backup is still there");
    let names = crate::disk::names(dir.path()).unwrap();
    assert!(names.iter().all(|name| !name.starts_with(crate::disk::PART)), "{names:?}");
    let letter = dir.path().join("letter.txt");
    fs::write(&letter, b"dear all").unwrap();
    let (_, opener) = pair();
    let error = restore(&letter, &opener, &new, [4; 32]).unwrap_err();
    assert_eq!(fault_of(error), BackupFault::NotABackup);
}
