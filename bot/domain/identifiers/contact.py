"""Ways to reach somebody that are not telephone numbers: e-mail, profiles and user names."""

from __future__ import annotations

import re
from collections.abc import Iterator

Place = tuple[int, int]

_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_SPELT_EMAIL = re.compile(
    r"[\w.+%-]+ ?(?:@|\(at\)|\[at\]|\(a\)|\b(?:krøllalfa|alfakrøll)\b) ?[\w-]+(?: ?(?:\.|\(dot\)|\[dot\]|\b(?:punktum|prikk|dot)\b) ?[\w-]+)*"
    r" ?(?:\.|\(dot\)|\[dot\]|\b(?:punktum|prikk|dot)\b) ?(?:no|com|net|org|se|dk|io|eu|me|live|info)\b",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:facebook|fb|instagram|tiktok|snapchat|twitter|x|linkedin|t|discord)\.(?:com|me|gg)/[^\s,;)\]]+",
    re.IGNORECASE,
)
_AT_NAME = re.compile(r"(?<![\w@.])@(?=[\w.]*[^\W\d])[\w.]{2,29}\w")

_PLACES = (
    r"snap(?:chat)?(?:en)?|insta(?:gram)?(?:en)?|ig|tik ?tok(?:en)?|discord(?:en)?|kik|wickr|telegram|facebook|face|messenger|reddit|steam|twitter"
    r"|jodel|signal|session|threema|brukernavn(?:et)?|brukarnamn(?:et)?|nick(?:et)?|gamertag(?:en)?"
)
_OWN = r"navn(?:et)?|namn(?:et)?|brukernavn(?:et)?|brukarnamn(?:et)?|konto(?:en)?|min|mi|mitt|hans|hennes|hennar"
_TOLD = re.compile(
    rf"\b(?P<place>{_PLACES})(?P<own>(?: ?-?(?:{_OWN}))*) ?(?P<is>[:=]|\b(?:er|e|heter|heiter)\b) ?(?P<handle>@?[\w#.-]{{2,29}}\w)",
    re.IGNORECASE,
)
_WITH_DIGIT = re.compile(rf"\b(?:{_PLACES}) (?P<handle>@?(?=[\w.]*[\d_])[^\W\d][\w.]{{2,29}})\b", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:[.,;!?)\n]|$|(?:og|men|hvis|om|legg)\b)", re.IGNORECASE)
_STATES = frozenset(
    "hacket hacka borte vekk slettet sletta stengt sperret sperra privat full tom ny gammel gamal låst åpen open farlig farleg "
    "ikke ikkje helt heilt bare berre dum teit nede død".split()
)
"""What is said of an account, rather than its name."""


def emails(text: str) -> Iterator[Place]:
    """E-mail addresses, also with the marks spelt out."""
    yield from (m.span() for m in _EMAIL.finditer(text))
    yield from (m.span() for m in _SPELT_EMAIL.finditer(text))


def handles(text: str) -> Iterator[Place]:
    """Profile links, @names, and user names that the person calls so («snapen min er …»)."""
    yield from (m.span() for m in _PROFILE.finditer(text))
    yield from (m.span() for m in _AT_NAME.finditer(text))
    yield from (m.span("handle") for m in _TOLD.finditer(text) if _is_name_of_account(m, text))
    yield from (m.span("handle") for m in _WITH_DIGIT.finditer(text))


def _is_name_of_account(m: re.Match[str], text: str) -> bool:
    handle = m.group("handle")
    if handle.casefold() in _STATES:
        return False
    is_called_so = m.group("is") in ":=" or bool(m.group("own")) or "navn" in m.group("place").casefold()
    looks_like_one = any(c.isdigit() or c in "_#@" for c in handle)
    return is_called_so and (looks_like_one or m.group("is") in ":=" or bool(_ENDS.match(text, m.end())))
