// SPDX-License-Identifier: EUPL-1.2
//! Cards at work in a scenario: starting one, what becomes of its steps, what it proposes; and
//! what the pages about them must show.

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::card::{SetStep, Standing};

use super::Fault;
use super::expect::Shows;
use super::html::Element;
use super::look::{Found, Onlooker, main_of, showing};
use super::parse::{Parser, one_of};
use super::team::{Scene, Somebody, somebody};
use super::words::Sentence;
use crate::library::Cards;
use crate::text::{Language, Text};
use crate::web::page::card::{proposal_command, start_command};
use crate::web::page::step::{Figures, figure_commands, line};

/// What somebody does with a card; cards, steps and figures by their ids in the library.
#[derive(Debug, Clone)]
pub enum Deed {
    Start {
        card: String,
    },
    Set {
        step: String,
        way: Way,
    },
    /// What the card proposes becomes a line of the log.
    Adopt {
        card: String,
        item: String,
        /// What was decided, where the card asks for a decision.
        answer: Option<String>,
    },
}

/// What becomes of a step.
#[derive(Debug, Clone)]
pub enum Way {
    /// With the figures that the step asks for, and who says them.
    Done {
        figures: Vec<(String, String)>,
        source: Option<String>,
    },
    Taken,
    Handed(Somebody),
    NotApplicable(String),
    Open,
}

/// Reads what follows a verb of this room; none when it is of another. `takes`, `hands` and
/// `opens` are of this one before the word `step`.
pub fn read(parser: &Parser, words: &mut Sentence, verb: &str) -> Result<Option<Deed>, Fault> {
    Ok(Some(match verb {
        "starts" => {
            words.expect("card")?;
            Deed::Start { card: card_id(words)? }
        }
        "adopts" => {
            let item = words.word("the id of what the card proposes")?;
            words.expect("of card")?;
            let card = card_id(words)?;
            let answer = match words.take("decided") {
                true => Some(words.quoted("what was decided")?),
                false => None,
            };
            Deed::Adopt { card, item, answer }
        }
        "finds" => {
            words.expect("step")?;
            let step = step_id(words)?;
            words.expect("not applicable because")?;
            Deed::Set { step, way: Way::NotApplicable(words.quoted("the reason")?) }
        }
        "ticks" => {
            words.expect("step")?;
            Deed::Set { step: step_id(words)?, way: done(words)? }
        }
        "takes" if words.take("step") => Deed::Set { step: step_id(words)?, way: Way::Taken },
        "hands" if words.take("step") => {
            let step = step_id(words)?;
            words.expect("to")?;
            Deed::Set { step, way: Way::Handed(somebody(parser, words)?) }
        }
        "opens" if words.take("step") => {
            let step = step_id(words)?;
            words.expect("again")?;
            Deed::Set { step, way: Way::Open }
        }
        _ => return Ok(None),
    }))
}

fn card_id(words: &mut Sentence) -> Result<String, Fault> {
    words.word("the id of a card, such as digital")
}

fn step_id(words: &mut Sentence) -> Result<String, Fault> {
    words.word("the id of a step, such as inform-ghor")
}

fn done(words: &mut Sentence) -> Result<Way, Fault> {
    let (mut figures, mut source) = (Vec::new(), None);
    while !(words.is_done() || words.peek() == Some("is")) {
        if words.take("with") {
            let figure = words.word("the id of a figure, such as disruption-hours")?;
            figures.push((figure, words.quoted("how much it is")?));
        } else if words.take("said by") {
            source = Some(words.quoted("who says it")?);
        } else {
            let known = "with, said by, is refused because";
            let text = format!("{} is not known here; what can follow: {known}", words.here());
            return Err(words.fault(text));
        }
    }
    Ok(Way::Done { figures, source })
}

/// The commands of one line: what goes first, by the id of its figure, and the one that counts.
pub type Built = (Vec<(String, Command)>, Command);

/// Builds the commands that the page gives for the same press.
///
/// # Errors
/// When the line speaks of something that is not there.
pub fn built(deed: &Deed, scene: &Scene<'_>, cards: &Cards) -> Result<Built, String> {
    let text = Text::of(Language::Dutch);
    let crisis = scene.crisis;
    match deed {
        Deed::Start { card } => Ok((Vec::new(), start_command(cards, &text, crisis, card))),
        Deed::Adopt { card, item, answer } => {
            let running = scene.state()?.cards.by_id.get(card);
            let running = running.ok_or_else(|| format!("the card {card} was never started"))?;
            let answer = answer.as_deref();
            let command = proposal_command(&text, crisis, &running.card, item, answer);
            let lacking = || {
                format!(
                    "the card {card} does not propose {item}, or asks what was decided: then add \
                     `decided \"...\"`"
                )
            };
            Ok((Vec::new(), command.ok_or_else(lacking)?))
        }
        Deed::Set { step, way } => {
            let first = match way {
                Way::Done { figures, source } => {
                    asked(cards, scene, step, figures, source.as_ref())?
                }
                _ => Vec::new(),
            };
            Ok((first, set(scene, step, way, &text)?))
        }
    }
}

/// The figures of a step; one that it does not ask for is a mistake of the scenario.
fn asked(
    cards: &Cards,
    scene: &Scene<'_>,
    step: &str,
    figures: &[(String, String)],
    source: Option<&String>,
) -> Result<Vec<(String, Command)>, String> {
    let value =
        |id: &str| figures.iter().find(|(figure, _)| figure == id).map(|(_, value)| value.clone());
    let filled = Figures { filled: &value, source: source.cloned() };
    let text = Text::of(Language::Dutch);
    let spoken = (cards.of(Language::Dutch), &text);
    let commands = figure_commands(spoken, scene.state()?, scene.crisis, step, &filled);
    let lost = figures.iter().find(|(id, _)| !commands.iter().any(|(figure, _)| figure == id));
    match lost {
        Some((id, _)) => Err(format!("the step {step} does not ask for the figure {id}")),
        None => Ok(commands),
    }
}

fn set(scene: &Scene<'_>, step: &str, way: &Way, text: &Text) -> Result<Command, String> {
    let (standing, owner, owner_name, note) = match way {
        Way::Done { .. } => (Standing::Done, None, None, None),
        Way::Open => (Standing::Open, None, None, None),
        Way::Taken => (Standing::Taken, scene.actor, None, None),
        Way::NotApplicable(reason) => (Standing::NotApplicable, None, None, Some(reason.clone())),
        // The page asks for a name in letters, whoever it is.
        Way::Handed(somebody) => (Standing::Taken, None, Some(scene.name_of(somebody)?), None),
    };
    let found = scene.state()?.cards.step(step);
    let said = found.map(|(_, item)| item.text.clone()).unwrap_or_default();
    let line = line(text, standing, &said, owner_name.as_deref(), note.as_deref());
    let (crisis, step) = (scene.crisis, step.to_owned());
    Ok(Command::SetStep(SetStep { crisis, step, standing, owner, owner_name, note, line }))
}

/// What a `then` line claims about cards.
#[derive(Debug, Clone)]
pub enum Claim {
    Running {
        card: String,
    },
    Shows {
        card: String,
        shows: Shows,
    },
    Step {
        card: String,
        step: String,
        standing: Standing,
    },
    StepShows {
        card: String,
        step: String,
        shows: Shows,
    },
    /// So many steps of a card stand so, as the card itself counts them.
    Steps {
        card: String,
        standing: Standing,
        count: usize,
    },
    /// So many cards run.
    Cards {
        count: usize,
    },
}

/// How a step can stand, as a line says it.
const STANDINGS: [&str; 4] = ["open", "taken", "done", "not-applicable"];

/// Reads what follows `then card`: the claim, who looks, and whether it is turned round.
pub fn claim(
    parser: &Parser,
    words: &mut Sentence,
) -> Result<(Claim, Option<String>, bool), Fault> {
    let card = card_id(words)?;
    let step = if words.take("step") { Some(step_id(words)?) } else { None };
    let viewer = super::expect::viewer(parser, words)?;
    if !words.take("is") {
        let shows = super::expect::shows(words)?;
        let claim = match step {
            Some(step) => Claim::StepShows { card, step, shows },
            None => Claim::Shows { card, shows },
        };
        return Ok((claim, viewer, false));
    }
    let not = words.take("not");
    let claim = match step {
        Some(step) => {
            let known = Standing::from_name;
            let standing = one_of(words, "where a step can stand", &STANDINGS, known)?;
            Claim::Step { card, step, standing }
        }
        None => {
            words.expect("running")?;
            Claim::Running { card }
        }
    };
    Ok((claim, viewer, not))
}

/// Reads what comes after a number, when it is about cards.
pub fn counted(words: &mut Sentence, count: usize) -> Result<Option<Claim>, Fault> {
    if words.take("cards running") || words.take("card running") {
        return Ok(Some(Claim::Cards { count }));
    }
    if !(words.take("steps") || words.take("step")) {
        return Ok(None);
    }
    let standing = one_of(words, "where a step can stand", &STANDINGS, Standing::from_name)?;
    words.expect("on card")?;
    Ok(Some(Claim::Steps { card: card_id(words)?, standing, count }))
}

impl Onlooker {
    /// Looks whether a claim about cards holds.
    pub(super) async fn card(
        &mut self,
        who: &str,
        crisis: &str,
        claim: &Claim,
    ) -> Result<Found, String> {
        let base = format!("/crises/{crisis}/cards");
        Ok(match claim {
            Claim::Cards { count } => {
                let rows = self.running(who, &base).await?;
                let found = rows.all(&|e| e.name == "li").len();
                Found { holds: found == *count, seen: format!("{found} cards running") }
            }
            Claim::Running { card } => {
                let rows = self.running(who, &base).await?;
                let to = format!("{base}/{card}");
                let link = rows.first(&|e| e.attribute("href") == Some(to.as_str()));
                Found { holds: link.is_some(), seen: rows.words() }
            }
            Claim::Shows { card, shows } => {
                let page = self.looked(who, &format!("{base}/{card}")).await?;
                showing(&main_of(&page).words(), &page.everything(), shows)
            }
            Claim::Step { card, step, standing } => {
                let page = self.looked(who, &format!("{base}/{card}")).await?;
                let row = row(&page, card, step)?;
                let holds = row.has_class(&format!("is-{}", standing.name()));
                Found { holds, seen: row.words() }
            }
            Claim::StepShows { card, step, shows } => {
                let page = self.looked(who, &format!("{base}/{card}")).await?;
                let row = row(&page, card, step)?;
                showing(&row.words(), &row.words(), shows)
            }
            Claim::Steps { card, standing, count } => {
                let page = self.looked(who, &format!("{base}/{card}")).await?;
                counts(&page, *standing, *count)
            }
        })
    }

    async fn running(&mut self, who: &str, base: &str) -> Result<Element, String> {
        let page = self.looked(who, base).await?;
        let part = page.by_id("running-cards").cloned();
        part.ok_or_else(|| format!("{base} has no list of cards that run"))
    }
}

fn row<'a>(page: &'a Element, card: &str, step: &str) -> Result<&'a Element, String> {
    let row = page.by_id(&format!("step-{step}"));
    row.ok_or_else(|| format!("there is no step {step} on the card {card}"))
}

/// What the card says of itself; it leaves out how many do not apply when there are none.
fn counts(page: &Element, standing: Standing, count: usize) -> Found {
    let said = page.classed("card-counts");
    let seen = said.first().map(|counts| counts.words()).unwrap_or_default();
    let text = Text::of(Language::Dutch);
    let words = text.count(&format!("steps-{}", standing.name()), count as u64);
    let badges = said.iter().flat_map(|counts| counts.classed("utrecht-badge"));
    let badges: Vec<String> = badges.map(Element::words).collect();
    let none = standing == Standing::NotApplicable && count == 0 && badges.len() == 3;
    Found { holds: none || badges.contains(&words), seen }
}
