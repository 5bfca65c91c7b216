// How urgent it is, told three ways at once: colour, form and word.

import { el, icon } from "/static/shared/dom.js";

const ICONS = { acute: "alert", high: "up", concern: "bell", none: "dot" };

export function riskBadge(risk, strings) {
  return el("span", { class: `risk risk-${risk}` }, icon(ICONS[risk]), el("span", {}, strings.risk[risk]));
}

/** «4:07», or «1 t 12 min» after the first hour. */
export function since(iso, now) {
  const seconds = Math.max(0, Math.floor((now - new Date(iso).getTime()) / 1000));
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} t ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
