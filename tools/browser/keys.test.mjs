// SPDX-License-Identifier: EUPL-1.2
// By keyboard alone: single keys for who knows them, never while somebody types; the skip link comes first.

import assert from "node:assert/strict";
import test from "node:test";
import { PHONE, isLive, launch, onceInLog, sitDown } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";

const browser = await launch();
const at = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.localName);

async function atLog(t, width) {
  const house = await House.build(t, { people: ["chair"] });
  const crisis = await house.chair.open("Uitval netwerk");
  const page = await (await sitDown(t, browser, house.chair, { width })).newPage();
  await page.goto(`${crisis}/log`);
  await isLive(page);
  return { crisis, page };
}

test("single keys go to the line, the search, the picture, the meetings and the help", async (t) => {
  const { crisis, page } = await atLog(t);
  await page.keyboard.press("n");
  assert.equal(await at(page), "text");
  await page.click("h1");
  await page.keyboard.press("/");
  assert.equal(await at(page), "q");
  assert.equal(await page.inputValue("#q"), "");
  await page.click("h1");
  await page.keyboard.press("s");
  await page.waitForURL(`**${crisis}/picture`);
  await isLive(page);
  await page.keyboard.press("o");
  await page.waitForURL(`**${crisis}/meetings`);
  await isLive(page);
  await page.keyboard.press("?");
  await page.waitForURL("**/help");
});

test("in a field, or with another key held, they are just letters", async (t) => {
  const { page } = await atLog(t);
  const before = page.url();
  for (const field of ["#text", "#q", "#at"]) {
    await page.fill(field, "");
    await page.focus(field);
    await page.keyboard.type("n/s?");
    assert.equal(await page.inputValue(field), "n/s?", field);
    assert.equal(`#${await at(page)}`, field);
  }
  await page.click("h1");
  await page.keyboard.press("Control+n");
  await page.keyboard.press("Alt+s");
  assert.notEqual(await at(page), "text");
  assert.equal(page.url(), before);
});

test("the first tab reaches the skip link, and it leads past the menu", async (t) => {
  const { page } = await atLog(t);
  await page.keyboard.press("Tab");
  const skip = page.locator(":focus");
  assert.equal(await skip.textContent(), "Naar de inhoud");
  assert.ok((await skip.boundingBox()).y >= 0, "it is in view");
  await page.keyboard.press("Enter");
  assert.equal(await at(page), "main");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.getElementById("main").contains(document.activeElement)));
});

test("a line is written by keyboard alone, and the focus never hides", async (t) => {
  const { page } = await atLog(t);
  const hidden = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    const where = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return "end";
      const box = element.matches(".chip > input") ? element.parentElement.getBoundingClientRect() : element.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
      const seen = top && (element.contains(top) || top.contains(element));
      return seen ? "" : element.outerHTML.slice(0, 120);
    });
    if (where === "end") break;
    if (where) hidden.push(where);
  }
  assert.deepEqual(hidden, []);
  await page.keyboard.press("n");
  await page.keyboard.type("zonder muis");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.isChecked("input[name=kind][value=assumption]"));
  await page.keyboard.press("Enter");
  await onceInLog(page, "zonder muis");
});

test("on a phone n opens the sheet, escape closes it", async (t) => {
  const { page } = await atLog(t, PHONE);
  assert.ok(await page.isHidden("#log-panel"));
  await page.keyboard.press("n");
  assert.equal(await at(page), "text");
  assert.ok(await page.isVisible("#log-panel"));
  await page.keyboard.press("Escape");
  assert.ok(await page.isHidden("#log-panel"));
  await page.click(".bottom-bar a[href='#nav']");
  assert.ok(await page.isVisible("#nav"));
  await page.keyboard.press("Escape");
  assert.ok(await page.isHidden("#nav"));
});

test("who switched them off presses n and nothing happens, until they are on again", async (t) => {
  const { crisis, page } = await atLog(t);
  const switchKeys = async () => {
    await page.goto("/account");
    await page.click("form[action='/keys'] button");
    await page.waitForURL("**/account");
    await page.goto(`${crisis}/log`);
    await isLive(page);
  };
  await switchKeys();
  const before = page.url();
  for (const key of ["n", "/", "s", "?"]) await page.keyboard.press(key);
  assert.equal(await at(page), "body");
  assert.equal(page.url(), before);
  await switchKeys();
  await page.keyboard.press("n");
  assert.equal(await at(page), "text");
});
