// SPDX-License-Identifier: EUPL-1.2
// Every page there is, in every state that a person can meet, on an institution in the middle of a crisis.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { House, PASSWORD } from "./house.mjs";
import { hold } from "./meeting.mjs";
import { AREAS, idOf, paint } from "./picture.mjs";

const ROUTES = new URL("../../../crates/tegenwicht/src/web/routes.rs", import.meta.url);
/** Answers that are no page for people. */
export const NO_PAGE = ["/healthz", "/assets/{*path}", "/crises/{id}/export/{format}", "/crises/{id}/files/{hash}", "/crises/{id}/stream", "/contacts/export", "/roster/export", "/sites/export", "/paper/forms.pdf"];

/** The address of every GET route, as the program itself lists them. */
export async function getRoutes() {
  const source = await readFile(ROUTES, "utf8");
  return [...source.matchAll(/Route::get\(\s*"([^"]+)"/g)].map(([, path]) => path);
}

/** An institution with an exercise that has everything, a real crisis that has nothing, and a closed one. */
export async function furnish(t) {
  const house = await House.build(t, { people: ["chair", "member", "observer"] });
  const { chair, member, coordinator, nobody } = house;
  const full = await chair.open("Uitval elektronisch patiëntendossier", "exercise", { place: "zaal 2.14" });
  const empty = await chair.open("Wateroverlast in de kelder");
  const closed = await chair.open("Stroomstoring");
  await chair.write(closed, "De stroom is terug");
  await chair.post(`${closed}/close`, { reason: "alles werkt weer" });
  const first = await chair.write(full, "Dossier geeft een fout op afdeling B", { speaker: "S. Bakker", channel: "telefoon" });
  const other = await member.write(full, "Op B werkt alles, zegt de apotheek", { contradicts: first });
  const question = await chair.write(full, "Hoe lang duurt het nog?", { kind: "question" });
  await member.write(full, "Tot 14:00, zegt de leverancier", { kind: "assumption", answers: question });
  await chair.write(full, "Presentatiestop", { kind: "decision" });
  await chair.write(full, "Bel de huisartsen", { kind: "action", owner: "J. de Boer", due: "23:59" });
  await chair.write(full, "GHOR ingelicht", { kind: "contact", speaker: "meldkamer" });
  await chair.write(full, "Alleen voor ons", { restricted: "yes" });
  const struck = await member.write(full, "Afdeling D is ontruimd", { at: "00:01" });
  await member.post(`${full}/log/${struck}/strike`, { reason: "verkeerde afdeling" });
  // Who hides does not erase: a second person decides.
  const wrong = await chair.write(full, "Verkeerd geplakt");
  await chair.post(`${full}/log/${wrong}/hide`, { reason: "gezondheidsgegevens" });
  await coordinator.post(`${full}/log/${wrong}/erase`, { reason: "gezondheidsgegevens" });
  const figure = (name, value, more) => ({ figure_name: name, figure_value: value, figure_status: "reported", ...more });
  await chair.write(full, "Geteld", figure("Mensen in huis", "412", { figure_unit: "mensen" }));
  await chair.write(full, "SEH zegt open", figure("SEH", "open", { speaker: "SEH" }));
  await member.write(full, "Meldkamer zegt dicht", figure("SEH", "dicht", { speaker: "meldkamer" }));
  const gone = await chair.write(full, "Telling", figure("IC-bedden", "6"));
  await chair.post(`${full}/log/${gone}/strike`, { reason: "van gisteren" });
  await nobody.post("/report", { text: "De lift staat stil", place: "gebouw B", pin: "246810" });
  await nobody.post("/report", { text: "Rook op de gang", pin: "246810" });
  const made = async (path, pattern) => pattern.exec(await (await coordinator.get(path)).text())[1];
  await coordinator.post("/sites", { name: "Hoofdgebouw", address: "Lindelaan 1" });
  const site = await made("/sites", /href="\/sites\/(site-[^"]+)"/);
  await coordinator.post("/sites", { name: "4 West", within: site });
  await coordinator.post("/contacts", { name: "Jan de Boer", phone: "06 12345678", phone_2: "4001", mail: "jan@example.org", roles: ["chair", "duty-manager"], rank: "0", note: "niet op dinsdag" });
  const contact = await made("/contacts?view=names", /href="\/contacts\/(contact-[^"]+)"/);
  await coordinator.post("/contacts", { name: "Piet Bakker", phone: "06 87654321", roles: "chair", rank: "1" });
  await coordinator.post("/contacts", { name: "Meldkamer GHOR", phone: "088 1234567", desk: "ghor", rank: "0" });
  const typed = (days) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/(....)-(..)-(..)T(.....).*/, "$3-$2-$1 $4");
  await coordinator.post("/roster", { role: "duty-manager", contact, from: typed(-1), until: typed(5) });
  const shift = await made("/roster", /href="\/roster\/(shift-[^"]+)"/);
  await coordinator.post("/settings", { section: "words", "word.client": "gast" });
  const rows = "Naam;Telefoon;Rollen\nJan de Boer;06 99999999;Voorzitter\nEls Vos;4002;Logger\nPiet Bakker;06 87654321;\nZonder nummer;;Keizer\n";
  const upload = (await coordinator.post("/import/contacts", { text: rows })).headers.get("location");
  const home = await (await chair.get("/")).text();
  const [report, handled] = [...home.matchAll(/href="\/reports\/([^"/]+)"/g)].map(([, id]) => id);
  await chair.post(`/reports/${handled}/handle`, { reason: "was een oefening van de brandweer" });
  await chair.post(`${full}/team/roles`, { roles: ["chair", "log-keeper"], until: "23:59" });
  await chair.post(`${full}/team/seats`, { role: "liaison-copi", name: "B. van Elders", phone: "06 11223344", organisation: "Brandweer", mandate: "inzet ploegen" });
  await chair.post(`${full}/teams`, { team: "", title: "Team logistiek", task: "vervoer en voorraad" });
  await chair.post(`${full}/orders`, { team: "team-logistiek", order: "Haal twee pompen", order_due: "23:59" });
  await chair.post(`${full}/inform`, { desk: "ghor", outcome: "reached", heard_by: "HOvD", way: "telefoon", acknowledged: "yes" });
  await chair.post(`${full}/support`, { what: "Tien bedden voor een nacht", of: "Buurziekenhuis", needed: "" });
  const team = await (await chair.get(`${full}/team`)).text();
  const seat = /\/team\/(seat-[0-9a-f]+)\/handover/.exec(team)[1];
  for (const [text, same_as] of [["Bij ons ook geen lift", report], ["Lift B doet niets", report]]) await member.post("/report", { text, same_as, place: "gebouw C" });
  await member.post("/report", { text: "De bel doet het niet", "methane_number": "12 mensen", "methane_hazards": "donker" });
  const sheet = { verdict_safety: "yes", remark_safety: "iemand zit vast", verdict_media: "no" };
  const owner = /<option value="([^"]+)" selected/.exec(await (await chair.get(`/reports/${report}/assess`)).text())[1];
  await chair.post(`/reports/${report}/assess`, { ...sheet, outcome: "not-yet", again_at: "23:59", owner });
  await chair.post(`${empty}/level`, { level: "level-2", reason: "meer afdelingen" });
  await chair.post(`${empty}/grip`, { grip: "grip-1", said_by: "GHOR" });
  await chair.post(`${empty}/places`, { place: "zaal 1", fallback: "kantine", at_fallback: "yes" });
  for (const card of ["digital", "staff-shortage", "ict-outage", "role-duty-manager"]) await chair.post(`${full}/cards`, { card });
  await chair.post(`${full}/cards/digital/step`, { step: "inform-ghor", standing: "done", part: "1" });
  await chair.post(`${full}/cards/digital/step`, { step: "consider-scaling-up", standing: "not-applicable", note: "is al gedaan", part: "1" });
  const person = /\/users\/(actor-[0-9a-f]+)/.exec(await (await coordinator.get("/users")).text())[1];
  const figures = await (await chair.get(`${full}/figures`)).text();
  const tile = (name) => new RegExp(`/figures/([^"]+)"[^>]*>${name}<`).exec(figures)[1];
  await paint(house, full, { areas: AREAS });
  const [decision, proposed] = [await idOf(chair, `${full}/decisions`, "operaties vandaag gestopt"), await idOf(chair, `${full}/decisions`, "De ic van het buurziekenhuis")];
  await chair.post(`${full}/picture/versions`, { note: "crisisoverleg 1" });
  const meetings = await hold(house, full);
  await brokenCards(house);
  const hidden = await member.write(full, "Dit had hier niet mogen staan");
  await member.post(`${full}/log/${hidden}/hide`, { reason: "gezondheidsgegevens" });
  const ids = { meetings, decision, proposed, person, seat, site, contact, shift, upload, first, hidden, other, question, struck, report, handled, seh: tile("SEH"), people: tile("Mensen in huis"), beds: tile("IC-bedden") };
  return Object.assign(house, { full, empty, closed, ids });
}

/** Cards of the institution: one that is added, one with faults in the place of ours. */
async function brokenCards({ program, coordinator }) {
  const folder = join(program.data, "library", "nl");
  await mkdir(folder, { recursive: true });
  const front = (id, title) => `---\ncard: ${id}\nkind: action\ntitle: ${title}\n---\nAls het moet.\n`;
  await writeFile(join(folder, "flood.md"), front("flood", "Hoogwater"));
  await writeFile(join(folder, "closure.md"), `${front("closure", "Onze sluiting")}## Later\n- [ ] {id=Fout\n`);
  await coordinator.post("/library/read", {});
}

/** Sends a form that is wrong: what the browser would hold back by itself is let through. */
const send = (form, fields = {}) => async (page) => {
  await page.evaluate((selector) => {
    const place = document.querySelector(selector);
    place.noValidate = true;
    for (const fold of document.querySelectorAll("details")) fold.open = fold.contains(place) || fold.open;
  }, form);
  for (const [name, value] of Object.entries(fields)) await page.fill(`${form} [name=${name}]`, value);
  await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === "POST"),
    page.$eval(form, (place) => place.requestSubmit()),
  ]);
  await page.waitForSelector(".error-summary");
  await page.waitForLoadState();
};
const unfold = async (page) => {
  await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
};

/** Name, route, address, who looks, what is done there first, and what is known to be wrong in the program. */
export function pages(house) {
  const { full, empty, closed, ids } = house;
  const list = [];
  const add = (name, route, path, who, act, todo) => list.push({ name, route, path, who, act, todo });
  const dayBefore = new Date(Date.now() - 86_400_000).toISOString();
  add("login", "/login", "/login", "nobody");
  add("login, wrong", "/login", "/login", "nobody", send("main form[action='/login']", { login: "x", password: "y" }));
  add("report", "/report", "/report", "nobody");
  add("report, wrong PIN", "/report", "/report", "nobody", send("form[action='/report']", { text: "x", pin: "000000" }));
  add("report, what is there with the PIN", "/report", "/report", "nobody", async (page) => {
    await page.fill("[name=pin]", "246810");
    await Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), page.click("[name=look]")]);
    await page.waitForSelector("[name=same_as]");
    await unfold(page);
  });
  add("report, with a login", "/report", "/report", "member");
  add("thanks", "/report/thanks", "/report/thanks", "nobody");
  add("nothing there, logged out", null, "/nergens", "nobody");
  add("help, logged out", "/help", "/help", "nobody");
  add("help", "/help", "/help", "chair");
  add("home", "/", "/", "coordinator");
  add("home of an observer", "/", "/", "observer");
  add("crises", "/crises", "/crises", "chair");
  add("open a crisis", "/crises/new", "/crises/new", "chair");
  add("open a crisis, wrong", "/crises/new", "/crises/new", "chair", send("form[action='/crises']", { at: "gisteren" }));
  add("open a crisis for a report", "/crises/new", `/crises/new?report=${ids.report}`, "chair");
  add("crisis", "/crises/{id}", full, "chair", unfold);
  add("crisis, closing without a reason", "/crises/{id}", full, "chair", send("form[action$='/close']"));
  add("crisis with a level", "/crises/{id}", empty, "chair", unfold);
  add("crisis, no level chosen", "/crises/{id}", empty, "chair", send("form[action$='/level']"));
  add("crisis, moved to nowhere", "/crises/{id}", empty, "chair", async (page) => {
    await unfold(page);
    await page.check("form[action$='/places'] [name=at_fallback]");
    await send("form[action$='/places']", { fallback: "" })(page);
  });
  add("weighing for a crisis", "/crises/{id}/assessments", `${empty}/assessments`, "chair");
  add("crisis that is closed", "/crises/{id}", closed, "chair");
  add("log", "/crises/{id}/log", `${full}/log`, "chair");
  add("log, all folds open", "/crises/{id}/log", `${full}/log#log-panel`, "chair", unfold);
  add("log of a member", "/crises/{id}/log", `${full}/log`, "member");
  add("log of an observer", "/crises/{id}/log", `${full}/log`, "observer");
  add("log, empty", "/crises/{id}/log", `${empty}/log`, "chair");
  add("log, nothing found", "/crises/{id}/log", `${full}/log?q=qqqq`, "chair");
  add("log, as known before it was opened", "/crises/{id}/log", `${full}/log?known=${dayBefore}`, "chair");
  add("log, as known just now", "/crises/{id}/log", `${full}/log?known=${encodeURIComponent(new Date(Date.now() + 1000).toISOString())}`, "chair");
  add("log, a fault", "/crises/{id}/log", `${full}/log#log-panel`, "chair", send(".log-form", { at: "gisteren" }));
  add("log of a closed crisis", "/crises/{id}/log", `${closed}/log`, "chair");
  add("line that is contradicted", "/crises/{id}/log/{entry}", `${full}/log/${ids.first}`, "coordinator", unfold);
  add("line that asks", "/crises/{id}/log/{entry}", `${full}/log/${ids.question}`, "chair");
  add("line that is struck", "/crises/{id}/log/{entry}", `${full}/log/${ids.struck}`, "chair");
  add("line, struck without a reason", "/crises/{id}/log/{entry}", `${full}/log/${ids.other}`, "chair", send("form[action$='/strike']"));
  add("line that is hidden", "/crises/{id}/log/{entry}", `${full}/log/${ids.hidden}`, "member");
  add("line, hidden without a reason", "/crises/{id}/log/{entry}", `${full}/log/${ids.other}`, "chair", send("form[action$='/hide']"));
  add("line, maybe a client", "/crises/{id}/log", `${full}/log#log-panel`, "chair", send(".log-form", { text: "Mevrouw De Vries is gevallen" }));
  add("to review", "/crises/{id}/hidden", `${full}/hidden`, "coordinator");
  add("to review, nothing", "/crises/{id}/hidden", `${empty}/hidden`, "chair");
  add("to review, one", "/crises/{id}/hidden/{entry}", `${full}/hidden/${ids.hidden}`, "coordinator");
  add("to review, its words", "/crises/{id}/hidden/{entry}", `${full}/hidden/${ids.hidden}?words=show`, "coordinator");
  add("let in", "/crises/{id}/admit", `${full}/admit`, "coordinator");
  add("picture", "/crises/{id}/picture", `${full}/picture`, "chair");
  add("picture, all folds open", "/crises/{id}/picture", `${full}/picture`, "chair", unfold);
  add("picture, empty", "/crises/{id}/picture", `${empty}/picture`, "observer");
  add("picture, as known before it was opened", "/crises/{id}/picture", `${full}/picture?known=${dayBefore}`, "chair");
  add("picture of a process that has no name", "/crises/{id}/picture", `${full}/picture`, "chair", send("#processes form", { title: " " }));
  add("topic, an area", "/crises/{id}/picture/{topic}", `${full}/picture/area.patient-safety`, "chair");
  add("topic, the cause", "/crises/{id}/picture/{topic}", `${full}/picture/cause`, "member");
  add("topic, how long, a fault", "/crises/{id}/picture/{topic}", `${full}/picture/duration`, "chair", send("main form[data-draft=picture]", { likely: "ooit" }));
  add("topic, nothing said", "/crises/{id}/picture/{topic}", `${empty}/picture/goal`, "observer");
  const meeting = (state, more = "") => `${full}/meetings/${ids.meetings?.[state]}${more}`;
  const one = "/crises/{id}/meetings/{meeting}";
  add("meetings", "/crises/{id}/meetings", `${full}/meetings`, "chair", unfold);
  add("meetings, none", "/crises/{id}/meetings", `${empty}/meetings`, "observer");
  add("meetings, no such time", "/crises/{id}/meetings", `${full}/meetings`, "chair", send("main form[data-draft=meeting]", { starts: "straks", minutes: "veel" }));
  add("meeting, planned", one, meeting("planned"), "chair", unfold);
  add("meeting, planned, of an observer", one, meeting("planned"), "observer");
  add("meeting, cancelled without a reason", one, meeting("planned"), "chair", send("form:has([value=cancel])", { reason: " " }));
  for (const step of ["opening", "progress", "picture", "judgement", "decision", "actions", "communication", "next"]) add(`meeting, ${step}`, one, meeting("running", `?step=${step}`), "chair", unfold);
  add("meeting, of an observer", one, meeting("running"), "observer");
  add("meeting, nothing decided", one, meeting("running", "?step=decision"), "chair", send("form.meeting-decision", { check_at: "ooit" }));
  add("meeting, report", one, meeting("ended"), "member");
  add("meeting, cancelled", one, meeting("cancelled"), "member");
  add("decisions", "/crises/{id}/decisions", `${full}/decisions`, "chair", unfold);
  add("decisions, none", "/crises/{id}/decisions", `${empty}/decisions`, "observer");
  add("decisions, for the board without a deadline", "/crises/{id}/decisions", `${empty}/decisions`, "chair", async (page) => {
    await unfold(page);
    await page.check("main [name=to_board]");
    await send("main form[data-draft=decision]", { sentence: "Bedden betalen" })(page);
  });
  add("decision", "/crises/{id}/decisions/{entry}", `${full}/decisions/${ids.decision}`, "chair", unfold);
  add("decision of the board, of an observer", "/crises/{id}/decisions/{entry}", `${full}/decisions/${ids.proposed}`, "observer");
  add("actions", "/crises/{id}/actions", `${full}/actions`, "chair", unfold);
  add("actions, none", "/crises/{id}/actions", `${empty}/actions`, "observer");
  add("actions, a fault", "/crises/{id}/actions", `${full}/actions`, "chair", send("main form[data-draft=action]", { line_due: "ooit" }));
  add("bottlenecks", "/crises/{id}/bottlenecks", `${full}/bottlenecks`, "chair", unfold);
  add("bottlenecks, none", "/crises/{id}/bottlenecks", `${empty}/bottlenecks`, "member");
  add("tasks", "/crises/{id}/tasks", `${full}/tasks`, "member", unfold);
  add("tasks, none", "/crises/{id}/tasks", `${empty}/tasks`, "observer");
  add("figures", "/crises/{id}/figures", `${full}/figures`, "chair");
  add("figures, empty", "/crises/{id}/figures", `${empty}/figures`, "chair");
  add("figure that contradicts", "/crises/{id}/figures/{figure}", `${full}/figures/${ids.seh}`, "chair");
  add("figure", "/crises/{id}/figures/{figure}", `${full}/figures/${ids.people}`, "observer");
  add("figure that is unknown", "/crises/{id}/figures/{figure}", `${full}/figures/${ids.beds}`, "chair");
  add("team", "/crises/{id}/team", `${full}/team`, "chair", unfold);
  add("team of an observer", "/crises/{id}/team", `${full}/team`, "observer");
  add("team, empty", "/crises/{id}/team", `${empty}/team`, "chair");
  add("team, no role chosen", "/crises/{id}/team", `${empty}/team`, "chair", send("form[action$='/roles']", { until: "gisteren" }));
  add("handover", "/crises/{id}/team/{seat}/handover", `${full}/team/${ids.seat}/handover`, "chair");
  add("handover, to nobody", "/crises/{id}/team/{seat}/handover", `${full}/team/${ids.seat}/handover`, "chair", send("form[action$='/handover']"));
  add("orders", "/crises/{id}/orders", `${full}/orders`, "chair", unfold);
  add("orders, empty", "/crises/{id}/orders", `${empty}/orders`, "chair");
  add("orders, a fault", "/crises/{id}/orders", `${full}/orders`, "chair", send("form[action$='/orders']", { order_due: "gisteren" }));
  add("calls", "/crises/{id}/calls", `${full}/calls`, "chair", unfold);
  add("calls, nobody to call", "/crises/{id}/calls", `${empty}/calls`, "member");
  add("informing", "/crises/{id}/inform", `${full}/inform`, "chair", unfold);
  add("informing, of an observer", "/crises/{id}/inform", `${empty}/inform`, "observer");
  add("support", "/crises/{id}/support", `${full}/support`, "chair", unfold);
  add("support, a fault", "/crises/{id}/support", `${empty}/support`, "chair", send("form[action$='/support']", { needed: "ooit" }));
  add("reports", "/reports", "/reports", "chair");
  add("reports, all of them", "/reports", "/reports?show=all", "chair", unfold);
  add("reports, some words", "/reports", "/reports?q=lift", "chair", unfold);
  add("reports, nothing found", "/reports", "/reports?q=qqqq", "chair");
  add("reports, one ticked", "/reports", "/reports", "chair", async (page) => {
    await page.check("#inbox [name=report] >> nth=0");
    await send("#inbox")(page);
  });
  add("reports of a member", "/reports", "/reports", "member");
  add("weighing", "/reports/{id}/assess", `/reports/${ids.report}/assess`, "chair");
  add("weighing, no reason", "/reports/{id}/assess", `/reports/${ids.report}/assess`, "chair", async (page) => {
    await Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), page.click("button[value=regular]")]);
    await page.waitForSelector(".error-summary");
  });
  add("weighed, of a member", "/reports/{id}/assess", `/reports/${ids.report}/assess`, "member");
  add("report that waits", "/reports/{id}", `/reports/${ids.report}`, "chair", unfold);
  add("report, no reason given", "/reports/{id}", `/reports/${ids.report}`, "chair", send("form[action$='/handle']"));
  add("report that is handled", "/reports/{id}", `/reports/${ids.handled}`, "chair");
  add("take over", "/login/take-over", "/login/take-over", "nobody");
  add("new password", "/account/new-password", "/account/new-password", "member");
  add("paper", "/paper", "/paper", "observer");
  add("user", "/users/{id}", `/users/${ids.person}`, "coordinator", unfold);
  add("cards", "/crises/{id}/cards", `${full}/cards`, "chair");
  add("cards, none", "/crises/{id}/cards", `${empty}/cards`, "observer");
  add("card at work", "/crises/{id}/cards/{card}", `${full}/cards/digital?part=1`, "chair");
  add("card at work, all folds open", "/crises/{id}/cards/{card}", `${full}/cards/digital?part=0`, "chair", unfold);
  add("scenario card at work", "/crises/{id}/cards/{card}", `${full}/cards/ict-outage?part=2`, "chair");
  add("card at work, of an observer", "/crises/{id}/cards/{card}", `${full}/cards/staff-shortage`, "observer");
  add("account", "/account", "/account", "member");
  add("log, empty, of an observer", "/crises/{id}/log", `${empty}/log`, "observer");
  add("account, wrong", "/account", "/account", "member", send("form[action='/account/password']", { old: "x", password: PASSWORD }));
  add("account, wrong PIN", "/account", "/account", "member", send("form[action='/account/pin']", { pin: "1" }));
  add("account of the coordinator", "/account", "/account", "coordinator");
  add("codes for the envelope", "/account/codes", "/account/codes", "coordinator");
  add("users", "/users", "/users", "coordinator", unfold);
  add("users, wrong", "/users", "/users", "coordinator", send("form[action='/users']", { password: "kort" }));
  add("user, blocked without a reason", "/users", "/users", "coordinator", send("form[action$='/block']"));
  add("users, wrong PIN", "/users", "/users", "coordinator", send("form[action='/users/pin']", { pin: "1" }));
  add("devices", "/devices", "/devices", "coordinator");
  add("ready in a quarter of an hour", "/ready", "/ready", "coordinator");
  add("contacts", "/contacts", "/contacts", "coordinator");
  add("contacts of a member", "/contacts", "/contacts?view=names", "member");
  add("contact, new", "/contacts/new", "/contacts/new", "coordinator", unfold);
  add("contact, wrong", "/contacts/new", "/contacts/new", "coordinator", send("form[action='/contacts']", { name: "Jan" }));
  add("contact", "/contacts/{id}", `/contacts/${ids.contact}`, "coordinator", unfold);
  add("roster", "/roster", "/roster", "coordinator");
  add("roster of a member, empty week", "/roster", "/roster?week=2030-W01", "member");
  add("roster, wrong", "/roster", "/roster", "coordinator", send("form[action='/roster']", { from: "gisteren" }));
  add("turn of duty", "/roster/{id}", `/roster/${ids.shift}`, "coordinator");
  add("sites", "/sites", "/sites", "coordinator");
  add("sites, wrong", "/sites", "/sites", "coordinator", send("form[action='/sites']", { name: " " }));
  add("site", "/sites/{id}", `/sites/${ids.site}`, "coordinator");
  add("settings", "/settings", "/settings", "coordinator");
  add("settings of an observer", "/settings", "/settings", "observer");
  add("settings, wrong", "/settings", "/settings", "coordinator", send("#times form", { "'time.call-minutes'": "gisteren" }));
  add("import", "/import/{list}", "/import/contacts", "coordinator", unfold);
  add("import, wrong", "/import/{list}", "/import/sites", "coordinator", async (page) => (await unfold(page), await send("form[action='/import/sites']", { text: "geen koppen" })(page)));
  add("import, preview", "/import/{list}/{upload}", ids.upload, "coordinator");
  add("import, done", "/import/{list}", "/import/contacts?done=1&new=3&changed=1&same=2&refused=1", "coordinator");
  add("library, with faults", "/library", "/library", "coordinator");
  add("library", "/library", "/library", "observer");
  add("card of ours", "/library/{card}", "/library/moving-clients", "member");
  add("card in the place of a broken one", "/library/{card}", "/library/closure", "member");
  add("card of a role", "/library/{card}", "/library/role-chair", "member");
  add("glossary", "/glossary", "/glossary?group=ict", "member");
  add("glossary, nothing found", "/glossary", "/glossary?q=qqqq", "member");
  add("notices", "/notices", "/notices", "chair");
  add("root key", "/setup/root", "/setup/root", "coordinator");
  add("not allowed", null, "/users", "member");
  add("nothing there", null, "/nergens", "chair");
  add("set up already", "/setup", "/setup", "nobody");
  return list;
}
