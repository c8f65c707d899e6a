// SPDX-License-Identifier: EUPL-1.2
//! Notices for programs: where the past disagrees with itself, as a code and in words.

use serde::Serialize;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::{ScopeId, hex};
use tegenwicht_core::notice::{Matter, Notice as Noticed};
use utoipa::ToSchema;

use super::list::{self, NoticeList, Page};
use super::read::Asked;
use super::{Answer, shown};
use crate::web::page;
use crate::web::visit::Visit;

/// Something that a person should look at.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notice {
    pub id: String,
    pub scope: String,
    #[schema(required)]
    pub crisis: Option<String>,
    /// The event at which it was noticed.
    pub event: String,
    /// Stable code of what was noticed.
    pub matter: String,
    /// The same in words, in the language that was asked for.
    pub text: String,
}

fn shape(visit: &Visit, (scope, notice): &(ScopeId, Noticed)) -> Notice {
    let state = visit.world.scopes.get(scope);
    let crisis = state.and_then(|state| state.crisis.as_ref());
    Notice {
        id: id_of(*scope, notice),
        scope: scope.to_string(),
        crisis: crisis.map(|crisis| crisis.id.to_string()),
        event: notice.event.to_string(),
        matter: code(&notice.matter).to_owned(),
        text: page::notice::sentence(&visit.text, &notice.matter),
    }
}

/// A notice has no id of its own; what it says is one.
fn id_of(scope: ScopeId, notice: &Noticed) -> String {
    let said = minicbor::to_vec(notice).unwrap_or_default();
    let hash = sha256(&[scope.0.as_slice(), &said].concat());
    format!("notice-{}", hex(hash.first_chunk::<16>().unwrap_or(&[0; 16])))
}

const fn code(matter: &Matter) -> &'static str {
    match matter {
        Matter::UnknownFact(_) => "unknown-fact",
        Matter::UnknownKind(_) => "unknown-kind",
        Matter::UnreadableBody => "unreadable-body",
        Matter::WrongScope(_) => "wrong-scope",
        Matter::UnknownTarget(_) => "unknown-target",
        Matter::MissingPredecessor(_) => "missing-predecessor",
        Matter::Fork(..) => "fork",
        Matter::Clone(_) => "clone",
        Matter::ClockWentBack(..) => "clock-went-back",
        Matter::RepeatedCommand => "repeated-command",
        Matter::Conflict(_) => "conflict",
        Matter::OpenedTwice(_) => "opened-twice",
        Matter::WrongKind(_) => "wrong-kind",
        Matter::NotRoot(_) => "not-root",
        Matter::NewerSchema(_) => "newer-schema",
        Matter::ForeignSubject(_) => "foreign-subject",
    }
}

/// Lists the notices, newest first within each scope.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", operation_id = "listNotices",
    params(Page), responses((status = 200, body = NoticeList)))]
pub async fn list(visit: Visit, Asked(asked): Asked<Page>) -> Answer {
    let all = page::notice::all(&visit);
    let show = |noticed: &(ScopeId, Noticed)| shape(&visit, noticed);
    let id = |(scope, notice): &&(ScopeId, Noticed)| id_of(*scope, notice);
    let part = list::part(all.iter(), &asked, id, show)?;
    Ok(shown(NoticeList::from(part)))
}
