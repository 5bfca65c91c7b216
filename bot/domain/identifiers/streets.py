"""Street addresses with a house number. Postal codes, towns and streets as such (where things are) stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.identifiers.vocabulary import NOT_A_HOUSE_NUMBER, NOT_STREETS, POSSIBLE_STREETS, SURE_STREETS

Place = tuple[int, int]

_NUMBER = r"\d{1,3}(?: ?[A-Ha-h](?!\w))?(?: ?[-–/] ?\d{1,3}(?! ?\w))?(?![\d.,:]?\d)"
_KIND = rf"(?P<kind>{SURE_STREETS}|{POSSIBLE_STREETS})\.?"
# «Storgata 5», «strandveien 12 b»
_JOINED = re.compile(rf"\b(?P<stem>[^\W\d_]{{2,}}?){_KIND} {_NUMBER}", re.IGNORECASE)
# «Karl Johans gate 3», «Kong Oscars gt. 7»
_APART = re.compile(rf"\b(?P<stem>[A-ZÆØÅ][^\W\d_]+(?: [^\W\d_]+){{0,2}}) {_KIND} {_NUMBER}")
_FLAT = re.compile(r"\b[HKLU]0\d{3}\b")
_SURE = re.compile(SURE_STREETS)
_COUNTS = re.compile(rf" ?(?:(?:{NOT_A_HOUSE_NUMBER})\b|%)", re.IGNORECASE)
_LIVES = re.compile(
    r"\b(?:bor|bur|budde|bodde|adresse\w*|hjemme|heime|kom|kommer|kjem|send\w*|hent\w*|møt\w*|ligger|ligg)\b"
    r"(?: \w+)? (?:i|på|til|er|e)? ?$",
    re.IGNORECASE,
)


def streets(text: str) -> Iterator[Place]:
    """Street and number, and the number of a flat."""
    for pattern in (_JOINED, _APART):
        yield from (m.span() for m in pattern.finditer(text) if _is_address(m, text))
    yield from (m.span() for m in _FLAT.finditer(text))


def _is_address(m: re.Match[str], text: str) -> bool:
    stem = m.group("stem")
    if _COUNTS.match(text, m.end()) or stem.casefold() in NOT_STREETS:
        return False
    if _SURE.fullmatch(m.group("kind").casefold()):
        return True
    is_name = stem[0].isupper() and not _begins_a_sentence(text, m.start())
    return is_name or bool(_LIVES.search(text, max(0, m.start() - 30), m.start()))


def _begins_a_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in ".!?\n"
