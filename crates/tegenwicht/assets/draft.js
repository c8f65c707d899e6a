// Half-typed text survives a closed tab. It belongs to the person who typed it, and goes when that person logs out.
import { attempt, body, store, target, textFields, touched, user } from "./page.js";
import { queue } from "./queue.js";

const PREFIX = "tegenwicht draft " + user + " ";
const nameOf = (form) => PREFIX + target(form).pathname + " " + form.dataset.draft;
const choice = (field) => /radio|checkbox/.test(field.type);
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !/hidden|password|file|submit|button|fieldset/.test(field.type));

export function startDrafts() {
  const save = ({ target: { form } }) => form && form.dataset.draft && body.dataset.user && keep(form);
  document.addEventListener("input", save);
  document.addEventListener("change", save);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-logout]")) logout(event);
    else if (form.dataset.draft && !form.dataset.queue) forget(form); // it leaves with the page
  });
  // At a PC of the crisis room another person's half-typed text goes as soon as somebody takes over.
  if (body.dataset.shared && body.dataset.user)
    for (const name of store.names()) if (name.startsWith("tegenwicht draft ") && !name.startsWith(PREFIX)) store.drop(name);
  for (const form of document.querySelectorAll("form[data-draft]")) restore(form);
}

function keep(form) {
  const typed = textFields(form).some((field) => touched(field) && field.value.trim());
  const held = fieldsOf(form).filter((field) => !choice(field) || field.checked);
  if (typed) store.set(nameOf(form), JSON.stringify(held.map((field) => [field.name, field.value])));
  else forget(form);
}

export function forget(form) {
  if (form.dataset.draft) store.drop(nameOf(form));
  for (const note of form.querySelectorAll("[data-restored]")) note.hidden = true;
}

/** Puts a draft back in an untouched form, unless the same text already waits in the queue. */
function restore(form) {
  const kept = attempt(() => JSON.parse(store.get(nameOf(form))), null) || [];
  if (!kept.length || textFields(form).some(touched)) return;
  const same = (item) => kept.every(([name, value]) => item.fields.some(([n, v]) => n === name && v === value));
  if (queue.list().some(same)) return forget(form);
  for (const field of fieldsOf(form)) {
    const before = field.value;
    const found = kept.find(([name, value]) => name === field.name && (!choice(field) || value === field.value));
    if (choice(field)) field.checked = Boolean(found);
    else if (found) field.value = found[1];
    const fold = field.closest("details");
    if (fold && (field.value !== before || (choice(field) && found))) fold.open = true;
  }
  for (const note of form.querySelectorAll("[data-restored]")) note.hidden = false;
}

/** Nothing of this person stays on the device. What was never sent is asked about once. */
function logout(event) {
  const form = event.target;
  if (queue.list().length && !form.dataset.warned) {
    event.preventDefault();
    form.dataset.warned = "yes";
    form.querySelector("[data-status]").textContent = form.dataset.unsentWarning;
    return;
  }
  queue.list().forEach((item) => queue.remove(item));
  for (const name of store.names()) if (name.startsWith(PREFIX)) store.drop(name);
}
