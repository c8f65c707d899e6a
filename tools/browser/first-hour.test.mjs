// SPDX-License-Identifier: EUPL-1.2
// The first hour as people walk it: from a report at the notice board to a false alarm.

import assert from "node:assert/strict";
import test from "node:test";
import { launch } from "./kit/browser.mjs";
import { House, PIN } from "./kit/house.mjs";
import { WAYS, Walker, named } from "./kit/walk.mjs";

const browser = await launch();
const FIRST = "De pieper doet het niet op afdeling B";
const OTHER = "Het oproepsysteem zwijgt op C";
const CRITERIA = ["several-units", "critical-processes", "public-unrest", "institution-disturbed", "safety", "reputation", "external-partners", "government-scaling", "large-deployment", "media"];

for (const way of WAYS) {
  test(`the first hour, ${named(way)}`, async (t) => {
    const house = await staffed(t);
    const walk = (person) => Walker.start(t, browser, person, way);
    const [board, chair, member] = await Promise.all([house.nobody, house.chair, house.member].map(walk));
    await t.test("reports at the notice board, with us too", () => reports(board, member));
    await t.test("one who manages makes one heap of them and weighs it", () => weighing(chair));
    const crisis = await scaledUp(chair);
    await t.test("level, GRIP and place", () => scaling(chair, crisis));
    await t.test("the call list", () => calls(chair, crisis));
    await t.test("seats, and a liaison of elsewhere", () => seats(chair, member, crisis));
    await t.test("board and GHOR are told, help is asked for", () => outside(chair, crisis));
    await t.test("an order and its acknowledgement", () => orders(chair, member, crisis));
    await t.test("who takes over", () => handOver(chair, crisis));
    await t.test("a false alarm ends with a press", () => falseAlarm(chair));
  });
}

/** People who can be called, some of them on duty. */
async function staffed(t) {
  const house = await House.build(t, { people: ["chair", "keeper", "member"] });
  const { coordinator } = house;
  const people = [["Jan Klaver", "chair", "0"], ["Els Vos", "chair", "1"], ["Piet Bakker", "ict", "0"], ["Noor Haan", "care", "0"]];
  for (const [name, roles, rank] of people) await coordinator.post("/contacts", { name, phone: "06 12345678", roles, rank });
  await coordinator.post("/contacts", { name: "Meldkamer GHOR", phone: "088 1234567", desk: "ghor", rank: "0" });
  return house;
}

async function reports(board, member) {
  await board.go("/report");
  await board.send("form[data-draft=report]", { text: FIRST, place: "afdeling B", pin: "000000" }, "> button");
  assert.equal(await board.count(".error-summary"), 1);
  assert.equal(await board.page.inputValue("#text"), FIRST);
  // Enter in the field of the PIN sends the report: it must not stay behind on a list.
  await board.page.fill("#pin", PIN);
  await Promise.all([board.page.waitForURL("**/report/thanks"), board.page.press("#pin", "Enter")]);
  await board.look();
  await board.shoot("thanks");
  // Who looks first finds it there, and says "with us too" without typing.
  await board.go("/report");
  await board.send("form[data-draft=report]", { pin: PIN }, "[name=look]");
  assert.match(await board.text("form[data-draft=report]"), new RegExp(FIRST));
  await board.shoot("looked");
  const there = await board.page.locator("[name=same_as]").first().getAttribute("value");
  // The PIN was typed when she looked, and once is enough.
  assert.equal(await board.count("form[data-draft=report] [name=pin]"), 0);
  await board.send("form[data-draft=report]", { same_as: there, place: "afdeling D" }, "> button");
  assert.equal(board.path, "/report/thanks");
  await member.go("/report");
  await member.send("form.same-as__form", { place: "afdeling E" });
  await board.go("/report");
  await board.send("form[data-draft=report]", { text: OTHER, pin: PIN }, "> button");
  assert.equal(board.path, "/report/thanks");
}

async function weighing(chair) {
  await chair.go("/reports");
  assert.equal(await chair.count(".heap"), 2);
  await chair.shoot("inbox");
  const both = await chair.page.locator("#inbox [name=report]").evaluateAll((ticks) => ticks.map((tick) => tick.value));
  await chair.send("#inbox", { report: both }, ".heaps-join button:not([name])");
  assert.equal(await chair.count(".heap"), 1);
  assert.match(await chair.text(".heap"), /4 (meldingen|reports)/);
  await chair.follow(".heap a[href$='/assess']");
  assert.equal(await chair.count("input[value=unknown]:checked"), 10, "nothing is known before it is weighed");
  const sheet = Object.fromEntries(CRITERIA.map((one, i) => [`verdict_${one}`, i < 2 ? "yes" : "no"]));
  await chair.shoot("weighing");
  await chair.send("form[data-draft=assess]", { ...sheet, remark_safety: "nog niets gebeurd" }, "[value=not-yet]");
  assert.match(chair.path, /^\/reports\/report-\w+$/);
  await chair.shoot("not-yet");
}

/** What was answered before stands there again; now it is scaled up. */
async function scaledUp(chair) {
  await chair.go("/reports");
  await chair.follow(".heap a[href$='/assess']");
  assert.ok(await chair.page.isChecked("[name=verdict_several-units][value=yes]"));
  await chair.send("form[data-draft=assess]", { verdict_safety: "yes" }, "[value=scale-up]");
  assert.equal(chair.path, "/crises/new");
  assert.equal(await chair.page.inputValue("#title"), FIRST);
  assert.ok(await chair.page.isChecked("[name=mode][value=real]"), "a report is real");
  await chair.send("form[action='/crises']", { title: "Uitval oproepsysteem", place: "zaal 2.14", fallback: "kantine", level: "level-2" }, "> button:not([name])");
  assert.match(chair.path, /^\/crises\/crisis-\w+\/log$/);
  await chair.shoot("opened");
  await chair.go("/reports");
  assert.equal(await chair.count(".heap"), 0, "what was weighed waits no longer");
  await chair.page.goBack();
  return chair.path.replace(/\/log$/, "");
}

async function scaling(chair, crisis) {
  await chair.go(crisis);
  await chair.send("form[action$='/level']", { level: "level-4", reason: "drie locaties" });
  await chair.send("form[action$='/grip']", { grip: "grip-1", said_by: "GHOR" });
  await chair.send("form[action$='/places']", { at_fallback: "yes" });
  await chair.shoot("crisis");
  assert.match(await chair.text("#strip"), /kantine/);
  assert.match(await chair.text(), /GRIP 1/);
  await chair.go(`${crisis}/log`);
  await chair.line("drie locaties");
  await chair.line("GRIP 1");
}

async function calls(chair, crisis) {
  await chair.go(`${crisis}/calls`);
  const call = (role, name) => chair.page.locator(`#role-${role} .call`).filter({ hasText: name });
  const taps = (role, name) => call(role, name).locator("form.call-taps");
  await chair.send(taps("chair", "Jan Klaver"), {}, "[value=not-reached]");
  await chair.send(taps("chair", "Els Vos"), {}, "[value=reached]");
  await chair.send(taps("ict", "Piet Bakker"), { coming: "23:58" }, "[value=coming]");
  await chair.shoot("calls");
  await chair.send(call("chair", "Els Vos").locator("form.call-seat"));
  const order = await chair.page.locator(".call-role").evaluateAll((roles) => roles.map((role) => role.id));
  assert.equal(order.at(-1), "role-chair", "whose seat is taken stands below");
  assert.ok(await chair.page.locator("#role-chair").isHidden(), "and folded");
  assert.ok(order.indexOf("role-ict") > order.indexOf("role-care"), "who comes stands below who is not there yet");
  await chair.go(`${crisis}/log`);
  await chair.line("23:58");
}

async function seats(chair, member, crisis) {
  await member.go(`${crisis}/team`);
  await member.send("form[action$='/team/roles']", { roles: ["care"], until: "23:59" }, "button:not([name])");
  assert.match(await member.text("[data-role=care]"), /J\. de Boer/);
  await member.send("[data-role=care] form[action$='/presence']", {}, "[value=yes]");
  await chair.go(`${crisis}/team`);
  const liaison = { role: "liaison-copi", name: "B. van Elders", phone: "06 11223344", organisation: "Brandweer", mandate: "inzet van ploegen" };
  await chair.send("form[action$='/team/seats']", liaison);
  assert.match(await chair.text("[data-role=liaison-copi]"), /B\. van Elders[^]*Brandweer[^]*inzet van ploegen/);
  await chair.shoot("team");
  assert.equal(await chair.count(".seats > li:first-child.seat--empty"), 1, "what nobody has stands on top");
}

async function outside(chair, crisis) {
  await chair.go(`${crisis}/inform`);
  const desk = (name) => chair.page.locator(`#desk-${name} form`).first();
  await chair.send(desk("board"), { heard_by: "bestuurder van dienst", way: "telefoon" }, "[value=reached]");
  await chair.send(desk("ghor"), { heard_by: "HOvD", acknowledged: "yes" }, "[value=reached]");
  await chair.shoot("inform");
  assert.match(await chair.text("#desk-board"), /bestuurder van dienst/);
  await chair.go(`${crisis}/support`);
  await chair.send("form[data-draft=support]", { what: "Twintig portofoons", of: "GHOR" });
  await chair.send(".order form", { said_by: "HOvD", expected: "23:59" }, "[value=promised]");
  await chair.send(".order form", { said_by: "receptie" }, "[value=arrived]");
  assert.equal(await chair.count(".order .state-recovered"), 1);
  await chair.shoot("support");
  await chair.go(`${crisis}/log`);
  for (const words of ["bestuurder van dienst", "HOvD"]) await chair.page.locator("#entries > .log-entry").filter({ hasText: words }).first().waitFor();
}

async function orders(chair, member, crisis) {
  await chair.go(`${crisis}/orders`);
  await chair.send("form[action$='/teams']", { title: "Team portofoons", task: "elke afdeling bereikbaar" });
  await chair.send("form[data-draft=order]", { order: "Breng naar elke afdeling een portofoon", order_due: "23:59" });
  await member.go(`${crisis}/orders`);
  const reply = ".order form[action$='/answer']";
  await member.send(reply, {}, "[value=acknowledged]");
  assert.equal(await member.count(".order .utrecht-badge--info"), 1);
  await member.shoot("orders");
  await member.send(reply, { note: "B en C hebben er een" }, "[value=done]");
  await chair.go(`${crisis}/orders`);
  assert.match(await chair.text(".order"), /B en C hebben er een/);
}

async function handOver(chair, crisis) {
  await chair.go(`${crisis}/team`);
  await chair.follow("[data-role=chair].seat--taken a[href$='/handover']");
  await chair.shoot("handover");
  const open = await chair.text(".handover > :first-child");
  assert.doesNotMatch(open, /Breng naar elke afdeling/, "an order that is done is no longer open");
  await chair.send("form[action$='/handover']", { name: "T. Aflosser", phone: "06 55555555", until: "23:59" });
  assert.equal(chair.path, `${crisis}/team`);
  assert.match(await chair.text("[data-role=chair]"), /T\. Aflosser/);
  await chair.go(`${crisis}/log`);
  await chair.line(/Overgedragen|Handed over/);
}

async function falseAlarm(chair) {
  await chair.go("/");
  await chair.send("form.fire", { title: "Rook in de kelder" });
  const crisis = chair.path;
  assert.match(crisis, /^\/crises\/crisis-\w+$/);
  await chair.shoot("fire");
  await chair.send("form[action$='/close']", { reason: "broodrooster", false_alarm: "yes" });
  assert.equal(chair.path, crisis);
  assert.match(await chair.text(), /broodrooster/);
  assert.equal(await chair.count("form[action$='/close']"), 0);
  await chair.shoot("false-alarm");
}
