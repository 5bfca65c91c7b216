// Where an item stands, told three ways at once: colour, form and word.

import { el, icon } from "/static/shared/dom.js";

const ICONS = { draft: "pencil", due: "clock", returned: "back", approved: "check" };

export function stateBadge(item, strings) {
  const due = item.is_overdue ? strings.overdue : strings.dueSoon;
  const word = item.state === "due" ? due : strings.states[item.state];
  return el("span", { class: `badge badge-${item.is_overdue ? "overdue" : item.state}` }, icon(ICONS[item.state]), el("span", {}, word));
}

export function kindBadge(item, strings) {
  return el("span", { class: "badge badge-kind" }, strings.kinds[item.kind]);
}

/** How bad a mix is; nothing for other kinds. */
export function levelBadge(item, strings) {
  const { level } = item.particulars;
  return level ? el("span", { class: `badge level level-${level}` }, strings.level[level] || level) : null;
}
