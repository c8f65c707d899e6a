// SPDX-License-Identifier: EUPL-1.2
//! What things are called: a nursing home reads its own words for client, level, team and roles on
//! every page that shows them, and a setting that changes, changes them everywhere.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod flow;

use axum::http::{HeaderMap, StatusCode};
use flow::{Ask, House, PIN, key};
use tegenwicht::web::page::paper;
use tegenwicht::web::visit::{LOGIN_COOKIE, Visit};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::crisis::SetLevel;
use tegenwicht_core::feature::setting::SetSettings;
use tegenwicht_core::id::CrisisId;

/// What one thing is called here.
struct Said {
    client: &'static str,
    ward: &'static str,
    level: &'static str,
    other_level: &'static str,
    team: &'static str,
    chair: &'static str,
    care: &'static str,
}

const NURSING_HOME: Said = Said {
    client: "bewoner",
    ward: "afdeling",
    level: "Locatie",
    other_level: "Crisisteam met regio",
    team: "Crisisteam",
    chair: "Voorzitter crisisteam",
    care: "Manager zorg",
};
const OWN: Said = Said {
    client: "gast",
    ward: "huiskamer",
    level: "Fase geel",
    other_level: "Fase rood",
    team: "Kernteam",
    chair: "Kapitein",
    care: "Zuster Overste",
};

struct Case {
    house: House,
    crisis: CrisisId,
    line: String,
    seat: String,
}

impl Case {
    async fn new() -> Self {
        let house = House::founded().await;
        let crisis = house.open_crisis(1, "Wateroverlast").await;
        let level = "level-2".to_owned();
        let set = SetLevel { crisis, level, reason: None, line: None };
        house.submit(Role::Chair, 2, Command::SetLevel(set)).await.unwrap();
        let seat = house.take_seat(3, crisis, "chair").await.to_string();
        let line = house.write_line(4, crisis, "de kelder staat blank").await.to_string();
        house.contact(5, "Els Vos", &["care"], "06 1").await;
        Self { house, crisis, line, seat }
    }

    async fn page(&self, by: Role, path: &str) -> String {
        let who = self.house.person(by).await;
        let got = self.house.get(&who, path).await;
        assert_eq!(got.status, StatusCode::OK, "{path}: {}", got.text());
        got.text()
    }

    /// Every page with a word of the institution on it, and the words that belong there.
    fn pages(&self, said: &Said) -> Vec<(Role, String, Vec<String>)> {
        let base = format!("/crises/{}", self.crisis);
        let at = |rest: &str| format!("{base}{rest}");
        let own = |word: &str| word.to_owned();
        let scaled = format!("opschaling: {}", said.level);
        let no_name = format!("die van een {}.", said.client);
        let hide = format!("de naam van een {}?", said.client);
        let add = format!("Locatie of {} toevoegen", said.ward);
        let Said { chair, care, team, other_level, .. } = said;
        let seats = vec![own(chair), own(care), own(team)];
        vec![
            (Role::Manager, base.clone(), vec![scaled.clone(), own(other_level)]),
            (Role::Manager, at("/log"), vec![scaled]),
            (Role::Manager, at(&format!("/log/{}", self.line)), vec![hide]),
            (Role::Manager, at("/team"), seats),
            (Role::Manager, at("/calls"), vec![own(chair), own(care)]),
            (
                Role::Manager,
                at(&format!("/team/{}/handover", self.seat)),
                vec![own(chair), own(said.level)],
            ),
            (Role::Coordinator, at("/admit"), vec![no_name, own(chair)]),
            (Role::Manager, own("/crises/new"), vec![own(said.level), own(other_level)]),
            (Role::Coordinator, own("/contacts"), vec![own(chair), own(care)]),
            (Role::Coordinator, own("/contacts/new"), vec![own(chair), own(care)]),
            (Role::Coordinator, own("/roster"), vec![own(chair), own(care)]),
            (Role::Coordinator, own("/sites"), vec![add]),
            (Role::Coordinator, own("/users"), vec![own(chair)]),
            (Role::Chair, own("/account"), vec![own(chair)]),
            (
                Role::Coordinator,
                own("/settings"),
                vec![own(said.client), own(said.level), own(team), own(chair), own(care)],
            ),
        ]
    }

    async fn shows(&self, said: &Said) {
        for (by, path, words) in self.pages(said) {
            let page = self.page(by, &path).await;
            for word in words {
                assert!(page.contains(&word), "{path} does not say {word}: {page}");
            }
        }
    }

    /// The form for calls, as it goes to the printer.
    async fn paper(&self) -> String {
        let who = self.house.person(Role::Manager).await;
        let mut headers = HeaderMap::new();
        headers.insert("cookie", format!("{LOGIN_COOKIE}={}", who.token).parse().unwrap());
        let visit = Visit::read(&self.house.web, &headers, "/paper".to_owned());
        let wanted = paper::Wanted { part: "calls".to_owned(), crisis: String::new() };
        format!("{:?}", paper::document(&visit, &wanted).unwrap())
    }

    async fn api(&self, rest: &str) -> String {
        let who = self.house.person(Role::Coordinator).await;
        let path = format!("/api/v1/{rest}");
        let got = self.house.send(&Ask::get(&path).bearer(&who)).await;
        assert_eq!(got.status, StatusCode::OK, "{path}: {}", got.text());
        got.text()
    }

    async fn set(&self, fresh: u64, values: &[(&str, Option<&str>)]) {
        let owned =
            |(name, value): &(&str, Option<&str>)| ((*name).to_owned(), value.map(str::to_owned));
        let values = values.iter().map(owned).collect();
        let set = Command::SetSettings(SetSettings { values });
        self.house.submit(Role::Coordinator, fresh, set).await.unwrap();
    }
}

#[tokio::test]
async fn a_nursing_home_reads_the_words_of_its_sector_everywhere() {
    let case = Case::new().await;
    case.shows(&NURSING_HOME).await;
    for (by, path, _) in case.pages(&NURSING_HOME) {
        let page = case.page(by, &path).await;
        assert!(!page.contains("patiënt") && !page.contains("RVE"), "{path}: {page}");
        assert!(!page.contains("beleidsteam"), "{path}: {page}");
    }
    let paper = case.paper().await;
    assert!(paper.contains("Specialist ouderengeneeskunde"), "{paper}");
    assert!(
        case.api(&format!("crises/{}/seats", case.crisis)).await.contains("Voorzitter crisisteam")
    );
}

#[tokio::test]
async fn a_setting_that_changes_changes_the_word_everywhere() {
    let case = Case::new().await;
    case.shows(&NURSING_HOME).await;
    let names = [
        ("word.client", OWN.client),
        ("word.clients", "gasten"),
        ("word.ward", OWN.ward),
        ("level.level-2", OWN.level),
        ("level.level-4", OWN.other_level),
        ("team.crisis-team", OWN.team),
        ("role.chair", OWN.chair),
        ("role.care", OWN.care),
    ];
    let set: Vec<_> = names.iter().map(|(name, value)| (*name, Some(*value))).collect();
    case.set(20, &set).await;
    case.shows(&OWN).await;
    let pages = case.pages(&OWN).into_iter().filter(|(_, path, _)| path != "/settings");
    for (by, path, _) in pages {
        let page = case.page(by, &path).await;
        for old in ["Voorzitter crisisteam", "Manager zorg", "Crisisteam met regio", "bewoner"] {
            assert!(!page.contains(old), "{path} still says {old}: {page}");
        }
    }
    let paper = case.paper().await;
    assert!(paper.contains("Kapitein") && !paper.contains("Voorzitter crisisteam"), "{paper}");
    let seats = case.api(&format!("crises/{}/seats", case.crisis)).await;
    assert!(seats.contains("Kapitein") && !seats.contains("Voorzitter"), "{seats}");
    let team = case.api(&format!("crises/{}/teams", case.crisis)).await;
    assert!(team.contains("Kernteam") && !team.contains("Crisisteam"), "{team}");
    assert!(case.api("settings").await.contains("Fase geel"));
    let back: Vec<_> = names.iter().map(|(name, _)| (*name, None)).collect();
    case.set(21, &back).await;
    case.shows(&NURSING_HOME).await;
}

#[tokio::test]
async fn a_real_crisis_names_the_team_of_the_institution_in_the_strip() {
    let case = Case::new().await;
    let chair = case.house.person(Role::Chair).await;
    let fields = [("title", "Brand"), ("mode", "real"), ("key", &*key(30))];
    let got = case.house.send(&Ask::post("/crises", &fields).by(&chair)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let log = got.header("location").to_owned();
    let mark = |page: &str| {
        let (_, after) = page.split_once("strip-mark\"").unwrap();
        after.split_once("</a>").unwrap().0.to_owned()
    };
    assert!(mark(&case.page(Role::Chair, &log).await).ends_with(">Crisisteam"));
    case.set(31, &[("team.crisis-team", Some("Kernteam"))]).await;
    assert!(mark(&case.page(Role::Chair, &log).await).ends_with(">Kernteam"));
}

#[tokio::test]
async fn the_question_about_a_name_says_what_the_institution_calls_its_clients() {
    let case = Case::new().await;
    let fields = [("text", "Mevrouw De Vries is gevallen"), ("pin", PIN), ("key", &*key(40))];
    let got = case.house.send(&Ask::post("/report", &fields)).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", got.text());
    assert!(got.text().contains("Staat hier de naam van een bewoner?"), "{}", got.text());
}

#[tokio::test]
async fn a_level_that_the_sector_does_not_have_is_not_offered_and_one_that_is_added_is() {
    let case = Case::new().await;
    let page = case.page(Role::Manager, "/crises/new").await;
    assert!(!page.contains("value=\"level-5\""));
    case.set(50, &[("level.level-5", Some("Evacuatie"))]).await;
    let page = case.page(Role::Manager, "/crises/new").await;
    assert!(page.contains("<option value=\"level-5\">Evacuatie</option>"), "{page}");
}

/// Where texts of the library are shown: pages, and what a program reads.
const OF_LIBRARY: [&str; 8] = [
    "/library",
    "/library/closure",
    "/library/role-care",
    "/library/areas",
    "/glossary",
    "/crises/{id}/assessments",
    "/crises/{id}/cards",
    "/crises/{id}/picture/area.patient-safety",
];

#[tokio::test]
async fn texts_of_the_library_say_what_the_institution_says() {
    let case = Case::new().await;
    let read = async || {
        let mut pages = Vec::new();
        for path in OF_LIBRARY {
            let path = path.replace("{id}", &case.crisis.to_string());
            pages.push((path.clone(), case.page(Role::Manager, &path).await));
        }
        for path in ["cards/closure", "cards/figures", "glossary"] {
            pages.push((path.to_owned(), case.api(path).await));
        }
        pages
    };
    for (path, page) in read().await {
        assert!(page.contains("bewoner") || page.contains("Bewoner"), "{path}: {page}");
        for other in ["{client", "{Client", "{ward", "{Ward", "de cliënt"] {
            assert!(!page.contains(other), "{path} says {other}: {page}");
        }
    }
    case.set(60, &[("word.clients", Some("gasten")), ("word.wards", Some("huiskamers"))]).await;
    for (path, page) in read().await {
        assert!(page.contains("gasten") || page.contains("Gasten"), "{path}: {page}");
        assert!(!page.contains("bewoners") && !page.contains("Bewoners"), "{path}: {page}");
    }
    let card = case.page(Role::Manager, "/library/role-care").await;
    assert!(card.contains("Vraag alle huiskamers: loopt er nu iemand gevaar?"), "{card}");
}

#[tokio::test]
async fn a_card_that_was_started_keeps_the_words_of_that_moment() {
    let case = Case::new().await;
    let who = case.house.person(Role::Manager).await;
    let path = format!("/crises/{}/cards", case.crisis);
    let fields = [("card", "closure"), ("key", &*key(70))];
    let got = case.house.send(&Ask::post(&path, &fields).by(&who)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    case.set(71, &[("word.clients", Some("gasten"))]).await;
    let started = case.page(Role::Manager, &format!("{path}/closure")).await;
    assert!(started.contains("Tel de bewoners die weg moeten."), "{started}");
    let read = case.page(Role::Manager, "/library/closure").await;
    assert!(read.contains("Tel de gasten die weg moeten."), "{read}");
}

#[tokio::test]
async fn a_card_of_the_institution_may_have_marks_and_one_without_stays_as_it_is() {
    let case = Case::new().await;
    let folder = case.house.folder().join("library/nl");
    std::fs::create_dir_all(&folder).unwrap();
    let put = |id: &str, text: &str| {
        let head = format!("---\ncard: {id}\nkind: action\ntitle: T {{x}}\n---\nNu.\n");
        let file = format!("{head}## Doen {{phase=act}}\n- [ ] {text}\n");
        std::fs::write(folder.join(format!("{id}.md")), file).unwrap();
    };
    put("marked", "Tel {clients} per {ward}, [hoeveel] ook. {id=count}");
    put("plain", "Tel cliënten, \\{naam}, [clients]. {id=count-plain}");
    put("wrong", "Tel {bewoners}. {id=count-wrong}");
    case.house.app.read_cards();
    let marked = case.page(Role::Ict, "/library/marked").await;
    assert!(marked.contains("Tel bewoners per afdeling, [hoeveel] ook."), "{marked}");
    let plain = case.page(Role::Ict, "/library/plain").await;
    assert!(plain.contains("Tel cliënten, {naam}, [clients]."), "{plain}");
    let told = case.page(Role::Ict, "/library").await;
    assert!(told.contains("„{bewoners}” staat voor geen woord van de instelling."), "{told}");
    let who = case.house.person(Role::Ict).await;
    assert_eq!(case.house.get(&who, "/library/wrong").await.status, StatusCode::NOT_FOUND);
}
