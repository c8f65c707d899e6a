// Which of the open tabs holds the stream: one leads, the others listen. No clock or channel of its own, so it can be tested.
// A leader says "beat" every second. Who hears nothing asks, and claims when no answer comes. Of two leaders the lowest
// rank stays; a visible tab ranks before a hidden one and takes over from it.

export const BEAT = 1000;
export const SILENCE = 1600;
export const GRACE = 250;

export class Leader {
  /** world: id, now() in ms, hidden(), post(message), after(ms, act), changed(leading), news() for each beat */
  constructor(world) {
    this.world = world;
    this.leading = this.waiting = false;
    this.heard = this.said = world.now();
  }
  rank() {
    return (this.world.hidden() ? "1" : "0") + this.world.id;
  }
  tick() {
    const now = this.world.now();
    if (this.leading && now - this.said >= BEAT) this.beat();
    if (!this.leading && !this.waiting && now - this.heard >= SILENCE) this.ask();
  }
  ask() {
    this.world.post({ kind: "ask" });
    this.claimAfter(GRACE);
  }
  claimAfter(ms) {
    this.waiting = true;
    this.world.after(ms, () => this.waiting && this.claim());
  }
  claim() {
    this.waiting = false;
    if (this.leading) return;
    this.leading = true;
    this.beat();
    this.world.changed(true);
  }
  beat() {
    this.said = this.world.now();
    this.world.post({ kind: "beat", rank: this.rank(), news: this.world.news() });
  }
  stop() {
    if (this.leading) this.world.changed((this.leading = false));
  }
  receive({ kind, rank }) {
    if (kind === "ask" && this.leading) this.beat();
    if (kind === "bye" && !this.leading) this.claimAfter(Math.random() * 150);
    if (kind !== "beat") return;
    if (this.leading && rank > this.rank()) return this.beat();
    this.stop();
    this.heard = this.world.now();
    this.waiting = false;
    if (rank > "1" && !this.world.hidden()) this.claim();
  }
  /** The tab was shown or hidden. */
  turned() {
    if (this.leading) this.beat();
    else if (!this.world.hidden()) this.ask();
  }
  /** The tab goes away: somebody else leads at once. */
  leave() {
    this.waiting = false;
    if (this.leading) this.world.post({ kind: "bye" });
    this.stop();
  }
}
