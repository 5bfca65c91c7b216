// The fagansvarlig at work: what is looked for, what is read, and what is decided. Nothing is stored in the browser but
// the item's id in the address, so that a colleague can be sent to it.

import { button, el, put } from "/static/shared/dom.js";
import * as api from "/static/konsoll/api.js";
import { loginPage } from "/static/konsoll/login.js";
import { askReason } from "./dialog.js";
import { ListView } from "./list.js";
import { ReadingView } from "./reading.js";
import { titleOf, wordsIn } from "./words.js";

const AT_ONCE = 100;
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const WRITING = "input, textarea, select, dialog";

export class ReviewDesk {
  constructor(root, strings, me) {
    Object.assign(this, { root, strings, me });
    this.look = { state: "", kind: "", search: "" };
    this.most = AT_ONCE;
    this.seen = { items: [], counts: {}, found: 0, approved: 0, total: 0 };
    this.item = null;
    this.wanted = null; // the item that is open, or is being fetched
    this.asked = 0; // answers that come late, to an older question, are passed by
    this.reasons = new Map(); // begun and not sent
    this.build();
    window.addEventListener("keydown", (event) => this.key(event));
  }

  async start() {
    await this.refresh();
    const wanted = decodeURIComponent(window.location.hash.slice(1));
    if (wanted) await this.choose(wanted, { focus: "heading" });
  }

  build() {
    const { strings } = this;
    this.list = new ListView({ strings, look: this.look, acts: {
      look: (changes) => this.lookFor(changes),
      choose: (id) => this.choose(id, { focus: "heading" }),
      more: () => { this.most += AT_ONCE; this.refresh(); },
    } });
    this.reading = new ReadingView({ strings, acts: { approve: (due) => this.approve(due), sendBack: () => this.askToSendBack() } });
    this.status = el("p", { class: "done", role: "status" });
    document.documentElement.lang = strings.tag;
    const mayTalk = this.me.roles.some((role) => role === "counsellor" || role === "admin");
    put(this.root,
      el("header", { class: "top" },
        el("p", { class: "name" }, strings.name), this.status,
        mayTalk ? el("a", { class: "button small", href: "/konsoll/" }, strings.toConversations) : null,
        button(strings.otherLanguage.label, { className: "button small", lang: strings.otherLanguage.tag,
          onclick: () => this.changeLanguage(strings.otherLanguage.tag) }),
        el("span", { class: "me" }, `${this.me.username} (${this.me.display_role})`),
        button(strings.logout, { className: "button small", onclick: () => this.leave() })),
      this.list.node, this.reading.node);
  }

  changeLanguage(tag) {
    this.strings = wordsIn(tag);
    this.build();
    this.list.draw(this.seen, this.look, this.item && this.item.id);
    if (this.item) this.reading.draw(this.item);
  }

  lookFor(changes) {
    Object.assign(this.look, changes);
    this.most = AT_ONCE;
    this.list.items.scrollTop = 0;
    this.refresh();
  }

  async refresh() {
    this.asked += 1;
    const { asked } = this;
    try {
      const seen = await api.reviews({ ...this.look, most: this.most });
      if (asked !== this.asked) return;
      this.seen = seen;
      this.list.draw(seen, this.look, this.item && this.item.id);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Opens an item; `focus` says where the keyboard goes on from: "heading" or "list". */
  async choose(id, { focus }) {
    this.wanted = id;
    try {
      const { item } = await api.review(id);
      if (this.wanted !== id) return;
      this.show(item);
      if (focus === "list") this.list.focus(id);
      else this.reading.focus();
    } catch (error) {
      this.failed(error);
    }
  }

  show(item) {
    this.item = item;
    this.wanted = item.id;
    window.history.replaceState(null, "", `#${item.id}`);
    this.reading.draw(item);
    this.list.mark(item.id);
  }

  approve(due) {
    if (!due) return this.reading.complain(this.strings.errors.due_out_of_range);
    return this.decide("approve", { due }, this.strings.approved);
  }

  askToSendBack() {
    const { item, strings } = this;
    askReason({
      strings, title: titleOf(item, strings), draft: this.reasons.get(item.id) || "", longest: item.longest_reason,
      keep: (text) => this.reasons.set(item.id, text),
      onYes: (reason) => {
        this.reasons.set(item.id, reason);
        this.decide("send-back", { reason }, strings.returned);
      },
    });
  }

  /** What comes after it in the list is opened next: a long list is read from the top to the bottom. */
  async decide(what, more, words) {
    const { item } = this;
    const next = this.neighbour(1) || this.neighbour(-1);
    this.reading.complain("");
    this.reading.busy(true);
    try {
      const { fingerprint, last_decision } = item;
      const answer = await api.decide(item.id, what, { fingerprint, last_decision, ...more });
      this.reasons.delete(item.id);
      put(this.status, words(titleOf(answer.item, this.strings)));
      await this.refresh();
      if (next) await this.choose(next, { focus: "heading" });
      else this.show(answer.item);
    } catch (error) {
      await this.refused(error);
    }
  }

  /** The decision was not made: what has changed meanwhile is shown, with the sentence that says so. */
  async refused(error) {
    this.reading.busy(false);
    if (error.word === "text_changed" || error.word === "decided_meanwhile") {
      await Promise.all([this.choose(this.item.id, { focus: "heading" }), this.refresh()]);
    }
    this.failed(error);
  }

  failed(error) {
    const { errors } = this.strings;
    const words = errors[error.word] || errors.other;
    if (error.status === 401) loginPage(this.root, this.strings, () => window.location.reload(), errors.logged_out);
    else if (error.status === 404) {
      this.item = null;
      window.history.replaceState(null, "", window.location.pathname);
      this.reading.blank(errors.no_item);
      this.refresh();
    } else if (this.item) this.reading.complain(words);
    else this.reading.blank(words);
  }

  neighbour(step) {
    const ids = this.seen.items.map((item) => item.id);
    const at = ids.indexOf(this.wanted);
    return at < 0 ? ids[0] : ids[at + step];
  }

  key(event) {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.target.closest(WRITING)) return;
    // In the text itself the arrows scroll.
    if (event.key.startsWith("Arrow") && event.target.closest(".reading-body")) return;
    const next = this.neighbour(step);
    if (!next) return;
    event.preventDefault();
    this.choose(next, { focus: this.list.hasFocus() ? "list" : "heading" });
  }

  async leave() {
    await api.logOut().catch(() => {});
    loginPage(this.root, this.strings, () => window.location.reload(), "");
  }
}
