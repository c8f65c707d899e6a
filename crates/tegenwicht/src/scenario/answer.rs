// SPDX-License-Identifier: EUPL-1.2
//! What a line of a scenario asks and what came of it, against what the line expects.

use std::collections::BTreeMap;

use tegenwicht_core::feature::user::AddUser;

use super::{Act, Command, Fault, Person, Step};
use crate::app::Receipt;

/// Makes an exercise of a crisis that a command opens. No report is real enough for it.
pub(super) fn as_exercise(command: &Command) -> Command {
    let mut command = command.clone();
    if let Act::Open { exercise, report, halts, .. } = &mut command.act {
        *exercise = true;
        *report = None;
        *halts = false;
    }
    command
}

pub(super) fn of<T: Copy>(known: &BTreeMap<String, T>, name: &str) -> Result<T, String> {
    known.get(name).copied().ok_or_else(|| format!("{name} was never made"))
}

/// Compares an answer with what the line expects; returns the receipt of what was carried out.
pub(super) fn compared(
    answer: Result<Receipt, String>,
    refused: Option<&str>,
) -> Result<Option<Receipt>, String> {
    match (answer, refused) {
        (Ok(receipt), None) => Ok(Some(receipt)),
        (Ok(_), Some(code)) => {
            Err(format!("this was accepted, and should have been refused because {code}"))
        }
        (Err(code), Some(expected)) if code == expected => Ok(None),
        (Err(code), Some(expected)) => {
            Err(format!("this was refused because {code}, and not because {expected}"))
        }
        (Err(code), None) => {
            let known = super::refusal_codes();
            let text = known.get(code.as_str()).map(|text| format!(" ({text})"));
            Err(format!("this was refused because {code}{}", text.unwrap_or_default()))
        }
    }
}

pub(super) fn does_not_hold(step: &Step, seen: &str) -> Fault {
    Fault::new(step.line, format!("this does not hold; seen instead: {seen}"))
}

pub(super) fn add_user(person: &Person) -> AddUser {
    AddUser {
        login: person.login.clone(),
        name: person.name.clone(),
        phone: person.phone.clone(),
        roles: person.roles.clone(),
        only: None,
    }
}
