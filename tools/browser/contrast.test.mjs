// SPDX-License-Identifier: EUPL-1.2
// What tells how bad it is can be read: on a screen, on the wall and on paper, without colours, and by who does
// not see red and green apart.

import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { PHONE, WIDE, launch, plant, sitDown } from "./kit/browser.mjs";
import { contrast, flat, lightness } from "./kit/colour.mjs";
import { furnish } from "./kit/pages.mjs";
import { say } from "./kit/picture.mjs";

const [TEXT, EDGE] = [4.5, 3]; // to one, by WCAG 2.2 AA
const FAULTS = 30; // as many as are told of at once
// Without colour two states may look alike in lightness, never in sign; the worst one stands out in lightness too.
const STANDS_OUT = 0.15;
const SIGNS = { "niet geraakt": "–", "let op": "◔", geraakt: "◑", ernstig: "●", onbekend: "?", hersteld: "✓" };
const SHOTS = process.env.TEGENWICHT_SHOTS;
const browser = await launch();

/** In the page: each text and each edge, with its colour and the grounds that lie below it. */
function look() {
  const print = matchMedia("print").matches;
  const grounds = (from) => {
    const all = [];
    for (let element = from; element; element = element.parentElement) {
      const { backgroundColor, backgroundImage, printColorAdjust } = getComputedStyle(element);
      // A printer leaves grounds away, unless it is told not to.
      if (print && printColorAdjust !== "exact") continue;
      for (const [colour] of backgroundImage.matchAll(/rgba?\([^)]*\)/g)) all.push(colour);
      all.push(backgroundColor);
    }
    return all;
  };
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest(".visually-hidden, [disabled], #announce");
  const name = (element) => `${element.localName}.${[...element.classList].join(".")}`;
  const texts = new Map();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    const words = walk.currentNode.data.trim();
    if (!words || !seen(element) || element.closest("script, style, noscript, option")) continue;
    const { color } = getComputedStyle(element);
    const below = grounds(element);
    texts.set([name(element), color, below].join(), { name: name(element), words: words.slice(0, 40), color, grounds: below });
  }
  for (const sign of document.querySelectorAll("svg")) {
    if (!seen(sign)) continue;
    const { fill, color } = getComputedStyle(sign);
    const below = grounds(sign.parentElement);
    texts.set(["svg", color, below].join(), { name: `sign in ${name(sign.parentElement)}`, words: "", color: fill === "none" ? color : fill, grounds: below, sign: true });
  }
  const edges = [];
  const wanted = ".impact-tile, .utrecht-badge.state-unknown, .figure-tile.state-unknown, .figure-tile.is-contradiction, .utrecht-textbox, .utrecht-select, .utrecht-button--secondary, .tick-box, .chip > span, .core-list > li";
  for (const element of document.querySelectorAll(wanted)) {
    if (!seen(element)) continue;
    const style = getComputedStyle(element);
    const inside = grounds(element);
    const outside = grounds(element.parentElement);
    for (const side of ["Left", "Top"]) {
      const wide = parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none";
      if (wide) edges.push({ name: name(element), side, colour: style[`border${side}Color`], style: style[`border${side}Style`], inside, outside });
    }
  }
  return { texts: [...texts.values()], edges };
}

/** Everything of a page that is too faint, as sentences. */
async function faint(page, where) {
  const { texts, edges } = await page.evaluate(look);
  assert.ok(texts.length > 5, `${where} has texts`);
  const faults = texts
    .map((text) => ({ ...text, found: contrast(text.color, text.grounds) }))
    .filter(({ found, sign }) => found < (sign ? EDGE : TEXT))
    .map(({ name, words, color, grounds, found }) => `${where}: ${name} "${words}" ${color} on rgb(${flat(grounds).map(Math.round)}) is ${found.toFixed(2)}`);
  const clear = /^rgba\(0, 0, 0, 0\)$/;
  for (const edge of edges.filter(({ colour }) => !clear.test(colour))) {
    const found = Math.max(contrast(edge.colour, edge.inside), contrast(edge.colour, edge.outside));
    if (found < EDGE) faults.push(`${where}: ${edge.side} edge of ${edge.name} ${edge.colour} is ${found.toFixed(2)}`);
  }
  return [...new Set(faults)];
}

const where = ({ full, ids }) => [
  ["picture", `${full}/picture`],
  ["wall", `${full}/picture?wall`],
  ["actions", `${full}/actions`],
  ["decisions", `${full}/decisions`],
  ["bottlenecks", `${full}/bottlenecks`],
  ["topic", `${full}/picture/area.patient-safety`],
  ["card", `${full}/cards/digital?part=0`],
  ["assessment", `/reports/${ids.report}/assess`],
];

async function sit(t, house, width, change = () => undefined) {
  const context = await sitDown(t, browser, house.chair, { width });
  await change(context);
  return context.newPage();
}

/** The colours, as a person sees them who has no red or green, or a printer that has none at all. */
async function shoot(page, name) {
  if (!SHOTS) return;
  const session = await page.context().newCDPSession(page);
  for (const type of ["none", "achromatopsia", "deuteranopia"]) {
    await session.send("Emulation.setEmulatedVisionDeficiency", { type });
    await page.screenshot({ path: join(SHOTS, `${name}-${type}.png`), fullPage: true });
  }
  await session.send("Emulation.setEmulatedVisionDeficiency", { type: "none" });
  await session.detach();
}

test("what tells how bad it is", async (t) => {
  const house = await furnish(t);
  await say(house.chair, house.full, "area.hr", { state: "recovered" });
  await t.test("texts, signs and edges are strong enough on a screen, on the wall and on paper", async (t) => {
    const faults = [];
    for (const width of [WIDE, PHONE]) {
      const page = await sit(t, house, width);
      for (const [name, path] of where(house)) {
        if (name === "wall" && width === PHONE) continue;
        if (name === "wall") await page.setViewportSize({ width: 1920, height: 1080 });
        await page.goto(path);
          await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
        for (const media of ["screen", "print"]) {
          await page.emulateMedia({ media });
          faults.push(...(await faint(page, `${name}, ${width} px, ${media}`)));
          await shoot(page, `${width}-${name}-${media}`);
        }
        await page.emulateMedia({ media: "screen" });
        if (name === "wall") await page.setViewportSize({ width, height: 860 });
      }
    }
    assert.deepEqual(faults.slice(0, FAULTS), []);
  });

  await t.test("each state has a sign and a word of its own, and the worst stands out without colour", async (t) => {
    const page = await sit(t, house, WIDE);
    for (const path of [`${house.full}/picture`, `${house.full}/picture?wall`]) {
      await page.goto(path);
      await page.waitForSelector(".impact-tile");
      const tiles = await page.locator(".impact-tile").evaluateAll((all) =>
        all.map((tile) => ({
          state: [...tile.classList].find((name) => name.startsWith("state-")),
          sign: tile.querySelector(".impact-state [aria-hidden]").textContent.trim(),
          word: [...tile.querySelector(".impact-state").childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim(),
          ground: getComputedStyle(tile).backgroundColor,
          edge: getComputedStyle(tile).borderTopStyle + getComputedStyle(tile).borderTopColor,
        })),
      );
      const states = new Map(tiles.map((tile) => [tile.state, tile]));
      assert.deepEqual(Object.fromEntries([...states.values()].map(({ word, sign }) => [word, sign])), SIGNS, path);
      const light = Object.fromEntries([...states].map(([state, { ground }]) => [state, lightness(flat([ground]))]));
      const { "state-severe": worst, ...others } = light;
      for (const [state, other] of Object.entries(others)) {
        if (/wall/.test(path) && /none|unknown/.test(state)) continue; // quiet on a dark wall, and told by the sign
        assert.ok(other - worst > STANDS_OUT, `${state} ${other.toFixed(2)} beside severe ${worst.toFixed(2)} on ${path}`);
      }
      assert.match(states.get("state-unknown").edge, /^dashed/, "unknown has an edge of its own");
    }
  });

  await t.test("a badge says by a word what its colour says", async (t) => {
    const page = await sit(t, house, WIDE);
    for (const [name, path] of where(house)) {
      await page.goto(path);
      const mute = await page.locator(".utrecht-badge, .count:not(:empty)").evaluateAll((all) => all.filter((one) => one.checkVisibility() && !/[\p{L}\d]/u.test(one.textContent)).map((one) => one.outerHTML));
      assert.deepEqual(mute, [], name);
    }
  });

  await t.test("the strip says by a word which of the four it is; an exercise has stripes too", async (t) => {
    const page = await sit(t, house, WIDE);
    const words = new Set();
    for (const path of [`${house.full}/log`, `${house.empty}/log`, `${house.closed}/log`, "/crises"]) {
      await page.goto(path);
      words.add(await page.textContent(".strip-mark"));
      const striped = await page.$eval(".strip", (strip) => getComputedStyle(strip).backgroundImage !== "none");
      assert.equal(striped, path.startsWith(house.full), path);
    }
    assert.equal(words.size, 4, [...words].join(", "));
  });

  await t.test("planted: a pale state is found", async (t) => {
    const page = await sit(t, house, WIDE, (context) => plant(context, "app.css", "--state-ink: #5c2b00", "--state-ink: #c4660f"));
    await page.goto(`${house.full}/picture`);
    assert.match((await faint(page, "picture"))[0] || "nothing", /rgb\(196, 102, 15\) on/);
  });
});
