// SPDX-License-Identifier: EUPL-1.2
//! Settings for programs: what the sector says, and what the institution set.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::setting::SetSettings;
use utoipa::ToSchema;

use super::list::{self, Page, SettingList};
use super::read::{Address, Asked, Json, OptionalKey, Sender};
use super::{Answer, shown, with_new_world};
use crate::web::visit::Visit;
use crate::words::Words;

/// A setting by its name, such as `word.client`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Setting {
    pub name: String,
    /// What holds: the institution's own value, else the sector's.
    #[schema(required)]
    pub value: Option<String>,
    #[schema(required)]
    pub own: Option<String>,
    /// In the language that was asked for.
    #[schema(required)]
    pub of_sector: Option<String>,
    /// True where two people set it without knowing of each other.
    pub contradictory: bool,
}

/// Another value; null puts back that of the sector.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewValue {
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required, max_length = 200)]
    value: Option<String>,
}

fn shape(visit: &Visit, values: &Words, name: &str) -> Setting {
    let plan = visit.world.plan().map(|(_, plan)| plan);
    let versions = plan.and_then(|plan| plan.settings.by_name.get(name));
    Setting {
        name: name.to_owned(),
        value: values.get(name).map(str::to_owned),
        own: values.own(name).map(str::to_owned),
        of_sector: values.of_sector(name).map(str::to_owned),
        contradictory: versions.is_some_and(|versions| versions.is_conflict()),
    }
}

/// Lists what the sector and the institution set.
#[utoipa::path(get, path = "/api/v1/settings", tag = "settings", operation_id = "listSettings",
    params(Page), responses((status = 200, body = SettingList)))]
pub async fn list(visit: Visit, Asked(page): Asked<Page>) -> Answer {
    let values = visit.words();
    let names = values.names().into_iter();
    let part = list::part(names, &page, String::clone, |name| shape(&visit, values, &name))?;
    Ok(shown(SettingList::from(part)))
}

/// Sets one.
#[utoipa::path(put, path = "/api/v1/settings/{name}", tag = "settings",
    operation_id = "setSetting", request_body = NewValue,
    responses((status = 200, body = Setting)))]
pub async fn change(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Address(name): Address<String>,
    Json(new): Json<NewValue>,
) -> Answer {
    let values = vec![(name.clone(), new.value)];
    let command = Command::SetSettings(SetSettings { values });
    visit.web.app.submit(visit.actor(), key, command).await?;
    let visit = with_new_world(visit);
    Ok(shown(shape(&visit, visit.words(), &name)))
}
