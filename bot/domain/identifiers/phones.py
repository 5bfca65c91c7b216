"""Telephone numbers of people. Emergency numbers, help lines and other public services are never touched.

What only looks like a number to call (amounts, years, lists of doses) stays too, unless the words before it say «tlf».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.identifiers.vocabulary import UNITS

Place = tuple[int, int]

PUBLIC_NUMBERS = frozenset(
    {
        "22591300",  # Giftinformasjonen
        "91508588",  # RUSinfo
        "22400040",  # Kirkens SOS
        "90904848",  # Pårørendesenteret, Unge pårørende
        "55553333",  # Nav
        "55553339",  # Nav, gjeld
        "23327000",  # Velg behandlingssted
        "40501600",  # Pasient- og brukerombudet
        "22412240",  # Ung rettshjelp
        "22114130",  # For Fangers Pårørende
        "38020273",  # SnakkOmMobbing
        "47700200",  # Spillavhengighet Norge
        "90529359",  # NA
        "91177770",  # AA
    }
)
"""National services with ordinary numbers; those that begin with 8 are never a person's."""

_SHAPES = ("8", "3-2-3", "2-2-2-2", "2-3-3", "3-3-2", "3-5", "5-3", "2-6")
"""How Norwegians group eight digits. Not 4-4: that is two years or two postal codes far more often."""


def _shape(number: int, shape: str) -> str:
    """One way of grouping, with the same mark between all groups."""
    first, *rest = (int(n) for n in shape.split("-"))
    pattern = rf"[2-9]\d{{{first - 1}}}"
    for i, digits in enumerate(rest):
        mark = rf"(?P<mark{number}>[ .\-\u00a0])" if i == 0 else rf"(?P=mark{number})"
        pattern += rf"{mark}\d{{{digits}}}"
    return pattern


_GROUPED = "|".join(_shape(i, shape) for i, shape in enumerate(_SHAPES))
_NORWEGIAN = re.compile(rf"(?<![\d+])(?<!\d[.,])(?:47 ?(?=[49]))?(?P<number>{_GROUPED})(?!\d)")
_WITH_COUNTRY = re.compile(r"(?<![\d+])(?:\+|00)[1-9]\d{0,2}(?:[ .\-\u00a0()]{0,2}\d){6,12}(?!\d)")
_ANY_GROUPS = re.compile(r"(?<!\d)(?P<number>[2-9](?:[ .\-/\u00a0]{0,2}\d){7})(?!\d)")
_CALLED_SO = re.compile(
    r"\b(?:tlf|telefon\w*|mob|mobil\w*|nummer\w*|nr|ring|ringe|sms|whatsapp|vipps\w*|signal)\W{0,3}(?:[^\W\d]+\W{1,3}){0,3}$",
    re.IGNORECASE,
)
_UNIT = re.compile(rf"\s?(?:(?:{UNITS})\b|%|°|,-|€)", re.IGNORECASE)
_ONE_MORE_NUMBER = re.compile(r"[ \-]\d")
_NOT_DIGIT = re.compile(r"\D")


def phones(text: str, public_numbers: frozenset[str] = PUBLIC_NUMBERS) -> Iterator[Place]:
    """Norwegian and foreign numbers that could be somebody's own."""
    for m in _WITH_COUNTRY.finditer(text):
        digits = _NOT_DIGIT.sub("", m.group()).lstrip("0")
        if not _is_public(digits.removeprefix("47"), public_numbers) and not _UNIT.match(text, m.end()):
            yield m.span()
    for pattern in (_NORWEGIAN, _ANY_GROUPS):
        for m in pattern.finditer(text):
            if _is_personal(m, text, public_numbers, needs_name=pattern is _ANY_GROUPS):
                yield m.span()


def _is_personal(m: re.Match[str], text: str, public_numbers: frozenset[str], *, needs_name: bool) -> bool:
    number = m.group("number")
    if _is_public(_NOT_DIGIT.sub("", number), public_numbers) or _UNIT.match(text, m.end()):
        return False
    if _CALLED_SO.search(text, max(0, m.start() - 40), m.start()):
        return True
    return not needs_name and not _is_amount(number, is_in_a_list=bool(_ONE_MORE_NUMBER.match(text, m.end())))


def _is_public(digits: str, public_numbers: frozenset[str]) -> bool:
    return digits in public_numbers or (len(digits) == 8 and digits.startswith("8"))


def _is_amount(number: str, *, is_in_a_list: bool) -> bool:
    """A round number, or a row of round ones."""
    groups = [int(g) for g in re.split(r"\D", number)]
    is_row_of_round = len(groups) > 2 and all(g % 5 == 0 for g in groups)
    return _NOT_DIGIT.sub("", number).endswith("0000") or is_row_of_round or (is_in_a_list and len(groups) > 3)
