// SPDX-License-Identifier: EUPL-1.2
//! The document of the API tells what the API does: every route, and the form of every answer.

use std::collections::BTreeSet;

use serde_json::Value;
use tegenwicht::web::api::openapi;
use tegenwicht::web::guard::Access;
use tegenwicht::web::routes;

use crate::node::{Answered, Call, open_app, request};

fn document() -> Value {
    serde_json::from_str(&openapi::document().to_json().unwrap()).unwrap()
}

/// Every call of the document, as "GET /api/v1/crises" with what is said of it.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((format!("{} {path}", method.to_uppercase()), operation.clone()));
        }
    }
    all
}

/// Checks an answer against the document: its status is told, and its body has the form that is
/// told, without anything that is not; every fault is a problem.
pub fn check(call: &Call, answered: &Answered) {
    let at = format!("{} {} {}", call.method, call.path, answered.status);
    assert_eq!(answered.header("api-version"), "1.0.0", "{at}");
    let status = answered.status.as_u16();
    if status >= 400 {
        problem(&at, answered);
    }
    let document = document();
    let path = call.path.split('?').next().unwrap();
    let Some(operation) = find(&document, call.method.as_str(), path) else {
        assert!(matches!(status, 401 | 403 | 404 | 405 | 409), "{at}: not in the document");
        return;
    };
    let responses = &operation["responses"];
    let told = responses.get(status.to_string());
    assert!(told.is_some() || status >= 400, "{at}: this status is not in the document");
    let told = told.unwrap_or(&responses["default"]);
    let kind = answered.header("content-type").split(';').next().unwrap();
    let Some(content) = told["content"].as_object() else {
        assert!(answered.body.is_empty(), "{at}: a body that is not in the document");
        return;
    };
    if kind.ends_with("json") {
        assert!(content.contains_key(kind), "{at}: {kind} is not in the document");
        conforms(&document, &content[kind]["schema"], &answered.json(), &at);
    }
}

fn problem(at: &str, answered: &Answered) {
    assert_eq!(answered.header("content-type"), "application/problem+json", "{at}");
    let body = answered.json();
    let code = body["code"].as_str().unwrap_or_default();
    assert_eq!(body["status"], answered.status.as_u16(), "{at}");
    assert_eq!(body["type"], format!("urn:tegenwicht:problem:{code}"), "{at}");
    let detail = body["detail"].as_str().unwrap();
    let without_text = detail.is_empty() || detail.starts_with("error-");
    assert!(!code.is_empty() && !without_text && !detail.starts_with("refusal-"), "{at}: {body}");
    assert!(!body["title"].as_str().unwrap().is_empty(), "{at}");
}

fn find<'a>(document: &'a Value, method: &str, path: &str) -> Option<&'a Value> {
    let fits = |template: &str| {
        let (parts, given): (Vec<&str>, Vec<&str>) =
            (template.split('/').collect(), path.split('/').collect());
        let fit = |(part, given): (&&str, &&str)| part == given || part.starts_with('{');
        parts.len() == given.len() && parts.iter().zip(&given).all(fit)
    };
    let paths = document["paths"].as_object().unwrap();
    let item = paths
        .get(path)
        .or_else(|| paths.iter().find(|(template, _)| fits(template)).map(|(_, item)| item));
    item?.get(method.to_lowercase())
}

fn conforms(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        let schema = &document["components"]["schemas"][name];
        assert!(schema.is_object(), "{at}: no schema {name}");
        return conforms(document, schema, value, &format!("{at} {name}"));
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let not_null = choices.iter().find(|choice| choice["type"] != "null").unwrap();
        return match value {
            Value::Null => assert_ne!(choices.len(), 1, "{at}: null"),
            value => conforms(document, not_null, value, at),
        };
    }
    if let Some(choices) = schema["enum"].as_array() {
        assert!(choices.contains(value), "{at}: {value} is not one of {choices:?}");
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let told = match &schema["type"] {
        Value::String(told) => vec![told.as_str()],
        Value::Array(told) => told.iter().map(|told| told.as_str().unwrap()).collect(),
        _ => Vec::new(),
    };
    assert!(told.is_empty() || told.contains(&kind), "{at}: {kind} instead of {told:?}");
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        conforms(document, &schema["items"], item, &format!("{at}[{index}]"));
    }
    let (mut properties, mut required) = (Vec::new(), Vec::new());
    members(document, schema, &mut properties, &mut required);
    if let Some(object) = value.as_object().filter(|_| !properties.is_empty()) {
        for name in &required {
            assert!(object.contains_key(name), "{at}: {name} is missing");
        }
        for (name, value) in object {
            let told = properties.iter().find(|(told, _)| told == name);
            let (_, told) = told.unwrap_or_else(|| panic!("{at}: {name} is not told"));
            conforms(document, told, value, &format!("{at}.{name}"));
        }
    }
}

/// Collects the members of an object, also those of the schemas that it is made of.
fn members(
    document: &Value,
    schema: &Value,
    properties: &mut Vec<(String, Value)>,
    required: &mut Vec<String>,
) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        members(document, &document["components"]["schemas"][name], properties, required);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        members(document, part, properties, required);
    }
    for (name, told) in schema["properties"].as_object().into_iter().flatten() {
        properties.push((name.clone(), told.clone()));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        required.push(name.as_str().unwrap().to_owned());
    }
}

#[tokio::test]
async fn the_document_is_there_before_the_setup_for_everybody() {
    let node = open_app();
    let call = Call::get("/api/v1/openapi.json");
    let answered = request(&node, call.clone()).await;
    check(&call, &answered);
    assert_eq!(answered.status, 200);
    assert_eq!(answered.header("access-control-allow-origin"), "*");
    assert_eq!(answered.json(), document());
    assert_eq!(answered.json()["openapi"], "3.1.0");
    assert_eq!(answered.json()["info"]["version"], "1.0.0");
}

#[test]
fn every_route_is_in_the_document_and_nothing_else() {
    let api = routes::routes().into_iter().filter(|route| route.path.starts_with("/api/"));
    let routed: BTreeSet<String> =
        api.map(|route| format!("{} {}", route.method, route.path)).collect();
    let told: BTreeSet<String> =
        operations(&document()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(routed, told);
}

#[test]
fn the_document_tells_who_may_call_and_what_can_go_wrong() {
    let document = document();
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let mut ids = BTreeSet::new();
    for route in routes::routes() {
        let Some(operation) = find(&document, route.method.as_str(), route.path) else { continue };
        let name = format!("{} {}", route.method, route.path);
        let open = route.access == Access::Public;
        assert_eq!(operation["security"].is_null(), open, "{name}");
        assert_eq!(operation["responses"]["401"].is_null(), open, "{name}");
        assert!(ids.insert(operation["operationId"].to_string()), "{name}: a second id");
        assert!(operation["summary"].is_string(), "{name}: what does it do?");
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(response["headers"]["API-Version"].is_object(), "{name} {status}");
        }
        let problem = &operation["responses"]["default"]["content"]["application/problem+json"];
        assert_eq!(problem["schema"]["$ref"], "#/components/schemas/Problem", "{name}");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let named = parameters.iter().filter(|parameter| parameter["in"] == "path").count();
        assert_eq!(named, route.path.matches('{').count(), "{name}");
    }
}

#[test]
fn names_follow_the_api_design_rules() {
    let document = document();
    let camel = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric())
    };
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(path.starts_with("/api/v1/") && !path.ends_with('/'), "{path}");
        let parts: Vec<&str> = path.split('/').skip(3).collect();
        for pair in parts.windows(2).filter(|pair| pair[1].starts_with('{')) {
            assert!(pair[0].ends_with('s'), "{path}: {} is not a plural", pair[0]);
        }
        for part in parts.iter().filter(|part| **part != "openapi.json") {
            assert!(camel(part.trim_matches(['{', '}'])), "{path}: {part}");
        }
    }
    for (schema, told) in document["components"]["schemas"].as_object().unwrap() {
        assert!(schema.chars().all(|c| c.is_ascii_alphanumeric()), "{schema}");
        for name in told["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
            assert!(camel(name), "{schema}.{name}");
        }
    }
    for (name, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let told = parameter["name"].as_str().unwrap();
            assert!(parameter["in"] == "header" || camel(told), "{name}: {told}");
        }
    }
}

#[test]
fn every_list_can_be_asked_in_parts() {
    let document = document();
    for (name, operation) in operations(&document) {
        let content = &operation["responses"]["200"]["content"]["application/json"];
        let Some(schema) = content["schema"]["$ref"].as_str() else { continue };
        let told = &document["components"]["schemas"][schema.rsplit('/').next().unwrap()];
        if told["properties"]["items"].is_null() {
            continue;
        }
        assert!(told["properties"]["next"].is_object(), "{name}");
        let parameters = operation["parameters"].as_array().unwrap();
        for wanted in ["limit", "cursor"] {
            assert!(parameters.iter().any(|told| told["name"] == wanted), "{name}: no {wanted}");
        }
    }
}
