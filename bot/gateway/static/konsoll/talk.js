// The right side: one conversation, why it is here, what has been said, and what the counsellor can do with it.

import { button, clockTime, el, icon, put } from "/static/shared/dom.js";
import { place, topics } from "./queue.js";
import { riskBadge, since } from "./risk.js";

const NEAR_BOTTOM_PX = 140;
const LEVELS = ["none", "concern", "high", "acute"];

export class TalkView {
  /** `acts`: accept(), say(text), ask(name), settle(level), shut(), draft(text), typing(). */
  constructor({ strings, acts, clock }) {
    Object.assign(this, { strings, acts, clock });
    this.node = el("main", { class: "talk" });
    this.id = null;
    this.blank();
  }

  blank(words = this.strings.none.chosen) {
    this.id = null;
    this.shape = null;
    put(this.node, el("p", { class: "blank" }, words));
  }

  /** Shows `talk`: {entry, messages, draft}. Rebuilt only when another conversation or another owner is shown. */
  draw(talk) {
    const shape = `${talk.entry.id} ${talk.entry.state} ${talk.entry.is_mine} ${talk.isGone}`;
    if (shape !== this.shape) this.build(talk);
    this.shape = shape;
    this.drawHead(talk.entry);
    this.drawMessages(talk);
  }

  build(talk) {
    const { strings } = this;
    this.id = talk.entry.id;
    this.shown = 0;
    this.head = el("header", { class: "talk-head" });
    this.log = el("div", { class: "log", role: "log", "aria-label": strings.log, tabindex: "0" });
    this.typing = el("p", { class: "typing", hidden: true }, strings.typing);
    this.problem = el("p", { class: "field-problem", role: "status" });
    put(this.node, this.head, this.log, this.typing, this.foot(talk), this.problem);
    if (talk.entry.is_mine) this.box.focus();
  }

  foot(talk) {
    const { strings, acts } = this;
    const { entry } = talk;
    if (!entry.is_mine || talk.isGone) {
      const isWaiting = entry.state === "waiting" && !talk.isGone;
      return el("div", { class: "foot idle" },
        el("p", {}, isWaiting ? strings.notYours : strings.states[entry.state]),
        isWaiting ? button(strings.actions.accept, { className: "button primary", iconName: "human", onclick: acts.accept })
          : button(strings.actions.later, { onclick: acts.shut }));
    }
    this.box = el("textarea", { id: "box", rows: "2", "aria-describedby": "box-hint", oninput: () => {
      acts.draft(this.box.value);
      acts.typing();
      this.grow();
    }, onkeydown: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    } });
    this.box.value = talk.draft;
    return el("form", { class: "foot", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.phrases(),
      el("div", { class: "write" },
        el("label", { for: "box", class: "hidden-text" }, strings.box), this.box,
        el("button", { type: "submit", class: "button primary" }, icon("send"), strings.actions.send)),
      el("p", { id: "box-hint", class: "hint" }, strings.boxHint));
  }

  phrases() {
    const { strings } = this;
    const choose = (words) => () => {
      this.box.value = this.box.value ? `${this.box.value.trimEnd()} ${words}` : words;
      this.acts.draft(this.box.value);
      list.open = false;
      this.grow();
      this.box.focus();
    };
    const list = el("details", { class: "phrases" }, el("summary", {}, strings.phrases),
      el("ul", {}, ...strings.phraseList.map((words) =>
        el("li", {}, el("button", { type: "button", class: "phrase", onclick: choose(words) }, words)))));
    return list;
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 180)}px`;
  }

  submit() {
    const text = this.box.value.trim();
    if (!text) return;
    this.box.value = "";
    this.acts.draft("");
    this.grow();
    this.acts.say(text);
  }

  /** Words that could not be sent go back to the box, unless something new is there. */
  giveBack(text) {
    if (!this.box || this.box.value) return;
    this.box.value = text;
    this.acts.draft(text);
    this.grow();
  }

  complain(words) {
    if (this.problem) put(this.problem, words);
  }

  drawHead(entry) {
    const { strings } = this;
    const facts = [
      [strings.facts.where, place(entry, strings)],
      [strings.facts.how, strings.channels[entry.channel]],
      [strings.facts.norm, strings.languages[entry.language] || entry.language],
    ];
    if (entry.state === "waiting") facts.unshift([strings.facts.owner, strings.nobody]);
    if (entry.topics.length) facts.push([strings.facts.topics, topics(entry, strings).join(", ")]);
    this.waited = entry.waiting_since ? el("span", { class: "timer" }) : null;
    this.waitedSince = entry.waiting_since;
    const signature = JSON.stringify([entry, strings.tag]);
    if (this.head.dataset.signature === signature) return;
    this.head.dataset.signature = signature;
    put(this.head,
      el("div", { class: "head-top" }, riskBadge(entry.risk, strings),
        el("h1", {}, entry.is_mine ? strings.mine : strings.states[entry.state]), this.waited, this.buttons(entry)),
      el("div", { class: "why" }, el("h2", {}, strings.facts.why),
        el("ul", {}, ...(entry.reasons.length ? entry.reasons : [strings.noReason]).map((reason) => el("li", {}, reason)))),
      el("div", { class: "head-foot" },
        el("dl", { class: "facts" }, ...facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
        entry.is_mine ? this.settling(entry) : null));
    this.tick();
  }

  buttons(entry) {
    const { strings, acts } = this;
    const row = el("div", { class: "head-buttons" });
    if (entry.state === "waiting") {
      row.append(button(strings.actions.accept, { className: "button primary", iconName: "human", onclick: acts.accept }));
    } else if (entry.is_mine) {
      row.append(
        button(strings.actions.release, { onclick: () => acts.ask("release") }),
        button(strings.actions.handBack, { onclick: () => acts.ask("handBack") }),
        button(strings.actions.close, { iconName: "check", onclick: () => acts.ask("close") }));
    }
    return row;
  }

  settling(entry) {
    const { strings, acts } = this;
    const options = LEVELS.map((level) => el("option", { value: level, selected: level === entry.risk }, strings.risk[level]));
    const choice = el("select", { id: "settle" }, ...options);
    return el("form", { class: "settle", onsubmit: (event) => { event.preventDefault(); acts.settle(choice.value); } },
      el("label", { for: "settle" }, strings.actions.settleLabel), choice,
      el("button", { type: "submit", class: "button small" }, strings.actions.settle));
  }

  drawMessages(talk) {
    const isNear = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_BOTTOM_PX;
    const fresh = talk.messages.slice(this.shown);
    this.log.append(...fresh.map((message) => this.message(message)));
    const isFirst = this.shown === 0;
    this.shown = talk.messages.length;
    if (fresh.some((message) => message.speaker === "person")) this.typing.hidden = true;
    if (fresh.length && (isNear || isFirst)) this.log.scrollTop = this.log.scrollHeight;
  }

  message({ speaker, reply, at, risk }) {
    const { strings } = this;
    const isSerious = risk === "acute" || risk === "high";
    const extra = [
      reply.kind === "emergency" ? strings.emergencyShown : null,
      reply.buttons.length ? `${strings.choicesShown}: ${reply.buttons.map((b) => b.title).join(", ")}` : null,
      reply.sources.length ? `${strings.sourcesShown}: ${reply.sources.map((s) => s.title).join(", ")}` : null,
    ].filter(Boolean);
    return el("article", { class: `said said-${speaker} ${isSerious ? "serious" : ""}` },
      el("p", { class: "who" }, strings.speakers[speaker], el("time", { datetime: at }, clockTime(at)),
        isSerious ? riskBadge(risk, strings) : null),
      el("p", { class: "text" }, reply.text),
      ...extra.map((words) => el("p", { class: "extra" }, words)));
  }

  showTyping() {
    if (!this.typing) return;
    this.typing.hidden = false;
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => (this.typing.hidden = true), 5000);
  }

  tick() {
    if (this.waited && this.waitedSince && this.waited.isConnected) {
      put(this.waited, icon("clock"), this.strings.waited(since(this.waitedSince, this.clock())));
    }
  }
}
