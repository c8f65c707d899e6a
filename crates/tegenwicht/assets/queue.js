// What was pressed but not yet confirmed by the server: kept in the browser per person, sent in order, always with the same
// key. Each item is an entry of its own in the store, so that two tabs never overwrite each other.
import { attempt, hex, store, tell, user } from "./page.js";

const PREFIX = "tegenwicht queue ";
const FLIGHT = 20000; // so long another tab may be busy with an item
const HARD_FAULTS = 5; // so often the server may break on one item before the rest goes first

export class Queue {
  constructor(keep, owner, tab, changed) {
    Object.assign(this, { keep, tab, changed, mine: PREFIX + owner + " ", newest: 0 });
  }
  list() {
    const names = this.keep.names().filter((name) => name.startsWith(this.mine));
    return names.sort().map((name) => attempt(() => JSON.parse(this.keep.get(name)), null)).filter(Boolean);
  }
  /** What waits, without what this very moment flies for the first time. */
  waiting(now = Date.now()) {
    return this.list().filter((item) => item.waited || now - item.fly > FLIGHT);
  }
  place(item) {
    return this.mine + String(item.at).padStart(15, "0") + " " + item.key;
  }
  put(item) {
    const kept = this.keep.set(this.place(item), JSON.stringify(item));
    this.changed();
    return kept;
  }
  add(item, now = Date.now()) {
    this.newest = Math.max(this.newest + 1, now);
    return this.put({ ...item, at: this.newest, fly: now, tab: this.tab, faults: 0 });
  }
  change(key, values) {
    const item = this.list().find((one) => one.key === key);
    if (item) this.put({ ...item, ...values });
  }
  remove(item) {
    this.keep.drop(this.place(item));
    this.changed();
  }
  /** How many items of other people lie on this device. They are never sent under this name. */
  others() {
    return this.keep.names().filter((name) => name.startsWith(PREFIX) && !name.startsWith(this.mine)).length;
  }
  /** Sends one after the other; post(item) answers { verdict, reason, hard }; told(item, answer) hears what became of it. */
  async drain(post, told, now = Date.now) {
    if (this.draining) return;
    this.draining = true;
    try {
      for (let item; (item = this.list().find((one) => !one.refused)); ) {
        if (item.tab !== this.tab && now() - item.fly < FLIGHT) return;
        this.change(item.key, { fly: now(), tab: this.tab });
        const answer = await post(item);
        const faults = item.faults + (answer.hard ? 1 : 0);
        const over = answer.verdict === "later" || answer.verdict === "login";
        if (answer.verdict === "done") this.remove(item);
        else if (!over || faults >= HARD_FAULTS) this.change(item.key, { refused: answer.reason || "?", waited: true });
        else this.change(item.key, { faults });
        if (over) for (const one of this.list()) if (one.tab === this.tab) this.change(one.key, { fly: 0, waited: true });
        told(item, answer);
        if (over) return;
      }
    } finally {
      this.draining = false;
    }
  }
}

/** What an answer means for what was sent. A Wi-Fi page that answers in our place must not swallow an entry. */
export function judge(status, ours, login) {
  if (!ours) return "later";
  if (login) return "login";
  if (status >= 200 && status < 300) return "done";
  return status >= 500 || status === 408 || status === 425 || status === 429 ? "later" : "refused";
}

export const queue = new Queue(store, user, hex(8), () => tell("queue"));
