// Builds pages from text nodes only. Nothing in Rusprat's browser code parses HTML: what a person, a counsellor or
// a reply says can never become markup (the Content-Security-Policy enforces the same with Trusted Types).

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, listeners (`onclick: f`) and children (strings become text nodes). */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Replaces everything in `node` with `children`. */
export function put(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// 24 x 24 strokes, drawn for Rusprat. An icon never stands alone: a word is always beside it or in aria-label.
const ICONS = {
  leave: ["M14 4h5a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-5", "M4 12h11", "M11 8l4 4-4 4"],
  send: ["M4 12h14", "M12 5l7 7-7 7"],
  human: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z", "M4.5 20c1-4 4-6 7.5-6s6.500 2 7.500 6"],
  trash: ["M4 7h16", "M9 7V4h6v3", "M6.500 7l1 13h9l1-13", "M10 11v5", "M14 11v5"],
  phone: ["M5 4h4l2 5-2.500 1.500a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1C11 20 4 13 4 5a1 1 0 0 1 1-1Z"],
  more: ["M5 12h.01", "M12 12h.01", "M19 12h.01"],
  alert: ["M12 3 2.500 20h19L12 3Z", "M12 10v4", "M12 17h.01"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z", "M12 7v5l3 2"],
  check: ["M5 13l4 4L19 7"],
  bot: ["M5 9h14v9a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V9Z", "M12 9V5", "M12 5h.01", "M9 14h.01", "M15 14h.01"],
  chevron: ["M9 6l6 6-6 6"],
  down: ["M12 5v14", "M6 13l6 6 6-6"],
  pencil: ["M4 20l1-4L16 5l3 3L8 19l-4 1Z"],
  dot: ["M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z"],
  up: ["M12 19V5", "M6 11l6-6 6 6"],
  back: ["M9 7l-5 5 5 5", "M4 12h11a5 5 0 0 1 5 5v1"],
  out: ["M10 5H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-4", "M14 4h6v6", "M20 4l-9 9"],
  book: ["M5 5a2 2 0 0 1 2-2h12v15H7a2 2 0 0 0-2 2V5Z", "M5 20a2 2 0 0 0 2 1h12"],
  table: ["M4 5h16v14H4V5Z", "M4 10h16", "M10 5v14"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  // The signs of the mixing table, the same as in its picture (bot/adapters/content/mixing_chart.py).
  "mix-deadly": ["M7 7L17 17M17 7L7 17"],
  "mix-dangerous": ["M12 6V14M12 17V18"],
  "mix-risky": ["M12 7L18 17H6Z"],
  "mix-weakens": ["M6 9H17L14 6M18 15H7L10 18"],
  "mix-uncertain": ["M7 12H17"],
  "mix-unknown": ["M9 9.5A3 3 0 1 1 12 12.5V14M12 17V18"],
  bell: ["M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15L6 16Z", "M10 21h4"],
};

/** A decorative icon, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" };
  const lines = ICONS[name].map((d) => fill(document.createElementNS(SVG, "path"), { d }, []));
  return fill(svg, attributes, lines);
}

/** A button with an icon and a visible word. */
export function button(label, { iconName, className = "button", onclick, ...attributes } = {}) {
  const parts = [iconName ? icon(iconName) : null, el("span", {}, label)];
  return el("button", { type: "button", class: className, onclick, ...attributes }, ...parts);
}

/** «21.11.2026» from an ISO date. */
export function dayOf(iso) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return `${day}.${month}.${year}`;
}

/** «14:05» in the reader's own time zone. */
export function clockTime(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}
