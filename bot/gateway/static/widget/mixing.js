// «Blandetabellen» in a dialog: choose one thing, and read what it must not be mixed with, the worst first. Each level has
// its word and its sign beside its colour. What is chosen stays in this page.

import { button, el, icon, put } from "/static/shared/dom.js";
import { withCallLinks } from "/static/shared/phones.js";
import { sources } from "./bubbles.js";
import { loadTable, rowOf, search } from "./mixing_table.js";

const TITLE = "dialog-mixing-title";

export class MixingDialog {
  /** `onAsk(text)`: a question for the conversation; `onLeave()`: «Forlat siden raskt», which a dialog must not cover. */
  constructor(strings, { onAsk, onLeave }) {
    Object.assign(this, { strings, onAsk, words: strings.mixing });
    this.heading = el("h2", { id: TITLE, tabindex: "-1" }, this.words.title);
    this.body = el("div", { class: "mixing-body" });
    this.node = el("dialog", { id: "dialog-mixing", class: "dialog mixing", "aria-labelledby": TITLE },
      el("div", { class: "mixing-top" }, this.heading,
        button(strings.leave, { iconName: "leave", className: "button leave", onclick: onLeave }),
        button(this.words.close, { iconName: "close", className: "button tool icon-only", onclick: () => this.node.close() })),
      this.body);
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close());
    // Whoever opens it next begins anew: nothing tells what was looked up.
    this.node.addEventListener("close", () => this.show("empty"));
  }

  open() {
    if (!this.node.open) this.node.showModal();
    this.heading.focus();
    this.begin();
  }

  async begin() {
    this.show("empty", el("p", { role: "status" }, this.words.loading));
    try {
      this.table = await loadTable(this.strings.tag);
    } catch {
      const again = button(this.words.again, { className: "button primary", onclick: () => this.begin() });
      this.show("empty", el("p", { role: "alert" }, this.words.failed), again);
      return;
    }
    if (this.node.open) this.choose();
  }

  show(view, ...parts) {
    this.node.dataset.view = view;
    put(this.body, ...parts);
    this.body.scrollTop = 0;
  }

  /** All things as buttons, narrowed by what is written. */
  choose() {
    const { words, table } = this;
    const list = el("ul", { class: "mixing-things" });
    const field = this.searchField("mixing-search", words.search, (written) => {
      const found = search(table, written);
      put(list, ...found.map((place) => el("li", {},
        button(table.things[place].name, { className: "mixing-thing", onclick: () => this.read(place) }))));
      return found.length;
    });
    this.show("choose", el("p", { class: "mixing-lead" }, words.lead), field, list, this.note(), this.foot());
  }

  /** One thing's row, under a heading for each level. */
  read(thing) {
    const { words, table } = this;
    const row = rowOf(table, thing);
    const name = table.things[thing].name;
    const heading = el("h3", { class: "mixing-row-title", tabindex: "-1" }, words.row(name));
    const levels = el("div", { class: "mixing-levels" });
    const field = this.searchField("mixing-filter", words.filter, (written) => {
      const found = new Set(search(table, written));
      const shown = row.filter((pair) => found.has(pair.other));
      put(levels, ...table.levels.map((level, i) => this.level(level, shown.filter((pair) => pair.level === i), thing)));
      return shown.length;
    });
    const back = button(words.other, { iconName: "chevron", className: "button small mixing-back", onclick: () => this.choose() });
    this.show("row", back, heading, this.note(), field, levels, this.foot());
    heading.focus();
  }

  level(level, pairs, thing) {
    if (pairs.length === 0) return null;
    const label = this.levelName(level);
    return el("section", { class: "mixing-level", "aria-label": label },
      el("h4", {}, label, el("span", { class: "mixing-count" }, ` ${pairs.length}`)),
      el("ul", {}, ...pairs.map((pair) => el("li", {}, this.pair(pair, level, thing)))));
  }

  pair(pair, level, thing) {
    const { words, table, strings } = this;
    const [one, other] = [table.things[thing], table.things[pair.other]];
    const ask = () => {
      this.node.close();
      this.onAsk(words.question(one.inside, other.inside));
    };
    const told = pair.texts && pair.texts.length ? pair.texts : [words.unknownWhy];
    return el("details", { class: "mixing-pair" },
      el("summary", {}, sign(level),
        el("span", { class: "mixing-names" },
          el("span", { class: "hidden-text" }, `${one.name} + `), el("strong", {}, other.name),
          el("span", { class: "hidden-text" }, ": "), el("span", { class: "mixing-word" }, this.levelName(level))),
        icon("chevron")),
      el("div", { class: "mixing-told" }, ...told.map((text) => el("p", {}, ...withCallLinks(text))),
        pair.isDraft ? el("p", { class: "draft" }, icon("pencil"), strings.draft) : null,
        pair.links.length ? sources(pair.links, strings) : null,
        button(words.ask, { iconName: "send", className: "button primary", onclick: ask })));
  }

  /** The picture of everything, in a box that scrolls. */
  whole() {
    const { words, strings } = this;
    const back = button(words.other, { iconName: "chevron", className: "button small mixing-back", onclick: () => this.choose() });
    const picture = el("img", { src: address(strings.tag), alt: words.wholeAlt });
    this.show("whole", back, el("div", { class: "mixing-whole", role: "region", "aria-label": words.whole, tabindex: "0" }, picture),
      this.note());
    back.focus();
  }

  foot() {
    const whole = el("a", { href: address(this.strings.tag), target: "_blank", rel: "noopener noreferrer", onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      // A tab of its own would stay behind when somebody leaves the page quickly.
      event.preventDefault();
      this.whole();
    } }, this.words.whole);
    return el("div", { class: "mixing-foot" }, el("p", {}, whole), el("p", { class: "note" }, this.words.secret));
  }

  note() {
    return el("p", { class: "mixing-note" }, ...withCallLinks(this.table.note));
  }

  /** A labelled search field; `onWritten(text)` draws what fits and tells how many that is. */
  searchField(id, label, onWritten) {
    const status = el("p", { class: "mixing-found", role: "status" });
    const input = el("input", { id, type: "search", autocomplete: "off", autocapitalize: "none", spellcheck: "false", oninput: () => {
      const count = onWritten(input.value);
      put(status, count === 0 ? this.words.none : input.value.trim() ? this.words.found(count) : "");
    } });
    onWritten("");
    return el("div", { class: "mixing-search" }, el("label", { for: id }, label), input, status);
  }

  levelName(level) {
    return level.id === "unknown" ? this.words.unknown : level.name;
  }
}

function sign(level) {
  return el("span", { class: `mixing-sign mix-${level.id}` }, icon(`mix-${level.id}`));
}

function address(language) {
  return `/blandetabell/${language}.svg`;
}
