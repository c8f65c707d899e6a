// SPDX-License-Identifier: EUPL-1.2
// An institution with people and a crisis, put together by the same forms that the pages send.

import { randomBytes } from "node:crypto";
import { Program } from "./program.mjs";

export const PASSWORD = "een lange zin";
export const PIN = "246810";
const PEOPLE = {
  chair: ["S. Kaya", "chair"],
  keeper: ["L. Visser", "log-keeper"],
  member: ["J. de Boer", "member"],
  observer: ["P. Smit", "observer"],
  informer: ["F. Benali", "information-manager"],
  manager: ["M. Visser", "manager"],
};

export const freshKey = () => randomBytes(16).toString("hex");

/** Somebody who sends forms without a browser; with a login, or without. */
export class Person {
  constructor(program, name = "") {
    Object.assign(this, { program, name, cookie: "", token: "", id: "" });
  }

  headers(more = {}) {
    return this.cookie ? { cookie: `tegenwicht=${this.cookie}`, ...more } : more;
  }

  get(path) {
    return fetch(this.program.url + path, { headers: this.headers({ "accept-language": "nl" }), redirect: "manual" });
  }

  async post(path, fields, headers = {}) {
    const form = new URLSearchParams({ key: freshKey(), token: this.token });
    for (const [name, value] of Object.entries(fields)) {
      form.delete(name);
      for (const one of [value].flat()) form.append(name, one);
    }
    const all = this.headers({ "accept-language": "nl", ...headers });
    const answer = await fetch(this.program.url + path, { method: "POST", body: form, headers: all, redirect: "manual" });
    if (answer.status >= 400) throw new Error(`POST ${path}: ${answer.status}\n${await answer.text()}`);
    return answer;
  }

  async logIn(login, password = PASSWORD) {
    const answer = await this.post("/login", { login, password, next: "/" });
    const cookies = answer.headers.getSetCookie().map((line) => /^tegenwicht=([^;]+)/.exec(line)?.[1]);
    this.cookie = cookies.find(Boolean);
    const page = await (await this.get("/account")).text();
    this.token = /data-token="(\w+)"/.exec(page)[1];
    this.id = /data-user="([^"]+)"/.exec(page)[1];
    return this;
  }

  logOut() {
    return this.post("/logout", {});
  }

  /** Opens a crisis and returns its address. */
  async open(title, mode = "real", more = {}) {
    const answer = await this.post("/crises", { title, mode, at: "", place: "", ...more });
    return answer.headers.get("location").replace(/\/log$/, "");
  }

  /** Writes a line and returns its id. */
  async write(crisis, text, more = {}) {
    const fields = { kind: "fact", text, at: "nu", ...more };
    const answer = await this.post(`${crisis}/log`, fields, { "x-requested-with": "tegenwicht", "x-user": this.id });
    return /data-row="([^"]+)"/.exec(await answer.text())[1];
  }

  async export(crisis) {
    return (await this.get(`${crisis}/export/json`)).json();
  }

  /** The lines that people wrote: all but the one that tells of the opening. */
  async written(crisis) {
    const { entries } = await this.export(crisis);
    return entries.filter(({ text }) => !isOpening(text));
  }
}

/** Whether a line of the log tells of the opening of its crisis. */
export const isOpening = (text) => /^\s*(Crisis geopend|Crisis opened): /.test(text ?? "");

/** A server that is set up, with one person per role and a PIN. */
export class House {
  static async build(t, { people = ["chair", "member"] } = {}) {
    const house = new House();
    house.program = await Program.start(t);
    house.nobody = new Person(house.program);
    const setup = new URL(house.program.setup).searchParams.get("token");
    const first = { institution: "Ziekenhuis De Waard", sector: "hospital", login: "coordinator", name: "A. Meijer" };
    await house.nobody.post("/setup", { ...first, setup, password: PASSWORD, password_again: PASSWORD });
    house.coordinator = await new Person(house.program, first.name).logIn("coordinator");
    await house.coordinator.post("/users/pin", { pin: PIN });
    for (const login of people) {
      const [name, roles] = PEOPLE[login];
      await house.coordinator.post("/users", { login, name, phone: "", roles, password: PASSWORD });
      house[login] = await new Person(house.program, name).logIn(login);
    }
    return house;
  }
}
