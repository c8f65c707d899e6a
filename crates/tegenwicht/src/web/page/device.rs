// SPDX-License-Identifier: EUPL-1.2
//! Devices and connection: which machines may sign, what this node holds, granting a restore.

use maud::{Markup, html};
use tegenwicht_core::id::hex;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;

use super::{Answer, onwards, shown, unreadable};
use crate::app::SubmitError;
use crate::web::error::WebError;
use crate::web::form::{Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::Visit;

/// `GET /devices`
pub async fn list(visit: Visit) -> Answer {
    shown(page(&visit, &Filled::default()))
}

/// `POST /devices/grant`: with the root key from paper, after a restore.
pub async fn grant(visit: Visit, form: Submitted) -> Answer {
    let fault = |text: &str| vec![Fault { field: "root", text: text.to_owned() }];
    let Ok(root) = tegenwicht_store::root::parse(form.get("root")) else {
        let faults = fault("root-mistyped");
        return unreadable(page(&visit, &Filled { form, faults }));
    };
    let label = form.get("name").to_owned();
    match visit.web.app.grant(*root, label).await {
        Ok(_) => onwards("/devices"),
        Err(SubmitError::Refused(Refusal::NotAllowed)) => {
            let faults = fault("root-other-institution");
            unreadable(page(&visit, &Filled { form, faults }))
        }
        Err(error) => Err(WebError::from(error)),
    }
}

fn page(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let own = visit.web.app.device();
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let granted = admin.is_some_and(|admin| admin.devices.may_write(&own));
    let devices = admin.iter().flat_map(|admin| admin.devices.by_key.iter());
    let main = html! {
        h1.utrecht-heading-1 { (text.get("nav-devices")) }
        @if !granted && visit.may(Capability::ManageDevices) { (grant_form(visit, filled)) }
        div.table-wrap tabindex="0" role="region" aria-label=(text.get("nav-devices")) {
            table.utrecht-table.table-stack {
                thead { tr {
                    th { (text.get("device-label")) } th { (text.get("device-key")) }
                    th { (text.get("device-granted")) } th { (text.get("device-state")) }
                } }
                tbody {
                    @for (key, device) in devices {
                        tr {
                            th scope="row" {
                                (device.label)
                                @if !device.letter.is_empty() { " (" (device.letter) ")" }
                            }
                            td data-label=(text.get("device-key")) { code { (key.short()) } }
                            td data-label=(text.get("device-granted")) {
                                (time::moment(text, device.granted_at, visit.now))
                            }
                            td data-label=(text.get("device-state")) {
                                @if let Some(revoked) = &device.revoked {
                                    span.utrecht-badge.utrecht-badge--danger {
                                        (text.get("device-revoked"))
                                    }
                                    " " (revoked.reason)
                                } @else if *key == own {
                                    span.utrecht-badge.utrecht-badge--ok {
                                        (text.get("device-this"))
                                    }
                                } @else {
                                    span.utrecht-badge { (text.get("device-may-sign")) }
                                }
                            }
                        }
                    }
                }
            }
        }
        (super::enrolment::pcs(visit))
        (holds(visit))
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("nav-devices").to_owned();
    shell::page(visit, &Shell { title, here: "devices", fault, ..Shell::default() }, &main)
}

/// What this node holds, to compare with another.
fn holds(visit: &Visit) -> Markup {
    let text = &visit.text;
    html! {
        section.panel {
            h2.utrecht-heading-2 { (text.get("device-holds")) }
            p { (text.get("device-holds-hint")) }
            div.table-wrap tabindex="0" role="region" aria-label=(text.get("device-holds")) {
                table.utrecht-table.table-stack {
                    thead { tr {
                        th { (text.get("device-scope")) } th.num { (text.get("device-events")) }
                        th { (text.get("device-digest")) }
                    } }
                    tbody {
                        @for state in visit.world.scopes.values() {
                            tr {
                                th scope="row" { (visit.scope_title(Some(state))) }
                                td.num data-label=(text.get("device-events")) { (state.count) }
                                td data-label=(text.get("device-digest")) {
                                    @let digest = hex(&state.order_digest);
                                    code { (digest.get(..16).unwrap_or_default()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn grant_form(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let required = |name, label| Field { required: true, ..Field::text(name, label) };
    html! {
        section.panel {
            h2.utrecht-heading-2 { (text.get("grant-title")) }
            p { (text.get("grant-hint")) }
            form method="post" action="/devices/grant" {
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                (field::line(visit, filled, required("name", "grant-label")))
                (field::area(visit, filled, required("root", "grant-root"), 3))
                button.utrecht-button { (text.get("grant-save")) }
            }
        }
    }
}
