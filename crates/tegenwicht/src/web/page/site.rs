// SPDX-License-Identifier: EUPL-1.2
//! Sites and their departments, as a tree.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::site::{Set, SetSite};
use tegenwicht_core::id::SiteId;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;

use super::{Answer, onwards, refused, shown};
use crate::app::SubmitError;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Submitted};
use crate::web::part::choice::{self, Choice};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;

/// Returns all sites in use with their paths, to choose from.
#[must_use]
pub fn options(visit: &Visit) -> Vec<(String, String)> {
    let plan = visit.world.plan().map(|(_, plan)| plan);
    let tree = plan.into_iter().flat_map(|plan| plan.sites.tree());
    let path = |set: &Set| crate::table::site::path(&visit.world, set.site);
    tree.map(|(_, set)| (set.site.to_string(), path(set))).collect()
}

/// `GET /sites`
pub async fn list(visit: Visit) -> Answer {
    shown(list_page(&visit, &Filled::default()))
}

/// `POST /sites`
pub async fn add(visit: Visit, form: Submitted) -> Answer {
    let command = Command::SetSite(command(None, &form)?);
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards("/sites"),
        Err(error) => {
            let faults = form::faults(error.clone(), field_of(&error))?;
            refused(&error, list_page(&visit, &Filled { form, faults }), &visit.fresh_key())
        }
    }
}

/// `GET /sites/{id}`
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let id: SiteId = id.parse().map_err(|_| WebError::NotFound)?;
    let set = found(&visit, id).ok_or(WebError::NotFound)?;
    let within = set.within.map(|within| within.to_string()).unwrap_or_default();
    let form = Submitted::default()
        .with("name", &set.name)
        .with("within", &within)
        .with("address", set.address.as_deref().unwrap_or_default())
        .with("gone", if set.gone { "yes" } else { "" });
    shown(change_page(&visit, id, &Filled { form, faults: Vec::new() }))
}

/// `POST /sites/{id}`
pub async fn change(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let id: SiteId = id.parse().map_err(|_| WebError::NotFound)?;
    let command = Command::SetSite(command(Some(id), &form)?);
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards("/sites"),
        Err(error) => {
            found(&visit, id).ok_or(WebError::NotFound)?;
            let faults = form::faults(error.clone(), field_of(&error))?;
            refused(&error, change_page(&visit, id, &Filled { form, faults }), &visit.fresh_key())
        }
    }
}

const fn field_of(error: &SubmitError) -> &'static str {
    match error {
        SubmitError::Refused(Refusal::SiteUnknown | Refusal::SiteWithinItself) => "within",
        _ => "name",
    }
}

fn found(visit: &Visit, id: SiteId) -> Option<&Set> {
    visit.world.plan().and_then(|(_, plan)| plan.sites.get(id))
}

fn command(site: Option<SiteId>, form: &Submitted) -> Result<SetSite, WebError> {
    let within = form.optional("within").map(|id| id.parse()).transpose();
    Ok(SetSite {
        site,
        name: form.get("name").to_owned(),
        within: within.map_err(|_| WebError::Malformed("within"))?,
        address: form.optional("address"),
        gone: form.get("gone") == "yes",
    })
}

fn list_page(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let plan = visit.world.plan().map(|(_, plan)| plan);
    let tree: Vec<(usize, &Set)> = plan.map(|plan| plan.sites.tree()).unwrap_or_default();
    let gone: Vec<&Set> = plan
        .into_iter()
        .flat_map(|plan| plan.sites.by_id.keys().filter_map(|id| plan.sites.get(*id)))
        .filter(|set| set.gone)
        .collect();
    let manages = visit.may(Capability::ManageSettings);
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-sites")) }
            p.page-note { (text.count("site-count", tree.len() as u64)) }
        }
        p.list-tools.no-print {
            @if manages { a href="/import/sites" { (text.get("import-from-file")) } " " }
            a href="/sites/export" { (text.get("export-as-file")) }
        }
        @if !filled.faults.is_empty() { (add_form(visit, filled)) }
        @if tree.is_empty() {
            div.empty {
                strong { (text.get("site-none")) }
                p { (visit.said("site-none-hint")) }
            }
        } @else {
            section.panel {
                ul.site-tree { @for (depth, set) in &tree { (row(visit, *depth, set, manages)) } }
            }
        }
        @if manages && filled.faults.is_empty() { (add_form(visit, filled)) }
        @if !gone.is_empty() {
            details.panel.more {
                summary { (text.get("site-gone")) }
                ul.site-tree { @for set in &gone { (row(visit, 0, set, manages)) } }
            }
        }
    };
    let title = text.get("nav-sites").to_owned();
    let fault = !filled.faults.is_empty();
    shell::page(visit, &Shell { title, here: "sites", fault, ..Shell::default() }, &main)
}

fn row(visit: &Visit, depth: usize, set: &Set, manages: bool) -> Markup {
    let is_disputed = visit.world.plan().is_some_and(|(_, plan)| {
        plan.sites.by_id.get(&set.site).is_some_and(|versions| versions.is_conflict())
    });
    html! {
        li class={ "site-depth-" (depth.min(3)) } dir="auto" {
            @if manages { a href={ "/sites/" (set.site) } { (set.name) } }
            @else { span { (set.name) } }
            @if let Some(address) = &set.address { " " span.muted { (address) } }
            @if is_disputed {
                " " span.utrecht-badge.utrecht-badge--danger { (visit.text.get("contradictory")) }
            }
        }
    }
}

fn fields(visit: &Visit, filled: &Filled, but: Option<SiteId>) -> Markup {
    let mut sites = options(visit);
    if let (Some(but), Some((_, plan))) = (but, visit.world.plan()) {
        // Within itself or what lies in it, a site would lie nowhere.
        sites.retain(|(id, _)| id.parse().is_ok_and(|id| !plan.sites.above(id).contains(&but)));
    }
    let within = Choice {
        name: "within",
        label: "column-within",
        hint: "site-within-hint",
        none: "site-within-none",
        options: &sites,
        chosen: filled.value("within"),
        required: false,
    };
    html! {
        (field::line(visit, filled, Field { required: true, ..Field::text("name", "site-name") }))
        (choice::one(visit, filled, within))
        (field::line(visit, filled, Field::text("address", "column-address")))
    }
}

fn add_form(visit: &Visit, filled: &Filled) -> Markup {
    html! {
        section.panel {
            h2.utrecht-heading-2 { (visit.said("site-add")) }
            form method="post" action="/sites" {
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                (fields(visit, filled, None))
                button.utrecht-button { (visit.text.get("site-add-save")) }
            }
        }
    }
}

fn change_page(visit: &Visit, id: SiteId, filled: &Filled) -> Markup {
    let text = &visit.text;
    let name = found(visit, id).map(|set| set.name.clone()).unwrap_or_default();
    let title = text.with("site-change", &[("name", &name)]);
    let main = html! {
        (shell::back("/sites", text.get("site-back")))
        h1.utrecht-heading-1 { (title) }
        form.panel method="post" action={ "/sites/" (id) } {
            (field::hidden(visit, filled))
            (field::errors(visit, filled))
            (fields(visit, filled, Some(id)))
            label.check {
                input type="checkbox" name="gone" value="yes"
                    checked[filled.value("gone") == "yes"];
                span { (text.get("site-gone-tick")) }
            }
            button.utrecht-button { (text.get("site-save")) }
        }
    };
    let fault = !filled.faults.is_empty();
    shell::page(visit, &Shell { title, here: "sites", fault, ..Shell::default() }, &main)
}
