// SPDX-License-Identifier: EUPL-1.2
// Nothing comes from elsewhere, nothing is refused by the policy, no page has a fault in its console.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, sitDown, watch } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";
import { furnish, pages } from "./kit/pages.mjs";

const browser = await launch();
/** The browser itself notes each answer that says that something was wrong; those are asked for here. */
const ASKED_FOR = /Failed to load resource: the server responded with a status of (400|401|403|404|409|422)/;

test("no page asks elsewhere, breaks the policy or logs a fault", async (t) => {
  const house = await furnish(t);
  const small = new Map();
  for (const who of ["nobody", "member", "observer", "chair", "coordinator"]) {
    const context = await sitDown(t, browser, house[who]);
    const heard = await watch(context, house.program.url);
    for (const { name, path, act } of pages(house).filter((one) => one.who === who)) {
      const page = await context.newPage();
      const answer = await page.goto(path);
      if (act) await act(page);
      assert.match(answer.headers()["content-security-policy"], /default-src 'none'/, name);
      for (const found of await page.evaluate(textUnder16)) small.set(found, name);
      await page.close();
    }
    assert.ok(heard.requests > 20, `${heard.requests} requests were seen`);
    assert.deepEqual(heard.elsewhere, []);
    assert.deepEqual(heard.refused, []);
    assert.deepEqual(heard.faults.filter((fault) => !ASKED_FOR.test(fault)), []);
  }
  for (const [found, name] of small) t.diagnostic(`text under 16 px: ${found} (${name})`);
});

function textUnder16() {
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const shown = [...document.querySelectorAll("body *")].filter((element) => own(element) && element.checkVisibility());
  const small = shown.filter((element) => parseFloat(getComputedStyle(element).fontSize) < 16);
  return small.map((element) => `${element.localName}.${element.className} ${getComputedStyle(element).fontSize}`);
}

test("planted: a picture from elsewhere and a fault in a script are found", async (t) => {
  const house = await House.build(t, { people: ["chair"] });
  const context = await sitDown(t, browser, house.chair);
  const heard = await watch(context, house.program.url);
  await context.route("**/help", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace("</h1>", '</h1><img alt="" src="http://127.0.0.2:9/x.png"><script>1</script>');
    await route.fulfill({ response: answer, body });
  });
  await context.route("**/assets/keys.js", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace("startKeys() {", "startKeys() { nothing();") });
  });
  const page = await context.newPage();
  await page.goto("/help");
  await page.waitForFunction(() => document.readyState === "complete");
  const found = () => heard.refused.length >= 2 && heard.faults.some((fault) => /nothing is not defined/.test(fault));
  for (let i = 0; i < 100 && !found(); i++) await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.match(heard.refused.join("\n"), /img-src: http:\/\/127\.0\.0\.2/);
  assert.match(heard.refused.join("\n"), /script-src/);
  assert.match(heard.faults.join("\n"), /nothing is not defined/);
});
