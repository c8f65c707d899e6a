// SPDX-License-Identifier: EUPL-1.2
// One picture, decisions that hold, actions that get done: walked through by hand, with script on a screen and without on a phone.

import assert from "node:assert/strict";
import test from "node:test";
import { PHONE, WIDE, isLive, launch, sitDown } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";
import { say } from "./kit/picture.mjs";

const browser = await launch();
const row = (page, words) => page.locator("main li.order").filter({ has: page.locator(".order-text", { hasText: words }) }).first();

async function open(t, more = {}) {
  const house = await House.build(t);
  const crisis = await house.chair.open("Uitval elektronisch patiëntendossier");
  const sit = async (person) => (await sitDown(t, browser, person, more)).newPage();
  return { house, crisis, chair: await sit(house.chair), member: await sit(house.member) };
}

/** Opens the fold of a row, fills in what it asks and sends it. */
async function more(page, words, standing, fields = {}) {
  const fold = row(page, words).locator("details.more");
  if (!(await fold.evaluate((place) => place.open))) await fold.locator("summary").click();
  await fold.locator(`[name=standing][value=${standing}]`).check({ force: true });
  for (const [name, value] of Object.entries(fields)) {
    const field = fold.locator(`[name=${name}]`);
    if (await field.evaluate((place) => place.localName === "select")) await field.selectOption(value);
    else await field.fill(value);
  }
  await sent(page, () => fold.locator("form > button.utrecht-button").click());
}

/** Waits for the page that answers a form. */
async function sent(page, act) {
  const answer = page.waitForResponse((it) => it.request().method() === "GET" && it.request().isNavigationRequest());
  await act();
  await answer;
  await page.waitForLoadState();
}

const badge = (page, words) => row(page, words).locator(".order-head .utrecht-badge").first().textContent();

async function newLine(page, path, fields) {
  await page.goto(path);
  const form = page.locator("main form").filter({ has: page.locator("[name=sentence]") });
  const folds = page.locator("main details").filter({ has: page.locator("[name=sentence]") });
  if (!(await folds.first().evaluate((place) => place.open))) await folds.first().locator("summary").first().click();
  const inner = form.locator("details.more");
  if ((await inner.count()) && Object.keys(fields).length > 1) await inner.locator("summary").first().click();
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name=${name}]`).first();
    if (value === true) await field.check();
    else if (await field.evaluate((place) => place.localName === "select")) await field.selectOption(value);
    else await field.fill(value);
  }
  await sent(page, () => form.locator("button.utrecht-button").first().click());
}

for (const [how, seat] of [["with script, on a screen", { width: WIDE }], ["without script, on a phone", { width: PHONE, script: false }]]) {
  test(`the picture is said, adopted, contradicted and settled, ${how}`, async (t) => {
    const { house, crisis, chair } = await open(t, seat);
    const before = new Date().toISOString();
    await chair.goto(`${crisis}/picture`);
    assert.equal(await chair.locator(".impact-tile.state-unknown").count(), 18, "all areas begin unknown");
    await chair.click(".impact-tile a >> text=Veiligheid van patiënten");
    await chair.check("[name=state][value=severe]", { force: true });
    await chair.fill("main [name=words]", "medicatie zonder historie");
    await sent(chair, () => chair.click("main form[data-draft=picture] button"));
    const tile = chair.locator(".impact-tile.state-severe");
    assert.match(await tile.textContent(), /Veiligheid van patiënten.*medicatie zonder historie.*ernstig/s);
    await chair.click("summary >> text=Proces toevoegen");
    await chair.fill("#processes [name=title]", "Spoedeisende hulp");
    await chair.check("#processes [name=state][value=hit]", { force: true });
    await chair.fill("#processes [name=words]", "presentatiestop");
    await sent(chair, () => chair.click("#processes form > button"));
    // A long word holds soft hyphens: it breaks where a syllable ends.
    assert.match((await chair.textContent(".process-table tbody tr")).replaceAll("\u00ad", ""), /Spoedeisende hulp.*presentatiestop/s);
    await chair.fill("[name=note]", "crisisoverleg 1");
    await sent(chair, () => chair.click("main form[action$='/picture/versions'] button"));
    assert.match(await chair.textContent("#picture-version"), /versie 1 · vastgesteld .* door S\. Kaya/);
    const figure = (value, speaker) => ({ figure_name: "SEH", figure_value: value, figure_status: "reported", speaker });
    await house.chair.write(crisis, "SEH zegt open", figure("open", "SEH"));
    await house.member.write(crisis, "Meldkamer zegt dicht", figure("dicht", "meldkamer"));
    await chair.goto(`${crisis}/picture`);
    assert.match(await chair.textContent(".figure-tile.is-contradiction"), /SEH.*tegenstrijdig/s);
    await chair.click(".figure-tile.is-contradiction a >> text=Uitzoeken");
    await chair.fill("#state-value", "dicht");
    await chair.fill("#state-text", "zelf gezien");
    const written = chair.waitForResponse((answer) => answer.request().method() === "POST");
    await chair.click("main form[data-queue=figure] button.utrecht-button");
    await written;
    await chair.waitForLoadState();
    await chair.goto(`${crisis}/picture`);
    assert.equal(await chair.locator(".figure-tile.is-contradiction").count(), 0, "settled");
    await chair.goto(`${crisis}/picture?known=${encodeURIComponent(before)}`);
    assert.equal(await chair.locator(".impact-tile.state-unknown").count(), 18, "as known before anybody said anything");
    assert.equal(await chair.locator("main form[method=post]").count(), 0, "an earlier moment is not changed");
  });

  test(`a decision takes one sentence, and the rest follows, ${how}`, async (t) => {
    const { crisis, chair } = await open(t, seat);
    await newLine(chair, `${crisis}/decisions`, { sentence: "Presentatiestop SEH" });
    assert.equal(await badge(chair, "Presentatiestop SEH"), "geldt");
    await chair.click("main .order-head a >> text=Besluit 1");
    assert.ok((await chair.locator(".to-complete").count()) > 5, "what is not filled in shows, and stops nobody");
    await chair.click("summary >> text=Aanvullen");
    await chair.fill("[name=ground]", "Zonder dossier is het niet veilig");
    await chair.fill("[name=options]", "niets doen\nalleen vitaal bedreigd");
    await sent(chair, () => chair.click("main form[data-draft=decision-fields] > button"));
    assert.match(await chair.textContent("main dl"), /Zonder dossier is het niet veilig/);
    await newLine(chair, `${crisis}/decisions`, { sentence: "Alleen vitaal bedreigd", replaces: true });
    assert.equal(await badge(chair, "Alleen vitaal bedreigd"), "geldt");
    await chair.click("summary >> text=1 besluit dat niet meer geldt");
    assert.equal(await badge(chair, "Presentatiestop SEH"), "vervangen");
    await newLine(chair, `${crisis}/decisions`, { sentence: "Bedden bij de buren betalen", to_board: true, deadline: "23:59" });
    assert.match(await badge(chair, "Bedden bij de buren"), /voorstel aan de raad van bestuur/);
    await more(chair, "Bedden bij de buren", "approved", { heard_by: "S. Kaya, telefoon" });
    assert.match(await badge(chair, "Bedden bij de buren"), /akkoord/);
    assert.match(await row(chair, "Bedden bij de buren").textContent(), /gehoord door S\. Kaya, telefoon/);
  });

  test(`an action is understood, handed over, done or cancelled; a bottleneck goes to a team, ${how}`, async (t) => {
    const { house, crisis, chair, member } = await open(t, seat);
    await newLine(chair, `${crisis}/actions`, { sentence: "Flexpool oproepen", owner: house.member.id });
    await newLine(chair, `${crisis}/actions`, { sentence: "Huisartsen bellen" });
    await member.goto(`${crisis}/tasks`);
    assert.equal(await row(member, "Huisartsen bellen").count(), 0, "what is not mine is not here");
    await sent(member, () => row(member, "Flexpool").locator("button >> text=Begrepen").click());
    assert.equal(await badge(member, "Flexpool"), "begrepen");
    await more(member, "Flexpool", "handed-over", { owner: house.chair.id });
    assert.equal(await row(member, "Flexpool").count(), 0, "it is with somebody else now");
    await chair.goto(`${crisis}/tasks`);
    await sent(chair, () => row(chair, "Flexpool").locator("button >> text=Klaar").click());
    await chair.goto(`${crisis}/actions`);
    await more(chair, "Huisartsen bellen", "cancelled", { move_note: "al gedaan door de apotheek" });
    await chair.goto(`${crisis}/actions?show=ended`);
    assert.equal(await badge(chair, "Flexpool"), "klaar");
    assert.match(await row(chair, "Huisartsen bellen").textContent(), /vervallen.*al gedaan door de apotheek/s);
    await newLine(member, `${crisis}/bottlenecks`, { sentence: "Geen schone bedden" });
    assert.equal(await member.locator("[name=standing][value=to-team]").count(), 0, "not offered while no team has an order");
    await house.chair.post(`${crisis}/teams`, { team: "", title: "Team logistiek", task: "" });
    await house.chair.post(`${crisis}/orders`, { team: "team-logistiek", order: "Haal schone bedden", order_due: "23:59" });
    await member.reload();
    const order = await member.locator("[name=order] option").last().getAttribute("value");
    await more(member, "Geen schone bedden", "to-team", { order });
    assert.equal(await badge(member, "Geen schone bedden"), "bij een team");
    await house.chair.write(crisis, "Is het opzet?", { kind: "question", owner: "J. de Boer", due: "23:59" });
    await member.goto(`${crisis}/tasks`);
    await more(member, "Is het opzet?", "taken", { owner: house.chair.id });
    await chair.goto(`${crisis}/tasks`);
    assert.equal(await badge(chair, "Is het opzet?"), "iemand zoekt het uit");
  });
}

test("who looks sees it change: areas, decisions, actions and the numbers in the menu", async (t) => {
  const { house, crisis, chair, member } = await open(t, { width: WIDE });
  await member.goto(`${crisis}/picture`);
  await chair.goto(`${crisis}/actions`);
  await isLive(member);
  await isLive(chair);
  await say(house.chair, crisis, "area.patient-safety", { state: "severe", words: "medicatie" });
  await member.locator(".impact-tile.state-severe >> text=medicatie").waitFor();
  await house.chair.post(`${crisis}/decisions`, { sentence: "Presentatiestop tot 12:00" });
  await member.locator("#picture-decisions >> text=Presentatiestop").waitFor();
  await member.waitForFunction(() => /Presentatiestop/.test(document.getElementById("announce").textContent));
  await house.chair.post(`${crisis}/bottlenecks`, { sentence: "Geen bedden" });
  await member.waitForFunction(() => document.getElementById("count-bottlenecks").textContent === "1");
  await house.chair.post(`${crisis}/actions`, { sentence: "Flexpool oproepen", owner: house.member.id });
  await row(chair, "Flexpool").waitFor();
  assert.equal(await chair.locator("main .order").count(), 1);
  const id = await row(chair, "Flexpool").getAttribute("id");
  await row(chair, "Flexpool").locator("details.more summary").click();
  await row(chair, "Flexpool").locator("[name=move_note]").fill("half een zin");
  await house.member.post(`${crisis}/log/${id}/move`, { standing: "acknowledged", from: "tasks" });
  await chair.locator("#side-entries >> text=begrepen").waitFor();
  assert.equal(await row(chair, "Flexpool").locator("[name=move_note]").inputValue(), "half een zin", "nobody's words are taken away");
  await row(chair, "Flexpool").locator("[name=move_note]").fill("");
  await chair.locator("h1").click();
  await row(chair, "Flexpool").locator(".order-head >> text=begrepen").waitFor();
});

test("the wall fills its height, has no menu, and turns its own pages", async (t) => {
  const { house, crisis, member } = await open(t, { width: 1920 });
  await member.setViewportSize({ width: 1920, height: 1080 });
  for (let i = 0; i < 20; i += 1) await house.chair.post(`${crisis}/decisions`, { sentence: `Besluit van uur ${i}` });
  await member.clock.install();
  await member.goto(`${crisis}/picture?wall`);
  assert.equal(await member.locator("nav, aside, main form:visible").count(), 0);
  const over = await member.evaluate(() => [document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]);
  assert.deepEqual(over, [0, 0], "nothing to scroll");
  assert.ok(await member.evaluate(() => document.querySelector(".wall-right").getBoundingClientRect().bottom > innerHeight - 60), "it fills the height");
  assert.match(await member.textContent("[data-clock]"), /^\d\d:\d\d$/);
  const seen = () => member.$eval("#picture-decisions ul", (list) => list.scrollLeft);
  assert.equal(await seen(), 0);
  await member.clock.runFor(10000);
  assert.ok((await seen()) > 0, "the next page came by itself");
  assert.ok(await member.evaluate(() => [...document.querySelectorAll(".wall main :is(li, td, p, h2)")].every((place) => !place.offsetHeight || parseFloat(getComputedStyle(place).fontSize) >= 20)), "readable at six metres");
});
