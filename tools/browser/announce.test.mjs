// SPDX-License-Identifier: EUPL-1.2
// What a screen reader hears of a crisis: decisions in their turn, alarms at once, and never the log.

import assert from "node:assert/strict";
import test from "node:test";
import { isLive, launch, onceInLog, sitDown } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";

const browser = await launch();
const LOOK = 40000; // ms; the server looks at the clock every 15 s

/** A page of somebody who only looks, with all that was put in its two live regions since. */
async function listening(t, place) {
  const house = await House.build(t);
  const crisis = await house.chair.open("Uitval elektronisch dossier");
  const page = await (await sitDown(t, browser, house.member)).newPage();
  await page.goto(crisis + place);
  await isLive(page);
  await page.evaluate(() => {
    window.heard = { polite: [], assertive: [] };
    for (const region of document.querySelectorAll("[aria-live]")) {
      const note = () => region.textContent.trim() && window.heard[region.getAttribute("aria-live")].push(region.textContent.trim());
      new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
    }
  });
  return { house, crisis, page, heard: () => page.evaluate(() => window.heard) };
}

for (const place of ["/log", "/actions", "/picture?wall"]) {
  test(`on ${place} a decision of somebody else is read aloud, and ten lines of the log are not`, async (t) => {
    const { house, crisis, page, heard } = await listening(t, place);
    assert.equal(await page.locator("[aria-live=polite]").count(), 1);
    assert.equal(await page.locator("[aria-live=assertive]").count(), 1);
    for (let i = 1; i <= 10; i += 1) await house.chair.write(crisis, `Regel ${i}`);
    if (place === "/log") await onceInLog(page, "Regel 10");
    await house.chair.write(crisis, "Presentatiestop tot 12:00", { kind: "decision" });
    await page.waitForFunction(() => window.heard.polite.length > 0);
    await house.chair.write(crisis, "Regel 11");
    if (place === "/log") await onceInLog(page, "Regel 11");
    const { polite, assertive } = await heard();
    assert.deepEqual(polite, ["Besluit 1: Presentatiestop tot 12:00"]);
    assert.deepEqual(assertive, []);
    const live = await page.evaluate(() => [...document.querySelectorAll("#entries, #side-entries")].filter((list) => list.closest("[aria-live], [role=log], [role=status]")).length);
    assert.equal(live, 0, "the log itself is no live region");
  });
}

test("what becomes late while somebody looks is read aloud once, and turns red where it stands", async (t) => {
  const { house, crisis, page, heard } = await listening(t, "/actions");
  const due = new Date(Date.now() + 4000).toISOString();
  await house.chair.post(`${crisis}/actions`, { sentence: "Portofoons halen", line_due: due });
  const row = page.locator("#actions > .order");
  await row.locator(".due--nearly >> text=bijna te laat").waitFor();
  await row.locator(".due--late >> text=te laat: had om").waitFor({ timeout: LOOK });
  await page.waitForFunction(() => window.heard.assertive.length > 0, undefined, { timeout: LOOK });
  await house.chair.write(crisis, "Regel na het alarm");
  await onceInLog(page, "Regel na het alarm", "side-entries");
  await page.waitForTimeout(17000);
  const { polite, assertive } = await heard();
  assert.deepEqual(assertive, ["Te laat: Actie 1: Portofoons halen."]);
  assert.deepEqual(polite, []);
});
