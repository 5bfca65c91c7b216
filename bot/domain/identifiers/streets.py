"""Street addresses with a house number. Postal codes, towns and streets as such (where things are) stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

Place = tuple[int, int]

_SURE = r"gate|gata|gaten|gt|vei|veien|veg|vegen|vn|vg|allé|alle|alléen|alleen|stredet|smauet"
_UNSURE = (
    r"plass|plassen|sving|svingen|bakke|bakken|stien|sti|lia|åsen|tun|tunet|krok|kroken|løkka|terrasse|terrassen|brygge|brygga|kaia|haugen"
    r"|toppen|dalen|jordet|marka|berget|ringen|rabben|hagen|faret|torg|torget"
)
_NUMBER = r"(?P<number>\d{1,3}(?: ?[A-Ha-h](?![\w]))?)(?: ?[-–/] ?\d{1,3}(?! ?\w))?(?![\d.,:]?\d)"
_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
# «Storgata 5», «strandveien 12 b», «Karl Johans gate 3», «Kong Oscars gt. 7»
_JOINED = re.compile(rf"\b(?P<stem>[^\W\d_]{{2,}}?)(?P<kind>{_SURE}|{_UNSURE})\.? {_NUMBER}", re.IGNORECASE)
_APART = re.compile(rf"\b(?P<stem>[A-ZÆØÅ][^\W\d_]+(?: {_WORD}){{0,2}}) (?P<kind>{_SURE}|{_UNSURE})\.? {_NUMBER}")
_FLAT = re.compile(r"\b[HKLU]0\d{3}\b")
_NOT_A_HOUSE = re.compile(
    r" ?(?:ganger?|gonger?|år|mnd|måneder|månader|uker?|veker?|dag(?:er|ar)?|døgn|timer?|timar|minutt(?:er|ar)?|min|sekund\w*|meter|m|km|mil|mg|gram"
    r"|gr?|kg|ml|cl|dl|kr|kroner|stk|stykker|pers\w*|stykk|prosent|personer|venner|folk|andre|av|til|piller|pillar|tabletter|tablettar)\b|%",
    re.IGNORECASE,
)
_ORDINARY = frozenset(
    "hoved hovud om blind motor gang sykkel av inn ut opp ned hjem heim skole skule jern bil luft fot kjøre kjerre snar rett ring riks fylkes "
    "arbeids parkerings leke leike camping fot ballplass sitte stå ligge møte barne barnehagen samlings rasteplass raste park bopel "
    "fuglebrett bak fram over under opp hopp ski lys lysløype natur tur nabo fjell hoppe skog frukt kjøkken".split()
)
"""What stands before «-veien» or «-plassen» in words that are no addresses."""
_LIVES = re.compile(
    r"\b(?:bor|bur|budde|bodde|adresse\w*|hjemme|heime|er|e|kom|kommer|send\w*|hent\w*|møt\w*|ligger|ligg)\b(?: \w+)? (?:i|på|til|er|e|:)? ?$",
    re.IGNORECASE,
)


def streets(text: str) -> Iterator[Place]:
    """Street and number, and the number of a flat."""
    for pattern in (_JOINED, _APART):
        yield from (m.span() for m in pattern.finditer(text) if _is_address(m, text))
    yield from (m.span() for m in _FLAT.finditer(text))


def _is_address(m: re.Match[str], text: str) -> bool:
    stem, kind = m.group("stem"), m.group("kind").casefold()
    if _NOT_A_HOUSE.match(text, m.end()) or stem.casefold() in _ORDINARY:
        return False
    if re.fullmatch(_SURE, kind):
        return True
    is_name = stem[0].isupper() and not _begins_a_sentence(text, m.start())
    return is_name or bool(_LIVES.search(text, max(0, m.start() - 30), m.start()))


def _begins_a_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in ".!?\n"
