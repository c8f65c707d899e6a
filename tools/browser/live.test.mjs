// SPDX-License-Identifier: EUPL-1.2
// Two people at the same crisis: what one writes, the other sees, and nothing more than he may.

import assert from "node:assert/strict";
import test from "node:test";
import { isLive, launch, onceInLog, rowsWith, sitDown, writeLine } from "./kit/browser.mjs";
import { House, isOpening } from "./kit/house.mjs";

const browser = await launch();

async function twoAt(t, mode = "real") {
  const house = await House.build(t);
  const crisis = await house.chair.open("Uitval elektronisch dossier", mode);
  const [chair, member] = await Promise.all(
    [house.chair, house.member].map(async (person) => {
      const page = await (await sitDown(t, browser, person)).newPage();
      await page.goto(`${crisis}/log`);
      await isLive(page);
      return page;
    }),
  );
  return { house, crisis, chair, member };
}

test("each sees the lines of the other, once, and the empty form is ready for the next", async (t) => {
  const { chair, member } = await twoAt(t);
  await onceInLog(member, "Crisis geopend");
  await writeLine(chair, "Dossier geeft een fout op afdeling B");
  await onceInLog(chair, "Dossier geeft een fout");
  await onceInLog(member, "Dossier geeft een fout");
  await onceInLog(member, "Dossier geeft een fout", "side-entries");
  assert.ok(await member.isHidden(".empty"));
  await chair.waitForFunction(() => document.querySelector(".log-form [data-status]").textContent === "Vastgelegd.");
  assert.equal(await chair.inputValue("#text"), "");
  assert.equal(await chair.inputValue("#at"), "nu");
  assert.equal(await chair.evaluate(() => document.activeElement.id), "text");
  await writeLine(member, "Ook op C, zegt de apotheek");
  await onceInLog(chair, "Ook op C");
  await onceInLog(member, "Ook op C");
  const order = await chair.locator("#entries .log-entry__text").allTextContents();
  assert.deepEqual(order.slice(0, 2), ["Ook op C, zegt de apotheek", "Dossier geeft een fout op afdeling B"]);
  for (const page of [chair, member]) {
    await page.waitForFunction(() => document.getElementById("count-log").textContent === "3");
    await page.waitForFunction(() => document.getElementById("log-note").textContent.trim() === "3 regels");
    assert.equal(await page.locator("#entries > .log-day").count(), 1);
  }
});

test("what three people write at the same moment reaches who looks, each line once", async (t) => {
  const { house, crisis, member } = await twoAt(t);
  const texts = [];
  for (let moment = 1; moment <= 20; moment += 1) {
    const people = [house.chair, house.member, house.coordinator];
    const lines = people.map((person) => [person, `moment ${moment}, ${person.name}`]);
    await Promise.all(lines.map(([person, text]) => person.write(crisis, text)));
    texts.push(...lines.map(([, text]) => text));
  }
  const shown = async () => (await member.locator("#entries .log-entry__text").allTextContents()).filter((text) => !isOpening(text));
  await member.waitForFunction((count) => document.querySelectorAll("#entries > .log-entry").length === count, texts.length + 1).catch(() => undefined);
  assert.deepEqual((await shown()).sort(), texts.sort());
});

test("a line that is struck stays readable, with who and why, on both screens", async (t) => {
  const { chair, member } = await twoAt(t);
  await writeLine(chair, "Afdeling D is ontruimd");
  await rowsWith(chair, "Afdeling D").locator(".log-entry__time").click();
  await chair.click("summary:has-text('Regel doorhalen')");
  await chair.fill("#strike-why", "verkeerde afdeling");
  await chair.click("button:has-text('Regel doorhalen')");
  await chair.waitForURL(/\/log\/[\w-]+$/);
  const row = rowsWith(member, "Afdeling D is ontruimd");
  await row.and(member.locator(".is-struck")).waitFor();
  assert.equal(await row.locator("del.log-entry__text").textContent(), "Afdeling D is ontruimd");
  assert.match(await row.locator(".struck-reason").textContent(), /^Doorgehaald \d\d:\d\d door S\. Kaya: verkeerde afdeling$/);
  assert.equal(await row.count(), 1);
});

test("who hears something else puts it beside: both lines say so on both screens, until it is settled", async (t) => {
  const { house, crisis, chair, member } = await twoAt(t);
  const first = await house.chair.write(crisis, "De lift werkt");
  await onceInLog(member, "De lift werkt");
  await member.goto(`${crisis}/log/${first}`);
  await member.click("summary:has-text('Hoort u iets anders')");
  await member.fill("#contradict-text-text", "De lift staat stil, zegt de receptie");
  await member.click("button:has-text('Tegenspraak vastleggen')");
  await member.waitForURL(/\/log(#[\w-]+)?$/);
  for (const page of [chair, member]) {
    for (const text of ["De lift werkt", "De lift staat stil"]) {
      await rowsWith(page, text).and(page.locator(".is-contradiction")).getByText("tegenstrijdig").waitFor();
    }
    await page.waitForFunction(() => /2 tegenstrijdige regels/.test(document.getElementById("log-note").textContent));
  }
  await rowsWith(chair, "De lift werkt").getByText("Uitzoeken").click();
  await chair.fill("#settle-text-text", "De lift staat stil, zelf gezien");
  await chair.click("button:has-text('Vastleggen wat klopt')");
  await chair.waitForURL(/\/log(#[\w-]+)?$/);
  for (const page of [chair, member]) {
    await onceInLog(page, "zelf gezien");
    await page.waitForFunction(() => !document.querySelector("#entries .is-contradiction"));
  }
});

test("two statements about one figure mark both lines and the tile", async (t) => {
  const { house, crisis, chair, member } = await twoAt(t);
  await member.goto(`${crisis}/figures`);
  await isLive(member);
  const figure = (value, speaker) => ({ figure_name: "Bedden vrij", figure_value: value, figure_status: "reported", speaker });
  await house.chair.write(crisis, "Telling van negen uur", figure("12", "afdeling A"));
  await member.locator(".figure-tile:not(.is-contradiction) .figure-value >> text=12").waitFor();
  await house.member.write(crisis, "Telling van de opname", figure("9", "opname"));
  await member.locator(".figure-tile.is-contradiction").waitFor();
  assert.deepEqual((await member.locator(".claim-value").allTextContents()).sort(), ["12", "9"]);
  for (const text of ["Telling van negen uur", "Telling van de opname"]) {
    await rowsWith(chair, text).and(chair.locator(".is-contradiction")).waitFor();
  }
});

test("the note counts the lines with a red edge, each once, also where text and figure both clash", async (t) => {
  const { house, crisis, chair, member } = await twoAt(t);
  const figure = (value, speaker) => ({ figure_name: "SEH", figure_value: value, figure_status: "reported", speaker });
  const first = await house.chair.write(crisis, "De SEH is open", figure("open", "SEH"));
  await house.member.write(crisis, "De SEH is dicht", { ...figure("dicht", "meldkamer"), contradicts: first });
  await house.member.write(crisis, "Alleen vitaal", figure("alleen vitaal", "portier"));
  await house.chair.write(crisis, "Dit spreekt niemand tegen");
  for (const page of [chair, member]) {
    await onceInLog(page, "Dit spreekt niemand tegen");
    await page.waitForFunction(() => /^5 regels · 3 tegenstrijdige regels$/.test(document.getElementById("log-note").textContent.trim()));
    assert.equal(await page.locator("#entries > .is-contradiction").count(), 3);
  }
});

test("a decision is read aloud to the others, other lines are not", async (t) => {
  const { house, crisis, member } = await twoAt(t);
  const said = () => member.textContent("#announce");
  await house.chair.write(crisis, "Een feit");
  await onceInLog(member, "Een feit");
  assert.equal(await said(), "");
  await house.chair.write(crisis, "Presentatiestop tot 12:00", { kind: "decision" });
  await member.waitForFunction(() => document.getElementById("announce").textContent !== "");
  assert.match(await said(), /^Besluit 1: Presentatiestop tot 12:00$/);
});

test("a line for the core team is read by the chair, and nowhere in what the member gets", async (t) => {
  const { chair, member, crisis, house } = await twoAt(t);
  const streamed = [];
  const cdp = await member.context().newCDPSession(member);
  await cdp.send("Network.enable");
  cdp.on("Network.eventSourceMessageReceived", ({ data }) => streamed.push(data));
  await member.reload();
  await isLive(member);
  await chair.click(".log-form summary");
  await chair.check("input[name=restricted]");
  await chair.fill("#speaker", "Dokter Geheim");
  await writeLine(chair, "Geruchten over een medewerker");
  await onceInLog(chair, "Geruchten over een medewerker");
  await rowsWith(member, "Alleen voor het kernteam.").waitFor();
  await house.chair.write(crisis, "Voor allen");
  await onceInLog(member, "Voor allen");
  const row = await rowsWith(member, "Alleen voor het kernteam.").getAttribute("data-row");
  const pages = [await member.content()];
  for (const path of ["/log", `/log/${row}`, "/log?q=Geruchten", "", "/figures"]) {
    pages.push(await (await house.member.get(crisis + path)).text());
  }
  assert.ok(streamed.some((data) => data.includes("Voor allen")), "the stream was heard");
  for (const text of [...pages, ...streamed]) assert.doesNotMatch(text, /Geruchten over|Geheim/);
  assert.equal(await member.locator("input[name=restricted]").count(), 0, "who may not read it, is not offered it");
});

test("a strip that is renewed keeps the state of the link, and the name of who wrote is there", async (t) => {
  const { house, crisis, chair } = await twoAt(t, "exercise");
  await chair.evaluate(() => (window.word = document.querySelector("#link .link-word")));
  await house.member.write(crisis, "Nog een");
  await onceInLog(chair, "Nog een");
  assert.ok(await chair.evaluate(() => document.querySelector("#strip #link .link-word") === window.word));
  assert.equal(await chair.locator("#link").count(), 1);
  assert.match(await rowsWith(chair, "Nog een").locator(".log-entry__who").textContent(), /J\. de Boer/);
});

test("who was logged out elsewhere reads so, and keeps what was typed", async (t) => {
  const { house, chair } = await twoAt(t);
  await chair.fill("#text", "half een zin");
  await house.chair.logOut();
  await chair.click(".log-form > button.utrecht-button");
  await chair.waitForSelector("#gone:visible");
  assert.match(await chair.textContent("#link"), /U bent uitgelogd/);
  await chair.waitForSelector("#unsent >> text=half een zin");
  await chair.click("#gone a");
  await chair.fill("#login", "chair");
  await chair.fill("#password", "een lange zin");
  await chair.click("main button.utrecht-button--wide");
  await chair.waitForURL(/\/log$/);
  await onceInLog(chair, "half een zin");
});
