// Forms go to the server without leaving the page, and what does not get through waits in the queue and goes later.
import { forget } from "./draft.js";
import { announce, body, clock, fill, gone, hear, hex, target, tell, textFields, user } from "./page.js";
import { judge, queue } from "./queue.js";
import { release, swap } from "./swap.js";

const [LIMIT, LIMIT_FILES, AGAIN] = [15000, 120000, 4000]; // ms
const flying = new Map(); // key -> the form that sent it and what it held then
const drain = () => queue.drain(send, told);
const freshKey = (form, key) => (form.elements.namedItem("key").value = key || hex(16));

export function startSend() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-queue]") || event.defaultPrevented) return;
    event.preventDefault();
    submit(event.target, event.submitter);
  });
  document.addEventListener("input", ({ target: field }) => field.form && field.form.dataset.queue && say(field.form, ""));
  hear("queue", showUnsent);
  hear("swapped", (element) => element.querySelector("#unsent") && showUnsent());
  let before = "";
  hear("link", ({ state }) => {
    if (state === "live" && before !== "live") drain();
    before = state;
  });
  window.addEventListener("storage", () => tell("queue"));
  setInterval(drain, AGAIN);
  tell("queue");
  drain();
}

function submit(form, button) {
  const keyField = form.elements.namedItem("key");
  if (!keyField.value) keyField.value = hex(16);
  const flight = flying.get(keyField.value);
  if (flight && flight.before === held(form)) return; // pressed twice
  if (flight) keyField.value = hex(16); // another line while the one before is on its way
  const key = keyField.value;
  const data = new FormData(form);
  if (button && button.name) data.append(button.name, button.value);
  const fields = [...data].filter(([, value]) => typeof value === "string");
  const files = [...data].some(([, value]) => value.size > 0);
  const action = button && button.hasAttribute("formaction") ? button.formAction : target(form).href;
  const written = textFields(form).find((field) => field.value.trim());
  const item = { key, action, fields, enctype: form.enctype, name: form.dataset.queue, text: written ? written.value : "", at: Date.now() };
  flying.set(key, { form, before: held(form) });
  form.classList.add("is-sending");
  if (!files && queue.add(item)) drain();
  else send(item, files && data).then((answer) => told(item, { ...answer, keep: true }));
}

async function send(item, files) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), files ? LIMIT_FILES : LIMIT);
  const data = files || (item.enctype === "multipart/form-data" ? new FormData() : new URLSearchParams());
  // The same fields as pressed; only the form token is the one of this page, since it belongs to the login.
  if (!files) for (const [name, value] of item.fields) data.append(name, (name === "token" && body.dataset.token) || value);
  const ago = String(Math.max(0, Math.round((Date.now() - item.at) / 1000)));
  const headers = { Accept: "text/html", "X-Requested-With": "tegenwicht", "X-User": user, "X-Pressed-Ago": ago };
  try {
    const response = await fetch(item.action, { method: "POST", body: data, headers, signal: stop.signal });
    const html = await response.text();
    const ours = (response.headers.get("Content-Security-Policy") || "").includes("default-src 'none'");
    const verdict = judge(response.status, ours, response.headers.has("X-Login"));
    const places = verdict === "refused" ? [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("[data-errors]")] : [];
    const errors = places.find((place) => place.childElementCount);
    const reason = errors ? [...errors.querySelectorAll("li")].map((li) => li.textContent).join(" ") || errors.textContent : "";
    const url = response.redirected ? response.url : "";
    return { verdict, html, errors, reason, url, hard: response.status === 500, key: response.headers.get("X-Fresh-Key") };
  } catch (fault) {
    return { verdict: "later" };
  } finally {
    clearTimeout(timer);
  }
}

function told(item, answer) {
  const { verdict, keep, url, html } = answer;
  const unsent = verdict === "later" || verdict === "login";
  if (verdict === "login") gone();
  if (verdict === "done" && !/^\s*(<!doctype|<html)/i.test(html)) swap(html);
  const waits = unsent && !keep ? queue.list().map((one) => one.key) : [];
  for (const [key, { form, before }] of [...flying]) {
    if (key !== item.key && !waits.includes(key)) continue;
    flying.delete(key);
    form.classList.remove("is-sending");
    if (verdict === "refused" && (keep || held(form) === before)) refused(form, item, answer);
    else if (verdict === "refused") freshKey(form); // she typed on: the refused text stands in the list
    else if (unsent && keep) say(form, form.dataset.kept);
    else if (url && form.dataset.follow !== undefined) forget(form), location.assign(url);
    else sent(form, before, unsent ? form.dataset.queued : form.dataset.sent);
  }
}

function refused(form, item, { key, errors, reason }) {
  const kept = queue.list().find((one) => one.key === item.key);
  if (kept) queue.remove(kept); // the text is still in the form
  freshKey(form, key);
  clearErrors(form);
  const place = form.querySelector("[data-errors]");
  if (!place || !errors) return say(form, reason || form.dataset.kept);
  place.replaceWith(errors);
  for (const link of errors.querySelectorAll("a[href^='#']")) {
    const field = document.getElementById(link.hash.slice(1));
    if (!field || !field.closest(".utrecht-form-field") || !field.labels[0]) continue;
    field.setAttribute("aria-invalid", "true"); // and the same sentence at the field as in the summary
    make(field.labels[0], "span", { className: "utrecht-form-field-error-message", textContent: link.textContent });
  }
  document.title = (body.dataset.errorPrefix || "") + document.title;
  const summary = errors.querySelector("[tabindex]") || errors;
  summary.tabIndex = -1;
  summary.focus();
}

function clearErrors(form) {
  for (const note of form.querySelectorAll(".utrecht-form-field-error-message")) note.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const place = form.querySelector("[data-errors]");
  if (place) place.replaceChildren();
  const prefix = body.dataset.errorPrefix;
  if (prefix && document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
}

/** It is out of the writer's hands: an empty form with a fresh key, unless she went on typing meanwhile. */
function sent(form, before, words) {
  freshKey(form);
  clearErrors(form);
  const stay = form.dataset.stay !== undefined;
  if (held(form) === before) {
    const pressed = textFields(form).map((field) => field.value);
    if (!stay) form.reset();
    textFields(form).forEach((field, i) => {
      if (!stay && field.value === pressed[i]) field.value = field.dataset.copyNow || "";
      field.defaultValue = field.value;
      field.dispatchEvent(new Event("input", { bubbles: true })); // so that it shrinks
    });
    forget(form);
    const at = document.activeElement;
    const first = textFields(form)[0];
    if (first && !stay && (at === body || form.contains(at))) first.focus();
  }
  say(form, words);
  release();
}

/** What a form holds, to see later whether somebody went on typing. */
function held(form) {
  return JSON.stringify([...new FormData(form)].filter(([name]) => name !== "key").map(([name, value]) => [name, value.name || value]));
}

function say(form, words) {
  const place = form.querySelector("[data-status]");
  if (place) place.textContent = words || "";
  else announce(words);
}

function showUnsent() {
  const [others, list] = ["unsent-other", "unsent"].map((id) => document.getElementById(id));
  const [strangers, items] = [queue.others(), queue.waiting()];
  for (const form of document.querySelectorAll("form[data-queue]")) showOutcome(form);
  if (others) others.hidden = strangers === 0;
  if (others) others.textContent = fill(others.dataset.text, { n: strangers });
  if (!list) return;
  list.hidden = items.length === 0;
  list.classList.toggle("has-refused", items.some((item) => item.refused));
  list.replaceChildren();
  for (const item of items) unsentRow(list, item);
}

/** A form no longer says that its line waits, once that line was sent or refused. */
function showOutcome(form) {
  const items = queue.list().filter((item) => item.name === form.dataset.queue);
  const { queued, refused, sent } = form.dataset;
  const place = form.querySelector("[data-status]");
  const says = place && place.textContent;
  if (items.some((item) => item.refused)) says !== refused && say(form, refused);
  else if (says === refused) say(form, "");
  else if (says && says === queued && !items.length) say(form, sent);
}

function make(parent, name, values) {
  return Object.assign(parent.appendChild(document.createElement(name)), values);
}

function unsentRow(list, item) {
  const row = make(list, "li", { textContent: clock(item.at) + " " + item.text });
  if (!item.refused) return;
  make(row, "p", { className: "refused", textContent: item.refused });
  const button = (textContent, onclick) => make(row, "button", { className: "utrecht-button utrecht-button--secondary", textContent, onclick });
  const form = [...document.querySelectorAll("form[data-queue]")].find((one) => one.dataset.queue === item.name);
  if (form) button(list.dataset.back, () => (putBack(form, item), queue.remove(item)));
  button(list.dataset.drop, () => queue.remove(item));
}

function putBack(form, item) {
  for (const field of textFields(form)) {
    const [, text] = item.fields.find(([name]) => name === field.name) || [];
    if (text) field.value = field.value !== field.defaultValue ? field.value + "\n" + text : text;
  }
  textFields(form)[0].focus();
}
