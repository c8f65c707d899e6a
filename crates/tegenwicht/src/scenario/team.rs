// SPDX-License-Identifier: EUPL-1.2
//! Who does what in a scenario: seats, calls, informing, support, orders; and what the pages
//! about them must show.

use std::collections::BTreeMap;

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::call::{Callee, Outcome, RecordCall};
use tegenwicht_core::feature::order::{AnswerOrder, GiveOrder, Reply};
use tegenwicht_core::feature::support_request::{AskSupport, MoveSupport, Standing};
use tegenwicht_core::feature::team::{
    CRISIS_TEAM, FormTeam, LeaveSeat, NewWho, Seat, SetPresence, TakeSeat,
};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, ContactId, CrisisId};
use tegenwicht_core::time::Timestamp;
use tegenwicht_core::world::World;

use super::Fault;
use super::expect::Shows;
use super::html::Element;
use super::look::{Found, Onlooker, main_of, showing};
use super::parse::{Parser, one_of};
use super::words::Sentence;

/// The verbs of these rooms.
pub const VERBS: [&str; 12] = [
    "takes", "sits", "leaves", "hands", "sees", "calls", "informs", "asks", "hears", "forms",
    "orders", "answers",
];

/// Somebody who takes a seat: a person of the scenario, or a name, of a contact or from elsewhere.
#[derive(Debug, Clone)]
pub enum Somebody {
    Person(String),
    Named(String),
}

/// A seat as a line says it.
#[derive(Debug, Clone)]
pub struct Place {
    role: String,
    team: Option<String>,
    deputy: bool,
    until: Option<Timestamp>,
    organisation: Option<String>,
    mandate: Option<String>,
    phone: Option<String>,
}

/// What somebody does; all of it in one crisis.
#[derive(Debug, Clone)]
pub enum Deed {
    /// For oneself where nobody is named.
    Sit {
        who: Option<Somebody>,
        place: Place,
    },
    Leave {
        role: String,
    },
    HandOver {
        role: String,
        to: Somebody,
        until: Option<Timestamp>,
    },
    See {
        role: String,
        present: bool,
    },
    Call {
        name: String,
        role: String,
        outcome: Outcome,
    },
    Inform {
        desk: String,
        heard: Option<String>,
        way: Option<String>,
        understood: bool,
        no: bool,
    },
    Ask {
        what: String,
        of: String,
        needed: Option<Timestamp>,
    },
    Hear {
        number: String,
        standing: Standing,
        by: Option<String>,
        at: Option<Timestamp>,
    },
    Form {
        team: String,
        title: String,
        task: Option<String>,
    },
    Order {
        team: String,
        text: String,
        due: Option<Timestamp>,
    },
    Answer {
        number: String,
        reply: Reply,
        note: Option<String>,
    },
}

/// Reads what follows one of the verbs.
pub fn read(parser: &Parser, words: &mut Sentence, verb: &str) -> Result<Deed, Fault> {
    Ok(match verb {
        "takes" => Deed::Sit { who: None, place: place(parser, words)? },
        "sits" => {
            let who = Some(somebody(parser, words)?);
            words.expect("in")?;
            Deed::Sit { who, place: place(parser, words)? }
        }
        "leaves" => Deed::Leave { role: role(words)? },
        "hands" => {
            words.expect("over")?;
            let role = role(words)?;
            words.expect("to")?;
            let to = somebody(parser, words)?;
            Deed::HandOver { role, to, until: coming(parser, words, "until")? }
        }
        "sees" => {
            let role = role(words)?;
            let present = words.take("present");
            if !present {
                words.expect("absent")?;
            }
            Deed::See { role, present }
        }
        "calls" => call(parser, words)?,
        "informs" => inform(words)?,
        "asks" => {
            words.expect("support")?;
            let what = words.quoted("what is needed")?;
            words.expect("of")?;
            let of = words.quoted("of whom")?;
            Deed::Ask { what, of, needed: coming(parser, words, "needed")? }
        }
        "hears" => hear(parser, words)?,
        "forms" => {
            words.expect("team")?;
            let team = words.word("the id of a team, such as logistics")?;
            let title = words.quoted("the name of the team")?;
            Deed::Form { team, title, task: quoted(words, "for", "what it is there for")? }
        }
        "orders" => {
            let team = words.word("the id of a team, such as logistics")?;
            let text = words.quoted("what the team must do")?;
            Deed::Order { team, text, due: coming(parser, words, "due")? }
        }
        _ => {
            words.expect("order")?;
            let number = words.word("the number of the order")?;
            let known = Reply::ALL.map(Reply::name);
            let reply = one_of(words, "an answer to an order", &known, Reply::from_name)?;
            Deed::Answer { number, reply, note: quoted(words, "because", "the reason")? }
        }
    })
}

fn role(words: &mut Sentence) -> Result<String, Fault> {
    words.word("the id of a role, such as chair")
}

pub(super) fn somebody(parser: &Parser, words: &mut Sentence) -> Result<Somebody, Fault> {
    if words.is_quoted() {
        return words.quoted("a name").map(Somebody::Named);
    }
    parser.somebody(words).map(Somebody::Person)
}

fn coming(parser: &Parser, words: &mut Sentence, phrase: &str) -> Result<Option<Timestamp>, Fault> {
    if words.take(phrase) { parser.coming(words).map(Some) } else { Ok(None) }
}

fn quoted(words: &mut Sentence, phrase: &str, what: &str) -> Result<Option<String>, Fault> {
    if words.take(phrase) { words.quoted(what).map(Some) } else { Ok(None) }
}

fn place(parser: &Parser, words: &mut Sentence) -> Result<Place, Fault> {
    let mut place = Place {
        role: role(words)?,
        team: None,
        deputy: false,
        until: None,
        organisation: None,
        mandate: None,
        phone: None,
    };
    while !(words.is_done() || words.peek() == Some("is")) {
        if words.take("until") {
            place.until = Some(parser.coming(words)?);
        } else if words.take("of team") {
            place.team = Some(words.word("the id of a team")?);
        } else if words.take("deputy") {
            place.deputy = true;
        } else if words.take("from") {
            place.organisation = Some(words.quoted("the organisation")?);
        } else if words.take("mandate") {
            place.mandate = Some(words.quoted("what this person may decide alone")?);
        } else if words.take("phone") {
            place.phone = Some(words.quoted("a telephone number")?);
        } else {
            let known = "until, of team, deputy, from, mandate, phone, is refused because";
            let text = format!("{} is not known here; what can follow: {known}", words.here());
            return Err(words.fault(text));
        }
    }
    Ok(place)
}

fn call(parser: &Parser, words: &mut Sentence) -> Result<Deed, Fault> {
    let name = words.quoted("the name of a contact")?;
    words.expect("for")?;
    let role = role(words)?;
    let outcome = if words.take("reached") {
        Outcome::Reached
    } else if words.take("not reached") {
        Outcome::NotReached
    } else if words.take("cannot come") {
        Outcome::CannotCome
    } else if words.take("coming at") {
        Outcome::Coming(parser.coming(words)?)
    } else {
        let known = "reached, coming at 03:30, not reached, cannot come";
        return Err(words.fault(format!("{} is no outcome; known are: {known}", words.here())));
    };
    Ok(Deed::Call { name, role, outcome })
}

fn inform(words: &mut Sentence) -> Result<Deed, Fault> {
    let desk = words.word("the id of a desk, such as ghor")?;
    let (mut heard, mut way, mut understood, mut no) = (None, None, false, false);
    while !(words.is_done() || words.peek() == Some("is")) {
        if words.take("heard by") {
            heard = Some(words.quoted("the function of who heard it")?);
        } else if words.take("by phone") {
            way = Some("telefoon".to_owned());
        } else if words.take("understood") {
            understood = true;
        } else if words.take("not reached") {
            no = true;
        } else {
            let known = "heard by, by phone, understood, not reached, is refused because";
            let text = format!("{} is not known here; what can follow: {known}", words.here());
            return Err(words.fault(text));
        }
    }
    Ok(Deed::Inform { desk, heard, way, understood, no })
}

fn hear(parser: &Parser, words: &mut Sentence) -> Result<Deed, Fault> {
    words.expect("support")?;
    let number = words.word("the number of the request")?;
    let known = Standing::ALL.map(Standing::name);
    let standing = one_of(words, "where a request stands", &known, Standing::from_name)?;
    let by = quoted(words, "from", "who says so")?;
    Ok(Deed::Hear { number, standing, by, at: coming(parser, words, "expected")? })
}

/// What a deed is carried out on.
pub struct Scene<'a> {
    pub world: &'a World,
    pub crisis: CrisisId,
    pub people: &'a BTreeMap<String, ActorId>,
    pub actor: Option<ActorId>,
    pub shift_ms: i64,
}

impl Scene<'_> {
    pub(super) fn state(&self) -> Result<&ScopeState, String> {
        let found = self.world.crisis(self.crisis);
        found.map(|(_, state)| state.as_ref()).ok_or_else(|| "this crisis is not there".to_owned())
    }

    /// The seat in a role that was taken last.
    fn seat(&self, role: &str) -> Result<&Seat, String> {
        let seats = self.state()?.team.seats.values().filter(|seat| seat.taken.role == role);
        let last = seats.max_by_key(|seat| (seat.left.is_none(), seat.taken.from));
        last.ok_or_else(|| format!("nobody ever sat in the role {role}"))
    }

    /// The name by which people know somebody.
    pub(super) fn name_of(&self, somebody: &Somebody) -> Result<String, String> {
        let login = match somebody {
            Somebody::Named(name) => return Ok(name.clone()),
            Somebody::Person(login) => login,
        };
        let user = self.people.get(login).ok_or_else(|| format!("{login} is not there"))?;
        Ok(self.world.directory.name(*user).unwrap_or(login).to_owned())
    }

    fn shift(&self, at: Option<Timestamp>) -> Option<Timestamp> {
        at.map(|at| at.plus_ms(self.shift_ms))
    }

    fn contact(&self, name: &str) -> Option<ContactId> {
        let mut contacts = self.world.directory.contacts.iter();
        contacts.find(|(_, card)| card.name == name).map(|(id, _)| *id)
    }

    fn who(&self, who: Option<&Somebody>, phone: Option<&String>) -> Result<NewWho, String> {
        Ok(match who {
            None => NewWho::User(self.actor.ok_or("somebody without an account takes no seat")?),
            Some(Somebody::Person(name)) => {
                let user = self.people.get(name).ok_or_else(|| format!("{name} is not there"))?;
                NewWho::User(*user)
            }
            Some(Somebody::Named(name)) => match self.contact(name) {
                Some(contact) => NewWho::Contact(contact),
                None => NewWho::Named(name.clone(), phone.cloned()),
            },
        })
    }

    /// Builds the command from what the line says.
    ///
    /// # Errors
    /// When the line speaks of something that was never made.
    pub fn built(&self, deed: &Deed) -> Result<Command, String> {
        let crisis = self.crisis;
        Ok(match deed {
            Deed::Sit { .. } | Deed::Leave { .. } | Deed::HandOver { .. } | Deed::See { .. } => {
                self.seated(deed)?
            }
            Deed::Call { name, role, outcome } => {
                let contact = self.contact(name);
                let contact = contact.ok_or_else(|| format!("{name} is no contact"))?;
                let outcome = match outcome {
                    Outcome::Coming(at) => Outcome::Coming(at.plus_ms(self.shift_ms)),
                    other => *other,
                };
                let role = Some(role.clone());
                recorded(crisis, Callee::Contact(contact), role, outcome)
            }
            Deed::Inform { desk, heard, way, understood, no } => {
                let outcome = if *no { Outcome::NotReached } else { Outcome::Reached };
                match recorded(crisis, Callee::Desk(desk.clone()), None, outcome) {
                    Command::RecordCall(call) => Command::RecordCall(RecordCall {
                        heard_by: heard.clone(),
                        way: way.clone(),
                        acknowledged: *understood,
                        ..call
                    }),
                    other => other,
                }
            }
            Deed::Form { .. } | Deed::Order { .. } | Deed::Answer { .. } => self.ordered(deed)?,
            Deed::Ask { what, of, needed } => Command::AskSupport(AskSupport {
                crisis,
                what: what.clone(),
                of: of.clone(),
                needed_at: self.shift(*needed),
                place: None,
                line: None,
            }),
            Deed::Hear { number, standing, by, at } => {
                let all = self.state()?.support.all();
                let found = all.iter().find(|request| request.label() == *number);
                let found = found.ok_or_else(|| format!("there is no request {number}"))?;
                Command::MoveSupport(MoveSupport {
                    crisis,
                    support: found.begun.support,
                    standing: *standing,
                    said_by: by.clone(),
                    expected_at: self.shift(*at),
                    note: None,
                    line: None,
                })
            }
        })
    }

    fn ordered(&self, deed: &Deed) -> Result<Command, String> {
        let crisis = self.crisis;
        Ok(match deed {
            Deed::Form { team, title, task } => Command::FormTeam(FormTeam {
                crisis,
                team: team.clone(),
                title: title.clone(),
                task: task.clone(),
                line: None,
            }),
            Deed::Order { team, text, due } => Command::GiveOrder(GiveOrder {
                crisis,
                team: team.clone(),
                text: text.clone(),
                due: self.shift(*due),
                decision: None,
                line: None,
            }),
            Deed::Answer { number, reply, note } => {
                let all = self.state()?.orders.of(None);
                let found = all.iter().find(|order| order.label() == *number);
                let found = found.ok_or_else(|| format!("there is no order {number}"))?;
                let (order, reply, note) = (found.begun.order, *reply, note.clone());
                Command::AnswerOrder(AnswerOrder { crisis, order, reply, note, line: None })
            }
            _ => return Err("this is not about an order".to_owned()),
        })
    }

    fn seated(&self, deed: &Deed) -> Result<Command, String> {
        let crisis = self.crisis;
        Ok(match deed {
            Deed::Sit { who, place } => Command::TakeSeat(Box::new(TakeSeat {
                crisis,
                team: place.team.clone().unwrap_or_else(|| CRISIS_TEAM.to_owned()),
                role: place.role.clone(),
                who: self.who(who.as_ref(), place.phone.as_ref())?,
                deputy: place.deputy,
                until: self.shift(place.until),
                organisation: place.organisation.clone(),
                mandate: place.mandate.clone(),
                takes_over: None,
                line: None,
            })),
            Deed::HandOver { role, to, until } => {
                let before = &self.seat(role)?.taken;
                Command::TakeSeat(Box::new(TakeSeat {
                    crisis,
                    team: before.team.clone(),
                    role: before.role.clone(),
                    who: self.who(Some(to), None)?,
                    deputy: before.deputy,
                    until: self.shift(*until),
                    organisation: before.organisation.clone(),
                    mandate: before.mandate.clone(),
                    takes_over: Some(before.seat),
                    line: None,
                }))
            }
            Deed::See { role, present } => {
                let (seat, present) = (self.seat(role)?.taken.seat, *present);
                Command::SetPresence(SetPresence { crisis, seat, present })
            }
            Deed::Leave { role } => {
                let seat = self.seat(role)?.taken.seat;
                Command::LeaveSeat(LeaveSeat { crisis, seat, note: None, line: None })
            }
            _ => return Err("this is not about a seat".to_owned()),
        })
    }
}

fn recorded(crisis: CrisisId, to: Callee, role: Option<String>, outcome: Outcome) -> Command {
    Command::RecordCall(RecordCall {
        crisis,
        to,
        role,
        outcome,
        way: None,
        heard_by: None,
        acknowledged: false,
        note: None,
        happened_at: None,
        line: None,
    })
}

/// What a `then` line claims about these rooms.
#[derive(Debug, Clone)]
pub enum Claim {
    /// A role of the crisis team: how its row is marked.
    Role {
        role: String,
        mark: &'static str,
    },
    RoleShows {
        role: String,
        shows: Shows,
    },
    Gaps(usize),
    /// The first role on the call list.
    CallFirst(String),
    DeskInformed(String),
    OrdersLate(usize),
    /// A page as a whole, by its last part.
    Page {
        name: &'static str,
        shows: Shows,
    },
    HandOver {
        role: String,
        shows: Shows,
    },
}

/// How a role can be marked, and the mark on the page.
pub const MARKS: [(&str, &str); 5] = [
    ("empty", "seat--empty"),
    ("overdue", "seat--overdue"),
    ("taken", "seat--taken"),
    ("present", "seat--present"),
    ("absent", "seat--absent"),
];

/// Pages that a line can name, and their last part.
pub const PAGES: [(&str, &str); 9] = [
    ("team page", "team"),
    ("call list", "calls"),
    ("orders", "orders"),
    ("informing", "inform"),
    ("support", "support"),
    ("tasks", "tasks"),
    ("decisions", "decisions"),
    ("actions", "actions"),
    ("bottlenecks", "bottlenecks"),
];

impl Onlooker {
    /// Looks whether a claim about these rooms holds.
    pub(super) async fn team(
        &mut self,
        who: &str,
        crisis: &str,
        claim: &Claim,
    ) -> Result<Found, String> {
        let base = format!("/crises/{crisis}");
        let at = |name: &str| format!("{base}/{name}");
        Ok(match claim {
            Claim::Page { name, shows } => {
                let page = self.looked(who, &at(name)).await?;
                showing(&main_of(&page).words(), &page.everything(), shows)
            }
            Claim::Role { role, mark } => {
                let page = self.looked(who, &at("team")).await?;
                let rows = rows(&page, role)?;
                let holds = rows.iter().any(|row| row.has_class(mark));
                Found { holds, seen: words_of(&rows) }
            }
            Claim::RoleShows { role, shows } => {
                let page = self.looked(who, &at("team")).await?;
                let seen = words_of(&rows(&page, role)?);
                showing(&seen, &seen, shows)
            }
            Claim::Gaps(count) => {
                let page = self.looked(who, &at("team")).await?;
                let found = page.classed("seat--empty").len();
                Found { holds: found == *count, seen: format!("{found} gaps") }
            }
            Claim::CallFirst(role) => {
                let page = self.looked(who, &at("calls")).await?;
                let first = page.first(&|e| e.has_class("call-role"));
                let first = first.and_then(|e| e.attribute("id")).unwrap_or_default();
                Found { holds: first == format!("role-{role}"), seen: first.to_owned() }
            }
            Claim::DeskInformed(desk) => {
                let page = self.looked(who, &at("inform")).await?;
                let found = page.by_id(&format!("desk-{desk}"));
                let found = found.ok_or_else(|| format!("there is no desk {desk}"))?;
                let told = found.first(&|e| e.has_class("state-recovered"));
                Found { holds: told.is_some(), seen: found.words() }
            }
            Claim::OrdersLate(count) => {
                let page = self.looked(who, &at("orders")).await?;
                let found = page.classed("order--late").len();
                Found { holds: found == *count, seen: format!("{found} orders late") }
            }
            Claim::HandOver { role, shows } => {
                let team = self.looked(who, &at("team")).await?;
                let rows = rows(&team, role)?;
                let links = rows.iter().flat_map(|row| row.all(&|e| e.name == "a"));
                let mut to = links.filter_map(|link| link.attribute("href"));
                let to = to.find(|to| to.ends_with("/handover"));
                let to = to.ok_or_else(|| format!("nobody sits in the role {role}"))?.to_owned();
                let page = self.looked(who, &to).await?;
                showing(&main_of(&page).words(), &page.everything(), shows)
            }
        })
    }
}

fn rows<'a>(page: &'a Element, role: &str) -> Result<Vec<&'a Element>, String> {
    let rows: Vec<&Element> = page
        .classed("seat")
        .into_iter()
        .filter(|row| row.attribute("data-role") == Some(role))
        .collect();
    if rows.is_empty() {
        return Err(format!("the role {role} is not on the page of the team"));
    }
    Ok(rows)
}

fn words_of(rows: &[&Element]) -> String {
    rows.iter().map(|row| row.words()).collect::<Vec<_>>().join(" | ")
}
