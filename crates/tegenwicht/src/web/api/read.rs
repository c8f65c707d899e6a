// SPDX-License-Identifier: EUPL-1.2
//! What programs send: bodies, queries, addresses, keys. What does not read is told by field,
//! line and column, and never by its value, which may be about a person.

use std::fmt;
use std::str::FromStr;

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::{Deserialize, Deserializer};
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::{CommandId, unhex};
use tegenwicht_core::time::Timestamp;

use crate::web::error::{Unreadable, WebError};
use crate::web::form::FORM_MAX;
use crate::web::visit::{Visit, header as header_of};

/// Most bytes of a JSON body.
pub const BODY_MAX: usize = FORM_MAX;
/// Longest idempotency key, in bytes.
pub const KEY_MAX: usize = 255;
/// Name of the header with the idempotency key.
pub const KEY_HEADER: &str = "Idempotency-Key";
/// Longest explanation of what does not read, in characters.
const WRONG_MAX: usize = 300;

/// A JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, _: &S) -> Result<Self, WebError> {
        if !is_json(request.headers()) {
            return Err(WebError::MediaType);
        }
        let body = axum::body::to_bytes(request.into_body(), BODY_MAX).await;
        let body = body.map_err(|_| WebError::TooLarge)?;
        refuse_list(&body)?;
        json(&body).map(Self)
    }
}

/// Refuses a list where members are expected: it would be read by place, and a program that
/// forgot one would say something else than it meant.
fn refuse_list(body: &[u8]) -> Result<(), WebError> {
    if body.trim_ascii_start().first() != Some(&b'[') {
        return Ok(());
    }
    let wrong = "invalid type, expected an object".to_owned();
    Err(WebError::unreadable(Unreadable { field: None, place: Some((1, 1)), wrong }))
}

/// Returns true when the body says that it is JSON.
#[must_use]
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = header_of(headers, "content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Reads JSON, all of it.
///
/// # Errors
/// Where it does not read, and what was expected there.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WebError> {
    let text = std::str::from_utf8(bytes).map_err(|fault| not_utf8(bytes, fault.valid_up_to()))?;
    let mut input = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut input).map_err(|fault| {
        let path = fault.path().to_string();
        misread(Some(path).filter(|path| path != "."), &fault.into_inner())
    })?;
    input.end().map_err(|fault| misread(None, &fault))?;
    Ok(read)
}

fn misread(field: Option<String>, fault: &serde_json::Error) -> WebError {
    let (line, column) = (fault.line(), fault.column());
    let message = fault.to_string();
    let message = message.strip_suffix(&format!(" at line {line} column {column}"));
    let wrong = without_value(message.unwrap_or("does not read"));
    let place = (line > 0).then_some((line, column));
    WebError::unreadable(Unreadable { field, place, wrong })
}

fn not_utf8(bytes: &[u8], at: usize) -> WebError {
    let read = bytes.get(..at).unwrap_or_default();
    let line = read.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = read.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    let wrong = "not UTF-8".to_owned();
    WebError::unreadable(Unreadable { field: None, place: Some((line, column)), wrong })
}

/// Leaves out what was sent, and keeps what was expected instead.
fn without_value(message: &str) -> String {
    let valued = ["invalid type", "invalid value", "invalid length", "unknown variant"];
    let told = match valued.into_iter().find(|kind| message.starts_with(kind)) {
        Some(kind) => match message.rsplit_once(", expected ") {
            Some((_, expected)) => format!("{kind}, expected {expected}"),
            None => kind.to_owned(),
        },
        None => message.to_owned(),
    };
    told.chars().take(WRONG_MAX).collect()
}

/// What is asked after the question mark.
#[derive(Debug)]
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => {
                let told = rejection.body_text();
                let told =
                    told.split_once("query string: ").map_or(told.as_str(), |(_, told)| told);
                let named = told.split_once(": ").filter(|(field, _)| !field.contains(' '));
                let (field, wrong) =
                    named.map_or((None, told), |(field, wrong)| (Some(field.to_owned()), wrong));
                let wrong = without_value(wrong);
                Err(WebError::unreadable(Unreadable { field, place: None, wrong }))
            }
        }
    }
}

/// The names in an address; what does not read is not there.
#[derive(Debug)]
pub struct Address<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Address<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(names)| Self(names)).map_err(|_| WebError::NotFound)
    }
}

/// Who changes something: logged in by a bearer token. A cookie is not enough, since a browser
/// sends it along with what another site made up.
#[derive(Debug)]
pub struct Sender(pub Visit);

impl<S: Send + Sync> FromRequestParts<S> for Sender {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        let visit = parts.extensions.get::<Visit>().cloned().ok_or(WebError::Inside)?;
        if visit.bearer && visit.login.is_some() {
            Ok(Self(visit))
        } else {
            Err(WebError::LoginNeeded)
        }
    }
}

/// The key by which a command is known when it is sent again.
#[derive(Debug, Clone, Copy)]
pub struct Key(pub CommandId);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        given_key(&parts.headers)?.map(Self).ok_or_else(|| bad_key("missing header"))
    }
}

/// The same for what may be sent twice anyway: without a key it is a new command.
#[derive(Debug, Clone, Copy)]
pub struct OptionalKey(pub CommandId);

impl<S: Send + Sync> FromRequestParts<S> for OptionalKey {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        if let Some(key) = given_key(&parts.headers)? {
            return Ok(Self(key));
        }
        let visit = parts.extensions.get::<Visit>().ok_or(WebError::Inside)?;
        let seed = visit.web.app.entropy.seed();
        Ok(Self(CommandId(*seed.first_chunk().unwrap_or(&[0; 16]))))
    }
}

fn given_key(headers: &HeaderMap) -> Result<Option<CommandId>, WebError> {
    let mut keys = headers.get_all(KEY_HEADER).into_iter();
    let Some(key) = keys.next() else { return Ok(None) };
    if keys.next().is_some() {
        return Err(bad_key("duplicate header"));
    }
    let key = key.to_str().ok().and_then(key_of);
    let expected = "expected a UUID, 32 hexadecimal digits, or 1 to 255 visible ASCII characters";
    key.map(Some).ok_or_else(|| bad_key(expected))
}

fn bad_key(wrong: &str) -> WebError {
    let field = Some(KEY_HEADER.to_owned());
    WebError::unreadable(Unreadable { field, place: None, wrong: wrong.to_owned() })
}

/// Returns the command that a key names. A UUID or 32 hexadecimal digits stand for themselves,
/// with or without quotes and in either case; anything else is hashed.
fn key_of(key: &str) -> Option<CommandId> {
    let key = key.trim();
    let quoted = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
    let key = quoted.unwrap_or(key);
    if key.is_empty() || key.len() > KEY_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let dashes = [8, 13, 18, 23];
    let is_uuid =
        key.len() == 36 && dashes.into_iter().all(|at| key.as_bytes().get(at) == Some(&b'-'));
    let digits = if is_uuid { key.replace('-', "") } else { key.to_owned() };
    if let Some(id) = unhex(&digits.to_ascii_lowercase()) {
        return Some(CommandId(id));
    }
    let hash = sha256(&[b"tegenwicht idempotency key ".as_slice(), key.as_bytes()].concat());
    hash.first_chunk().copied().map(CommandId)
}

/// A moment as programs write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub Timestamp);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Time;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an RFC 3339 time with an offset, such as 2026-01-15T07:42:00Z")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Time, E> {
                let unclear = || E::invalid_value(serde::de::Unexpected::Other("text"), &self);
                let at: jiff::Timestamp = with_plus(text).parse().map_err(|_| unclear())?;
                Ok(Time(Timestamp(at.as_millisecond())))
            }
        }
        input.deserialize_str(Read)
    }
}

/// Puts the plus back that a query that was not encoded loses.
fn with_plus(text: &str) -> String {
    match text.rsplit_once(' ') {
        Some((moment, offset)) if offset.len() == 5 && moment.contains('T') => {
            format!("{moment}+{offset}")
        }
        _ => text.to_owned(),
    }
}

/// An id as it prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id<T>(pub T);

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        text.parse().map(Self).map_err(|bad: T::Err| D::Error::custom(bad))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_has_many_spellings_and_other_keys_are_hashed() {
        let plain = key_of("0190b6a07b1c7def8abc0123456789ab");
        assert!(plain.is_some());
        for same in [
            "0190b6a0-7b1c-7def-8abc-0123456789ab",
            "0190B6A0-7B1C-7DEF-8ABC-0123456789AB",
            "\"0190b6a0-7b1c-7def-8abc-0123456789ab\"",
        ] {
            assert_eq!(key_of(same), plain, "{same}");
        }
        let longest = "k".repeat(KEY_MAX);
        assert_ne!(key_of("order-1"), key_of("order-2"));
        assert!(key_of(&longest).is_some());
        for bad in ["", "\"\"", "two words", "caf\u{e9}", &format!("{longest}k")] {
            assert_eq!(key_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_was_sent_is_never_told_back() {
        let told = without_value("invalid type: string \"mevrouw, expected Jansen\", expected u8");
        assert_eq!(told, "invalid type, expected u8");
        let Err(WebError::Unreadable(told)) = json::<Vec<Time>>(br#"["Jansen"]"#) else {
            panic!("it reads")
        };
        assert!(!told.to_string().contains("Jansen"), "{told}");
        assert!(told.to_string().contains("RFC 3339"), "{told}");
    }
}
