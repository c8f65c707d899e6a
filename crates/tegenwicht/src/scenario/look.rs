// SPDX-License-Identifier: EUPL-1.2
//! Looks at pages as the people of a scenario see them: logs in, asks, reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use tower::ServiceExt;

use super::expect::{
    CrisisIs, EntryIs, Expectation, FigureIs, Moment, PageIs, ReportIs, Shows, Subject,
};
use super::html::{Element, parse, plain};
use super::inbox;
use crate::text::{Language, Text};
use crate::web::part::{encode_query, time};
use crate::web::visit::LOGIN_COOKIE;
use crate::web::{Web, routes};
use tegenwicht_core::feature::text;
use tegenwicht_core::time::Timestamp;

/// Most bytes of one answer.
const ANSWER_MAX: usize = 32 * 1024 * 1024;
/// Most redirects and log pages that are followed.
const FOLLOW_MAX: usize = 200;
/// Most characters of what was seen that are told.
const TOLD_MAX: usize = 600;

/// What was found: whether the claim holds, and what the page shows.
#[derive(Debug, Clone)]
pub struct Found {
    pub holds: bool,
    pub seen: String,
}

/// Opens pages for people.
pub struct Onlooker {
    router: Router,
    cookies: BTreeMap<String, String>,
    pub passwords: BTreeMap<String, String>,
}

/// A page that was answered.
struct Seen {
    status: StatusCode,
    page: Element,
}

/// What claims need to know besides the pages.
pub struct Names<'a> {
    pub founder: &'a str,
    /// The id on the pages for each name in the scenario.
    pub ids: &'a BTreeMap<String, String>,
    pub shift_ms: i64,
}

impl Names<'_> {
    pub fn id(&self, name: &str) -> Result<&str, String> {
        let id = self.ids.get(name).map(String::as_str);
        id.ok_or_else(|| format!("{name} was never made: look at the line that makes it"))
    }
}

impl Onlooker {
    pub fn new(web: Arc<Web>, passwords: BTreeMap<String, String>) -> Self {
        Self { router: routes::router(web), cookies: BTreeMap::new(), passwords }
    }

    /// Looks at the pages and says whether the claim holds.
    ///
    /// # Errors
    /// When a page cannot be seen at all.
    pub async fn check(
        &mut self,
        expected: &Expectation,
        names: &Names<'_>,
    ) -> Result<Found, String> {
        let who = expected.viewer.as_deref().unwrap_or(names.founder).to_owned();
        let found = match &expected.subject {
            Subject::Log { crisis, shows } => {
                let pages = self.log(&who, names, crisis, expected.moment).await?;
                log_shows(&pages, shows, expected.moment)
            }
            Subject::Entries { crisis, count } => {
                let pages = self.log(&who, names, crisis, expected.moment).await?;
                let rows = rows(&pages)?;
                let seen = format!("{} entries in the log", rows.len());
                Found { holds: rows.len() == *count, seen }
            }
            Subject::Entry { crisis, entry, is } => {
                let pages = self.log(&who, names, crisis, expected.moment).await?;
                entry_is(&pages, names.id(entry)?, is)?
            }
            Subject::Order { crisis, entries } => {
                let pages = self.log(&who, names, crisis, expected.moment).await?;
                order_is(&pages, entries, names)?
            }
            Subject::Ticks { crisis } => {
                let pages = self.log(&who, names, crisis, expected.moment).await?;
                one_tick(&pages)?
            }
            Subject::Figure { crisis, name, is } => {
                let path = format!("/crises/{}/figures", names.id(crisis)?);
                figure_is(&self.answered(&who, &path).await?.page, name, is)?
            }
            Subject::Crisis { crisis, is } => {
                let path = format!("/crises/{}", names.id(crisis)?);
                crisis_is(&self.answered(&who, &path).await?.page, is)
            }
            Subject::Report { report, is } => self.report(&who, names.id(report)?, is).await?,
            Subject::ReportsWaiting { count } => self.reports_waiting(&who, *count).await?,
            Subject::Page { path, is } => {
                let path = filled_in(path, names)?;
                let seen = self.page(&who, &path).await?;
                page_is(&seen, is)?
            }
            Subject::Inbox(subject) => inbox::look(subject, self, &who, names).await?,
            Subject::Card { crisis, claim } => self.card(&who, names.id(crisis)?, claim).await?,
            Subject::Progress { crisis, claim } => {
                self.progress(&who, names.id(crisis)?, claim, names).await?
            }
            Subject::Picture { crisis, claim } => {
                let claim = (claim, expected.moment);
                self.picture(&who, names.id(crisis)?, claim, names).await?
            }
            Subject::Meeting { crisis, claim } => {
                self.meeting(&who, names.id(crisis)?, claim).await?
            }
            Subject::Team { crisis, claim } => self.team(&who, names.id(crisis)?, claim).await?,
            Subject::Ready { path, part, shows } => {
                let part = self.part(&who, path, *part).await?;
                showing(&part.words(), &part.everything(), shows)
            }
            Subject::LogIn { person } => {
                let seen = self.log_in(person).await?;
                let text = if seen.is_some() { "is logged in" } else { "cannot log in" };
                Found { holds: seen.is_some(), seen: format!("{person} {text}") }
            }
        };
        Ok(Found { holds: found.holds != expected.negated, seen: told(&found.seen) })
    }

    async fn reports_waiting(&mut self, who: &str, count: usize) -> Result<Found, String> {
        let seen = self.answered(who, "/").await?;
        let waiting = waiting(&seen.page)?.len();
        Ok(Found { holds: waiting == count, seen: format!("{waiting} reports waiting") })
    }

    /// A part of a page, or all that is its own.
    async fn part(&mut self, who: &str, path: &str, id: Option<&str>) -> Result<Element, String> {
        let page = self.looked(who, path).await?;
        let part = match id {
            Some(id) => page.by_id(id).cloned(),
            None => Some(main_of(&page)),
        };
        part.ok_or_else(|| format!("{path} has no such part"))
    }

    async fn report(&mut self, who: &str, id: &str, is: &ReportIs) -> Result<Found, String> {
        let path = format!("/reports/{id}");
        if *is == ReportIs::Waiting {
            let home = self.answered(who, "/").await?;
            let waiting = waiting(&home.page)?;
            let link = |e: &Element| e.attribute("href") == Some(path.as_str());
            let holds = waiting.iter().any(|report| report.first(&link).is_some());
            let texts: Vec<String> = waiting.iter().map(|report| report.words()).collect();
            return Ok(Found { holds, seen: format!("waiting: {}", listed(&texts)) });
        }
        let seen = self.answered(who, &path).await?;
        let main = main_of(&seen.page);
        Ok(match is {
            ReportIs::Showing(shows) => showing(&main.words(), &seen.page.everything(), shows),
            ReportIs::Waiting | ReportIs::Handled => {
                let note = main.first(&|e| e.has_class("utrecht-alert--info"));
                Found { holds: note.is_some(), seen: main.words() }
            }
        })
    }

    /// Reads the whole log, page by page, newest first.
    async fn log(
        &mut self,
        who: &str,
        names: &Names<'_>,
        crisis: &str,
        moment: Moment,
    ) -> Result<Vec<Seen>, String> {
        let base = format!("/crises/{}/log", names.id(crisis)?);
        let mut path = match moment {
            Moment::Now => base.clone(),
            Moment::Known(at) => format!("{base}?known={}", known_at(names, at)),
            Moment::Until(at) => format!("{base}?until={}", known_at(names, at)),
        };
        let mut pages = Vec::new();
        while pages.len() < FOLLOW_MAX {
            let seen = self.page(who, &path).await?;
            if seen.status != StatusCode::FORBIDDEN && !seen.status.is_success() {
                return Err(format!("the log answers with status {}", seen.status.as_u16()));
            }
            let pager = seen.page.first(&|e| e.has_class("pager"));
            let link = pager.and_then(|pager| pager.first(&|e| e.name == "a"));
            let older = link.and_then(|link| link.attribute("href")).map(str::to_owned);
            pages.push(seen);
            match older {
                Some(query) => path = format!("{base}{query}"),
                None => break,
            }
        }
        Ok(pages)
    }

    /// A page that this person gets.
    ///
    /// # Errors
    /// When it is not answered as a page.
    pub async fn page_of(&mut self, who: &str, path: &str) -> Result<Element, String> {
        Ok(self.answered(who, path).await?.page)
    }

    async fn answered(&mut self, who: &str, path: &str) -> Result<Seen, String> {
        let seen = self.page(who, path).await?;
        if seen.status.is_success() {
            return Ok(seen);
        }
        let words = main_of(&seen.page).words();
        Err(told(&format!("{path} answers {who} with status {}: {words}", seen.status.as_u16())))
    }

    /// Looks at a page that must be there.
    pub(super) async fn looked(&mut self, who: &str, path: &str) -> Result<Element, String> {
        self.answered(who, path).await.map(|seen| seen.page)
    }

    /// Gets a page, logging in when that is asked.
    async fn page(&mut self, who: &str, path: &str) -> Result<Seen, String> {
        let mut path = path.to_owned();
        for _ in 0..10 {
            let cookie = self.cookies.get(who).cloned().unwrap_or_default();
            let request = Request::get(&path)
                .header(header::HOST, "127.0.0.1")
                .header(header::COOKIE, cookie)
                .header(header::ACCEPT_LANGUAGE, "nl")
                .body(Body::empty())
                .map_err(|fault| format!("{path} is not an address: {fault}"))?;
            let response = self.ask(request).await?;
            if !response.status().is_redirection() {
                return seen(response).await;
            }
            let to = location(&response);
            if to.starts_with("/login") {
                if self.log_in(who).await?.is_none() {
                    return Err(format!("{who} cannot log in, so sees no page"));
                }
            } else {
                path = to;
            }
        }
        Err(format!("{path} sends {who} from one address to the next"))
    }

    /// Logs somebody in by the form; none when it is not accepted.
    async fn log_in(&mut self, who: &str) -> Result<Option<()>, String> {
        let password = self.passwords.get(who).map(String::as_str).unwrap_or_default();
        let form =
            format!("login={}&password={}&next=/", encode_query(who), encode_query(password));
        let request = Request::post("/login")
            .header(header::HOST, "127.0.0.1")
            .header(header::ACCEPT_LANGUAGE, "nl")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .map_err(|fault| fault.to_string())?;
        let response = self.ask(request).await?;
        if !response.status().is_redirection() {
            return Ok(None);
        }
        let cookies = response.headers().get_all(header::SET_COOKIE);
        let own = format!("{LOGIN_COOKIE}=");
        let set = cookies.iter().filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        let Some(token) = set.map(str::to_owned).find(|cookie| cookie.starts_with(&own)) else {
            return Ok(None);
        };
        self.cookies.insert(who.to_owned(), token);
        Ok(Some(()))
    }

    async fn ask(&self, request: Request<Body>) -> Result<Response<Body>, String> {
        match self.router.clone().oneshot(request).await {
            Ok(response) => Ok(response),
            Err(never) => match never {},
        }
    }
}

/// A moment as an address has it.
pub(super) fn known_at(names: &Names<'_>, at: Timestamp) -> String {
    let at = time::local(at.plus_ms(names.shift_ms));
    encode_query(&at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

fn location(response: &Response<Body>) -> String {
    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
    // A place on a page is for browsers.
    to.and_then(|to| to.split('#').next()).unwrap_or("/").to_owned()
}

async fn seen(response: Response<Body>) -> Result<Seen, String> {
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), ANSWER_MAX).await;
    let body = body.map_err(|fault| format!("the page does not come whole: {fault}"))?;
    Ok(Seen { status, page: parse(&String::from_utf8_lossy(&body)) })
}

/// Puts ids into an address where it has names in braces: /crises/{outage}/figures.
fn filled_in(path: &str, names: &Names<'_>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(names.id(name)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

pub fn main_of(page: &Element) -> Element {
    page.by_id("main").cloned().unwrap_or_default()
}

fn told(seen: &str) -> String {
    if seen.chars().count() <= TOLD_MAX {
        return seen.to_owned();
    }
    let short: String = seen.chars().take(TOLD_MAX).collect();
    format!("{short}...")
}

fn listed(texts: &[String]) -> String {
    if texts.is_empty() { "nothing".to_owned() } else { texts.join(" | ") }
}

/// Compares what has to be there with what a reader sees, and what must not with everything.
pub fn showing(words: &str, everything: &str, shows: &Shows) -> Found {
    let there = |text: &String| words.contains(&plain(text));
    let anywhere = |text: &&String| everything.contains(&plain(text)) || there(text);
    if !shows.not {
        return Found { holds: shows.texts.iter().all(there), seen: words.to_owned() };
    }
    match shows.texts.iter().find(anywhere) {
        None => Found { holds: true, seen: words.to_owned() },
        Some(text) if there(text) => Found { holds: false, seen: words.to_owned() },
        Some(text) => {
            Found { holds: false, seen: format!("\"{text}\", elsewhere on the same page") }
        }
    }
}

fn log_shows(pages: &[Seen], shows: &Shows, moment: Moment) -> Found {
    let words: Vec<String> = pages.iter().map(|seen| main_of(&seen.page).words()).collect();
    let words = words.join(" ");
    if let Moment::Until(_) = moment {
        // Beside what had happened by then, the page goes on showing the newest lines.
        return showing(&words, &words, shows);
    }
    let everything: Vec<String> = pages.iter().map(|seen| seen.page.everything()).collect();
    showing(&words, &everything.join(" "), shows)
}

/// The lines of the log, newest first.
fn rows(pages: &[Seen]) -> Result<Vec<&Element>, String> {
    let mut rows = Vec::new();
    for seen in pages {
        let list = seen.page.by_id("entries");
        let list = list.ok_or_else(|| "this person is not shown the log at all".to_owned())?;
        rows.extend(list.classed("log-entry"));
    }
    Ok(rows)
}

/// Of an entry that is not there nothing can be said but that it is gone.
fn entry_is(pages: &[Seen], id: &str, is: &EntryIs) -> Result<Found, String> {
    let rows = rows(pages)?;
    let Some(row) = rows.iter().find(|row| row.attribute("data-row") == Some(id)) else {
        let seen = format!("no such entry among the {} in the log", rows.len());
        return if *is == EntryIs::Gone { Ok(Found { holds: true, seen }) } else { Err(seen) };
    };
    let words = row.words();
    let text = |id: &str| words.contains(Text::of(Language::Dutch).get(id));
    let holds = match is {
        EntryIs::Gone => false,
        EntryIs::Struck => row.first(&|e| e.name == "del").is_some() || struck_unread(row),
        EntryIs::Contradictory => row.has_class("is-contradiction") && text("contradictory"),
        EntryIs::Sealed => row.has_class("is-sealed") && text("entry-sealed"),
        EntryIs::Hidden => row.has_class("is-hidden") && text("entry-hidden"),
        EntryIs::Answer => text("entry-is-answer"),
        EntryIs::Late => !row.classed("mark-late").is_empty(),
        EntryIs::Showing(shows) => return Ok(showing(&words, &row.everything(), shows)),
    };
    Ok(Found { holds, seen: words })
}

/// A struck line whose words this person may not read.
fn struck_unread(row: &Element) -> bool {
    row.has_class("is-struck") && !row.classed("struck-reason").is_empty()
}

fn order_is(pages: &[Seen], entries: &[String], names: &Names<'_>) -> Result<Found, String> {
    let rows = rows(pages)?;
    let mut wanted = Vec::new();
    for entry in entries {
        let id = names.id(entry)?;
        wanted.push((id, entry.as_str()));
    }
    let named = |row: &&&Element| {
        let id = row.attribute("data-row")?;
        wanted.iter().find(|(wanted, _)| *wanted == id).map(|(_, name)| *name)
    };
    // The log shows the newest first; an order is told from the oldest.
    let found: Vec<&str> = rows.iter().rev().filter_map(|row| named(&row)).collect();
    if let Some(missing) = entries.iter().find(|entry| !found.contains(&entry.as_str())) {
        return Err(format!("{missing} is not in the log"));
    }
    let holds = found.iter().eq(entries.iter());
    Ok(Found { holds, seen: format!("the order is {}", found.join(", ")) })
}

fn one_tick(pages: &[Seen]) -> Result<Found, String> {
    let rows = rows(pages)?;
    if rows.is_empty() {
        return Err("no entries in the log".to_owned());
    }
    let here = Text::of(Language::Dutch).get("saved-here");
    let ticked = |row: &&&Element| {
        let marks = row.classed("saved");
        let ticks = |mark: &&Element| mark.all(&|e| e.name == "svg").len();
        marks.len() == 1 && marks.iter().all(|mark| ticks(mark) == 1 && mark.words().contains(here))
    };
    let count = rows.iter().filter(ticked).count();
    let seen = format!("one tick at {count} of {} entries", rows.len());
    Ok(Found { holds: count == rows.len(), seen })
}

fn figure_is(page: &Element, name: &str, is: &FigureIs) -> Result<Found, String> {
    let tiles = page.classed("figure-tile");
    let named = |tile: &&&Element| {
        let link = tile.first(&|e| e.has_class("figure-name"));
        let link = link.and_then(|name| name.first(&|e| e.name == "a"));
        link.is_some_and(|link| text::same(&link.words(), name))
    };
    let Some(tile) = tiles.iter().find(named) else {
        let texts: Vec<String> = tiles.iter().map(|tile| tile.words()).collect();
        return Err(format!("no such figure among: {}", listed(&texts)));
    };
    let words = tile.words();
    let text = |id: &str| words.contains(Text::of(Language::Dutch).get(id));
    let holds = match is {
        FigureIs::Contradictory => tile.has_class("is-contradiction") && text("contradictory"),
        FigureIs::Unknown => tile.has_class("state-unknown") && text("unknown"),
        FigureIs::Showing(shows) => return Ok(showing(&words, &words, shows)),
    };
    Ok(Found { holds, seen: words })
}

fn crisis_is(page: &Element, is: &CrisisIs) -> Found {
    let main = main_of(page);
    let words = main.words();
    let text = Text::of(Language::Dutch);
    let holds = match is {
        CrisisIs::Closed => {
            main.all(&|e| e.name == "dt").iter().any(|e| e.words() == text.get("crisis-closed"))
        }
        CrisisIs::Exercise => {
            let strip = page.by_id("strip").map(Element::words).unwrap_or_default();
            strip.contains(text.get("exercise-word"))
        }
        CrisisIs::Showing(shows) => return showing(&words, &page.everything(), shows),
    };
    Found { holds, seen: words }
}

fn waiting(home: &Element) -> Result<Vec<&Element>, String> {
    let list = home.by_id("reports");
    let list = list.ok_or_else(|| "this person is not shown the reports at all".to_owned())?;
    Ok(list.classed("notice"))
}

fn page_is(seen: &Seen, is: &PageIs) -> Result<Found, String> {
    let words = main_of(&seen.page).words();
    let told = format!("status {}: {words}", seen.status.as_u16());
    match is {
        PageIs::Refused => Ok(Found { holds: seen.status == StatusCode::FORBIDDEN, seen: told }),
        PageIs::Showing(_) if seen.status == StatusCode::NOT_FOUND => {
            Err(format!("there is no such page; {told}"))
        }
        PageIs::Showing(shows) => Ok(showing(&seen.page.words(), &seen.page.everything(), shows)),
    }
}
