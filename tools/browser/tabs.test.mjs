// SPDX-License-Identifier: EUPL-1.2
// Seven tabs of one crisis on plain http, where a browser has six connections: one holds the stream for all.

import assert from "node:assert/strict";
import test from "node:test";
import { isLive, launch, onceInLog, plant, rowsWith, sitDown } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";

const browser = await launch();
const TABS = 7;

/** Tabs, and which of them hold an open stream. */
async function open(t, change = () => undefined) {
  const house = await House.build(t, { people: ["chair", "member"] });
  const crisis = await house.chair.open("Uitval netwerk");
  const context = await sitDown(t, browser, house.chair);
  await change(context);
  const streams = new Set();
  const isStream = (request) => new URL(request.url()).pathname.endsWith("/stream");
  const pageOf = (request) => request.frame().page();
  context.on("request", (request) => isStream(request) && streams.add(pageOf(request)));
  for (const end of ["requestfailed", "requestfinished"]) {
    context.on(end, (request) => isStream(request) && streams.delete(pageOf(request)));
  }
  const pages = [];
  for (let i = 0; i < TABS; i++) {
    const page = await context.newPage();
    page.on("close", () => streams.delete(page));
    await page.goto(`${crisis}/log`, { waitUntil: "commit" });
    pages.push(page);
  }
  return { house, crisis, context, pages, streams };
}

test("seven tabs all load and are all live; when the leading tab closes another takes over", async (t) => {
  const { house, crisis, pages, streams } = await open(t);
  for (const page of pages) await page.waitForSelector("#log-panel");
  for (const page of pages) await isLive(page);
  await house.member.write(crisis, "voor alle tabs");
  for (const page of pages) await onceInLog(page, "voor alle tabs");
  assert.equal(streams.size, 1, "one stream for all");
  for (let round = 1; round <= 2; round++) {
    const [leader] = streams;
    await leader.close({ runBeforeUnload: false });
    pages.splice(pages.indexOf(leader), 1);
    await house.member.write(crisis, `na sluiten ${round}`);
    for (const page of pages) await onceInLog(page, `na sluiten ${round}`);
    assert.equal(streams.size, 1, "again one stream");
  }
});

test("a leading tab that crashes is missed, and nothing is lost meanwhile", async (t) => {
  const { house, crisis, context, pages, streams } = await open(t);
  for (const page of pages) await isLive(page);
  await house.member.write(crisis, "eerst");
  for (const page of pages) await onceInLog(page, "eerst");
  const [leader] = streams;
  const cdp = await context.newCDPSession(leader);
  cdp.send("Page.crash").catch(() => undefined);
  await house.member.write(crisis, "tijdens de klap");
  for (const page of pages.filter((one) => one !== leader)) await onceInLog(page, "tijdens de klap");
});

test("a tab that comes later misses nothing of what came while it loaded", async (t) => {
  const { house, crisis, context, pages } = await open(t);
  await isLive(pages[0]);
  const late = await context.newPage();
  let go;
  const may = new Promise((done) => (go = done));
  await late.route("**/assets/live.js", async (route) => (await may, route.continue()));
  await late.goto(`${crisis}/log`, { waitUntil: "commit" });
  await late.waitForSelector("#log-panel");
  for (const i of [1, 2, 3]) await house.member.write(crisis, `tussendoor ${i}`);
  await onceInLog(pages[0], "tussendoor 3");
  go();
  for (const i of [1, 2, 3]) await onceInLog(late, `tussendoor ${i}`);
});

test("planted: tabs that do not hear each other are found", async (t) => {
  const change = (context) => plant(context, "live.js", '"BroadcastChannel" in window', "false");
  const { pages } = await open(t, change);
  const live = (page) => isLive(page).then(() => true, () => false);
  const found = Promise.all(pages.map((page) => (page.setDefaultTimeout(4000), live(page))));
  assert.ok((await found).includes(false), "some tab is not live");
});

test("two sheets of the log show the same order", async (t) => {
  const { house, crisis, pages } = await open(t);
  await isLive(pages[0]);
  await isLive(pages[6]);
  for (const at of ["nu", "00:01", "nu"]) await house.member.write(crisis, `om ${at}`, { at });
  for (const page of [pages[0], pages[6]]) await rowsWith(page, "om").nth(2).waitFor();
  const order = (page) => page.locator("#entries > li").evaluateAll((rows) => rows.map((row) => row.dataset.row));
  const live = await order(pages[0]);
  assert.deepEqual(await order(pages[6]), live);
  await pages[0].reload();
  assert.deepEqual(await order(pages[0]), live, "as the server itself puts it");
});
