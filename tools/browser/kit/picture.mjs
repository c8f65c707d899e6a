// SPDX-License-Identifier: EUPL-1.2
// A crisis with a picture: areas, processes, decisions, actions, bottlenecks, questions; by the forms of the pages.

/** The id of the line whose row on a page holds these words. */
export async function idOf(person, path, words) {
  const page = await (await person.get(path)).text();
  const rows = page.split(/<li class="panel order/).slice(1);
  const row = rows.find((one) => one.includes(words));
  if (!row) throw new Error(`no row with "${words}" on ${path}`);
  return / id="([^"]+)"/.exec(row)[1];
}

export const AREAS = ["patient-safety", "care-continuity", "business-continuity", "psychosocial-help"];

/** Says something of a topic of the picture. */
export const say = (person, crisis, topic, fields) => person.post(`${crisis}/picture/${topic}`, fields);

/** A picture as a team has it in the third hour. */
export async function paint({ chair, member }, crisis, { areas = [] } = {}) {
  await say(chair, crisis, "goal", { words: "Niemand loopt gevaar doordat gegevens ontbreken; spoedzorg gaat voor." });
  await say(chair, crisis, "different", { words: "Telefoonnummers staan in het EPD, afzeggen lukt maar deels." });
  await say(chair, crisis, "scope", { words: "beide locaties, alle afdelingen" });
  await say(chair, crisis, "cause", { words: "inlogserver", state: "suspected", intent: "not-excluded" });
  await say(chair, crisis, "duration", { words: "", earliest: "23:50", worst: "23:59" });
  await say(chair, crisis, "consequences", { words: "OK en poli's gestopt, SEH beperkt" });
  const states = ["severe", "hit", "watch", "not-hit", "recovered"];
  for (const [i, area] of areas.entries()) await say(chair, crisis, `area.${area}`, { state: states[i % 5], words: i % 5 < 3 ? "medicatie zonder historie" : "" });
  for (const [title, state, words] of [["Spoedeisende hulp", "severe", "presentatiestop"], ["Operaties gepland", "severe", "gestopt"], ["Laboratorium", "hit", "beperkt"]]) {
    await chair.post(`${crisis}/picture/processes`, { title, place: "all", state, words, until: "" });
  }
  await chair.post(`${crisis}/picture/processes`, { title: "Thuismonitoring", place: "all", extramural: "yes", state: "hit", words: "38 cliënten gebeld", until: "23:58" });
  await chair.post(`${crisis}/picture/ahead`, { from: "23:50", until: "23:59", words: "labformulieren op" });
  await chair.post(`${crisis}/decisions`, { sentence: "Poli's en operaties vandaag gestopt", holds_until: "23:59" });
  await member.post(`${crisis}/decisions`, { sentence: "De ic van het buurziekenhuis betalen", to_board: "yes", deadline: "23:59" });
  await chair.post(`${crisis}/actions`, { sentence: "Flexpool oproepen", owner: member.id, line_due: "23:59" });
  await member.post(`${crisis}/actions`, { sentence: "GHOR terugbellen", owner_name: "M. Bos", line_due: "" });
  await member.post(`${crisis}/bottlenecks`, { sentence: "Geen schone bedden meer" });
  await chair.write(crisis, "Is het opzet?", { kind: "question", owner: "S. Kaya", due: "23:59" });
}
