// Small things that several parts share: who is logged in, fresh keys, storage that may be missing, words with a number.

export const body = document.body;
export const user = body.dataset.user || "-";

export function hex(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (b) => b.toString(16).padStart(2, "0")).join("");
}

export function attempt(act, otherwise) {
  try { return act(); } catch (fault) { return otherwise; }
}

/** The browser's store; what fails (full, switched off) is answered with false or null. */
export const store = {
  get: (name) => attempt(() => localStorage.getItem(name), null),
  set: (name, text) => attempt(() => (localStorage.setItem(name, text), true), false),
  drop: (name) => attempt(() => localStorage.removeItem(name), null),
  names: () => attempt(() => Object.keys(localStorage), []),
};

export const fill = (words, values) => (words || "").replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
export const language = document.documentElement.lang || "nl";
export const clock = (ms) => new Date(ms).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const tell = (name, detail) => document.dispatchEvent(new CustomEvent("tegenwicht:" + name, { detail }));
export const hear = (name, act) => document.addEventListener("tegenwicht:" + name, (event) => act(event.detail));

export function announce(words) {
  const place = document.getElementById("announce");
  if (place && words) place.textContent = words;
}

/** The login is over: say so; what was typed stays where it is. */
export function gone() {
  const place = document.getElementById("gone");
  if (place) place.hidden = false;
  tell("link", { state: "gone" });
}

export const target = (form) => new URL(form.getAttribute("action") || "", location.href);

/** The fields of a form that a person types in. */
const TYPED = "textarea, input:not([type]), [type=text], [type=search], [type=tel], [type=email], [type=number], [type=url]";
export const textFields = (form) => [...form.elements].filter((field) => field.matches(TYPED));
export const touched = (field) => field.type !== "hidden" && field.value !== field.defaultValue;
