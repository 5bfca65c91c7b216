"""Names, where the words around them say that a name follows. A name alone cannot be told from an ordinary word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.identifiers.vocabulary import NOT_NAMES, RELATIONS

Place = tuple[int, int]

_SOMEBODY = (
    rf"(?:jeg|eg|jæ|æ|e|i|han|hun|ho|hen|(?:{RELATIONS})(?: (?:min|mi|mitt|vår|vårt|hans|hennes|hennar|din|di))?)"
)
_IS_CALLED = r"(?:heter|heiter|hete|heite|heitte|hette|het|blir kalt|kalles)"
_FILLERS = r"(?: (?:egentlig|eigentleg|forresten|faktisk|altså|jo|da|nå|no))*"
_CUES = tuple(
    re.compile(cue, re.IGNORECASE)
    for cue in (
        rf"\b{_SOMEBODY}(?: som)? {_IS_CALLED}{_FILLERS} +",
        rf"\b(?:heter|heiter|hete) (?:jeg|eg|æ|han|hun|ho|hen){_FILLERS} +",
        r"\b(?:navnet|namnet|(?:for|etter)(?:navnet|namnet)) (?:mitt|hans|hennes|hennar) (?:er|e) +",
        r"\bmitt (?:fulle |eget |ekte )?(?:navn|namn) (?:er|e) +",
        r"\b(?:navn|namn|fornavn|etternavn|fornamn|etternamn) ?: *",
        r"\bkall(?:er)? meg +",
    )
)
_FAREWELL = re.compile(
    r"(?:^|(?<=[\s.,!?]))"
    r"(?:mvh|m\.v\.h|vh|v\.h|(?:med )?(?:vennlig|venleg|beste?|kjærlig) (?:hilsen|helsing)|hilsen|hilsing|helsing|klem)"
    r"\b[ ,.:!-]*\n? *(?:(?:fra|frå)\b *)?",
    re.IGNORECASE,
)
_GREETING = re.compile(r"^(?:hei|hallo|heisann|hello|god kveld)[ ,!]+(?:(?:dette|det) er )?", re.IGNORECASE)
_IS_HERE = re.compile(r" her\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?!\w)")
_ENDS = re.compile(r"\s*(?:[.,;!?)\n]|$|\d|(?:og|men|fra|frå|på|i)\b)", re.IGNORECASE)
_STOPS = re.compile(r"\s*(?:[.,;:!?)\n(-]|$|\d)")
_MOST_WORDS = 4


def names(text: str) -> Iterator[Place]:
    """The words after «jeg heter», «navnet mitt er», «mvh» and the like."""
    for cue in _CUES:
        yield from (place for m in cue.finditer(text) if (place := _name_at(text, m.end())))
    for m in _FAREWELL.finditer(text):
        place = _name_at(text, m.end())
        if place and _stands_last(text, place):
            yield place
    greeting = _GREETING.match(text)
    place = _name_at(text, greeting.end()) if greeting else None
    if place and text[place[0]].isupper() and _IS_HERE.match(text, place[1]):
        yield place


def _name_at(text: str, start: int) -> Place | None:
    """A first name, also written small, and the further names that follow it."""
    first = _WORD.match(text, start)
    if first is None or first.group().casefold() in NOT_NAMES:
        return None
    end = first.end()
    for position in range(1, _MOST_WORDS):
        word = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
        if word is None or not _is_further_name(word, text, is_second=position == 1):
            break
        end = word.end()
    return start, end


def _is_further_name(word: re.Match[str], text: str, *, is_second: bool) -> bool:
    """Capitalised; or small and followed by nothing but an end, as in «kari nordmann og jeg …»."""
    written = word.group()
    if written.casefold() in NOT_NAMES:
        return False
    is_capitalised = written[0].isupper() and not (len(written) > 1 and written.isupper())
    return is_capitalised or (is_second and bool(_ENDS.match(text, word.end())))


def _stands_last(text: str, place: Place) -> bool:
    """A farewell ends what is said: «hilsen kari», not «hilsen skal du få»."""
    return text[place[0]].isupper() or bool(_STOPS.match(text, place[1]))
