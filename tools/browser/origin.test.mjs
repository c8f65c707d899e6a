// SPDX-License-Identifier: EUPL-1.2
// Nothing comes from elsewhere, nothing is refused by the policy, no script has a fault; each page is looked at in access.test.mjs.

import assert from "node:assert/strict";
import test from "node:test";
import { isLive, launch, onceInLog, sitDown, watch, writeLine } from "./kit/browser.mjs";
import { House } from "./kit/house.mjs";

const browser = await launch();
test("writing, stating and losing the link ask nothing of elsewhere and log no fault of ours", async (t) => {
  const house = await House.build(t, { people: ["chair"] });
  const crisis = await house.chair.open("Uitval netwerk");
  const context = await sitDown(t, browser, house.chair);
  const heard = await watch(context, house.program.url);
  const page = await context.newPage();
  await page.goto(`${crisis}/log`);
  await isLive(page);
  await writeLine(page, "een regel");
  await onceInLog(page, "een regel");
  await page.click("#log-panel summary");
  await page.setInputFiles("#file", { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("abc") });
  await writeLine(page, "met bijlage");
  await onceInLog(page, "met bijlage");
  await house.program.kill();
  await writeLine(page, "zonder verbinding");
  await page.waitForSelector("#unsent >> text=zonder verbinding");
  await house.program.again();
  await onceInLog(page, "zonder verbinding");
  assert.ok(heard.requests > 10, `${heard.requests} requests were seen`);
  assert.deepEqual([...heard.elsewhere, ...heard.refused], []);
  assert.deepEqual(heard.faults.filter((fault) => !/net::ERR_|Failed to load resource/.test(fault)), []);
});

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
