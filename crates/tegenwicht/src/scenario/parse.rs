// SPDX-License-Identifier: EUPL-1.2
//! Reads a scenario: the header, the times, and who does what. What `then` says is in `expect`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tegenwicht_core::actor::Role;
use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::time::Timestamp;

use super::words::{Sentence, clock, split};
use super::{
    Act, Command, Deed, FAULTS_MAX, FILE_MAX, Fault, Person, Scenario, Step, Who, expect,
    refusal_codes,
};
use crate::web::part::time::{Typed, typed};

mod verb;

/// A clock time that seems to go back by more than this is a mistake, not the next day.
const ROLLOVER_MS: i64 = 12 * 60 * 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How a line can begin, besides with the name of a person.
const BEGINNINGS: &[&str] = &[
    "scenario",
    "institution",
    "date",
    "node",
    "person",
    "notice-board",
    "in",
    "again",
    "then",
    "partition",
    "heal",
    "demo",
];

/// What a name in a scenario stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Report,
    Crisis,
    Entry,
    Contact,
    Site,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Crisis => "crisis",
            Self::Entry => "entry",
            Self::Contact => "contact",
            Self::Site => "site",
        }
    }
}

#[derive(Debug, Clone)]
struct Named {
    kind: Kind,
    line: usize,
    /// The crisis that an entry is written in.
    crisis: String,
}

/// Who does what, what kind of thing that makes, and the refusal that is expected.
type Read = (Who, Act, Option<Kind>, Option<String>);

/// What is known so far.
#[derive(Debug, Default)]
pub struct Parser {
    title: Option<String>,
    institution: Option<(String, Sector)>,
    nodes: Vec<String>,
    used_node: Option<String>,
    people: Vec<Person>,
    known: BTreeSet<String>,
    day: Option<Date>,
    start: Option<Timestamp>,
    now: Option<Timestamp>,
    names: BTreeMap<String, Named>,
    /// Names given in sentences that did not read; to find fault with them once is enough.
    lost: BTreeSet<String>,
    crisis: Option<String>,
    steps: Vec<Step>,
}

/// Reads a scenario.
///
/// # Errors
/// Everything that is wrong with it, each with its line, in the order of the lines.
pub fn read(bytes: &[u8]) -> Result<Scenario, Vec<Fault>> {
    if bytes.len() > FILE_MAX {
        let text = format!("the file is larger than {} KiB; split it", FILE_MAX / 1024);
        return Err(vec![Fault::new(1, text)]);
    }
    let (sentences, mut faults) = split(bytes);
    let mut parser = Parser::default();
    let mut last = 1;
    for mut sentence in sentences {
        last = sentence.line;
        if let Err(fault) = parser.sentence(&mut sentence) {
            faults.push(fault);
        }
    }
    let scenario = parser.finish(last);
    if faults.is_empty() {
        return scenario.map_err(|fault| vec![fault]);
    }
    faults.sort_by_key(|fault| fault.line);
    faults.truncate(FAULTS_MAX);
    Err(faults)
}

impl Parser {
    fn finish(self, last: usize) -> Result<Scenario, Fault> {
        let missing = |text: &str| Fault::new(last, text);
        let scenario = Scenario {
            title: self.title.ok_or_else(|| {
                missing("the title is missing; begin with a line such as: scenario \"Brand\"")
            })?,
            institution: String::new(),
            sector: Sector::Hospital,
            start: self.start.ok_or_else(|| {
                missing("the day is missing; add a line such as: date 2019-01-15")
            })?,
            people: self.people,
            steps: self.steps,
        };
        let (institution, sector) = self
            .institution
            .ok_or_else(|| missing("add a line such as: institution \"De Linde\" nursing-home"))?;
        if scenario.founder().is_none() {
            return Err(missing(
                "nobody is coordinator; add: person anna \"Anna de Wit\" coordinator",
            ));
        }
        Ok(Scenario { institution, sector, ..scenario })
    }

    fn sentence(&mut self, words: &mut Sentence) -> Result<(), Fault> {
        let timed = self.time(words)?;
        if words.is_done() {
            return Ok(());
        }
        if words.take("then") {
            if timed {
                let text = "put the time on a line of its own, before the line with `then`";
                return Err(words.fault(text));
            }
            return self.then(words);
        }
        if self.header(words)? {
            return words.end();
        }
        self.node(words)?;
        match words.peek() {
            Some("again") => self.again(words),
            Some("in") => self.switch(words),
            Some("partition" | "heal") => {
                self.step(words.line, Deed::SecondNode("a network that is cut and healed"))
            }
            Some("demo") => {
                words.expect("demo stops here")?;
                self.step(words.line, Deed::DemoStops)?;
                words.end()
            }
            _ => self.command(words),
        }
    }

    /// Sets the clock when the line begins with a time.
    fn time(&mut self, words: &mut Sentence) -> Result<bool, Fault> {
        let Some(word) = words.peek().filter(|word| looks_like_time(word)).map(str::to_owned)
        else {
            return Ok(false);
        };
        let Some(day) = self.day else {
            return Err(words.fault("no day yet; put a line such as `date 2019-01-15` above"));
        };
        let at = on_day(day, &word).ok_or_else(|| not_a_time(words, &word))?;
        let now = self.now.unwrap_or(at);
        if at < now {
            let tomorrow = day.tomorrow().ok();
            let next = tomorrow.and_then(|day| on_day(day, &word));
            let next = next.filter(|next| next.since_ms(now) <= ROLLOVER_MS);
            let (Some(tomorrow), Some(next)) = (tomorrow, next) else {
                let text = format!(
                    "{word} is earlier than the line before; is it the next day, put a line with \
                     its date above, such as `date 2019-01-16`"
                );
                return Err(words.fault(text));
            };
            self.day = Some(tomorrow);
            self.now = Some(next);
        } else {
            self.now = Some(at);
        }
        words.word("a time")?;
        Ok(true)
    }

    /// Reads a line of the header; returns false when it is none.
    fn header(&mut self, words: &mut Sentence) -> Result<bool, Fault> {
        if words.take("scenario") {
            self.title = Some(words.quoted("the title")?);
        } else if words.take("institution") {
            let name = words.quoted("the name of the institution")?;
            let sectors = Sector::ALL.map(Sector::name);
            let sector = one_of(words, "a sector", &sectors, Sector::from_name)?;
            self.institution = Some((name, sector));
        } else if words.take("date") {
            self.date(words)?;
        } else if words.take("node") {
            loop {
                let name = self.fresh(words, "the name of a node")?;
                self.nodes.push(name);
                if !words.comma() {
                    break;
                }
            }
        } else if words.take("person") {
            if !self.steps.is_empty() {
                let text = "people stand above the first time; later it is: ... adds person ...";
                return Err(words.fault(text));
            }
            let login = self.fresh(words, "a short name")?;
            let person = self.person(words, login)?;
            if person.roles.is_empty() {
                let text = format!("a person needs a role: {}", role_names().join(", "));
                return Err(words.fault(text));
            }
            self.known.insert(person.login.clone());
            self.people.push(person);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn date(&mut self, words: &mut Sentence) -> Result<(), Fault> {
        let word = words.word("a date such as 2019-01-15")?;
        let day = word.parse::<Date>().ok().filter(|day| (1971..2200).contains(&day.year()));
        let Some(midnight) = day.and_then(|day| on_day(day, "00:00")) else {
            let text = format!("`{word}` is not a date; write it as 2019-01-15");
            return Err(words.fault(text));
        };
        if self.now.is_some_and(|now| midnight <= now) {
            return Err(words.fault(format!("{word} is not later than the line before")));
        }
        self.day = day;
        self.start.get_or_insert(midnight);
        if self.now.is_some() {
            self.now = Some(midnight);
        }
        Ok(())
    }

    /// Steps over the name of the node on which a line happens.
    fn node(&mut self, words: &mut Sentence) -> Result<(), Fault> {
        let Some(node) = words.peek().filter(|word| self.nodes.iter().any(|node| node == word))
        else {
            return Ok(());
        };
        let node = node.to_owned();
        words.take(&node);
        if *self.used_node.get_or_insert_with(|| node.clone()) != node {
            self.step(words.line, Deed::SecondNode("what happens on a second node"))?;
        }
        Ok(())
    }

    fn again(&mut self, words: &mut Sentence) -> Result<(), Fault> {
        words.take("again");
        if !self.steps.iter().any(|step| matches!(step.deed, Deed::Command(_))) {
            let text = "`again` repeats the command above it, and there is none";
            return Err(words.fault(text));
        }
        let text = if words.take("with") { Some(words.quoted("the other text")?) } else { None };
        let refused = refused(words)?;
        self.step(words.line, Deed::Again { text, refused })?;
        words.end()
    }

    fn switch(&mut self, words: &mut Sentence) -> Result<(), Fault> {
        words.take("in");
        self.crisis = Some(self.named(words, Kind::Crisis)?);
        words.end()
    }

    fn then(&mut self, words: &mut Sentence) -> Result<(), Fault> {
        if words.take("both")
            || words.peek().is_some_and(|word| self.nodes.iter().any(|n| n == word))
        {
            return self.step(words.line, Deed::SecondNode("what two copies show"));
        }
        let expected = expect::read(self, words)?;
        self.step(words.line, Deed::Then(expected))?;
        words.end()
    }

    fn command(&mut self, words: &mut Sentence) -> Result<(), Fault> {
        let named = words.pull("as");
        let read = self.act(words, named.as_deref());
        let (who, act, made, refused) = match (read, &named) {
            (Ok(read), _) => read,
            (Err(fault), named) => {
                self.lost.extend(named.clone());
                return Err(fault);
            }
        };
        let line = words.line;
        let named = named.or_else(|| made.map(|_| format!("line {line}")));
        if refused.is_none() {
            self.learn(line, &act, made, named.as_deref());
        }
        self.step(line, Deed::Command(Command { who, act, named, refused }))
    }

    /// Reads who does what, and what is to come of it.
    fn act(&self, words: &mut Sentence, named: Option<&str>) -> Result<Read, Fault> {
        let who = self.who(words)?;
        let (act, made) = verb::read(self, words, &who)?;
        let refused = refused(words)?;
        if let Some(name) = named {
            if made.is_none() {
                return Err(words.fault("this makes nothing that can have a name"));
            }
            if refused.is_some() {
                return Err(words.fault("what is refused makes nothing; take out the name"));
            }
            self.check_fresh(words, name)?;
        }
        words.end()?;
        Ok((who, act, made, refused))
    }

    /// Remembers what a command makes, so that later lines can speak of it.
    fn learn(&mut self, line: usize, act: &Act, made: Option<Kind>, named: Option<&str>) {
        if let Act::Add(person) | Act::Admit { person, .. } = act {
            self.known.insert(person.login.clone());
        }
        let (Some(kind), Some(name)) = (made, named) else { return };
        let crisis = self.crisis.clone().unwrap_or_default();
        self.names.insert(name.to_owned(), Named { kind, line, crisis });
        if kind == Kind::Crisis {
            self.crisis = Some(name.to_owned());
        }
    }

    fn who(&self, words: &mut Sentence) -> Result<Who, Fault> {
        if words.take("notice-board") {
            let pin = if words.take("with pin") { Some(words.word("a PIN")?) } else { None };
            return Ok(Who::NoticeBoard(pin));
        }
        self.somebody(words).map(Who::Person)
    }

    /// Takes the name of a person.
    pub fn somebody(&self, words: &mut Sentence) -> Result<String, Fault> {
        let unknown = words.here();
        match words.peek().filter(|word| self.known.contains(*word)).map(str::to_owned) {
            Some(name) => words.word("a person").map(|_| name),
            None => {
                let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
                let text = format!(
                    "{unknown} is nobody here; a line begins with a time, a person ({}) or one of: \
                     {}",
                    known.join(", "),
                    BEGINNINGS.join(", ")
                );
                Err(words.fault(text))
            }
        }
    }

    /// Takes a name that nothing has yet.
    fn fresh(&self, words: &mut Sentence, what: &str) -> Result<String, Fault> {
        if let Some(name) = words.peek() {
            self.check_fresh(words, name)?;
        }
        words.word(what)
    }

    fn check_fresh(&self, words: &Sentence, name: &str) -> Result<(), Fault> {
        let fault = |text: String| Err(words.fault(text));
        let plain = name.chars().all(|c| c.is_alphanumeric() || c == '-');
        if !plain || looks_like_time(name) {
            return fault(format!("`{name}` cannot be a name; use letters, digits and -"));
        }
        if BEGINNINGS.contains(&name) || verb::VERBS.contains(&name) {
            return fault(format!("`{name}` has a meaning of its own; choose another name"));
        }
        if let Some(named) = self.names.get(name) {
            let kind = named.kind.name();
            return fault(format!("the {kind} of line {} is called {name} already", named.line));
        }
        if self.known.contains(name) || self.nodes.iter().any(|node| node == name) {
            return fault(format!("{name} is somebody or something already"));
        }
        Ok(())
    }

    /// Takes the name of something that an earlier line made.
    pub fn named(&self, words: &mut Sentence, kind: Kind) -> Result<String, Fault> {
        let here = words.here();
        let name = words.peek().unwrap_or_default().to_owned();
        let is_it = self.names.get(&name).is_some_and(|named| named.kind == kind);
        if is_it || self.lost.contains(&name) {
            return words.word(kind.name());
        }
        let known: Vec<&str> = self.known_of(kind);
        let known = if known.is_empty() {
            format!(
                "none has a name yet; give one with `as`, at the end of the line of the {0}",
                kind.name()
            )
        } else {
            format!("known are: {}", known.join(", "))
        };
        Err(words.fault(format!("{here} is no {} of an earlier line; {known}", kind.name())))
    }

    /// Returns true when something of the scenario has this name.
    pub fn is_named(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    fn known_of(&self, kind: Kind) -> Vec<&str> {
        let of_kind = self.names.iter().filter(|(_, named)| named.kind == kind);
        of_kind.map(|(name, _)| name.as_str()).filter(|name| !name.contains(' ')).collect()
    }

    /// Returns the crisis that an entry was written in.
    pub fn crisis_of(&self, entry: &str) -> String {
        self.names.get(entry).map(|named| named.crisis.clone()).unwrap_or_default()
    }

    /// Returns the crisis that lines speak of now.
    pub fn crisis(&self, words: &Sentence) -> Result<String, Fault> {
        self.crisis.clone().ok_or_else(|| {
            words.fault("no crisis is open yet; first somebody `opens real crisis \"...\"`")
        })
    }

    /// Reads the name, roles and telephone of a person.
    fn person(&self, words: &mut Sentence, login: String) -> Result<Person, Fault> {
        let name = words.quoted("the full name")?;
        let roles = roles(words)?;
        let phone =
            if words.take("phone") { Some(words.quoted("a telephone number")?) } else { None };
        Ok(Person { login, name, phone, roles })
    }

    /// Returns the time of this line.
    pub fn now(&self, words: &Sentence) -> Result<Timestamp, Fault> {
        self.now.ok_or_else(|| words.fault("begin with a time, such as 07:42"))
    }

    /// Takes a time that has come: a clock time is the latest such, today or yesterday.
    pub fn past(&self, words: &mut Sentence) -> Result<Timestamp, Fault> {
        let (now, at) = (self.now(words)?, self.moment(words)?);
        Ok(match at {
            Moment::Clock(at) if at > now => at.plus_ms(-DAY_MS),
            Moment::Clock(at) | Moment::Dated(at) => at,
        })
    }

    /// Takes a time that is to come: a clock time is the next such, today or tomorrow.
    pub fn coming(&self, words: &mut Sentence) -> Result<Timestamp, Fault> {
        let (now, at) = (self.now(words)?, self.moment(words)?);
        Ok(match at {
            Moment::Clock(at) if at < now => at.plus_ms(DAY_MS),
            Moment::Clock(at) | Moment::Dated(at) => at,
        })
    }

    fn moment(&self, words: &mut Sentence) -> Result<Moment, Fault> {
        let word = words.word("a time such as 07:42")?;
        if let Ok(day) = word.parse::<Date>() {
            let time = words.word("a time such as 07:42")?;
            return on_day(day, &time).map(Moment::Dated).ok_or_else(|| not_a_time(words, &time));
        }
        let at = self.day.and_then(|day| on_day(day, &word));
        at.map(Moment::Clock).ok_or_else(|| not_a_time(words, &word))
    }

    fn step(&mut self, line: usize, deed: Deed) -> Result<(), Fault> {
        let at = self.now.or(self.start).ok_or_else(|| {
            Fault::new(line, "no time yet; put a date and a time above, such as 07:42")
        })?;
        self.steps.push(Step { line, at, deed });
        Ok(())
    }
}

enum Moment {
    Clock(Timestamp),
    Dated(Timestamp),
}

fn not_a_time(words: &Sentence, word: &str) -> Fault {
    words.fault(format!("`{word}` is not a time; write it as 07:42, from 00:00 to 23:59"))
}

fn looks_like_time(word: &str) -> bool {
    word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit())
}

/// Returns a clock time of a day in the Netherlands as a moment.
fn on_day(day: Date, word: &str) -> Option<Timestamp> {
    let (hour, minute) = clock(word)?;
    match typed(&format!("{day}T{hour:02}:{minute:02}"), Timestamp(0)) {
        Typed::At(at) => Some(at),
        Typed::Now | Typed::Unclear => None,
    }
}

/// Takes one word of a list.
pub fn one_of<T>(
    words: &mut Sentence,
    what: &str,
    known: &[&str],
    find: impl Fn(&str) -> Option<T>,
) -> Result<T, Fault> {
    let here = words.here();
    match words.peek().and_then(find) {
        Some(found) => words.word(what).map(|_| found),
        None => Err(words.fault(format!("{here} is not {what}; known are: {}", known.join(", ")))),
    }
}

fn role_names() -> Vec<&'static str> {
    let roles = Role::ALL.into_iter().filter(|role| *role != Role::Reporter);
    roles.map(Role::name).collect()
}

/// Takes roles with commas between them; there may be none.
pub fn roles(words: &mut Sentence) -> Result<Vec<Role>, Fault> {
    let mut roles = Vec::new();
    if words.is_done() || matches!(words.peek(), Some("is" | "phone")) {
        return Ok(roles);
    }
    loop {
        roles.push(one_of(words, "a role", &role_names(), Role::from_name)?);
        if !words.comma() {
            return Ok(roles);
        }
    }
}

/// Reads `is refused because CODE`, when it is there.
fn refused(words: &mut Sentence) -> Result<Option<String>, Fault> {
    if !words.take("is") {
        return Ok(None);
    }
    words.expect("refused because")?;
    let codes = refusal_codes();
    let known: Vec<&str> = codes.keys().copied().collect();
    let code = one_of(words, "the code of a refusal", &known, |word| {
        codes.contains_key(word).then(|| word.to_owned())
    })?;
    Ok(Some(code))
}
