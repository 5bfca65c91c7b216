// Calls the counsellor when a new serious case waits: a sound, the window's title, and a bar on the page. The three
// together, because a page in the background shows no bar and a silent room hears no sound.

import { button, el, put } from "/static/shared/dom.js";
import { riskBadge } from "./risk.js";

const TITLE_EVERY_MS = 1000;

export class Alert {
  constructor(baseTitle) {
    this.baseTitle = baseTitle;
    this.isSoundOn = true;
    this.known = null; // ids and grades already called for
    window.addEventListener("focus", () => this.calm());
    document.addEventListener("pointerdown", () => this.wakeSound(), { once: true });
    document.addEventListener("keydown", () => this.wakeSound(), { once: true });
  }

  /** The most serious new waiting entry that deserves a call, or null. A case that rises in risk calls again. */
  newest(waiting) {
    const now = new Set(waiting.map((entry) => `${entry.id} ${entry.risk}`));
    const fresh = waiting.filter((entry) => !this.known || !this.known.has(`${entry.id} ${entry.risk}`));
    this.known = now;
    return fresh.find((entry) => entry.risk === "acute") || fresh.find((entry) => entry.risk === "high") || null;
  }

  call(risk, words) {
    this.beep(risk === "acute" ? 3 : 1);
    if (document.hasFocus()) return;
    clearInterval(this.flash);
    let isOn = false;
    this.flash = setInterval(() => {
      isOn = !isOn;
      document.title = isOn ? `(!) ${words}` : this.baseTitle;
    }, TITLE_EVERY_MS);
  }

  calm() {
    clearInterval(this.flash);
    document.title = this.baseTitle;
  }

  wakeSound() {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (Context && !this.audio) this.audio = new Context(); // browsers allow sound only after a touch or a key
  }

  beep(times) {
    if (!this.isSoundOn || !this.audio) return;
    for (let i = 0; i < times; i += 1) {
      const start = this.audio.currentTime + i * 0.45;
      const tone = this.audio.createOscillator();
      const volume = this.audio.createGain();
      tone.frequency.value = times > 1 ? 880 : 587;
      volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.25, start + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.35);
      tone.connect(volume).connect(this.audio.destination);
      tone.start(start);
      tone.stop(start + 0.4);
    }
  }
}

/** The bar across the page for the newest serious case. */
export class AlertBar {
  constructor(strings, onShow) {
    Object.assign(this, { strings, onShow, entry: null });
    this.node = el("div", { class: "alert-bar", role: "alert", hidden: true });
  }

  words(entry) {
    const { alerts } = this.strings;
    return `${alerts.title[entry.risk]}: ${entry.reasons[0] || alerts[entry.risk]}`;
  }

  show(entry) {
    const { alerts } = this.strings;
    this.entry = entry;
    this.node.hidden = false;
    put(this.node, riskBadge(entry.risk, this.strings),
      el("p", {}, el("strong", {}, alerts[entry.risk]), entry.reasons[0] ? `: ${entry.reasons[0]}` : ""),
      button(alerts.show, { onclick: () => this.onShow(entry.id) }),
      button(alerts.dismiss, { onclick: () => this.hide() }));
  }

  /** Somebody looks at it, or somebody has taken it: no more calling. */
  seen(id) {
    if (this.entry && this.entry.id === id) this.hide();
  }

  keepOnlyFor(waiting) {
    if (this.entry && !waiting.some((entry) => entry.id === this.entry.id)) this.hide();
  }

  hide() {
    this.entry = null;
    this.node.hidden = true;
  }
}
