// The line that says who answers now, the place in the queue, and how long it takes, as far as anybody knows.

import { el, icon } from "/static/shared/dom.js";
import { callLink } from "/static/shared/phones.js";

const MARKS = { bot: "bot", waiting: "clock", with_counsellor: "human", closed: "check" };

/** What stands in the status line. `codeButton` is offered when the conversation has ended. */
export function statusLine(status, words, codeButton) {
  const isWaiting = status.owner === "waiting";
  const line = {
    bot: words.bot,
    closed: words.closed,
    with_counsellor: words.counsellor(status.role),
    waiting: status.position ? words.place(status.position) : words.inQueue,
  }[status.owner];
  const parts = [el("p", { class: "who-answers" }, line)];
  if (isWaiting) parts.push(el("p", {}, waitWords(status, words)));
  if (isWaiting && !status.on_duty) parts.push(helpList(words.others, words.othersList));
  if (status.owner === "closed") parts.push(codeButton);
  return [icon(MARKS[status.owner]), el("div", { class: "status-words" }, ...parts)];
}

/** Honest: «we do not know» where nobody knows. */
function waitWords(status, words) {
  const wait = status.wait_minutes === null ? words.waitUnknown : words.wait(status.wait_minutes);
  return `${status.on_duty ? wait : words.nobody} ${words.meanwhile}`;
}

/** Others who answer now, folded so that the conversation keeps the room. */
function helpList(title, list) {
  const items = list.map((part) => el("li", {}, callLink(part.number, { class: "call-inline" }), ` ${part.label}`));
  return el("details", { class: "others" }, el("summary", {}, icon("chevron"), el("span", {}, title)), el("ul", {}, ...items));
}

/** A sentence with numbers to call, and what each is for. */
export function helpLine(parts) {
  const nodes = parts.map((part, i) => {
    if (typeof part === "string") return `${part} `;
    const after = i === parts.length - 1 ? "." : i === parts.length - 2 ? " eller " : ", ";
    return el("span", {}, callLink(part.number, { class: "call-inline" }), ` ${part.label}${after}`);
  });
  return el("p", { class: "help-line" }, ...nodes);
}
