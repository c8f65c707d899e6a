// SPDX-License-Identifier: EUPL-1.2
// Chromium without a window; each test gets browsers of its own, and hears what went wrong in them.

import assert from "node:assert/strict";
import { accessSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";

const ARGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const NAMES = ["chromium", "chromium-browser", "google-chrome"];
export const WAIT = 15000; // ms; a condition that does not come true by then never will
export const [WIDE, PHONE] = [1366, 390];
const isPhone = (width) => width < 700;
const heightOf = (width) => (isPhone(width) ? 844 : 860);

function onPath() {
  for (const folder of (process.env.PATH || "").split(delimiter)) {
    for (const name of NAMES) {
      try {
        accessSync(join(folder, name));
        return join(folder, name);
      } catch {
        // not there
      }
    }
  }
  throw new Error(`none of ${NAMES.join(", ")} is on the PATH`);
}

/** One browser for a file of tests. */
export async function launch() {
  const root = typeof process.getuid === "function" && process.getuid() === 0;
  const executablePath = process.env.TEGENWICHT_CHROMIUM || onPath();
  const browser = await chromium.launch({ executablePath, args: root ? [...ARGS, "--no-sandbox"] : ARGS });
  after(() => browser.close());
  return browser;
}

/** A browser profile of one person: logged in when the person is. */
export async function sitDown(t, browser, person, { width = WIDE, language = "nl", script = true, url = person.program.url } = {}) {
  const phone = isPhone(width);
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: heightOf(width) },
    hasTouch: phone,
    isMobile: phone && script,
    javaScriptEnabled: script,
    locale: language === "en" ? "en-GB" : "nl-NL",
    timezoneId: "Europe/Amsterdam",
    reducedMotion: "reduce",
    serviceWorkers: "block",
  });
  t.after(() => context.close());
  context.setDefaultTimeout(WAIT);
  const cookies = [["tegenwicht-language", language]];
  if (person.cookie) cookies.push(["tegenwicht", person.cookie]);
  await context.addCookies(cookies.map(([name, value]) => ({ name, value, url, httpOnly: true, sameSite: "Strict" })));
  return context;
}

/** Shows the page that is open as wide as another device, without asking the server again. */
export const turn = (page, width) => page.setViewportSize({ width, height: heightOf(width) });

/** Collects what must never happen on a page: faults, requests to elsewhere, what the policy refused. */
export async function watch(context, own) {
  const heard = { faults: [], elsewhere: [], refused: [], requests: 0 };
  await context.exposeBinding("tegenwichtRefused", (_, what) => void heard.refused.push(what));
  await context.addInitScript(() => {
    const tell = (event) => window.tegenwichtRefused(`${event.violatedDirective}: ${event.blockedURI}`);
    document.addEventListener("securitypolicyviolation", tell);
  });
  const say = (page, text) => heard.faults.push(`${new URL(page.url()).pathname}: ${text}`);
  context.on("request", (request) => {
    heard.requests += 1;
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== own) heard.elsewhere.push(request.url());
  });
  context.on("page", (page) => {
    page.on("pageerror", (error) => say(page, String(error)));
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && say(page, message.text()));
  });
  return heard;
}

/** Waits until the strip says that the page is live. */
export async function isLive(page) {
  await page.waitForFunction(() => {
    const place = document.getElementById("link");
    return place?.querySelector(".link-word")?.textContent === place?.dataset.live;
  });
}

/** Waits until the form beside the page has its answer: the line itself can arrive by the stream before that. */
export const isFree = (page) => page.waitForSelector(".log-form:not(.is-sending)", { state: "attached" });

/** Writes a line in the form beside the page. */
export async function writeLine(page, text) {
  await isFree(page);
  await page.fill("#text", text);
  await page.click(".log-form > button.utrecht-button");
}

export const rowsWith = (page, text, list = "entries") => page.locator(`#${list} > .log-entry`).filter({ hasText: text });

/** Fails with what stands on the page, when a row is not there exactly once. */
export async function onceInLog(page, text, list = "entries") {
  await rowsWith(page, text, list).first().waitFor();
  assert.equal(await rowsWith(page, text, list).count(), 1, `"${text}" stands exactly once in #${list}`);
}

/** Serves a changed script or style sheet, to prove that a test finds the fault. */
export async function plant(context, asset, from, to) {
  let planted = 0;
  await context.route(`**/assets/${asset}`, async (route) => {
    const answer = await route.fetch();
    const source = await answer.text();
    assert.ok(source.includes(from), `${asset} has "${from}"`);
    planted += 1;
    await route.fulfill({ response: answer, body: source.replaceAll(from, to) });
  });
  return () => planted;
}
