"""The mixing table as one picture: every pair by colour and by sign, so that it can be read without colours too.

Plain SVG text: crisp at any size, with a title, a description and a spoken name for every cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.domain.knowledge import Library
from bot.domain.mixing import Level
from bot.usecases.naming import Naming, with_capital
from bot.usecases.show_mixing import word

_CELL = 24
_MARGIN = 16
_LETTER = 7.2
_HEADING = 34
_LEGEND_ROW = 26
_GROUPS = (
    "sentraldempende", "opioid", "sentralstimulerende", "hallusinogen", "dissosiativ", "cannabinoid", "nikotin",
    "legemiddel", "annet",
)  # fmt: skip

# Fill, ink and the sign of each level, drawn within a square of 24. The order from dark to light holds in greyscale.
LOOKS: dict[Level, tuple[str, str, str]] = {
    Level.DEADLY: ("#5c0a1e", "#ffffff", "M7 7L17 17M17 7L7 17"),
    Level.DANGEROUS: ("#c8374a", "#ffffff", "M12 6V14M12 17V18"),
    Level.RISKY: ("#f2a541", "#2b1b00", "M12 7L18 17H6Z"),
    Level.WEAKENS: ("#9cc3d5", "#0f2f3d", "M6 9H17L14 6M18 15H7L10 18"),
    Level.UNCERTAIN: ("#dfe6ea", "#33434b", "M7 12H17"),
    Level.UNKNOWN: ("#ffffff", "#5b6870", "M9 9.5A3 3 0 1 1 12 12.5V14M12 17V18"),
}
# Attributes, not a style element: the gateway's Content-Security-Policy lets no page bring styles of its own.
_TEXT = 'font-family="system-ui, \'Segoe UI\', \'Helvetica Neue\', Arial, sans-serif" font-size="13" fill="#1c262b"'
_HEADING_TEXT = 'font-size="20" font-weight="600"'
_STROKE = 'fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
_EDGE = 'stroke="#c3cdd2" stroke-width="1"'


def mixing_chart(library: Library, language: str = "nb") -> str:
    """An SVG of every pair of everything that has at least one pair."""
    return _Chart(library, language).svg()


class _Chart:
    """The picture in one language."""

    def __init__(self, library: Library, language: str) -> None:
        self._library = library
        self._language = language
        self._things = self._in_groups()
        self._names = [self._name(thing) for thing in self._things]

    def svg(self) -> str:
        """The whole picture as text."""
        names = self._names
        side = _CELL * len(names)
        left = _LETTER * max((len(n) for n in names), default=0) + _MARGIN
        top = _HEADING + _MARGIN + left
        width = max(left + side + 2 * _MARGIN, 620)
        height = top + side + _MARGIN + _LEGEND_ROW * (len(Level) // 2 + 2)
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" role="img" aria-labelledby="title description" lang="{self._language}" {_TEXT}>',
            f'<title id="title">{self._word("chart_title")}</title>',
            f'<desc id="description">{self._word("chart_description")}</desc>',
            "<defs>", *_symbols(), "</defs>",
            f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
            f'<text {_HEADING_TEXT} x="{_MARGIN}" y="{_HEADING}">{self._word("chart_title")}</text>',
            *self._labels(left, top),
            *self._cells(left, top),
            *self._legend(top + side + _MARGIN),
            "</svg>",
        ]  # fmt: skip
        return "\n".join(parts) + "\n"

    def _in_groups(self) -> list[str]:
        """What acts alike together, by name within the group; things without a file of their own last."""

        def order(thing: str) -> tuple[int, str]:
            substance = self._library.substances.get(thing)
            group = substance.group if substance else ""
            return (_GROUPS.index(group) if group in _GROUPS else len(_GROUPS), self._name(thing).casefold())

        return sorted({thing for pair in self._library.mixing.pairs for thing in pair}, key=order)

    def _name(self, thing: str) -> str:
        return with_capital(Naming(self._library).name(thing, self._language))

    def _word(self, key: str) -> str:
        return escape(word(self._library.mixing, key, self._language))

    def _labels(self, left: float, top: float) -> Iterator[str]:
        for i, name in enumerate(map(escape, self._names)):
            middle = top + i * _CELL + _CELL / 2
            yield f'<text x="{left - 6:.1f}" y="{middle + 4.5:.1f}" text-anchor="end">{name}</text>'
            across = left + i * _CELL + _CELL / 2 + 4.5
            yield f'<text transform="translate({across:.1f} {top - 6:.1f}) rotate(-90)">{name}</text>'

    def _cells(self, left: float, top: float) -> Iterator[str]:
        for row, a in enumerate(self._things):
            for column, b in enumerate(self._things):
                if a == b:
                    continue
                level = self._library.mixing.lookup(a, b).level
                spoken = escape(f"{self._names[row]} + {self._names[column]}: ") + self._word(level.word)
                yield (
                    f'<use href="#{level.word}" x="{left + column * _CELL:.1f}" y="{top + row * _CELL:.1f}">'
                    f"<title>{spoken}</title></use>"
                )

    def _legend(self, top: float) -> Iterator[str]:
        for i, level in enumerate(sorted(Level, reverse=True)):
            x, y = _MARGIN + 200 * (i % 3), top + _LEGEND_ROW * (i // 3)
            yield f'<use href="#{level.word}" x="{x}" y="{y:.1f}"/>'
            yield f'<text x="{x + _CELL + 8}" y="{y + 16.5:.1f}">{self._word(level.word)}</text>'
        y = top + _LEGEND_ROW * (len(Level) // 3) + 18
        yield f'<text x="{_MARGIN}" y="{y:.1f}">{self._word("chart_note")}</text>'
        if any(pair.is_draft for pair in self._library.mixing.pairs.values()):
            yield f'<text x="{_MARGIN}" y="{y + 22:.1f}" font-style="italic">{self._word("chart_draft")}</text>'


def _symbols() -> Iterator[str]:
    for level, (fill, ink, sign) in LOOKS.items():
        yield (
            f'<g id="{level.word}"><rect {_EDGE} width="{_CELL}" height="{_CELL}" fill="{fill}"/>'
            f'<path {_STROKE} stroke="{ink}" d="{sign}"/></g>'
        )
