"""Names, where the words around them say that a name follows. A name alone cannot be told from an ordinary word."""

from __future__ import annotations

import re
from collections.abc import Iterator

Place = tuple[int, int]

_RELATIONS = (
    r"mamma|pappa|mor(?:a|en)?|far(?:en)?|bror(?:en)?|søster(?:en|a)?|syster(?:a)?|venn(?:en)?|ven(?:en)?|venninn(?:e|en|a)|kompis(?:en)?|kamerat(?:en)?"
    r"|kjæreste(?:n)?|kjærasten?|datter(?:en|a)?|dotter(?:a)?|sønn(?:en)?|son(?:en)?|barn(?:et)?|unge(?:n)?|lærer(?:en)?|lærar(?:en)?|lege(?:n)?|sjef(?:en)?"
    r"|eks(?:en)?|typen|dama|dame|jente|jenta|gutt(?:en)?|gut(?:en)?|fyr(?:en)?|mann(?:en)?|kone?a?|samboer(?:en)?|sambuar(?:en)?|nabo(?:en)?|onkel(?:en)?"
    r"|tante|stefar|stemor|rektor|behandler(?:en)?|langer(?:en)?|selger(?:en)?|saksbehandler(?:en)?|person(?:en)?"
)
_SUBJECT = rf"(?:jeg|eg|jæ|æ|e|i|han|hun|ho|hen|(?:{_RELATIONS})(?: (?:min|mi|mitt|vår|vårt|hans|hennes|hennar|din|di))?)(?: som)?"
_FILLERS = r"(?:(?:egentlig|eigentleg|forresten|forresten|faktisk|altså|jo|da|nå|no|forøvrig) )*"
_CUES = tuple(
    re.compile(cue + r"\s*", re.IGNORECASE)
    for cue in (
        rf"\b{_SUBJECT} (?:heter|heiter|hete|heite|heitte|hette|het|blir kalt|kalles) {_FILLERS}",
        rf"\b(?:heter|heiter|hete) (?:jeg|eg|æ|han|hun|ho|hen) {_FILLERS}",
        r"\b(?:navnet|namnet|fornavnet|etternavnet|fornamnet|etternamnet) (?:mitt|hans|hennes|hennar) (?:er|e)\b",
        r"\bmitt (?:fulle |eget |ekte )?(?:navn|namn) (?:er|e)\b",
        r"\b(?:fullt |fullt navn, )?(?:navn|namn|fornavn|etternavn|fornamn|etternamn) ?:",
        r"\bkall(?:er)? (?:meg|meg for)\b",
    )
)
_FAREWELL = re.compile(
    r"(?:^|(?<=[\s.,!?]))(?:mvh|m\.v\.h\.?|vh|v\.h\.|(?:med )?(?:vennlig|venleg|beste?|kjærlig) (?:hilsen|helsing)|hilsen|hilsing|helsing|klem)"
    r"\b[ ,.:!-]*\n?[ ]*(?:(?:fra|frå)\b *)?",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^(?:hei|hallo|heisann|hello|god kveld)[ ,!]+(?:dette er |det er )?(?=(?-i:[A-ZÆØÅ])\S+ her\b)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?(?=\W|$)")
_ENDS = re.compile(r"\s*(?:[.,;!?)\n]|$|\d|(?:og|men|fra|frå|på|i)\b)", re.IGNORECASE)

_MOST_NAMES = 4
_NOT_NAMES = frozenset(
    """
    jeg eg jæ æ meg mæ min mi mitt mine du deg din ditt han ham hun ho hen henne de dei dem vi oss dere dykk seg noe noko noen nokon ingen alle
    det den dette denne en ei et ein eit og eller men så at om for fordi som når da då nå no her der hit ikke ikkje aldri bare berre jo
    til fra frå på i av med ved hos uten utan under over etter før mot inn ut opp ned er e var ble blei vart blir har hadde kan kunne vil ville skal
    skulle må måtte får fikk gjør gjer ta tar tok hva kva hvem kven hvor kor kvar hvordan korleis hvorfor kvifor akkurat litt veldig
    anonym anonymt ukjent hemmelig hemmeleg jente gutt gut mann kvinne dame mor far mamma pappa søster syster bror venn venninne bekymret bekymra
    redd fortvilet fortvila trist lei sliten takk hei hjelp nei ja ok forresten egentlig eigentleg samme same likt annet anna sånn slik kjapp
    én ein forelder pårørende ungdom student elev lærer helsesykepleier tante onkel besteforelder undertegnede navn namn
    """.split()
)


def names(text: str) -> Iterator[Place]:
    """The words after «jeg heter», «navnet mitt er», «mvh» and the like."""
    for cue in _CUES:
        yield from (place for m in cue.finditer(text) if (place := _name_at(text, m.end())))
    for m in _FAREWELL.finditer(text):
        place = _name_at(text, m.end())
        if place and _stands_last(text, place):
            yield place
    greeting = _GREETING.match(text)
    if greeting and (word := _WORD.match(text, greeting.end())):
        yield word.span()


def _name_at(text: str, start: int) -> Place | None:
    """One to four words. A first name may be written small; further words count as names when they are capitalised,
    or when nothing but an end or «og» follows."""
    end = start
    for position in range(_MOST_NAMES):
        word = _WORD.match(text, end if position == 0 else end + 1)
        if word is None or (position > 0 and text[end] != " ") or word.group().strip(".").casefold() in _NOT_NAMES:
            break
        is_written_as_name = word.group()[0].isupper() and not word.group()[1:].isupper()
        is_small_surname = position == 1 and bool(_ENDS.match(text, word.end()))
        if position > 0 and not is_written_as_name and not is_small_surname:
            break
        end = word.end() - (1 if word.group().endswith(".") and len(word.group()) > 2 else 0)
        if end < word.end():
            break
    return (start, end) if end > start else None


def _stands_last(text: str, place: Place) -> bool:
    """A farewell closes its line: «hilsen kari», not «hilsen skal du få»."""
    rest = text[place[1] :].split("\n", 1)[0].strip(" .!,:)(-")
    return not rest or rest.isdigit() or text[place[0]].isupper()
