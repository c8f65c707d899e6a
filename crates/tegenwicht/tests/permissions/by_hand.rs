// SPDX-License-Identifier: EUPL-1.2
//! Who may do what and what every route asks, written by hand from the design.

use tegenwicht_core::actor::Role;

/// Those who sit in a crisis team; the first four are its core.
const TEAM: [Role; 6] = [
    Role::Coordinator,
    Role::Chair,
    Role::LogKeeper,
    Role::InformationManager,
    Role::Manager,
    Role::Member,
];
const CORE: &[Role] = &[TEAM[0], TEAM[1], TEAM[2], TEAM[3]];
const CORE_AND_ICT: &[Role] = &[TEAM[0], TEAM[1], TEAM[2], TEAM[3], Role::Ict];
const SCALES_UP: &[Role] = &[TEAM[0], TEAM[1], TEAM[2], TEAM[3], Role::Manager];
const PEOPLE: &[Role] =
    &[TEAM[0], TEAM[1], TEAM[2], TEAM[3], TEAM[4], TEAM[5], Role::Ict, Role::Observer];
const ANYBODY: &[Role] = &Role::ALL;
const READS: &[Role] = &[TEAM[0], TEAM[1], TEAM[2], TEAM[3], TEAM[4], TEAM[5], Role::Observer];
const TEAM_AND_ICT: &[Role] = &[TEAM[0], TEAM[1], TEAM[2], TEAM[3], TEAM[4], TEAM[5], Role::Ict];

/// Who may do what, from the design and the screens and not from the code: anybody reports, a
/// manager says yes or no to a crisis, the team writes, its core keeps what is restricted, the
/// coordinator owns people, ICT owns machines and sees no content, an observer reads along.
pub const MAY: [(&str, &[Role]); 26] = [
    ("report:make", ANYBODY),
    ("report:read", &TEAM),
    ("report:handle", SCALES_UP),
    ("crisis:open", SCALES_UP),
    ("crisis:close", &[Role::Coordinator, Role::Chair]),
    ("crisis:read", READS),
    ("entry:write", &TEAM),
    ("entry:strike", &TEAM),
    ("entry:restricted", CORE),
    ("erasure:do", &[Role::Coordinator, Role::Chair]),
    ("crisis:level", SCALES_UP),
    ("team:manage", SCALES_UP),
    ("order:give", SCALES_UP),
    ("crisis:export", CORE),
    ("user:manage", &[Role::Coordinator]),
    ("user:admit", &[Role::Coordinator, Role::Chair]),
    ("contact:read", &TEAM),
    ("contact:manage", &[Role::Coordinator]),
    ("setting:read", PEOPLE),
    ("setting:manage", &[Role::Coordinator]),
    ("device:read", TEAM_AND_ICT),
    ("device:manage", &[Role::Coordinator, Role::Ict]),
    ("notice:read", CORE_AND_ICT),
    ("library:read", PEOPLE),
    ("library:manage", &[Role::Coordinator, Role::Ict]),
    ("user:own", PEOPLE),
];

/// What every route asks: `public`, `login`, something one may do, or `admin` and that: then also
/// never over plain http on a network.
pub const PAGES: &[(&str, &str, &str)] = &[
    ("GET", "/", "public"),
    ("GET", "/healthz", "public"),
    ("GET", "/assets/{*path}", "public"),
    ("GET", "/help", "public"),
    ("GET", "/login", "public"),
    ("POST", "/login", "public"),
    ("POST", "/logout", "public"),
    ("POST", "/language", "public"),
    ("GET", "/setup", "public"),
    ("POST", "/setup", "public"),
    ("GET", "/setup/root", "admin user:manage"),
    ("POST", "/setup/root", "admin user:manage"),
    ("GET", "/report", "public"),
    ("POST", "/report", "public"),
    ("GET", "/report/thanks", "public"),
    ("GET", "/reports", "report:read"),
    ("GET", "/reports/{id}", "report:read"),
    ("POST", "/reports/{id}/handle", "report:handle"),
    ("GET", "/account", "login"),
    ("POST", "/account/password", "login"),
    ("POST", "/keys", "login"),
    ("GET", "/crises", "crisis:read"),
    ("GET", "/crises/new", "crisis:open"),
    ("POST", "/crises", "crisis:open"),
    ("GET", "/crises/{id}", "crisis:read"),
    ("POST", "/crises/{id}/close", "crisis:close"),
    ("POST", "/crises/{id}/clock", "admin device:manage"),
    ("GET", "/crises/{id}/export/{format}", "crisis:export"),
    ("GET", "/crises/{id}/log", "crisis:read"),
    ("POST", "/crises/{id}/log", "entry:write"),
    ("GET", "/crises/{id}/log/{entry}", "crisis:read"),
    ("POST", "/crises/{id}/log/{entry}/strike", "entry:strike"),
    ("POST", "/crises/{id}/log/{entry}/erase", "erasure:do"),
    ("GET", "/crises/{id}/cards", "crisis:read"),
    ("POST", "/crises/{id}/cards", "entry:write"),
    ("GET", "/crises/{id}/cards/{card}", "crisis:read"),
    ("POST", "/crises/{id}/cards/{card}/step", "entry:write"),
    ("POST", "/crises/{id}/cards/{card}/propose", "entry:write"),
    ("GET", "/crises/{id}/figures", "crisis:read"),
    ("GET", "/crises/{id}/figures/{figure}", "crisis:read"),
    ("GET", "/crises/{id}/files/{hash}", "crisis:read"),
    // Tells by an event that there is nothing to follow, since a stream shows no status.
    ("GET", "/crises/{id}/stream", "public"),
    ("GET", "/paper", "library:read"),
    ("GET", "/paper/forms.pdf", "library:read"),
    ("GET", "/users", "admin user:manage"),
    ("POST", "/users", "admin user:manage"),
    ("POST", "/users/pin", "admin user:manage"),
    ("POST", "/users/{id}/roles", "admin user:manage"),
    ("POST", "/users/{id}/password", "admin user:manage"),
    ("POST", "/users/{id}/block", "admin user:manage"),
    ("GET", "/devices", "device:read"),
    ("POST", "/devices/grant", "admin device:manage"),
    ("GET", "/notices", "notice:read"),
    ("GET", "/library", "library:read"),
    ("POST", "/library/read", "library:manage"),
    ("GET", "/library/{card}", "library:read"),
    ("GET", "/glossary", "library:read"),
];

/// The same for programs.
pub const API: &[(&str, &str, &str)] = &[
    ("GET", "/api/v1/openapi.json", "public"),
    ("GET", "/api/v1/health", "public"),
    ("POST", "/api/v1/setup", "public"),
    ("GET", "/api/v1/rootKey", "admin user:manage"),
    ("DELETE", "/api/v1/rootKey", "admin user:manage"),
    ("POST", "/api/v1/sessions", "public"),
    ("DELETE", "/api/v1/sessions/current", "login"),
    ("GET", "/api/v1/account", "login"),
    ("PUT", "/api/v1/account/password", "login"),
    ("GET", "/api/v1/reports", "report:read"),
    ("POST", "/api/v1/reports", "public"),
    ("GET", "/api/v1/reports/{id}", "report:read"),
    ("POST", "/api/v1/reports/{id}/handling", "report:handle"),
    ("GET", "/api/v1/users", "admin user:manage"),
    ("POST", "/api/v1/users", "admin user:manage"),
    ("PUT", "/api/v1/users/{id}/roles", "admin user:manage"),
    ("PUT", "/api/v1/users/{id}/password", "admin user:manage"),
    ("POST", "/api/v1/users/{id}/block", "admin user:manage"),
    ("PUT", "/api/v1/noticeBoardPin", "admin user:manage"),
    ("GET", "/api/v1/devices", "device:read"),
    ("POST", "/api/v1/devices/grants", "admin device:manage"),
    ("GET", "/api/v1/notices", "notice:read"),
    ("GET", "/api/v1/cards", "library:read"),
    ("GET", "/api/v1/cards/{id}", "library:read"),
    ("GET", "/api/v1/glossary", "library:read"),
    ("GET", "/api/v1/libraryFaults", "library:manage"),
    ("POST", "/api/v1/libraryReadings", "library:manage"),
    ("GET", "/api/v1/crises", "crisis:read"),
    ("POST", "/api/v1/crises", "crisis:open"),
    ("GET", "/api/v1/crises/{id}", "crisis:read"),
    ("POST", "/api/v1/crises/{id}/closing", "crisis:close"),
    ("GET", "/api/v1/crises/{id}/export", "crisis:export"),
    ("GET", "/api/v1/crises/{id}/stream", "crisis:read"),
    ("POST", "/api/v1/crises/{id}/clockCorrections", "admin device:manage"),
    ("GET", "/api/v1/crises/{id}/logEntries", "crisis:read"),
    ("POST", "/api/v1/crises/{id}/logEntries", "entry:write"),
    ("GET", "/api/v1/crises/{id}/logEntries/{entry}", "crisis:read"),
    ("POST", "/api/v1/crises/{id}/logEntries/{entry}/strikes", "entry:strike"),
    ("POST", "/api/v1/crises/{id}/logEntries/{entry}/erasures", "erasure:do"),
    ("GET", "/api/v1/crises/{id}/figures", "crisis:read"),
    ("GET", "/api/v1/crises/{id}/figures/{figure}", "crisis:read"),
    ("GET", "/api/v1/crises/{id}/files/{hash}", "crisis:read"),
];
