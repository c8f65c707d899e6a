// SPDX-License-Identifier: EUPL-1.2
// What axe-core finds on the page that is open, by WCAG 2.2 AA.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds, as sentences. */
export async function axe(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  const { found, sized } = await page.evaluate(async (values) => {
    const options = { runOnly: values, preload: false, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] };
    const { violations, passes } = await globalThis.axe.run(document, options);
    const say = (id) => (node) => `${id} at ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`;
    return { found: violations.flatMap(({ id, nodes }) => nodes.map(say(id))), sized: passes.some(({ id }) => id === "target-size") };
  }, TAGS);
  assert.ok(sized || found.length, "the size of targets was looked at");
  return found;
}
