// SPDX-License-Identifier: EUPL-1.2
// Ready in a quarter of an hour: from an empty folder to a first exercise, step by step, by somebody
// who never saw the program.

import assert from "node:assert/strict";
import test from "node:test";
import { PHONE, WIDE, launch } from "./kit/browser.mjs";
import { PASSWORD, PIN, Person } from "./kit/house.mjs";
import { Program } from "./kit/program.mjs";
import { Walker, named } from "./kit/walk.mjs";

const browser = await launch();
const SEATS = ["Voorzitter crisisteam", "Logger", "Informatiemanager", "Zorg", "ICT", "Facilitair en techniek", "Communicatie"];
const PEOPLE = ["Jan Klaver", "Els Vos", "Piet Bakker", "Noor Haan", "Tim Dekker", "Ria Smit", "Bo Kuiper"];

for (const way of [{ width: WIDE, language: "nl", script: true }, { width: PHONE, language: "en", script: false }]) {
  test(`from an empty folder to a first exercise, ${named(way)}`, async (t) => {
    const program = await Program.start(t);
    const walker = await Walker.start(t, browser, new Person(program), way);
    await foundation(walker, program);
    const steps = { institution, words, people, duty, sites, places, pin, codes };
    const seen = [];
    for (let name = await next(walker); steps[name]; name = await next(walker)) {
      assert.ok(!seen.includes(name), `${name} stays the next after it was done`);
      seen.push(name);
      await walker.follow(".ready-step.is-next a.utrecht-button");
      await walker.shoot(`ready-${name}`);
      await steps[name](walker);
      // On every page of a step the way back is in view.
      if (walker.path !== "/ready") await walker.follow(".ready-bar a");
    }
    assert.deepEqual(seen, Object.keys(steps), "each step once, in this order");
    await walker.shoot("ready-almost");
    await firstExercise(walker);
  });
}

async function foundation(walker, program) {
  await walker.page.goto(program.setup);
  const first = { institution: "Verpleeghuis Zonzicht", sector: "nursing-home", name: "A. Meijer", login: "meijer", password: PASSWORD, password_again: PASSWORD };
  await walker.shoot("ready-setup");
  await walker.send("form[action='/setup']", first);
  await walker.send("main form[action='/login']", { login: "meijer", password: PASSWORD });
  assert.equal(walker.path, "/setup/root");
}

/** Which step is the next, by the page itself. */
async function next(walker) {
  await walker.go("/ready");
  const address = await walker.page.locator(".ready-step.is-next a.utrecht-button").getAttribute("href");
  const steps = { "/setup/root": "institution", "/settings": "words", "/contacts": "people", "/roster": "duty", "/sites": "sites", "/settings#places": "places", "/users#board": "pin", "/account/codes": "codes", "/devices": "devices" };
  assert.ok(steps[address], address);
  return steps[address];
}

async function institution(walker) {
  assert.equal(await walker.count(".secret code span"), 14);
  await walker.send("form[action='/setup/root']");
}

async function words(walker) {
  await walker.send("form[action='/settings/checked']");
}

/** By a list from a spreadsheet: with a preview, and a row that says what is wrong with it. */
async function people(walker) {
  await walker.follow("a[href='/import/contacts']");
  const rows = ["Naam;Telefoon;Rollen", ...PEOPLE.map((name, i) => `${name};06 1234567${i};${SEATS[i]}`), "Zonder nummer;;Logger"];
  const file = { name: "lijst.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\r\n")) };
  await walker.page.setInputFiles("#file", file);
  await walker.send("form[action='/import/contacts']");
  assert.match(await walker.text(), /Zonder nummer/);
  await walker.shoot("ready-preview");
  await walker.send("form[action^='/import/contacts/']");
  await walker.shoot("ready-imported");
  await walker.go("/contacts?view=names");
  for (const name of PEOPLE) assert.match(await walker.text(), new RegExp(name));
}

async function duty(walker) {
  const typed = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().replace(/(....)-(..)-(..)T(.....).*/, "$3-$2-$1 $4");
  const form = walker.page.locator("form[action='/roster']");
  const contact = await form.locator("[name=contact] option", { hasText: "Jan Klaver" }).getAttribute("value");
  await walker.send(form, { role: "duty-manager", contact, from: typed(-3), until: typed(100) });
  assert.match(await walker.text(), /Jan Klaver/);
}

async function sites(walker) {
  await walker.send("form[action='/sites']", { name: "Hoofdgebouw", address: "Lindelaan 1" });
  const within = await walker.page.locator("[name=within] option", { hasText: "Hoofdgebouw" }).getAttribute("value");
  await walker.send("form[action='/sites']", { name: "Afdeling West", within });
  assert.match(await walker.text(), /Afdeling West/);
}

async function places(walker) {
  const form = walker.page.locator("form.settings", { has: walker.page.locator("[value=places]") });
  await walker.send(form, { "place.gathering": "zaal 1", "place.fallback": "kantine" });
}

async function pin(walker) {
  await walker.send("form[action='/users/pin']", { pin: PIN });
}

async function codes(walker) {
  await walker.send("form[action='/account/codes']");
  assert.equal(await walker.count(".paper-codes li"), 10);
  await walker.shoot("ready-codes-made");
}

/** The place to gather and the people to call are there by themselves. */
async function firstExercise(walker) {
  assert.equal(walker.path, "/ready", "an exercise need not wait for a second device");
  await walker.follow("main .utrecht-alert a[href='/crises/new']");
  await walker.send("form[action='/crises']", { title: "Eerste oefening", mode: "exercise" }, "> button:not([name])");
  const crisis = walker.path.replace(/\/log$/, "");
  assert.match(await walker.text("#strip"), /zaal 1/, "the gathering place of the institution");
  await walker.go(`${crisis}/calls`);
  assert.match(await walker.text(), /Jan Klaver/);
  assert.equal(await walker.count(".call-role .call"), PEOPLE.length + 1);
  await walker.shoot("ready-calls");
  // In a fire nobody types a place.
  await walker.go("/");
  await walker.send("form.fire");
  assert.match(await walker.text("#strip"), /zaal 1/);
}
