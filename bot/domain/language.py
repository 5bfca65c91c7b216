"""Which written language a message is in: bokmål, nynorsk, English or another. Dialect counts as the nearer norm.

A handful of function words decides; one word is enough for nynorsk only where it is not also bokmål or a dialect's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(r"[^\W\d_]+")
_LEAST_ENGLISH = 0.34
_MOST_FOREIGN = 0.3


def _weighted(words: Mapping[int, str]) -> dict[str, int]:
    return {word: weight for weight, listed in words.items() for word in listed.split()}


# Words that only nynorsk (or a dialect of Vestlandet) writes so; «ikkje» alone is common in the north too.
_NYNORSK = _weighted(
    {
        3: """
            korleis kvifor noko nokon hjå òg nokre skule skulen verte vert tenkjer byrjar mogleg lovleg farleg
            ulovleg vanleg eit dykk saman åleine ynskjer ønskjer vorte
        """,
        2: """
            eg ikkje kva kven berre frå meir mykje vera vere heile kjem vart høyrt då løyve heime døyr sovnar
            vaknar røykjer byrja ein einaste born sidan medan kjærasten vore fekk gjekk tek teke
        """,
        1: """
            kor dei ho kvar gjer sjølv desse veit hjelpa blei no drikk nynorsk dokke kvart aleine såg
            nytte
        """,
    }
)
_BOKMAAL = _weighted(
    {
        3: """
            hvordan hvorfor dere
        """,
        2: """
            jeg ikke hva hvem hvor noe noen bare fra hun mye være hele skole skolen nå et en sammen alene siden
            mens vært fikk gikk farlig ulovlig lovlig vanlig hjemme jæ itte
        """,
        1: """
            hos mer gjør kommer vet ble blir da tar tatt hjem kjæresten drikker røyker sover våkner spiser itj
            mæ æ dæ
        """,
    }
)
_ENGLISH = _weighted(
    {
        1: """
            am and are at be been can can't cant do does don't feel feeling for friend have he help how i i'm if
            im is it long my need not of safe she should someone taking that the they this to took want was what
            when where which who will with won't would you
            about addicted after allowed an any because before but by did doctor drinking drugs find free from get got
            had has hospital hours illegal in insurance into job just legal many money moved much near never opening
            or our pay police quit really since smoke smoking still than then there today tomorrow tonight us were
            without work worried yesterday your
        """,
    }
)
_NORDIC = _weighted(
    {
        1: """
            av deg den det du eg ein eit en er et for har i ikke ikkje jeg kan med meg men mæ og om på som så
            til vi å
        """,
    }
)


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
    return bool(letters) and len(foreign) / len(letters) > _MOST_FOREIGN
