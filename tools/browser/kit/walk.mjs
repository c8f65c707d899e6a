// SPDX-License-Identifier: EUPL-1.2
// Somebody who walks through the pages as people do: unfolds, fills in, ticks, presses; in two
// languages, on a screen and on a phone, with and without script.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PHONE, WIDE, sitDown, watch } from "./browser.mjs";

const TEXTS = new URL("../../../crates/tegenwicht/text/nl/", import.meta.url);
const SHOTS = process.env.TEGENWICHT_SHOTS;

/** Every way in which somebody can come: eight of them. */
export const WAYS = [WIDE, PHONE].flatMap((width) =>
  ["nl", "en"].flatMap((language) => [true, false].map((script) => ({ width, language, script }))),
);
export const named = ({ width, language, script }) => `${width} px, ${language}, ${script ? "with" : "without"} script`;

/** The names of all texts: one that stands on a page by itself was never written. */
const NAMES = new Set(readdirSync(TEXTS).flatMap((file) => [...readFileSync(new URL(file, TEXTS), "utf8").matchAll(/^([a-z][a-z0-9-]*) =/gm)].map(([, name]) => name)));

export class Walker {
  static async start(t, browser, person, way) {
    const context = await sitDown(t, browser, person, way);
    const walker = Object.assign(new Walker(), { way, person, context });
    // What the program refuses on purpose is no fault, and the browser says each of them.
    walker.heard = way.script ? await watch(context, person.program.url) : { faults: [], elsewhere: [], refused: [] };
    walker.page = await context.newPage();
    return walker;
  }

  get path() {
    return new URL(this.page.url()).pathname;
  }

  async go(path) {
    if (/#/.test(path) && new URL(this.page.url()).pathname === path.split("#")[0]) await this.page.goto("about:blank");
    await this.page.goto(path);
    await this.look(path);
    return this;
  }

  /** What holds for every page that somebody walks over. */
  async look(where = this.path) {
    const { page, way } = this;
    assert.equal(await page.getAttribute("html", "lang"), way.language, `the language of ${where}`);
    const { words, sideways } = await page.evaluate(inspect);
    const unwritten = words.filter((word) => NAMES.has(word));
    assert.deepEqual({ unwritten, sideways }, { unwritten: [], sideways: [] }, `${where} (${named(way)})`);
    assert.deepEqual([this.heard.elsewhere, this.heard.refused], [[], []], where);
    const faults = this.heard.faults.filter((fault) => !/status of (401|409|422)/.test(fault));
    assert.deepEqual(faults, [], where);
  }

  async shoot(name) {
    if (!SHOTS) return;
    const { width, language, script } = this.way;
    const file = `${width}-${language}-${script ? "script" : "plain"}-${name}.png`;
    await this.page.screenshot({ path: join(SHOTS, file), fullPage: true });
  }

  /** Opens what lies over it, from the outside in, as a hand does. */
  async unfold(place) {
    for (let tries = 0; tries < 5 && !(await place.isVisible()); tries++) {
      const fold = place.locator("xpath=ancestor::details[not(@open)]").first();
      if (await fold.count()) await fold.locator("> summary").click();
      else if (await this.page.locator(".log-button").isVisible()) await this.page.click(".log-button");
    }
    return place;
  }

  async fill(form, name, value) {
    const fields = form.locator(`[name="${name}"]`);
    const kind = await fields.first().evaluate((field) => field.type || field.localName);
    if (/radio|checkbox/.test(kind)) {
      for (const one of [value].flat()) {
        const field = form.locator(`[name="${name}"][value="${one}"]`);
        // The box of a chip is not there to be seen: its word is what is touched.
        await (await this.unfold(field.locator("xpath=ancestor::label[1]"))).click();
        assert.ok(await field.isChecked(), `${name} is ${one}`);
      }
    } else if (/select/.test(kind)) await (await this.unfold(fields.first())).selectOption(value);
    else await (await this.unfold(fields.first())).fill(value);
  }

  /** Fills in a form and presses one of its buttons; the page that comes is looked at. */
  async send(form, fields = {}, button = "button:not([hidden])") {
    const { page } = this;
    const place = typeof form === "string" ? page.locator(form).first() : form;
    await place.waitFor({ state: "attached" });
    for (const [name, value] of Object.entries(fields)) await this.fill(place, name, value);
    const press = await this.unfold(place.locator(button).first());
    if (this.way.script && (await place.getAttribute("data-queue"))) return void (await press.click());
    await Promise.all([page.waitForEvent("load"), press.click()]);
    await this.look();
  }

  /** Presses a link, and looks at the page behind it. */
  async follow(link) {
    const place = typeof link === "string" ? this.page.locator(link).first() : link;
    await Promise.all([this.page.waitForEvent("load"), (await this.unfold(place)).click()]);
    await this.look();
  }

  text(selector = "main") {
    return this.page.locator(selector).first().innerText();
  }

  count(selector) {
    return this.page.locator(selector).count();
  }

  /** Writes a line in the form beside the page. */
  async write(crisis, text, fields = {}) {
    await this.go(`${crisis}/log`);
    await this.send(".log-form", { text, ...fields }, "> button.utrecht-button");
    await this.line(text);
  }

  /** Waits until a line stands in the log, exactly once. */
  async line(text) {
    const row = this.page.locator("#entries > .log-entry").filter({ hasText: text });
    await row.first().waitFor({ state: "attached" });
    assert.equal(await row.count(), 1, `"${text}" stands in the log once`);
    return row;
  }
}

/** In the page: what looks like the name of a text, and what scrolls sideways. */
function inspect() {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const words = [];
  while (walk.nextNode()) if (/^\s*[a-z][a-z0-9]*(-[a-z0-9]+)+\s*$/.test(walk.currentNode.data)) words.push(walk.currentNode.data.trim());
  const root = document.documentElement;
  const places = [root, ...document.querySelectorAll(".main, .log-panel")].filter((place) => place.checkVisibility());
  const sideways = places.filter((place) => place.scrollWidth > place.clientWidth + 1).map((place) => `${place.localName}.${place.className}`);
  return { words, sideways };
}
