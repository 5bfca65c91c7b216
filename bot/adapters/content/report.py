"""What the library covers and what it lacks, for whoever answers for the facts: as text, and as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.domain.knowledge import ASPECTS, Library, Substance

_APPROVED, _DRAFT, _UNKNOWN = "●", "○", "·"
_OLDEST = 10
_COLOURS = {_APPROVED: "#1b6e53", _DRAFT: "#8fc7ae", _UNKNOWN: "#f1e4d3"}
_MEANINGS = {_APPROVED: "approved", _DRAFT: "draft", _UNKNOWN: "unknown"}


def report(library: Library) -> str:
    """The coverage of substances by aspect, topics, gaps, weak facts and the reviews that are due first."""
    return "\n".join(
        (*_coverage(library), "", *_topics(library), "", *_gaps(library), "", *_weak(library), "", *_reviews(library))
    )


def _coverage(library: Library) -> Iterator[str]:
    width = max((len(s) for s in library.substances), default=9) + 1
    yield f"Coverage ({_APPROVED} approved, {_DRAFT} draft, {_UNKNOWN} unknown)"
    for i, aspect in enumerate(ASPECTS):
        yield " " * width + " │" * i + " ┌" + "─" * (2 * (len(ASPECTS) - i)) + " " + aspect
    for substance in library.substances.values():
        yield substance.id.ljust(width) + "".join(f" {_mark(substance, aspect)}" for aspect in ASPECTS)
    marks = [_mark(s, a) for s in library.substances.values() for a in ASPECTS]
    known = sum(mark != _UNKNOWN for mark in marks)
    yield f"{known} of {len(marks)} are known, {marks.count(_APPROVED)} of them approved"


def _mark(substance: Substance, aspect: str) -> str:
    facts = substance.facts_on(aspect)
    if not facts:
        return _UNKNOWN
    return _APPROVED if all(f.review.is_approved for f in facts) else _DRAFT


def _topics(library: Library) -> Iterator[str]:
    yield "Topics"
    for topic in library.topics.values():
        approved = sum(f.review.is_approved for f in topic.facts)
        stems = sum(len(f.about) for f in topic.facts)
        yield f"  {topic.id}: {len(topic.facts)} answers ({approved} approved), {stems} stems"
    pairs = library.mixing.pairs.values()
    yield f"  mixing: {len(pairs)} pairs ({sum(not p.is_draft for p in pairs)} approved)"
    yield f"  flows: {', '.join(library.flows) or 'none'}"


def _gaps(library: Library) -> Iterator[str]:
    yield "Gaps: aspects nobody found a source for"
    for aspect in ASPECTS:
        lacking = [s.id for s in library.substances.values() if not s.facts_on(aspect)]
        if lacking:
            yield f"  {aspect} ({len(lacking)}): {', '.join(lacking)}"


def _weak(library: Library) -> Iterator[str]:
    weak = [f.id for f in library.facts() if f.confidence == "low"]
    yield f"Facts on weak sources ({len(weak)}): {', '.join(weak) or 'none'}"


def _reviews(library: Library) -> Iterator[str]:
    yield f"Reviews due first (of {len(library.substances) + len(library.topics)} files)"
    reviews = [(s.id, s.review) for s in library.substances.values()]
    reviews += [(t.id, t.review) for t in library.topics.values()]
    dated = sorted(reviews, key=lambda named: (named[1].due or date.min, named[0]))
    for name, review in dated[:_OLDEST]:
        seen = f"reviewed {review.reviewed_on} by {review.reviewed_by}" if review.reviewed_on else "never reviewed"
        yield f"  {review.due or 'no date'}  {name} ({review.status}, {seen})"


def draw_coverage(library: Library, picture: Path) -> None:
    """The coverage as a picture; the ending of the file name (svg, png) decides the format."""
    # matplotlib takes a second to import, and only this function needs it.
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    matplotlib.rcParams["svg.fonttype"] = "none"
    substances = list(library.substances.values())
    figure = Figure(figsize=(10, max(3.0, 0.26 * len(substances) + 2)), layout="tight")
    axes = figure.subplots()
    for y, substance in enumerate(substances):
        for x, aspect in enumerate(ASPECTS):
            mark = _mark(substance, aspect)
            axes.add_patch(Rectangle((x - 0.46, y - 0.44), 0.92, 0.88, color=_COLOURS[mark], linewidth=0))
            if mark == _UNKNOWN:
                axes.text(x, y, "?", ha="center", va="center", fontsize=7, color="#8a6d3b")
    axes.set(xlim=(-0.6, len(ASPECTS) - 0.4), ylim=(len(substances) - 0.4, -0.6))
    axes.set_xticks(range(len(ASPECTS)), [a.replace("_", " ") for a in ASPECTS], rotation=60, ha="left", fontsize=8)
    axes.set_yticks(range(len(substances)), [s.name.nb for s in substances], fontsize=8)
    axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    handles = [Rectangle((0, 0), 1, 1, color=_COLOURS[mark]) for mark in _MEANINGS]
    axes.legend(handles, _MEANINGS.values(), loc="upper center", bbox_to_anchor=(0.5, -0.01), ncol=3, frameon=False)
    figure.savefig(picture, dpi=150)
