"""Which written language a message is in: bokmål, nynorsk, English or another. Dialect counts as the nearer norm.

A handful of function words decides; one word is enough for nynorsk only where it is not also bokmål or a dialect's.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
# Words that only nynorsk (or a dialect of Vestlandet) writes so; «ikkje» alone is common in northern dialects too.
_NYNORSK = {
    "eg": 2, "ikkje": 2, "korleis": 3, "kvifor": 3, "kva": 2, "kven": 2, "kor": 1, "noko": 3, "nokon": 3, "berre": 2, "dei": 1,
    "hjå": 3, "frå": 2, "ho": 1, "kvar": 1, "meir": 2, "mykje": 2, "vera": 2, "vere": 2, "gjer": 1, "òg": 3, "sjølv": 1,
    "heile": 2, "nokre": 3, "desse": 1, "kjem": 2, "veit": 1, "hjelpa": 1, "mitt": 0, "skule": 3, "skulen": 3, "blei": 1,
    "vart": 2, "verte": 3, "vert": 3, "høyrt": 2, "no": 1, "då": 2, "kven's": 2, "løyve": 2, "unge": 0, "heime": 2, "drikk": 1,
    "kjenner": 0, "tenkjer": 3, "mor": 0, "døyr": 2, "sovnar": 2, "vaknar": 2, "røykjer": 2, "røykt": 0, "byrja": 2, "byrjar": 3,
    "nynorsk": 1, "spør": 0, "mogleg": 3, "lovleg": 3, "farleg": 3, "ulovleg": 3, "avhengig": 0, "vanleg": 3, "eit": 3, "ein": 2,
    "dykk": 3, "dokke": 1, "oss": 0, "kvart": 1, "slik": 0, "saman": 3, "ruset": 0, "einaste": 2, "ingenting": 0, "aleine": 1,
    "åleine": 3, "foreldra": 1, "born": 2, "barna": 0, "sidan": 2, "etter": 0, "medan": 2, "ynskjer": 3, "ønskjer": 3, "kjærasten": 2,
    "vore": 2, "vorte": 3, "fekk": 2, "gjekk": 2, "såg": 1, "tek": 2, "teke": 2, "tok": 0, "kunne": 0, "skal": 0, "nytte": 1,
}  # fmt: skip
_BOKMAAL = {
    "jeg": 2, "ikke": 2, "hvordan": 3, "hvorfor": 3, "hva": 2, "hvem": 2, "hvor": 2, "noe": 2, "noen": 2, "bare": 2, "de": 0,
    "hos": 1, "fra": 2, "hun": 2, "mer": 1, "mye": 2, "være": 2, "gjør": 1, "hele": 2, "kommer": 1, "vet": 1, "skole": 2,
    "skolen": 2, "ble": 1, "blir": 1, "nå": 2, "da": 1, "et": 2, "en": 2, "dere": 3, "sammen": 2, "alene": 2, "siden": 2, "mens": 2,
    "vært": 2, "fikk": 2, "gikk": 2, "tar": 1, "tatt": 1, "farlig": 2, "ulovlig": 2, "lovlig": 2, "vanlig": 2, "å": 0, "hjem": 1, "hjemme": 2,
    "kjæresten": 1, "drikker": 1, "røyker": 1, "sover": 1, "våkner": 1, "spiser": 1, "er": 0, "jæ": 2, "itte": 2, "itj": 1, "mæ": 1, "æ": 1, "dæ": 1,
}  # fmt: skip
_ENGLISH = frozenset(
    "the is are my what how can you i am im i'm with have and to of for it do does not don't was this that he she they help need"
    " want where if when friend took taking long safe should who which feel feeling someone cant can't won't will would be been at".split()
)
_NORDIC = frozenset("og i på til med for av som det er å den du jeg eg har kan om men så vi en et ein eit ikke ikkje meg mæ deg".split())
_LEAST_ENGLISH = 0.34


def detect(text: str) -> str:
    """nb, nn, en or other. Very short or undecided Norwegian counts as nb."""
    words = [w.casefold() for w in _WORD.findall(text)]
    if not words:
        return "nb"
    nynorsk = sum(_NYNORSK.get(w, 0) for w in words)
    bokmaal = sum(_BOKMAAL.get(w, 0) for w in words)
    english = sum(w in _ENGLISH for w in words)
    nordic = sum(w in _NORDIC for w in words) + (nynorsk + bokmaal) / 2
    if english > nordic and english / len(words) >= _LEAST_ENGLISH:
        return "en"
    if not nordic and not english and _looks_foreign(text):
        return "other"
    return "nn" if nynorsk > bokmaal else "nb"


def _looks_foreign(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    foreign = [c for c in letters if not ("a" <= c.casefold() <= "z" or c.casefold() in "æøåéèêóòôäöü")]
    return bool(letters) and len(foreign) / len(letters) > 0.3  # noqa: PLR2004 - mostly another alphabet
