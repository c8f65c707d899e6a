// SPDX-License-Identifier: EUPL-1.2
// A whole crisis by someone whose browser runs no script: every action is also a plain form.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { PHONE, WIDE, launch, sitDown } from "./kit/browser.mjs";
import { House, PASSWORD, PIN, Person } from "./kit/house.mjs";
import { CAMERA, segments, sizeOf, withPlace } from "./kit/photo.mjs";
import { Program } from "./kit/program.mjs";

const browser = await launch();
const PURPLE = "rgb(79, 35, 121)";
const RED = "rgb(122, 20, 32)";
const strip = (page) => page.locator("#strip").evaluate((element) => getComputedStyle(element).backgroundColor);
const lines = (page, text) => page.locator("#entries > .log-entry").filter({ hasText: text });

async function withoutScript(t, person, width = WIDE, language = "nl") {
  return (await sitDown(t, browser, person, { script: false, width, language })).newPage();
}

async function logIn(page, login) {
  await page.goto("/login");
  await page.fill("#login", login);
  await page.fill("#password", PASSWORD);
  await page.click("main form button");
}

async function save(page) {
  await page.click(".log-form > button.utrecht-button");
}

test("a first start: set up, log in, print the root key, add a person, set the PIN", async (t) => {
  const program = await Program.start(t);
  const page = await withoutScript(t, new Person(program));
  await page.goto("/");
  assert.equal(await page.textContent("h1"), "Tegenwicht is hier nog niet ingericht");
  await page.goto(program.setup);
  await page.fill("#institution", "Verpleeghuis Zonzicht");
  await page.check("input[value=nursing-home]");
  await page.fill("#name", "A. Meijer");
  await page.fill("#login", "meijer");
  await page.fill("#password", PASSWORD);
  await page.fill("#password_again", PASSWORD + "!");
  await page.click("main form button");
  assert.match(await page.textContent(".error-summary"), /niet gelijk/);
  assert.match(await page.title(), /^Fout: /);
  assert.equal(await page.inputValue("#institution"), "Verpleeghuis Zonzicht");
  assert.ok(await page.isChecked("input[value=nursing-home]"));
  await page.fill("#password", PASSWORD);
  await page.fill("#password_again", PASSWORD);
  await page.click("main form button");
  await page.fill("#login", "meijer");
  await page.fill("#password", PASSWORD);
  await page.click("main form button");
  await page.waitForURL("**/setup/root");
  assert.equal(await page.locator(".secret code span").count(), 14);
  await page.click("main form button");
  await page.goto("/setup/root");
  assert.equal(await page.locator(".secret").count(), 0);
  await page.click("nav >> text=Gebruikers");
  await page.fill("form[action='/users'] [name=name]", "S. Kaya");
  await page.fill("form[action='/users'] [name=login]", "kaya");
  await page.check("form[action='/users'] input[value=chair]");
  await page.fill("form[action='/users'] [name=password]", PASSWORD);
  await page.click("form[action='/users'] button");
  await page.locator("th >> text=S. Kaya").waitFor();
  await page.fill("#pin", PIN);
  await page.click("form[action='/users/pin'] button");
  assert.match(await page.textContent("#board"), /Er is een pincode/);
  await page.click("text=Uitloggen");
  await page.waitForURL("**/login");
  await logIn(page, "kaya");
  await page.waitForURL(program.url + "/");
  assert.equal((await page.goto(program.setup)).status(), 200);
  assert.doesNotMatch(await page.textContent("main"), /inrichten/, "set up only once");
});

for (const width of [WIDE, PHONE]) {
  test(`from a report by PIN to a closed exercise, ${width} px wide`, async (t) => {
    const house = await House.build(t);
    const page = await withoutScript(t, house.nobody, width);
    await report(page);
    await logIn(page, "chair");
    await weigh(page);
    await openFromReport(page);
    const crisis = await openExercise(page);
    await sixKinds(page, crisis);
    await strikeOne(page, crisis);
    await answerOne(page, crisis);
    await closeIt(page, crisis);
    await exportIt(page, crisis);
  });
}

async function report(page) {
  await page.goto("/report");
  await page.fill("#text", "Het dossier is traag op afdeling B");
  await page.fill("#place", "gebouw B");
  await page.fill("#pin", "000000");
  await page.click("form[data-draft=report] > button");
  assert.match(await page.textContent(".error-summary"), /pincode klopt niet/);
  assert.equal(await page.inputValue("#text"), "Het dossier is traag op afdeling B");
  assert.equal(await page.inputValue("#pin"), "");
  await page.fill("#pin", PIN);
  await page.click("form[data-draft=report] > button");
  await page.waitForURL("**/report/thanks");
}

/** What nobody weighed yet stands on the first page; scaling up leads on to the opening form. */
async function weigh(page) {
  await page.click("#reports a[href$='/assess']");
  await page.click("button[value=regular]");
  assert.match(await page.textContent(".error-summary"), /waarom/i);
  await page.check("input[name=verdict_several-units][value=yes]");
  await page.fill("#remark_several-units", "B en C");
  await page.click("button[value=scale-up]");
  await page.waitForURL(/\/crises\/new\?report=/);
}

/** What is real stays real: from a report no exercise is made, and nothing that was typed is lost. */
async function openFromReport(page) {
  assert.equal(await page.inputValue("#title"), "Het dossier is traag op afdeling B");
  await page.check("input[value=exercise]");
  await page.fill("#place", "zaal 2.14");
  await page.click("form[action='/crises'] > button");
  assert.match(await page.textContent(".error-summary"), /echt en kan geen oefening worden/);
  assert.equal(await page.inputValue("#place"), "zaal 2.14");
  await page.check("input[value=real]");
  await page.click("form[action='/crises'] > button");
  await page.waitForURL(/\/crises\/[\w-]+\/log$/);
  assert.equal(await strip(page), RED);
  assert.doesNotMatch(await page.title(), /OEFENING/);
  assert.match(await page.textContent("#strip"), /Crisisbeleidsteam/i);
}

async function openExercise(page) {
  await page.goto("/crises/new");
  await page.fill("#title", "Stroomuitval gebouw B");
  await page.check("input[value=exercise]");
  await page.click("main form button");
  await page.waitForURL(/\/crises\/[\w-]+\/log$/);
  assert.equal(await strip(page), PURPLE);
  assert.match(await page.title(), /^OEFENING · Logboek · Stroomuitval gebouw B/);
  assert.match(await page.textContent(".strip-title"), /OEFENING · Stroomuitval gebouw B/);
  return new URL(page.url()).pathname.replace(/\/log$/, "");
}

/** On a phone and without script the form lies behind a link. */
async function openForm(page, crisis) {
  await page.goto(`${crisis}/log`);
  if (await page.isVisible(".log-button")) await page.click(".log-button");
  assert.ok(await page.isVisible("#text"));
}

async function sixKinds(page, crisis) {
  for (const kind of ["fact", "assumption", "question", "contact", "decision", "action"]) {
    await openForm(page, crisis);
    await page.fill("#text", `Regel van soort ${kind}`);
    await page.check(`input[name=kind][value=${kind}]`, { force: true });
    await page.fill("#speaker", "R. Vos");
    await save(page);
    await lines(page, `Regel van soort ${kind}`).waitFor();
  }
  const kinds = await page.locator("#entries .log-entry__kind").allTextContents();
  assert.deepEqual(kinds, ["Actie 1", "Besluit 1", "Contact", "Vraag", "Aanname", "Feit", "Feit"], "the last tells of the opening");
  await openForm(page, crisis);
  await save(page);
  assert.match(await page.textContent(".error-summary"), /Schrijf eerst op wat er is/);
  assert.ok(await page.isVisible(".error-summary"), "the fault is in view");
}

async function strikeOne(page, crisis) {
  await lines(page, "soort assumption").first().waitFor({ state: "attached" });
  await page.goto(`${crisis}/log`);
  await lines(page, "soort assumption").locator(".log-entry__time").click();
  await page.waitForURL(/\/log\/[\w-]+$/);
  assert.equal(await page.textContent("h1"), "Aanname");
  await page.click("summary:has-text('Regel doorhalen')");
  await page.fill("#strike-why", "bleek anders");
  await page.click("button:has-text('Regel doorhalen')");
  await page.locator("#entry .is-struck .struck-reason").waitFor();
  assert.match(await page.textContent("#entry .struck-reason"), /bleek anders/);
}

async function answerOne(page, crisis) {
  await page.goto(`${crisis}/log`);
  await lines(page, "soort question").locator(".log-entry__time").click();
  await page.fill("#answer-text-text", "Ja, sinds tien uur");
  await page.click("button:has-text('Antwoord vastleggen')");
  await lines(page, "Ja, sinds tien uur").getByText("antwoord op een vraag").waitFor();
}

async function closeIt(page, crisis) {
  await page.goto(crisis);
  await page.click("summary:has-text('Crisis sluiten')");
  await page.fill("#reason", "alles werkt weer");
  await page.click("button:has-text('Crisis sluiten')");
  await page.waitForURL("**" + crisis);
  assert.match(await page.textContent("main"), /alles werkt weer/);
  assert.equal(await strip(page), PURPLE, "an exercise stays purple");
  assert.match(await page.title(), /^OEFENING/);
  assert.equal(await page.locator("summary:has-text('Crisis sluiten')").count(), 0);
}

async function exportIt(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Opslaan als rekenblad")]);
  const text = await readFile(await download.path(), "utf8");
  assert.match(download.suggestedFilename(), /\.csv$/);
  assert.match(text, /^\ufeff"position",/);
  for (const kind of ["fact", "assumption", "question", "contact", "decision", "action"]) {
    assert.match(text, new RegExp(`Regel van soort ${kind}`));
  }
  assert.match(text, /bleek anders/);
}

test("a photo with the place in it is served without", async (t) => {
  const house = await House.build(t);
  const crisis = await house.chair.open("Waterschade");
  const page = await withoutScript(t, house.chair);
  await page.goto("/");
  const sent = withPlace(await page.screenshot({ type: "jpeg", clip: { x: 0, y: 0, width: 120, height: 80 } }));
  assert.ok(sent.includes("Exif") && sent.includes(CAMERA), "the camera wrote it");
  await page.goto(`${crisis}/log`);
  await page.fill("#text", "Foto van de kelder");
  await page.click(".log-form summary");
  await page.setInputFiles("#file", { name: "kelder 1.jpg", mimeType: "image/jpeg", buffer: sent });
  await save(page);
  const link = lines(page, "Foto van de kelder").locator("a", { hasText: "kelder 1.jpg" });
  const answer = await house.chair.get(new URL(await link.getAttribute("href"), page.url()).pathname);
  assert.equal(answer.headers.get("content-type"), "image/jpeg");
  const served = Buffer.from(await answer.arrayBuffer());
  assert.deepEqual(sizeOf(sent), [120, 80]);
  assert.deepEqual(sizeOf(served), [80, 120], "turned the way the phone was held");
  assert.ok(!served.includes("Exif") && !served.includes(CAMERA));
  assert.deepEqual(segments(served).filter(({ mark }) => mark >= 0xe1 && mark <= 0xef), []);
  assert.equal((await house.nobody.get(new URL(await link.getAttribute("href"), page.url()).pathname)).status, 303);
});

test("three sources contradict each other about a figure, and somebody finds out", async (t) => {
  const house = await House.build(t);
  const crisis = await house.chair.open("Uitval telefonie");
  const page = await withoutScript(t, house.chair);
  for (const [value, speaker] of [["open", "SEH"], ["dicht", "meldkamer"], ["alleen vitaal", "portier"]]) {
    await page.goto(`${crisis}/figures`);
    await page.fill("#state-name", "SEH");
    await page.fill("#state-value", value);
    await page.fill("#state-speaker", speaker);
    await page.fill("#state-text", `Gebeld met ${speaker}`);
    await page.click("main form button");
    await lines(page, `Gebeld met ${speaker}`).waitFor();
  }
  await page.goto(`${crisis}/figures`);
  assert.deepEqual((await page.locator(".is-contradiction .claim-value").allTextContents()).sort(), ["alleen vitaal", "dicht", "open"]);
  await page.click(".figure-tile >> text=Uitzoeken");
  assert.ok(await page.isChecked("input[name=replaces_all]"));
  await page.fill("#state-value", "dicht");
  await page.selectOption("#state-status", "confirmed");
  await page.fill("#state-text", "Zelf gaan kijken");
  await page.click("main form button");
  await page.goto(`${crisis}/figures`);
  assert.equal(await page.locator(".is-contradiction").count(), 0);
  assert.equal(await page.textContent(".figure-value"), "dicht");
  assert.match(await page.textContent(".figure-source"), /bevestigd/);
  await page.click(".figure-name a");
  assert.equal(await page.locator(".panel ol.log > .log-entry").count(), 4, "the history stays");
});

test("what is asked for is a question, and another language is a button away", async (t) => {
  const house = await House.build(t);
  const page = await withoutScript(t, house.member, PHONE);
  await page.goto("/");
  await page.click(".bottom-bar >> text=Meer");
  await page.click("button:has-text('English')");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await page.waitForURL("**/");
  assert.match(await page.textContent("main"), /Report/i);
});
