// The event stream: what changed elsewhere appears here. One tab holds it, the others listen along.
import { Leader } from "./leader.js";
import { announce, body, gone, hex, tell, touched, user } from "./page.js";
import { swap } from "./swap.js";

const LOST = 40000; // the server beats every 15 s; after this long without a word the link is lost
const PATIENCE = 3000; // so long may a reconnect take before it is called lost
const REST = 5000; // so long a hidden tab keeps its connection: a browser has only six
const STEPS = [1000, 2000, 4000, 8000];

export function startLive() {
  const stream = body.dataset.stream;
  if (!stream || !("EventSource" in window)) return;
  let last = Number(body.dataset.since) || 0; // all up to this number is on the page
  let state = "wait";
  let [contact, shown, opened] = [Date.now(), Date.now(), Date.now()];
  let broken = Date.now(); // since when there is no open stream, 0 when there is
  let [tries, askedBack, spoken, source, timer, ticking] = [0, 0, ""];

  const channel = "BroadcastChannel" in window ? new BroadcastChannel("tegenwicht " + user + " " + stream) : null;
  const post = (message) => channel && channel.postMessage(message);
  const leader = new Leader({
    id: hex(8),
    now: () => Date.now(),
    hidden: () => document.hidden,
    after: (ms, act) => setTimeout(act, ms),
    post,
    news: () => ({ last, contact, state }),
    changed: (leading) => (leading ? open(last) : close()),
  });

  function set(next, at) {
    contact = Math.max(contact, at);
    if (next === "live") broken = 0;
    state = next;
    tell("link", { state, contact });
  }

  function open(from) {
    close();
    opened = Date.now();
    let place = from;
    const mine = (source = new EventSource(stream + (stream.includes("?") ? "&" : "?") + "since=" + from));
    mine.onopen = () => set("live", Date.now());
    for (const name of ["regions", "announce", "gone", "reload", "beat"]) {
      mine.addEventListener(name, ({ data, lastEventId }) => {
        const message = { kind: "event", name, data, before: place, id: Number(lastEventId) || place };
        place = message.id;
        tries = 0;
        post(message);
        set("live", Date.now());
        take(message);
      });
    }
    mine.onerror = () => {
      if (mine !== source) return;
      close();
      broken = broken || Date.now();
      timer = setTimeout(() => open(last), STEPS[Math.min(tries++, 3)] * (0.75 + Math.random() / 2));
    };
  }

  function close() {
    clearTimeout(timer);
    if (source) source.close();
    source = null;
  }

  /** What arrives twice is skipped; where something is missing in between, the leader goes back for it. */
  function take({ name, data, before, id }) {
    if (name === "gone") return leave(), gone();
    if (name === "reload") return reload();
    if (before > last) return goBack();
    if (id < last) return;
    last = id;
    if (name === "regions") swap(data);
    if (name !== "announce" || spoken === id + data) return;
    spoken = id + data;
    announce(data);
  }

  /** The server cannot go on from our number: the page is read anew, as soon as that costs nobody any text. */
  function reload() {
    if ([...document.querySelectorAll("textarea, input")].some(touched)) setTimeout(reload, PATIENCE);
    else location.reload();
  }

  function goBack() {
    if (Date.now() - askedBack > PATIENCE) post({ kind: "back", since: last, at: (askedBack = Date.now()) });
  }

  function listen({ data: message }) {
    leader.receive(message);
    const { kind, news, since } = message;
    if (kind === "event") set("live", Date.now()), take(message);
    if (kind === "back" && leader.leading) open(Math.min(since, last));
    if (kind !== "beat" || leader.leading) return;
    if (news.state !== "wait") set(news.state, news.contact);
    if (news.last > last) goBack();
  }

  function tick() {
    leader.tick();
    const now = Date.now();
    if (document.hidden) return void (now - Math.max(shown, opened) > REST && close());
    if (now - shown < PATIENCE) return;
    if (leader.leading && now - Math.max(contact, opened) > LOST) open(last);
    if (state !== "lost" && ((broken && now - broken > PATIENCE) || now - contact > LOST)) set("lost", 0);
  }

  /** The tab is shown or hidden, or the network is back. */
  function turned() {
    shown = Date.now();
    leader.turned();
    tries = 0;
    if (!document.hidden && leader.leading && !(source && source.readyState === 1)) open(last);
  }

  function leave() {
    leader.leave();
    close();
    clearInterval(ticking);
    if (channel) channel.onmessage = null;
  }

  function enter() {
    shown = Date.now();
    ticking = setInterval(tick, 250);
    if (channel) channel.onmessage = listen;
    leader.ask();
  }

  document.addEventListener("visibilitychange", turned);
  window.addEventListener("online", turned);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => event.persisted && enter());
  enter();
}
