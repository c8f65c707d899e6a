// SPDX-License-Identifier: EUPL-1.2
// Meetings in every state, by the forms of the pages: one that ended, one that runs, one to come, one that was cancelled.

/** The ids of the meetings on the page that lists them, by their numbers. */
async function numbered(person, crisis) {
  const page = await (await person.get(`${crisis}/meetings`)).text();
  return Object.fromEntries([...page.matchAll(/href="[^"]+\/meetings\/(meeting-[0-9a-f]+)">[^<]* (\w+)</g)].map(([, id, number]) => [number, id]));
}

/** Plans a meeting and returns its id. */
export async function plan(person, crisis, fields = {}) {
  const before = new Set(Object.values(await numbered(person, crisis)));
  await person.post(`${crisis}/meetings`, { starts: "23:58", minutes: "30", purpose: "", ...fields });
  return Object.values(await numbered(person, crisis)).find((id) => !before.has(id));
}

export const turn = (person, crisis, id, which, fields = {}) => person.post(`${crisis}/meetings/${id}/turn`, { turn: which, ...fields });

export const tick = (person, crisis, id, step, done = "yes") => person.post(`${crisis}/meetings/${id}/steps`, { step, done });

/** Holds a meeting with an outcome of every kind, and leaves one running and one planned. */
export async function hold({ chair, member }, crisis) {
  const ended = await plan(chair, crisis, { purpose: "Wat doen we vannacht?" });
  await turn(chair, crisis, ended, "start");
  await tick(chair, crisis, ended, "opening");
  await member.post(`${crisis}/meetings/${ended}/lines`, { kind: "action", sentence: "Bel de nachtdienst", owner: "", owner_name: "HR", line_due: "23:57" });
  await member.post(`${crisis}/meetings/${ended}/lines`, { kind: "told", whom: "alle afdelingen", sentence: "U werkt vannacht op papier." });
  await turn(chair, crisis, ended, "end", { no_next: "yes", starts: "", minutes: "" });
  const cancelled = await plan(chair, crisis);
  await turn(chair, crisis, cancelled, "cancel", { reason: "geen nieuws" });
  const running = await plan(chair, crisis, { purpose: "De nacht door" });
  await turn(chair, crisis, running, "start");
  await member.post(`${crisis}/meetings/${running}/lines`, { kind: "bottleneck", sentence: "De nachtdienst begint zonder dossier." });
  const planned = await plan(chair, crisis, { starts: "23:59" });
  return { ended, cancelled, running, planned };
}
