// SPDX-License-Identifier: EUPL-1.2
//! The examples in `docs/formats/event.md` are opened, asserted on and made again.
//!
//! A test that fails here says that today's program writes something else than version 1.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use ed25519_dalek::SigningKey;
use tegenwicht_core::actor::Role;
use tegenwicht_core::body::{Open, Person, SealedContent, Secret};
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::{
    BODY_MAX, ENVELOPE_MAX, Envelope, Header, KIND_MAX, Kind, Mode, PartRef, SUPERSEDES_MAX, sha256,
};
use tegenwicht_core::event::{FACT_NAME_MAX, Fact, SCHEMA};
use tegenwicht_core::feature::scope::HEADS_MAX;
use tegenwicht_core::feature::user::{AddUser, Added};
use tegenwicht_core::id::{ActorId, CommandId, DeviceKey, EventId, ScopeId, SubjectId, hex};
use tegenwicht_core::seal::{self, Sealed, SubjectKey};
use tegenwicht_core::time::{Hlc, Timestamp};

const PAGE: &str = include_str!("../../../docs/formats/event.md");

/// The code blocks under a heading of the page.
fn blocks(heading: &str) -> Vec<&'static str> {
    let (_, rest) = PAGE.split_once(&format!("\n{heading}\n")).expect("the heading");
    let section = rest.split("\n##").next().unwrap();
    section.split("```").skip(1).step_by(2).map(|block| &block["text\n".len()..]).collect()
}

/// The bytes of a block: hexadecimal digits, up to three spaces and a remark, up to a name.
fn bytes(block: &str) -> String {
    let lines =
        block.lines().take_while(|line| !line.starts_with("id ") && !line.starts_with("sha-256 "));
    let hex = lines.map(|line| line.trim().split("   ").next().unwrap());
    hex.flat_map(|hex| hex.chars().filter(|c| !c.is_whitespace())).collect()
}

/// What stands behind `id` or `sha-256` in a block.
fn named(block: &str, name: &str) -> String {
    let line = block.lines().find_map(|line| line.strip_prefix(name)).expect("the line");
    line.trim().to_owned()
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(digit).collect()
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn header() -> Header {
    Header {
        device: DeviceKey(key().verifying_key().to_bytes()),
        scope: ScopeId([2; 16]),
        epoch: u64::MAX,
        seq: 3,
        prev: Some(EventId([4; 32])),
        hlc: Hlc(5 << 16),
        wall: Timestamp(-1),
        actor: Some(ActorId([6; 16])),
        command: None,
        kind: Kind::Facts,
        schema: SCHEMA,
        seen: None,
        supersedes: vec![EventId([1; 32]), EventId([2; 32])],
        open: Some(PartRef::of(b"open")),
        sealed: None,
    }
}

/// Asserts that the page, the reader and the signer say the same of an envelope.
fn assert_envelope(block: &str, header: Header) {
    let made = Envelope::sign(header.clone(), Mode::Real, &key()).unwrap();
    assert_eq!(bytes(block), hex(&made.cose), "the envelope in the page");
    let read = Envelope::read(&unhex(&bytes(block))).unwrap();
    assert_eq!(read.header, header);
    assert_eq!(read.verify(Mode::Real), Ok(()));
    assert_eq!(hex(&read.id.0), named(block, "id "));
}

#[test]
fn the_first_example_is_the_envelope_it_says() {
    assert_envelope(blocks("### An envelope")[0], header());
}

#[test]
fn the_second_example_is_the_whole_event_it_says() {
    let blocks = blocks("### A whole event");
    let [open, command, plain, place, sealed, envelope] = blocks[..] else {
        unreachable!("six blocks, there are {}", blocks.len());
    };
    let subject = SubjectId::of(header().scope, [9; 8]);
    let given = Command::AddUser(AddUser {
        login: "ana".to_owned(),
        name: "Ana Test".to_owned(),
        phone: None,
        roles: vec![Role::Manager],
        only: None,
    });
    let added = Added { user: ActorId([12; 16]), roles: vec![Role::Manager], subject, only: None };
    let facts = vec![Fact::UserAdded(added)];
    let made = Open { salt: [8; 16], digest: None, facts };
    assert_eq!(bytes(open), hex(&made.encode()), "the open part in the page");
    assert_eq!(Open::decode(&unhex(&bytes(open))), Ok(made));
    assert_eq!(named(open, "sha-256 "), hex(&sha256(&unhex(&bytes(open)))));

    let digest = given.digest([8; 16]);
    let both = format!("{}{}", hex(&minicbor::to_vec(&given).unwrap()), hex(&digest));
    assert_eq!(bytes(command), both, "the command in the page");
    let person = Person { login: "ana".to_owned(), name: "Ana Test".to_owned(), phone: None };
    let content = SealedContent { digest: Some(digest), secret: Secret::Person(person) };
    assert_eq!(bytes(plain), hex(&content.encode()), "what is sealed in the page");

    let header = Header {
        epoch: 0x1122_3344_5566_7788,
        seq: 1,
        hlc: Hlc(1_764_000_000_000 << 16),
        wall: Timestamp(1_764_000_000_000),
        command: Some(CommandId([13; 16])),
        supersedes: Vec::new(),
        open: Some(PartRef::of(&unhex(&bytes(open)))),
        sealed: Some(PartRef::of(&unhex(&bytes(sealed)))),
        ..header()
    };
    let here = seal::place(&header.log(), header.seq);
    assert_eq!(bytes(place), hex(&here), "the additional data in the page");
    let subject_key = SubjectKey([10; 32]);
    let made = seal::seal(subject, &subject_key, [11; 24], &here, &content.encode()).unwrap();
    assert_eq!(bytes(sealed), hex(&made.encode()), "the sealed part in the page");
    let read = Sealed::read(&unhex(&bytes(sealed))).unwrap();
    let opened = seal::open(&read, &subject_key, &here).unwrap();
    assert_eq!(SealedContent::decode(&opened), Some(content));
    assert_eq!(named(sealed, "sha-256 "), hex(&sha256(&unhex(&bytes(sealed)))));
    assert_envelope(envelope, header);
}

#[test]
fn the_page_names_every_limit_and_every_fact() {
    let plain: String = PAGE.chars().filter(|c| *c != ',').collect();
    for (name, number) in [
        ("ENVELOPE_MAX", ENVELOPE_MAX),
        ("BODY_MAX", BODY_MAX),
        ("SUPERSEDES_MAX", SUPERSEDES_MAX),
        ("KIND_MAX", KIND_MAX),
        ("FACT_NAME_MAX", FACT_NAME_MAX),
        ("HEADS_MAX", HEADS_MAX),
    ] {
        assert!(plain.contains(&format!("| `{name}` | {number} ")), "{name} is {number}");
    }
    for fact in Fact::NAMES {
        assert!(PAGE.contains(&format!("\n`{fact}`")), "{fact} has no place in the page");
    }
}
