// The left side: how far the work has come, what to look for, and the items in the order in which they should be read.

import { button, el, icon, put } from "/static/shared/dom.js";
import { stateBadge } from "./badges.js";
import { titleOf } from "./words.js";

const SEARCH_AFTER_MS = 200;
export const STATES = ["draft", "due", "returned", "approved"];

export class ListView {
  /** `acts`: look(changes), choose(id), more(). `look`: {state, kind, search}. */
  constructor({ strings, acts, look }) {
    Object.assign(this, { strings, acts, look });
    this.buttons = new Map();
    this.chips = new Map();
    this.build();
  }

  build() {
    const { strings, look } = this;
    this.progressWords = el("p", { class: "progress-words", id: "progress-words" });
    this.progress = el("progress", { "aria-labelledby": "progress-words", max: "1", value: "0" });
    this.search = el("input", { type: "search", id: "search", maxlength: "200", autocomplete: "off", placeholder: strings.search, oninput: () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.acts.look({ search: this.search.value.trim() }), SEARCH_AFTER_MS);
    } });
    this.search.value = look.search;
    this.kind = el("select", { id: "kind", onchange: () => this.acts.look({ kind: this.kind.value }) },
      el("option", { value: "" }, strings.allKinds),
      ...Object.entries(strings.kinds).map(([kind, word]) => el("option", { value: kind, selected: kind === look.kind }, word)));
    const chips = ["", ...STATES].map((state) => this.chip(state, state ? strings.states[state] : strings.everything));
    this.found = el("p", { class: "found", role: "status" });
    this.items = el("ol", { class: "items" });
    this.node = el("nav", { class: "shelf", "aria-label": strings.list },
      el("div", { class: "shelf-head" },
        el("div", { class: "progress" }, this.progressWords, this.progress),
        el("div", { class: "finding" },
          el("label", { class: "hidden-text", for: "search" }, strings.search), this.search,
          el("label", { class: "hidden-text", for: "kind" }, strings.kind), this.kind),
        el("div", { class: "chips", role: "group", "aria-label": strings.show }, ...chips), this.found),
      this.items,
      el("p", { class: "keys" }, strings.keys));
  }

  chip(state, word) {
    const count = el("span", { class: "count" });
    const node = el("button", { type: "button", class: "chip", onclick: () => this.acts.look({ state }) }, word, " ", count);
    this.chips.set(state, { node, count });
    return node;
  }

  /** `seen` as the server gave it; `chosen` is an id or null. */
  draw(seen, look, chosen) {
    const { strings } = this;
    const focused = [...this.buttons].find(([, node]) => node === document.activeElement);
    put(this.progressWords, strings.progress(seen.approved, seen.total));
    Object.assign(this.progress, { max: Math.max(1, seen.total), value: seen.approved });
    const all = Object.values(seen.counts).reduce((sum, count) => sum + count, 0);
    this.chips.forEach(({ node, count }, state) => {
      node.setAttribute("aria-pressed", String(state === look.state));
      put(count, String(state ? seen.counts[state] : all));
    });
    put(this.found, seen.found ? strings.found(seen.found) : strings.nothing);
    this.buttons.clear();
    const left = seen.found - seen.items.length;
    put(this.items, ...seen.items.map((item) => el("li", {}, this.entry(item, chosen))),
      left > 0 ? el("li", {}, button(strings.more(Math.min(left, 100)), { className: "button small", onclick: () => this.acts.more() })) : null);
    if (focused && this.buttons.has(focused[0])) this.buttons.get(focused[0]).focus();
  }

  entry(item, chosen) {
    const { strings } = this;
    const node = el("button", {
      type: "button", class: `item edge-${item.is_overdue ? "overdue" : item.state}`,
      "aria-current": item.id === chosen ? "true" : null, onclick: () => this.acts.choose(item.id),
    },
      el("span", { class: "item-top" }, el("span", { class: "item-kind" }, kindOf(item, strings)), stateBadge(item, strings)),
      el("span", { class: "item-title" }, titleOf(item, strings)),
      item.kind === "flow" ? null : el("span", { class: "item-excerpt", lang: strings.tag }, item.excerpt[strings.tag]),
      item.particulars.confidence === "low" ? el("span", { class: "mark warn" }, icon("alert"), strings.weak) : null);
    this.buttons.set(item.id, node);
    return node;
  }

  mark(chosen) {
    this.buttons.forEach((node, id) => (id === chosen ? node.setAttribute("aria-current", "true") : node.removeAttribute("aria-current")));
    if (this.buttons.has(chosen)) this.buttons.get(chosen).scrollIntoView({ block: "nearest" });
  }

  hasFocus() {
    return this.items.contains(document.activeElement);
  }

  focus(id) {
    if (this.buttons.has(id)) this.buttons.get(id).focus();
  }
}

function kindOf({ kind, particulars }, strings) {
  const level = kind === "pair" ? strings.level[particulars.level] : null;
  return level ? `${strings.kinds[kind]}, ${level}` : strings.kinds[kind];
}
