// SPDX-License-Identifier: EUPL-1.2
//! Runs a scenario: founds the institution, gives every command at its time, and looks.

use std::collections::BTreeMap;
use std::sync::Arc;

use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::command::{self as core, Command as C, EraseEntry};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis};
use tegenwicht_core::feature::erasure::{HideEntry, ShowEntry};
use tegenwicht_core::feature::log_entry::StrikeEntry;
use tegenwicht_core::feature::report::{HandleReport, MakeReport};
use tegenwicht_core::feature::user::{
    AddUser, BlockUser, SetPassword, SetPin, SetRoles, UnblockUser,
};
use tegenwicht_core::id::{ActorId, CommandId, CrisisId, EntryId, ReportId};
use tegenwicht_core::time::Timestamp;

use super::answer::{add_user, as_exercise, compared, does_not_hold, of};
pub use super::folder::TemporaryFolder;
use super::inbox;
use super::look::{Names, Onlooker};
use super::{
    Act, Command, Deed, Fault, Person, Scenario, Step, Who, card, meeting, picture, progress, team,
};
use crate::app::{App, Made, Receipt, SetUp, SubmitError};
use crate::clock::{SeededEntropy, SetClock};
use crate::login::verifier_of;
use crate::web::page::step::figure_key;
use crate::web::{Options, Web};

/// Code of a command whose key was used before for something else.
pub const KEY_USED: &str = "key-used-before";
/// Code of a report at the notice board with a wrong PIN.
pub const WRONG_PIN: &str = "pin-wrong";

/// Time between two commands of one minute.
const STEP_MS: i64 = 1_000;

/// What came of a run.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Commands that went as the scenario says.
    pub commands: usize,
    /// `then` lines that hold.
    pub held: usize,
    /// Lines that do not hold, with what was seen instead.
    pub failures: Vec<Fault>,
}

/// Sets the clock of the node on which a scenario runs.
pub type Hands = Arc<dyn Fn(Timestamp) + Send + Sync>;

/// The node on which a scenario runs, and what its names stand for.
pub struct Stage {
    app: Arc<App>,
    hands: Hands,
    /// Added to every time of the scenario.
    shift_ms: i64,
    people: BTreeMap<String, ActorId>,
    passwords: BTreeMap<String, String>,
    pin: Option<String>,
    crises: BTreeMap<String, CrisisId>,
    reports: BTreeMap<String, ReportId>,
    entries: BTreeMap<String, EntryId>,
    cold: super::cold::Made,
    last: Option<Sent>,
    spent: (Timestamp, i64),
}

/// A command as it was sent, to be sent again.
#[derive(Clone)]
struct Sent {
    actor: Actor,
    key: CommandId,
    command: core::Command,
    /// The figures that a step asks for, each written before it under a key that follows.
    first: Vec<(String, core::Command)>,
    pin: Option<String>,
    carried_out: bool,
}

/// Runs a scenario in a temporary folder of its own, with a clock and chance that are set.
///
/// # Errors
/// When the folder cannot be made or opened.
pub async fn run(scenario: &Scenario) -> anyhow::Result<Outcome> {
    let second = scenario.steps.iter().find_map(|step| match step.deed {
        Deed::SecondNode(what) => Some((step.line, what)),
        _ => None,
    });
    if let Some((line, what)) = second {
        let text = format!(
            "this scenario cannot run yet: {what} needs two copies of the program, and this \
             version runs a scenario on one"
        );
        return Ok(Outcome { failures: vec![Fault::new(line, text)], ..Outcome::default() });
    }
    let folder = TemporaryFolder::new()?;
    let clock = Arc::new(SetClock::at(scenario.start));
    let hands: Hands = {
        let clock = Arc::clone(&clock);
        Arc::new(move |at| clock.set(at))
    };
    let app = App::open(folder.path(), clock, Arc::new(SeededEntropy::new(1)))?;
    let mut stage = Stage::new(Arc::clone(&app), hands, 0);
    let outcome = stage.play(scenario).await;
    app.stop();
    Ok(outcome)
}

impl Stage {
    /// Puts a scenario on a node; `shift_ms` is added to all its times.
    #[must_use]
    pub fn new(app: Arc<App>, hands: Hands, shift_ms: i64) -> Self {
        Self {
            app,
            hands,
            shift_ms,
            people: BTreeMap::new(),
            passwords: BTreeMap::new(),
            pin: None,
            crises: BTreeMap::new(),
            reports: BTreeMap::new(),
            entries: BTreeMap::new(),
            cold: super::cold::Made::default(),
            last: None,
            spent: (Timestamp(i64::MIN), 0),
        }
    }

    /// Founds the institution with its people; who is in `passwords` can log in.
    ///
    /// # Errors
    /// What refused it.
    pub async fn found(
        &mut self,
        scenario: &Scenario,
        passwords: BTreeMap<String, String>,
    ) -> Result<(), String> {
        (self.hands)(scenario.start.plus_ms(self.shift_ms));
        self.passwords = passwords;
        let founder = scenario.founder().cloned().ok_or("nobody is coordinator")?;
        let verifier = self.verifier(&founder.login).await?;
        let set_up = SetUp {
            institution: scenario.institution.clone(),
            sector: scenario.sector,
            login: founder.login.clone(),
            name: founder.name.clone(),
            verifier,
        };
        let made = self.app.set_up(set_up).await.map_err(|error| error.to_string())?.made;
        let Made::User(first) = made else {
            return Err("no coordinator was made".to_owned());
        };
        self.people.insert(founder.login.clone(), first);
        if founder.roles.len() > 1 {
            let (user, roles) = (first, founder.roles.clone());
            let command = core::Command::SetRoles(SetRoles { user, roles });
            self.by(first, command).await.map_err(|error| error.to_string())?;
        }
        for person in scenario.people.iter().filter(|person| **person != founder) {
            self.add(first, person).await.map_err(|error| format!("{}: {error}", person.login))?;
        }
        Ok(())
    }

    /// Gives the commands up to the line `demo stops here` as an exercise, without looking and
    /// without what is meant to be refused.
    ///
    /// # Errors
    /// The line that did not go as it says.
    pub async fn seed(&mut self, scenario: &Scenario) -> Result<(), Fault> {
        for step in &scenario.steps {
            match &step.deed {
                Deed::DemoStops => break,
                Deed::Command(command) if command.refused.is_none() => {
                    self.turn(step);
                    let command = as_exercise(command);
                    self.command(&command).await.map_err(|text| Fault::new(step.line, text))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    async fn play(&mut self, scenario: &Scenario) -> Outcome {
        let mut outcome = Outcome::default();
        let passwords = scenario
            .onlookers()
            .into_iter()
            .map(|login| (login.to_owned(), format!("een wachtwoord voor {login}")));
        if let Err(text) = self.found(scenario, passwords.collect()).await {
            let text = format!("the institution could not be founded: {text}");
            outcome.failures.push(Fault::new(1, text));
            return outcome;
        }
        let web = Web::new(Arc::clone(&self.app), Options::default());
        let mut onlooker = Onlooker::new(web, self.passwords.clone());
        let founder = scenario.founder().map(|person| person.login.clone()).unwrap_or_default();
        for step in &scenario.steps {
            self.turn(step);
            let done = match &step.deed {
                Deed::Command(command) => self.command(command).await,
                Deed::Again { text, refused } => {
                    self.again(text.as_deref(), refused.as_deref()).await
                }
                Deed::Then(expected) => {
                    onlooker.passwords.clone_from(&self.passwords);
                    let ids = self.ids();
                    let names = Names { founder: &founder, ids: &ids, shift_ms: self.shift_ms };
                    match onlooker.check(expected, &names).await {
                        Ok(found) if found.holds => outcome.held += 1,
                        Ok(found) => outcome.failures.push(does_not_hold(step, &found.seen)),
                        Err(seen) => outcome.failures.push(does_not_hold(step, &seen)),
                    }
                    continue;
                }
                Deed::SecondNode(_) | Deed::DemoStops => continue,
            };
            match done {
                Ok(()) => outcome.commands += 1,
                // What comes after leans on it, so it would only fail too.
                Err(text) => {
                    outcome.failures.push(Fault::new(step.line, text));
                    break;
                }
            }
        }
        outcome
    }

    /// Sets the clock for a line; commands of one minute come a second after each other.
    fn turn(&mut self, step: &Step) {
        let spent_ms = match self.spent {
            (at, spent_ms) if at == step.at => spent_ms,
            _ => 0,
        };
        (self.hands)(step.at.plus_ms(self.shift_ms + spent_ms));
        let command = matches!(step.deed, Deed::Command(_) | Deed::Again { .. });
        self.spent = (step.at, spent_ms + if command { STEP_MS } else { 0 });
    }

    /// The ids on the pages for the names in the scenario.
    fn ids(&self) -> BTreeMap<String, String> {
        let crises = self.crises.iter().map(|(name, id)| (name.clone(), id.to_string()));
        let reports = self.reports.iter().map(|(name, id)| (name.clone(), id.to_string()));
        let entries = self.entries.iter().map(|(name, id)| (name.clone(), id.to_string()));
        let people = self.people.iter().map(|(name, id)| (name.clone(), id.to_string()));
        let contacts = self.cold.contacts.iter().map(|(name, id)| (name.clone(), id.to_string()));
        let sites = self.cold.sites.iter().map(|(name, id)| (name.clone(), id.to_string()));
        crises.chain(reports).chain(entries).chain(people).chain(contacts).chain(sites).collect()
    }

    fn key(&self) -> CommandId {
        CommandId(*self.app.entropy.seed().first_chunk().unwrap_or(&[0; 16]))
    }

    fn actor(&self, id: Option<ActorId>) -> Actor {
        let roles = match id {
            Some(id) => self.app.world().roles(id).unwrap_or_default(),
            None => vec![Role::Reporter],
        };
        Actor { id, roles, device: self.app.device() }
    }

    async fn verifier(&self, login: &str) -> Result<String, String> {
        let password = self.passwords.get(login).cloned().unwrap_or_default();
        verifier_of(&self.app, password).await.ok_or_else(|| "no verifier was made".to_owned())
    }

    async fn by(&self, actor: ActorId, command: core::Command) -> Result<Receipt, SubmitError> {
        self.app.submit(self.actor(Some(actor)), self.key(), command).await
    }

    /// Adds somebody, with a password when one is known.
    async fn add(&mut self, by: ActorId, person: &Person) -> Result<(), String> {
        let command = core::Command::AddUser(add_user(person));
        let made = self.by(by, command).await.map_err(|error| error.to_string())?.made;
        if let Made::User(user) = made {
            self.people.insert(person.login.clone(), user);
            self.set_first_password(by, &person.login, user).await?;
        }
        Ok(())
    }

    async fn set_first_password(
        &self,
        by: ActorId,
        login: &str,
        user: ActorId,
    ) -> Result<(), String> {
        if !self.passwords.contains_key(login) {
            return Ok(());
        }
        let verifier = self.verifier(login).await?;
        let command = core::Command::SetPassword(SetPassword { user, verifier });
        self.by(by, command).await.map(|_| ()).map_err(|error| error.to_string())
    }

    /// Gives a command and compares what comes of it with what the line says.
    async fn command(&mut self, given: &Command) -> Result<(), String> {
        let (actor, pin) = match &given.who {
            Who::Person(name) => {
                let id = self.people.get(name).ok_or_else(|| format!("{name} is not there"))?;
                (self.actor(Some(*id)), None)
            }
            Who::NoticeBoard(pin) => {
                let pin = pin.clone().or_else(|| self.pin.clone());
                (self.actor(None), Some(pin.unwrap_or_default()))
            }
        };
        let (first, command) = match &given.act {
            Act::Team { crisis, deed } => (Vec::new(), self.of_team(actor.id, crisis, deed)?),
            Act::Card { crisis, deed } => self.of_card(actor.id, crisis, deed)?,
            act => (Vec::new(), self.built(act, actor.id).await?),
        };
        let sent = Sent { actor, key: self.key(), command, first, pin, carried_out: false };
        let answer = self.send(sent.clone()).await;
        self.last = Some(Sent { carried_out: answer.is_ok(), ..sent });
        let receipt = compared(answer, given.refused.as_deref())?;
        if let Some(receipt) = receipt {
            self.learn(given, receipt.made).await?;
        }
        Ok(())
    }

    async fn again(&mut self, text: Option<&str>, refused: Option<&str>) -> Result<(), String> {
        let mut sent = self.last.clone().ok_or("there is no command to repeat")?;
        let before = sent.carried_out;
        if let Some(text) = text {
            match &mut sent.command {
                core::Command::WriteEntry(command) => command.text = text.to_owned(),
                core::Command::MakeReport(command) => command.text = text.to_owned(),
                _ => return Err("only a report or an entry can be sent with another text".into()),
            }
        }
        let answer = self.send(sent).await;
        if let Some(last) = &mut self.last {
            last.carried_out |= answer.is_ok();
        }
        match compared(answer, refused)? {
            Some(receipt) if before && !receipt.repeated => {
                Err("the same command was carried out a second time".to_owned())
            }
            _ => Ok(()),
        }
    }

    async fn send(&self, sent: Sent) -> Result<Receipt, String> {
        if let Some(pin) = &sent.pin {
            let web = Web::new(Arc::clone(&self.app), Options::default());
            if web.logins.check_pin(&self.app, pin, None).await.is_err() {
                return Err(WRONG_PIN.to_owned());
            }
        }
        let told = |error| match error {
            SubmitError::Refused(refusal) => refusal.code().to_owned(),
            SubmitError::OtherPayload => KEY_USED.to_owned(),
            error => error.to_string(),
        };
        for (figure, command) in sent.first {
            let key = figure_key(sent.key, &figure);
            self.app.submit(sent.actor.clone(), key, command).await.map_err(told)?;
        }
        self.app.submit(sent.actor, sent.key, sent.command).await.map_err(told)
    }

    /// Remembers what a command made.
    async fn learn(&mut self, command: &Command, made: Made) -> Result<(), String> {
        if let Act::SetPin { pin } = &command.act {
            self.pin = Some(pin.clone());
        }
        let name = command.named.clone().unwrap_or_default();
        match made {
            Made::Crisis(id) => drop(self.crises.insert(name, id)),
            Made::Report(id) => drop(self.reports.insert(name, id)),
            Made::Entry(id) => drop(self.entries.insert(name, id)),
            Made::User(id) => {
                // Who may let somebody in may not set a password; the code that is handed over
                // has no place in a text.
                let by = match &command.act {
                    Act::Admit { .. } => self.coordinator(),
                    _ => self.last_actor(),
                };
                if let (Act::Add(person) | Act::Admit { person, .. }, Some(by)) = (&command.act, by)
                {
                    self.people.insert(person.login.clone(), id);
                    self.set_first_password(by, &person.login, id).await?;
                }
            }
            Made::Contact(id) => drop(self.cold.contacts.insert(name, id)),
            Made::Site(id) => drop(self.cold.sites.insert(name, id)),
            Made::Seat(_)
            | Made::Call(_)
            | Made::Order(_)
            | Made::Support(_)
            | Made::Shift(_)
            | Made::Nothing => {}
        }
        Ok(())
    }

    fn coordinator(&self) -> Option<ActorId> {
        let world = self.app.world();
        let mut users = world.admin()?.1.users.by_id.iter();
        let leads = users.find(|(_, user)| user.roles().contains(&Role::Coordinator));
        leads.map(|(id, _)| *id)
    }

    fn last_actor(&self) -> Option<ActorId> {
        self.last.as_ref().and_then(|sent| sent.actor.id)
    }

    fn of_team(
        &self,
        actor: Option<ActorId>,
        crisis: &str,
        deed: &team::Deed,
    ) -> Result<core::Command, String> {
        let world = self.app.world();
        let crisis = of(&self.crises, crisis)?;
        let (people, shift_ms) = (&self.people, self.shift_ms);
        team::Scene { world: &world, crisis, people, actor, shift_ms }.built(deed)
    }

    fn of_card(
        &self,
        actor: Option<ActorId>,
        crisis: &str,
        deed: &card::Deed,
    ) -> Result<card::Built, String> {
        let world = self.app.world();
        let crisis = of(&self.crises, crisis)?;
        let (people, shift_ms) = (&self.people, self.shift_ms);
        let scene = team::Scene { world: &world, crisis, people, actor, shift_ms };
        card::built(deed, &scene, &self.app.cards())
    }

    fn of_picture(&self, deed: &picture::Deed) -> Result<core::Command, String> {
        let site = |name: &str| of(&self.cold.sites, name).map(|site| site.to_string());
        picture::built(deed, self, &self.app, site)
    }

    /// Builds the command from what the line says.
    async fn built(&mut self, act: &Act, who: Option<ActorId>) -> Result<core::Command, String> {
        let shift = |at: &Option<Timestamp>| at.map(|at| at.plus_ms(self.shift_ms));
        Ok(match act {
            Act::Report { text, place, reporter, happened_at, methane, same_as } => {
                C::MakeReport(MakeReport {
                    text: text.clone(),
                    place: place.clone(),
                    reporter: reporter.clone(),
                    happened_at: shift(happened_at),
                    pressed_at: None,
                    methane: methane.clone(),
                    same_as: same_as.as_deref().map(|name| of(&self.reports, name)).transpose()?,
                })
            }
            Act::Inbox(act) => inbox::built(act, self, who)?,
            Act::Handle { report, reason } => C::HandleReport(HandleReport {
                report: of(&self.reports, report)?,
                reason: reason.clone(),
            }),
            Act::Open { .. } => C::OpenCrisis(self.opening(act)?),
            Act::Close { crisis, reason, false_alarm } => C::CloseCrisis(CloseCrisis {
                crisis: of(&self.crises, crisis)?,
                reason: reason.clone(),
                false_alarm: *false_alarm,
            }),
            Act::Write(write) => {
                C::WriteEntry(Box::new(progress::entry(write, &*self, &self.app)?))
            }
            Act::Progress(deed) => progress::built(deed, &*self, &self.app)?,
            Act::Picture(deed) => self.of_picture(deed)?,
            Act::Meeting(deed) => meeting::built(deed, &*self, &self.app)?,
            Act::Team { .. } | Act::Card { .. } => return Err("this is built elsewhere".into()),
            Act::Strike { crisis, entry, reason } => C::StrikeEntry(StrikeEntry {
                crisis: of(&self.crises, crisis)?,
                entry: of(&self.entries, entry)?,
                reason: reason.clone(),
            }),
            Act::Erase { crisis, entry, ground } => C::EraseEntry(EraseEntry {
                crisis: of(&self.crises, crisis)?,
                entry: of(&self.entries, entry)?,
                ground: ground.clone(),
            }),
            Act::Hide { crisis, entry, reason } => C::HideEntry(HideEntry {
                crisis: of(&self.crises, crisis)?,
                entry: of(&self.entries, entry)?,
                reason: reason.clone(),
            }),
            Act::Show { crisis, entry } => C::ShowEntry(ShowEntry {
                crisis: of(&self.crises, crisis)?,
                entry: of(&self.entries, entry)?,
            }),
            Act::Cold(cold) => self.cold.built(cold, &self.people, self.shift_ms)?,
            Act::Add(person) => C::AddUser(add_user(person)),
            Act::Admit { crisis, person } => {
                let only = Some(of(&self.crises, crisis)?);
                C::AddUser(AddUser { only, ..add_user(person) })
            }
            Act::Unblock { person } => {
                C::UnblockUser(UnblockUser { user: of(&self.people, person)? })
            }
            Act::SetRoles { person, roles } => {
                C::SetRoles(SetRoles { user: of(&self.people, person)?, roles: roles.clone() })
            }
            Act::Block { person, reason } => {
                C::BlockUser(BlockUser { user: of(&self.people, person)?, reason: reason.clone() })
            }
            Act::SetPassword { person } => C::SetPassword(self.new_password(person).await?),
            Act::SetPin { pin } => C::SetPin(SetPin { verifier: self.pin_verifier(pin).await? }),
        })
    }

    async fn new_password(&mut self, person: &str) -> Result<SetPassword, String> {
        let fresh = format!("een nieuw wachtwoord voor {person}");
        self.passwords.insert(person.to_owned(), fresh);
        let verifier = self.verifier(person).await?;
        Ok(SetPassword { user: of(&self.people, person)?, verifier })
    }

    fn opening(&self, act: &Act) -> Result<OpenCrisis, String> {
        let Act::Open { exercise, title, began_at, place, report, fallback, level, halts } = act
        else {
            return Err("this opens nothing".to_owned());
        };
        Ok(OpenCrisis {
            title: title.clone(),
            mode: if *exercise { Mode::Exercise } else { Mode::Real },
            began_at: began_at.map(|at| at.plus_ms(self.shift_ms)),
            place: place.clone(),
            report: report.as_deref().map(|name| of(&self.reports, name)).transpose()?,
            fallback: fallback.clone(),
            level: level.clone(),
            halt_exercises: *halts,
            line: None,
        })
    }

    async fn pin_verifier(&self, pin: &str) -> Result<String, String> {
        let verifier = verifier_of(&self.app, pin.to_owned()).await;
        verifier.ok_or_else(|| "no verifier was made".to_owned())
    }
}

impl inbox::Ids for Stage {
    fn crisis(&self, name: &str) -> Result<CrisisId, String> {
        of(&self.crises, name)
    }

    fn report(&self, name: &str) -> Result<ReportId, String> {
        of(&self.reports, name)
    }

    fn entry(&self, name: &str) -> Result<EntryId, String> {
        of(&self.entries, name)
    }

    fn person(&self, name: &str) -> Result<ActorId, String> {
        of(&self.people, name)
    }

    fn institution(&self) -> crate::words::Words {
        crate::words::Words::of(self.app.cards(), &self.app.world(), crate::text::Language::Dutch)
    }

    fn words_of(&self, report: ReportId) -> String {
        let world = self.app.world();
        let found = world.plan().and_then(|(_, plan)| plan.reports.by_id.get(&report));
        found.map(|report| report.text.clone()).unwrap_or_default()
    }

    fn moment(&self, at: Timestamp) -> Timestamp {
        at.plus_ms(self.shift_ms)
    }
}
