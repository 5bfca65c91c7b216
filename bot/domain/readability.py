"""How hard a Norwegian text is to read: its sentences, and its LIX (Björnsson 1968; below 40 is easy for most).

Knows nothing of content files. A full stop ends a sentence only where a new one begins, so that «ca. 12 timer» and
«1. juli» do not count as two.
"""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[»\")]*(?=\s+[«\"(]*[A-ZÆØÅ0-9])|[.!?…]+[»\")]*\s*$")
_ABBREVIATION = re.compile(
    r"\b(?:ca|kl|nr|evt|dvs|jf|inkl|tlf|f\.eks|t\.d|bl\.a|m\.a|s\.k|pga|mtp|kap)\.$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_LONG_WORD = 7


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a finished text; an abbreviation does not end one."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        rest = text[match.end() :].strip()
        if rest and _ABBREVIATION.search(text[start : match.end()]):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    tail = text[start:].strip()
    return tuple(s for s in (*found, tail) if s)


def lix(text: str) -> float:
    """Words per sentence plus the percentage of words longer than six letters; 0 for a text without words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    long_words = sum(len(word) >= _LONG_WORD for word in words)
    return len(words) / max(1, len(sentences_of(text))) + 100 * long_words / len(words)


def word_count(text: str) -> int:
    """Words and numbers; a compound with a hyphen is one."""
    return len(_WORD.findall(text))
