// SPDX-License-Identifier: EUPL-1.2
// Half-typed text and unsent lines belong to one person: kept for her, never sent for another, wiped when she goes.

import assert from "node:assert/strict";
import test from "node:test";
import { isLive, launch, onceInLog, sitDown, writeLine } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";

const browser = await launch();
const kept = (page) => page.evaluate(() => Object.keys(localStorage));

async function atLog(t) {
  const house = await House.build(t);
  const crisis = await house.chair.open("Uitval netwerk");
  const context = await sitDown(t, browser, house.chair);
  const page = await context.newPage();
  await page.goto(`${crisis}/log`);
  await isLive(page);
  return { house, crisis, context, page };
}

test("half-typed text is there again after another page, and gone once it is saved", async (t) => {
  const { crisis, page } = await atLog(t);
  await page.fill("#text", "half werk");
  await page.check("input[name=kind][value=question]", { force: true });
  await page.click(".log-form summary");
  await page.fill("#channel", "telefoon");
  await page.goto(`${crisis}/figures`);
  assert.equal(await page.inputValue("#text"), "half werk");
  await page.goto(`${crisis}/log`);
  assert.equal(await page.inputValue("#text"), "half werk");
  assert.ok(await page.isChecked("input[name=kind][value=question]"));
  assert.ok(await page.isVisible("#channel"), "what was folded open is open");
  assert.ok(await page.isVisible("[data-restored]"));
  await isLive(page);
  await page.click(".log-form > button.utrecht-button");
  await onceInLog(page, "half werk");
  await page.reload();
  assert.equal(await page.inputValue("#text"), "");
  assert.ok(await page.isHidden("[data-restored]"));
});

test("a figure that is stated from its page goes by the queue, and its form is empty again", async (t) => {
  const { house, crisis, page } = await atLog(t);
  await page.goto(`${crisis}/figures`);
  await isLive(page);
  await page.fill("#state-name", "Bedden vrij");
  await page.fill("#state-value", "12");
  await page.fill("#state-text", "zelf geteld");
  await page.click("main form button");
  await page.locator(".figure-value >> text=12").waitFor();
  await onceInLog(page, "zelf geteld", "side-entries");
  assert.equal(await page.inputValue("#state-name"), "");
  assert.equal((await house.chair.written(crisis)).length, 1);
});

test("logging out warns of what is unsent, and then wipes all of this person", async (t) => {
  const { page } = await atLog(t);
  await page.route("**/log", (route) => route.abort());
  await writeLine(page, "nog niet weg");
  await page.waitForSelector("#unsent >> text=nog niet weg");
  await page.fill("#text", "concept");
  assert.equal((await kept(page)).length, 2);
  await page.click("[data-logout] button");
  await page.waitForFunction(() => /niet verzonden/.test(document.querySelector("[data-logout] [data-status]").textContent));
  await page.click("[data-logout] button");
  await page.waitForURL("**/login");
  assert.deepEqual(await kept(page), []);
});

test("what one person left unsent is never sent under the name of the next", async (t) => {
  const { house, crisis, context, page } = await atLog(t);
  await page.route("**/log", (route) => route.abort());
  await writeLine(page, "van de voorzitter");
  await page.waitForSelector("#unsent >> text=van de voorzitter");
  await page.unroute("**/log");
  const cookie = (value) => ({ name: "tegenwicht", value, url: house.program.url, httpOnly: true, sameSite: "Strict" });
  await context.addCookies([cookie(house.member.cookie)]);
  // The open page still is that of the chair: the server refuses it, the line stays.
  await page.waitForSelector("#gone:visible");
  await page.goto(`${crisis}/log`);
  await page.waitForSelector("#unsent-other:visible");
  assert.match(await page.textContent("#unsent-other"), /werk van iemand anders \(regels: 1\)/);
  await isLive(page);
  await writeLine(page, "van het lid");
  await onceInLog(page, "van het lid");
  assert.deepEqual((await house.chair.written(crisis)).map(({ text }) => text), ["van het lid"]);
  await context.addCookies([cookie(house.chair.cookie)]);
  await page.goto(`${crisis}/log`);
  await onceInLog(page, "van de voorzitter");
  const written = (await house.chair.written(crisis)).map(({ author, text }) => `${author}: ${text}`);
  assert.deepEqual(written, ["J. de Boer: van het lid", "S. Kaya: van de voorzitter"]);
});
