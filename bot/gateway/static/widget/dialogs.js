// The two dialogs: «Slett alt» and «Mer». Native <dialog>: focus stays inside and Escape closes.

import { button, el, put } from "/static/shared/dom.js";

function shell(title, name) {
  const id = `dialog-${name}`;
  const heading = el("h2", { id: `${id}-title` }, title);
  const node = el("dialog", { id, class: "dialog", "aria-labelledby": `${id}-title` }, heading);
  node.addEventListener("click", (event) => event.target === node && node.close());
  return node;
}

/** Asks before everything is deleted; `onYes` is called once. */
export function deleteDialog(strings, onYes) {
  const words = strings.deleteDialog;
  const node = shell(words.title, "delete");
  const yes = button(words.yes, {
    className: "button danger", iconName: "trash",
    onclick: () => {
      node.close();
      onYes();
    },
  });
  const no = button(words.no, { onclick: () => node.close(), autofocus: true });
  node.append(el("p", {}, words.body), el("div", { class: "dialog-buttons" }, no, yes));
  return node;
}

/** The mixing table, the other language, ending, coming back with a code, and what is stored. */
export function moreDialog(strings, { onEnd, onCode, onLanguage, onMixing }) {
  const words = strings.moreDialog;
  const node = shell(words.title, "more");
  const finish = (action) => () => {
    node.close();
    action();
  };
  const code = el("input", { id: "return-code", type: "text", autocomplete: "off", autocapitalize: "none",
    spellcheck: "false", maxlength: "100", "aria-describedby": "return-code-hint" });
  const problem = el("p", { class: "field-problem", role: "status" });
  const form = el("form", { class: "code-form", onsubmit: (event) => {
    event.preventDefault();
    if (code.value.trim().length >= 3) onCode(code.value.trim());
    else code.focus();
  } },
    el("h3", {}, words.code),
    el("p", { id: "return-code-hint" }, words.codeHint),
    el("label", { for: "return-code" }, words.codeLabel),
    el("div", { class: "code-row" }, code, el("button", { type: "submit", class: "button" }, words.codeButton)), problem);
  node.append(
    el("div", { class: "dialog-list" },
      button(strings.mixing.open, { iconName: "table", onclick: finish(onMixing) }),
      button(strings.otherLanguage.label, {
        lang: strings.otherLanguage.tag, onclick: finish(() => onLanguage(strings.otherLanguage.tag)) }),
      button(words.end, { onclick: finish(onEnd) }), el("p", { class: "note" }, words.endBody)),
    form,
    el("h3", {}, words.privacyTitle), el("p", {}, words.privacy),
    el("h3", {}, words.leaveTitle), el("p", {}, words.leave),
    el("div", { class: "dialog-buttons" }, button(words.close, { onclick: () => node.close() })),
  );
  node.sayProblem = (text) => put(problem, text);
  node.addEventListener("close", () => {
    code.value = "";
    put(problem);
  });
  return node;
}
