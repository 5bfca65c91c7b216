// Puts the widget together: memory, words, page and line. The only file that knows them all.

import { el, clockTime } from "/static/shared/dom.js";
import { QuickExit, NEUTRAL_PAGE } from "./leave.js";
import { Memory } from "./memory.js";
import { Line } from "./socket.js";
import nb from "./strings.nb.js";
import nn from "./strings.nn.js";
import { View } from "./view.js";
import * as wire from "./wire.js";

const LANGUAGES = { nb, nn };
const LOST_AFTER_MS = 2500;
const TYPING_EVERY_MS = 3000;

const options = readOptions();
let strings = LANGUAGES[options.language] || nb;
const memory = new Memory();
const past = new Map(); // number -> frame, to draw again in the other language
const unsent = new Map(); // client id -> text
const safetyShown = new Set();
let readBefore = memory.last;
let lostTimer = null;
let typedAt = 0;
let isOver = false; // deleted or gone: nothing is sent until the person starts anew

const line = new Line({
  url: `${window.location.protocol === "https:" ? "wss" : "ws"}://${window.location.host}/ws`,
  hello: () => wire.hello(memory.conversation, Math.max(0, ...past.keys()), strings.tag, options.kommune),
  onFrame: (frame) => receive[frame.type](frame),
  onState: connectionChanged,
});
const exit = new QuickExit({ memory, line, page: options.exit });
const view = new View(document.getElementById("rusprat"), strings, {
  send: (text) => speak(wire.message(wire.newClientId(), text), text),
  choose: (choice) => speak(wire.choice(wire.newClientId(), choice.title, choice.payload), choice.title),
  human: () => line.wish(wire.human()),
  withdraw: () => line.wish(wire.withdraw()),
  end: () => line.wish(wire.close()),
  askCode: () => line.wish(wire.code()),
  remove: () => {
    if (isOver) return; // nothing is left to delete
    if (!line.isReady) view.complain(strings.deleteDialog.later);
    line.wish(wire.remove());
  },
  leave: () => exit.leave(),
  code: (code) => line.wish(wire.resume(code)),
  language: changeLanguage,
  typing: hintTyping,
  fresh: startAnew,
});

function speak(frame, text) {
  if (isOver) startAnew();
  unsent.set(frame.id, text);
  view.showPending(frame.id, text);
  line.say(frame);
}

const receive = {
  welcome(frame) {
    if (memory.conversation && memory.conversation !== frame.conversation) {
      forgetShown();
      view.moreDialog.close();
    }
    memory.conversation = frame.conversation;
    if (frame.language !== strings.tag && LANGUAGES[frame.language]) showLanguage(frame.language);
  },
  accepted(frame) {
    unsent.delete(frame.id);
    view.edited(); // the last problem is solved
  },
  message(frame) {
    if (frame.id) unsent.delete(frame.id);
    past.set(frame.number, frame);
    view.showMessage(frame, { isPast: frame.number <= readBefore });
    memory.last = Math.max(memory.last, frame.number);
    announceInTitle(frame);
  },
  status(frame) {
    const before = view.status && view.status.owner;
    view.showStatus(frame);
    // A new code makes an older one useless, so it is made by itself only at the very end, never at a reload.
    if (frame.owner === "closed" && before && before !== "closed") line.wish(wire.code());
  },
  code: (frame) => view.showCode(frame.code),
  typing: (frame) => view.showTyping(frame.speaker),
  deleted(frame) {
    finish();
    const words = strings.receipt;
    const proof = el("p", { class: "proof" }, `${words.proof}: `, el("code", {}, frame.proof));
    view.showCard(words.title, [words.body(frame.messages), words.time(clockTime(frame.at)), proof, words.explain]);
  },
  gone() {
    if (past.size === 0) {
      // A stale id from before a reload: begin again without a fuss, and send what is waiting.
      forgetShown();
      view.notice(strings.gone.started);
      line.again();
      return;
    }
    finish();
    view.showCard(strings.gone.title, [strings.gone.body]);
  },
  error: refused,
};

function refused(frame) {
  if (frame.safety && !safetyShown.has(frame.id)) {
    safetyShown.add(frame.id);
    frame.replies.forEach((reply) => view.showLoose(reply));
  }
  if (line.wishes.has("delete")) {
    view.complain(strings.deleteDialog.later);
  } else if (frame.code === "unknown_code") {
    view.moreDialog.sayProblem(frame.text);
  } else if (frame.id && ["invalid", "empty", "too_long", "not_offered"].includes(frame.code)) {
    view.dropPending(frame.id);
    view.giveBack(frame.code === "not_offered" ? "" : unsent.get(frame.id) || "", frame.text);
    unsent.delete(frame.id);
  } else if (frame.code !== "slow_down") {
    view.complain(frame.text);
  } else {
    view.markPending(strings.waitingToSend);
  }
}

function connectionChanged(state) {
  clearTimeout(lostTimer);
  if (state === "open") {
    view.showConnection("open");
    view.complain("");
    view.markPending(strings.sending);
  } else if (state === "lost") {
    view.markPending(strings.waitingToSend);
    if (!navigator.onLine) view.showConnection("away");
  }
  if (state !== "open") lostTimer = setTimeout(() => view.showConnection(navigator.onLine ? "lost" : "away"), LOST_AFTER_MS);
}

/** The conversation is deleted: nothing of it stays in this page or the browser. */
function finish() {
  isOver = true;
  unsent.clear();
  line.stop();
  clearTimeout(lostTimer);
  forgetShown();
}

function forgetShown() {
  memory.clear();
  past.clear();
  safetyShown.clear();
  readBefore = 0;
  view.empty();
  for (const [id, text] of unsent) view.showPending(id, text);
}

function startAnew() {
  isOver = false;
  view.empty();
  line.restart();
  view.box.focus();
}

function changeLanguage(tag) {
  showLanguage(tag);
  line.wish(wire.setLanguage(tag));
}

function showLanguage(tag) {
  strings = LANGUAGES[tag];
  view.changeLanguage(strings, [...past.values()].sort((a, b) => a.number - b.number));
  for (const [id, text] of unsent) view.showPending(id, text);
}

function hintTyping() {
  if (Date.now() - typedAt < TYPING_EVERY_MS) return;
  typedAt = Date.now();
  line.hint(wire.typing());
}

let unread = 0;
function announceInTitle(frame) {
  if (!document.hidden || frame.speaker === "person" || frame.number <= readBefore) return;
  unread += 1;
  document.title = `(${unread}) ${strings.name}`;
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unread = 0;
  document.title = strings.name;
});

/** From the loader (in the part of the address that browsers never send to a server) or from the page itself. */
function readOptions() {
  const given = new URLSearchParams(window.location.hash.slice(1));
  const page = document.body.dataset;
  const kommune = given.get("kommune") || page.kommune || "";
  const wantsNynorsk = navigator.language === "nn" || (navigator.language || "").startsWith("nn-");
  const neutral = given.get("exit") || page.exit || "";
  return {
    kommune: /^\d{4,6}$/.test(kommune) ? kommune : null,
    language: given.get("lang") || page.lang || (wantsNynorsk ? "nn" : "nb"),
    exit: /^https:\/\//.test(neutral) ? neutral : NEUTRAL_PAGE,
  };
}

/** On an iPhone the keyboard covers the page instead of making it smaller. A page that is zoomed in is left alone. */
function fitAboveKeyboard() {
  const seen = window.visualViewport;
  if (!seen) return;
  seen.addEventListener("resize", () => {
    const style = document.documentElement.style;
    if (Math.abs(seen.scale - 1) > 0.01) {
      style.removeProperty("--height");
      return;
    }
    style.setProperty("--height", `${Math.round(seen.height)}px`);
    if (document.activeElement === view.box) window.scrollTo(0, 0);
  });
}

fitAboveKeyboard();
exit.listen();
window.addEventListener("offline", () => view.showConnection("away"));
line.open();
