// SPDX-License-Identifier: EUPL-1.2
//! The glossary for programs: words of the crisis and of ICT, explained.

use serde::{Deserialize, Serialize};
use tegenwicht_core::library::card::Item;
use utoipa::{IntoParams, ToSchema};

use super::list::{self, Page, TermList};
use super::read::Asked;
use super::{Answer, shown};
use crate::web::page::glossary::{Search, found};
use crate::web::visit::Visit;

/// A word and what it means.
#[derive(Debug, Serialize, ToSchema)]
pub struct Term {
    pub id: String,
    pub term: String,
    /// `crisis` or `ict`; `other` for a term that an institution put elsewhere.
    pub group: String,
    /// In plain words, in paragraphs.
    pub meaning: Vec<String>,
}

/// Which terms are asked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Terms {
    /// Words that stand in the term or in what it means.
    pub q: Option<String>,
    /// The group that comes first.
    pub group: Option<String>,
    /// Most items in the answer.
    #[param(minimum = 1, maximum = 500, default = 100)]
    pub limit: Option<u32>,
    /// The `next` of the answer before.
    pub cursor: Option<String>,
}

/// Lists the terms by group, in each group by term.
#[utoipa::path(get, path = "/api/v1/glossary", tag = "library", operation_id = "listTerms",
    params(Terms), responses((status = 200, body = TermList)))]
pub async fn list(visit: Visit, Asked(asked): Asked<Terms>) -> Answer {
    let Terms { q, group, limit, cursor } = asked;
    let search = Search { q: q.unwrap_or_default(), group: group.unwrap_or_default() };
    let cards = visit.web.app.cards();
    let groups = found(cards.of(visit.text.language), &search);
    let all =
        groups.iter().flat_map(|(group, items)| items.iter().map(move |item| (*group, *item)));
    let show = |(group, item): (&'static str, &Item)| Term {
        id: item.id.clone(),
        term: item.text.clone(),
        group: group.to_owned(),
        meaning: item.points.clone(),
    };
    let part = list::part(all, &Page { limit, cursor }, |(_, item)| item.id.clone(), show)?;
    Ok(shown(TermList::from(part)))
}
