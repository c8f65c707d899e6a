// SPDX-License-Identifier: EUPL-1.2
//! One thing of every kind to look at, and a request for every route.

use axum::http::{Method, StatusCode};
use tegenwicht::app::Made;
use tegenwicht::web::routes::Route;
use tegenwicht::web::visit::form_token;
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::contact::SetContact;
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::meeting::{NewMeeting, PlanMeeting};
use tegenwicht_core::feature::roster::SetShift;
use tegenwicht_core::feature::site::SetSite;
use tegenwicht_core::id::{CrisisId, hex};

use super::{Ask, House, MULTIPART, NOW, PASSWORD, PIN, Part, Person, key, multipart};

/// Addresses of things that are there, for reading.
pub struct There {
    pub crisis: String,
    pub entry: String,
    pub decision: String,
    /// A line that somebody hid.
    pub hidden: String,
    pub figure: String,
    pub report: String,
    pub file: String,
    pub user: String,
    pub card: String,
    pub seat: String,
    pub order: String,
    pub support: String,
    pub meeting: String,
    pub contact: String,
    pub shift: String,
    pub site: String,
}

impl There {
    pub async fn make(house: &House) -> Self {
        let keeper = house.person(Role::LogKeeper).await;
        let crisis = house.open_crisis(1, "Waterlekkage vleugel B").await;
        let entry = house.write_line(2, crisis, "Water op de gang.").await;
        let decision = WriteEntry::plain(crisis, EntryKind::Decision, "Vleugel B gaat dicht.");
        let decision = house.write(42, decision).await;
        let hidden = house.write_line(40, crisis, "Dit had hier niet mogen staan.").await;
        let (hide, reason) = (key(41), "naam van een cliënt");
        let fields = [("key", hide.as_str()), ("reason", reason)];
        let path = format!("/crises/{crisis}/log/{hidden}/hide");
        let got = house.send(&Ask::post(&path, &fields).by(&keeper)).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
        let (line, report) = (key(3), key(4));
        let token = form_token(&keeper.token);
        let parts = [
            Part::Field("key", &line),
            Part::Field("token", &token),
            Part::Field("text", "Dertig bedden staan droog."),
            Part::Field("figure_name", "Bedden"),
            Part::Field("figure_value", "30"),
            Part::File("foto.txt", b"geen foto"),
        ];
        let path = format!("/crises/{crisis}/log");
        let got = house.send(&Ask::raw(&path, MULTIPART, multipart(&parts)).by(&keeper)).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
        let fields = [("key", report.as_str()), ("text", "Lekkage"), ("pin", PIN)];
        let got = house.send(&Ask::post("/report", &fields)).await;
        assert_eq!(got.header("location"), "/report/thanks");
        let started = key(5);
        let fields = [("key", started.as_str()), ("card", "closure")];
        let path = format!("/crises/{crisis}/cards");
        let got = house.send(&Ask::post(&path, &fields).by(&keeper)).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
        let seat = house.take_seat(15, crisis, "chair").await;
        let order = house.give_order(16, crisis).await;
        let support = house.ask_support(18, crisis).await;
        plan_meeting(house, crisis).await;
        let (contact, shift, site) = cold_phase(house).await;
        let world = house.app.world();
        let (_, state) = world.crisis(crisis).unwrap();
        let mut files = state.entries.values().flat_map(|entry| &entry.written.files);
        let (_, plan) = world.plan().unwrap();
        Self {
            crisis: crisis.to_string(),
            entry: entry.to_string(),
            decision: decision.to_string(),
            hidden: hidden.to_string(),
            figure: state.figures.iter().next().unwrap().0.to_string(),
            report: plan.reports.by_id.keys().next().unwrap().to_string(),
            file: files.next().unwrap().hash.to_string(),
            user: house.people[&Role::Manager].to_string(),
            card: "closure".to_owned(),
            seat: seat.to_string(),
            order: order.to_string(),
            support: support.to_string(),
            meeting: state.meetings.by_id.keys().next().unwrap().to_string(),
            contact,
            shift,
            site,
        }
    }

    /// Addresses of things that are not there, for changing.
    pub fn nowhere() -> Self {
        let (short, long) = (hex(&[7; 16]), hex(&[7; 32]));
        Self {
            crisis: format!("crisis-{short}"),
            entry: format!("entry-{short}"),
            decision: format!("entry-{short}"),
            hidden: format!("entry-{short}"),
            figure: format!("figure-{short}"),
            report: format!("report-{short}"),
            file: format!("file-{long}"),
            user: format!("actor-{short}"),
            card: "no-such-card".to_owned(),
            seat: format!("seat-{short}"),
            order: format!("order-{short}"),
            support: format!("support-{short}"),
            meeting: format!("meeting-{short}"),
            contact: format!("contact-{short}"),
            shift: format!("shift-{short}"),
            site: format!("site-{short}"),
        }
    }

    pub fn path(&self, route: &str) -> String {
        let of = route.trim_start_matches("/api/v1").split('/').nth(1).unwrap_or_default();
        let id = match of {
            "crises" => &self.crisis,
            "reports" => &self.report,
            "cards" => &self.card,
            "contacts" => &self.contact,
            "roster" | "shifts" => &self.shift,
            "sites" => &self.site,
            _ => &self.user,
        };
        let entry = match route {
            route if route.contains("/hidden") => &self.hidden,
            route if route.contains("/decisions/") => &self.decision,
            _ => &self.entry,
        };
        let path = route.replace("{id}", id).replace("{entry}", entry);
        let path = path.replace("{figure}", &self.figure).replace("{hash}", &self.file);
        let path = path.replace("{card}", &self.card).replace("{pc}", "0000");
        let path = path.replace("{seat}", &self.seat).replace("{order}", &self.order);
        let path = path.replace("{support}", &self.support).replace("{topic}", "area.privacy");
        let path = path.replace("{step}", "no-such-step").replace("{meeting}", &self.meeting);
        let path = path.replace("{list}", "contacts").replace("{upload}", &key(9));
        let path = path.replace("{name}", "word.client");
        let path = path.replace("{format}", "csv").replace("{*path}", "app.css");
        assert!(!path.contains('{'), "what stands for the rest of {path}?");
        path
    }
}

/// A meeting that is to come.
async fn plan_meeting(house: &House, crisis: CrisisId) {
    let new = NewMeeting { starts: NOW.plus_ms(3_600_000), minutes: 30, purpose: None };
    let plan = PlanMeeting { crisis, new, line: None };
    house.submit(Role::Chair, 43, Command::PlanMeeting(plan)).await.unwrap();
}

/// Somebody with a turn of duty, and a site.
async fn cold_phase(house: &House) -> (String, String, String) {
    let contact = SetContact {
        name: "Wim Waker".to_owned(),
        phones: vec!["06 12345678".to_owned()],
        roles: vec!["chair".to_owned()],
        ..SetContact::default()
    };
    let contact = Command::SetContact(Box::new(contact));
    let made = house.submit(Role::Coordinator, 5, contact).await.unwrap();
    let Made::Contact(contact) = made else { unreachable!("{made:?}") };
    let (from, until) = (NOW.plus_ms(-3_600_000), NOW.plus_ms(3_600_000));
    let role = "chair".to_owned();
    let shift = SetShift { shift: None, role, contact, from, until, gone: false };
    let made = house.submit(Role::Coordinator, 6, Command::SetShift(shift)).await.unwrap();
    let Made::Shift(shift) = made else { unreachable!("{made:?}") };
    let name = "Hoofdgebouw".to_owned();
    let site = SetSite { site: None, name, within: None, address: None, gone: false };
    let made = house.submit(Role::Coordinator, 7, Command::SetSite(site)).await.unwrap();
    let Made::Site(site) = made else { unreachable!("{made:?}") };
    (contact.to_string(), shift.to_string(), site.to_string())
}

/// A request for a route that reads well enough to get past the gate.
pub fn ask(route: &Route, there: &There, who: Option<&Person>, fresh: u64) -> Ask {
    let (path, key) = (there.path(route.path), key(fresh));
    let ask = if route.path.starts_with("/api/") {
        let body = if route.method == Method::GET { "" } else { "{}" };
        let mut ask = Ask::raw(&path, "application/json", body).with("idempotency-key", &key);
        ask.method = route.method.clone();
        return match who {
            Some(who) => ask.bearer(who),
            None => ask,
        };
    } else if route.method == Method::GET {
        Ask::get(&path)
    } else {
        let fields = [("key", key.as_str()), ("login", "chair"), ("password", PASSWORD)];
        // What every route asks is asked for its own sake: closing in full takes more.
        Ask::post(&path, &fields).field("false_alarm", "yes")
    };
    match who {
        Some(who) => ask.by(who),
        None => ask,
    }
}
