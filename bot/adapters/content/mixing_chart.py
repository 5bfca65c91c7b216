"""The mixing table as one picture: every pair by colour and by sign, so that it can be read without colours too.

Plain SVG text: crisp at any size, with a title, a description and a spoken name for every cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.domain.knowledge import Library
from bot.domain.mixing import Level

_CELL = 24
_MARGIN = 16
_LETTER = 7.2
_HEADING = 34
_LEGEND_ROW = 26
_LANGUAGE = "nb"
_GROUPS = (
    "sentraldempende", "opioid", "sentralstimulerende", "hallusinogen", "dissosiativ", "cannabinoid", "nikotin",
    "legemiddel", "annet",
)  # fmt: skip

# Fill, ink and the sign of each level, drawn within a square of 24. The order from dark to light holds in greyscale.
_LOOKS: dict[Level, tuple[str, str, str]] = {
    Level.DEADLY: ("#5c0a1e", "#ffffff", "M7 7L17 17M17 7L7 17"),
    Level.DANGEROUS: ("#c8374a", "#ffffff", "M12 6V14M12 17V18"),
    Level.RISKY: ("#f2a541", "#2b1b00", "M12 7L18 17H6Z"),
    Level.WEAKENS: ("#9cc3d5", "#0f2f3d", "M6 9H17L14 6M18 15H7L10 18"),
    Level.UNCERTAIN: ("#dfe6ea", "#33434b", "M7 12H17"),
    Level.UNKNOWN: ("#ffffff", "#5b6870", "M9 9.5A3 3 0 1 1 12 12.5V14M12 17V18"),
}
_STYLE = (
    "text{font:13px system-ui,'Segoe UI','Helvetica Neue',Arial,sans-serif;fill:#1c262b}"
    ".h{font-size:20px;font-weight:600}.s{fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}"
    ".e{stroke:#c3cdd2;stroke-width:1}"
)


def mixing_chart(library: Library) -> str:
    """An SVG of every pair of everything that has at least one pair."""
    things = _things(library)
    names = [_name(library, thing) for thing in things]
    side = _CELL * len(things)
    label = _LETTER * max((len(n) for n in names), default=0) + _MARGIN
    top = _HEADING + _MARGIN + label
    width = max(label + side + 2 * _MARGIN, 620)
    height = top + side + _MARGIN + _LEGEND_ROW * (len(Level) // 2 + 2)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-labelledby="title description" lang="{_LANGUAGE}">',
        f'<title id="title">{_word(library, "chart_title")}</title>',
        f'<desc id="description">{_word(library, "chart_description")}</desc>',
        f"<style>{_STYLE}</style>",
        "<defs>", *_symbols(), "</defs>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
        f'<text class="h" x="{_MARGIN}" y="{_HEADING}">{_word(library, "chart_title")}</text>',
        *_labels(names, label, top),
        *_cells(library, things, names, label, top),
        *_legend(library, top + side + _MARGIN),
        "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _things(library: Library) -> list[str]:
    """In groups that act alike, by name within the group; things without a file of their own last."""

    def order(thing: str) -> tuple[int, str]:
        substance = library.substances.get(thing)
        group = substance.group if substance else ""
        return (_GROUPS.index(group) if group in _GROUPS else len(_GROUPS), _name(library, thing).casefold())

    return sorted({thing for pair in library.mixing.pairs for thing in pair}, key=order)


def _name(library: Library, thing: str) -> str:
    known = library.substances.get(thing) or library.mixing.partners.get(thing)
    name = known.name.in_language(_LANGUAGE) if known else thing.replace("_", " ")
    return name[:1].upper() + name[1:]


def _word(library: Library, key: str) -> str:
    texts = library.mixing.words.get(key)
    return escape(texts.in_language(_LANGUAGE) if texts else key)


def _symbols() -> Iterator[str]:
    for level, (fill, ink, sign) in _LOOKS.items():
        yield (
            f'<g id="{level.word}"><rect class="e" width="{_CELL}" height="{_CELL}" fill="{fill}"/>'
            f'<path class="s" stroke="{ink}" d="{sign}"/></g>'
        )


def _labels(names: list[str], left: float, top: float) -> Iterator[str]:
    for i, name in enumerate(names):
        middle = top + i * _CELL + _CELL / 2
        yield f'<text x="{left - 6:.1f}" y="{middle + 4.5:.1f}" text-anchor="end">{escape(name)}</text>'
        across = left + i * _CELL + _CELL / 2 + 4.5
        yield f'<text transform="translate({across:.1f} {top - 6:.1f}) rotate(-90)">{escape(name)}</text>'


def _cells(library: Library, things: list[str], names: list[str], left: float, top: float) -> Iterator[str]:
    for row, a in enumerate(things):
        for column, b in enumerate(things):
            if a == b:
                continue
            level = library.mixing.lookup(a, b).level
            spoken = escape(f"{names[row]} + {names[column]}: ") + _word(library, level.word)
            yield (
                f'<use href="#{level.word}" x="{left + column * _CELL:.1f}" y="{top + row * _CELL:.1f}">'
                f"<title>{spoken}</title></use>"
            )


def _legend(library: Library, top: float) -> Iterator[str]:
    for i, level in enumerate(sorted(Level, reverse=True)):
        x, y = _MARGIN + 200 * (i % 3), top + _LEGEND_ROW * (i // 3)
        yield f'<use href="#{level.word}" x="{x}" y="{y:.1f}"/>'
        yield f'<text x="{x + _CELL + 8}" y="{y + 16.5:.1f}">{_word(library, level.word)}</text>'
    y = top + _LEGEND_ROW * (len(Level) // 3) + 18
    yield f'<text x="{_MARGIN}" y="{y:.1f}">{_word(library, "chart_note")}</text>'
