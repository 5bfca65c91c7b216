"""Numbers with a checksum: fødselsnummer and D-nummer, payment cards, accounts.

A number that fails its checksum is left alone, unless the words before it say what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Place = tuple[int, int]

_NATIONAL = re.compile(r"(?<!\d)\d\d[ ./-]?\d\d[ ./-]?\d\d[ .-]?\d{3}[ .]?\d\d(?!\d)")
_NATIONAL_BY_NAME = re.compile(
    r"\b(?:f[øo]dselsn(?:umme)?r\w*|personn(?:umme)?r\w*|fnr|d-?nummer\w*)\D{0,12}(\d(?:[ .-]?\d){4,10})(?!\d)",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<!\d)[2-6](?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"\b[A-Za-z]{2}\d\d(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?\b")
_ACCOUNT = re.compile(r"(?<!\d)\d{4}[ .]?\d\d[ .]?\d{5}(?!\d)")
_ACCOUNT_BY_NAME = re.compile(r"\bkonto\w*\D{0,12}(\d(?:[ .]?\d){10})(?!\d)", re.IGNORECASE)

_FIRST_CONTROL = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND_CONTROL = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_D_NUMBER_DAYS = 40
# Months of ordinary, H-, and two kinds of synthetic numbers (Skatteetaten, Norsk Helsenett).
_MONTH_SHIFTS = (0, 40, 65, 80)


def national_ids(text: str) -> Iterator[Place]:
    """Fødselsnummer and D-nummer with both control digits right, and any number that is called one."""
    yield from (m.span(1) for m in _NATIONAL_BY_NAME.finditer(text))
    yield from (m.span() for m in _NATIONAL.finditer(text) if is_national_id(_digits(m.group())))


def cards(text: str) -> Iterator[Place]:
    """Payment cards (Luhn) and IBAN (mod 97)."""
    yield from (m.span() for m in _CARD.finditer(text) if is_luhn(_digits(m.group())))
    yield from (m.span() for m in _IBAN.finditer(text) if is_iban(m.group()))


def accounts(text: str) -> Iterator[Place]:
    """Norwegian account numbers (mod 11), and any eleven digits that are called one."""
    yield from (m.span(1) for m in _ACCOUNT_BY_NAME.finditer(text))
    yield from (m.span() for m in _ACCOUNT.finditer(text) if is_account(_digits(m.group())))


def is_national_id(digits: str) -> bool:
    """A possible date of birth, and both control digits right."""
    numbers = [int(d) for d in digits]
    day, month = int(digits[:2]), int(digits[2:4])
    day -= _D_NUMBER_DAYS if day > _D_NUMBER_DAYS else 0
    is_date = 1 <= day <= 31 and any(1 <= month - shift <= 12 for shift in _MONTH_SHIFTS)
    return (
        is_date
        and _mod11(numbers[:9], _FIRST_CONTROL) == numbers[9]
        and _mod11(numbers[:10], _SECOND_CONTROL) == numbers[10]
    )


def is_account(digits: str) -> bool:
    """The last digit is the control digit of the ten before it."""
    numbers = [int(d) for d in digits]
    return any(numbers) and _mod11(numbers[:10], _SECOND_CONTROL) == numbers[10]


def is_luhn(digits: str) -> bool:
    """Every second digit from the right doubled; the digit sum ends in 0."""
    total = 0
    for i, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + i % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """The account moved before the country, letters as numbers: one more than a multiple of 97."""
    compact = text.replace(" ", "").upper()
    as_digits = "".join(str(int(c, 36)) for c in compact[4:] + compact[:4])
    return int(as_digits) % 97 == 1


def _mod11(numbers: list[int], weights: tuple[int, ...]) -> int:
    """The control digit; 10 for a number that is never given out."""
    rest = sum(n * w for n, w in zip(numbers, weights, strict=True)) % 11
    return (11 - rest) % 11


def _digits(text: str) -> str:
    return "".join(str(int(c)) for c in text if c.isdigit())
