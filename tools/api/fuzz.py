# SPDX-License-Identifier: EUPL-1.2
"""Asks the API of a running demonstration all sorts of things, as its own OpenAPI document says they may be asked.

Starts the program with `demo` on a free port of this machine, logs in, and lets schemathesis make requests by
`/api/v1/openapi.json`: right ones, and wrong in every way the document rules out. What must hold of each answer stands in
`checks.py`. Only this machine is asked, and the demonstration ends with the run.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent.parent / "target" / "debug" / "tegenwicht"
SEED = 20260
EXAMPLES = 20  # per operation; what the document rules out comes on top
READY = 30  # s
LONGEST = 600  # s; a run that takes longer hangs
# It ends our own session, it never ends, or it answers the same to all.
LEFT_OUT = ["logOut", "followCrisis", "showDocument"]
LOGIN = "coordinator"


def main():
    asked = arguments()
    python = tools()
    if asked.prepare:
        return 0
    program = Path(asked.program).resolve()
    if not program.is_file():
        sys.exit(f"{program} is not there: build it, or name the program in TEGENWICHT_BIN")
    with tempfile.TemporaryDirectory(prefix="tegenwicht-api-") as folder:
        running = Running(program, Path(folder))
        try:
            return fuzz(asked, python, running, Path(folder))
        finally:
            running.end()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=os.environ.get("TEGENWICHT_BIN") or str(BUILT))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="requests per operation and phase")
    parser.add_argument("--only", metavar="OPERATION", help="one operation, by its operationId")
    parser.add_argument("--plant", choices=["version", "problem"], help="a fault put in each answer, that must be found")
    parser.add_argument("--prepare", action="store_true", help="bring the tools and stop")
    return parser.parse_args()


def tools():
    """Makes the virtual environment once for each list of requirements, and returns its Python."""
    wanted = HERE / "requirements.txt"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tegenwicht-tools"
    mark = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = cache / f"api-{mark}"
    python = folder / "bin" / "python"
    if not (folder / "complete").is_file():
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", str(wanted)], check=True)
        (folder / "complete").touch()
    return python


class Running:
    """The demonstration, its address and a login."""

    def __init__(self, program, folder):
        self.log = folder / "said.txt"
        command = [str(program), "demo", "--data", str(folder / "data"), "--listen", "127.0.0.1:0"]
        with self.log.open("wb") as said:
            self.process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        said = self.wait()
        self.url = re.search(r"^listening on (\S+)$", said, re.M)[1]
        password = re.search(rf"^login {LOGIN} (\S+)$", said, re.M)[1]
        self.token = None
        self.token = self.ask("POST", "/sessions", {"name": LOGIN, "password": password})["token"]

    def wait(self):
        deadline = time.monotonic() + READY
        while time.monotonic() < deadline and self.process.poll() is None:
            said = self.log.read_text("utf8", "replace")
            if re.search(r"^listening on \S+$", said, re.M):
                return said
            time.sleep(0.05)
        self.end()
        sys.exit(f"the program did not say that it listens\n{self.log.read_text('utf8', 'replace')}")

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json", "Idempotency-Key": os.urandom(16).hex()}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", sent, headers, method=method)
        with urllib.request.urlopen(request, timeout=READY) as answer:
            return json.load(answer)

    def ids(self, path, field="id"):
        return [item[field] for item in self.ask("GET", path)["items"]]

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(READY)
            except subprocess.TimeoutExpired:
                self.process.kill()


def known(running):
    """What is there, so that requests get further than `nothing at this address`."""
    crisis = running.ids("/crises")[0]
    closed = running.ask("POST", "/crises", {"title": "To be closed", "mode": "exercise"})["id"]
    own = running.ask("GET", "/account")
    of = f"/crises/{crisis}"
    cards = running.ask("GET", f"{of}/cards")["items"]
    items = [item for card in cards for part in card["parts"] for item in part["items"]]
    return {
        "crisis": [crisis],
        "closing": [closed],
        "entry": running.ids(f"{of}/logEntries?limit=500"),
        "decision": running.ids(f"{of}/decisions"),
        "bottleneck": running.ids(f"{of}/bottlenecks"),
        "seat": running.ids(f"{of}/seats"),
        "team": running.ids(f"{of}/teams"),
        "order": running.ids(f"{of}/orders"),
        "support": running.ids(f"{of}/supportRequests"),
        "figure": running.ids(f"{of}/figures"),
        "topic": [topic["id"] for topic in running.ask("GET", f"{of}/picture")["topics"]],
        "card": [card["id"] for card in cards],
        "library": running.ids("/cards?limit=500"),
        "item": [item["id"] for item in items],
        "step": [f"{card['id']}.{item['id']}" for card in cards for part in card["parts"] for item in part["items"]],
        "contact": running.ids("/contacts"),
        "shift": running.ids("/shifts"),
        "site": running.ids("/sites"),
        "user": [user for user in running.ids("/users") if user != own.get("id")],
        "report": running.ids("/reports"),
        "setting": running.ids("/settings?limit=500", "name"),
    }


def fuzz(asked, python, running, folder):
    there = folder / "known.json"
    there.write_text(json.dumps(known(running)))
    left_out = [part for name in LEFT_OUT for part in ("--exclude-operation-id", name)]
    only = ["--include-operation-id", asked.only] if asked.only else []
    command = [str(python), "-m", "schemathesis.cli", "run", f"{running.url}/api/v1/openapi.json", *left_out, *only]
    command += ["--header", f"Authorization:Bearer {running.token}", "--seed", str(asked.seed)]
    command += ["--max-examples", str(asked.examples), "--phases", "examples,coverage,fuzzing", "--workers", "2"]
    command += ["--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,says_its_version,a_fault_is_a_problem_document"]
    # That a busy machine makes requests slowly is no fault of the program.
    command += ["--suppress-health-check", "all"]
    command += ["--generation-database", "none", "--request-timeout", "60", "--no-color", "--continue-on-failure", "--output-sanitize", "false"]
    env = {**os.environ, "SCHEMATHESIS_HOOKS": "checks", "PYTHONPATH": str(HERE), "TEGENWICHT_KNOWN": str(there)}
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    if asked.plant:
        env["TEGENWICHT_PLANT"] = asked.plant
    print(f"seed {asked.seed}, {asked.examples} examples per operation", flush=True)
    began = time.monotonic()
    ended = subprocess.run(command, cwd=folder, env=env, timeout=LONGEST)
    print(f"took {time.monotonic() - began:.0f} s", flush=True)
    if running.process.poll() is not None:
        print(f"the program ended with {running.process.returncode}\n{running.log.read_text('utf8', 'replace')[-4000:]}")
    failed = ended.returncode != 0 or running.process.poll() is not None
    if failed:
        print(f"again: python3 tools/api/fuzz.py --program {asked.program} --seed {asked.seed} --examples {asked.examples}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
