// SPDX-License-Identifier: EUPL-1.2
// Who comes in during the first hour and who may read what: let in on the spot, a code, a PIN at the
// PC of the crisis room, a client's name; and an exercise that something real ends.

import assert from "node:assert/strict";
import test from "node:test";
import { WIDE, isLive, launch } from "./kit/browser.mjs";
import { House, PASSWORD, Person } from "./kit/house.mjs";
import { WAYS, Walker, named } from "./kit/walk.mjs";

const browser = await launch();
const NEW = "nog een lange zin";
const NAMED = "Mevrouw De Vries is gevallen";

for (const way of WAYS) {
  test(`who comes in and who reads, ${named(way)}`, async (t) => {
    const house = await House.build(t);
    const crisis = await house.chair.open("Uitval oproepsysteem");
    const walk = (person) => Walker.start(t, browser, person, way);
    const [coordinator, member] = await Promise.all([house.coordinator, house.member].map(walk));
    await t.test("let in on the spot, by a code", async () => letIn(coordinator, await walk(new Person(house.program)), crisis));
    await t.test("a code for a lost password", async () => lost(coordinator, await walk(new Person(house.program))));
    await t.test("the next one takes over by a PIN", async () => takeOver(member, await walk(new Person(house.program))));
    await t.test("a client's name is asked about, hidden, and erased by another", () => clientName(coordinator, member, crisis));
    await t.test("something real ends the exercise", () => halted(coordinator, member));
  });
}

const logIn = (walker, login, password, more = {}) => walker.send("main form[action='/login']", { login, password, ...more });
/** Whose page this is: on a phone the name lies under "more". */
const owner = (walker) => walker.page.textContent("body");
const codeOn = async (walker) => (await walker.page.locator(".one-code code").allInnerTexts()).map((text) => text.trim());

async function newPassword(walker) {
  assert.equal(walker.path, "/account/new-password");
  await walker.shoot("new-password");
  await walker.send("form[action='/account/new-password']", { password: NEW, again: NEW });
}

async function letIn(coordinator, guest, crisis) {
  await coordinator.go(`${crisis}/admit`);
  await coordinator.send("form[action$='/admit']", { name: "Bea Storm", role: "log-keeper" });
  await coordinator.shoot("admitted");
  const [login, code] = await codeOn(coordinator);
  await guest.go("/login");
  await logIn(guest, login, code);
  await newPassword(guest);
  assert.equal(guest.path, `${crisis}/log`, "there is one crisis for who was let in to it");
  await guest.write(crisis, "Ik zit in de logkamer");
  await guest.page.goto("/users");
  assert.equal(await guest.count("form[action='/users']"), 0);
}

async function lost(coordinator, member) {
  await coordinator.go("/users");
  await coordinator.follow(coordinator.page.locator("a[href^='/users/actor-']").filter({ hasText: "J. de Boer" }));
  await coordinator.send("form[action$='/code']");
  const [login, code] = await codeOn(coordinator);
  assert.equal(login, "member");
  await member.go("/login");
  await logIn(member, login, code);
  await newPassword(member);
  await member.go("/");
  assert.match(await owner(member), /J\. de Boer/);
  // A code works once.
  await member.context.clearCookies({ name: "tegenwicht" });
  await member.page.goto("/login");
  await member.send("main form[action='/login']", { login, password: code });
  assert.equal(await member.count(".error-summary"), 1);
}

async function takeOver(member, pc) {
  await member.go("/login");
  await logIn(member, "member", NEW);
  await member.go("/account");
  await member.send("form[action='/account/pin']", { pin: "482915" });
  await pc.go("/login");
  await logIn(pc, "chair", PASSWORD, { enrol: "yes" });
  assert.match(await owner(pc), /S\. Kaya/);
  await pc.go("/login/take-over");
  await pc.send("form[action='/login/take-over']", { login: "member", pin: "111111" });
  assert.equal(await pc.count(".error-summary"), 1);
  await pc.shoot("take-over");
  await pc.send("form[action='/login/take-over']", { pin: "482915" });
  await pc.go("/account");
  assert.match(await owner(pc), /J\. de Boer/);
  assert.doesNotMatch(await owner(pc), /S\. Kaya/);
}

async function clientName(coordinator, member, crisis) {
  await member.go(`${crisis}/log`);
  const form = member.page.locator(".log-form");
  await member.send(form, { text: NAMED }, "> button.utrecht-button");
  await member.page.locator(".log-form .error-summary").waitFor();
  assert.match(await member.text(".log-form .error-summary"), /Mevrouw De Vries/);
  assert.equal(await member.page.inputValue("#text"), NAMED, "what was typed stays");
  await member.shoot("client-name");
  await member.send(form, { names_ok: "yes" }, "> button.utrecht-button");
  await member.line(NAMED);
  await member.go(`${crisis}/log`);
  await member.follow((await member.line(NAMED)).locator(".log-entry__time"));
  const line = member.path;
  await member.send("form[action$='/hide']", { reason: "gezondheidsgegevens" });
  await member.go(`${crisis}/log`);
  assert.doesNotMatch(await owner(member), /De Vries/);
  // Who hid it does not erase it; the coordinator does, and reads it first.
  const hidden = line.replace("/log/", "/hidden/");
  await coordinator.go(`${crisis}/hidden`);
  await coordinator.follow(`a[href='${hidden}']`);
  assert.doesNotMatch(await owner(coordinator), /De Vries/);
  await coordinator.follow("#words a");
  assert.match(await coordinator.text("#words"), /De Vries/);
  await coordinator.shoot("hidden");
  await coordinator.send("form[action$='/erase']", { reason: "gezondheidsgegevens" });
  assert.equal(coordinator.path, `${crisis}/hidden`);
  await coordinator.go(`${crisis}/log`);
  assert.doesNotMatch(await owner(coordinator), /De Vries/);
  await coordinator.shoot("erased");
}

async function halted(coordinator, member) {
  await coordinator.go("/crises/new");
  await coordinator.send("form[action='/crises']", { title: "Oefening stroom", mode: "exercise", place: "zaal 1" }, "> button:not([name])");
  const exercise = coordinator.path.replace(/\/log$/, "");
  await member.go(`${exercise}/log`);
  if (member.way.script) await isLive(member.page);
  assert.equal(await member.count("#halted .halted"), 0);
  await coordinator.go("/");
  await coordinator.send("form.fire", { title: "Brand in de keuken" });
  const real = coordinator.path;
  if (!member.way.script) await member.go(`${exercise}/log`);
  await member.page.locator("#halted .halted").waitFor();
  await member.shoot("halted");
  await member.follow("#halted a");
  assert.equal(member.path, real);
}

const SCREENS = ["", "/log", "/figures", "/cards", "/cards/digital", "/team", "/orders", "/calls", "/inform", "/support", "/assessments", "/hidden", "/admit"];

test("an exercise that a real crisis ends says so on every screen at once, and nothing more is offered there", async (t) => {
  const house = await House.build(t);
  const exercise = await house.chair.open("Oefening stroom", "exercise", { place: "zaal 1" });
  await house.chair.post(`${exercise}/cards`, { card: "digital" });
  await house.chair.post(`${exercise}/team/roles`, { roles: ["chair"], until: "23:59" });
  await house.chair.post(`${exercise}/teams`, { team: "", title: "Team logistiek", task: "" });
  await house.chair.post(`${exercise}/orders`, { team: "team-logistiek", order: "Haal twee pompen", order_due: "" });
  await house.chair.post(`${exercise}/support`, { what: "Tien bedden", of: "GHOR", needed: "" });
  const { context } = await Walker.start(t, browser, house.coordinator, { width: WIDE, language: "nl", script: true });
  const pages = [];
  for (const screen of SCREENS) {
    const page = await context.newPage();
    await page.goto(exercise + screen);
    await isLive(page);
    await page.evaluate(() => (window.stays = true));
    pages.push([screen, page]);
  }
  await house.chair.post("/crises/now", { title: "Brand in de keuken" });
  for (const [screen, page] of pages) {
    await page.locator("#halted .halted").waitFor().catch(() => assert.fail(`${screen || "/"} does not say that the exercise ended`));
    assert.ok(await page.evaluate(() => window.stays), `${screen} was not loaded anew`);
    assert.equal(await page.locator("#strip .strip-halted").count(), 1, screen);
  }
  const offered = [];
  for (const [screen, page] of pages) {
    await page.reload();
    assert.equal(await page.locator(".count--late").filter({ hasText: /[1-9]/ }).count(), 0, `${screen} asks for nobody any more`);
    const forms = await page.locator(`main form[action^='${exercise}'][method=post], .log-form`).evaluateAll((all) => all.map((form) => form.getAttribute("action")));
    offered.push(...new Set(forms.map((form) => `${screen}: ${form.replace(/[a-z]+-[0-9a-f]{32}/g, "*")}`)));
  }
  assert.deepEqual(offered, [], "what would be refused is not offered");
});
