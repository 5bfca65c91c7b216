// «Forlat siden raskt»: in one step the screen is empty, the memory is cleared, the server is asked to delete, and a
// neutral page takes this one's place in the history.

export const NEUTRAL_PAGE = "https://www.yr.no/";
const TWICE_WITHIN_MS = 1500;

export class QuickExit {
  /** `memory` is cleared; `line` is hung up. */
  constructor({ memory, line, page = NEUTRAL_PAGE }) {
    Object.assign(this, { memory, line, page });
  }

  leave() {
    const conversation = this.memory.conversation;
    document.title = "Yr";
    document.body.replaceChildren();
    this.memory.clear();
    this.line.stop();
    if (conversation) askToForget(conversation);
    if (window.parent === window) {
      window.location.replace(this.page);
      return;
    }
    // Inside a host page the loader (widget.js) moves the whole page; a frame may not always do that by itself.
    window.parent.postMessage({ type: "rusprat:leave", page: this.page }, "*");
  }

  /** Escape twice does the same as the button. An open dialog takes the first Escape, as it must. */
  listen() {
    let before = 0;
    window.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      if (Date.now() - before < TWICE_WITHIN_MS) this.leave();
      before = Date.now();
    }, { capture: true });
    window.addEventListener("message", (event) => {
      if (event.source === window.parent && event.data && event.data.type === "rusprat:left") this.leave();
    });
  }
}

/** Survives the page: a beacon where there is one, else a fetch that outlives it. */
export function askToForget(conversation) {
  const body = JSON.stringify({ conversation });
  try {
    if (navigator.sendBeacon("/api/forget", new Blob([body], { type: "application/json" }))) return;
  } catch {
    // Some browsers refuse a beacon with this type; fetch below does the same.
  }
  fetch("/api/forget", {
    method: "POST", body, keepalive: true, credentials: "omit", headers: { "Content-Type": "application/json" },
  }).catch(() => {});
}
