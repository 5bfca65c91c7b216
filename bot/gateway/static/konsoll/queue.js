// The left side: who waits (most serious first, then longest), my own conversations, and what colleagues have.

import { el, icon, put } from "/static/shared/dom.js";
import { riskBadge, since } from "./risk.js";

export class QueueView {
  /** `onChoose(id)`; `about(id)` tells what this page knows: {unread, hasDraft}. */
  constructor({ strings, onChoose, about, clock }) {
    Object.assign(this, { strings, onChoose, about, clock });
    this.frame = { waiting: [], mine: [], colleagues: [] };
    this.done = [];
    this.chosen = null;
    this.timers = [];
    this.buttons = new Map();
    this.node = el("nav", { class: "queue", "aria-label": strings.sections.waiting });
  }

  /** The ids in the order of the page, for the keyboard. */
  ids() {
    return [...this.frame.waiting, ...this.frame.mine, ...this.done].map((entry) => entry.id);
  }

  draw(frame = this.frame, chosen = this.chosen) {
    this.frame = frame;
    this.chosen = chosen;
    const focused = [...this.buttons].find(([, node]) => node === document.activeElement);
    this.timers = [];
    this.buttons.clear();
    const { sections, none } = this.strings;
    // Two halves that scroll apart: a long queue must not hide one's own conversations.
    const scrolled = [...this.node.children].map((half) => half.scrollTop);
    put(this.node,
      el("div", { class: "half waiting-half" }, this.section("waiting", sections.waiting, frame.waiting, none.waiting)),
      el("div", { class: "half" },
        this.section("mine", sections.mine, frame.mine, none.mine),
        this.done.length ? this.section("done", sections.done, this.done, "") : null,
        frame.colleagues.length ? this.section("colleagues", sections.colleagues, frame.colleagues, "") : null),
      el("p", { class: "keys" }, this.strings.keys));
    [...this.node.children].forEach((half, i) => (half.scrollTop = scrolled[i] || 0));
    if (chosen !== this.shownChosen && this.buttons.has(chosen)) this.buttons.get(chosen).scrollIntoView({ block: "nearest" });
    this.shownChosen = chosen;
    if (focused && this.buttons.has(focused[0])) this.buttons.get(focused[0]).focus();
    this.tick();
  }

  section(name, title, entries, empty) {
    const id = `section-${name}`;
    return el("section", { class: `section ${name}`, "aria-labelledby": id },
      el("h2", { id }, title, entries.length ? el("span", { class: "count" }, ` ${entries.length}`) : null),
      entries.length
        ? el("ul", {}, ...entries.map((entry) => el("li", {}, this.entry(name, entry))))
        : el("p", { class: "empty" }, empty));
  }

  entry(section, entry) {
    const { strings } = this;
    const known = this.about(entry.id);
    const time = el("span", { class: "timer" });
    const startsAt = section === "waiting" ? entry.waiting_since : entry.last_message_at;
    if (startsAt && section !== "done") {
      const words = section === "waiting" ? strings.waitedShort : strings.lastHeard;
      this.timers.push(() => put(time, section === "waiting" ? icon("clock") : null, words(since(startsAt, this.clock()))));
    }
    const [reason, ...more] = entry.reasons;
    const isChosen = entry.id === this.chosen;
    const node = el("button", {
      type: "button", class: `entry risk-edge-${entry.risk}`, "aria-current": isChosen ? "true" : null,
      disabled: section === "colleagues", onclick: () => this.onChoose(entry.id),
    },
      el("span", { class: "entry-top" }, riskBadge(entry.risk, strings), time),
      el("span", { class: "reason" }, reason || strings.noReason,
        more.length ? el("span", { class: "more-reasons" }, ` ${strings.moreReasons(more.length)}`) : null),
      el("span", { class: "entry-facts" }, el("span", {}, facts(entry, strings)), this.marks(section, entry, known)));
    this.buttons.set(entry.id, node);
    return node;
  }

  marks(section, entry, known) {
    const { strings } = this;
    const marks = [];
    if (section === "waiting" && entry.is_escalated) marks.push(mark("bell", strings.escalated, "warn"));
    if (section === "mine" && entry.is_forgotten) marks.push(mark("bell", strings.forgotten, "warn"));
    if (section === "mine" && known.unread) marks.push(mark("dot", strings.unread(known.unread), "new"));
    if (known.hasDraft) marks.push(mark("pencil", strings.draft, ""));
    if (section === "colleagues" && entry.held_by) marks.push(mark("human", strings.heldBy(entry.held_by), ""));
    return marks.length ? el("span", { class: "marks" }, ...marks) : null;
  }

  /** Once a second: only the clocks change, so nothing loses focus. */
  tick() {
    this.timers.forEach((timer) => timer());
  }
}

function mark(iconName, words, kind) {
  return el("span", { class: `mark ${kind}` }, icon(iconName), words);
}

export function place(entry, strings) {
  if (entry.kommune_name) return entry.kommune_name;
  return entry.kommune ? strings.kommune(entry.kommune) : strings.unknownPlace;
}

/** What the conversation is about, in words; the newest first, as it is told. */
export function topics(entry, strings) {
  return entry.topics.map((topic) => strings.topicNames[topic] || topic);
}

function facts(entry, strings) {
  return [strings.channels[entry.channel], place(entry, strings), topics(entry, strings)[0]].filter(Boolean).join(" · ");
}
