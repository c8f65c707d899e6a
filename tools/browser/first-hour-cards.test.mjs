// SPDX-License-Identifier: EUPL-1.2
// The first hour by cards: two at work that share a step, what is filled in and what is proposed.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { WIDE, launch } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";
import { WAYS, Walker, named } from "./kit/walk.mjs";

const browser = await launch();
const DIGITAL = { name: "digital", shared: "inform-ghor", figure: "record-disruption-hours" };

for (const way of WAYS) {
  test(`cards at work, ${named(way)}`, async (t) => {
    const house = await House.build(t);
    const crisis = await house.chair.open("Uitval oproepsysteem");
    const [chair, member] = await Promise.all([house.chair, house.member].map((person) => Walker.start(t, browser, person, way)));
    await t.test("two cards are started", () => started(chair, crisis));
    await t.test("a step is ticked, taken, handed over, or does not apply", () => steps(chair, crisis));
    await t.test("what two cards share is done for both", () => shared(chair, member, crisis));
    await t.test("a figure that is filled in stands in the log", () => figure(member, crisis));
    await t.test("a proposal becomes a line with one press", () => proposal(member, crisis));
  });
}

async function started(chair, crisis) {
  await chair.go(`${crisis}/cards`);
  for (const card of [DIGITAL.name, "staff-shortage"]) {
    await chair.go(`${crisis}/cards`);
    await chair.send(chair.page.locator("form.card-start", { has: chair.page.locator(`[value=${card}]`) }));
    assert.equal(chair.path, `${crisis}/cards/${card}`);
  }
  await chair.go(`${crisis}/cards`);
  assert.equal(await chair.count(`form.card-start [value=${DIGITAL.name}]`), 0, "what runs is not started again");
  await chair.shoot("cards");
}

const step = (walker, name) => walker.page.locator(`#step-${name}`);

async function steps(chair, crisis) {
  await chair.go(`${crisis}/cards/${DIGITAL.name}`);
  const forms = (name) => step(chair, name).locator("form");
  await chair.send(forms("list-disrupted-systems").and(chair.page.locator(".step-tick")));
  assert.equal(await chair.count("#step-list-disrupted-systems.is-done"), 1);
  await chair.send(forms("keep-cause-open").filter({ has: chair.page.locator("[value=taken]") }));
  assert.match(await chair.text("#step-keep-cause-open.is-taken"), /S\. Kaya/);
  await chair.send(forms("assess-digital-impact-on-care").filter({ has: chair.page.locator("[value=handed]") }), { owner: "N. Haan" });
  assert.match(await chair.text("#step-assess-digital-impact-on-care"), /N\. Haan/);
  const business = forms("assess-digital-impact-on-business").filter({ has: chair.page.locator("[value=not-applicable]") });
  await chair.send(business, { note: "alles draait nog op papier" });
  assert.match(await chair.text("#step-assess-digital-impact-on-business.is-not-applicable"), /alles draait nog op papier/);
  await chair.shoot("card");
  // One press too many: the box opens the step again.
  await chair.send(forms("list-disrupted-systems").and(chair.page.locator(".step-tick")));
  assert.equal(await chair.count("#step-list-disrupted-systems.is-open"), 1);
}

async function shared(chair, member, crisis) {
  await chair.go(`${crisis}/cards/${DIGITAL.name}?part=1`);
  assert.equal(await step(chair, DIGITAL.shared).locator(".card-step__shared").count(), 1);
  await chair.send(step(chair, DIGITAL.shared).locator("form.step-tick"));
  await member.go(`${crisis}/cards/staff-shortage`);
  assert.equal(await member.count(`#step-${DIGITAL.shared}.is-done`), 1);
}

async function figure(member, crisis) {
  await member.go(`${crisis}/cards/${DIGITAL.name}`);
  const form = step(member, DIGITAL.figure).locator("form").filter({ has: member.page.locator("[name^=figure-]") });
  await member.send(form, { "figure-disruption-hours": "6", source: "leverancier" });
  assert.equal(await member.count(`#step-${DIGITAL.figure}.is-done`), 1);
  await member.go(`${crisis}/figures`);
  assert.match(await member.text(".figure-value"), /6/);
  await member.go(`${crisis}/log`);
  await member.line(/leverancier/);
}

async function proposal(member, crisis) {
  await member.go(`${crisis}/cards`);
  await member.send(member.page.locator("form.card-start", { has: member.page.locator("[value=ict-outage]") }));
  const goal = member.page.locator("form[action$='/propose']", { has: member.page.locator("[value=ict-goal-safety]") });
  await member.go(`${member.path}?part=2`);
  const said = (await member.page.locator("#ict-goal-safety p").first().innerText()).replace(/\.$/, "");
  await member.send(goal);
  assert.equal(new URL(member.page.url()).hash, "#ict-goal-safety", "one stays where one was");
  assert.match(await member.text("#ict-goal-safety"), /J\. de Boer/);
  await member.shoot("proposal");
  await member.go(`${crisis}/log`);
  await member.line(said);
}

test("a card that runs keeps its text when its file is changed, and the next crisis gets the new one", async (t) => {
  const house = await House.build(t);
  const { chair, coordinator, program } = house;
  const folder = join(program.data, "library", "nl");
  await mkdir(folder, { recursive: true });
  const write = async (text) => {
    await writeFile(join(folder, "lift.md"), `---\ncard: lift\nkind: action\ntitle: Lift staat stil\n---\nAls een lift stilstaat.\n\n## Doen {phase=act}\n- [ ] ${text} {id=call-lift}\n`);
    await coordinator.post("/library/read", {});
  };
  await write("Bel de liftmonteur.");
  const before = await chair.open("Lift A");
  await chair.post(`${before}/cards`, { card: "lift" });
  await write("Bel de portier, die belt de monteur.");
  const after = await chair.open("Lift B");
  await chair.post(`${after}/cards`, { card: "lift" });
  const walker = await Walker.start(t, browser, chair, { width: WIDE, language: "nl", script: false });
  await walker.go(`${before}/cards/lift`);
  assert.match(await walker.text("#step-call-lift"), /Bel de liftmonteur\./);
  await walker.go(`${after}/cards/lift`);
  assert.match(await walker.text("#step-call-lift"), /Bel de portier/);
  // The program starts again and reads its files anew.
  await program.kill();
  await program.again();
  await walker.go(`${before}/cards/lift`);
  assert.match(await walker.text("#step-call-lift"), /Bel de liftmonteur\./);
});
