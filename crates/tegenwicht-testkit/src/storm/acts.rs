// SPDX-License-Identifier: EUPL-1.2
//! What people do in a storm: reports, crises, lines, figures, erasures, and the same once more.

use tegenwicht_core::actor::Role;
use tegenwicht_core::command::{Command, Context, CorrectClock, Draft, EraseEntry};
use tegenwicht_core::envelope::{Kind, LogKey, Mode, sha256};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis};
use tegenwicht_core::feature::device::{Granted, Revoked, Share};
use tegenwicht_core::feature::erasure::HideEntry;
use tegenwicht_core::feature::figure::{NewStatement, Status};
use tegenwicht_core::feature::institution::{self, Sector};
use tegenwicht_core::feature::log_entry::{EntryKind, FileRef, NewFile, StrikeEntry, WriteEntry};
use tegenwicht_core::feature::report::{HandleReport, MakeReport};
use tegenwicht_core::feature::scope::{Opened, Purpose, Witnessed, log_ref};
use tegenwicht_core::feature::title::SetTitle;
use tegenwicht_core::feature::user::{AddUser, SetRoles};
use tegenwicht_core::id::{
    ActorId, CommandId, CrisisId, DeviceKey, EntryId, ExchangeKey, ScopeId, SubjectId,
};
use tegenwicht_core::seal::SubjectKey;

use super::node::{Denied, Live, Tried};
use super::oracle::Word;
use super::pen::Batch;
use super::sim::Storm;

impl Storm {
    /// Founds the institution on the first node.
    pub fn found(&mut self) {
        let (root, admin) = (self.root.clone(), self.admin);
        let mut ctx = self.context(0, None);
        let first = &mut self.nodes[0];
        let live = first.live.as_mut().unwrap();
        let key = live.keys.device().clone();
        let (device, exchange) = (live.keys.device_key(), live.keys.exchange_key());
        let facts = institution::found("De Linde", Sector::NursingHome, device, exchange).unwrap();
        let mut batch = Batch::new(live);
        let genesis = Draft::genesis(admin, Mode::Real, facts);
        let made = batch.draft(live, &root, &mut ctx, vec![genesis], None);
        let plan = Opened {
            purpose: Purpose::Plan,
            mode: Mode::Real,
            institution: Some(made[0].1),
            crisis: None,
        };
        let scope = ScopeId(ctx.fresh_random());
        let plan = Draft::genesis(scope, Mode::Real, vec![Fact::ScopeOpened(plan)]);
        batch.draft(live, &key, &mut ctx, vec![plan], None);
        for (name, roles) in [
            ("ana", vec![Role::Coordinator]),
            ("bo", vec![Role::LogKeeper, Role::Coordinator]),
            ("cor", vec![Role::Member]),
        ] {
            let (login, phone) = (name.to_owned(), None);
            let add = Command::AddUser(AddUser {
                login: login.clone(),
                name: login,
                phone,
                roles,
                only: None,
            });
            let id = CommandId(ctx.fresh_random());
            let ana =
                batch.world().admin().and_then(|(_, it)| it.users.by_id.keys().next().copied());
            let roles = vec![Role::Coordinator];
            let by = tegenwicht_core::actor::Actor { id: ana, roles, device };
            let mut ctx = Context::new(ctx.now, by, id, ctx.fresh_bytes());
            let drafts = tegenwicht_core::command::decide(batch.world(), &mut ctx, &add).unwrap();
            batch.draft(live, &key, &mut ctx, drafts, Some(&add));
        }
        let tried = self.nodes[0].commit(batch);
        self.note(0, &tried, true);
        let (_, admin) = self.nodes[0].world().admin().unwrap();
        self.users = admin.users.by_id.keys().copied().collect();
    }

    fn context(&mut self, node: usize, id: Option<CommandId>) -> Context {
        let now = self.nodes[node].clock(self.now_ms);
        let by = tegenwicht_core::actor::Actor {
            id: None,
            roles: Vec::new(),
            device: self.nodes[node].device,
        };
        Context::new(now, by, id.unwrap_or(CommandId([0; 16])), self.dice.bytes())
    }

    /// Writes something that no command led to; with the root key, when it is a grant.
    pub fn slip_in(&mut self, node: usize, draft: Draft, by_root: bool, is_later: bool) -> bool {
        let mut ctx = self.context(node, None);
        self.nodes[node].world();
        let live = self.nodes[node].live.as_mut().unwrap();
        let own = live.keys.device().clone();
        let mut batch = Batch::new(live);
        if is_later {
            batch = batch.later();
        }
        let key = if by_root { &self.root } else { &own };
        batch.draft(live, key, &mut ctx, vec![draft], None);
        let tried = self.nodes[node].commit(batch);
        self.after_writing(node, &tried)
    }

    /// Grants a machine some shares.
    pub fn grant(&mut self, node: usize, shares: Vec<Share>) -> bool {
        let (device, exchange) = (self.nodes[node].device, self.exchange(node));
        let (label, letter) = (
            format!("node {node}"),
            self.nodes[0].world().admin().unwrap().1.devices.next_letter(),
        );
        self.tell(|| format!("node {node} is granted {shares:?}"));
        let granted = Granted { device, label, letter, exchange, shares };
        self.slip_in(0, Draft::grant(self.admin, Fact::DeviceGranted(granted)), true, false)
    }

    /// Revokes a machine.
    pub fn revoke(&mut self, node: usize) -> bool {
        let device = self.nodes[node].device;
        self.tell(|| format!("node {node} is revoked"));
        let store = &self.nodes[0].live.as_ref().unwrap().store;
        let mut logs = Vec::new();
        for scope in store.scopes().unwrap() {
            let heads = store.heads(scope).unwrap().into_iter();
            logs.extend(heads.filter(|head| head.device == device).map(|head| {
                let log = LogKey { device, scope, epoch: head.epoch };
                Witnessed { log: log_ref(&log), seq: head.seq, id: head.id }
            }));
        }
        let revoked = Revoked { device, reason: "weg".to_owned(), logs };
        self.slip_in(0, Draft::grant(self.admin, Fact::DeviceRevoked(revoked)), true, false)
    }

    fn exchange(&self, node: usize) -> ExchangeKey {
        let keys = tegenwicht_store::keys::Keys::look(&self.nodes[node].root.join("keys"));
        keys.unwrap().unwrap().exchange_key()
    }

    /// Takes down what was tried; returns whether it was acknowledged.
    fn after_writing(&mut self, node: usize, tried: &Tried) -> bool {
        let is_acked = tried.outcome.is_ok();
        self.note(node, tried, is_acked);
        match &tried.outcome {
            Ok(_) => self.changed(node, None),
            Err(Denied::Refused(_)) => self.marks.hit("act-refused"),
            Err(Denied::NotWritten) => self.marks.hit("disk-full-in-writer"),
            Err(Denied::Unknown) => {
                self.marks.hit("crash-in-writer");
                self.crash(node);
            }
        }
        is_acked
    }

    fn note(&mut self, node: usize, tried: &Tried, is_acked: bool) {
        self.oracle.note(&tried.signed, is_acked);
        self.mix(tried.signed.len() as u64);
        let ids = tried.signed.iter().map(|signed| signed.event.envelope.id);
        self.authors.entry(node).or_default().extend(ids);
    }

    /// Somebody does something on some node that runs.
    pub fn act(&mut self) {
        let running: Vec<usize> =
            (0..self.nodes.len()).filter(|node| self.nodes[*node].live.is_some()).collect();
        if running.is_empty() {
            return;
        }
        let node = running[self.dice.below(running.len())];
        if self.dice.chance(8) && !self.given.is_empty() {
            return self.again(node);
        }
        if self.nodes[node].is_later && self.dice.chance(20) {
            return self.later(node);
        }
        let actor = self.users[self.dice.below(self.users.len())];
        let id = CommandId(self.dice.bytes());
        if let Some(command) = self.choose(node, id) {
            self.given.push((actor, id, command.clone(), node));
            self.give(node, actor, id, &command);
        }
    }

    /// Gives a command once more, perhaps elsewhere.
    fn again(&mut self, node: usize) {
        let (actor, id, command, first) = self.given[self.dice.below(self.given.len())].clone();
        let is_elsewhere = first != node;
        self.marks.hit(if is_elsewhere {
            "command-retried-elsewhere"
        } else {
            "command-retried-here"
        });
        if is_elsewhere && self.oracle.words.get(&id).is_some_and(|word| !word.erased_by.is_empty())
        {
            self.marks.hit("erasure-of-a-retried-command");
        }
        self.give(node, actor, id, &command);
    }

    fn give(&mut self, node: usize, actor: ActorId, id: CommandId, command: &Command) {
        let tried = self.nodes[node].submit(self.now_ms, actor, id, command);
        self.tell(|| {
            let ids =
                tried.signed.iter().map(|it| it.event.envelope.id.to_string()[6..14].to_owned());
            let ids = ids.collect::<Vec<_>>().join(" ");
            format!("node {node}: {}: {:?} {ids}", command.name(), tried.outcome)
        });
        if !self.after_writing(node, &tried) || tried.outcome == Ok(true) {
            return;
        }
        self.marks.hit("act-acknowledged");
        match command {
            Command::OpenCrisis(open) if open.mode == Mode::Real => self.marks.hit("crisis-real"),
            Command::OpenCrisis(_) => self.marks.hit("crisis-exercise"),
            Command::WriteEntry(write) if write.restricted => self.marks.hit("entry-restricted"),
            Command::EraseEntry(_) => {
                self.marks.hit("erasure");
                if self.groups.iter().any(|group| *group != self.groups[0]) {
                    self.marks.hit("erasure-in-partition");
                }
            }
            _ => {}
        }
        if self.oracle.is_revoked(&self.nodes[node].device, |_| true) {
            self.marks.hit("revoked-wrote-on");
        }
    }

    /// Something that only a later version of the program understands.
    fn later(&mut self, node: usize) {
        let scopes: Vec<ScopeId> = self.nodes[node].world().scopes.keys().copied().collect();
        let rights = self.nodes[node].world().rights();
        let device = self.nodes[node].device;
        if scopes.is_empty() {
            return;
        }
        let scope = scopes[self.dice.below(scopes.len())];
        let place = self.oracle.places[&scope];
        if scope == self.admin
            || !rights.is_kept(&device, &place)
            || !rights.may_hold(&device, &place)
        {
            return;
        }
        let raw = vec![0xa1, 0x00, 0x18, self.dice.between(24, 255) as u8];
        let mut draft =
            Draft::facts(scope, vec![Fact::Unknown { name: "bed.moved".to_owned(), raw }]);
        if self.dice.chance(40) {
            draft.kind = Kind::Other("beds".to_owned());
            self.marks.hit("later-kind");
        }
        self.marks.hit("later-fact");
        self.tell(|| format!("node {node} writes something of a later version"));
        self.slip_in(node, draft, false, true);
    }

    /// A word that nobody else ever types, for a command.
    fn word(&mut self, id: CommandId, is_sealed: bool) -> String {
        let letters = sha256(&id.0);
        let text: String = letters.iter().take(16).map(|it| char::from(b'a' + it % 26)).collect();
        let word = Word { text: text.clone(), scope: None, is_sealed, erased_by: Vec::new() };
        self.oracle.words.insert(id, word);
        text
    }

    fn choose(&mut self, node: usize, id: CommandId) -> Option<Command> {
        let crises: Vec<CrisisId> = {
            let crises = self.nodes[node].world().crises();
            crises.iter().filter_map(|state| Some(state.crisis.as_ref()?.id)).collect()
        };
        let roll = self.dice.below(100);
        if roll < 12 || (crises.is_empty() && roll < 40) {
            let text = format!("rook {}", self.word(id, false));
            return Some(Command::MakeReport(plain_report(text)));
        }
        if crises.is_empty() || (roll < 20 && crises.len() < 6) {
            let mode = if self.dice.chance(50) { Mode::Real } else { Mode::Exercise };
            let title = format!("storing {}", self.dice.below(1_000));
            return Some(Command::OpenCrisis(plain_opening(title, mode)));
        }
        let crisis = crises[self.dice.below(crises.len())];
        match roll {
            20..=69 => Some(self.entry(node, crisis, id)),
            70..=75 => {
                let entry = self.some_entry(node, crisis)?;
                let reason = "vergissing".to_owned();
                Some(Command::StrikeEntry(StrikeEntry { crisis, entry, reason }))
            }
            76..=85 if self.weather.erasures => {
                let (reason, hidden) = ("art. 17".to_owned(), self.some_hidden(node, crisis));
                Some(match hidden {
                    Some(entry) => {
                        Command::EraseEntry(EraseEntry { crisis, entry, ground: reason })
                    }
                    None => {
                        let entry = self.some_entry(node, crisis)?;
                        Command::HideEntry(HideEntry { crisis, entry, reason })
                    }
                })
            }
            86 => {
                let title = format!("storing {}", self.word(id, false));
                let line = Some(format!("heet nu: {title}"));
                Some(Command::SetTitle(SetTitle { crisis, title, line }))
            }
            87..=88 => {
                let reason = "voorbij".to_owned();
                Some(Command::CloseCrisis(CloseCrisis { crisis, reason, false_alarm: false }))
            }
            89..=91 => self.handle_report(node),
            92..=94 => self.correct_clock(node, crisis),
            95..=97 => {
                let user = self.users[self.dice.below(self.users.len())];
                let mut roles = vec![Role::Coordinator, Role::LogKeeper];
                roles.truncate(1 + self.dice.below(2));
                Some(Command::SetRoles(SetRoles { user, roles }))
            }
            _ => {
                let login = format!("user{}", self.dice.below(100_000));
                let (phone, roles) = (None, vec![Role::Member]);
                Some(Command::AddUser(AddUser {
                    name: login.clone(),
                    login,
                    phone,
                    roles,
                    only: None,
                }))
            }
        }
    }

    fn entry(&mut self, node: usize, crisis: CrisisId, id: CommandId) -> Command {
        let kind = EntryKind::ALL[self.dice.below(EntryKind::ALL.len())];
        let is_restricted = self.dice.chance(20);
        let word = self.word(id, is_restricted);
        let more = if self.dice.chance(5) { self.dice.between(1_000, 8_000) } else { 10 };
        let text = format!("{word} {}", "de lift staat stil ".repeat(more / 20 + 1));
        let mut write = WriteEntry::plain(crisis, kind, text.trim());
        write.restricted = is_restricted;
        if self.dice.chance(25) && !is_restricted {
            write.kind = EntryKind::Fact;
            write.speaker = self.dice.chance(50).then(|| "bron".to_owned());
            write.figure = Some(NewStatement {
                name: ["spoed", "bedden"][self.dice.below(2)].to_owned(),
                value: self.dice.below(50).to_string(),
                unit: None,
                status: Status::Reported,
                replaces_all: self.dice.chance(30),
            });
        } else if self.dice.chance(10) {
            write.contradicts = self.some_entry(node, crisis);
        }
        if self.dice.chance(10)
            && let Some((scope, _)) = self.nodes[node].world().crisis(crisis)
        {
            write.files = vec![self.file(node, scope)];
        }
        Command::WriteEntry(Box::new(write))
    }

    fn file(&mut self, node: usize, scope: ScopeId) -> NewFile {
        let subject = SubjectId::of(scope, self.dice.bytes());
        let key = SubjectKey(self.dice.bytes());
        let nonces: [[u8; 24]; 2] = [self.dice.bytes(), self.dice.bytes()];
        let length = if self.dice.chance(3) { 600_000 } else { 300 };
        let plain = vec![self.dice.roll() as u8; length];
        let Live { keys, attachments, .. } = self.nodes[node].live.as_ref().unwrap();
        keys.put_subject(subject, &key, nonces[0]).unwrap();
        let hash = attachments.put(subject, &key, nonces[1], &plain).unwrap();
        self.oracle.keys.insert(subject, self.nodes[node].device);
        let name = Some("foto.jpg".to_owned());
        let media_type = "image/jpeg".to_owned();
        let file = FileRef { hash, subject, name, media_type, size: plain.len() as u64 };
        NewFile { file, content: sha256(&plain) }
    }

    fn some_entry(&mut self, node: usize, crisis: CrisisId) -> Option<EntryId> {
        let entries: Vec<EntryId> = {
            let (_, state) = self.nodes[node].world().crisis(crisis)?;
            state.entries.keys().copied().collect()
        };
        (!entries.is_empty()).then(|| entries[self.dice.below(entries.len())])
    }

    /// A line that somebody hid: the only kind that a second person may erase.
    fn some_hidden(&mut self, node: usize, crisis: CrisisId) -> Option<EntryId> {
        let (_, state) = self.nodes[node].world().crisis(crisis)?;
        let hidden = state.hidden.keys().filter(|entry| state.entries.contains_key(entry));
        let hidden: Vec<EntryId> = hidden.copied().collect();
        (!hidden.is_empty()).then(|| hidden[self.dice.below(hidden.len())])
    }

    fn handle_report(&mut self, node: usize) -> Option<Command> {
        let reports: Vec<_> =
            self.nodes[node].world().plan()?.1.reports.by_id.keys().copied().collect();
        let report = *reports.get(self.dice.below(reports.len().max(1)))?;
        let reason = "loos alarm".to_owned();
        Some(Command::HandleReport(HandleReport { report, reason }))
    }

    fn correct_clock(&mut self, node: usize, crisis: CrisisId) -> Option<Command> {
        let entry = self.some_entry(node, crisis)?;
        let (device, epoch): (DeviceKey, u64) = {
            let (_, state) = self.nodes[node].world().crisis(crisis)?;
            let entry = state.entries.get(&entry)?;
            (entry.device, entry.epoch)
        };
        let offset_ms = self.dice.between(1, 100) as i64 * 60_000;
        Some(Command::CorrectClock(CorrectClock { crisis, device, epoch, offset_ms }))
    }
}

/// Shares of a machine of somebody else, in part.
#[must_use]
pub fn part(roll: usize) -> Vec<Share> {
    let share = |purpose, mode, write, open| Share {
        over: tegenwicht_core::feature::device::Over::Every(purpose),
        mode,
        write,
        open,
    };
    let (real, exercise) = (Some(Mode::Real), Some(Mode::Exercise));
    match roll % 5 {
        0 => vec![share(Purpose::Plan, None, true, true)],
        1 => vec![share(Purpose::Crisis, real, true, true)],
        2 => vec![share(Purpose::Crisis, exercise, true, false)],
        3 => vec![
            share(Purpose::Plan, None, false, false),
            share(Purpose::Crisis, None, false, false),
        ],
        _ => vec![share(Purpose::Crisis, None, true, true)],
    }
}

fn plain_report(text: String) -> MakeReport {
    let (place, reporter, happened_at, pressed_at) = (None, None, None, None);
    let (methane, same_as) = (Vec::new(), None);
    MakeReport { text, place, reporter, happened_at, methane, same_as, pressed_at }
}

fn plain_opening(title: String, mode: Mode) -> OpenCrisis {
    let line = Some(format!("Crisis geopend: {title}"));
    OpenCrisis {
        title,
        mode,
        began_at: None,
        place: None,
        report: None,
        fallback: None,
        level: None,
        halt_exercises: false,
        line,
    }
}
