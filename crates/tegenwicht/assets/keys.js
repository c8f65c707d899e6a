// Single keys for people who know them. Never while typing, and a person can switch them off.

import { body } from "./page.js";

export function startKeys() {
  if (body.dataset.keys === "off") return;
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.key.length !== 1) return;
    if (at.isContentEditable || at.matches("input, textarea, select")) return;
    const goal = document.querySelector("[data-key=" + JSON.stringify(event.key) + "]");
    if (!goal) return;
    event.preventDefault();
    if (!goal.matches("input, textarea, select")) return goal.click();
    if (!goal.getClientRects().length && goal.closest("#log-panel")) location.hash = "log-panel";
    goal.focus();
  });
}
