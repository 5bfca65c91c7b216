// The line that says «look again». Reconnects by itself; carries no message text.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10000;

export class Live {
  /** `onFrame(frame)`, `onState("connecting" | "open" | "lost")`, `watched()` gives the ids to be told of. */
  constructor({ onFrame, onState, watched }) {
    Object.assign(this, { onFrame, onState, watched, socket: null, attempt: 0, isStopped: false });
    window.addEventListener("online", () => this.open());
  }

  open() {
    if (this.socket || this.isStopped) return;
    clearTimeout(this.timer);
    this.onState("connecting");
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${window.location.host}/konsoll/ws`);
    this.socket = socket;
    socket.onopen = () => {
      this.attempt = 0;
      this.onState("open");
      this.watch();
    };
    socket.onmessage = (event) => this.onFrame(JSON.parse(event.data));
    socket.onclose = () => this.lost(socket);
  }

  lost(socket) {
    if (this.socket !== socket) return;
    this.socket = null;
    if (this.isStopped) return;
    this.onState("lost");
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.attempt) * (0.7 + 0.6 * Math.random());
    this.attempt += 1;
    this.timer = setTimeout(() => this.open(), wait);
  }

  watch() {
    this.send({ type: "watch", ids: this.watched().slice(0, 40) });
  }

  typing(id) {
    this.send({ type: "typing", id });
  }

  send(frame) {
    if (this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
    if (this.socket) this.socket.close();
    this.socket = null;
  }
}
