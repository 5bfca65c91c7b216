"""Reads the house's own words, the emergency cards and the words of return codes from `content/`.

Reports every fault of a file at once when the house starts; nothing of this can fail while somebody waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.content.recognition import read_yaml
from bot.adapters.content.review_files import Reviews, decided_in
from bot.adapters.content.review_items import card_item_id
from bot.domain.emergency import EmergencyBook, EmergencyCard
from bot.domain.replies import ReplyKind, SourceLink
from bot.domain.return_code import FEWEST_CODE_WORDS, normalise
from bot.domain.risk_levels import RiskLevel
from bot.domain.texts import Texts
from bot.domain.words import ChoiceWords, ReplyWords, Words, WordsError

_APPROVED = "approved"


def load_words(root: Path) -> Words:
    """All of `replies/*.yml` in the content folder `root`. Raises WordsError."""
    return Words(_reply(entry) for _, entry in _entries(root / "replies", "replies"))


def load_emergency(root: Path) -> EmergencyBook:
    """All of `emergency/*.yml` in the content folder `root`. Raises WordsError, also when there is no default card."""
    decided = decided_in(root).reviews_of_folder(root / "emergency")
    return EmergencyBook(_card(entry, data, decided) for data, entry in _entries(root / "emergency", "cards"))


def load_code_words(root: Path) -> tuple[str, ...]:
    """The words that return codes are made of. Raises WordsError when there are too few, or two that look alike."""
    words = [str(w) for w in _read(root / "replies" / "return_code.yml").get("words") or ()]
    if len({normalise(w) for w in words}) != len(words) or len(words) < FEWEST_CODE_WORDS:
        raise WordsError(f"return codes need {FEWEST_CODE_WORDS} words that differ also without æ, ø and å")
    return tuple(words)


def _entries(folder: Path, key: str) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Every entry with its whole file. A fault names the file and the entry."""
    for path in sorted(folder.glob("*.yml")):
        data = _read(path)
        for entry in data.get(key) or ():
            missing = [k for k in ("id", "nb", "nn") if not isinstance(entry.get(k), str) or not entry[k].strip()]
            if missing:
                raise WordsError(f"{path.name}: {entry.get('id', 'an entry')} lacks {', '.join(missing)}")
            yield data, entry


def _read(path: Path) -> Mapping[str, Any]:
    try:
        data = read_yaml(path)
    except (OSError, yaml.YAMLError) as error:
        raise WordsError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(data, Mapping):
        raise WordsError(f"{path.name} is empty")
    return data


def _reply(entry: Mapping[str, Any]) -> ReplyWords:
    return ReplyWords(
        id=entry["id"],
        texts=_texts(entry),
        kind=ReplyKind(entry.get("kind", ReplyKind.NOTICE.value)),
        choices=_choices(entry.get("choices") or ()),
    )


def _card(entry: Mapping[str, Any], data: Mapping[str, Any], decided: Reviews) -> EmergencyCard:
    sources = data.get("sources") or {}
    unknown = [key for key in entry.get("sources") or () if key not in sources]
    if unknown:
        raise WordsError(f"the emergency card {entry['id']} names unknown sources: {', '.join(unknown)}")
    return EmergencyCard(
        id=entry["id"],
        kinds=tuple(entry.get("kinds") or ()),
        levels=tuple(RiskLevel.from_word(word) for word in entry.get("levels") or ()),
        texts=_texts(entry),
        choices=_choices(entry.get("choices") or ()),
        sources=tuple(_source(sources[key]) for key in entry.get("sources") or ()),
        is_draft=not _is_approved(entry, data, decided),
    )


def _is_approved(entry: Mapping[str, Any], data: Mapping[str, Any], decided: Reviews) -> bool:
    """Only marks the card: emergency help is shown whatever its review says."""
    review = decided.get(card_item_id(entry["id"]))
    written = entry.get("review") or data.get("review") or {}
    return review.is_approved if review else written.get("status") == _APPROVED


def _texts(entry: Mapping[str, Any]) -> Texts:
    english = entry.get("en")
    return Texts(nb=entry["nb"].strip(), nn=entry["nn"].strip(), en=english.strip() if english else None)


def _choices(entries: Sequence[Mapping[str, Any]]) -> tuple[ChoiceWords, ...]:
    return tuple(ChoiceWords(_texts(entry), entry["payload"]) for entry in entries)


def _source(data: Mapping[str, Any]) -> SourceLink:
    return SourceLink(data["title"], data["url"], data.get("publisher") or "", data.get("accessed"))
