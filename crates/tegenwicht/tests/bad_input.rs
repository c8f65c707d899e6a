// SPDX-License-Identifier: EUPL-1.2
//! What should not come in, by every way in: each with the answer it gets. Nothing is half done,
//! nothing inside fails, and the node works on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "bad_input/card.rs"]
mod card;
#[path = "bad_input/door.rs"]
mod door;
#[path = "bad_input/first_minutes.rs"]
mod first_minutes;
mod flow;
#[path = "bad_input/meeting.rs"]
mod meeting;
#[path = "bad_input/plan.rs"]
mod plan;
#[path = "bad_input/progress.rs"]
mod progress;
#[path = "bad_input/team.rs"]
mod team;

use axum::http::{Method, StatusCode};
use door::{Door, FORM, JSON};
use flow::{Ask, PASSWORD, Part, percent};
use tegenwicht::web::visit::form_token;

#[tokio::test]
async fn bodies_that_do_not_read() {
    let door = Door::new().await;
    let (log, line) = (door.log(), r#"{"kind":"fact","text":"Rook"}"#);
    let plain = [Part::Field("text", "Rook")];
    let cut = |at: usize| move |body: &mut Vec<u8>| body.truncate(body.len() - at);

    door.row("truncated body", "form", door.raw(&log, b"text=Roo%"), 400, "malformed");
    door.row("truncated body", "form", door.raw(&log, b"text=Roo%4"), 400, "malformed");
    door.row("truncated body", "multipart", door.parts(&plain, cut(9)), 400, "malformed");
    door.row("truncated body", "multipart", door.parts(&plain, cut(30)), 400, "malformed");
    for at in 1..line.len() {
        door.row("truncated body", "api", door.entries(&line.as_bytes()[..at]), 400, "malformed");
    }
    door.row("empty body", "form", Ask::raw(&log, FORM, "").by(&door.who), 403, "form-token");
    door.row("empty body", "api", door.entries(""), 400, "malformed");

    let huge = "a".repeat(300 * 1024);
    door.row("huge body", "form", door.raw(&log, huge.as_bytes()), 413, "too-large");
    door.row("huge body", "api", door.api_line(&huge), 413, "too-large");
    let field = [Part::Field("text", &huge)];
    door.row("huge field", "multipart", door.parts(&field, |_| ()), 413, "too-large");
    let file = vec![b'a'; 25 * 1024 * 1024 + 1];
    let big = [plain[0], Part::File("groot.bin", &file)];
    door.row("huge file", "multipart", door.parts(&big, |_| ()), 413, "too-large");
    let all = [plain[0], big[1], Part::File("nog-een.bin", &file)];
    door.row("huge body", "multipart", door.parts(&all, |_| ()), 413, "too-large");
    let many = "a=b&".repeat(700);
    door.row("many fields", "form", door.raw(&log, many.as_bytes()), 413, "too-large");

    door.row("wrong encoding", "form", door.raw(&log, b"text=caf\xe9"), 400, "malformed");
    door.row("wrong encoding", "form", door.raw(&log, b"text=caf%E9"), 400, "malformed");
    let windows = |body: &mut Vec<u8>| {
        let at = body.windows(4).rposition(|word| word == b"Rook").unwrap();
        body[at] = 0xe9;
    };
    door.row("wrong encoding", "multipart", door.parts(&plain, windows), 400, "malformed");
    let json = b"{\"kind\":\"fact\",\"text\":\"caf\xe9\"}";
    door.row("wrong encoding", "api", door.entries(json.as_slice()), 400, "malformed");
    let marked = [b"\xef\xbb\xbf".as_slice(), line.as_bytes()].concat();
    door.row("byte order mark", "api", door.entries(marked), 400, "malformed");
    let half = r#"{"kind":"fact","text":"\ud800"}"#;
    door.row("half a character", "api", door.entries(half), 400, "malformed");

    for garbage in ["%zz", "%", "%%41", "%e", "%-1"] {
        let body = format!("text={garbage}");
        door.row("percent garbage", "form", door.raw(&log, body.as_bytes()), 400, "malformed");
    }
    let text = Ask::raw(&log, "text/plain", "Rook").by(&door.who);
    door.row("wrong kind of body", "form", text, 400, "malformed");
    door.row(
        "wrong kind of body",
        "form",
        Ask::raw(&log, JSON, line).by(&door.who),
        400,
        "malformed",
    );
    let none = Ask::raw(&log, "multipart/form-data", "Rook").by(&door.who);
    door.row("no boundary", "multipart", none, 400, "malformed");
    let path = format!("/api/v1/crises/{}/logEntries", door.crisis);
    let form = Ask::raw(&path, FORM, "kind=fact").bearer(&door.who);
    let form = form.with("idempotency-key", &door.fresh());
    door.row("wrong kind of body", "api", form, 415, "media-type");

    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        door.row("deep nesting", "api", door.entries(deep), 400, "malformed");
        let deep = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        let deep = format!(r#"{{"kind":"fact","text":{deep}}}"#);
        door.row("deep nesting", "api", door.entries(deep), 400, "malformed");
    }
    for wrong in [
        r#"{"kind":"fact","text":5}"#,
        r#"{"kind":"fact","text":null}"#,
        r#"{"kind":"fact"}"#,
        r#"{"kind":"fact","text":"Rook","restricted":"yes"}"#,
        r#"{"kind":["fact"],"text":"Rook"}"#,
        r#"["fact","Rook"]"#,
        r#""Rook""#,
        "null",
    ] {
        door.row("wrong type", "api", door.entries(wrong), 400, "malformed");
    }
    door.row("twice", "api", door.entries(format!("{line}{line}")), 400, "malformed");
    let double = r#"{"kind":"fact","text":"Rook","text":"Vuur"}"#;
    door.row("field twice", "api", door.entries(double), 400, "malformed");
    let other = r#"{"kind":"fact","text":"Rook","txet":"Vuur"}"#;
    door.row("unknown field", "api", door.entries(other), 400, "malformed");
    // Of a field that is sent twice the first counts; it is what the form had first.
    door.row("field twice", "form", door.raw(&log, b"text=Rook&text=Vuur"), 303, "");
    door.row("unknown field", "form", door.raw(&log, b"text=Rook&txet=Vuur"), 303, "");
    door.check("bodies").await;
    let page = door.house.get(&door.who, &log).await.text();
    assert!(!page.contains("Vuur"));
}

#[tokio::test]
async fn texts_that_are_not_accepted() {
    let door = Door::new().await;
    let title = |title: &str| {
        let fields = [("title", title), ("mode", "exercise")];
        Ask::post("/crises", &fields).field("key", &door.fresh()).by(&door.who)
    };
    let api_title = |title: &str| {
        let body = serde_json::json!({ "title": title, "mode": "exercise" }).to_string();
        door.api("/crises", body)
    };
    let unseen = [
        ("NUL", "a\0b"),
        ("control character", "a\u{7}b"),
        ("escape", "a\u{1b}[31mb"),
        ("delete", "a\u{7f}b"),
        ("line end of another kind", "a\rb"),
        ("bidi override", "betaal \u{202e}001 euro"),
        ("bidi isolate", "a\u{2066}b"),
        ("zero width", "a\u{200b}b"),
    ];
    for (what, text) in unseen {
        door.row(what, "form", door.line(text), 422, "text-control");
        let part = [Part::Field("text", text)];
        door.row(what, "multipart", door.parts(&part, |_| ()), 422, "text-control");
        door.row(what, "api", door.api_line(text), 422, "text-control");
        door.row(what, "form", title(text), 422, "text-control");
        door.row(what, "api", api_title(text), 422, "text-control");
        let report = Ask::post("/report", &[("text", text)]).field("key", &door.fresh());
        door.row(what, "report", report.by(&door.who), 422, "text-control");
        let named = door.line("Rook").field("speaker", text);
        door.row(what, "speaker", named, 422, "text-control");
    }
    for (what, text) in [("empty", ""), ("only spaces", " \t\n "), ("only joiners", "\u{200d}")] {
        door.row(what, "form", door.line(text), 422, "text-empty");
        door.row(what, "api", door.api_line(text), 422, "text-empty");
        door.row(what, "form", title(text), 422, "title-empty");
        door.row(what, "api", api_title(text), 422, "title-empty");
    }
    door.row("no text at all", "form", door.line("").without("text"), 422, "text-empty");
    let long = "é".repeat(4_001);
    door.row("4,001 characters", "form", door.line(&long), 422, "text-too-long");
    door.row("4,001 characters", "api", door.api_line(&long), 422, "text-too-long");
    door.row("4,000 characters", "form", door.line(&long[2..]), 303, "");
    door.row("4,000 characters", "api", door.api_line(&long[2..]), 201, "");
    let long = "é".repeat(201);
    door.row("201 characters", "form", title(&long), 422, "title-too-long");
    door.row("201 characters", "api", api_title(&long), 422, "title-too-long");
    door.row(
        "201 characters",
        "speaker",
        door.line("Rook").field("speaker", &long),
        422,
        "name-too-long",
    );

    let post = |path: &str, fields: &[(&str, &str)]| {
        Ask::post(path, fields).field("key", &door.fresh()).by(&door.who)
    };
    let user = |login: &str, roles: &str, password: &str| {
        let fields = [("name", "Ana"), ("login", login), ("roles", roles), ("password", password)];
        post("/users", &fields)
    };
    door.row("name in use", "users", user("CHAIR ", "chair", PASSWORD), 409, "login-name-taken");
    door.row("no such role", "users", user("ana", "koning", PASSWORD), 400, "malformed");
    door.row("nobody's role", "users", user("ana", "reporter", PASSWORD), 422, "roles-empty");
    door.row(
        "no role",
        "users",
        user("ana", "chair", PASSWORD).without("roles"),
        422,
        "roles-empty",
    );
    door.row("short password", "users", user("ana", "chair", "kort"), 422, "password-too-short");
    for pin in ["", "12345", "12345a", "１２３４５６", "1234567890123"] {
        door.row("not a PIN", "users", post("/users/pin", &[("pin", pin)]), 422, "pin-wrong-form");
    }
    for pin in ["", "12345", "12345a", "111111", "1234567"] {
        let own = post("/account/pin", &[("pin", pin)]);
        door.row("not a PIN", "account", own, 422, "own-pin-wrong-form");
        let body = serde_json::json!({ "pin": pin }).to_string();
        let mut own = door.api("/account/pin", body);
        own.method = Method::PUT;
        door.row("not a PIN", "api account", own, 422, "pin-wrong-form");
    }
    let admit = |name: &str, role: &str| {
        post(&format!("/crises/{}/admit", door.crisis), &[("name", name), ("role", role)])
    };
    door.row("no name", "admit", admit(" ", "member"), 422, "name-empty");
    door.row("201 characters", "admit", admit(&long, "member"), 422, "name-too-long");
    door.row("no such role", "admit", admit("Ana", "koning"), 422, "roles-empty");
    door.row("nobody's role", "admit", admit("Ana", "coordinator"), 422, "roles-empty");
    let admissions = format!("/crises/{}/admissions", door.crisis);
    let body = r#"{"name":"Ana","role":"coordinator"}"#;
    door.row("nobody's role", "api admit", door.api(&admissions, body), 422, "roles-empty");
    let body = r#"{"name":"","role":"member"}"#;
    door.row("no name", "api admit", door.api(&admissions, body), 422, "name-empty");
    door.row(
        "unknown field",
        "api admit",
        door.api(&admissions, r#"{"naam":"A"}"#),
        400,
        "malformed",
    );
    let named = "Mevrouw Toverhazelaar is gevallen";
    door.row("name of a client", "form", door.line(named), 422, "client-name-maybe");
    door.row("name of a client", "api", door.api_line(named), 422, "maybe-client-name");
    let report = post("/report", &[("text", named)]);
    door.row("name of a client", "report", report, 422, "client-name-maybe");
    let take_over = post("/login/take-over", &[("login", "chair"), ("pin", "482913")]);
    door.row("not a PC of the room", "take over", take_over, 422, "take-over-not-here");
    door.row(
        "huge password",
        "login",
        Ask::post("/login", &[("login", "chair"), ("password", &"a".repeat(1_001))]),
        401,
        "wrong-login",
    );
    door.row("set up again", "setup", Ask::post("/setup", &[("setup", "")]), 404, "not-found");
    door.row(
        "no such language",
        "language",
        post("/language", &[("language", "xx")]),
        400,
        "malformed",
    );
    door.check("texts").await;
}

#[tokio::test]
async fn keys_ids_and_times_that_do_not_fit() {
    let door = Door::new().await;
    let (log, used) = (door.log(), door.used.clone());
    let again = |text: &str| door.line(text).field("key", &used);
    door.row("key again, same payload", "form", again("Rook op de gang."), 303, "");
    door.row("key again, other payload", "form", again("Vuur op de gang."), 409, "key-used-before");
    let later = again("Rook op de gang.").with("x-pressed-ago", "9");
    door.row("key again, sent later", "form", later, 303, "");
    door.row("no key", "form", door.line("Rook").without("key"), 400, "malformed");
    for bad in ["", "x", "0123", &"g".repeat(32), &"A".repeat(32), &format!("{used}0")] {
        door.row("malformed key", "form", door.line("Rook").field("key", bad), 400, "malformed");
    }
    let wrong = door.line("Rook").field("token", &form_token("van een ander"));
    door.row("foreign form token", "form", wrong, 403, "form-token");
    let path = format!("/api/v1/crises/{}/logEntries", door.crisis);
    let line = |text: &str| {
        let body = serde_json::json!({ "kind": "fact", "text": text }).to_string();
        Ask::raw(&path, JSON, body).bearer(&door.who)
    };
    let with = |ask: Ask, key: &str| ask.with("idempotency-key", key);
    door.row("key again, same payload", "api", with(line("Rook op de gang."), &used), 201, "");
    let other = with(line("Vuur op de gang."), &used);
    door.row("key again, other payload", "api", other, 409, "key-used-before");
    door.row("no key", "api", line("Rook"), 400, "malformed");
    for bad in ["", "twee woorden", &"k".repeat(256)] {
        door.row("malformed key", "api", with(line("Rook"), bad), 400, "malformed");
    }
    let twice = with(with(line("Rook"), "een"), "twee");
    door.row("two keys", "api", twice, 400, "malformed");
    let bytes = line("Rook").with_bytes("idempotency-key", b"caf\xe9");
    door.row("malformed key", "api", bytes, 400, "malformed");

    let zeros = "0".repeat(32);
    let (crisis, entry) = (format!("crisis-{zeros}"), format!("entry-{zeros}"));
    let own = door.crisis.to_string();
    for (what, id) in [
        ("unknown id", crisis.as_str()),
        ("id of another kind", entry.as_str()),
        ("malformed id", "crisis-1"),
        ("malformed id", &own.to_uppercase()),
        ("path out", "..%2f..%2fetc%2fpasswd"),
        ("percent garbage", "%zz"),
        ("NUL", "%00"),
    ] {
        for rest in ["", "/log", "/figures", "/export/csv", "/files/x", "/log/y"] {
            let path = format!("/crises/{id}{rest}");
            door.row(what, "path", door.get(&path), 404, "not-found");
        }
        for rest in ["", "/logEntries", "/figures", "/export", "/files/x", "/logEntries/y"] {
            let path = format!("/api/v1/crises/{id}{rest}");
            door.row(what, "api path", door.get(&path), 404, "not-found");
        }
    }
    let post = |path: &str| {
        Ask::post(path, &[("text", "Rook"), ("reason", "x")])
            .field("key", &door.fresh())
            .by(&door.who)
    };
    let nowhere = format!("/crises/{crisis}");
    door.row("unknown id", "form", post(&format!("{nowhere}/log")), 404, "not-found");
    door.row("unknown id", "form", post(&format!("{nowhere}/close")), 404, "crisis-unknown");
    for end in ["strike", "hide"] {
        door.row("unknown id", "form", post(&format!("{log}/{entry}/{end}")), 404, "entry-unknown");
        door.row(
            "id of another kind",
            "form",
            post(&format!("{log}/{own}/{end}")),
            404,
            "not-found",
        );
    }
    door.row(
        "unknown id",
        "form",
        post(&format!("/users/actor-{zeros}/block")),
        404,
        "user-unknown",
    );
    door.row(
        "unknown id",
        "form",
        post(&format!("/reports/report-{zeros}/handle")),
        404,
        "report-unknown",
    );
    for field in ["answers", "contradicts", "settles"] {
        let known = door.line("Rook").field(field, &entry);
        door.row("unknown id", "field", known, 404, "entry-unknown");
        for bad in ["x", &own, "entry-1"] {
            door.row(
                "id of another kind",
                "field",
                door.line("Rook").field(field, bad),
                400,
                "malformed",
            );
        }
        let id = if field == "settles" { format!("[\"{entry}\"]") } else { format!("\"{entry}\"") };
        let body = format!(r#"{{"kind":"fact","text":"Rook","{field}":{id}}}"#);
        door.row("unknown id", "api field", door.entries(body.clone()), 404, "entry-unknown");
        let body = body.replace(&entry, &own);
        door.row("id of another kind", "api field", door.entries(body), 400, "malformed");
    }
    for bad in ["feit", "Fact", "decision ", "\u{202e}"] {
        door.row("unknown kind", "form", door.line("Rook").field("kind", bad), 400, "malformed");
        let body = serde_json::json!({ "kind": bad, "text": "Rook" }).to_string();
        door.row("unknown kind", "api", door.entries(body), 400, "malformed");
    }
    for bad in
        ["31-2 10:00", "25:00", "10:60", "1-1-0001 10:00", "2026-13-01T10:00", "morgen", "\0"]
    {
        door.row(
            "impossible time",
            "form",
            door.line("Rook").field("at", bad),
            422,
            "time-unclear",
        );
        door.row(
            "impossible time",
            "form",
            door.line("Rook").field("due", bad),
            422,
            "time-unclear",
        );
    }
    for bad in ["2026-02-31T10:00:00Z", "2026-01-15", "10:00", "", "99999-01-01T00:00:00Z"] {
        let body = serde_json::json!({ "kind": "fact", "text": "Rook", "happenedAt": bad });
        door.row("impossible time", "api", door.entries(body.to_string()), 400, "malformed");
    }
    // Far, and possible: shown as it was said.
    for far in
        ["9999-12-30T21:59:59Z", "-009999-01-02T02:00:00Z", "1-1-1900 00:00", "29-2-2028 10:00"]
    {
        door.row("far time", "form", door.line("Rook").field("at", far), 303, "");
    }
    door.check("keys-ids-times").await;
}

#[tokio::test]
async fn queries_addresses_and_headers_that_do_not_fit() {
    let door = Door::new().await;
    let (log, api) = (door.log(), format!("/api/v1/crises/{}/logEntries", door.crisis));
    // What does not read in a filter filters nothing.
    for query in [
        "kind=x",
        "before=x",
        "before=1_2_3",
        "until=31-2+10:00",
        "known=gisteren",
        "q=%00",
        "before=99999999999999999999_1",
        "q=%e2%80%ae",
        "x=y",
    ] {
        door.row("query", "page", door.get(&format!("{log}?{query}")), 200, "");
    }
    let long = format!("{log}?q={}", "a".repeat(10_000));
    door.row("long query", "page", door.get(&long), 200, "");
    door.row("wrong encoding", "page", door.get(&format!("{log}?q=%e9")), 200, "");
    door.row("percent garbage", "page", door.get(&format!("{log}?q=%zz")), 200, "");
    door.row("no such report", "page", door.get("/crises/new?report=x"), 200, "");
    for query in ["limit=0", "limit=501", "limit=-1", "limit=x", "limit=1e3", "cursor=x", "x=y"] {
        door.row("query", "api", door.get(&format!("{api}?{query}")), 400, "malformed");
    }
    let stream = format!("/crises/{}/stream", door.crisis);
    let last = door.get(&stream).with("last-event-id", "\u{ff}x");
    door.row("garbage header", "stream", last, 200, "");
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..\\..\\Cargo.toml",
        "/assets//etc/passwd",
        "/assets/app.css%00.txt",
        "/assets/",
        "/geen/pagina",
        "//example.org",
        "/crises/",
    ] {
        door.row("path out", "path", door.get(path), 404, "not-found");
    }
    for method in [Method::DELETE, Method::PUT, Method::PATCH, Method::TRACE] {
        let mut ask = door.line("Rook");
        ask.method = method;
        door.row("another method", "form", ask, 405, "not-found");
    }
    for ago in ["-5", "9e99", "x", "99999999999999999999"] {
        let ask = door.line("Rook").with("x-pressed-ago", ago);
        door.row("garbage header", "form", ask, 303, "");
    }
    let other = door.line("Rook").with("x-user", "x");
    door.row("somebody else's page", "form", other, 403, "other-user");
    for cookie in ["tegenwicht=", "tegenwicht=x", "tegenwicht==;;=", "\u{ff}"] {
        door.row(
            "no such session",
            "form",
            Ask::post(&log, &[]).with("cookie", cookie),
            401,
            "login-needed",
        );
    }
    for bearer in ["Bearer ", "Bearer x", "Basic YTpi", "\u{ff}"] {
        let ask = Ask::get(&api).with("authorization", bearer);
        door.row("no such session", "api", ask, 401, "login-needed");
    }
    for host in ["", "127.0.0.1.example.org", "[example.org]", "a b", "localhost.example.org"] {
        door.row("foreign name", "host", door.get("/").host(host), 403, "foreign");
    }
    let language = door.get("/").with("accept-language", &"\u{eb};q=x,".repeat(500));
    door.row("garbage header", "page", language, 200, "");
    door.check("queries-headers").await;
}

#[tokio::test]
async fn what_the_router_itself_refuses_is_told_on_a_page_too() {
    let door = Door::new().await;
    let crisis = format!("/crises/{}", door.crisis);
    for path in ["/crises/%E9".to_owned(), format!("{crisis}/log/%E9")] {
        door.row("wrong encoding", "path", door.get(&path), 404, "not-found");
    }
    for query in ["log?kind=fact&kind=x", "stream?since=-1", "stream?since=x"] {
        door.row("query", "page", door.get(&format!("{crisis}/{query}")), 400, "malformed");
    }
    door.check("router").await;
}

#[tokio::test]
async fn files_that_are_not_what_they_seem() {
    let door = Door::new().await;
    let text = Part::Field("text", "Met bijlage.");
    let file = |name: &'static str, bytes: &'static [u8]| [text, Part::File(name, bytes)];
    let eleven = [[text].as_slice(), &[Part::File("a.txt", b"a"); 11]].concat();
    door.row("11 files", "multipart", door.parts(&eleven, |_| ()), 422, "too-many-attachments");
    let jpeg = file("foto.jpg", b"\xff\xd8\xff\xe0 dit is geen foto");
    door.row("fake JPEG", "multipart", door.parts(&jpeg, |_| ()), 303, "");
    let png = bomb();
    let bomb = [text, Part::File("bom.png", &png)];
    assert!(png.len() < 200);
    door.row("decompression bomb", "multipart", door.parts(&bomb, |_| ()), 303, "");
    let html = file("foto.html", b"<!DOCTYPE html><script>alert(1)</script>");
    door.row("a page", "multipart", door.parts(&html, |_| ()), 303, "");
    let svg = file("foto.svg", b"<svg xmlns='x' onload='alert(1)'/>");
    door.row("a picture that runs", "multipart", door.parts(&svg, |_| ()), 303, "");
    for name in ["../../etc/passwd", "..\\..\\passwd", "/etc/passwd", "C:\\passwd"] {
        let out = [text, Part::File(name, b"naar buiten")];
        door.row("path in a name", "multipart", door.parts(&out, |_| ()), 303, "");
    }
    for name in ["a\u{202e}gpj.exe", "..", "", &"a".repeat(5_000)] {
        let odd = [text, Part::File(name, b"een rare naam")];
        door.row("odd name", "multipart", door.parts(&odd, |_| ()), 303, "");
    }
    let bell = [text, Part::File("a\u{7}b", b"een rare naam")];
    door.row("control character", "multipart", door.parts(&bell, |_| ()), 400, "malformed");
    let none = [text, Part::File("leeg.txt", b"")];
    door.row("empty file", "multipart", door.parts(&none, |_| ()), 303, "");
    for hash in ["x", "file-0", &format!("file-{}", "0".repeat(64)), "..%2f..%2fkeys%2fdevice"] {
        let path = format!("/crises/{}/files/{hash}", door.crisis);
        door.row("no such file", "path", door.get(&path), 404, "not-found");
    }
    door.check("files").await;

    // Nothing that runs comes back as something to be shown, under no name that leads elsewhere.
    let world = door.house.app.world();
    let state = world.crisis(door.crisis).unwrap().1.clone();
    let mut seen = 0;
    for file in state.entries.values().flat_map(|entry| &entry.written.files) {
        seen += 1;
        let name = file.name.as_deref().unwrap();
        let path = format!("/crises/{}/files/{}", door.crisis, file.hash);
        let got = door.house.get(&door.who, &path).await;
        assert_eq!(got.status, StatusCode::OK, "{name}");
        assert_eq!(got.header("content-type"), "application/octet-stream", "{name}");
        assert!(got.header("content-disposition").starts_with("attachment;"), "{name}");
        assert_eq!(got.header("content-security-policy"), "default-src 'none'; sandbox");
        assert!(!name.contains(['/', '\\', '\u{202e}']) && name.chars().count() <= 100, "{name:?}");
        assert!(!name.chars().any(char::is_control), "{name:?}");
        let sent = got.header("content-disposition").to_owned();
        assert!(sent.ends_with(&percent(name).replace('/', "_")), "{sent}");
    }
    assert_eq!(seen, 12);
    let outside = door.house.folder().parent().unwrap().join("etc");
    assert!(!outside.exists());
}

/// A PNG of a hundred-odd bytes that claims to be 30,000 by 30,000 points.
fn bomb() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], content: &[u8]| {
        let body = [kind.as_slice(), content].concat();
        png.extend_from_slice(&u32::try_from(content.len()).unwrap().to_be_bytes());
        png.extend_from_slice(&body);
        png.extend_from_slice(&crc(&body).to_be_bytes());
    };
    let side = 30_000_u32.to_be_bytes();
    chunk(b"IHDR", &[side.as_slice(), &side, &[8, 6, 0, 0, 0]].concat());
    chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0, 0, 0, 1, 0, 1]);
    chunk(b"IEND", &[]);
    png
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}
