// SPDX-License-Identifier: EUPL-1.2
// A crisis that seems to name a client is asked about once more; its name is changed, and hidden with its opening.

import assert from "node:assert/strict";
import test from "node:test";
import { PHONE, WIDE, launch, sitDown } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";

const browser = await launch();
const NAME = "Mevrouw Toverhaas van kamer 12 is weg";

for (const [width, language] of [[WIDE, "nl"], [PHONE, "en"]]) {
  test(`a name in the title of a crisis, ${width} px, ${language}, without script`, async (t) => {
    const house = await House.build(t, { people: ["chair"] });
    const page = await (await sitDown(t, browser, house.chair, { width, language, script: false })).newPage();
    const press = async (form) => {
      await page.locator(`${form} button.utrecht-button`).last().click();
      await page.waitForLoadState();
    };
    const shot = (name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png` });
    await page.goto("/crises/new");
    await page.fill("#title", NAME);
    await page.check("[name=mode][value=real]", { force: true });
    await press("form[action='/crises']");
    assert.match(await page.textContent(".error-summary"), /Mevrouw Toverhaas/);
    await shot("asked");
    assert.deepEqual(await (await house.chair.get("/crises")).text().then((text) => text.includes(NAME)), false, "nothing is opened yet");
    await page.check("[name=names_ok]");
    await press("form[action='/crises']");
    const crisis = new URL(page.url()).pathname.replace(/\/log$/, "");
    const strip = () => page.textContent("#strip .strip-title");
    assert.match(await strip(), new RegExp(NAME));

    const line = await page.locator("#entries > .log-entry").first().getAttribute("data-row");
    await house.chair.post(`${crisis}/log/${line}/hide`, { reason: "een naam" });
    for (const path of ["/", crisis, `${crisis}/log`, `${crisis}/picture`]) {
      await page.goto(path);
      assert.ok(!(await page.content()).includes("Toverhaas"), path);
    }
    await page.goto(crisis);
    assert.match(await strip(), /naam verborgen|name is hidden/);
    await shot("hidden");

    const form = `form[action='${crisis}/title']`;
    await page.locator("details", { has: page.locator(form) }).locator("summary").click();
    await page.fill(`${form} [name=title]`, "Vermissing");
    await shot("rename");
    await press(form);
    assert.match(await strip(), /Vermissing/);
    await page.locator("details", { has: page.locator(form) }).locator("summary").click();
    await press(form);
    assert.match(await page.textContent(".error-summary"), /heet de crisis al|called that already/);
  });
}
