// SPDX-License-Identifier: EUPL-1.2
// The link goes, the program is killed, the answer gets lost: nothing that was written is lost or doubled.

import assert from "node:assert/strict";
import test, { describe } from "node:test";
import { isFree, isLive, launch, onceInLog, plant, rowsWith, sitDown, writeLine } from "./kit/browser.mjs";
import { House, isOpening } from "./kit/house.mjs";
import { Wire } from "./kit/wire.mjs";

const browser = await launch();
const queued = (page) => page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes("queue")).length);

/** Waits until all has gone out; what was refused never will. */
async function nothingWaits(page) {
  const end = await page.waitForFunction(() => {
    const items = Object.keys(localStorage).filter((name) => name.includes("queue")).map((name) => JSON.parse(localStorage[name]));
    return items.length ? items.find(({ refused }) => refused)?.refused : "nothing";
  });
  assert.equal(await end.jsonValue(), "nothing", "what waited was refused");
}

const linkSays = (page, words) =>
  page.waitForFunction((pattern) => new RegExp(pattern).test(document.getElementById("link").textContent), words);

/** Waits until the page, so long after it began, still tries in vain to send. */
function stillTrying(page, since, ms) {
  return page.waitForEvent("requestfailed", (request) => request.method() === "POST" && Date.now() - since >= ms);
}

async function atLog(t, { behind = (url) => url, change = () => undefined } = {}) {
  const house = await House.build(t, { people: ["chair"] });
  const crisis = await house.chair.open("Uitval netwerk");
  const url = await behind(house.program.url);
  const context = await sitDown(t, browser, house.chair, { url });
  await change(context);
  const page = await context.newPage();
  await page.goto(`${crisis}/log`);
  await isLive(page);
  return { house, crisis, context, page };
}

/** The program is killed while somebody types; she goes on, and presses save; then it is back. */
async function killedWhileTyping(t, change) {
  const { house, crisis, page } = await atLog(t, { change });
  await writeLine(page, "voor de klap");
  await onceInLog(page, "voor de klap");
  await isFree(page);
  await page.fill("#text", "half een");
  await page.fill("#speaker", "portier");
  await house.program.kill();
  await linkSays(page, "^Geen verbinding sinds \\d\\d:\\d\\d");
  assert.ok(await page.evaluate(() => document.body.classList.contains("is-lost")));
  assert.equal(await page.inputValue("#text"), "half een");
  assert.ok(await rowsWith(page, "voor de klap").isVisible(), "the page stays readable");
  await page.type("#text", " zin");
  const pressed = Date.now();
  await page.click(".log-form > button.utrecht-button");
  await page.waitForSelector("#unsent >> text=half een zin");
  await linkSays(page, "1 nog niet verzonden");
  assert.equal(await page.inputValue("#text"), "");
  await writeLine(page, "tweede regel");
  await linkSays(page, "2 nog niet verzonden");
  await page.fill("#text", "nog bezig");
  await stillTrying(page, pressed, 3500);
  await house.program.again();
  await isLive(page);
  await nothingWaits(page);
  await rowsWith(page, "half een zin").first().waitFor();
  await rowsWith(page, "tweede regel").first().waitFor();
  assert.ok(await page.isHidden("#unsent"));
  assert.equal(await page.inputValue("#text"), "nog bezig");
  assert.equal(await page.inputValue("#speaker"), "");
  const entries = await house.chair.written(crisis);
  const late = entries.filter(({ text }) => text === "half een zin");
  const delay = Date.parse(late[0].recordedAt) - Date.parse(late[0].happenedAt);
  const shift = Math.abs(Date.parse(late[0].happenedAt) - pressed);
  const shown = (await page.locator("#entries .log-entry__text").allTextContents()).filter((text) => !isOpening(text));
  return { entries: entries.map(({ text }) => text), late, delay, shift, shown };
}

/** The line is on disk, and then the answer gets lost on the way. */
async function answerLost(t, { change, kill = false } = {}) {
  let wire;
  const { house, crisis, page } = await atLog(t, { behind: async (url) => (wire = await Wire.lay(t, url)).url, change });
  let back;
  wire.loseNext("/log", () => (back = kill && house.program.kill().then(() => house.program.again())));
  await writeLine(page, "precies een keer");
  await rowsWith(page, "precies een keer").first().waitFor();
  await nothingWaits(page);
  await back;
  assert.equal(wire.cuts, 1, "an answer was lost");
  await writeLine(page, "daarna");
  await onceInLog(page, "daarna");
  await page.reload();
  const entries = await house.chair.written(crisis);
  return { entries: entries.map(({ text }) => text), rows: await rowsWith(page, "precies een keer").count() };
}

// Most of the time they wait for the page to try again, so two can wait at once.
describe("the link", { concurrency: 2 }, () => {
  test("the program is killed while somebody types: nothing is lost, nothing twice, the time is that of the press", async (t) => {
    const { entries, late, delay, shift, shown } = await killedWhileTyping(t);
    assert.deepEqual(entries, ["voor de klap", "half een zin", "tweede regel"]);
    assert.deepEqual(shown, ["tweede regel", "half een zin", "voor de klap"]);
    assert.equal(late[0].speaker, "portier");
    assert.ok(delay >= 2000, `it was recorded later than it happened: ${delay} ms`);
    assert.ok(shift <= 2500, `it happened when she pressed: ${shift} ms`);
  });

  test("planted: a script that forgets when the button was pressed is found", async (t) => {
    const { shift } = await killedWhileTyping(t, (context) => plant(context, "send.js", '"X-Pressed-Ago": ago', '"X-Other": ago'));
    assert.ok(shift > 2500, `found: ${shift} ms`);
  });

  test("an answer that gets lost does not make the line twice", async (t) => {
    assert.deepEqual(await answerLost(t), { entries: ["precies een keer", "daarna"], rows: 1 });
  });

  test("killed between writing and answering, the line is there once", async (t) => {
    assert.deepEqual(await answerLost(t, { kill: true }), { entries: ["precies een keer", "daarna"], rows: 1 });
  });

  test("planted: a script that sends each time with another key is found", async (t) => {
    const from = 'for (const [name, value] of item.fields) data.append(name, (name === "token" && body.dataset.token) || value);';
    const to = 'for (const [name, value] of item.fields) data.append(name, (name === "key" && hex(16)) || (name === "token" && body.dataset.token) || value);';
    const { entries, rows } = await answerLost(t, { change: (context) => plant(context, "send.js", from, to) });
    assert.equal(entries.filter((text) => text === "precies een keer").length, 2, "found in the log");
    assert.equal(rows, 2, "found on the page");
  });

  test("what waits survives a reload of the page, and is not doubled by two tabs", async (t) => {
    const { house, crisis, context, page } = await atLog(t);
    const other = await context.newPage();
    await other.goto(`${crisis}/log`);
    await isLive(other);
    await house.program.kill();
    await writeLine(page, "bewaard");
    await page.waitForSelector("#unsent >> text=bewaard");
    await other.waitForSelector("#unsent >> text=bewaard");
    await house.program.again();
    await Promise.all([page.reload(), other.reload()]);
    await onceInLog(page, "bewaard");
    await onceInLog(other, "bewaard");
    await nothingWaits(page);
    const entries = await house.chair.written(crisis);
    assert.equal(entries.length, 1);
  });

  test("a login page of the Wi-Fi that answers in our place swallows nothing", async (t) => {
    const { page } = await atLog(t);
    const welcome = { status: 200, contentType: "text/html", body: "<!doctype html><p>Welkom op onze wifi" };
    await page.route("**/log", (route) => route.fulfill(welcome));
    await writeLine(page, "niet kwijt");
    await page.waitForSelector("#unsent >> text=niet kwijt");
    await page.unroute("**/log");
    await onceInLog(page, "niet kwijt");
  });

  test("a line with a photo is not queued: the text stays, and goes when pressed again", async (t) => {
    const { house, crisis, page } = await atLog(t);
    await page.click(".log-form summary");
    await page.setInputFiles("#file", { name: "verslag.txt", mimeType: "text/plain", buffer: Buffer.from("abc") });
    await house.program.kill();
    await writeLine(page, "met bijlage");
    await page.waitForFunction(() => /^Niet verzonden/.test(document.querySelector(".log-form [data-status]").textContent));
    assert.equal(await page.inputValue("#text"), "met bijlage");
    assert.equal(await queued(page), 0);
    await house.program.again();
    await page.click(".log-form > button.utrecht-button");
    await onceInLog(page, "met bijlage");
    assert.equal((await house.chair.written(crisis))[0].files.length, 1);
  });

  test("who goes on typing while it is sent keeps what she typed", async (t) => {
    const { house, crisis, page } = await atLog(t);
    let go;
    const may = new Promise((done) => (go = done));
    await page.route("**/log", async (route) => (await may, route.continue()));
    await writeLine(page, "een regel");
    await page.click(".log-form > button.utrecht-button"); // pressed twice
    await page.type("#text", " en meer");
    go();
    await rowsWith(page, "een regel").first().waitFor();
    await nothingWaits(page);
    assert.equal(await page.inputValue("#text"), "een regel en meer");
    assert.equal((await house.chair.written(crisis)).length, 1);
  });

  /** Two lines from one form: the second is pressed while the first still flies. */
  async function twoPresses(t, change) {
    const { house, crisis, page } = await atLog(t, { change });
    let go;
    const may = new Promise((done) => (go = done));
    await page.route("**/log", async (route) => (await may, route.continue()));
    await writeLineNow(page, "eerst dit");
    await writeLineNow(page, "en toen dat");
    go();
    await isFree(page);
    await page.waitForFunction(() => Object.keys(localStorage).every((name) => !name.includes("queue") || JSON.parse(localStorage[name]).refused));
    return (await house.chair.written(crisis)).map(({ text }) => text);
  }

  const writeLineNow = async (page, text) => {
    await page.fill("#text", text);
    await page.click(".log-form > button.utrecht-button");
  };

  test("another text that is pressed while the line before is being sent is a line of its own", async (t) => {
    assert.deepEqual(await twoPresses(t, () => undefined), ["eerst dit", "en toen dat"]);
  });

  test("planted: a script that sends both under one key is found", async (t) => {
    const entries = await twoPresses(t, (context) => plant(context, "send.js", "if (flight) keyField.value = hex(16);", ""));
    assert.notDeepEqual(entries, ["eerst dit", "en toen dat"]);
  });

  test("a line that waited and then is refused asks for a person, and goes when it is put right", async (t) => {
    const { house, crisis, page } = await atLog(t);
    await page.route("**/log", (route) => route.abort());
    await page.fill("#speaker", "x".repeat(201));
    await writeLine(page, "van de portier");
    const status = () => page.textContent(".log-form [data-status]");
    await page.waitForFunction(() => /wordt vanzelf verzonden/.test(document.querySelector(".log-form [data-status]").textContent));
    await linkSays(page, "1 nog niet verzonden");
    await page.unroute("**/log");
    await page.waitForSelector("#unsent .refused");
    await linkSays(page, "1 geweigerd$");
    assert.match(await status(), /geweigerd en wordt niet vanzelf verzonden/);
    await page.click("#unsent >> text=Terug in het veld");
    assert.equal(await status(), "", "nothing waits and nothing was refused");
    await linkSays(page, "^[^\\d]*$");
    await page.fill("#speaker", "portier");
    await page.click(".log-form > button.utrecht-button");
    await onceInLog(page, "van de portier");
    assert.equal((await house.chair.written(crisis)).length, 1);
  });

  test("what is refused stays in the form, with the sentence at the field and on top", async (t) => {
    const { page } = await atLog(t);
    await page.fill("#speaker", "bron");
    await page.fill("#at", "gisteren");
    await writeLine(page, "met een tijd die niet leest");
    await page.waitForSelector(".error-summary");
    assert.equal(await page.evaluate(() => document.activeElement.className), "error-summary");
    assert.equal(await page.getAttribute("#at", "aria-invalid"), "true");
    assert.match(await page.textContent("label[for=at]"), /niet te lezen/);
    assert.match(await page.title(), /^Fout: /);
    assert.equal(await page.inputValue("#speaker"), "bron");
    await page.fill("#at", "nu");
    await page.click(".log-form > button.utrecht-button");
    await onceInLog(page, "met een tijd die niet leest");
    assert.equal(await page.locator(".error-summary, [aria-invalid]").count(), 0);
    assert.doesNotMatch(await page.title(), /Fout/);
  });
});
