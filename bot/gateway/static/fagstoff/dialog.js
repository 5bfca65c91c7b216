// Asks what must be changed before something is sent back. Native <dialog>: focus stays inside and Escape closes.

import { button, el, icon, put } from "/static/shared/dom.js";

/** `onYes(reason)` is called once, with a reason; `keep(text)` with what was written when the dialog was left. */
export function askReason({ strings, title, draft, longest, onYes, keep }) {
  const words = strings.dialog;
  const problem = el("p", { class: "field-problem", id: "reason-problem", role: "alert" });
  const reason = el("textarea", { id: "reason", rows: "5", maxlength: String(longest), required: true, "aria-describedby": "reason-problem" });
  reason.value = draft;
  let isSent = false;
  const send = (event) => {
    event.preventDefault();
    if (!reason.value.trim()) {
      put(problem, words.missing);
      reason.setAttribute("aria-invalid", "true");
      reason.focus();
      return;
    }
    isSent = true;
    node.close();
    onYes(reason.value.trim());
  };
  const node = el("dialog", { class: "dialog", "aria-labelledby": "dialog-title" },
    el("form", { onsubmit: send, novalidate: true },
      el("h2", { id: "dialog-title" }, words.title), el("p", { class: "dialog-item" }, title), el("p", {}, words.body),
      el("label", { for: "reason" }, words.reason), reason, problem,
      el("div", { class: "dialog-buttons" },
        button(words.cancel, { onclick: () => node.close() }),
        el("button", { type: "submit", class: "button primary" }, icon("back"), el("span", {}, strings.sendBack)))));
  node.addEventListener("close", () => {
    if (!isSent) keep(reason.value);
    node.remove();
  });
  document.body.append(node);
  node.showModal();
  reason.focus();
}
