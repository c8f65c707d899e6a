// The strip says whether what you see is fresh, since when not, and how much of yours waits or was refused.
import { body, clock, fill, hear } from "./page.js";
import { queue } from "./queue.js";

export function startLink() {
  let [state, contact] = ["", Date.now()];
  const place = document.getElementById("link");

  function show() {
    const waiting = queue.waiting();
    const refused = waiting.filter((item) => item.refused).length;
    const unsent = waiting.length - refused;
    body.classList.toggle("is-lost", state === "lost");
    body.classList.toggle("has-unsent", waiting.length > 0);
    if (!place) return;
    const words = place.dataset;
    if (state) {
      if (!place.querySelector(".link-word")) place.textContent = "";
      const minutes = Math.floor((Date.now() - contact) / 60000);
      const age = minutes < 1 ? state === "live" && words.just : fill(words.age, { n: minutes });
      put("link-word", { lost: fill(words.lost, { time: clock(contact) }), gone: body.dataset.gone }[state] || words.live);
      const told = (state !== "gone" && age) || "";
      put("link-dot", told && " · ");
      put("link-age", told);
    }
    const counts = [refused && fill(words.refused, { n: refused }), unsent && fill(words.unsent, { n: unsent })];
    put("link-unsent", counts.filter(Boolean).join(" · "));
  }

  /** Only what a person must hear is read aloud: the state and what is unsent, not each minute. */
  function put(name, text) {
    let part = place.querySelector("." + name);
    if (!part) {
      part = place.appendChild(document.createElement("span"));
      part.className = name;
      if (!/age|dot/.test(name)) part.setAttribute("role", "status");
    }
    if (part.textContent !== text) part.textContent = text;
  }

  hear("link", (news) => {
    if (state === "gone") return;
    state = news.state === "wait" ? state : news.state;
    contact = news.contact || contact;
    show();
  });
  hear("queue", show);
  // A new strip keeps the old words: a screen reader must not hear them again with every change.
  hear("swapped", (element) => {
    const fresh = element.querySelector("#link");
    if (fresh && place) fresh.replaceWith(place);
  });
  setInterval(show, 10000);
  show();
}
