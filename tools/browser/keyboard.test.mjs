// SPDX-License-Identifier: EUPL-1.2
// A crisis without a mouse: from login to hand-over by Tab, Enter, Space, arrows and single keys. Each stop
// on the way can be seen and shows that it has the focus.

import assert from "node:assert/strict";
import test from "node:test";
import { PHONE, WIDE, isLive, launch, onceInLog, plant, sitDown, watch } from "./kit/browser.mjs";
import { contrast } from "./kit/colour.mjs";
import { House, PASSWORD, Person } from "./kit/house.mjs";

const STOPS = 400; // more than any page has
const OUTLINE = 3; // to one, by WCAG 2.2; and px of width by our own style sheet
const browser = await launch();

/** In the page: where the focus is, and how it shows. */
function stop() {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const outlined = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  };
  // The box of a chip is not there to be seen: its word shows that it has the focus.
  const shown = [at, at.nextElementSibling, at.parentElement].find((element) => element && outlined(element)) || at;
  const box = shown.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
  const top = document.elementFromPoint(x, y);
  const grounds = [];
  for (let element = shown; element; element = element.parentElement) grounds.push(getComputedStyle(element).backgroundColor);
  const { boxShadow, outlineColor, outlineOffset, outlineWidth } = getComputedStyle(shown);
  // A ring of shadow that is as wide as the outline lies under it.
  const [, ring, spread] = /^(rgba?\([^)]*\)) 0px 0px 0px ([\d.]+)px$/.exec(boxShadow) || [];
  const wide = Number(spread) >= parseFloat(outlineOffset) + parseFloat(outlineWidth);
  return {
    name: at.outerHTML.slice(0, 140).replace(/\s+/g, " "),
    // In a list that scrolls by itself, or under a strip that stays, it would be there and not be seen.
    seen: Boolean(top) && (shown.contains(top) || top.contains(shown) || at.contains(top)),
    outlined: outlined(shown),
    outline: outlineColor,
    width: parseFloat(outlineWidth),
    // Outside it the outline lies on what is around it, inside on the thing itself.
    grounds: [...(wide ? [ring] : []), ...(parseFloat(outlineOffset) < 0 ? grounds : grounds.slice(1))],
    positive: at.tabIndex > 0,
    inMain: Boolean(at.closest("main")),
    place: { left: box.left + scrollX, right: box.right + scrollX, top: box.top + scrollY, bottom: box.bottom + scrollY },
  };
}

class Hands {
  static async at(t, person, width, change = () => undefined) {
    const context = await sitDown(t, browser, person, { width });
    await change(context);
    const hands = Object.assign(new Hands(), { faults: [], stops: 0 });
    hands.heard = await watch(context, person.program.url);
    hands.page = await context.newPage();
    return hands;
  }

  async press(key) {
    await this.page.keyboard.press(key);
  }

  /** Presses Tab, and looks at what has the focus now; null at the end of the page. */
  async tab(key = "Tab") {
    await this.press(key);
    const at = await this.page.evaluate(stop);
    if (!at) return null;
    this.stops += 1;
    const fault = (words) => this.faults.push(`${new URL(this.page.url()).pathname}: ${words}: ${at.name}`);
    if (!at.seen) fault("has the focus and is not in view");
    if (!at.outlined || at.width < OUTLINE) fault("does not show that it has the focus");
    else if (contrast(at.outline, at.grounds) < OUTLINE) fault(`shows its focus in ${at.outline} on ${at.grounds.join(" over ")}`);
    if (at.positive) fault("has an order of its own");
    return at;
  }

  /** Goes on by Tab until the focus is on what is sought. */
  async reach(sought) {
    for (let i = 0, ends = 0; i < STOPS; i += 1) {
      if (await this.page.evaluate((selector) => document.activeElement.matches(selector), sought)) return;
      if (!(await this.tab()) && (ends += 1) > 1) break;
    }
    assert.fail(`${sought} is not reached by Tab on ${this.page.url()}`);
  }

  /** Goes to what is sought and presses it; waits for the page that comes. */
  async go(sought, key = "Enter") {
    await this.reach(sought);
    await this.load(() => this.press(key));
  }

  async load(act) {
    await Promise.all([this.page.waitForEvent("load"), act()]);
  }

  async type(sought, text) {
    await this.reach(sought);
    await this.page.keyboard.type(text);
  }

  /** Opens a fold, if it is not open by itself. */
  async unfold(sought) {
    await this.reach(sought);
    if (!(await this.page.evaluate(() => document.activeElement.parentElement.open))) await this.press("Enter");
  }

  /** By the arrows to one of the choices that are one stop. */
  async choose(sought, value) {
    await this.reach(sought);
    for (let i = 0; i < 12; i += 1) {
      if (await this.page.evaluate((wanted) => document.activeElement.value === wanted, value)) return;
      await this.press("ArrowRight");
    }
    assert.fail(`${value} is not reached by the arrows`);
  }

  /** Opens a place of the menu; on a phone that lies under "Meer". */
  async menu(path) {
    const [menu, more] = [`#nav a[href$="${path}"]`, ".bottom-bar a[href='#nav']"];
    if (!(await this.page.locator(menu).isVisible())) {
      await this.reach(more);
      await this.press("Enter");
      await this.page.locator(menu).waitFor();
    }
    await this.go(menu);
  }

  /** From the top to the end of a page and a few stops back: nothing holds the focus, and it goes as one reads. */
  async wander() {
    await this.page.evaluate(() => document.activeElement.blur());
    await this.page.reload();
    await isLive(this.page);
    const names = [];
    for (let before = null; names.length < STOPS; ) {
      const at = await this.tab();
      if (!at) break;
      const above = before?.inMain && at.inMain && at.place.bottom <= before.place.top && at.place.left <= before.place.left;
      if (above) this.faults.push(`${this.page.url()}: the focus jumps up from ${before.name} to ${at.name}`);
      names.push(at.name);
      before = at;
    }
    assert.ok(names.length > 10 && names.length < STOPS, `${names.length} stops on ${this.page.url()}`);
    for (let i = 1; i <= 5; i += 1) assert.equal((await this.tab("Shift+Tab"))?.name, names.at(-i), "back by the same way");
  }

  /** The first stop leads past the menu. */
  async skip() {
    await this.page.reload();
    await this.tab();
    assert.equal(await this.page.textContent(":focus"), "Naar de inhoud");
    await this.press("Enter");
    await this.tab();
    assert.ok(await this.page.evaluate(() => document.getElementById("main").contains(document.activeElement)), "the skip link skips");
  }
}

async function begin(t, width, change) {
  const house = await House.build(t, { people: ["chair", "member"] });
  const crisis = await house.chair.open("Uitval elektronisch patiëntendossier");
  await house.chair.post(`${crisis}/team/roles`, { roles: ["chair"], until: "23:59" });
  await house.member.post(`${crisis}/actions`, { sentence: "Flexpool oproepen", owner: house.chair.id });
  const hands = await Hands.at(t, new Person(house.program), width, change);
  return { house, crisis, hands, page: hands.page };
}

async function logIn(hands) {
  await hands.page.goto("/login");
  await hands.type("main [name=login]", "chair");
  await hands.type("main [name=password]", PASSWORD);
  await hands.load(() => hands.press("Enter"));
}

async function picture(hands, crisis) {
  const { page } = hands;
  await hands.load(() => hands.press("s"));
  assert.equal(new URL(page.url()).pathname, `${crisis}/picture`);
  await hands.go(".impact-tile a[href$='/picture/area.patient-safety']");
  await hands.choose("main form[data-draft=picture] [name=state]", "hit");
  await hands.type("main form[data-draft=picture] [name=words]:not([type=hidden])", "medicatie zonder historie");
  await hands.go("main form[data-draft=picture] button", "Space");
  assert.match(await page.textContent(".impact-tile.state-hit"), /Veiligheid van patiënten.*medicatie zonder historie/s);
  await hands.type("main [name=note]", "eerste overleg");
  await hands.go("main form[action$='/picture/versions'] button");
  assert.match(await page.textContent("#picture-version"), /versie 1 · vastgesteld .* door S\. Kaya/);
}

for (const width of [WIDE, PHONE]) {
  test(`a crisis by keyboard alone, from login to hand-over, ${width} px`, async (t) => {
    const { crisis, hands, page } = await begin(t, width);
    await logIn(hands);
    await hands.go(`main a[href^='${crisis}']`);
    await hands.menu("/log");
    await isLive(page);
    await hands.skip();
    await isLive(page);
    await hands.press("n");
    await page.keyboard.type("zonder muis");
    await hands.choose(".log-form [name=kind]", "contact");
    await hands.reach(".log-form > button.utrecht-button");
    await hands.press("Space");
    await onceInLog(page, "zonder muis");
    if (width === PHONE) await hands.press("Escape");
    await hands.menu("/decisions");
    await hands.unfold("main summary:has(+ form [name=sentence])");
    await hands.type("main [name=sentence]", "Presentatiestop tot 12:00");
    await hands.go("main form:has([name=sentence]) > button.utrecht-button");
    assert.match(await page.textContent("main li.order"), /Besluit 1.*geldt.*Presentatiestop tot 12:00/s);
    await hands.menu("/tasks");
    await hands.go("main li.order button[value=acknowledged]", "Space");
    assert.match(await page.textContent("main li.order"), /begrepen/);
    await picture(hands, crisis);
    await hands.menu("/team");
    await hands.go("[data-role=chair] a[href$='/handover']");
    await hands.type("main form[action$='/handover'] [name=name]", "T. Aflosser");
    await hands.go("main form[action$='/handover'] button.utrecht-button:not([name])");
    assert.match(await page.textContent("[data-role=chair]"), /T\. Aflosser/);
    assert.deepEqual([hands.faults, hands.heard.faults], [[], []]);
    t.diagnostic(`${hands.stops} stops`);
  });

  test(`from the top of a page to its end and back, nothing holds the focus, ${width} px`, async (t) => {
    const { house, crisis, hands, page } = await begin(t, width);
    await house.chair.post(`${crisis}/decisions`, { sentence: "Presentatiestop" });
    await house.chair.post(`${crisis}/cards`, { card: "digital" });
    await logIn(hands);
    for (const path of ["picture", "decisions", "cards/digital", "team"]) {
      await page.goto(`${crisis}/${path}`);
      await hands.wander();
    }
    assert.deepEqual(hands.faults, []);
  });
}

test("planted: a style sheet that takes the outline away is found", async (t) => {
  const change = (context) => plant(context, "app.css", ":focus-visible { outline: var(--basis-focus-outline-width) solid var(--basis-focus-outline-color);", ":focus-visible { outline: 0;");
  const { hands } = await begin(t, WIDE, change);
  await logIn(hands);
  assert.match(hands.faults[0] || "nothing", /does not show that it has the focus/);
});
