"""What kind of help a person asks for, recognised from phrases in their message.

The phrases live in `content/recognition/needs.yml`; this module only matches them. Knows nothing of services.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum

from bot.domain.phrases import Phrase, PhraseBook
from bot.domain.text import fold

# Only the age of who writes: «sønnen min er 16» says nothing of a mother.
_NEARLY = r"(?:(?:bare|berre|snart|nesten|kun|over|under|rundt|ca|na|no|fylt)\s+)?"
_SELF = rf"(?:jeg|eg|a|je|e|ej|jaj)\s+(?:er|e|ar|blir|vert|fyller)\s+{_NEARLY}"
_WHO = r"(?:gutt|jente|gut|mann|dame|kvinne|kvinn|kar)"
_OPENING = rf"^\s*(?:hei\W+|hallo\W+)?(?:er\s+)?(?:(?:en\s+|ei\s+|ein\s+)?{_WHO}\s*,?\s*(?:pa\s+)?)?"
_UNITS = r"kr|timer|timar|dager|dagar|uker|veker|maned|mnd|min|gram|g\b|mg|stk|prosent|ganger|gonger|km"
_NOT_AGE = rf"(?!\s*(?:{_UNITS}|%|[.,:-]?\d))"
_AGE = re.compile(rf"(?:\b{_SELF}|{_OPENING})([1-9]\d)\b{_NOT_AGE}")


class Need(str, Enum):
    """The tags that both a wish and a service may carry."""

    SOMEONE_TO_TALK_TO = "someone_to_talk_to"
    ACUTE = "acute"
    DETOX = "detox"
    TREATMENT = "treatment"
    LAR = "lar"
    EQUIPMENT = "equipment"
    USER_ROOM = "user_room"
    NALOXONE = "naloxone"
    RELATIVES = "relatives"
    YOUTH = "youth"
    VIOLENCE = "violence"
    SEXUAL_ABUSE = "sexual_abuse"
    HOUSING = "housing"
    DEBT_WORK = "debt_work"
    COUNSELLOR = "counsellor"
    MENTAL_HEALTH = "mental_health"
    FOOD_REST = "food_rest"
    OUTREACH = "outreach"
    ONLINE = "online"
    SCHOOL_HEALTH = "school_health"
    CHILD_WELFARE = "child_welfare"
    LEGAL_HELP = "legal_help"
    SELF_HELP = "self_help"


URGENT = frozenset((Need.ACUTE, Need.VIOLENCE, Need.SEXUAL_ABUSE, Need.CHILD_WELFARE, Need.DETOX))
"""Needs that are answered at once with national help, before we ask where somebody lives."""

GENERAL_NEEDS = (Need.SOMEONE_TO_TALK_TO, Need.COUNSELLOR, Need.TREATMENT)
"""What fits somebody who only says «hjelp»."""

OLDEST_YOUNG = 25
"""Services for the young end here (Uteseksjonen, Ung Arena, MO-Ung)."""

_SAFETY = (Need.VIOLENCE, Need.SEXUAL_ABUSE, Need.CHILD_WELFARE)
_SOFT = frozenset(
    (Need.RELATIVES, Need.YOUTH, Need.SOMEONE_TO_TALK_TO, Need.MENTAL_HEALTH, Need.ONLINE, Need.SELF_HELP, Need.ACUTE)
)


class NeedBook:
    """The phrases of every need, compiled once; `find` is pure."""

    def __init__(
        self, phrases: Mapping[Need, Iterable[str]], groups: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        """Raises PhraseError (bot.domain.phrases) on a phrase that cannot be read."""
        book = PhraseBook(groups)
        self._phrases: dict[Need, tuple[Phrase, ...]] = {
            need: tuple(book.phrase(source) for source in sources) for need, sources in phrases.items()
        }

    def find(self, text: str) -> tuple[Need, ...]:
        """Every need in the message, in the order in which they are first mentioned."""
        folded = fold(text)
        first: dict[Need, int] = {}
        for need, phrases in self._phrases.items():
            starts = [match.start() for phrase in phrases if (match := phrase.search(folded))]
            if starts:
                first[need] = min(starts)
        return tuple(sorted(first, key=lambda need: (first[need], need.value)))


def in_order_of_importance(asked: Iterable[Need], *, for_relative: bool, is_young: bool) -> tuple[Need, ...]:
    """Safety first, then what is concrete («avrusning»), then for whom it is, then the rest as it was said.

    Empty when nothing is known: see GENERAL_NEEDS.
    """
    said = dict.fromkeys(asked)
    for_whom = [Need.RELATIVES] if for_relative or Need.RELATIVES in said else []
    young = [Need.YOUTH] if is_young or Need.YOUTH in said else []
    safety = [n for n in _SAFETY if n in said]
    concrete = [n for n in said if n not in _SOFT and n not in safety]
    urgent = [Need.ACUTE] if Need.ACUTE in said else []
    soft = [n for n in said if n in _SOFT]
    if young and not (safety or concrete or soft or for_whom):
        soft = [Need.SOMEONE_TO_TALK_TO]
    # Somebody young who names a need wants that first; «ung» alone is the need itself.
    young_first = young if for_whom or not said or next(iter(said)) is Need.YOUTH else []
    return tuple(dict.fromkeys((*safety, *concrete, *urgent, *for_whom, *young_first, *soft, *young)))


def age_in(text: str) -> int | None:
    """The age of who writes, where they say it («jeg er 15», «jente 14»); None where no number clearly is one."""
    match = _AGE.search(fold(text))
    return int(match.group(1)) if match else None
