"""Ways to reach somebody that are not telephone numbers: e-mail, profiles and user names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.identifiers.vocabulary import STATES

Place = tuple[int, int]

# The look-behinds keep a long word without any @ from being tried again from each of its letters.
_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_AT = r"(?:@|\(at\)|\[at\]|\(a\)|\b(?:krøllalfa|alfakrøll)\b)"
_DOT = r"(?:\.|\(dot\)|\[dot\]|\b(?:punktum|prikk|dot)\b)"
_SPELT_EMAIL = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]+ ?{_AT} ?[\w-]+(?: ?{_DOT} ?[\w-]+)*?"
    rf" ?{_DOT} ?(?:no|com|net|org|se|dk|io|eu|me|live|info)\b",
    re.IGNORECASE,
)
_SITES = r"facebook|fb|instagram|tiktok|snapchat|twitter|x|linkedin|t|discord"
_PROFILE = re.compile(rf"(?:https?://)?\b(?:www\.|m\.)?(?:{_SITES})\.(?:com|me|gg)/[^\s,;)\]]+", re.IGNORECASE)
_AT_NAME = re.compile(r"(?<![\w@.])@(?=[\w.]*[^\W\d])[\w.]{2,29}\w")

_APPS = (
    r"snap(?:chat)?(?:en)?|insta(?:gram)?(?:en)?|ig|tik ?tok(?:en)?|discord(?:en)?|kik|wickr|telegram|facebook|face"
    r"|messenger|reddit|steam|twitter|jodel|signal|session|threema|brukernavn(?:et)?|brukarnamn(?:et)?|nick(?:et)?"
)
_OWN = r"navn(?:et)?|namn(?:et)?|brukernavn(?:et)?|brukarnamn(?:et)?|konto(?:en)?|min|mi|mitt|hans|hennes|hennar"
_TOLD = re.compile(
    rf"\b(?P<app>{_APPS})(?P<own>(?: ?-?(?:{_OWN}))*) ?(?P<is>[:=]|\b(?:er|e|heter|heiter)\b) ?"
    r"(?P<handle>@?[\w#.-]{2,29}\w)",
    re.IGNORECASE,
)
_WITH_DIGIT = re.compile(rf"\b(?:{_APPS}) (?P<handle>@?(?=[\w.]*[\d_])[^\W\d][\w.]{{2,29}})\b", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:[.,;!?)\n]|$|(?:og|men|hvis|om|legg)\b)", re.IGNORECASE)


def emails(text: str) -> Iterator[Place]:
    """E-mail addresses, also with the marks spelt out."""
    yield from (m.span() for m in _EMAIL.finditer(text))
    yield from (m.span() for m in _SPELT_EMAIL.finditer(text))


def handles(text: str) -> Iterator[Place]:
    """Profile links, @names, and user names that the person calls so («snapen min er …»)."""
    yield from (m.span() for m in _PROFILE.finditer(text))
    yield from (m.span() for m in _AT_NAME.finditer(text))
    yield from (m.span("handle") for m in _TOLD.finditer(text) if _is_account(m, text))
    yield from (m.span("handle") for m in _WITH_DIGIT.finditer(text))


def _is_account(m: re.Match[str], text: str) -> bool:
    handle, has_colon = m.group("handle"), m.group("is") in ":="
    if handle.casefold() in STATES:
        return False
    is_called_so = has_colon or bool(m.group("own")) or m.group("app").casefold().startswith(("bruk", "nick"))
    looks_like_one = has_colon or any(c.isdigit() or c in "_#@" for c in handle)
    return is_called_so and (looks_like_one or bool(_ENDS.match(text, m.end())))
