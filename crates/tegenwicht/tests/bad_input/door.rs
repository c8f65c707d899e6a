// SPDX-License-Identifier: EUPL-1.2
//! The ways in, and the check that what came to each of them got its answer and left nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use axum::http::StatusCode;
use tegenwicht::web::visit::form_token;
use tegenwicht_core::actor::Role;
use tegenwicht_core::id::CrisisId;
use tegenwicht_store::Folder;
use tegenwicht_store::verify::verify;

use crate::flow::{Ask, House, MULTIPART, Part, Person, files, key, multipart};

pub const FORM: &str = "application/x-www-form-urlencoded";
pub const JSON: &str = "application/json";

/// One thing that should not come in, and what it gets for an answer.
pub struct Row {
    what: &'static str,
    way: &'static str,
    ask: Ask,
    status: u16,
    /// The code of the fault; empty where it is harmless and accepted as it is.
    code: &'static str,
}

/// Where it comes in, with somebody who may do everything that these rows try.
pub struct Door {
    pub house: House,
    pub crisis: CrisisId,
    pub who: Person,
    /// A key that was used for the line "Rook op de gang."
    pub used: String,
    fresh: Cell<u64>,
    rows: RefCell<Vec<Row>>,
}

impl Door {
    pub async fn new() -> Self {
        let house = House::founded().await;
        let crisis = house.open_crisis(1, "Brand").await;
        let who = house.person(Role::Coordinator).await;
        let (used, path) = (key(2), format!("/crises/{crisis}/log"));
        let first = Ask::post(&path, &[("text", "Rook op de gang."), ("key", &used)]).by(&who);
        assert_eq!(house.send(&first).await.status, StatusCode::SEE_OTHER);
        let path = format!("/api/v1{path}").replace("/log", "/logEntries");
        let body = r#"{"kind":"fact","text":"Rook op de trap."}"#;
        let first = Ask::raw(&path, JSON, body).bearer(&who).with("idempotency-key", &used);
        // The same key names the same command, whatever way it comes in.
        assert_eq!(house.send(&first).await.status, StatusCode::CONFLICT);
        let (fresh, rows) = (100.into(), Vec::new().into());
        Self { house, crisis, who, used, fresh, rows }
    }

    pub fn fresh(&self) -> String {
        self.fresh.set(self.fresh.get() + 1);
        key(self.fresh.get())
    }

    pub fn row(
        &self,
        what: &'static str,
        way: &'static str,
        ask: Ask,
        status: u16,
        code: &'static str,
    ) {
        self.rows.borrow_mut().push(Row { what, way, ask, status, code });
    }

    pub fn log(&self) -> String {
        format!("/crises/{}/log", self.crisis)
    }

    /// A line as the form sends it.
    pub fn line(&self, text: &str) -> Ask {
        Ask::post(&self.log(), &[("text", text)]).field("key", &self.fresh()).by(&self.who)
    }

    /// A form whose body is sent as it is, after the fields that every form has.
    pub fn raw(&self, path: &str, rest: &[u8]) -> Ask {
        let token = form_token(&self.who.token);
        let body = format!("token={token}&key={}&", self.fresh()).into_bytes();
        Ask::raw(path, FORM, [body.as_slice(), rest].concat()).by(&self.who)
    }

    /// A line with files; the body may be spoiled first.
    pub fn parts(&self, parts: &[Part<'_>], spoil: impl Fn(&mut Vec<u8>)) -> Ask {
        let (token, key) = (form_token(&self.who.token), self.fresh());
        let mut all = vec![Part::Field("token", &token), Part::Field("key", &key)];
        all.extend_from_slice(parts);
        let mut body = multipart(&all);
        spoil(&mut body);
        Ask::raw(&self.log(), MULTIPART, body).by(&self.who)
    }

    /// A request by a program.
    pub fn api(&self, path: &str, body: impl Into<Vec<u8>>) -> Ask {
        let ask = Ask::raw(&format!("/api/v1{path}"), JSON, body).bearer(&self.who);
        ask.with("idempotency-key", &self.fresh())
    }

    pub fn api_line(&self, text: &str) -> Ask {
        self.entries(serde_json::json!({ "kind": "fact", "text": text }).to_string())
    }

    pub fn entries(&self, body: impl Into<Vec<u8>>) -> Ask {
        self.api(&format!("/crises/{}/logEntries", self.crisis), body)
    }

    pub fn get(&self, path: &str) -> Ask {
        let ask = Ask::get(path);
        if path.starts_with("/api/") { ask.bearer(&self.who) } else { ask.by(&self.who) }
    }

    /// Tries every row, and says which did not get its answer. The rows are the committed table
    /// of that name.
    pub async fn check(&self, table: &str) {
        let mut wrong = Vec::new();
        let rows = self.rows.take();
        let answer = |row: &Row| format!("{} {}", row.status, row.code).trim().to_owned();
        approved(table, rows.iter().map(|row| (row.what, row.way, answer(row))));
        for Row { what, way, ask, status, code } in &rows {
            let (before, kept) = (self.house.count(), self.attachments());
            let got = self.house.send(ask).await;
            let told = if ask.path.starts_with("/api/") {
                let body: serde_json::Value = serde_json::from_slice(&got.body).unwrap_or_default();
                code.is_empty() || body["code"] == *code
            } else {
                let sentences = [format!("error-{code}"), format!("refusal-{code}")];
                let said = sentences.iter().any(|sentence| got.says(sentence));
                code.is_empty() || said || got.says(code)
            };
            let name = format!("{what}, {way}: {} instead of {status} {code}", got.status);
            if got.status.as_u16() != *status || !told {
                let text = got.text();
                let end = text.char_indices().nth(200).map_or(text.len(), |(end, _)| end);
                let page = if text.contains("<h1") { "a page" } else { &text[..end] };
                wrong.push(format!("{name}: {page}"));
            }
            // What is refused leaves nothing; what is accepted is one event, or was there before.
            let made = self.house.count() - before;
            let refused = got.status.is_client_error();
            if (refused && (made > 0 || self.attachments() != kept)) || made > 1 {
                let kept = self.attachments() - kept;
                wrong.push(format!("{name}: left {made} events and {kept} files"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let alive = self.house.send(&Ask::get("/healthz")).await;
        assert_eq!(alive.status, StatusCode::OK);
        let lines = self.house.send(&self.line("Alles is weer veilig.")).await;
        assert_eq!(lines.status, StatusCode::SEE_OTHER);
        let page = self.house.get(&self.who, &self.log()).await;
        assert!(page.text().contains("Alles is weer veilig."));
        let report = verify(&Folder::look(&self.house.folder()).unwrap());
        assert!(report.is_ok(), "{report:?}");
    }

    pub fn attachments(&self) -> usize {
        files(&self.house.folder().join("attachments")).len()
    }
}

/// Compares what is tried with the committed table: kind, way in, answer.
pub fn approved<'a>(table: &str, rows: impl Iterator<Item = (&'a str, &'a str, String)>) {
    let rows: BTreeSet<String> =
        rows.map(|(what, way, answer)| format!("{what:<26}  {way:<14}  {answer}\n")).collect();
    let rows: String = rows.into_iter().collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/approved/bad_input");
    let path = std::path::Path::new(path).join(format!("{table}.txt"));
    if std::env::var_os("TEGENWICHT_BLESS").is_some() {
        std::fs::write(&path, &rows).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(rows == kept, "not the approved table; TEGENWICHT_BLESS=1 accepts it:\n{rows}");
}
