// One counsellor at work: which conversations are open here, what is read, and what is done. What is kept lives in this
// page only; nothing is stored in the browser.

import { button, el, icon, put } from "/static/shared/dom.js";
import { Alert, AlertBar } from "./alert.js";
import * as api from "./api.js";
import { askBefore } from "./dialogs.js";
import { Live } from "./live.js";
import { loginPage } from "./login.js";
import { QueueView } from "./queue.js";
import nb from "./strings.nb.js";
import nn from "./strings.nn.js";
import { TalkView } from "./talk.js";

const TYPING_EVERY_MS = 3000;

export class Console {
  constructor(root, strings, me) {
    Object.assign(this, { root, strings, me });
    this.talks = new Map(); // id -> {entry, messages, last, seen, draft, isGone}
    this.chosen = null;
    this.offset = 0; // the server's clock minus this one's
    this.typedAt = 0;
    this.alert = new Alert(strings.name);
    this.live = new Live({
      onFrame: (frame) => this.heard(frame),
      onState: (state) => this.showState(state),
      watched: () => [...new Set([...this.frame.mine.map((entry) => entry.id), this.chosen].filter(Boolean))],
    });
    this.frame = { waiting: [], mine: [], colleagues: [] };
    this.build();
    this.timer = setInterval(() => { this.queue.tick(); this.talk.tick(); }, 1000);
    window.addEventListener("keydown", (event) => this.key(event));
    this.live.open();
  }

  build() {
    const { strings } = this;
    const clock = () => Date.now() + this.offset;
    this.queue = new QueueView({ strings, clock, onChoose: (id) => this.choose(id), about: (id) => this.about(id) });
    this.queue.chosen = this.chosen;
    this.talk = new TalkView({ strings, clock, acts: {
      accept: () => this.act("accept"),
      say: (text) => this.say(text),
      ask: (name) => askBefore(name, strings, (agreed) => this.decided(name, agreed)),
      settle: (level) => this.act("settle-risk", { level }),
      shut: () => this.shut(),
      draft: (text) => this.keepDraft(text),
      typing: () => this.hintTyping(),
    } });
    this.state = el("span", { class: "state", role: "status" });
    const called = this.bar && this.bar.entry;
    this.bar = new AlertBar(strings, (id) => this.choose(id));
    this.soundButton = button("", { iconName: "bell", className: "button small", onclick: () => this.toggleSound() });
    document.documentElement.lang = strings.tag;
    put(this.root,
      el("header", { class: "top" },
        el("p", { class: "name" }, strings.name), this.state, el("p", { class: "duty" }, strings.onDuty),
        this.me.roles.includes("reviewer") ? reviewLink(strings) : null, this.soundButton,
        button(strings.otherLanguage.label, { className: "button small", lang: strings.otherLanguage.tag,
          onclick: () => this.changeLanguage(strings.otherLanguage.tag) }),
        el("span", { class: "me" }, `${this.me.username} (${this.me.display_role})`),
        button(strings.logout, { className: "button small", onclick: () => this.leave() })),
      this.bar.node, this.queue.node, this.talk.node);
    if (called) this.bar.show(called);
    this.showSound();
    this.showState(this.connection || "connecting");
    this.queue.draw(this.frame, this.chosen);
    if (this.chosen && this.talks.has(this.chosen)) this.talk.draw(this.talks.get(this.chosen));
  }

  changeLanguage(tag) {
    this.strings = tag === "nn" ? nn : nb;
    this.build();
  }

  heard(frame) {
    if (frame.type === "queue") this.newQueue(frame);
    if (frame.type === "conversation" && this.talks.has(frame.id)) this.read(frame.id);
    if (frame.type === "typing" && frame.id === this.chosen) this.talk.showTyping();
    if (frame.type === "logged_out") this.ended(this.strings.errors.logged_out);
  }

  newQueue(frame) {
    this.frame = frame;
    this.offset = new Date(frame.now).getTime() - Date.now();
    for (const entry of [...frame.waiting, ...frame.mine]) {
      if (this.talks.has(entry.id)) this.talks.get(entry.id).entry = entry;
      else if (entry.is_mine) this.open(entry);
    }
    const urgent = this.alert.newest(frame.waiting);
    if (urgent) {
      this.bar.show(urgent);
      this.alert.call(urgent.risk, this.bar.words(urgent));
    }
    this.bar.keepOnlyFor(frame.waiting);
    this.live.watch();
    this.redraw();
  }

  open(entry) {
    this.talks.set(entry.id, { entry, messages: [], last: 0, seen: entry.last_number, draft: "", isGone: false });
  }

  choose(id) {
    const entry = [...this.frame.waiting, ...this.frame.mine, ...this.queue.done].find((known) => known.id === id);
    if (!entry) return;
    if (!this.talks.has(id)) this.open(entry);
    this.chosen = id;
    this.bar.seen(id);
    this.live.watch();
    this.talk.draw(this.talks.get(id));
    this.redraw();
    this.read(id);
  }

  async read(id) {
    const talk = this.talks.get(id);
    try {
      const body = await api.conversation(id, talk.last);
      talk.entry = { ...talk.entry, ...body.conversation, position: talk.entry.position };
      const fresh = body.messages.filter((message) => message.number > talk.last);
      talk.messages.push(...fresh);
      if (fresh.length) talk.last = fresh[fresh.length - 1].number;
    } catch (error) {
      this.unreadable(talk, error);
    }
    this.redraw();
  }

  /** Deleted, or somebody else's now: what was read is no longer kept here. */
  unreadable(talk, error) {
    if (error.status === 401) this.ended(this.strings.errors.logged_out);
    if (error.status !== 404 && error.status !== 403) return;
    this.talks.delete(talk.entry.id);
    this.queue.done = this.queue.done.filter((entry) => entry.id !== talk.entry.id);
    if (this.chosen !== talk.entry.id) return;
    this.chosen = null;
    this.talk.blank(this.strings.errors[error.word] || this.strings.errors.other);
  }

  redraw() {
    const talk = this.talks.get(this.chosen);
    if (talk) {
      talk.seen = Math.max(talk.seen, talk.last);
      this.talk.draw(talk);
    }
    this.queue.draw(this.frame, this.chosen);
  }

  about(id) {
    const talk = this.talks.get(id);
    if (!talk) return { unread: 0, hasDraft: false };
    const unread = id === this.chosen ? 0 : Math.max(0, talk.entry.last_number - talk.seen);
    return { unread, hasDraft: Boolean(talk.draft) };
  }

  async act(what, body = {}) {
    const id = this.chosen;
    const talk = this.talks.get(id);
    this.talk.complain("");
    try {
      const answer = await api.act(id, what, body);
      talk.entry = answer.conversation;
      if (what === "close") this.queue.done = [talk.entry, ...this.queue.done].slice(0, 5);
      if (what === "accept") this.queue.done = this.queue.done.filter((entry) => entry.id !== id);
      await this.read(id);
    } catch (error) {
      this.failed(error);
    }
  }

  async say(text) {
    const id = this.chosen;
    const key = api.newId();
    try {
      await api.act(id, "say", { text, id: key });
      await this.read(id);
    } catch (error) {
      if (this.chosen === id) this.talk.giveBack(text);
      else if (this.talks.has(id)) this.talks.get(id).draft = text;
      this.failed(error);
    }
  }

  failed(error) {
    if (error.status === 401) this.ended(this.strings.errors.logged_out);
    else this.talk.complain(this.strings.errors[error.word] || this.strings.errors.other);
    if (error.word === "changed" || error.word === "not_yours" || error.word === "gone") this.read(this.chosen);
  }

  decided(name, agreed) {
    const what = { release: "release", handBack: "hand-back", close: "close" }[name];
    this.act(what, name === "close" && agreed ? { agreed } : {});
  }

  shut() {
    this.queue.done = this.queue.done.filter((entry) => entry.id !== this.chosen);
    this.talks.delete(this.chosen);
    this.chosen = null;
    this.talk.blank();
    this.redraw();
  }

  keepDraft(text) {
    const talk = this.talks.get(this.chosen);
    const had = Boolean(talk.draft);
    talk.draft = text;
    if (had !== Boolean(text)) this.queue.draw();
  }

  hintTyping() {
    if (Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    this.live.typing(this.chosen);
  }

  key(event) {
    if (!event.altKey || !["ArrowUp", "ArrowDown", "Enter"].includes(event.key)) return;
    event.preventDefault();
    const talk = this.talks.get(this.chosen);
    if (event.key === "Enter") {
      if (talk && talk.entry.state === "waiting") this.act("accept");
      return;
    }
    const ids = this.queue.ids();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = ids[(ids.indexOf(this.chosen) + step + ids.length) % ids.length];
    if (next) this.choose(next);
  }

  toggleSound() {
    this.alert.isSoundOn = !this.alert.isSoundOn;
    if (this.alert.isSoundOn) this.alert.beep(1);
    this.showSound();
  }

  showSound() {
    this.soundButton.setAttribute("aria-pressed", String(this.alert.isSoundOn));
    this.soundButton.lastChild.textContent = this.alert.isSoundOn ? this.strings.sound.on : this.strings.sound.off;
  }

  showState(state) {
    this.connection = state;
    this.state.dataset.state = state;
    put(this.state, this.strings.connection[state]);
  }

  async leave() {
    await api.logOut().catch(() => {});
    this.ended("");
  }

  ended(words) {
    this.live.stop();
    clearInterval(this.timer);
    this.alert.calm();
    this.talks.clear();
    loginPage(this.root, this.strings, () => window.location.reload(), words);
  }
}

/** In a tab of its own: this page must stay open for its owner to be on duty. */
function reviewLink(strings) {
  return el("a", { class: "button small", href: "/konsoll/fagstoff/", target: "_blank", rel: "noopener", title: strings.reviewHint },
    icon("book"), el("span", {}, strings.review));
}
