// The right side: one item as people meet it, both norms side by side, with its sources, its history and the decision.

import { button, dayOf, el, icon, put } from "/static/shared/dom.js";
import { kindBadge, levelBadge, stateBadge } from "./badges.js";
import { particularsOf, placeOf, titleOf } from "./words.js";

const OUTSIDE = /^https?:/;
const ADDRESS = /^(https?:\/)?\/\S+$/;

export class ReadingView {
  /** `acts`: approve(due), sendBack(). */
  constructor({ strings, acts }) {
    Object.assign(this, { strings, acts });
    this.node = el("main", { class: "reading" });
    this.blank();
  }

  blank(words = this.strings.chosen) {
    this.heading = el("p", { class: "blank", tabindex: "-1" }, words);
    put(this.node, this.heading);
  }

  draw(item) {
    const { strings } = this;
    this.heading = el("h1", { id: "heading", tabindex: "-1" }, titleOf(item, strings));
    this.problem = el("p", { class: "field-problem", role: "alert" });
    put(this.node,
      el("header", { class: "reading-head" },
        el("div", { class: "badges" }, kindBadge(item, strings), levelBadge(item, strings), stateBadge(item, strings)),
        this.heading,
        item.has_changed ? el("p", { class: "changed" }, icon("pencil"), strings.changed) : null,
        el("dl", { class: "facts" }, ...this.facts(item).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))))),
      el("div", { class: "reading-body", role: "region", "aria-labelledby": "heading", tabindex: "0" }, this.texts(item), this.sources(item), this.history(item)),
      this.foot(item));
  }

  facts(item) {
    const { strings } = this;
    const rows = particularsOf(item, strings);
    if (item.due) rows.push([strings.particulars.due, dayOf(item.due)]);
    rows.push([strings.particulars.file, el("code", {}, item.file)], ["Id", el("code", {}, item.id)]);
    return rows;
  }

  texts(item) {
    const { strings } = this;
    const norms = ["nb", "nn", "en"].filter((norm) => norm !== "en" || item.passages.some((passage) => passage.en));
    return el("table", { class: `texts norms-${norms.length}` },
      el("thead", {}, el("tr", {}, ...norms.map((norm) => el("th", { scope: "col" }, strings.norms[norm])))),
      ...item.passages.map((passage) => el("tbody", { class: `part part-${passage.part}` },
        passage.part === "text" || passage.part === "button" ? null : this.partName(passage, norms.length),
        el("tr", {}, ...norms.map((norm) => el("td", { lang: norm }, passage[norm] || "–",
          passage.part === "button" && norm === "nb" ? this.leadsTo(passage.name) : null))))));
  }

  /** Where a button of the text leads, once for all norms. */
  leadsTo(name) {
    const { strings } = this;
    return el("span", { class: "leads-to", lang: strings.tag }, el("span", { class: "hidden-text" }, `, ${strings.leadsTo} `),
      icon("chevron"), placeOf(name, strings));
  }

  partName(passage, columns) {
    const { strings } = this;
    const more = { title: strings.startsAt, step: (name) => name }[passage.part];
    const numbers = passage.sources.map((number) => el("a", { href: `#source-${number}`, class: "source-number", onclick: (event) => this.toSource(event, number) }, String(number)));
    return el("tr", { class: "part-name" }, el("th", { scope: "rowgroup", colspan: String(columns) }, strings.parts[passage.part],
      passage.name && more ? el("span", { class: "part-more" }, ` ${more(passage.name)}`) : "",
      numbers.length ? el("span", { class: "part-sources" }, `${strings.sources}: `, ...numbers) : ""));
  }

  /** The address bar keeps the item; only the page moves. */
  toSource(event, number) {
    event.preventDefault();
    const link = this.node.querySelector(`#source-${number} a`);
    if (link) link.focus();
  }

  sources(item) {
    const { strings } = this;
    return el("section", { class: "sources", "aria-labelledby": "sources-title" }, el("h2", { id: "sources-title" }, strings.sources),
      item.sources.length
        ? el("ol", {}, ...item.sources.map((source, i) => el("li", { id: `source-${i + 1}` }, this.source(source))))
        : el("p", { class: "empty" }, strings.noSources));
  }

  source({ publisher, title, url, accessed }) {
    const { strings } = this;
    const words = [publisher ? el("strong", {}, publisher) : "", publisher ? " – " : "", title];
    const host = OUTSIDE.test(url) ? url.split("/")[2].replace(/^www\./, "") : url;
    const link = ADDRESS.test(url)
      ? el("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, ...words, el("span", { class: "hidden-text" }, ` (${strings.newTab})`), icon("out"))
      : el("span", {}, ...words);
    return [link, el("span", { class: "quiet" }, ` ${host}${accessed ? `, ${strings.accessed(dayOf(accessed))}` : ""}`)];
  }

  history(item) {
    const { strings } = this;
    return el("section", { class: "history", "aria-labelledby": "history-title" }, el("h2", { id: "history-title" }, strings.history),
      item.history.length
        ? el("ol", {}, ...item.history.map((decision) => el("li", { class: `decision decision-${decision.verdict}` },
          el("p", {}, icon(decision.verdict === "approved" ? "check" : "back"), el("strong", {}, strings.verdicts[decision.verdict]),
            ` ${strings.by(decision.role)} `, el("time", { datetime: decision.at }, dayOf(decision.at)),
            decision.due ? ` ${strings.until(dayOf(decision.due))}` : "",
            decision.is_this_text ? "" : el("span", { class: "mark warn" }, strings.olderText)),
          decision.reason ? el("p", { class: "reason-given" }, decision.reason) : null)))
        : el("p", { class: "empty" }, strings.noHistory));
  }

  foot(item) {
    const { strings, acts } = this;
    const words = el("span", { class: "quiet", id: "due-words" });
    // A browser in English writes 11/12/2027: the day in words leaves no doubt.
    const tell = () => put(words, this.due.value ? inWords(this.due.value, strings.tag) : "");
    this.due = el("input", { type: "date", id: "due", required: true, min: item.today, max: item.latest_due, "aria-describedby": "due-words", oninput: tell });
    this.due.value = item.usual_due;
    tell();
    const approve = (event) => { event.preventDefault(); acts.approve(this.due.value); };
    return el("form", { class: "decide", onsubmit: approve, novalidate: true },
      this.problem,
      el("label", { for: "due" }, strings.due), this.due, words,
      el("span", { class: "decide-buttons" },
        button(strings.sendBack, { iconName: "back", onclick: () => acts.sendBack() }),
        el("button", { type: "submit", class: "button primary" }, icon("check"), el("span", {}, strings.approve))));
  }

  complain(words) {
    put(this.problem, words);
  }

  busy(isBusy) {
    this.node.querySelectorAll(".decide button").forEach((node) => (node.disabled = isBusy));
  }

  focus() {
    this.heading.focus();
  }
}

/** «21. november 2027» */
function inWords(iso, tag) {
  return new Intl.DateTimeFormat(tag, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(iso));
}
