// SPDX-License-Identifier: EUPL-1.2
// Which tab holds the stream, tried with tabs that only exist here and a clock that we turn by hand.

import assert from "node:assert/strict";
import test from "node:test";
import { Leader } from "../../../crates/tegenwicht/assets/leader.js";

const TICK = 250;

/** A browser with tabs; messages arrive a few ms later, in order. */
class Browser {
  constructor() {
    this.time = 1000;
    this.tabs = [];
    this.due = [];
  }

  open(id, hidden = false) {
    const tab = { id, hidden, alive: true, changes: [] };
    const later = (ms, act) => this.due.push({ at: this.time + ms, act, tab });
    tab.leader = new Leader({
      id,
      now: () => this.time,
      hidden: () => tab.hidden,
      after: later,
      post: (message) => {
        for (const other of this.tabs.filter((one) => one !== tab)) {
          this.due.push({ at: this.time + 5, tab: other, act: () => other.leader.receive(message) });
        }
      },
      news: () => ({}),
      changed: (leading) => tab.changes.push(leading),
    });
    this.tabs.push(tab);
    tab.leader.ask();
    return tab;
  }

  /** Lets time pass in steps of 5 ms. */
  pass(ms) {
    for (const end = this.time + ms; this.time < end; ) {
      this.time += 5;
      const now = this.due.filter((one) => one.at <= this.time);
      this.due = this.due.filter((one) => one.at > this.time);
      for (const one of now) if (one.tab.alive) one.act();
      if (this.time % TICK === 0) for (const tab of this.tabs) if (tab.alive) tab.leader.tick();
    }
  }

  leaders() {
    return this.tabs.filter((tab) => tab.alive && tab.leader.leading).map((tab) => tab.id);
  }
}

test("a tab alone leads soon", () => {
  const browser = new Browser();
  browser.open("a");
  browser.pass(400);
  assert.deepEqual(browser.leaders(), ["a"]);
});

test("seven tabs opened at once end with one leader, the lowest", () => {
  const browser = new Browser();
  for (const id of ["g", "b", "e", "d", "c", "f", "a"]) browser.open(id);
  browser.pass(1000);
  assert.deepEqual(browser.leaders(), ["a"]);
});

test("a tab that comes later leaves the leader alone", () => {
  const browser = new Browser();
  browser.open("m");
  browser.pass(1000);
  const late = browser.open("a");
  browser.pass(5000);
  assert.deepEqual(browser.leaders(), ["m"]);
  assert.deepEqual(late.changes, []);
});

test("when the leader says goodbye another leads within half a second", () => {
  const browser = new Browser();
  const [first] = ["a", "b", "c"].map((id) => browser.open(id));
  browser.pass(1000);
  first.leader.leave();
  first.alive = false;
  browser.pass(500);
  assert.equal(browser.leaders().length, 1);
});

test("when the leader dies without a word another leads within four seconds", () => {
  const browser = new Browser();
  const [first] = ["a", "b", "c"].map((id) => browser.open(id));
  browser.pass(1000);
  first.alive = false;
  browser.pass(2500);
  assert.equal(browser.leaders().length, 1);
});

test("a hidden leader hands over to a tab that is seen", () => {
  const browser = new Browser();
  const [first] = ["a", "b"].map((id) => browser.open(id));
  browser.pass(1000);
  first.hidden = true;
  first.leader.turned();
  browser.pass(300);
  assert.deepEqual(browser.leaders(), ["b"]);
  assert.deepEqual(first.changes, [true, false]);
});

test("hidden tabs still have a leader among them", () => {
  const browser = new Browser();
  for (const id of ["a", "b", "c"]) browser.open(id, true);
  browser.pass(2000);
  assert.deepEqual(browser.leaders(), ["a"]);
});

test("whatever opens, hides, shows and closes, it settles on one leader, a seen one when there is one", () => {
  for (let seed = 1; seed <= 300; seed++) {
    let state = seed;
    const chance = (n) => (state = (state * 1103515245 + 12345) % 2147483648) % n;
    const browser = new Browser();
    for (let step = 0; step < 40; step++) {
      const alive = browser.tabs.filter((tab) => tab.alive);
      const tab = alive[chance(Math.max(1, alive.length))];
      const what = chance(5);
      if (!tab || what === 0) browser.open(String(chance(1000000)), chance(2) === 0);
      else if (what === 1 && alive.length > 1) tab.alive = false;
      else if (what === 2 && alive.length > 1) {
        tab.leader.leave();
        tab.alive = false;
      } else {
        tab.hidden = !tab.hidden;
        tab.leader.turned();
      }
      browser.pass(chance(800));
    }
    browser.pass(4000);
    const [leader, ...more] = browser.leaders();
    const seen = browser.tabs.filter((tab) => tab.alive && !tab.hidden).map((tab) => tab.id);
    assert.equal(more.length, 0, `seed ${seed}: two leaders`);
    assert.ok(leader, `seed ${seed}: no leader`);
    assert.ok(seen.length === 0 || seen.includes(leader), `seed ${seed}: a hidden tab leads`);
  }
});
