// One bubble for each message, made of text nodes. Knows how a reply looks; not where it comes from.

import { button, clockTime, dayOf, el, icon } from "/static/shared/dom.js";
import { callLink, numbersIn, withCallLinks } from "/static/shared/phones.js";
import { MIXING_CHART } from "./wire.js";

/** The bubble of a numbered message. `onChoice(choice)` is called when one of its buttons is used. */
export function bubble({ speaker, reply, at, strings, onChoice }) {
  const isEmergency = reply.kind === "emergency";
  const node = el("div", {
    class: ["bubble", `from-${speaker}`, `kind-${reply.kind}`].join(" "),
    "data-speaker": speaker,
  });
  node.append(el("span", { class: "hidden-text" }, `${strings.speakers[speaker]}: `));
  if (isEmergency) node.append(el("p", { class: "bubble-heading" }, icon("alert"), el("strong", {}, strings.emergency)));
  if (reply.kind === "step") node.append(el("p", { class: "bubble-heading" }, el("strong", {}, strings.step)));
  // A person's own numbers are not made into links: they may be anybody's.
  node.append(el("p", { class: "bubble-text" }, ...(speaker === "person" ? [reply.text] : withCallLinks(reply.text))));
  if (isEmergency) node.append(callButtons(reply.text, strings));
  if (isOurImage(reply.image)) node.append(el("img", { class: "bubble-image", src: reply.image, alt: "" }));
  const about = [
    reply.draft ? el("p", { class: "draft" }, icon("pencil"), strings.draft) : "",
    reply.sources.length ? sources(reply.sources, strings) : "",
  ];
  const buttons = reply.buttons.length ? choices(reply.buttons, strings, onChoice) : "";
  // In danger the next step comes before where we know it from.
  node.append(...(isEmergency ? [buttons, ...about] : [...about, buttons]));
  if (at && speaker !== "system") node.append(el("time", { class: "bubble-time", datetime: at }, clockTime(at)));
  return node;
}

function callButtons(text, strings) {
  const numbers = numbersIn(text);
  const row = el("div", { class: "call-row" });
  row.append(...numbers.map((number) => callLink(number, { class: "call-button" }, icon("phone"), strings.call(number))));
  return numbers.length ? row : "";
}

/** Where something is known from, folded. */
export function sources(list, strings) {
  const items = list.map((source) => {
    const seen = [source.publisher, source.accessed && strings.sourceSeen(dayOf(source.accessed))].filter(Boolean).join(", ");
    // Only web addresses become links: a reply must never carry a script in one.
    const title = /^https?:\/\//.test(source.url)
      ? el("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, source.title)
      : source.title;
    return el("li", {}, title, seen ? ` (${seen})` : "");
  });
  return el("details", { class: "sources" }, 
    el("summary", {}, icon("chevron"), el("span", {}, strings.sources(list.length))), el("ul", {}, ...items));
}

function choices(list, strings, onChoice) {
  const group = el("div", { class: "choices", role: "group", "aria-label": strings.choices });
  for (const choice of list) {
    // The table can be opened again and again, and answers no question: the other choices stay open beside it.
    if (choice.payload === MIXING_CHART) {
      group.append(button(choice.title, { className: "choice stays", iconName: "table", onclick: () => onChoice(choice), "aria-haspopup": "dialog" }));
      continue;
    }
    const onclick = () => {
      if (group.dataset.used) return;
      useChoices(group, choice.title);
      onChoice(choice);
    };
    group.append(button(choice.title, { className: "choice", onclick }));
  }
  return group;
}

/** Disables a group of choices and marks the one that was used. */
export function useChoices(group, title) {
  group.dataset.used = "yes";
  for (const node of group.querySelectorAll("button:not(.stays)")) {
    node.disabled = true;
    if (node.textContent === title) {
      node.classList.add("chosen");
      node.prepend(icon("check"));
    }
  }
}

function isOurImage(address) {
  return typeof address === "string" && /^\/static\/[\w./-]+$/.test(address) && !address.includes("..");
}

/** Three quiet dots. */
export function typingBubble(label) {
  const dots = [el("i"), el("i"), el("i")];
  return el("div", { class: "bubble from-bot typing" }, el("span", { class: "dots", "aria-hidden": "true" }, ...dots),
    el("span", {}, label));
}

/** A bubble that is not a message: the proof of a deletion, or that a conversation is gone. */
export function card(title, lines, action) {
  return el("div", { class: "card", tabindex: "-1", role: "group", "aria-label": title },
    el("h2", {}, title), ...lines.map((line) => (typeof line === "string" ? el("p", {}, line) : line)), action);
}
