// SPDX-License-Identifier: EUPL-1.2
//! The API from outside: crises and their logs. Every answer is also held against the document.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "api/card.rs"]
mod card;
#[path = "api/document.rs"]
mod document;
#[path = "api/first_minutes.rs"]
mod first_minutes;
#[path = "api/library.rs"]
mod library;
#[path = "api/meeting.rs"]
mod meeting;
mod node;
#[path = "api/people.rs"]
mod people;
#[path = "api/picture.rs"]
mod picture;
#[path = "api/plan.rs"]
mod plan;
#[path = "api/progress.rs"]
mod progress;
#[path = "api/reading.rs"]
mod reading;

use node::{Answered, Call, Node, request, set_up};
use serde_json::{Value, json};
use tegenwicht_core::actor::Role;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::hex;

/// Sends a call and holds the answer against the document.
pub async fn send(node: &Node, call: Call) -> Answered {
    let answered = request(node, call.clone()).await;
    document::check(&call, &answered);
    answered
}

/// Opens a crisis and returns its id.
pub async fn crisis(node: &Node, token: &str) -> String {
    let body = json!({ "title": "Brand in de keuken", "mode": "real" });
    let call = Call::post("/api/v1/crises", &body).by(token).key("a-crisis");
    let opened = send(node, call).await;
    assert_eq!(opened.status, 201, "{:?}", opened.json());
    opened.json()["id"].as_str().unwrap().to_owned()
}

pub async fn write(node: &Node, token: &str, id: &str, body: Value) -> Answered {
    // Bound to what it says: the same line is the same command.
    let key = hex(&sha256(body.to_string().as_bytes())[..16]);
    let path = format!("/api/v1/crises/{id}/logEntries");
    send(node, Call::post(&path, &body).by(token).key(&key)).await
}

fn texts(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap()).collect()
}

/// The line that tells of the opening.
const OPENED: &str = "Crisis geopend: Brand in de keuken";

#[tokio::test]
async fn a_crisis_is_opened_once_however_often_it_is_sent() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let open = |body: Value, key: &str| Call::post("/api/v1/crises", &body).by(&ana).key(key);
    let body = json!({
        "title": "Brand", "mode": "exercise", "place": "Kamer 1",
        "beganAt": "2019-01-15T08:30:00+01:00",
    });
    let key = "0190b6a0-7b1c-7def-8abc-0123456789ab";
    let opened = send(&node, open(body.clone(), key)).await;
    assert_eq!(opened.status, 201, "{:?}", opened.json());
    assert_eq!(opened.json()["beganAt"], "2019-01-15T08:30:00+01:00");
    assert_eq!(opened.json()["mode"], "exercise");
    let again = send(&node, open(body.clone(), "0190b6a07b1c7def8abc0123456789ab")).await;
    assert_eq!((again.status.as_u16(), again.json()), (201, opened.json()));
    let mut other = body.clone();
    other["title"] = json!("Water");
    assert_eq!(send(&node, open(other, key)).await.problem(), "409 key-used-before");
    let empty = json!({ "title": " ", "mode": "real" });
    assert_eq!(send(&node, open(empty, "2")).await.problem(), "422 title-empty");
    let shown = send(&node, Call::get(opened.header("location")).by(&ana)).await;
    assert_eq!(shown.json(), opened.json());
    let all = send(&node, Call::get("/api/v1/crises").by(&ana)).await.json();
    assert_eq!((&all["items"], &all["next"]), (&json!([opened.json()]), &json!(null)));
}

#[tokio::test]
async fn a_long_list_comes_in_parts() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    for n in 0..5 {
        node.at_minute(n);
        let body = json!({ "title": format!("Crisis {n}"), "mode": "real" });
        let call = Call::post("/api/v1/crises", &body).by(&ana).key(&format!("k{n}"));
        assert_eq!(send(&node, call).await.status, 201);
    }
    let (mut titles, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/crises?limit=2{cursor}");
        let part = send(&node, Call::get(&path).by(&ana)).await.json();
        let items = part["items"].as_array().unwrap().iter();
        titles.extend(items.map(|item| item["title"].as_str().unwrap().to_owned()));
        match part["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(titles, ["Crisis 4", "Crisis 3", "Crisis 2", "Crisis 1", "Crisis 0"]);
}

#[tokio::test]
async fn a_crisis_is_closed_once_and_still_takes_lines() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let close = |reason: &str, key: &str| {
        let path = format!("/api/v1/crises/{id}/closing");
        Call::post(&path, &json!({ "reason": reason })).by(&ana).key(key)
    };
    assert_eq!(send(&node, close("", "1")).await.problem(), "422 reason-empty");
    let closed = send(&node, close("over", "2")).await;
    assert_eq!((&closed.json()["closed"], closed.status.as_u16()), (&json!(true), 201));
    assert_eq!(closed.json()["closings"][0]["by"], "Ana");
    assert_eq!(send(&node, close("over", "2")).await.json(), closed.json());
    assert_eq!(send(&node, close("other", "2")).await.problem(), "409 key-used-before");
    assert_eq!(send(&node, close("over", "3")).await.problem(), "409 crisis-already-closed");
    let late = write(&node, &ana, &id, json!({ "kind": "fact", "text": "Toch nog iets" })).await;
    assert_eq!(late.status, 201);
}

#[tokio::test]
async fn a_line_is_on_disk_once_however_often_it_is_sent() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let path = format!("/api/v1/crises/{id}/logEntries");
    let post = |body: &Value, key: &str| Call::post(&path, body).by(&ana).key(key);
    let body = json!({
        "kind": "action", "text": "Bel de brandweer", "speaker": "Bo", "channel": "telefoon",
        "happenedAt": "2019-01-15T07:42:00Z", "owner": "Cas", "due": "2019-01-15T10:00:00+01:00",
    });
    let written = send(&node, post(&body, "one")).await;
    assert_eq!(written.status, 201, "{:?}", written.json());
    let line = written.json();
    assert_eq!(line["happenedAt"], "2019-01-15T08:42:00+01:00");
    assert_eq!(line["recordedAt"], "2019-01-15T09:00:00+01:00");
    assert_eq!((&line["speaker"], &line["author"]), (&json!("Bo"), &json!("Ana")));
    assert_eq!((&line["owner"], &line["number"]), (&json!("Cas"), &json!("1")));
    node.at_minute(5);
    let again = send(&node, post(&body, "one")).await;
    assert_eq!((again.status.as_u16(), again.json()), (201, line.clone()));
    let mut other = body.clone();
    other["text"] = json!("Bel de politie");
    assert_eq!(send(&node, post(&other, "one")).await.problem(), "409 key-used-before");
    let shown = send(&node, Call::get(written.header("location")).by(&ana)).await;
    assert_eq!(shown.json(), line);
    let list = send(&node, Call::get(&path).by(&ana)).await.json();
    assert_eq!(list["items"][0]["text"], OPENED);
    assert_eq!(list["items"].as_array().unwrap()[1..], [line], "once, behind the opening");
    for (body, problem) in [
        (json!({ "kind": "fact", "text": "" }), "422 text-empty"),
        (json!({ "kind": "fact", "text": "x".repeat(4_001) }), "422 text-too-long"),
        (json!({ "kind": "fact", "text": "a\u{202e}b" }), "422 text-control"),
        (
            json!({ "kind": "fact", "text": "x", "answers": format!("entry-{}", "0".repeat(32)) }),
            "404 entry-unknown",
        ),
    ] {
        assert_eq!(send(&node, post(&body, "two")).await.problem(), problem);
    }
    // Refused changed nothing, so the key is still free.
    assert_eq!(send(&node, post(&other, "two")).await.status, 201);
}

#[tokio::test]
async fn the_same_key_of_two_people_makes_two_lines() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let member = node.somebody(Role::Member).await;
    let id = crisis(&node, &ana).await;
    let body = json!({ "kind": "fact", "text": "Rook" });
    let first = write(&node, &ana, &id, body.clone()).await.json();
    let second = write(&node, &member, &id, body).await.json();
    assert_ne!(first["id"], second["id"]);
    assert_eq!(second["author"], "MEMBER");
}

#[tokio::test]
async fn the_log_is_read_by_kind_by_words_by_moment_and_in_parts() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let lines = [
        ("fact", "Rook"),
        ("question", "Hoeveel bedden?"),
        ("fact", "Vuur"),
        ("decision", "Ontruimen"),
        ("fact", "Brandweer is er"),
    ];
    for (minute, (kind, text)) in (1..).zip(lines) {
        node.at_minute(minute);
        write(&node, &ana, &id, json!({ "kind": kind, "text": text })).await;
    }
    node.at_minute(9);
    let late = json!({ "kind": "fact", "text": "Nagekomen", "speaker": "De Portier",
        "happenedAt": "2019-01-15T08:02:30Z" });
    write(&node, &ana, &id, late).await;
    let log = |query: &str| Call::get(&format!("/api/v1/crises/{id}/logEntries?{query}")).by(&ana);
    let all =
        ["Brandweer is er", "Ontruimen", "Vuur", "Nagekomen", "Hoeveel bedden?", "Rook", OPENED];
    let mut upwards = all;
    upwards.reverse();
    for (query, wanted) in [
        ("", &all[..]),
        ("order=asc", &upwards[..]),
        ("kind=question", &["Hoeveel bedden?"]),
        ("q=VUUR", &["Vuur"]),
        ("q=portier", &["Nagekomen"]),
        ("q=nergens", &[]),
        ("until=2019-01-15T08:02:00Z", &["Hoeveel bedden?", "Rook", OPENED]),
        ("until=2019-01-15T09:02:00%2B01:00", &["Hoeveel bedden?", "Rook", OPENED]),
        ("until=2019-01-15T09:02:00+01:00&order=asc", &[OPENED, "Rook", "Hoeveel bedden?"]),
        ("known=2019-01-15T08:03:00Z", &["Vuur", "Hoeveel bedden?", "Rook", OPENED]),
        ("kind=fact&limit=2", &["Brandweer is er", "Vuur"]),
    ] {
        let list = send(&node, log(query)).await.json();
        assert_eq!(texts(&list), wanted, "{query}");
    }
    for (order, wanted) in [("desc", &all), ("asc", &upwards)] {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let part = send(&node, log(&format!("order={order}&limit=4{cursor}"))).await.json();
            found.extend(texts(&part).into_iter().map(str::to_owned));
            match part["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(found, *wanted, "{order}");
    }
}

#[tokio::test]
async fn restricted_words_are_for_the_core_team() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let body = json!({ "kind": "fact", "text": "Mevrouw is vermist", "speaker": "Bo",
        "restricted": true });
    let line = write(&node, &ana, &id, body.clone()).await.json();
    assert_eq!((&line["text"], &line["restricted"]), (&body["text"], &json!(true)));
    assert_eq!(line["speaker"], "Bo");
    assert_eq!(write(&node, &ana, &id, body).await.json(), line, "the same when sent again");
    let member = node.somebody(Role::Member).await;
    let path = format!("/api/v1/crises/{id}/logEntries");
    for token in [&ana, &member] {
        let found = send(&node, Call::get(&format!("{path}?q=vermist")).by(token)).await.json();
        let seen = found["items"].as_array().unwrap().len();
        assert_eq!(seen, usize::from(token == &ana));
    }
    let shown = send(&node, Call::get(&path).by(&member)).await.json();
    assert_eq!(shown["items"][0]["text"], json!(null));
    assert_eq!(shown["items"][0]["speaker"], json!(null));
    let figure = json!({ "kind": "fact", "text": "x", "restricted": true,
        "figure": { "name": "vermist", "value": "1" } });
    assert_eq!(write(&node, &ana, &id, figure).await.problem(), "422 sealed-not-allowed");
}

#[tokio::test]
async fn what_contradicts_stands_beside_until_it_is_settled() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let state = |value: &str, speaker: &str, all: bool| {
        json!({ "kind": "fact", "text": "SEH", "speaker": speaker, "figure": {
            "name": "SEH", "value": value, "status": "confirmed", "replacesAll": all } })
    };
    let first = write(&node, &ana, &id, state("open", "Bo", false)).await.json();
    write(&node, &ana, &id, state("dicht", "Cas", false)).await;
    let figures = format!("/api/v1/crises/{id}/figures");
    let list = send(&node, Call::get(&figures).by(&ana)).await.json();
    assert_eq!(list["items"][0]["contradictory"], true);
    assert_eq!(list["items"][0]["live"].as_array().unwrap().len(), 2);
    assert_eq!(list["items"][0]["id"], first["figure"]["id"]);
    write(&node, &ana, &id, state("open", "Dirk", true)).await;
    let one = format!("{figures}/{}", first["figure"]["id"].as_str().unwrap());
    let one = send(&node, Call::get(&one).by(&ana)).await.json();
    assert_eq!(one["contradictory"], false);
    let values = |name: &str| {
        let said = one[name].as_array().unwrap().iter();
        said.map(|said| said["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (values("live"), values("history")),
        (vec!["open".to_owned()], vec!["open".to_owned(), "dicht".to_owned(), "open".to_owned()],)
    );

    let one = write(&node, &ana, &id, json!({ "kind": "question", "text": "Is er rook?" })).await;
    let one = one.json()["id"].clone();
    let two = json!({ "kind": "fact", "text": "Ja", "answers": one, "contradicts": one });
    let two = write(&node, &ana, &id, two).await.json();
    assert_eq!((&two["answers"], &two["contradictory"]), (&one, &json!(true)));
    let three = json!({ "kind": "fact", "text": "Nee", "settles": [one, two["id"]] });
    let three = write(&node, &ana, &id, three).await.json();
    assert_eq!(three["settles"], json!([one, two["id"]]));
    let path = format!("/api/v1/crises/{id}/logEntries/{}", two["id"].as_str().unwrap());
    let two = send(&node, Call::get(&path).by(&ana)).await.json();
    assert_eq!(two["contradictory"], false);
}

#[tokio::test]
async fn a_line_is_struck_once_and_erased_once() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let line = write(&node, &ana, &id, json!({ "kind": "fact", "text": "Fout" })).await.json();
    let path = format!("/api/v1/crises/{id}/logEntries/{}", line["id"].as_str().unwrap());
    let strike = |reason: &str, key: &str| {
        Call::post(&format!("{path}/strikes"), &json!({ "reason": reason })).by(&ana).key(key)
    };
    assert_eq!(send(&node, strike(" ", "1")).await.problem(), "422 reason-empty");
    let struck = send(&node, strike("vergissing", "2")).await;
    assert_eq!((struck.status.as_u16(), &struck.json()["by"]), (201, &json!("Ana")));
    assert_eq!(send(&node, strike("vergissing", "2")).await.json(), struck.json());
    assert_eq!(send(&node, strike("anders", "2")).await.problem(), "409 key-used-before");
    assert_eq!(send(&node, strike("nog eens", "3")).await.problem(), "409 entry-already-struck");
    let shown = send(&node, Call::get(&path).by(&ana)).await.json();
    assert_eq!((&shown["struck"], &shown["text"]), (&json!(true), &json!("Fout")));

    let erase = |ground: &str, key: &str| {
        Call::post(&format!("{path}/erasures"), &json!({ "ground": ground })).by(&ana).key(key)
    };
    assert_eq!(send(&node, erase("", "4")).await.problem(), "422 reason-empty");
    let erased = send(&node, erase("verzoek", "5")).await;
    assert_eq!(erased.status, 201, "{:?}", erased.json());
    assert_eq!(send(&node, erase("verzoek", "5")).await.json(), erased.json());
    assert_eq!(send(&node, erase("anders", "5")).await.problem(), "409 key-used-before");
    assert_eq!(send(&node, erase("verzoek", "6")).await.problem(), "404 entry-unknown");
    assert_eq!(send(&node, Call::get(&path).by(&ana)).await.problem(), "410 entry-erased");
    assert_eq!(send(&node, strike("x", "7")).await.problem(), "404 entry-unknown");
    let again = write(&node, &ana, &id, json!({ "kind": "fact", "text": "Fout" })).await;
    assert_eq!(again.problem(), "404 entry-unknown", "the line of this key is gone for good");
}

/// A body of parts: (name, file name, content).
fn parts(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head =
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--edge--\r\n");
    body
}

#[tokio::test]
async fn files_come_with_a_line_and_go_back_as_they_were() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let path = format!("/api/v1/crises/{id}/logEntries");
    let post = |body: &[u8], key: &str| {
        let call = Call::new(axum::http::Method::POST, &path);
        call.bytes("multipart/form-data; boundary=edge", body).by(&ana).key(key)
    };
    let entry = br#"{"kind": "fact", "text": "Zie bijlage"}"#.as_slice();
    let pdf = b"%PDF-1.7 de plattegrond".as_slice();
    let body = parts(&[("entry", None, entry), ("file", Some("kaart.pdf"), pdf)]);
    let written = send(&node, post(&body, "one")).await;
    assert_eq!(written.status, 201, "{:?}", written.json());
    let file = written.json()["files"][0].clone();
    assert_eq!(
        (&file["name"], &file["mediaType"]),
        (&json!("kaart.pdf"), &json!("application/pdf"))
    );
    assert_eq!(send(&node, post(&body, "one")).await.json(), written.json());
    let other = parts(&[("entry", None, entry), ("file", Some("kaart.pdf"), b"%PDF-1.7 anders")]);
    assert_eq!(send(&node, post(&other, "one")).await.problem(), "409 key-used-before");
    let back = format!("/api/v1/crises/{id}/files/{}", file["hash"].as_str().unwrap());
    assert_eq!(send(&node, Call::get(&back).by(&ana)).await.body, pdf);

    let many = vec![("file", Some("f"), b"x".as_slice()); 11];
    let large = vec![0; 25 * 1024 * 1024 + 1];
    for (body, problem) in [
        (parts(&[("file", Some("f"), b"x")]), "400 malformed"),
        (parts(&[("entry", None, entry), ("other", None, b"x")]), "400 malformed"),
        (parts(&[("entry", None, b"{}")]), "400 malformed"),
        (parts(&[("entry", None, entry)])[..60].to_vec(), "400 malformed"),
        (parts(&many), "422 too-many-attachments"),
        (parts(&[("entry", None, entry), ("file", Some("f"), &large)]), "413 too-large"),
    ] {
        assert_eq!(send(&node, post(&body, "two")).await.problem(), problem);
    }
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_by_a_line_that_it_wrote() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let line = write(&node, &ana, &id, json!({ "kind": "fact", "text": "Rook" })).await.json();
    let correct = |offset: i64, key: &str| {
        let body = json!({ "entry": line["id"], "offsetMs": offset });
        Call::post(&format!("/api/v1/crises/{id}/clockCorrections"), &body).by(&ana).key(key)
    };
    let corrected = send(&node, correct(3_600_000, "1")).await;
    assert_eq!(corrected.status, 201, "{:?}", corrected.json());
    assert_eq!(send(&node, correct(3_600_000, "1")).await.json(), corrected.json());
    assert_eq!(send(&node, correct(60_000, "1")).await.problem(), "409 key-used-before");
    let path = format!("/api/v1/crises/{id}/logEntries/{}", line["id"].as_str().unwrap());
    let shown = send(&node, Call::get(&path).by(&ana)).await.json();
    assert_eq!(shown["recordedAt"], "2019-01-15T10:00:00+01:00");
}

#[tokio::test]
async fn a_crisis_is_exported_and_followed() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let line = write(&node, &ana, &id, json!({ "kind": "fact", "text": "Rook" })).await.json();
    let export = |query: &str| Call::get(&format!("/api/v1/crises/{id}/export{query}")).by(&ana);
    let json = send(&node, export("")).await;
    assert_eq!(json.json()["entries"][1], line, "the API and the export say the same");
    let csv = send(&node, export("?format=csv")).await;
    assert!(csv.header("content-type").starts_with("text/csv"), "{:?}", csv.headers);
    assert_eq!(send(&node, export("?format=pdf")).await.json()["field"], "format");
    let stream = |query: &str| Call::get(&format!("/api/v1/crises/{id}/stream{query}")).by(&ana);
    assert_eq!(send(&node, stream("?since=x")).await.json()["field"], "since");
    let mut followed = crate::node::respond(&node, stream("")).await;
    assert_eq!(followed.headers()["content-type"], "text/event-stream");
    assert_eq!(followed.headers()["api-version"], "1.0.0");
    let mut changes = std::mem::take(followed.body_mut()).into_data_stream();
    let first = futures::StreamExt::next(&mut changes).await.unwrap().unwrap();
    let first = String::from_utf8(first.to_vec()).unwrap();
    assert!(first.contains("event: regions") && first.contains("Rook"), "{first}");
}
