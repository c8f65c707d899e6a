// Small help: fields that grow, a time field that means now, printing, the log panel on a small screen.
import { language } from "./page.js";

export function startSmall() {
  const on = (kind, act) => document.addEventListener(kind, act);
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  for (const area of document.querySelectorAll("textarea")) grow(area);
  on("input", ({ target }) => target.localName === "textarea" && grow(target));
  on("click", ({ target }) => target.closest("[data-print]") && window.print());
  for (const field of document.querySelectorAll("[data-copy-now='']")) field.dataset.copyNow = field.defaultValue;
  on("focusin", ({ target }) => target.dataset.copyNow && target.select());
  on("focusout", ({ target }) => target.dataset.copyNow && !target.value.trim() && (target.value = target.dataset.copyNow));
  on("keydown", ({ key }) => key === "Escape" && /^#(log-panel|nav)$/.test(location.hash) && (location.hash = "main"));
  window.addEventListener("hashchange", openSheet);
  window.addEventListener("beforeprint", () => {
    const now = new Date().toLocaleString(language, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
    for (const place of document.querySelectorAll("[data-printed-at]")) place.textContent = now;
  });
  for (const place of document.querySelectorAll("[data-clock]")) setInterval(turnPages, 10000, place);
  openSheet();
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = area.scrollHeight + 2 + "px";
}

/** Who opens the log on a small screen wants to write. */
function openSheet() {
  const field = location.hash === "#log-panel" && document.querySelector("#log-panel textarea");
  if (field) field.focus();
}
function turnPages(place) { // on the wall: the clock goes on, and what does not fit comes page by page
  place.textContent = new Date(Number(place.dataset.clock) + performance.now()).toISOString().slice(11, 16);
  for (const list of document.querySelectorAll(".wall ul, .wall tbody")) {
    const next = list.scrollLeft + list.clientWidth;
    list.scrollLeft = next + 8 > list.scrollWidth ? 0 : next;
  }
}
