// SPDX-License-Identifier: EUPL-1.2
//! Hiding a name, through the pages and the API: the words are on no page, in no stream and in no
//! file, wherever the program repeated the line; and all of it comes back, or goes for good.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod flow;

use axum::http::StatusCode;
use flow::{Ask, Got, House, Person, files, holds, key};
use tegenwicht_core::actor::Role;
use tegenwicht_core::id::EntryId;

/// A word that stands nowhere by chance.
const NAME: &str = "Toverhazelaar";

struct Case {
    house: House,
    chair: Person,
    keeper: Person,
    path: String,
    fresh: u64,
}

impl Case {
    async fn new() -> Self {
        let house = House::founded().await;
        let (chair, keeper) =
            (house.person(Role::Chair).await, house.person(Role::LogKeeper).await);
        let fields = [("title", "Vermissing"), ("mode", "real"), ("key", &*key(1))];
        let got = house.send(&Ask::post("/crises", &fields).by(&chair)).await;
        let path = got.header("location").trim_end_matches("/log").to_owned();
        assert!(path.starts_with("/crises/crisis-"), "{}", got.text());
        Self { house, chair, keeper, path, fresh: 1 }
    }

    /// Sends a form of the crisis, as the log keeper, who means what it says.
    async fn post(&mut self, who: Role, path: &str, fields: &[(&str, &str)]) -> Got {
        self.fresh += 1;
        self.house.clock.set(flow::NOW.plus_ms(i64::try_from(self.fresh).unwrap() * 1_000));
        let who = if who == Role::Chair { self.chair.clone() } else { self.keeper.clone() };
        let path =
            if path.starts_with("//") { path[1..].to_owned() } else { self.path.clone() + path };
        let ask = Ask::post(&path, fields).field("key", &key(self.fresh)).field("names_ok", "yes");
        let got = self.house.send(&ask.by(&who)).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{path}: {}", got.text());
        got
    }

    fn newest(&self) -> EntryId {
        let world = self.house.app.world();
        let state = world.crises()[0].clone();
        let entries = state.entries.values();
        entries.max_by_key(|entry| entry.position).unwrap().written.entry
    }

    /// Every place where the words could stand, that says them.
    async fn says(&self) -> Vec<String> {
        let api = format!("/api/v1{}", self.path);
        let mut places: Vec<String> = [
            "",
            "/log",
            "/orders",
            "/picture",
            "/picture?wall",
            "/picture/area.patient-safety",
            "/decisions",
            "/actions",
            "/bottlenecks",
            "/tasks",
            "/team",
            "/hidden",
            "/support",
            "/export/csv",
            "/export/json",
            "/stream",
            "/figures",
            "/calls",
        ]
        .iter()
        .map(|rest| format!("{}{rest}", self.path))
        .collect();
        places.extend(["/", "/reports", "/report", "/notices"].map(str::to_owned));
        places.extend(
            [
                "/logEntries",
                "/orders",
                "/picture",
                "/decisions",
                "/actions",
                "/export",
                "/stream",
                "/picture/topics/area.patient-safety",
                "/bottlenecks",
                "/tasks",
                "/hiddenEntries",
            ]
            .map(|rest| format!("{api}{rest}")),
        );
        places.push("/api/v1/reports".to_owned());
        let world = self.house.app.world();
        for entry in world.crises()[0].entries.keys() {
            places.push(format!("{}/log/{entry}", self.path));
            places.push(format!("{}/decisions/{entry}", self.path));
            places.push(format!("{api}/logEntries/{entry}"));
        }
        for report in world.plan().unwrap().1.reports.by_id.keys() {
            places.push(format!("/reports/{report}"));
            places.push(format!("/api/v1/reports/{report}"));
        }
        let mut found = Vec::new();
        for place in places {
            let ask = Ask::get(&place);
            let api = place.starts_with("/api/");
            let ask = if api { ask.bearer(&self.chair) } else { ask.by(&self.chair) };
            let got = self.house.send(&ask).await;
            assert!(!got.status.is_server_error(), "{place}: {}", got.text());
            if got.text().contains(NAME) {
                found.push(place);
            }
        }
        found
    }

    /// The address of an erased line says who erased it, when and why, and nothing of what it said.
    async fn is_gone(&self, line: EntryId) {
        let page = self.house.get(&self.chair, &format!("{}/log/{line}", self.path)).await;
        assert_eq!(page.status, StatusCode::GONE, "{}", page.text());
        for word in ["Persoon chair", "naam stond erin", "10:00", "komt niet terug"] {
            assert!(page.text().contains(word), "{word}: {}", page.text());
        }
        let api = Ask::get(&format!("/api/v1{}/logEntries/{line}", self.path));
        let problem = self.house.send(&api.bearer(&self.chair)).await;
        assert_eq!(problem.status, StatusCode::GONE);
        assert!(problem.text().contains("entry-erased"), "{}", problem.text());
        assert!(problem.text().contains("Persoon chair"), "{}", problem.text());
        let other = EntryId([9; 16]);
        let page = self.house.get(&self.chair, &format!("{}/log/{other}", self.path)).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "which never was");
    }

    /// Hides a line, shows it, hides it again and has it erased.
    async fn goes_and_comes(&mut self, line: EntryId) {
        let before = self.says().await;
        assert!(before.len() > 2, "{before:?}");
        let (hide, show) = (format!("/log/{line}/hide"), format!("/log/{line}/show"));
        self.post(Role::LogKeeper, &hide, &[("reason", "naam")]).await;
        assert_eq!(self.says().await, [""; 0]);
        self.post(Role::Chair, &show, &[]).await;
        assert_eq!(self.says().await, before, "all of it comes back");
        self.post(Role::LogKeeper, &hide, &[("reason", "naam")]).await;
        self.post(Role::Chair, &format!("/log/{line}/erase"), &[("reason", "naam stond erin")])
            .await;
        assert_eq!(self.says().await, [""; 0]);
        self.is_gone(line).await;
        for path in files(&self.house.folder()) {
            assert!(!holds(&std::fs::read(&path).unwrap(), NAME.as_bytes()), "{}", path.display());
        }
    }
}

#[tokio::test]
async fn a_report_and_the_line_that_it_became_go_together() {
    let mut case = Case::new().await;
    let text = format!("Mevrouw {NAME} is weg");
    case.post(Role::LogKeeper, "//report", &[("text", &text), ("place", "3 Oost")]).await;
    let world = case.house.app.world();
    let report = world.plan().unwrap().1.reports.by_id.keys().next().unwrap().to_string();
    let crisis = case.path.split('/').next_back().unwrap().to_owned();
    let fields = [("crisis", crisis.as_str()), ("kind", "fact"), ("text", text.as_str())];
    case.post(Role::LogKeeper, &format!("//reports/{report}/line"), &fields).await;
    let line = case.newest();
    case.goes_and_comes(line).await;
}

#[tokio::test]
async fn an_order_goes_with_the_line_that_tells_of_it() {
    let mut case = Case::new().await;
    case.post(Role::Chair, "/teams", &[("title", "Zorg")]).await;
    let world = case.house.app.world();
    let team = world.crises()[0].team.teams.keys().next().unwrap().clone();
    let text = format!("Zoek mevrouw {NAME}.");
    case.post(Role::Chair, "/orders", &[("team", &team), ("order", &text)]).await;
    let line = case.newest();
    let hide = format!("/log/{line}/hide");
    case.post(Role::LogKeeper, &hide, &[("reason", "naam")]).await;
    let orders = case.house.get(&case.chair, &format!("{}/orders", case.path)).await;
    assert!(orders.says("words-hidden"), "{}", orders.text());
    case.post(Role::Chair, &format!("/log/{line}/show"), &[]).await;
    case.goes_and_comes(line).await;
}

#[tokio::test]
async fn a_statement_of_the_picture_goes_with_its_line() {
    let mut case = Case::new().await;
    let text = format!("Mevrouw {NAME} wordt vermist");
    let fields = [("state", "hit"), ("words", text.as_str())];
    case.post(Role::LogKeeper, "/picture/area.patient-safety", &fields).await;
    let line = case.newest();
    case.goes_and_comes(line).await;
}

#[tokio::test]
async fn the_fields_of_a_decision_and_the_line_that_tells_of_them_go_with_the_decision() {
    let mut case = Case::new().await;
    let text = format!("Wij zoeken mevrouw {NAME} verder.");
    case.post(Role::Chair, "/decisions", &[("sentence", &text)]).await;
    let decision = case.newest();
    let ground = format!("Meneer {NAME} belde.");
    let fields = format!("/decisions/{decision}/fields");
    case.post(Role::Chair, &fields, &[("ground", &ground)]).await;
    assert_ne!(case.newest(), decision, "the log tells of it");
    let telling = case.newest();
    let hide = format!("/log/{decision}/hide");
    case.post(Role::LogKeeper, &hide, &[("reason", "naam")]).await;
    // The second person judges one thing, and sees that more goes with it.
    let list = case.house.get(&case.chair, &format!("{}/hidden", case.path)).await.text();
    let (main, _) = list.split_once("<aside").unwrap();
    assert!(main.contains(&decision.to_string()) && !main.contains(&telling.to_string()));
    let page = case.house.get(&case.chair, &format!("{}/hidden/{telling}", case.path)).await;
    assert_eq!(page.header("location"), format!("{}/hidden/{decision}", case.path));
    let page = case.house.get(&case.chair, &format!("{}/hidden/{decision}", case.path)).await;
    assert!(page.text().contains("Nog 1 regel zegt hetzelfde"), "{}", page.text());
    case.post(Role::Chair, &format!("/log/{telling}/show"), &[]).await;
    case.goes_and_comes(decision).await;
}
