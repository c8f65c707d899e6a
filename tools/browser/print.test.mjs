// SPDX-License-Identifier: EUPL-1.2
// Paper is the last fallback: black on white, what it is and as of when, nothing to press.

import assert from "node:assert/strict";
import test from "node:test";
import { isLive, launch, sitDown } from "./kit/browser.mjs";
import { furnish } from "./kit/pages.mjs";

const browser = await launch();
const SCREEN_ONLY = "nav, .log-panel, .bottom-bar, .log-button, main form, main button, main .utrecht-button, .utrecht-skip-link, .filter-bar";

/** What of the page ends up on paper. */
const onPaper = (page) =>
  page.evaluate((screenOnly) => {
    const shown = [...document.querySelectorAll(screenOnly)].filter((element) => element.checkVisibility());
    const ground = (element) => getComputedStyle(element).backgroundColor;
    const dark = [...document.querySelectorAll("body *")].filter((element) => {
      if (!element.checkVisibility() || !element.innerText?.trim()) return false;
      const [red, green, blue, alpha = 1] = ground(element).match(/[\d.]+/g).map(Number);
      return alpha > 0 && (red + green + blue) / 3 < 200;
    });
    const head = document.querySelector(".print-head");
    return {
      shown: shown.map((element) => element.className || element.localName),
      dark: dark.map((element) => element.className || element.localName),
      head: head.checkVisibility() ? head.innerText.replace(/\s+/g, " ") : "",
      text: document.body.innerText,
    };
  }, SCREEN_ONLY);

test("a page of a crisis on paper says which, exercise or real, printed when and as of when", async (t) => {
  const house = await furnish(t);
  const page = await (await sitDown(t, browser, house.coordinator)).newPage();
  for (const [crisis, word, title] of [[house.full, "OEFENING", "Uitval elektronisch"], [house.empty, "ECHTE CRISIS", "Wateroverlast"]]) {
    for (const path of ["", "/log", "/figures"]) {
      await page.goto(crisis + path);
      assert.ok(await page.isHidden(".print-head"), "only on paper");
      await page.emulateMedia({ media: "print" });
      const paper = await onPaper(page);
      assert.deepEqual(paper.shown, [], `${path} shows what is for the screen`);
      assert.deepEqual(paper.dark, [], `${path} has dark grounds`);
      assert.match(paper.head, new RegExp(`${word}.*De Waard.*${title}.*afgedrukt .*\\d\\d:\\d\\d.*stand van .*\\d\\d:\\d\\d`));
      await page.emulateMedia({ media: "screen" });
    }
  }
});

test("the wall on paper says so too, as of the last change that reached it", async (t) => {
  const house = await furnish(t);
  const page = await (await sitDown(t, browser, house.chair)).newPage();
  await page.goto(`${house.full}/picture?wall`);
  await isLive(page);
  assert.ok(await page.isHidden(".print-head"), "only on paper");
  await page.evaluate(() => (document.getElementById("wall-as-of").textContent = "van gisteren"));
  await house.chair.write(house.full, "Nog een regel");
  await page.waitForFunction(() => /stand van/.test(document.getElementById("wall-as-of").textContent));
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  const { head, dark } = await onPaper(page);
  assert.match(head, /OEFENING.*De Waard.*Uitval elektronisch.*afgedrukt .*\d\d:\d\d.*stand van .*\d\d:\d\d/);
  assert.deepEqual(dark, []);
});

test("the log on paper holds every line, and the button prints", async (t) => {
  const house = await furnish(t);
  const page = await (await sitDown(t, browser, house.chair)).newPage();
  await page.addInitScript(() => (window.print = () => (window.printed = true)));
  await page.goto(`${house.full}/log`);
  await page.click("[data-print]");
  assert.ok(await page.evaluate(() => window.printed));
  const lines = await page.locator("#entries .log-entry__text").evaluateAll((found) => found.map((one) => one.lastChild.textContent));
  await page.emulateMedia({ media: "print" });
  const { text } = await onPaper(page);
  for (const line of lines) assert.ok(text.includes(line.trim()), line);
  assert.match(text, /Doorgehaald .* verkeerde afdeling/);
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 10000);
});

test("the root key and other pages without a crisis print too", async (t) => {
  const house = await furnish(t);
  const page = await (await sitDown(t, browser, house.coordinator)).newPage();
  for (const path of ["/", "/setup/root", "/devices", "/notices", "/help", "/users"]) {
    await page.goto(path);
    await page.emulateMedia({ media: "print" });
    const paper = await onPaper(page);
    assert.deepEqual(paper.shown, [], `${path} shows what is for the screen`);
    assert.deepEqual(paper.dark, [], `${path} has dark grounds`);
    assert.match(paper.head, /De Waard.*afgedrukt/);
    await page.emulateMedia({ media: "screen" });
  }
});
