// Asks before a conversation changes hands or ends. Native <dialog>: focus stays inside and Escape closes.

import { button, el } from "/static/shared/dom.js";

/** `name` is release, handBack or close; `onYes(agreed)` is called once. */
export function askBefore(name, strings, onYes) {
  const words = strings.dialogs[name];
  const agreed = name === "close"
    ? el("textarea", { id: "agreed", rows: "4", maxlength: "1000" }) : null;
  const node = el("dialog", { class: "dialog", "aria-labelledby": "dialog-title" },
    el("h2", { id: "dialog-title" }, words.title), el("p", {}, words.body),
    agreed ? el("label", { for: "agreed" }, words.agreed) : null, agreed || "",
    el("div", { class: "dialog-buttons" },
      button(strings.actions.cancel, { onclick: () => node.close() }),
      button(words.yes, { className: "button primary", onclick: () => {
        const text = agreed ? agreed.value.trim() : "";
        node.close();
        onYes(text);
      } })));
  node.addEventListener("close", () => node.remove());
  document.body.append(node);
  node.showModal();
  if (agreed) agreed.focus();
}
