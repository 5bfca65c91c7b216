"""How Norwegian words are bent and joined, as far as a name in a message needs it."""

from __future__ import annotations

INFLECTIONS = (
    "en", "et", "a", "n", "ene", "ane", "er", "ar", "r", "s", "ens", "ets", "enes", "ers", "e", "t", "ten",
    "sen", "rn",
)  # fmt: skip
"""Endings that a name may carry: definite, plural, genitive, and what people write instead."""

COMPOUND_TAILS = (
    "rus", "royk", "bruk", "avheng", "overdos", "misbruk", "prov", "test", "abstin", "pille", "tablet", "kak",
    "olj", "dam", "salg", "selg", "kjop", "pris", "smak", "boks", "sug", "angst", "psykos", "dos", "blanding",
    "bland", "forgift", "kick", "stoff", "flask", "plant", "fro", "brus", "problem", "slutt", "vane", "kultur",
    "debut", "fest", "lov", "kjor", "nivo", "erfaring", "trip", "tur", "inntak", "drik", "fri", "hode", "lukt",
    "penn", "sprit", "kapsl", "pulver", "krystall", "patron", "ballong", "behandl", "medisin", "lapp", "plast",
    "spray", "saft", "sirup", "mikstur", "form", "type", "pakk", "rull", "bolle", "butt", "vin", "marked",
    "milj", "liv", "tid", "dag", "pause", "trang", "bak", "syk", "konsum", "mengd", "vaksin",
)  # fmt: skip
"""What stands after a substance's name in a compound («hasjrøyking», «snusboks», «ghb-overdose»)."""

_SHORTEST_BASE = 2


def stems(word: str) -> tuple[str, ...]:
    """The word without each ending it may carry."""
    if not word.endswith(INFLECTIONS):
        return ()
    return tuple(word[: -len(e)] for e in INFLECTIONS if word.endswith(e) and len(word) - len(e) >= _SHORTEST_BASE)
