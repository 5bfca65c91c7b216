"""Removes what could identify somebody, before anything is stored, published or handed over.

Each kind of identifier has its own recogniser (bot/domain/identifiers). What helps a person stays: doses, substances,
times, places, postal codes, emergency and service numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from bot.domain.identifiers.contact import emails, handles
from bot.domain.identifiers.names import names
from bot.domain.identifiers.numbers import accounts, cards, national_ids
from bot.domain.identifiers.phones import PUBLIC_NUMBERS, phones
from bot.domain.identifiers.streets import streets

Recogniser = Callable[[str], Iterator[tuple[int, int]]]

_MOST_ROUNDS = 5


@dataclass(frozen=True)
class Kind:
    """One kind of identifier: what is written in its place, and who finds it."""

    replacement: str
    find: Recogniser


def kinds(public_numbers: frozenset[str] = PUBLIC_NUMBERS) -> tuple[Kind, ...]:
    """In this order: a longer number is recognised before a part of it could be taken for a shorter one."""
    return (
        Kind("[e-post fjernet]", emails),
        Kind("[fødselsnummer fjernet]", national_ids),
        Kind("[kortnummer fjernet]", cards),
        Kind("[kontonummer fjernet]", accounts),
        Kind("[telefon fjernet]", partial(phones, public_numbers=public_numbers)),
        Kind("[profil fjernet]", handles),
        Kind("[adresse fjernet]", streets),
        Kind("[navn fjernet]", names),
    )


def redact(text: str, public_numbers: frozenset[str] = PUBLIC_NUMBERS) -> str:
    """The text with every identifier replaced. Doing it again changes nothing.

    `public_numbers` are telephone numbers (eight digits) that belong to services; they stay.
    """
    for _ in range(_MOST_ROUNDS):
        before = text
        for kind in kinds(public_numbers):
            text = _replace(text, kind)
        if text == before:
            return text
    return text


def _replace(text: str, kind: Kind) -> str:
    end_of_last = len(text) + 1
    for start, end in sorted(set(kind.find(text)), key=lambda place: (-place[1], place[0])):
        if end <= end_of_last:
            text = text[:start] + kind.replacement + text[end:]
            end_of_last = start
    return text
