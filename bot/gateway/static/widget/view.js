// The widget's page: builds it once, then changes what must change. Text nodes only. Knows nothing of the line.

import { button, el, icon, put } from "/static/shared/dom.js";
import { callLink } from "/static/shared/phones.js";
import { bubble, card, typingBubble, useChoices } from "./bubbles.js";
import { deleteDialog, moreDialog } from "./dialogs.js";
import { Following } from "./following.js";
import { MixingDialog } from "./mixing.js";
import { helpLine, statusLine } from "./status.js";
import { MAX_TEXT, MIXING_CHART } from "./wire.js";

export class View {
  /** `acts`: send(text), choose(choice), human(), withdraw(), end(), askCode(), remove(), leave(), code(text), language(tag), typing(), fresh(). */
  constructor(root, strings, acts) {
    Object.assign(this, { root, strings, acts });
    this.messages = new Map(); // number -> node
    this.pending = new Map(); // client id -> node
    this.status = null;
    this.draw();
  }

  draw() {
    const { strings, acts } = this;
    document.documentElement.lang = strings.tag;
    this.statusLine = el("div", { class: "status", role: "status" });
    this.banner = el("div", { class: "banner", role: "status", hidden: true });
    this.log = el("div", { class: "log", role: "log", "aria-label": strings.log, tabindex: "0" });
    this.urgent = el("div", { class: "hidden-text", "aria-live": "assertive" });
    this.typing = el("div", { class: "typing-place" });
    this.newer = button(strings.newMessages, { iconName: "down", className: "newer", onclick: () => this.following.toEnd() });
    this.newer.hidden = true;
    this.following = new Following(this.log, (isBehind) => (this.newer.hidden = !isBehind));
    this.humanButton = button(strings.human, { iconName: "human", className: "button tool human", onclick: acts.human });
    this.withdrawButton = button(strings.withdraw, { className: "button tool human", onclick: acts.withdraw });
    this.withdrawButton.hidden = true;
    this.codeButton = button(strings.returnCode.ask, { className: "button small", onclick: acts.askCode });
    this.deleteDialog = deleteDialog(strings, acts.remove);
    this.moreDialog = moreDialog(strings, { onEnd: acts.end, onCode: acts.code, onLanguage: acts.language,
      onMixing: () => this.mixing.open() });
    this.mixing = new MixingDialog(strings, { onAsk: (text) => this.say(text), onLeave: acts.leave });
    put(this.root, this.header(), this.statusLine, this.banner, this.log, this.newer, this.foot(), this.urgent,
      this.deleteDialog, this.moreDialog, this.mixing.node);
    this.log.append(this.typing);
    if (this.status) this.showStatus(this.status);
    else put(this.statusLine, el("p", {}, strings.status.starting));
  }

  header() {
    const { strings, acts } = this;
    return el("header", { class: "top" },
      el("div", { class: "brand" }, el("h1", {}, strings.name), 
        el("p", {}, `${strings.danger} `, callLink("113", { class: "call-inline" }, strings.call("113")))),
      button(strings.leave, { iconName: "leave", className: "button leave", title: strings.leaveHint, onclick: acts.leave }));
  }

  foot() {
    const { strings, acts } = this;
    this.box = el("textarea", { id: "message", rows: "1", placeholder: strings.textbox, "aria-describedby": "problem",
      enterkeyhint: "send", autocomplete: "off", oninput: () => { this.edited(); if (this.box.value.trim()) this.acts.typing(); }, onkeydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.submit();
      } });
    this.problem = el("p", { id: "problem", class: "field-problem", role: "status" });
    const send = el("button", { type: "submit", class: "send" }, el("span", {}, strings.send), icon("send"));
    return el("div", { class: "foot" },
      el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
        el("label", { for: "message", class: "hidden-text" }, strings.textbox), this.box, send),
      this.problem,
      el("div", { class: "tools", role: "group", "aria-label": strings.tools }, this.humanButton, this.withdrawButton,
        button(strings.deleteAll, { iconName: "trash", className: "button tool", onclick: () => this.deleteDialog.showModal() }),
        button(strings.more, { iconName: "more", className: "button tool icon-only", title: strings.more, onclick: () => this.moreDialog.showModal() })));
  }

  /** Everything again in the other language; what is written in the box and said so far stays. */
  changeLanguage(strings, past) {
    const text = this.box.value;
    this.strings = strings;
    this.messages.clear();
    this.draw();
    this.box.value = text;
    past.forEach((frame) => this.showMessage(frame, { isPast: true }));
    this.following.move(true);
  }

  edited() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 150)}px`;
    this.complain(this.box.value.length > MAX_TEXT ? this.strings.tooLong(this.box.value.length, MAX_TEXT) : "");
  }

  submit() {
    const text = this.box.value.trim();
    this.box.focus();
    if (!text || text.length > MAX_TEXT) return;
    this.box.value = "";
    this.edited();
    this.acts.send(text);
  }

  /** Sends a question that was chosen instead of written; what stands half written in the box stays there. */
  say(text) {
    this.box.focus();
    this.acts.send(text);
  }

  /** A choice of a reply: most go to the server; the mixing table opens here. */
  chosen(choice) {
    if (choice.payload === MIXING_CHART) this.mixing.open();
    else this.acts.choose(choice);
  }

  complain(text) {
    if (this.problem.textContent !== text) put(this.problem, text);
    if (text) this.box.setAttribute("aria-invalid", "true");
    else this.box.removeAttribute("aria-invalid");
  }

  /** Gives a refused text back to its writer, unless something new is already being written. */
  giveBack(text, reason) {
    if (!this.box.value) this.box.value = text;
    this.edited();
    this.complain(reason);
  }

  /** Shows a numbered message in its place. `isPast`: it was read before, so nothing is announced. */
  showMessage(frame, { isPast = false } = {}) {
    if (this.messages.has(frame.number)) return;
    if (frame.id) this.dropPending(frame.id);
    const node = bubble({ ...frame, strings: this.strings, onChoice: (choice) => this.chosen(choice) });
    this.log.setAttribute("aria-busy", String(isPast));
    this.messages.set(frame.number, node);
    this.placeInOrder(frame.number, node);
    if (frame.speaker === "person") this.markChosen(node, frame.reply.text);
    if (frame.speaker === "bot" || frame.speaker === "counsellor") this.hideTyping();
    if (frame.reply.kind === "emergency") this.log.querySelectorAll(".loose").forEach((copy) => copy.remove());
    if (frame.reply.kind === "emergency" && !isPast) put(this.urgent, this.strings.emergencyArrived);
    this.following.came(node, {
      isOwn: frame.speaker === "person", isEmergency: frame.reply.kind === "emergency", isPast });
  }

  placeInOrder(number, node) {
    const later = [...this.messages.entries()].filter(([other]) => other > number).map(([, other]) => other);
    this.log.insertBefore(node, later[0] || [...this.pending.values()][0] || this.typing);
  }

  /** A choice that the person made before (another tab, a reload) is shown as used. */
  markChosen(node, text) {
    const groups = [...this.log.querySelectorAll(".choices:not([data-used])")].reverse();
    const before = groups.filter((group) => group.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
    const used = before.find((group) => [...group.querySelectorAll("button")].some((b) => b.textContent === text));
    if (used) useChoices(used, text);
  }

  /** The person's own words, before the server has them. */
  showPending(id, text) {
    const state = el("p", { class: "pending-state" }, this.strings.sending);
    const node = el("div", { class: "bubble from-person pending", "data-speaker": "person" },
      el("span", { class: "hidden-text" }, `${this.strings.speakers.person}: `), el("p", { class: "bubble-text" }, text), state);
    this.pending.set(id, node);
    this.log.insertBefore(node, this.typing);
    this.following.toEnd();
  }

  markPending(words) {
    for (const node of this.pending.values()) put(node.querySelector(".pending-state"), words);
  }

  dropPending(id) {
    const node = this.pending.get(id);
    if (node) node.remove();
    this.pending.delete(id);
  }

  /** A reply without a number: emergency help while the store is down. */
  showLoose(reply) {
    const node = bubble({ speaker: "bot", reply, at: null, strings: this.strings, onChoice: () => {} });
    node.classList.add("loose");
    this.log.insertBefore(node, this.typing);
    if (reply.kind === "emergency") put(this.urgent, this.strings.emergencyArrived);
    this.following.move();
  }

  showStatus(status) {
    this.status = status;
    this.statusLine.dataset.owner = status.owner;
    put(this.statusLine, ...statusLine(status, this.strings.status, this.codeButton));
    this.humanButton.hidden = status.owner === "waiting" || status.owner === "with_counsellor";
    this.withdrawButton.hidden = status.owner !== "waiting";
    if (this.following.isFollowing) this.following.move(true);
  }

  /** The banner about the connection: "open", "lost" or "away". */
  showConnection(state) {
    const words = this.strings.offline;
    if (state === "open") {
      this.banner.hidden = true;
      put(this.banner);
      return;
    }
    if (this.banner.dataset.state === state && !this.banner.hidden) return;
    this.banner.dataset.state = state;
    this.banner.hidden = false;
    put(this.banner, el("p", {}, words[state]), helpLine(words.help));
    this.hideTyping();
  }

  showTyping(speaker) {
    put(this.typing, typingBubble(this.strings.typing[speaker]));
    this.following.move();
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.hideTyping(), 8000);
  }

  hideTyping() {
    put(this.typing);
  }

  /** Empties the log and shows a card instead: the proof of a deletion, or that the conversation is gone. */
  showCard(title, lines) {
    this.empty();
    this.status = null;
    this.hideTyping();
    put(this.statusLine);
    delete this.statusLine.dataset.owner;
    this.humanButton.hidden = true;
    this.withdrawButton.hidden = true;
    const again = button(this.strings.receipt.again, { className: "button primary", onclick: this.acts.fresh });
    const node = card(title, lines, again);
    this.log.insertBefore(node, this.typing);
    node.focus();
  }

  /** The words that bring the person back. Never kept: gone with the page. */
  showCode(code) {
    const words = this.strings.returnCode;
    this.log.querySelectorAll(".code-card").forEach((old) => old.remove());
    const node = card(words.title, [el("p", { class: "proof" }, el("code", {}, code)), words.body], "");
    node.classList.add("code-card");
    this.log.insertBefore(node, this.typing);
    this.codeButton.remove();
    this.following.move();
  }

  notice(text) {
    this.log.insertBefore(el("div", { class: "bubble from-system kind-notice" }, el("p", { class: "bubble-text" }, text)), this.typing);
  }

  empty() {
    this.messages.clear();
    this.pending.clear();
    put(this.log, this.typing);
    this.hideTyping();
    this.newer.hidden = true;
  }
}
