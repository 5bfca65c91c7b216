// The line to the gateway: reconnects with backoff, and keeps what was written until the server has said that it has
// it. Knows nothing of the page. One message is on its way at a time, so that a retried one never changes the order.

import { read } from "./wire.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15000;
const ANSWER_TIMEOUT_MS = 10000;
const REFUSED_FOR_GOOD = ["invalid", "empty", "too_long", "not_offered"];

export class Line {
  /**
   * `hello()` gives the first frame of every connection; `onFrame(frame)` gets every frame from the server;
   * `onState("connecting" | "open" | "lost")` follows the connection.
   */
  constructor({ url, hello, onFrame, onState }) {
    Object.assign(this, { url, hello, onFrame, onState });
    this.outbox = []; // messages and choices not yet accepted, oldest first
    this.wishes = new Map(); // what else the person wants ("human", "close" ...), the last of each kind
    this.socket = null;
    this.isReady = false;
    this.isStopped = false;
    this.attempt = 0;
    this.timers = {};
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("offline", () => this.socket && this.socket.close());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  open() {
    if (this.isStopped || this.socket) return;
    this.onState("connecting");
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.hello()));
    socket.onmessage = (event) => this.socket === socket && this.receive(event.data);
    socket.onclose = () => this.socket === socket && this.lost();
  }

  /** Hangs up for good. */
  stop() {
    this.isStopped = true;
    Object.values(this.timers).forEach(clearTimeout);
    if (this.socket) this.socket.close();
    this.socket = null;
  }

  /** Forgets what is not sent and says hello anew on a fresh connection (after a deletion). */
  restart() {
    this.outbox = [];
    this.wishes.clear();
    this.again();
  }

  /** Says hello anew; what is not sent yet goes with it. */
  again() {
    const old = this.socket;
    this.socket = null;
    if (old) old.close();
    this.isStopped = false;
    this.isReady = false;
    this.open();
  }

  /** Sends a message or a choice, now or when the line is back. */
  say(frame) {
    this.outbox.push(frame);
    this.flush();
  }

  /** Sends a wish, now or when the line is back; only the last of each kind counts. */
  wish(frame) {
    if (!this.isReady || frame.type === "delete") this.wishes.set(frame.type, frame);
    if (this.isReady) this.transmit(frame);
  }

  /** Sends now or never ("typing"). */
  hint(frame) {
    if (this.isReady) this.transmit(frame);
  }

  receive(raw) {
    const frame = read(raw);
    if (!frame) return;
    if (frame.type === "welcome") this.welcomed();
    if (frame.type === "accepted") this.settle(frame.id);
    if (frame.type === "message" && frame.id) this.settle(frame.id);
    if (frame.type === "deleted" || frame.type === "gone") this.wishes.clear();
    if (frame.type === "error") this.refused(frame);
    this.onFrame(frame);
  }

  welcomed() {
    this.isReady = true;
    this.attempt = 0;
    this.onState("open");
    const wishes = [...this.wishes.values()];
    this.wishes.clear();
    wishes.forEach((frame) => this.wish(frame));
    this.isWaiting = false;
    this.flush();
  }

  /** The server has `id`, or never will: on to the next. */
  settle(id) {
    const before = this.outbox.length;
    this.outbox = this.outbox.filter((frame) => frame.id !== id);
    if (this.outbox.length === before) return;
    this.isWaiting = false;
    clearTimeout(this.timers.answer);
    this.flush();
  }

  refused(frame) {
    if (frame.id && REFUSED_FOR_GOOD.includes(frame.code)) {
      this.settle(frame.id);
      return;
    }
    if (frame.code !== "slow_down" && frame.code !== "store_unavailable" && frame.code !== "internal") return;
    clearTimeout(this.timers.answer);
    const wait = (frame.retry_after || 3) * 1000;
    this.later("resend", wait, () => {
      this.isWaiting = false;
      // «Slett alt» is asked again until the server has the proof.
      if (this.isReady && this.wishes.has("delete")) this.transmit(this.wishes.get("delete"));
      if (this.isReady) this.flush();
      else if (this.socket && this.socket.readyState === WebSocket.OPEN) this.transmit(this.hello());
    });
    // The store may be down for a while. What is written must reach the server even so: it answers danger by itself.
    if (!frame.id && frame.code === "store_unavailable") {
      this.isWaiting = false;
      this.flush(true);
    }
  }

  flush(isUrgent = false) {
    if (!(this.isReady || isUrgent) || this.isWaiting || this.outbox.length === 0) return;
    this.isWaiting = true;
    this.transmit(this.outbox[0]);
    this.later("answer", ANSWER_TIMEOUT_MS, () => this.socket && this.socket.close());
  }

  transmit(frame) {
    if (this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  lost() {
    this.socket = null;
    this.isReady = false;
    this.isWaiting = false;
    clearTimeout(this.timers.answer);
    if (this.isStopped) return;
    this.onState("lost");
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.attempt) * (0.7 + 0.6 * Math.random());
    this.attempt += 1;
    this.later("open", wait, () => this.open());
  }

  /** The network or the page came back: try at once. */
  hurry() {
    this.attempt = 0;
    if (this.socket || this.isStopped) return;
    clearTimeout(this.timers.open);
    this.open();
  }

  later(name, milliseconds, action) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(action, milliseconds);
  }
}
