// SPDX-License-Identifier: EUPL-1.2
//! Lists as the API gives them: so many items, and where to go on.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::web::error::{Unreadable, WebError};

/// Items in a list when nothing is asked.
pub const LIMIT: u32 = 100;
/// Most items in a list.
pub const LIMIT_MAX: u32 = 500;

/// Which part of a list is asked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// Most items in the answer.
    #[param(minimum = 1, maximum = 500, default = 100)]
    pub limit: Option<u32>,
    /// The `next` of the answer before.
    pub cursor: Option<String>,
}

/// Part of a list.
#[derive(Debug)]
pub struct Part<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident of $item:path;)*) => {$(
        $(#[$doc])*
        #[derive(Serialize, ToSchema)]
        pub struct $name {
            pub items: Vec<$item>,
            /// The `cursor` of the rest of the list; null at its end.
            #[schema(required)]
            pub next: Option<String>,
        }

        impl From<Part<$item>> for $name {
            fn from(part: Part<$item>) -> Self {
                Self { items: part.items, next: part.next }
            }
        }
    )*};
}

lists! {
    /// Crises, newest first.
    CrisisList of super::crisis::Crisis;
    /// Figures, by name.
    FigureList of super::figure::Figure;
    /// What was weighed, newest first.
    AssessmentList of super::assessment::Assessment;
    /// What is to be looked at again, longest ago first.
    AlarmList of super::assessment::Alarm;
    /// Reports, newest first.
    ReportList of super::report::Report;
    /// Contacts, by name.
    ContactList of super::contact::Contact;
    /// Turns of duty, earliest first.
    ShiftList of super::shift::Shift;
    /// Sites and departments, each behind what it lies within.
    SiteList of super::site::Site;
    /// Settings.
    SettingList of super::setting::Setting;
    /// Users.
    UserList of super::user::User;
    /// Hidden lines that wait for a second person.
    HiddenEntryList of super::erasure::HiddenEntry;
    /// Seats that are taken now.
    SeatList of super::team::Seat;
    /// Teams, the one that leads first.
    TeamList of super::team::Team;
    /// Meetings: what runs, then what is planned, then what is over.
    MeetingList of super::meeting::Meeting;
    /// Orders: what is still to be done first.
    OrderList of super::order::Order;
    /// Calls, newest first.
    CallList of super::call::Call;
    /// Whom to call, the role that is empty longest first.
    CalleeList of super::call::Callee;
    /// Cards that were started, in that order.
    CardAtWorkList of super::card::CardAtWork;
    /// Requests for support, open ones first.
    SupportRequestList of super::support_request::SupportRequest;
    /// Decisions, actions, bottlenecks or questions, newest first.
    LineList of super::progress::Line;
    /// Notices, newest first within each scope.
    NoticeList of super::notice::Notice;
    /// Cards by kind, in each kind by number and title.
    CardList of super::library::CardSummary;
    /// What is wrong with files of cards.
    LibraryFaultList of super::library::LibraryFault;
    /// Terms by group, in each group by term.
    TermList of super::glossary::Term;
}

/// Returns how many items are asked.
///
/// # Errors
/// When it is none or too many.
pub fn limit(asked: Option<u32>) -> Result<usize, WebError> {
    let limit = asked.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(wrong("limit", "expected a number from 1 to 500"));
    }
    Ok(usize::try_from(limit).unwrap_or(1))
}

/// Returns a fault of one part of the query.
pub(crate) fn wrong(field: &str, wrong: &str) -> WebError {
    let field = Some(field.to_owned());
    WebError::unreadable(Unreadable { field, place: None, wrong: wrong.to_owned() })
}

/// Returns the part of a list that is asked; `next` is the id of its last item.
///
/// # Errors
/// When the limit or the cursor does not read.
pub fn part<S, T>(
    all: impl Iterator<Item = S>,
    asked: &Page,
    id: impl Fn(&S) -> String,
    show: impl Fn(S) -> T,
) -> Result<Part<T>, WebError> {
    let limit = limit(asked.limit)?;
    let mut all = all;
    if let Some(cursor) = &asked.cursor
        && !all.any(|item| id(&item) == *cursor)
    {
        return Err(wrong("cursor", "not in this list"));
    }
    let mut part = Part { items: Vec::new(), next: None };
    let mut last = None;
    for item in all {
        if part.items.len() == limit {
            part.next = last;
            break;
        }
        last = Some(id(&item));
        part.items.push(show(item));
    }
    Ok(part)
}
