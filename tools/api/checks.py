# SPDX-License-Identifier: EUPL-1.2
"""What must hold of each answer of the API, and how a made-up request gets to something that is there."""

import json
import os
import zlib
from collections import Counter
from pathlib import Path

import schemathesis

KNOWN = json.loads(Path(os.environ["TEGENWICHT_KNOWN"]).read_text())
PLANT = os.environ.get("TEGENWICHT_PLANT")
COUNT = Counter()
PROBLEM = "application/problem+json"

# What a name in an address stands for.
IN_PATH = {name: name for name in ("entry", "seat", "order", "support", "figure", "topic", "step", "card")}
ID_OF = {
    "crises": "crisis",
    "contacts": "contact",
    "shifts": "shift",
    "sites": "site",
    "users": "user",
    "reports": "report",
    "cards": "library",
}
# What a field of a body names.
IN_BODY = {
    "answers": "entry",
    "card": "library",
    "contact": "contact",
    "contradicts": "entry",
    "decides": "bottleneck",
    "decision": "decision",
    "entry": "entry",
    "item": "item",
    "order": "order",
    "owner": "user",
    "ownerId": "user",
    "replaces": "decision",
    "reports": "report",
    "sameAs": "report",
    "settles": "entry",
    "site": "site",
    "takesOver": "seat",
    "team": "team",
    "user": "user",
    "within": "site",
}


def pick(kind, dice):
    found = KNOWN.get(kind)
    return found[dice % len(found)] if found else None


def of_path(path, name):
    """The kind of thing that a name in an address stands for."""
    if path.endswith("/closing"):
        return "closing"
    if name == "id":
        return ID_OF.get(path.split("/")[3])
    if name == "name":
        return "setting"
    return IN_PATH.get(name)


@schemathesis.hook
def before_call(ctx, case, **kwargs):
    """Three of four requests name things that are there: made-up ids get no further than the door."""
    label = case.operation.label
    COUNT[label] += 1
    dice = zlib.crc32(f"{label} {COUNT[label]}".encode())
    if dice % 4 == 0:
        return
    path = case.operation.path
    for at, name in enumerate(case.path_parameters or {}):
        found = pick(of_path(path, name), dice >> (4 + at))
        if found is not None:
            case.path_parameters[name] = found
    body = case.body
    if not isinstance(body, dict):
        return
    # An exercise that was halted refuses all that comes after.
    if "haltExercises" in body:
        body["haltExercises"] = False
    for at, name in enumerate(sorted(body)):
        found = pick(IN_BODY.get(name), dice >> (8 + at))
        if found is None or not (dice >> at) & 1:
            continue
        if isinstance(body[name], str):
            body[name] = found
        elif isinstance(body[name], list):
            body[name] = [found]


def one(response, name):
    """The value of a header that is there once."""
    values = response.headers.get(name) or []
    return values[0] if len(values) == 1 else None


@schemathesis.check
def says_its_version(ctx, response, case):
    """Every answer of the API carries its version."""
    version = None if PLANT == "version" else one(response, "api-version")
    wanted = case.operation.schema.raw_schema["info"]["version"]
    assert version == wanted, f"API-Version is {version}, not {wanted}"


@schemathesis.check
def a_fault_is_a_problem_document(ctx, response, case):
    """Every fault is a problem document that says its own status and has a code."""
    if response.status_code < 400 or case.operation.method.upper() == "HEAD":
        return
    kind = "text/html" if PLANT == "problem" else (one(response, "content-type") or "")
    assert kind.split(";")[0] == PROBLEM, f"{response.status_code} comes as {kind or 'nothing'}, not as {PROBLEM}"
    problem = json.loads(response.content)
    assert problem.get("status") == response.status_code, f"the document says {problem.get('status')}"
    assert problem.get("title") and problem.get("code"), "the document has a title and a code"
