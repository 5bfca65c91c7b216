// The frames that go over the line to /ws. The one description of them is static/wire.schema.json; a test holds this
// file to it.

export const MAX_TEXT = 4000;
/** The button that opens the mixing table. It is answered here, and never sent. */
export const MIXING_CHART = '/ask{"topic": "mixing_chart"}';

export const hello = (conversation, after, language, kommune) => ({
  type: "hello", conversation, after, language, kommune,
});
export const message = (id, text) => ({ type: "message", id, text });
export const choice = (id, title, payload) => ({ type: "choice", id, title, payload });
export const human = () => ({ type: "human" });
export const withdraw = () => ({ type: "withdraw" });
export const close = () => ({ type: "close" });
export const code = () => ({ type: "code" });
export const remove = () => ({ type: "delete" });
export const typing = () => ({ type: "typing" });
export const setLanguage = (language) => ({ type: "language", language });
export const resume = (code) => ({ type: "resume", code });

const FROM_SERVER = ["welcome", "accepted", "message", "status", "typing", "code", "deleted", "gone", "error"];

/** The frame in `raw`, or null for anything the widget does not know (a newer server may say more). */
export function read(raw) {
  try {
    const frame = JSON.parse(raw);
    return frame && FROM_SERVER.includes(frame.type) ? frame : null;
  } catch {
    return null;
  }
}

/** A random id that makes a resent message the same message. */
export function newClientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
