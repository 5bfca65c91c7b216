"""The small parts that every content file is made of, as domain objects: texts, sources, reviews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.knowledge import Review
from bot.domain.replies import SourceLink
from bot.domain.texts import Texts

Data = Mapping[str, Any]


def texts_in(data: Data) -> Texts:
    """The words under nb, nn and en."""
    english = data.get("en")
    return Texts(str(data["nb"]).strip(), str(data["nn"]).strip(), str(english).strip() if english else None)


def resolved(words_or_key: Any, shared: Data | None) -> Data:
    """The words themselves, or those that the file shares under a key."""
    found: Data = (shared or {})[words_or_key] if isinstance(words_or_key, str) else words_or_key
    return found


def review_in(data: Data | None) -> Review:
    """A review as it is written in a content file; none is a draft."""
    data = data or {}
    status, reviewer = data.get("status", "draft"), data.get("reviewed_by")
    return Review(status, reviewer, date_in(data.get("reviewed_on")), date_in(data.get("due")))


def own_review(item: Data, data: Data) -> Review:
    """The review of one entry: its own where it has one, else the file's."""
    return review_in(item.get("review") or data.get("review"))


def date_in(value: Any) -> date | None:
    """An ISO date, or None. Raises ValueError."""
    return date.fromisoformat(str(value)) if value else None


def sources_in(data: Data) -> Mapping[str, SourceLink]:
    """The file's table of sources by key."""
    return {key: _source(source) for key, source in (data.get("sources") or {}).items()}


def _source(source: Data) -> SourceLink:
    accessed = source.get("accessed")
    publisher = str(source.get("publisher") or "")
    return SourceLink(str(source["title"]), str(source["url"]), publisher, str(accessed) if accessed else None)


def links_of(item: Data, sources: Mapping[str, SourceLink]) -> tuple[SourceLink, ...]:
    """The sources that an entry names, in its order."""
    return tuple(sources[key] for key in item.get("sources") or () if key in sources)


def pair_id(item: Data, data: Data) -> str:
    """A pair's own id, or one made of the file's and the two things'."""
    return str(item.get("id") or f"{data['id']}.{item['a']}.{item['b']}")
