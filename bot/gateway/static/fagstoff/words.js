// The desk's words beside the console's, and how an item is named in them.

import konsollNb from "/static/konsoll/strings.nb.js";
import konsollNn from "/static/konsoll/strings.nn.js";
import nb from "./strings.nb.js";
import nn from "./strings.nn.js";

const together = (console, own) => ({ ...console, ...own, errors: { ...console.errors, ...own.errors } });
const STRINGS = { nb: together(konsollNb, nb), nn: together(konsollNn, nn) };

/** nb or nn; the log-in page's words are among them. */
export const wordsIn = (tag) => STRINGS[tag] || STRINGS.nb;

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const listed = (value, words) => value.split(", ").map((word) => words[word] || word).join(", ");

/** «GHB: fare», «Alkohol + kokain», «Nødkort: overdose, akutt», «Lov: ung_rulleblad». */
export function titleOf(item, strings) {
  const { particulars, subjects } = item;
  if (item.kind === "card") return capital(listed(particulars.kinds || "other", strings.danger) + (particulars.levels ? `, ${listed(particulars.levels, strings.grade)}` : ""));
  if (item.kind === "topic") {
    const topic = subjects[0].replace(/^topic\./, "");
    return `${strings.topic[topic] || topic}: ${item.id.slice(topic.length + 1).replace(/[._]/g, " ")}`;
  }
  const name = capital(item.title[strings.tag]);
  return particulars.aspect ? `${name}: ${strings.aspect[particulars.aspect] || particulars.aspect}` : name;
}

/** Where a button leads: a step, a flow, a topic, a human, or the end. */
export function placeOf(name, strings) {
  const flow = /"flow": ?"(\w+)"/.exec(name);
  if (flow) return `${strings.kinds.flow} ${flow[1]}`;
  if (name.startsWith("topic:")) return strings.topic[name.slice(6)] || name.slice(6);
  return strings.exits[name] || name;
}

/** What else is judged, in words: [name, value] pairs. */
export function particularsOf(item, strings) {
  const values = { confidence: strings.confidence, kinds: strings.danger, levels: strings.grade, applies_to: {} };
  return Object.entries(values)
    .filter(([name]) => item.particulars[name])
    .map(([name, words]) => [strings.particulars[name], listed(item.particulars[name], words)]);
}
