// SPDX-License-Identifier: EUPL-1.2
//! Forms as they come in: fields, files, the idempotency key, and proof that the form is ours.

use std::collections::BTreeMap;

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use tegenwicht_core::id::{CommandId, unhex};
use tegenwicht_core::time::Timestamp;

use super::error::WebError;
use super::visit::{Visit, header as header_of};
use crate::app::SubmitError;

/// Most bytes of a form without files.
pub const FORM_MAX: usize = 256 * 1024;
/// Most bytes of one photo or file: the limit of an attachment.
pub const FILE_MAX: usize = 25 * 1024 * 1024;
/// Most bytes of a form with files.
pub const UPLOAD_MAX: usize = 40 * 1024 * 1024;
/// Most fields in a form: five hundred reports can be ticked at once.
const FIELDS_MAX: usize = 600;

/// A file as it was sent.
#[derive(Debug, Clone)]
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A form that was sent by us to somebody who may send it.
#[derive(Debug, Clone, Default)]
pub struct Submitted {
    fields: BTreeMap<String, Vec<String>>,
    pub files: Vec<Upload>,
    /// How long ago the button was pressed; a line that waited in a queue keeps its time.
    pub pressed_ago_ms: i64,
}

/// A fault in a form, with the field it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: &'static str,
    /// Name of the sentence.
    pub text: String,
}

impl Submitted {
    /// Returns a field; empty when it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Returns true when a field was sent, also an empty one.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Returns every value of a field that can be sent more than once.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.get(name).into_iter().flatten().map(String::as_str)
    }

    /// Returns a field, or none when it is empty.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.get(name).trim()).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// Puts a value, to show a form filled in.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.insert(name.to_owned(), vec![value.to_owned()]);
        self
    }

    /// Puts several values, to show a form filled in.
    #[must_use]
    pub fn with_all(mut self, name: &str, values: Vec<String>) -> Self {
        self.fields.insert(name.to_owned(), values);
        self
    }

    /// Returns the idempotency key.
    ///
    /// # Errors
    /// When it is missing or not 32 hexadecimal digits.
    pub fn key(&self) -> Result<CommandId, WebError> {
        unhex(self.get("key")).map(CommandId).ok_or(WebError::Malformed("key"))
    }

    /// Returns when the button was pressed.
    #[must_use]
    pub const fn pressed_at(&self, now: Timestamp) -> Timestamp {
        now.plus_ms(-self.pressed_ago_ms)
    }

    /// Reads fields from `a=b&c=d`.
    fn read_pairs(&mut self, body: &[u8]) -> Result<(), WebError> {
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            let value = decode(halves.next().unwrap_or_default())?;
            self.put(name, value)?;
        }
        Ok(())
    }

    fn put(&mut self, name: String, value: String) -> Result<(), WebError> {
        let count: usize = self.fields.values().map(Vec::len).sum();
        if count >= FIELDS_MAX {
            return Err(WebError::TooLarge);
        }
        self.fields.entry(name).or_default().push(value);
        Ok(())
    }

    async fn read_parts(&mut self, mut parts: Multipart) -> Result<(), WebError> {
        let malformed = |fault: MultipartError| match fault.status() {
            StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
            _ => WebError::Malformed("multipart"),
        };
        while let Some(part) = parts.next_field().await.map_err(malformed)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(malformed)?;
            match file {
                Some(_) if bytes.len() > FILE_MAX => return Err(WebError::TooLarge),
                Some(file) if !bytes.is_empty() => {
                    self.files.push(Upload { name: file, bytes: bytes.to_vec() });
                }
                Some(_) => {}
                None if bytes.len() > FORM_MAX => return Err(WebError::TooLarge),
                None => {
                    let value = String::from_utf8(bytes.to_vec());
                    self.put(name, value.map_err(|_| WebError::Malformed("utf-8"))?)?;
                }
            }
        }
        Ok(())
    }
}

/// Decodes percent and plus.
fn decode(bytes: &[u8]) -> Result<String, WebError> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match first {
            b'+' => out.push(b' '),
            b'%' => {
                let (digits, tail) =
                    rest.split_first_chunk::<2>().ok_or(WebError::Malformed("percent"))?;
                let digits = std::str::from_utf8(digits).unwrap_or_default().to_lowercase();
                let [byte] = unhex::<1>(&digits).ok_or(WebError::Malformed("percent"))?;
                out.push(byte);
                rest = tail;
            }
            other => out.push(*other),
        }
    }
    String::from_utf8(out).map_err(|_| WebError::Malformed("utf-8"))
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let visit = request.extensions().get::<Visit>().cloned().ok_or(WebError::Inside)?;
        let headers = request.headers();
        let user = header_of(headers, "x-user").map(str::to_owned);
        let ago = header_of(headers, "x-pressed-ago").and_then(|ago| ago.parse::<i64>().ok());
        let kind = header_of(headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let pressed_ago_ms = ago.unwrap_or(0).clamp(0, 30 * 24 * 3_600).saturating_mul(1_000);
        let mut form = Self { pressed_ago_ms, ..Self::default() };
        if kind.starts_with("multipart/form-data") {
            let parts = Multipart::from_request(request, state).await;
            form.read_parts(parts.map_err(|_| WebError::Malformed("multipart"))?).await?;
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            let body = axum::body::to_bytes(request.into_body(), FORM_MAX).await;
            form.read_pairs(&body.map_err(|_| WebError::TooLarge)?)?;
        } else {
            return Err(WebError::Malformed("content-type"));
        }
        if let Some(login) = &visit.login {
            if user.is_some_and(|user| user != login.actor.to_string()) {
                return Err(WebError::OtherUser);
            }
            if !same_secret(form.get("token"), &visit.form_token()) {
                return Err(WebError::FormToken);
            }
        }
        Ok(form)
    }
}

/// Compares without telling by time where the difference is.
fn same_secret(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// Turns a refusal into a fault at the field it is about; anything else goes up as it is.
///
/// # Errors
/// Everything that is not about what was typed.
pub fn faults(error: SubmitError, text_field: &'static str) -> Result<Vec<Fault>, WebError> {
    use tegenwicht_core::refusal::Refusal as R;
    let field = match &error {
        SubmitError::Refused(refusal) => match refusal {
            R::TextEmpty | R::TextTooLong | R::TextControl => text_field,
            R::TitleEmpty | R::TitleTooLong => "title",
            R::NameEmpty | R::NameTooLong => "name",
            R::ReasonEmpty => "reason",
            R::LoginNameTaken => "login",
            R::PasswordTooShort => "password",
            R::PinWrongForm => "pin",
            R::RolesEmpty => "roles",
            R::NotAllowed
            | R::CrisisUnknown
            | R::EntryUnknown
            | R::FigureUnknown
            | R::ReportUnknown
            | R::UserUnknown => return Err(error.into()),
            _ => text_field,
        },
        SubmitError::OtherPayload => text_field,
        SubmitError::NotWritten(_) | SubmitError::Unknown(_) => text_field,
    };
    Ok(vec![Fault { field, text: WebError::from(error).text_id() }])
}
