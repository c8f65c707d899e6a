// SPDX-License-Identifier: EUPL-1.2
// Every page, in every state, in both languages, on a screen and on a phone: by WCAG 2.2 AA, and without scrolling sideways.

import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { axe } from "./kit/axe.mjs";
import { PHONE, WIDE, launch, plant, sitDown, turn, watch } from "./kit/browser.mjs";
import { House, Person } from "./kit/house.mjs";
import { NO_PAGE, furnish, getRoutes, pages } from "./kit/pages.mjs";
import { Program } from "./kit/program.mjs";

const browser = await launch();
/** The browser itself notes each answer that says that something was wrong; those are asked for here. */
const ASKED_FOR = /Failed to load resource: the server responded with a status of (400|401|403|404|409|422)/;
const SHOTS = process.env.TEGENWICHT_SHOTS; // a folder, to look at what was tested

/** All that is wrong with the page that is open, on both devices. */
async function barriers(page, name, language) {
  const found = [];
  for (const width of [WIDE, PHONE]) {
    await turn(page, width);
    await shoot(page, `${name}-${language}-${width}`);
    const wrong = [...(await look(page, language)), ...(await axe(page))];
    found.push(...wrong.map((what) => `${width} px: ${what}`));
  }
  await turn(page, WIDE);
  return found;
}

/** What axe does not look at: scrolling sideways, the language, one heading, a title that says where you are. */
async function look(page, language) {
  return page.evaluate((wanted) => {
    const found = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
    for (const element of document.querySelectorAll(".main, .main *, .log-panel, .log-panel *, .utrecht-sidenav, .strip")) {
      const { display, textOverflow } = getComputedStyle(element);
      const may = /inline|none|contents/.test(display) || textOverflow === "ellipsis" || element.matches(".visually-hidden, .log-entry__time, input, textarea, select, option");
      const over = element.scrollWidth - element.clientWidth;
      if (!may && over > 1 && element.clientWidth) found.push(`.${element.className} is ${over} px too wide`);
    }
    if (!document.querySelector("meta[name=viewport][content*='width=device-width']")) found.push("a phone shows it as if it were a screen");
    if (root.lang !== wanted) found.push(`the language is ${root.lang}`);
    if (document.querySelectorAll("h1").length !== 1) found.push("there is not one h1");
    if (!document.title.endsWith(" · Tegenwicht")) found.push(`the title is ${document.title}`);
    if (document.querySelector(".error-summary") && !/^(Fout|Error): /.test(document.title)) found.push(`the title of a fault is ${document.title}`);
    if (/\b(undefined|null|NaN)\b|\{ ?\$|\[object/.test(document.body.innerText)) found.push("a text is not filled in");
    for (const link of document.querySelectorAll("a[href]")) {
      // A number to call and an address to write to ask nothing of the network by themselves.
      if (link.origin !== location.origin && !["tel:", "mailto:"].includes(link.protocol)) found.push(`a link to elsewhere: ${link.getAttribute("href")}`);
    }
    const crisis = location.pathname.startsWith("/crises/crisis-");
    if (crisis && document.body.classList.contains("phase-cold")) found.push("a page of a crisis looks as if there is none");
    const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const small = [...document.querySelectorAll("body *")].find((element) => own(element) && parseFloat(getComputedStyle(element).fontSize) < 16);
    if (small) found.push(`text under 16 px: ${small.localName}.${small.className}`);
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
    if (twice.length) found.push(`twice the same id: ${twice}`);
    return found;
  }, language);
}

async function visit(page, { path, act }) {
  if (path.includes("#")) await page.goto("about:blank"); // or it would stay on the page that is open
  await page.goto(path);
  if (act) await act(page);
}

async function shoot(page, name) {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`.replace(/[ ,]+/g, "-")), fullPage: true });
}

test("every page that the program has is in the list", async (t) => {
  const fake = { full: "/f", empty: "/e", closed: "/c", ids: {} };
  const visited = new Set(pages(fake).map(({ route }) => route));
  const routes = await getRoutes();
  assert.ok(routes.length > 20, `${routes.length} routes`);
  const missed = routes.filter((route) => !route.startsWith("/api/") && !NO_PAGE.includes(route) && !visited.has(route));
  assert.deepEqual(missed, [], "pages that no test visits");
  for (const route of [...visited, ...NO_PAGE]) if (route) assert.ok(routes.includes(route), `${route} is a route`);
});

test("no page has a barrier", { concurrency: 2 }, async (t) => {
  const house = await furnish(t);
  const lane = (language) =>
    t.test(language, async (lane) => {
      const seats = {};
      const sit = async (person) => {
        const context = await sitDown(lane, browser, person, { language });
        const heard = await watch(context, house.program.url);
        return { heard, page: await context.newPage() };
      };
      for (const one of pages(house)) {
        seats[one.who] ||= await sit(house[one.who]);
        const { page } = seats[one.who];
        await lane.test(`${one.name}, ${language}`, { todo: one.todo }, async () => {
          await visit(page, one);
          assert.deepEqual(await barriers(page, one.name, language), []);
        });
      }
      await lane.test("nothing from elsewhere, nothing against the policy, no fault in a console", () => {
        for (const { heard } of Object.values(seats)) {
          assert.ok(heard.requests > 10, `${heard.requests} requests were seen`);
          assert.deepEqual([...heard.elsewhere, ...heard.refused, ...heard.faults.filter((fault) => !ASKED_FOR.test(fault))], []);
        }
      });
    });
  await Promise.all([lane("nl"), lane("en")]);
});

test("nor before anything is set up, nor after a backup was put back", async (t) => {
  const fresh = await Program.start(t);
  const house = await House.build(t, { people: ["chair"] });
  const crisis = await house.chair.open("Uitval netwerk");
  await house.chair.write(crisis, "een regel");
  const root = /<p class="secret">(.*?)<\/p>/s.exec(await (await house.coordinator.get("/setup/root")).text())[1];
  const [file, data] = [join(fresh.folder, "kluis.age"), join(fresh.folder, "terug")];
  fresh.run("backup", "--data", house.program.data, file);
  fresh.run("restore", file, "--data", data);
  const restored = await Program.start(t, data);
  const coordinator = await new Person(restored).logIn("coordinator");
  const key = root.replace(/<[^>]+>/g, " ").trim();
  const setup = fresh.setup.slice(fresh.url.length);
  const wrong = (form, field) => async (page) => {
    await page.$eval(form, (place) => (place.noValidate = true));
    if (field) await page.fill(field, "klopt niet");
    await page.click(`${form} button:not([name])`);
    await page.waitForSelector(".error-summary");
  };
  for (const language of ["nl", "en"]) {
    const nobody = await (await sitDown(t, browser, new Person(fresh), { language })).newPage();
    const admin = await (await sitDown(t, browser, coordinator, { language })).newPage();
    const states = [
      ["not set up", nobody, { path: "/" }],
      ["setup", nobody, { path: setup }],
      ["setup, wrong", nobody, { path: setup, act: wrong("form[action='/setup']") }],
      ["home, not granted", admin, { path: "/" }],
      ["log, not granted", admin, { path: `${crisis}/log` }],
      ["devices, not granted", admin, { path: "/devices" }],
      ["devices, wrong key", admin, { path: "/devices", act: wrong("form[action='/devices/grant']", "#root") }],
    ];
    for (const [name, page, what] of states) {
      await visit(page, what);
      assert.deepEqual(await barriers(page, name, language), [], `${name}, ${language}`);
    }
  }
  const page = await (await sitDown(t, browser, coordinator)).newPage();
  await page.goto("/devices");
  await page.fill("#name", "server gebouw A");
  await page.fill("#root", key);
  await page.click("form[action='/devices/grant'] button");
  await page.locator("th >> text=server gebouw A").waitFor();
  await page.goto(`${crisis}/log`);
  assert.equal(await page.locator(".utrecht-alert--error").count(), 0, "granted");
});

test("nor while the link is lost, lines wait and one was refused", async (t) => {
  const house = await House.build(t, { people: ["chair"] });
  const crisis = await house.chair.open("Uitval netwerk");
  for (const width of [WIDE, PHONE]) {
    const context = await sitDown(t, browser, house.chair, { width });
    const page = await context.newPage();
    await page.goto(`${crisis}/log#log-panel`);
    await page.route("**/log", (route) => route.abort());
    await page.fill("#text", "een regel die wacht");
    await page.click(".log-form > button.utrecht-button");
    await page.waitForSelector("#unsent >> text=een regel die wacht");
    const lose = () => document.dispatchEvent(new CustomEvent("tegenwicht:link", { detail: { state: "lost", contact: Date.now() - 720000 } }));
    // The stream itself is whole, and its beat may come in between: then the link is lost once more.
    const says = async (pattern) => {
      for (let tries = 0; tries < 5; tries++) {
        await page.evaluate(lose);
        if (pattern.test(await page.textContent("#link"))) return;
      }
      assert.match(await page.textContent("#link"), pattern);
    };
    await page.evaluate(() => (document.getElementById("gone").hidden = false));
    await says(/Geen verbinding sinds .*12 min oud.*1 nog niet verzonden/);
    if (width === PHONE) await page.click(".log-panel > .sheet-close", { trial: true, timeout: 2000 }); // the strip does not cover it
    await shoot(page, `lost-nl-${width}`);
    assert.deepEqual([...(await look(page, "nl")), ...(await axe(page))], []);
    await page.unroute("**/log");
    await page.route("**/log", (route) => route.fulfill({ status: 422, headers: { "Content-Security-Policy": "default-src 'none'" }, body: "<div data-errors><ul><li>Te lang.</li></ul></div>" }));
    await page.waitForSelector("#unsent .refused");
    await says(/Geen verbinding sinds .*1 geweigerd$/);
    assert.equal(await page.textContent(".log-form [data-status]"), await page.getAttribute(".log-form", "data-refused"), "it says no more that it waits");
    assert.match(await page.$eval("#unsent", (list) => getComputedStyle(list, "::before").content), /zelf iets doen/);
    await shoot(page, `refused-nl-${width}`);
    assert.deepEqual([...(await look(page, "nl")), ...(await axe(page))], []);
    await context.close();
  }
});

test("planted: a text that is too pale and a line that does not break are found", async (t) => {
  const house = await House.build(t, { people: ["chair"] });
  const crisis = await house.chair.open("Uitval netwerk");
  await house.chair.write(crisis, "x".repeat(900));
  const context = await sitDown(t, browser, house.chair, { width: PHONE });
  await plant(context, "app.css", "overflow-wrap: anywhere", "color: #8f98a2");
  const page = await context.newPage();
  await page.goto(`${crisis}/log`);
  assert.match((await axe(page)).join("\n"), /color-contrast/);
  assert.match((await look(page, "nl")).join("\n"), /too wide/);
});
