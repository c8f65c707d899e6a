// SPDX-License-Identifier: EUPL-1.2
// More than anybody planned for: hundreds of lines, a title of 200 characters, words without an end.

import assert from "node:assert/strict";
import test from "node:test";
import { PHONE, WIDE, isLive, launch, onceInLog, sitDown, turn } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";

const browser = await launch();
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
  assert.equal(seen.length, LINES + 3);
  assert.equal(new Set(seen).size, LINES + 3);
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
