// SPDX-License-Identifier: EUPL-1.2
//! The picture in a scenario: what somebody says about a topic, adopting it as a version; and what
//! its pages must show.
//!
//! Not here: figures (`parse::verb`), what becomes of decisions and actions (`progress`).
//! Rules: a topic is named as people speak of it; what a page shows by a sign is told by its class.
//! Start at: `says`, `built`, `claim`.
//! To change: `docs/formats/scenario.md`.

use std::sync::Arc;

use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::picture::{
    AREA_STATES, AdoptPicture, CERTAINTIES, INTENTS, PARTS, PictureSaid, SayPicture, Topic,
};
use tegenwicht_core::feature::text::slug_of;
use tegenwicht_core::time::Timestamp;

use super::Fault;
use super::expect::{Moment, Shows, shows, viewer};
use super::html::Element;
use super::inbox::Ids;
use super::look::{Found, Names, Onlooker, known_at, main_of, showing};
use super::parse::{Kind, Parser, one_of};
use super::progress::visit;
use super::words::Sentence;
use crate::app::App;
use crate::web::page::picture::block;
use crate::web::page::picture::topic::line;

/// Answers to what a turning point asks, and to a critical moment.
const HAPPENED: [&str; 2] = ["happened", "open"];

/// What somebody does with the picture.
#[derive(Debug, Clone)]
pub enum Deed {
    Say { crisis: String, said: Box<Said> },
    Adopt { crisis: String, note: Option<String> },
}

/// What a line says about a topic.
#[derive(Debug, Clone)]
pub struct Said {
    about: About,
    text: Option<String>,
    state: Option<String>,
    intent: Option<String>,
    earliest: Option<Timestamp>,
    likely: Option<Timestamp>,
    worst: Option<Timestamp>,
    until: Option<Timestamp>,
    speaker: Option<String>,
    extramural: bool,
}

/// A topic as a line names it.
#[derive(Debug, Clone)]
pub enum About {
    Part(String),
    Area(String),
    Process { title: String, site: Option<String> },
    Ahead { from: Timestamp },
    Moment(String),
    Again(String),
}

/// Reads what follows `adopts picture`.
pub fn adopts(parser: &Parser, words: &mut Sentence) -> Result<Deed, Fault> {
    let note = if words.is_quoted() { Some(words.quoted("where and by whom")?) } else { None };
    Ok(Deed::Adopt { crisis: parser.crisis(words)?, note })
}

/// Reads the name of a topic.
fn about(parser: &Parser, words: &mut Sentence) -> Result<About, Fault> {
    if words.take("area") {
        return words.word("the id of an area, such as privacy").map(About::Area);
    }
    if words.take("process") {
        let title = words.quoted("the name of a process")?;
        let site = match words.take("at") {
            true => Some(parser.named(words, Kind::Site)?),
            false => None,
        };
        return Ok(About::Process { title, site });
    }
    if words.take("ahead from") {
        return Ok(About::Ahead { from: parser.coming(words)? });
    }
    if words.take("moment") {
        return words.word("the id of a critical moment").map(About::Moment);
    }
    if words.take("again") {
        let known = ["card", "team", "level"];
        let found = |word: &str| known.contains(&word).then(|| word.to_owned());
        return one_of(words, "what is looked at again", &known, found).map(About::Again);
    }
    let mut known = PARTS.to_vec();
    known.extend(["area", "process", "ahead from", "moment", "again"]);
    let part = |word: &str| PARTS.contains(&word).then(|| word.to_owned());
    one_of(words, "a topic of the picture", &known, part).map(About::Part)
}

/// The states that a topic can have, when it has any.
fn states(about: &About) -> &'static [&'static str] {
    match about {
        About::Part(part) if part == "cause" => &CERTAINTIES,
        About::Area(_) | About::Process { .. } => &AREA_STATES,
        About::Moment(_) | About::Again(_) => &HAPPENED,
        About::Part(_) | About::Ahead { .. } => &[],
    }
}

/// Reads what follows `says`.
pub fn says(parser: &Parser, words: &mut Sentence) -> Result<Deed, Fault> {
    let crisis = parser.crisis(words)?;
    let about = about(parser, words)?;
    let states = states(&about);
    let (text, state, intent, speaker) = (None, None, None, None);
    let (earliest, likely, worst, until) = (None, None, None, None);
    let extramural = false;
    let mut said =
        Said { about, text, state, intent, earliest, likely, worst, until, speaker, extramural };
    while !(words.is_done() || words.peek() == Some("is")) {
        let state = words.peek().filter(|word| states.contains(word)).map(str::to_owned);
        if let Some(state) = state {
            words.take(&state);
            said.state = Some(state);
        } else if words.is_quoted() {
            said.text = Some(words.quoted("what is said")?);
        } else if !phrase(parser, words, &mut said)? {
            let mut known = states.to_vec();
            known.extend(["\"...\"", "until", "said by", "is refused because"]);
            let known = known.join(", ");
            let text = format!("{} is not known here; what can follow: {known}", words.here());
            return Err(words.fault(text));
        }
    }
    Ok(Deed::Say { crisis, said: Box::new(said) })
}

fn phrase(parser: &Parser, words: &mut Sentence, said: &mut Said) -> Result<bool, Fault> {
    if words.take("intent") {
        let known = |word: &str| INTENTS.contains(&word).then(|| word.to_owned());
        said.intent = Some(one_of(words, "whether it was meant", &INTENTS, known)?);
    } else if words.take("earliest") {
        said.earliest = Some(parser.coming(words)?);
    } else if words.take("likely") {
        said.likely = Some(parser.coming(words)?);
    } else if words.take("worst") {
        said.worst = Some(parser.coming(words)?);
    } else if words.take("until") {
        said.until = Some(parser.coming(words)?);
    } else if words.take("said by") {
        said.speaker = Some(words.quoted("who says so")?);
    } else if words.take("extramural") {
        said.extramural = true;
    } else {
        return Ok(false);
    }
    Ok(true)
}

impl About {
    /// The topic, and the name of what no list has.
    fn topic(
        &self,
        site: impl Fn(&str) -> Result<String, String>,
    ) -> Result<(Topic, Option<String>), String> {
        Ok(match self {
            Self::Part(part) => (Topic(part.clone()), None),
            Self::Area(area) => (Topic::area(area), None),
            Self::Process { title, site: at } => {
                let place = at.as_deref().map_or_else(|| Ok("all".to_owned()), site)?;
                (Topic::process(&slug_of(title), &place), Some(title.clone()))
            }
            // The page names a block by the key of its form; here its beginning names it.
            Self::Ahead { from } => {
                let name = slug_of(&hex_of(*from));
                (Topic(format!("ahead.{name}")), None)
            }
            Self::Moment(id) => (Topic(format!("moment.{id}")), None),
            Self::Again(what) => (Topic(format!("again.{what}")), None),
        })
    }
}

fn hex_of(at: Timestamp) -> String {
    let digest = sha256(&at.0.to_be_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Builds the command that the page gives for the same press.
///
/// # Errors
/// When the line speaks of something that is not there.
pub fn built(
    deed: &Deed,
    ids: &impl Ids,
    app: &Arc<App>,
    site: impl Fn(&str) -> Result<String, String>,
) -> Result<Command, String> {
    let visit = visit(app);
    match deed {
        Deed::Adopt { crisis, note } => {
            let line = Some(visit.text.get("picture-line-adopted").to_owned());
            let (crisis, note) = (ids.crisis(crisis)?, note.clone());
            Ok(Command::AdoptPicture(AdoptPicture { crisis, note, line }))
        }
        Deed::Say { crisis, said } => {
            let (topic, title) = said.about.topic(site)?;
            let from = match said.about {
                About::Ahead { from } => Some(from),
                _ => None,
            };
            let at = |at: Option<Timestamp>| at.map(|at| ids.moment(at));
            let told = PictureSaid {
                text: said.text.clone(),
                state: said.state.clone(),
                intent: said.intent.clone(),
                earliest: at(said.earliest.or(from)),
                likely: at(said.likely),
                worst: at(said.worst),
                until: at(said.until),
                speaker: said.speaker.clone(),
                title,
                extramural: said.extramural.then_some(true),
                ..PictureSaid::about(topic)
            };
            let crisis = ids.crisis(crisis)?;
            let state = visit.world.crisis(crisis).map(|(_, state)| state.as_ref());
            let line = Some(line(&visit, state, &told));
            Ok(Command::SayPicture(Box::new(SayPicture { crisis, said: told, line })))
        }
    }
}

/// What a `then` line claims about the picture.
#[derive(Debug, Clone)]
pub enum Claim {
    Shows(Shows),
    /// The number of the version, with or without its letter.
    Version(String),
    /// Something was said after the version was adopted.
    Changed,
    Is {
        about: About,
        state: String,
    },
    /// Nobody confirmed it since the meeting before the last.
    Stale(About),
    Contradictory(About),
    TopicShows {
        about: About,
        shows: Shows,
    },
    /// So many of the areas are in such a state.
    Areas {
        state: String,
        count: usize,
    },
}

type Read = (Claim, Option<String>, bool);

/// Reads a claim about the picture; none when it is about something else.
pub fn claim(parser: &Parser, words: &mut Sentence) -> Result<Option<Read>, Fault> {
    if words.take("picture") {
        return whole(parser, words).map(Some);
    }
    let about = if words.take("topic") || matches!(words.peek(), Some("area" | "process")) {
        about(parser, words)?
    } else {
        return Ok(None);
    };
    let viewer = viewer(parser, words)?;
    if !words.take("is") {
        return Ok(Some((Claim::TopicShows { about, shows: shows(words)? }, viewer, false)));
    }
    let not = words.take("not");
    if words.take("contradictory") {
        return Ok(Some((Claim::Contradictory(about), viewer, not)));
    }
    if words.take("stale") {
        return Ok(Some((Claim::Stale(about), viewer, not)));
    }
    let states: &[&str] = if is_part(&about) { &["unknown"] } else { &AREA_STATES };
    let found = |word: &str| states.contains(&word).then(|| word.to_owned());
    let mut told = states.to_vec();
    told.extend(["contradictory", "stale"]);
    let state = one_of(words, "how a topic can be", &told, found)?;
    Ok(Some((Claim::Is { about, state }, viewer, not)))
}

fn whole(parser: &Parser, words: &mut Sentence) -> Result<Read, Fault> {
    let viewer = viewer(parser, words)?;
    if !words.take("is") {
        return Ok((Claim::Shows(shows(words)?), viewer, false));
    }
    let not = words.take("not");
    if words.take("changed") {
        return Ok((Claim::Changed, viewer, not));
    }
    words.expect("version")?;
    Ok((Claim::Version(words.word("the number of a version")?), viewer, not))
}

/// Reads what comes after a number, when it is about areas.
pub fn counted(words: &mut Sentence, count: usize) -> Result<Option<Claim>, Fault> {
    if !(words.take("areas") || words.take("area")) {
        return Ok(None);
    }
    let known = |word: &str| AREA_STATES.contains(&word).then(|| word.to_owned());
    let state = one_of(words, "how an area can be", &AREA_STATES, known)?;
    Ok(Some(Claim::Areas { state, count }))
}

impl Onlooker {
    /// Looks whether a claim about the picture holds.
    pub(super) async fn picture(
        &mut self,
        who: &str,
        crisis: &str,
        (claim, moment): (&Claim, Moment),
        names: &Names<'_>,
    ) -> Result<Found, String> {
        let base = format!("/crises/{crisis}/picture");
        let path = match moment {
            Moment::Known(at) => format!("{base}?known={}", known_at(names, at)),
            _ => base.clone(),
        };
        let own = |about: &About| {
            let topic = about.topic(|name| names.id(name).map(str::to_owned))?.0;
            Ok::<_, String>(format!("{base}/{}", topic.0))
        };
        Ok(match claim {
            Claim::TopicShows { about, shows } if moment == Moment::Now => {
                let page = self.looked(who, &own(about)?).await?;
                showing(&main_of(&page).words(), &page.everything(), shows)
            }
            Claim::Contradictory(about) => {
                let page = self.looked(who, &own(about)?).await?;
                let clash = page.first(&|e| e.has_class("is-contradiction"));
                Found { holds: clash.is_some(), seen: main_of(&page).words() }
            }
            _ => {
                let page = self.looked(who, &path).await?;
                on_page(&page, claim, own)?
            }
        })
    }
}

/// A claim about what stands on the page of the picture itself.
fn on_page(
    page: &Element,
    claim: &Claim,
    own: impl Fn(&About) -> Result<String, String>,
) -> Result<Found, String> {
    let main = main_of(page);
    let note = main.first(&|e| e.has_class("page-note")).map(Element::words).unwrap_or_default();
    Ok(match claim {
        Claim::Version(number) => {
            let said = note.strip_prefix("versie ").and_then(|rest| rest.split(' ').next());
            let plain = said.map(|label| label.trim_start_matches(char::is_alphabetic));
            let number = Some(number.as_str());
            Found { holds: said == number || plain == number, seen: note }
        }
        Claim::Changed => Found { holds: note.contains("daarna gewijzigd"), seen: note },
        Claim::Areas { state, count } => {
            let areas = page.by_id("areas").ok_or("the picture shows no areas")?;
            let found = areas.all(&|e| e.name == "li" && e.has_class(block::class(state))).len();
            Found { holds: found == *count, seen: format!("{found} areas {state}") }
        }
        Claim::Is { about, state } => {
            let tile = tile(page, &own(about)?)?;
            let words = tile.words();
            let class = block::class(state);
            let marked = tile.has_class(class) || tile.first(&|e| e.has_class(class)).is_some();
            let holds = if is_part(about) { words.ends_with(": onbekend") } else { marked };
            Found { holds: holds || (is_part(about) && marked), seen: words }
        }
        Claim::Stale(about) => {
            let words = tile(page, &own(about)?)?.words();
            Found { holds: words.contains("niet opnieuw bevestigd"), seen: words }
        }
        Claim::TopicShows { about, shows } => {
            let words = tile(page, &own(about)?)?.words();
            showing(&words, &words, shows)
        }
        Claim::Shows(shows) => showing(&main.words(), &page.everything(), shows),
        Claim::Contradictory(_) => return Err("this stands on a page of its own".to_owned()),
    })
}

const fn is_part(about: &About) -> bool {
    !matches!(about, About::Area(_) | About::Process { .. })
}

/// The part of the page that speaks of a topic: the smallest one that has its link.
fn tile<'a>(page: &'a Element, path: &str) -> Result<&'a Element, String> {
    let holds = |e: &Element| e.first(&|a| a.attribute("href") == Some(path)).is_some();
    let is_part = |e: &Element| {
        matches!(e.name.as_str(), "li" | "td" | "p") || e.has_class("picture-sentence")
    };
    let named = |e: &Element| is_part(e) && holds(e);
    let lacking = || format!("the picture says nothing of {path}");
    page.all(&named).into_iter().last().ok_or_else(lacking)
}
