// All that the widget remembers: the conversation's id and the last number seen, in sessionStorage, which the browser
// empties when the tab is closed. No cookie, no localStorage, no text. Works in memory where storage is blocked.

const CONVERSATION = "rusprat.conversation";
const LAST = "rusprat.last";

export class Memory {
  constructor(storage = safeStorage()) {
    this.storage = storage;
    this.kept = {};
  }

  get conversation() {
    return this.read(CONVERSATION);
  }

  set conversation(id) {
    this.write(CONVERSATION, id);
  }

  get last() {
    return Number(this.read(LAST)) || 0;
  }

  set last(number) {
    this.write(LAST, String(number));
  }

  clear() {
    this.kept = {};
    try {
      if (this.storage) this.storage.clear();
    } catch {
      this.storage = null;
    }
  }

  read(key) {
    return (this.storage ? this.storage.getItem(key) : this.kept[key]) || null;
  }

  write(key, value) {
    if (!this.storage) {
      this.kept[key] = value;
    } else if (value === null) {
      this.storage.removeItem(key);
    } else {
      this.storage.setItem(key, value);
    }
  }
}

function safeStorage() {
  try {
    return window.sessionStorage;
  } catch {
    return null; // blocked in a third-party frame
  }
}
