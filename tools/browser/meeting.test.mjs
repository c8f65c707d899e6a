// SPDX-License-Identifier: EUPL-1.2
// A crisis meeting from plan to report, walked through by hand, with script on a screen and without on a phone; live in the strip; on paper.

import assert from "node:assert/strict";
import test from "node:test";
import { PHONE, WIDE, isLive, launch, sitDown } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";
import { plan, tick, turn } from "./kit/meeting.mjs";

const browser = await launch();
const strip = (page) => page.textContent("#strip-meeting");

async function open(t, more = {}) {
  const house = await House.build(t);
  const crisis = await house.chair.open("Uitval elektronisch patiëntendossier");
  const sit = async (person) => (await sitDown(t, browser, person, more)).newPage();
  return { house, crisis, chair: await sit(house.chair), member: await sit(house.member) };
}

/** Waits for the page that answers a form. */
async function sent(page, act) {
  const answer = page.waitForResponse((it) => it.request().method() === "GET" && it.request().isNavigationRequest());
  await act();
  await answer;
  await page.waitForLoadState();
}

const press = (page, words) => sent(page, () => page.locator("main button", { hasText: words }).first().click());

/** Presses where something lacks, and waits until the page says what. */
async function wrong(page, words) {
  const answer = page.waitForResponse((it) => it.request().method() === "POST");
  await page.locator("main button", { hasText: words }).first().click();
  assert.equal((await answer).status(), 422);
  await page.waitForSelector(".error-summary");
  return page.textContent(".error-summary");
}

/** Goes to a step by the agenda. */
const step = (page, number) => sent(page, () => page.click(`.meeting-steps li:nth-child(${number}) a`));

for (const [how, seat] of [["with script, on a screen", { width: WIDE }], ["without script, on a phone", { width: PHONE, script: false }]]) {
  test(`a meeting is planned, held and reported, ${how}`, async (t) => {
    const { house, crisis, chair } = await open(t, seat);
    await house.chair.post(`${crisis}/team/roles`, { roles: "chair", until: "23:59" });
    await house.member.post(`${crisis}/bottlenecks`, { sentence: "De lijn van de SEH valt weg." });
    await house.member.post(`${crisis}/bottlenecks`, { sentence: "De nachtdienst begint zonder dossier." });
    await chair.goto(`${crisis}/meetings`);
    assert.match(await chair.textContent("main .empty"), /nog geen overleg gepland/);
    assert.match(await strip(chair), /Geen overleg gepland/);
    await chair.fill("[name=starts]", "23:59");
    await chair.fill("[name=purpose]", "De nacht door");
    await press(chair, "Overleg plannen");
    assert.match(await strip(chair), /Crisisoverleg 1 om 23:59.*over /s);
    await sent(chair, () => chair.click("#meetings a"));
    await press(chair, "Zet eerst");
    assert.match(await chair.textContent(".meeting-order li"), /De nachtdienst/);
    await press(chair, "Overleg beginnen");
    assert.match(await strip(chair), /Crisisoverleg 1 bezig.*nog 30 van 30 min/s);
    assert.match(await chair.textContent("main .page-note"), /voorzitter S\. Kaya · 0 aanwezig/);
    await press(chair, "Aanwezig");
    assert.match(await chair.textContent("main .page-note"), /1 aanwezig/);
    await press(chair, "Klaar, verder met");
    assert.equal(await chair.locator(".meeting-sign.is-done").count(), 1);
    await step(chair, 4);
    assert.match(await chair.textContent(".meeting-which"), /Knelpunt 1 van 2/);
    await chair.fill("[name=options]", "Afdrukken om 18:00: stand 17:45\nNiets doen");
    await chair.check("[name=critical]");
    await press(chair, "Oordeel vastleggen");
    assert.match(await chair.textContent(".meeting-which"), /kritiek besluit/);
    assert.match(await wrong(chair, "Besluit vastleggen"), /Kies een optie of schrijf het besluit op/, "nothing is decided without words");
    await chair.check("[name=option] >> nth=0");
    await chair.fill("#ground", "Papier klopt overal");
    await press(chair, "Besluit vastleggen");
    assert.match(await chair.textContent(".meeting-tally"), /1 besloten, 2 bezig/);
    assert.match(await chair.textContent(".meeting-title"), /De lijn van de SEH/, "on to what is open still");
    await press(chair, "Doorschuiven");
    assert.match(await chair.textContent(".meeting-tally"), /2 doorgeschoven/);
    await step(chair, 6);
    assert.match(await chair.textContent(".meeting-subject"), /Besluit 1: Afdrukken om 18:00/);
    await chair.fill("form.meeting-new [name=sentence]", "Zet papier klaar");
    await chair.fill("form.meeting-new [name=owner_name]", "facilitair");
    await press(chair, "Actie vastleggen");
    assert.match(await chair.textContent(".meeting-subject"), /Actie 1: Zet papier klaar.*facilitair/s);
    await step(chair, 7);
    await chair.fill("[name=whom]", "alle afdelingen");
    await chair.fill("form.meeting-new [name=sentence]", "Haal om 18:00 de lijst op.");
    await press(chair, "Boodschap vastleggen");
    await step(chair, 8);
    assert.match(await wrong(chair, "Overleg afsluiten"), /Vul in wanneer het volgende overleg is/, "it asks for the next one");
    await chair.check("[name=no_next]");
    await press(chair, "Overleg afsluiten");
    const report = await chair.textContent(".meeting-report");
    for (const words of [/Verslag \(concept\)/, /besloten: Besluit 1/, /doorgeschoven tot/, /Zet papier klaar/, /Aan alle afdelingen: Haal om 18:00/, /Niet behandeld/, /S\. Kaya/]) assert.match(report, words);
    assert.match(await strip(chair), /Geen overleg gepland/);
  });
}

test("who looks sees the meeting begin, go on and end; half a sentence stays", async (t) => {
  const { house, crisis, chair, member } = await open(t, { width: WIDE });
  await house.member.post(`${crisis}/bottlenecks`, { sentence: "De lijn van de SEH valt weg." });
  await member.goto(`${crisis}/log`);
  await isLive(member);
  const id = await plan(house.chair, crisis, { starts: "23:59" });
  await member.locator("#strip-meeting >> text=Crisisoverleg 1 om 23:59").waitFor();
  await turn(house.chair, crisis, id, "start");
  await member.locator("#strip-meeting >> text=Crisisoverleg 1 bezig").waitFor();
  await member.waitForFunction(() => document.getElementById("count-meetings").textContent.trim() === "1");
  await chair.goto(`${crisis}/meetings/${id}?step=decision`);
  await isLive(chair);
  await chair.fill("#sentence", "half een zin");
  await tick(house.member, crisis, id, "opening");
  await chair.locator(".meeting-steps li:first-child .is-done").waitFor();
  assert.equal(await chair.inputValue("#sentence"), "half een zin");
  await turn(house.chair, crisis, id, "end", { no_next: "yes", starts: "", minutes: "" });
  await member.locator("#strip-meeting >> text=Geen overleg gepland").waitFor();
});

test("on paper it is a report: no agenda to press, no form, who and what", async (t) => {
  const { house, crisis, chair } = await open(t, { width: WIDE });
  await house.member.post(`${crisis}/bottlenecks`, { sentence: "De lijn van de SEH valt weg." });
  const id = await plan(house.chair, crisis, { starts: "23:59", purpose: "De nacht door" });
  await turn(house.chair, crisis, id, "start");
  await chair.goto(`${crisis}/meetings/${id}`);
  assert.equal(await chair.locator("main .print-only").isVisible(), false);
  await chair.emulateMedia({ media: "print" });
  assert.equal(await chair.locator("main .print-only").isVisible(), true);
  assert.equal(await chair.locator("main form:visible, main .meeting:visible, main progress:visible").count(), 0);
  assert.match(await chair.textContent("main .print-only"), /Verslag \(concept\).*De lijn van de SEH.*open/s);
});

test("the wall says when the team meets", async (t) => {
  const { house, crisis, member } = await open(t, { width: 1920 });
  await plan(house.chair, crisis, { starts: "23:59" });
  await member.setViewportSize({ width: 1920, height: 1080 });
  await member.goto(`${crisis}/picture?wall`);
  assert.match(await strip(member), /Crisisoverleg 1 om 23:59/);
  assert.deepEqual(await member.evaluate(() => [document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]), [0, 0]);
});
