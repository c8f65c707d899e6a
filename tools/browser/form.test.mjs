// SPDX-License-Identifier: EUPL-1.2
// A form says all that is wrong at once, names the field, and stands where the fault is told; none is offered in vain.

import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { PHONE, launch, sitDown } from "./kit/browser.mjs";
import { House, Person } from "./kit/house.mjs";
import { Program } from "./kit/program.mjs";

const browser = await launch();
const faults = (page) => page.locator(".error-summary li").allTextContents();

/** Sends a form as a browser does that holds nothing back, and waits for what is wrong. */
async function sendWrong(page, form, fields = {}) {
  await page.$eval(form, (place) => {
    place.noValidate = true;
    const fold = place.closest("details");
    if (fold) fold.open = true;
  });
  for (const [name, value] of Object.entries(fields)) await page.fill(`${form} [name=${name}]`, value);
  await page.$eval(form, (place) => place.requestSubmit());
  await page.waitForSelector(".error-summary");
}

/** Every sentence on top is another one, leads to a field, and stands at that field too. */
async function eachAtItsField(page, count) {
  const told = await faults(page);
  assert.equal(told.length, count, told.join(" | "));
  assert.equal(new Set(told).size, count, `each names its field: ${told.join(" | ")}`);
  for (const link of await page.locator(".error-summary a").all()) {
    const field = page.locator(await link.getAttribute("href"));
    assert.equal(await field.count(), 1, await link.getAttribute("href"));
    const around = await field.evaluate((place) => (place.closest(".utrecht-form-field, .options") || place).textContent);
    assert.ok(around.includes(await link.textContent()), `at its field: ${await link.textContent()}`);
  }
}

async function atHouse(t, who, { width, script = false, people } = {}) {
  const house = await House.build(t, { people });
  const page = await (await sitDown(t, browser, house[who], { width, script })).newPage();
  return { house, page };
}

// With script, since without it nothing can be sent that the browser itself holds back.
test("setting up: each of five faults names its field", async (t) => {
  const program = await Program.start(t);
  const page = await (await sitDown(t, browser, new Person(program))).newPage();
  await page.goto(program.setup);
  await sendWrong(page, "form[action='/setup']");
  await eachAtItsField(page, 5);
  assert.match((await faults(page)).join(" "), /naam van de instelling.*eerste crisiscoördinator.*inlognaam/);
});

test("opening a crisis: title, mode and time are told together", async (t) => {
  const { page } = await atHouse(t, "chair", { script: true });
  await page.goto("/crises/new");
  await sendWrong(page, "form[action='/crises']", { at: "gisteren" });
  await eachAtItsField(page, 3);
  assert.equal(await page.inputValue("#at"), "gisteren");
});

test("a line: an empty text and a time that does not read are told together, with script and without", async (t) => {
  for (const script of [true, false]) {
    const { house, page } = await atHouse(t, "chair", { script });
    const crisis = await house.chair.open("Uitval netwerk");
    await page.goto(`${crisis}/log`);
    await page.fill("#at", "gisteren");
    await page.click(".log-form > button.utrecht-button");
    await page.waitForSelector(".error-summary");
    await eachAtItsField(page, 2);
    assert.equal(await page.getAttribute("#text", "aria-invalid"), "true");
    assert.equal(await page.getAttribute("#at", "aria-invalid"), "true");
  }
});

test("a report: text, time and PIN are told together", async (t) => {
  const { page } = await atHouse(t, "nobody", { script: true, people: [] });
  await page.goto("/report");
  await sendWrong(page, "form[action='/report']", { at: "gisteren", pin: "000000" });
  await eachAtItsField(page, 3);
});

test("users: the form with the fault comes first, on a phone in view", async (t) => {
  const { page } = await atHouse(t, "coordinator", { width: PHONE, script: true });
  await page.goto("/users");
  await sendWrong(page, "form[action='/users']");
  await eachAtItsField(page, 4);
  assert.ok((await page.locator("#people").boundingBox()).y > (await page.locator("form[action='/users']").boundingBox()).y);
  assert.ok(await page.evaluate(() => document.querySelector(".error-summary").getBoundingClientRect().top < innerHeight));
  await page.goto("/users");
  await sendWrong(page, "form[action='/users/pin']", { pin: "1" });
  await eachAtItsField(page, 1);
  assert.ok((await page.locator("#people").boundingBox()).y > (await page.locator("#pin").boundingBox()).y);
});

test("users: what is wrong in a change of one person is told at that person's form", async (t) => {
  const { page } = await atHouse(t, "coordinator", { script: true, people: ["chair"] });
  await page.goto("/users");
  const row = page.locator("tr", { hasText: "S. Kaya" });
  const action = (what) => row.locator(`form[action$='${what}']`).getAttribute("action");
  const [roles, password, block] = await Promise.all([action("/roles"), action("/password"), action("/block")]);
  for (const [form, field, fields, kept] of [
    [block, "#reason", {}, ""],
    [password, "#password", { password: "kort" }, ""],
  ]) {
    await page.goto("/users");
    await sendWrong(page, `form[action='${form}']`, fields);
    assert.equal(await page.textContent("h1"), "S. Kaya wijzigen");
    await eachAtItsField(page, 1);
    assert.equal(await page.inputValue(field), kept);
    assert.ok(await page.$eval(".panel form", (first, id) => first.contains(document.querySelector(id)), field), "its form comes first");
  }
  await page.goto("/users");
  await row.locator("summary").click();
  await row.locator("input[value=chair]").uncheck();
  await sendWrong(page, `form[action='${roles}']`);
  await eachAtItsField(page, 1);
  assert.match((await faults(page))[0], /minstens één rol/);
  await page.check("input[value=member]");
  await page.click("button:has-text('Rollen opslaan')");
  await page.waitForURL("**/users");
  assert.match(await row.textContent(), /Lid crisisteam/);
});

test("a report that was handled offers no second crisis, and does not link to itself", async (t) => {
  const { house, page } = await atHouse(t, "chair");
  await house.chair.post("/report", { text: "De lift staat stil" });
  await page.goto("/");
  await page.click("text=De lift staat stil");
  assert.equal(await page.locator("main a[href^='/crises/new']").count(), 1);
  await page.locator("summary:has-text('Geen crisis nodig')").click();
  await page.fill("#reason", "is gemaakt");
  const path = new URL(page.url()).pathname;
  await page.click("button:has-text('geen crisis nodig')");
  await page.goto(path);
  assert.match(await page.textContent("main"), /is gemaakt/);
  assert.equal(await page.locator("main a[href^='/crises/new']").count(), 0);
  assert.equal(await page.locator(`main a[href='${path}']`).count(), 0);
});

test("a line, a figure and the root key do not link to where one is", async (t) => {
  const { house, page } = await atHouse(t, "chair", { people: ["chair"] });
  const crisis = await house.chair.open("Uitval netwerk");
  const figure = (value, speaker) => ({ figure_name: "SEH", figure_value: value, figure_status: "reported", speaker });
  const line = await house.chair.write(crisis, "SEH zegt open", figure("open", "SEH"));
  await house.chair.write(crisis, "Meldkamer zegt dicht", figure("dicht", "meldkamer"));
  await page.goto(`${crisis}/log/${line}`);
  const saved = page.locator("dl div", { hasText: "Opgeslagen op" });
  assert.match(await saved.textContent(), /dit apparaat \([0-9a-f]{8}\)/);
  const own = (main) => page.locator(`${main} a[href='${new URL(page.url()).pathname}']`).count();
  assert.equal(await own("main"), 0);
  await page.goto(`${crisis}/figures`);
  await page.click(".figure-name a");
  assert.equal(await page.textContent("h1"), "SEH");
  assert.equal(await own("main"), 0);
  assert.equal(await page.textContent(".back"), "Terug naar de cijfers");
  const admin = await (await sitDown(t, browser, house.coordinator, { script: false })).newPage();
  await admin.goto("/users");
  assert.equal(await admin.locator("a[href='/setup/root']").count(), 1);
  await admin.goto("/setup/root");
  assert.equal(await admin.locator("a[href='/setup/root']").count(), 0);
});

test("a log begins with its opening, and has nothing and no form in an earlier moment", async (t) => {
  const { house, page } = await atHouse(t, "chair", { people: ["chair", "observer"] });
  const crisis = await house.chair.open("Uitval netwerk");
  const lines = (at) => at.locator("#entries .log-entry__text").allTextContents();
  await page.goto(`${crisis}/log`);
  assert.deepEqual(await lines(page), ["Crisis geopend: Uitval netwerk"]);
  assert.equal(await page.locator("#text").count(), 1);
  await page.goto(`${crisis}/log?known=01-01-2020 10:00`);
  assert.equal(await page.locator("#text").count(), 0);
  assert.doesNotMatch(await page.textContent(".empty"), /Logregel|Zocht/);
  const other = await (await sitDown(t, browser, house.observer, { script: false })).newPage();
  await other.goto(`${crisis}/log`);
  assert.equal(await other.locator("#text").count(), 0);
  assert.deepEqual(await lines(other), ["Crisis geopend: Uitval netwerk"]);
});

test("a device that is not admitted offers no form for a line", async (t) => {
  const house = await House.build(t, { people: ["chair"] });
  const crisis = await house.chair.open("Uitval netwerk");
  const line = await house.chair.write(crisis, "een regel", { figure_name: "SEH", figure_value: "open" });
  const { folder, data } = house.program;
  const [file, back] = [join(folder, "kluis.age"), join(folder, "terug")];
  house.program.run("backup", "--data", data, file);
  house.program.run("restore", file, "--data", back);
  const restored = await Program.start(t, back);
  const chair = await new Person(restored).logIn("chair");
  const page = await (await sitDown(t, browser, chair)).newPage();
  for (const path of ["/log", "/figures", `/log/${line}`]) {
    await page.goto(crisis + path);
    assert.match(await page.textContent(".utrecht-alert--error"), /nog niet is toegelaten/);
    assert.equal(await page.locator("form[action$='/log'][method=post], form[action$='/strike'], #text").count(), 0, path);
    assert.ok(await page.locator("#side-entries >> text=een regel").isVisible(), "it can be read");
  }
});
