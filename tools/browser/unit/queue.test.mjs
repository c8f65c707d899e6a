// SPDX-License-Identifier: EUPL-1.2
// What waits to be sent: in order, once, under the name of who wrote it.

import assert from "node:assert/strict";
import test from "node:test";

globalThis.document = { body: { dataset: {} }, documentElement: { lang: "nl" }, dispatchEvent: () => true };
const { Queue, judge } = await import("../../../crates/tegenwicht/assets/queue.js");
const { fill } = await import("../../../crates/tegenwicht/assets/page.js");

class Shelf {
  constructor() {
    this.held = new Map();
    this.full = false;
  }
  get = (name) => this.held.get(name) ?? null;
  set = (name, text) => !this.full && Boolean(this.held.set(name, text));
  drop = (name) => this.held.delete(name);
  names = () => [...this.held.keys()];
}

const queueOf = (shelf, owner = "p1", tab = "tab") => new Queue(shelf, owner, tab, () => undefined);
const item = (key) => ({ key, fields: [["text", key]], action: "/log" });
const answers = (...verdicts) => {
  const sent = [];
  const post = async (one) => (sent.push(one.key), { verdict: "done", ...verdicts.shift() });
  return { post, sent };
};
const nobody = () => undefined;

test("items go in the order in which they were pressed, also within one millisecond", async () => {
  const queue = queueOf(new Shelf());
  for (const key of ["c", "a", "b"]) queue.add(item(key), 5);
  const { post, sent } = answers();
  await queue.drain(post, nobody);
  assert.deepEqual(sent, ["c", "a", "b"]);
  assert.deepEqual(queue.list(), []);
});

test("without a link everything waits, and later goes with the same keys in the same order", async () => {
  const queue = queueOf(new Shelf());
  queue.add(item("a"));
  queue.add(item("b"));
  const down = answers({ verdict: "later" });
  await queue.drain(down.post, nobody);
  assert.deepEqual(down.sent, ["a"]);
  assert.equal(queue.waiting().length, 2);
  const up = answers();
  await queue.drain(up.post, nobody);
  assert.deepEqual(up.sent, ["a", "b"]);
});

test("what flies for the first time is not called unsent yet", () => {
  const queue = queueOf(new Shelf());
  queue.add(item("a"), 1000);
  assert.equal(queue.waiting(2000).length, 0);
  assert.equal(queue.waiting(30000).length, 1);
});

test("a refused item stays visible with its reason and does not hold up the rest", async () => {
  const queue = queueOf(new Shelf());
  queue.add(item("a"));
  queue.add(item("b"));
  await queue.drain(answers({ verdict: "refused", reason: "leeg" }).post, nobody);
  assert.deepEqual(queue.list().map((one) => [one.key, one.refused]), [["a", "leeg"]]);
});

test("an item on which the server breaks five times lets the rest go first", async () => {
  const queue = queueOf(new Shelf());
  queue.add(item("a"));
  queue.add(item("b"));
  const broken = { verdict: "later", hard: true };
  const { post, sent } = answers(broken, broken, broken, broken, broken);
  for (let i = 0; i < 6; i++) await queue.drain(post, nobody);
  assert.deepEqual(sent, ["a", "a", "a", "a", "a", "b"]);
  assert.deepEqual(queue.list().map((one) => one.key), ["a"]);
});

test("a press during sending is taken along", async () => {
  const queue = queueOf(new Shelf());
  queue.add(item("a"));
  const sent = [];
  await queue.drain(async (one) => {
    sent.push(one.key);
    if (one.key === "a") queue.add(item("b"));
    return { verdict: "done" };
  }, nobody);
  assert.deepEqual(sent, ["a", "b"]);
});

test("what another tab is sending is left alone, until that tab must be gone", async () => {
  const shelf = new Shelf();
  queueOf(shelf, "p1", "other").add(item("a"), 1000);
  const { post, sent } = answers();
  await queueOf(shelf).drain(post, nobody, () => 5000);
  assert.deepEqual(sent, []);
  await queueOf(shelf).drain(post, nobody, () => 30000);
  assert.deepEqual(sent, ["a"]);
});

test("two tabs that add at the same time both keep their item", () => {
  const shelf = new Shelf();
  const [one, two] = [queueOf(shelf, "p1", "one"), queueOf(shelf, "p1", "two")];
  one.add(item("a"), 7);
  two.add(item("b"), 7);
  one.remove(one.list()[0]);
  assert.deepEqual(two.list().map((held) => held.key), ["b"]);
});

test("an item of somebody else is counted and never sent", async () => {
  const shelf = new Shelf();
  queueOf(shelf, "p2").add(item("a"));
  const { post, sent } = answers();
  const mine = queueOf(shelf, "p1");
  await mine.drain(post, nobody);
  assert.deepEqual(sent, []);
  assert.equal(mine.others(), 1);
  assert.equal(mine.list().length, 0);
});

test("a queue wiped while an item was under way stays wiped", async () => {
  const queue = queueOf(new Shelf());
  queue.add(item("a"));
  await queue.drain(async () => {
    queue.list().forEach((one) => queue.remove(one));
    return { verdict: "later" };
  }, nobody);
  assert.deepEqual(queue.list(), []);
});

test("a full store is told, and a damaged item is passed over", () => {
  const shelf = new Shelf();
  const queue = queueOf(shelf);
  shelf.set("tegenwicht queue p1 000000000000001 x", "{half");
  assert.deepEqual(queue.list(), []);
  shelf.full = true;
  assert.equal(queue.add(item("a")), false);
});

test("what the server says decides: saved, refused, later, or log in first", () => {
  const says = {
    done: [200, 201],
    refused: [400, 404, 409, 413, 422],
    later: [408, 425, 429, 500, 502, 503, 504],
  };
  for (const [verdict, codes] of Object.entries(says)) {
    for (const status of codes) assert.equal(judge(status, true, false), verdict, String(status));
  }
  assert.equal(judge(403, true, true), "login");
  assert.equal(judge(200, true, true), "login");
});

test("an answer that is not from our server is no answer", () => {
  for (const status of [200, 302, 403, 404, 511]) assert.equal(judge(status, false, false), "later");
});

test("words keep places that nothing was given for", () => {
  assert.equal(fill("{n} van {m}", { n: 2 }), "2 van {m}");
});
