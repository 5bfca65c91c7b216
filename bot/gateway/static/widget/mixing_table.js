// The mixing table as it came from the server: all of it at once, so that nobody else learns what is looked up. Kept in
// this page only, and gone with it. Builds no page.

const loaded = new Map(); // language -> promise of the table

/** The table in a language; asked for once. Rejects when it does not come, and may then be asked for again. */
export function loadTable(language) {
  if (!loaded.has(language)) {
    const asked = fetch(`/api/mixing/${language}`, { credentials: "omit" }).then((response) => {
      if (!response.ok) throw new Error("unavailable");
      return response.json();
    });
    asked.catch(() => loaded.delete(language));
    loaded.set(language, asked);
  }
  return loaded.get(language);
}

/** Every pair of one thing, the most dangerous first. What the table does not know is unknown, never left out. */
export function rowOf(table, thing) {
  const unknown = table.levels.findIndex((level) => level.id === "unknown");
  const row = new Map(table.things.map((_, other) => [other, { other, level: unknown, links: [] }]));
  row.delete(thing);
  for (const pair of table.apart) if (pair.includes(thing)) row.delete(pair.find((other) => other !== thing));
  for (const [a, b, level, reason, advice, links, isDraft] of table.pairs) {
    if (a !== thing && b !== thing) continue;
    const other = a === thing ? b : a;
    const texts = [table.texts[reason], table.texts[advice]].filter(Boolean);
    row.set(other, { other, level, texts, links: links.map((place) => table.sources[place]), isDraft });
  }
  return [...row.values()].sort((one, two) => one.level - two.level || one.other - two.other);
}

/** The places of the things that answer to what is written: a name, a brand or what people call it. */
export function search(table, written) {
  const wanted = written.trim().toLocaleLowerCase("nb");
  const all = table.things.map((_, place) => place);
  const begins = all.filter((place) => table.things[place].inside.toLocaleLowerCase("nb").startsWith(wanted));
  return [...begins, ...all.filter((place) => !begins.includes(place) && isCalled(table.things[place], wanted))];
}

function isCalled(thing, wanted) {
  if (thing.inside.toLocaleLowerCase("nb").includes(wanted)) return true;
  return thing.also.some((stem) => stem.startsWith(wanted) || (stem.length > 3 && wanted.startsWith(stem)));
}
