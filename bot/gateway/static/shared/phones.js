// Finds telephone numbers in what Rusprat and the counsellors say, so that they can be called with one touch.

import { el } from "./dom.js";

// Norwegian emergency and help lines (110-113, 116 xxx, five digits from 0) and eight-digit numbers. An amount
// (110 mg, 112 prosent) or a part of something longer (a date, a decimal) is not one. Written without lookbehind:
// iPhones before iOS 16.4 refuse the whole module over it.
const NUMBER = new RegExp(
  String.raw`(^|[^\d,.:/-])` +
    String.raw`(11[0-3]|116[ \u00a0]?\d{3}|0\d{4}|\d{2} \d{2} \d{2} \d{2}|\d{3} \d{2} \d{3}|[2-9]\d{7})` +
    String.raw`(?![\d/-]|[,.:]\d|\s?(?:mg|ml|g|kg|kr|kroner|prosent|%|år|timer|timar|minutter|minutt|dager|dagar)(?![a-zæøå]))`,
  "gi",
);

/** The numbers in `text`, in order and without repeats. */
export function numbersIn(text) {
  return [...new Set([...text.matchAll(NUMBER)].map((match) => match[2]))];
}

/** A link that calls `number`. */
export function callLink(number, attributes = {}, ...children) {
  return el("a", { href: `tel:${number.replace(/\D/g, "")}`, ...attributes }, ...(children.length ? children : [number]));
}

/** `text` as text and links: every telephone number in it can be touched. */
export function withCallLinks(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(NUMBER)) {
    const start = match.index + match[1].length;
    parts.push(text.slice(end, start), callLink(match[2], { class: "call-inline" }));
    end = start + match[2].length;
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== "");
}
