// SPDX-License-Identifier: EUPL-1.2
// Two machines that were cut off, and one again: what people said and began apart is seen with both sides, and one press settles it.

import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { PHONE, WIDE, launch, sitDown } from "./kit/browser.mjs";
import { House, Person } from "./kit/house.mjs";
import { plan, turn } from "./kit/meeting.mjs";
import { Program } from "./kit/program.mjs";

const browser = await launch();
const AREA = "area.patient-safety";

/** A crisis that two machines go on with apart; ends with all of it on the first. */
async function apart(t) {
  const house = await House.build(t);
  const home = house.program;
  const crisis = await house.chair.open("Uitval elektronisch dossier");
  const planned = await plan(house.chair, crisis, { starts: "23:58", purpose: "De nacht door" });
  const root = (await (await house.coordinator.get("/setup/root")).text()).replace(/<[^>]+>/g, " ");
  process.env.TEGENWICHT_ROOT_KEY = /([0-9A-Z]{5}[\s-]+){13}[0-9A-Z]{5}/.exec(root)[0];
  await home.stop();
  const [data, file] = [join(home.folder, "laptop"), join(home.folder, "stick.tgw")];
  const code = home.run("join", "--data", data).split("\n")[0];
  const granted = home.run("device", "grant", "--data", home.data, code, "--label", "laptop");
  const institution = /scope-\w+/.exec(granted)[0];
  home.run("bundle", "export", "--data", home.data, "--to", "laptop", file);
  home.run("join", "--data", data, "--institution", institution, file);
  await home.again();
  await Promise.all([house.chair.logIn("chair"), house.coordinator.logIn("coordinator")]);
  const laptop = await Program.start(t, data);
  const other = await new Person(laptop, "A. Meijer").logIn("coordinator");
  await house.chair.post(`${crisis}/picture/${AREA}`, { state: "severe", words: "Bewaking valt uit" });
  await other.post(`${crisis}/picture/${AREA}`, { state: "watch", words: "Bewaking op accu" });
  await turn(house.chair, crisis, planned, "start");
  await turn(other, crisis, planned, "start");
  await turn(house.chair, crisis, planned, "end", { no_next: "yes", starts: "", minutes: "" });
  await turn(other, crisis, planned, "end", { no_next: "yes", starts: "", minutes: "" });
  const [one, two] = [await plan(house.chair, crisis), await plan(other, crisis, { purpose: "Wie draagt?" })];
  await turn(house.chair, crisis, one, "start");
  await turn(other, crisis, two, "start");
  await Promise.all([home.stop(), laptop.stop()]);
  const devices = home.run("device", "list", "--data", home.data);
  const first = devices.split("\n").find((line) => !/laptop/.test(line) && /\w{8}/.test(line)).trim().split(/\s+/)[0];
  home.run("bundle", "export", "--data", data, "--to", first, file);
  home.run("bundle", "import", "--data", home.data, file);
  await home.again();
  await Promise.all([house.chair.logIn("chair"), house.coordinator.logIn("coordinator"), house.member.logIn("member")]);
  return { house, crisis, planned, one, two };
}

/** The panels that put two sides beside each other, each in one line of words. */
const panels = async (page) => (await page.locator(".conflict").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));

/** Presses a button of a side, and waits for the page that answers. */
async function choose(page, panel, side, words) {
  const answer = page.waitForResponse((it) => it.request().method() === "GET" && it.request().isNavigationRequest());
  await page.locator(".conflict", { hasText: panel }).locator(".conflict-sides > li", { hasText: side }).locator("button", { hasText: words }).click();
  await answer;
  await page.waitForLoadState();
}

for (const width of [WIDE, PHONE]) {
  test(`what two machines said and began apart has both sides, who and when, and one press settles it, at ${width} px`, async (t) => {
    const { house, crisis, planned, one, two } = await apart(t);
    const page = await (await sitDown(t, browser, house.chair, { width })).newPage();
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    await page.goto(`${crisis}/picture`);
    const tile = page.locator(".impact-tile.is-contradiction");
    const said = (await tile.innerText()).replace(/\s+/g, " ");
    assert.match(said, /Veiligheid van patiënten.*tegenstrijdig.*ernstig: Bewaking valt uit.*let op: Bewaking op accu/, "each word beside its own state");
    assert.ok(await fits());
    await page.goto(`${crisis}/picture/${AREA}`);
    assert.equal(await page.locator(".panel.is-contradiction button >> text=Dit geldt").count(), 2);
    const both = (await page.innerText(".panel.is-contradiction")).replace(/\s+/g, " ");
    for (const side of [/Bewaking valt uit · \d\d:\d\d · S\. Kaya/, /Bewaking op accu · \d\d:\d\d · A\. Meijer/]) assert.match(both, side);
    await page.goto("/notices");
    const [area, ended, twice] = await panels(page);
    for (const side of [/^tegenstrijdig Veiligheid van patiënten/, /ernstig: Bewaking valt uit S\. Kaya, [^,]*\d\d:\d\d, op /, /let op: Bewaking op accu A\. Meijer, [^,]*, op laptop/]) assert.match(area, side);
    for (const side of [/Crisisoverleg 1 Dit overleg is op twee plaatsen afgesloten/, /afgelopen S\. Kaya/, /afgelopen A\. Meijer/]) assert.match(ended, side);
    for (const side of [/Crisisoverleg 2, B1: tegelijk bezig/, /Crisisoverleg 2 S\. Kaya/, /Crisisoverleg B1 · Wie draagt\? A\. Meijer/]) assert.match(twice, side);
    assert.ok(await fits());
    await choose(page, "Veiligheid van patiënten", "Bewaking op accu", "Dit geldt");
    assert.equal(await page.locator(".impact-tile.is-contradiction").count(), 0);
    assert.match(await page.locator(".impact-tile.state-watch").innerText(), /Bewaking op accu/);
    await page.goto(`${crisis}/meetings/${planned}`);
    await choose(page, "Crisisoverleg 1", "S. Kaya", "Dit geldt");
    assert.deepEqual(await panels(page), [], "the meeting that was ended twice is over once");
    await page.goto(`${crisis}/meetings`);
    assert.equal((await panels(page)).length, 1);
    await page.goto(`${crisis}/meetings/${one}`);
    assert.ok(await fits());
    await choose(page, "tegelijk bezig", "Crisisoverleg 2", "Hiermee verdergaan");
    assert.match(await page.innerText("main .page-head"), /Crisisoverleg B1.*afgelopen/s);
    assert.match(await page.textContent("#strip-meeting"), /Crisisoverleg 2 bezig/);
    await page.goto("/notices");
    assert.deepEqual(await panels(page), []);
    const looks = await (await sitDown(t, browser, house.member, { width })).newPage();
    await looks.goto(`${crisis}/meetings/${two}`);
    assert.match(await looks.textContent(".meeting-report"), /Wie draagt\?/, "what was ended is kept");
  });
}
