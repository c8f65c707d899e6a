// SPDX-License-Identifier: EUPL-1.2
// More than anybody planned for: hundreds of lines, a title of 200 characters, words without an end.

import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { axe } from "./kit/axe.mjs";
import { PHONE, WIDE, isLive, launch, onceInLog, sitDown, turn } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";

const browser = await launch();
const SHOTS = process.env.TEGENWICHT_SHOTS;
const LINES = 300;
const TITLE = "Uitval van alles " + "donaudampfschiffahrt".repeat(9) + "xyz";

async function overfull(t) {
  const house = await House.build(t);
  const crisis = await house.chair.open(TITLE, "exercise", { place: "z".repeat(120) });
  for (let i = 1; i <= LINES; i++) await house.chair.write(crisis, `regel nummer ${i}.`);
  const endless = await house.member.write(crisis, "a".repeat(4000), { speaker: "b".repeat(180), owner: "c".repeat(180) });
  const name = "f".repeat(150);
  for (const value of ["1".repeat(80), "2".repeat(80)]) {
    await house.chair.write(crisis, "g".repeat(300), { figure_name: name, figure_value: value, figure_unit: "h".repeat(60), figure_status: "reported" });
  }
  await house.nobody.post("/report", { text: "i".repeat(3000), place: "j".repeat(180), reporter: "k".repeat(180), pin: "246810" });
  const login = "m".repeat(60);
  await house.coordinator.post("/users", { login, name: "n".repeat(150), phone: "0".repeat(40), roles: "member", password: "een lange zin" });
  return { house, crisis, endless };
}

test("nothing sticks out, on a screen or on a phone, and the whole text is at hand", async (t) => {
  assert.equal(TITLE.length, 200);
  const { house, crisis, endless } = await overfull(t);
  const figures = await (await house.chair.get(`${crisis}/figures`)).text();
  const figure = /href="([^"]+\/figures\/[^"]+)"/.exec(figures)[1];
  const home = await (await house.chair.get("/")).text();
  const report = /href="(\/reports\/[^"]+)"/.exec(home)[1];
  const paths = ["/", crisis, `${crisis}/log`, `${crisis}/log/${endless}`, `${crisis}/figures`, figure, report, `/crises/new?report=${report.split("/").pop()}`, "/devices", "/users", "/notices"];
  const page = await (await sitDown(t, browser, house.coordinator)).newPage();
  for (const path of paths) {
    await page.goto(path);
    for (const width of [WIDE, 1024, PHONE, 320]) {
      await turn(page, width);
      assert.deepEqual(await page.evaluate(stickingOut), [], `${path} at ${width} px`);
      const strip = await page.locator("#strip").boundingBox();
      assert.ok(strip.height <= 160, `the strip is ${strip.height} px high at ${width} px on ${path}`);
    }
    if (path.startsWith(crisis)) assert.equal(await page.getAttribute(".strip-title", "title"), TITLE);
  }
});

/** In the page: what reaches past the right edge, and what scrolls sideways. */
function stickingOut() {
  const root = document.documentElement;
  const over = [...document.querySelectorAll(".main, .main *, .log-panel, .log-panel *, .utrecht-sidenav")].filter((element) => {
    if (!element.checkVisibility() || element.matches(".visually-hidden, .clip, .visually-hidden *")) return false;
    return element.getBoundingClientRect().right > root.clientWidth + 1;
  });
  const places = [root, ...document.querySelectorAll(".main, .log-panel, .utrecht-sidenav, .table-wrap")];
  const scrolls = places.filter((element) => element.scrollWidth > element.clientWidth + 1);
  return [...new Set([...over, ...scrolls].map((element) => `${element.localName}.${element.className}`))];
}

test("older lines are a page away, every line once, and new ones come only on the first page", async (t) => {
  const { house, crisis } = await overfull(t);
  const page = await (await sitDown(t, browser, house.chair)).newPage();
  await page.goto(`${crisis}/log`);
  const seen = [];
  for (let pages = 0; pages < 10; pages++) {
    seen.push(...(await page.locator("#entries > .log-entry").evaluateAll((rows) => rows.map((row) => row.dataset.row))));
    const older = page.locator(".pager a");
    if (!(await older.count())) break;
    await older.click();
    await page.waitForURL(/before=/);
    await page.waitForLoadState();
  }
  assert.equal(seen.length, LINES + 4);
  assert.equal(new Set(seen).size, LINES + 4);
  await isLive(page);
  const before = await page.locator("#entries > .log-entry").count();
  await house.member.write(crisis, "komt later binnen");
  await onceInLog(page, "komt later binnen", "side-entries");
  assert.equal(await page.locator("#entries > .log-entry").count(), before);
  await page.goto(`${crisis}/log?q=nummer+7.`);
  assert.deepEqual(await page.locator("#entries .log-entry__text").allTextContents(), ["regel nummer 7."]);
});

test("a page that is open while a hundred lines come shows the newest, in order, and stays short", async (t) => {
  const house = await House.build(t);
  const crisis = await house.chair.open("Druk");
  const page = await (await sitDown(t, browser, house.chair)).newPage();
  await page.goto(`${crisis}/log`);
  await isLive(page);
  for (let i = 1; i <= 250; i++) await house.member.write(crisis, `nr ${i}.`);
  await onceInLog(page, "nr 250.");
  const shown = await page.locator("#entries .log-entry__text").allTextContents();
  assert.deepEqual(shown.slice(0, 3), ["nr 250.", "nr 249.", "nr 248."]);
  assert.ok(shown.length <= 200, `${shown.length} rows`);
  assert.equal(await page.locator("#side-entries > .log-entry").count(), 12);
  assert.deepEqual(shown, [...new Set(shown)]);
});

const PEOPLE = 60;
const REPORTS = 200;
const CARDS = ["digital", "staff-shortage", "utilities", "closure", "surge", "moving-clients", "logistics", "infection"];
const ROLES = ["chair", "log-keeper", "information-manager", "care", "ict", "facility", "communication", "duty-manager"];

/** One outage that everybody reports, everybody on the roster and in the team, every card at work. */
async function crowded(t) {
  const house = await House.build(t);
  const { chair, member, coordinator } = house;
  const crisis = await chair.open("Uitval van alles", "real", { place: "zaal 2.14" });
  await member.post("/report", { text: "Het dossier is weg", place: "afdeling 0" });
  const report = /href="\/reports\/(report-[^"/]+)"/.exec(await (await chair.get("/")).text())[1];
  for (let i = 1; i < REPORTS; i++) await member.post("/report", { text: i % 2 ? "" : `Bij ons ook, ${i}`, same_as: report, place: `afdeling ${i}` });
  const rows = ["Naam;Telefoon;Rollen;Volgorde", ...Array.from({ length: PEOPLE }, (_, i) => `Persoon met een lange achternaam ${i};06 1234${1000 + i};${ROLES[i % ROLES.length]};${1 + Math.floor(i / ROLES.length)}`)];
  const preview = (await coordinator.post("/import/contacts", { text: rows.join("\n") })).headers.get("location");
  await coordinator.post(preview, {});
  const list = await (await coordinator.get("/contacts?view=names")).text();
  const contacts = [...new Set([...list.matchAll(/href="\/contacts\/(contact-[^"]+)"/g)].map(([, id]) => id))];
  assert.equal(contacts.length, PEOPLE);
  const typed = (days) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/(....)-(..)-(..)T(.....).*/, "$3-$2-$1 $4");
  await coordinator.post(`${crisis}/teams`, { team: "", title: "Team logistiek", task: "vervoer en voorraad" });
  for (const [i, contact] of contacts.entries()) {
    await coordinator.post("/roster", { role: ROLES[i % ROLES.length], contact, from: typed(-1), until: typed(1) });
    if (i % 3) await chair.post(`${crisis}/team/seats`, { role: ROLES[i % ROLES.length], who: contact, until: "23:59" });
    else await chair.post(`${crisis}/calls`, { contact, role: ROLES[i % ROLES.length], outcome: "reached" });
    if (i < 30) await chair.post(`${crisis}/orders`, { team: "team-logistiek", order: `Opdracht nummer ${i} met veel woorden`, order_due: "23:59" });
  }
  for (const card of CARDS) await chair.post(`${crisis}/cards`, { card });
  // Another, in which nobody has a seat yet: everybody stands in the call list.
  const other = await chair.open("Stroomstoring", "real", { place: "zaal 1" });
  for (const [i, contact] of contacts.entries()) if (i % 4 === 0) await chair.post(`${other}/calls`, { contact, role: ROLES[i % ROLES.length], outcome: "coming", coming: "23:59" });
  const seat = /\/team\/(seat-[0-9a-f]+)\/handover/.exec(await (await chair.get(`${crisis}/team`)).text())[1];
  return { house, crisis, other, report, seat };
}

test("a full house: two hundred reports are one line, sixty people and eight cards fit, and every button can be reached", async (t) => {
  const { house, crisis, other, report, seat } = await crowded(t);
  const places = ["", "/log", "/team", "/calls", "/orders", "/inform", "/cards", "/cards/digital", `/team/${seat}/handover`];
  const paths = ["/", "/reports", `/reports/${report}`, `/reports/${report}/assess`, "/contacts", "/contacts?view=names", "/roster", `${other}/calls`, `${other}/team`, ...places.map((place) => crisis + place)];
  for (const language of ["nl", "en"]) {
    const page = await (await sitDown(t, browser, house.coordinator, { language })).newPage();
    for (const path of paths) {
      await page.goto(path);
      for (const width of [WIDE, PHONE]) {
        await turn(page, width);
        const where = `${path} at ${width} px, ${language}`;
        assert.deepEqual(await page.evaluate(stickingOut), [], where);
        assert.deepEqual(await page.evaluate(outOfReach), [], where);
        assert.deepEqual(await axe(page), [], where);
        if (SHOTS) await page.screenshot({ path: join(SHOTS, `full-${width}-${language}${path.replace(/[a-z]+-[0-9a-f]{32}/g, "x").replace(/[/?=]+/g, "-")}.png`), fullPage: true });
      }
      await turn(page, WIDE);
    }
    await page.goto("/reports");
    assert.equal(await page.locator(".heap").count(), 1, "one outage, one line");
    assert.match(await page.locator(".heap .utrecht-badge").first().innerText(), new RegExp(String(REPORTS)));
  }
});

/** In the page: buttons that something else lies over when they are in the middle of the screen. */
function outOfReach() {
  const buttons = [...document.querySelectorAll("main button, main a.utrecht-button, .log-form button")].filter((button) => button.checkVisibility({ visibilityProperty: true }) && button.getClientRects().length);
  const over = buttons.filter((button) => {
    button.scrollIntoView({ block: "center" });
    const { left, top, width, height } = button.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return !hit || !(button.contains(hit) || hit.contains(button));
  });
  scrollTo(0, 0);
  return over.map((button) => `${button.closest("[id]")?.id}: ${button.innerText}`);
}
