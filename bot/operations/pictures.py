"""Draws small SVG pictures for the docs, by hand: crisp, and the same bytes for the same figures."""

from __future__ import annotations

from collections import Counter
from html import escape

_CELL = 18
_LEFT = 150
_TOP = 150


def confusion_svg(confusion: Counter[tuple[str, str]]) -> str:
    """Rows: what was asked. Columns: what was understood. Darker is more often; the diagonal is right."""
    names = sorted({name for pair in confusion for name in pair})
    side = len(names) * _CELL
    width, height = _LEFT + side + 10, _TOP + side + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif"'
        ' font-size="10"><title>Which topics are taken for which</title>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for i, name in enumerate(names):
        at = i * _CELL + 13
        parts.append(f'<text x="{_LEFT - 6}" y="{_TOP + at}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<text transform="translate({_LEFT + at},{_TOP - 6}) rotate(-60)">{escape(name)}</text>')
    most = {name: sum(n for (gold, _), n in confusion.items() if gold == name) for name in names}
    for (gold, told), count in sorted(confusion.items()):
        x, y = _LEFT + names.index(told) * _CELL, _TOP + names.index(gold) * _CELL
        share = count / most[gold]
        colour = "#1b7f5a" if gold == told else "#b3261e"
        parts.append(
            f'<rect x="{x}" y="{y}" width="{_CELL - 1}" height="{_CELL - 1}" fill="{colour}"'
            f' fill-opacity="{share:.2f}">'
            f"<title>{escape(gold)} → {escape(told)}: {count}</title></rect>"
            f'<text x="{x + _CELL / 2}" y="{y + 13}" text-anchor="middle">{count}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])
