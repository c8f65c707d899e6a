// SPDX-License-Identifier: EUPL-1.2
//! Contacts, turns of duty, sites and settings that are not accepted. Files stand in `import`.

use serde_json::{Value, json};

use crate::door::Door;
use crate::flow::Ask;

#[tokio::test]
async fn what_is_made_ready_and_does_not_fit() {
    let door = Door::new().await;
    let post = |path: &str, fields: &[(&str, &str)]| {
        Ask::post(path, fields).field("key", &door.fresh()).by(&door.who)
    };
    let long = "é".repeat(201);
    let zeros = "0".repeat(32);
    let (nobody, nowhere) = (format!("contact-{zeros}"), format!("site-{zeros}"));

    let contact = |name: &str, phone: &str| post("/contacts", &[("name", name), ("phone", phone)]);
    door.row("no name", "contact", contact(" ", "4001"), 422, "name-empty");
    door.row("no number", "contact", contact("Jan", " "), 422, "phone-lacking");
    door.row("201 characters", "contact", contact(&long, "4001"), 422, "name-too-long");
    door.row("bidi override", "contact", contact("Jan\u{202e}", "4001"), 422, "text-control");
    door.row("control character", "contact", contact("Jan", "40\u{7}01"), 422, "text-control");
    let six = contact("Jan", "4001").field("phone_3", "1/2/3/4/5/6");
    door.row("too many numbers", "contact", six, 422, "too-many-references");
    let role = contact("Jan", "4001").field("roles", "Keizer!");
    door.row("no such role", "contact", role, 422, "id-wrong");
    let desk = contact("Jan", "4001").field("desk", "../..");
    door.row("no such desk", "contact", desk, 422, "id-wrong");
    for field in ["user", "site"] {
        let bad = contact("Jan", "4001").field(field, "x");
        door.row("malformed id", "contact", bad, 400, "malformed");
    }
    let user = contact("Jan", "4001").field("user", &format!("actor-{zeros}"));
    door.row("unknown id", "contact", user, 404, "user-unknown");
    let site = contact("Jan", "4001").field("site", &nowhere);
    door.row("unknown id", "contact", site, 422, "site-unknown");
    door.row("malformed id", "contact", post("/contacts/x", &[("name", "J")]), 404, "not-found");
    let search = post("/contacts/search", &[("q", "\0' OR 1=1 --")]);
    door.row("strange words", "search", search, 200, "");

    let turn = |role: &str, contact: &str, from: &str, until: &str| {
        let fields = [("role", role), ("contact", contact), ("from", from), ("until", until)];
        post("/roster", &fields)
    };
    let (from, until) = ("12-01-2026 08:00", "19-01-2026 08:00");
    door.row("unknown id", "roster", turn("ict", &nobody, from, until), 422, "contact-unknown");
    door.row(
        "malformed id",
        "roster",
        turn("ict", "x", from, until),
        422,
        "roster-contact-missing",
    );
    door.row("no role", "roster", turn("", &nobody, from, until), 422, "roster-role-missing");
    for bad in ["", "31-02-2026 08:00", "gisteren", "\0", "25:00"] {
        let turn = turn("ict", &nobody, bad, until);
        door.row("impossible time", "roster", turn, 422, "roster-time-unclear");
    }
    door.row("unknown id", "roster", post("/roster/x/remove", &[]), 404, "not-found");
    for query in ["week=x", "week=2026-W99", "week=99999-W01", "week=%00", "week=2026-W-1"] {
        door.row("query", "roster", door.get(&format!("/roster?{query}")), 200, "");
    }
    door.row("query", "contacts", door.get("/contacts?from=999999999&view=names"), 200, "");
    door.row("query", "contacts", door.get("/contacts?from=-1"), 400, "malformed");

    let site = |name: &str, within: &str| post("/sites", &[("name", name), ("within", within)]);
    door.row("no name", "site", site("", ""), 422, "name-empty");
    door.row("201 characters", "site", site(&long, ""), 422, "name-too-long");
    door.row("unknown id", "site", site("Post", &nowhere), 422, "site-unknown");
    door.row("malformed id", "site", site("Post", "x"), 400, "malformed");
    door.row("unknown id", "site", door.get(&format!("/sites/{nowhere}")), 404, "not-found");

    let set = |section: &str, name: &str, value: &str| {
        post("/settings", &[("section", section), (name, value)])
    };
    for bad in ["0", "121", "-5", "tien", "1e9"] {
        let minutes = set("times", "time.call-minutes", bad);
        door.row("not minutes", "setting", minutes, 422, "setting-minutes-wrong");
    }
    door.row("201 characters", "setting", set("words", "word.client", &long), 422, "name-too-long");
    let unseen = set("words", "word.client", "a\u{202e}b");
    door.row("bidi override", "setting", unseen, 422, "text-control");
    door.row("no letters", "setting", set("roles", "new-role", "!!"), 422, "setting-role-wrong");
    door.row(
        "role that is there",
        "setting",
        set("roles", "new-role", "ICT"),
        422,
        "setting-role-there",
    );
    let unknown = post("/settings/back", &[("name", "kleur.rood")]);
    door.row("no such setting", "setting", unknown, 422, "setting-unknown");

    for path in ["/import/x", "/import/..%2f..%2fetc", "/import/contacts/../x"] {
        door.row("no such list", "import", door.get(path), 404, "not-found");
    }
    door.row("no such file", "import", door.get("/import/sites/x"), 303, "");
    door.row("no such file", "import", post("/import/sites/x", &[]), 303, "");
    door.row("nothing", "import", post("/import/sites", &[]), 422, "import-empty");

    programs(&door, &nobody, &nowhere);
    door.check("plan").await;
}

/// The same by programs.
fn programs(door: &Door, nobody: &str, nowhere: &str) {
    let api = |path: &str, body: Value| door.api(path, body.to_string());
    let contact = |name: &str, more: Value| {
        let mut body = json!({ "name": name, "phones": ["4001"] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        api("/contacts", body)
    };
    door.row("no name", "api contact", contact(" ", json!({})), 422, "name-empty");
    let none = contact("Jan", json!({ "phones": [] }));
    door.row("no number", "api contact", none, 422, "phone-lacking");
    let wrong = contact("Jan", json!({ "rank": 256 }));
    door.row("wrong type", "api contact", wrong, 400, "malformed");
    let wrong = contact("Jan", json!({ "user": nobody }));
    door.row("id of another kind", "api contact", wrong, 400, "malformed");
    let unknown = contact("Jan", json!({ "phone": "4001" }));
    door.row("unknown field", "api contact", unknown, 400, "malformed");
    let turn = |contact: &str, from: &str| {
        let until = "2026-01-19T08:00:00Z";
        let body = json!({ "role": "ict", "contact": contact, "from": from, "until": until });
        api("/shifts", body)
    };
    let at = "2026-01-12T08:00:00Z";
    door.row("unknown id", "api shift", turn(nobody, at), 422, "contact-unknown");
    door.row("id of another kind", "api shift", turn(nowhere, at), 400, "malformed");
    door.row("impossible time", "api shift", turn(nobody, "gisteren"), 400, "malformed");
    door.row("query", "api shift", door.get("/api/v1/shifts?at=nu"), 400, "malformed");
    let site = api("/sites", json!({ "name": "Post", "within": nowhere }));
    door.row("unknown id", "api site", site, 422, "site-unknown");
    let site = api("/sites", json!({ "name": "Post", "gone": true }));
    door.row("unknown field", "api site", site, 400, "malformed");
}
