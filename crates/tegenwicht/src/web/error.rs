// SPDX-License-Identifier: EUPL-1.2
//! What goes wrong on the way in, as a page for people or a problem for programs. The only place
//! that knows status codes.

use std::fmt;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tegenwicht_core::refusal::Refusal;

use crate::app::SubmitError;

/// What does not read, and where. Never what was sent: it may be about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The field, header or part.
    pub field: Option<String>,
    /// Line and column, counted from 1.
    pub place: Option<(usize, usize)>,
    /// What is wrong, or what was expected instead.
    pub wrong: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        f.write_str(&self.wrong)?;
        match self.place {
            Some((line, column)) => write!(f, " (line {line}, column {column})"),
            None => Ok(()),
        }
    }
}

/// Why a request was not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebError {
    #[error("there is nothing at this address")]
    NotFound,
    /// It was there and was erased; says by whom and when.
    #[error("what was here is erased")]
    Erased(String),
    #[error("log in first")]
    LoginNeeded,
    #[error("your role may not do this")]
    NotAllowed,
    /// Asked for under a name that is not ours, or sent from another site.
    #[error("this request came from another site")]
    Foreign,
    /// The form has no valid token: logged in anew meanwhile, or not our form.
    #[error("the form is out of date")]
    FormToken,
    /// Sent by a page that belongs to somebody else who was logged in here.
    #[error("somebody else is logged in here now")]
    OtherUser,
    #[error("the request does not read: {0}")]
    Malformed(&'static str),
    /// As `Malformed`, with the place; for programs.
    #[error("the request does not read")]
    Unreadable(Box<Unreadable>),
    #[error("this method is not for this address")]
    MethodNotAllowed,
    #[error("the body is of a kind that is not read here")]
    MediaType,
    #[error("larger than allowed")]
    TooLarge,
    #[error("too many requests wait")]
    Busy,
    #[error("name or password is wrong")]
    WrongLogin,
    #[error("the PIN is wrong")]
    WrongPin,
    /// Logged in with a code: first another password.
    #[error("set a new password first")]
    PasswordNeeded,
    /// The words look as if they name a client, and nobody said that they do not.
    #[error("this may name a client")]
    MaybeClientName,
    #[error("not over this connection")]
    NotOverHttp,
    #[error("the institution is not set up yet")]
    NotSetUp,
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// Something inside failed; the log of the program says what.
    #[error("something inside failed")]
    Inside,
}

impl From<Refusal> for WebError {
    fn from(refusal: Refusal) -> Self {
        Self::Submit(SubmitError::Refused(refusal))
    }
}

impl WebError {
    /// Returns a fault that names its place.
    #[must_use]
    pub fn unreadable(what: Unreadable) -> Self {
        Self::Unreadable(Box::new(what))
    }

    /// Returns the status code.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Erased(_) => StatusCode::GONE,
            Self::LoginNeeded | Self::WrongLogin | Self::WrongPin => StatusCode::UNAUTHORIZED,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotAllowed
            | Self::Foreign
            | Self::FormToken
            | Self::OtherUser
            | Self::PasswordNeeded
            | Self::NotOverHttp => StatusCode::FORBIDDEN,
            Self::MaybeClientName => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Malformed(_) | Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::NotSetUp => StatusCode::CONFLICT,
            Self::Submit(error) => submit_status(error),
            Self::Inside => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns the stable code; the sentence stands under `error-<code>` or `refusal-<code>`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Erased(_) => "entry-erased",
            Self::LoginNeeded => "login-needed",
            Self::NotAllowed => "not-allowed",
            Self::Foreign => "foreign",
            Self::FormToken => "form-token",
            Self::OtherUser => "other-user",
            Self::Malformed(_) | Self::Unreadable(_) => "malformed",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::MediaType => "media-type",
            Self::TooLarge => "too-large",
            Self::Busy => "busy",
            Self::WrongLogin => "wrong-login",
            Self::WrongPin => "wrong-pin",
            Self::NotOverHttp => "not-over-http",
            Self::PasswordNeeded => "password-needed",
            Self::MaybeClientName => "maybe-client-name",
            Self::NotSetUp => "not-set-up",
            Self::Submit(SubmitError::Refused(refusal)) => refusal.code(),
            Self::Submit(SubmitError::OtherPayload) => "key-used-before",
            Self::Submit(SubmitError::NotWritten(_)) => "not-written",
            Self::Submit(SubmitError::Unknown(_)) => "outcome-unknown",
            Self::Inside => "inside",
        }
    }

    /// Returns the name of the sentence for people.
    #[must_use]
    pub fn text_id(&self) -> String {
        match self {
            Self::Submit(SubmitError::Refused(refusal)) => format!("refusal-{}", refusal.code()),
            Self::WrongPin => "pin-wrong".to_owned(),
            Self::MethodNotAllowed => "error-not-found".to_owned(),
            Self::MediaType => "error-malformed".to_owned(),
            other => format!("error-{}", other.code()),
        }
    }
}

const fn submit_status(error: &SubmitError) -> StatusCode {
    match error {
        SubmitError::Refused(
            Refusal::CrisisUnknown
            | Refusal::EntryUnknown
            | Refusal::ReportUnknown
            | Refusal::UserUnknown
            | Refusal::FigureUnknown,
        ) => StatusCode::NOT_FOUND,
        SubmitError::Refused(Refusal::NotAllowed | Refusal::NotThisCrisis) => StatusCode::FORBIDDEN,
        SubmitError::Refused(
            Refusal::NotSetUp
            | Refusal::AlreadySetUp
            | Refusal::CrisisAlreadyClosed
            | Refusal::CardAlreadyStarted
            | Refusal::EntryAlreadyStruck
            | Refusal::EntryAlreadyHidden
            | Refusal::EntryNotHidden
            | Refusal::SecondPerson
            | Refusal::NotBlocked
            | Refusal::ReportAlreadyHandled
            | Refusal::LoginNameTaken
            | Refusal::LastCoordinator
            | Refusal::UserBlocked,
        )
        | SubmitError::OtherPayload => StatusCode::CONFLICT,
        SubmitError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        SubmitError::NotWritten(_) | SubmitError::Unknown(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The guard turns this into a page or a problem document in the language of who asks.
impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
