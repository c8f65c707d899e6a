// Puts new HTML from the server in the page: a region by its id, a row into its lists. Never under somebody's hands.
import { tell, touched } from "./page.js";

const held = new Map(); // element on the page -> its newer version, kept back while somebody is typing in it

export function swap(html) {
  const box = document.createElement("template"); // inert: nothing in it loads or runs
  box.innerHTML = html;
  for (const fresh of [...box.content.children]) {
    if (fresh.dataset.row) putRow(fresh);
    else if (fresh.id) putInPlace(document.getElementById(fresh.id), fresh);
  }
}

function putRow(fresh) {
  for (const name of (fresh.dataset.into || "").split(" ")) {
    const list = name && document.getElementById(name);
    if (!list) continue;
    const row = fresh.cloneNode(true);
    const old = [...list.children].find((child) => child.dataset.row === row.dataset.row);
    if (old) {
      putInPlace(old, row);
    } else if (!(fresh.id && document.getElementById(fresh.id)) && (!list.dataset.only || list.dataset.only.split(" ").includes(row.dataset.kind))) {
      row.classList.add("is-new");
      insert(list, row);
      const most = Number(list.dataset.max) || Infinity;
      while (list.children.length > most && !busy(list.lastElementChild)) list.lastElementChild.remove();
    }
  }
}

/** Newest on top: before the first row that sorts lower. */
function insert(list, row) {
  const after = [...list.children].find((child) => child !== row && (child.dataset.sort || "") < row.dataset.sort);
  list.insertBefore(row, after || null);
}

function newer(fresh, old) {
  const [a, b] = [fresh.dataset.version, old.dataset.version];
  return a === undefined || b === undefined || Number(a) > Number(b);
}

function putInPlace(old, fresh) {
  if (!old || !newer(fresh, held.get(old) || old)) return;
  if (busy(old)) return held.set(old, fresh);
  held.delete(old);
  const at = document.activeElement;
  const focus = old.contains(at) && (at.id ? "#" + CSS.escape(at.id) : at.hasAttribute("href") ? "[href=" + JSON.stringify(at.getAttribute("href")) + "]" : at.localName);
  const folds = fresh.querySelectorAll("details");
  old.querySelectorAll("details").forEach((fold, i) => folds[i] && (folds[i].open = fold.open || folds[i].open));
  old.replaceWith(fresh);
  if (focus) (fresh.querySelector(focus) || fresh.querySelector("a, button, summary") || fresh).focus({ preventScroll: true });
  if (fresh.dataset.row && fresh.dataset.sort !== old.dataset.sort) insert(fresh.parentElement, fresh);
  tell("swapped", fresh);
}

/** Somebody is in a field here, or left something in it. */
function busy(element) {
  const fields = [...element.querySelectorAll("textarea, select, input")];
  return fields.some((f) => f === document.activeElement || (/radio|checkbox/.test(f.type) ? f.checked !== f.defaultChecked : f.localName !== "select" && touched(f)));
}

/** Puts in what was kept back, where nobody is typing any more. */
export function release() {
  for (const [old, fresh] of [...held]) {
    if (busy(old) && old.isConnected) continue;
    held.delete(old);
    if (old.isConnected) putInPlace(old, fresh);
  }
}

for (const kind of ["focusout", "input", "change", "reset"]) document.addEventListener(kind, () => setTimeout(release));
