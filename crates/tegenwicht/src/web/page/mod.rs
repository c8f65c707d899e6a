// SPDX-License-Identifier: EUPL-1.2
//! One file per noun: its pages and what their forms do. Path equals file.

pub mod account;
pub mod action;
pub mod admission;
pub mod assessment;
pub mod asset;
pub mod bottleneck;
pub mod call;
pub mod card;
pub mod code;
pub mod contact;
pub mod crisis;
pub mod decision;
pub mod device;
pub mod enrolment;
pub mod erasure;
pub mod figure;
pub mod file;
pub mod glossary;
pub mod handover;
pub mod health;
pub mod help;
pub mod home;
pub mod import;
pub mod inform;
pub mod library;
pub mod log_entry;
pub mod login;
pub mod meeting;
pub mod notice;
pub mod order;
pub mod paper;
pub mod picture;
pub mod problem;
pub mod progress;
pub mod ready;
pub mod report;
pub mod roster;
pub mod setting;
pub mod setup;
pub mod site;
pub mod step;
pub mod stream;
pub mod support_request;
pub mod task;
pub mod team;
pub mod user;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use tegenwicht_core::feature::text;

use super::error::WebError;
use super::form::{Fault, Submitted};
use crate::app::SubmitError;

/// What a page handler gives back.
pub type Answer = Result<Response, WebError>;

/// A whole page.
fn shown(markup: Markup) -> Answer {
    Ok(markup.into_response())
}

/// A page with a form that was not accepted: the text is kept, the faults are named.
fn refused(error: &SubmitError, markup: Markup, fresh_key: &str) -> Answer {
    let status = WebError::Submit(error.clone()).status();
    let mut response = (status, markup).into_response();
    response.headers_mut().insert("x-shown", header::HeaderValue::from_static("1"));
    if *error == SubmitError::OtherPayload
        && let Ok(key) = header::HeaderValue::from_str(fresh_key)
    {
        response.headers_mut().insert("x-fresh-key", key);
    }
    Ok(response)
}

/// A page with a form that does not read, before anything was asked of the domain.
fn unreadable(markup: Markup) -> Answer {
    let mut response = (StatusCode::UNPROCESSABLE_ENTITY, markup).into_response();
    response.headers_mut().insert("x-shown", header::HeaderValue::from_static("1"));
    Ok(response)
}

/// The form with a text that can be sent as it is read: without what nobody sees.
fn seen(form: Submitted) -> Submitted {
    let cleaned = text::without_unseen(form.get("text"));
    form.with("text", &cleaned)
}

/// What the core will refuse in a text, so that a form tells it together with its other faults.
fn text_fault(field: &'static str, typed: &str, kind: text::Field) -> Option<Fault> {
    let refusal = text::required(typed, kind).err()?;
    Some(Fault { field, text: WebError::from(refusal).text_id() })
}

/// After a form was carried out: on to where the result is seen.
fn onwards(path: &str) -> Answer {
    Ok(Redirect::to(path).into_response())
}
