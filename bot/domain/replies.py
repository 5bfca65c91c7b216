"""What Rusprat says, independent of the channel that shows it.

Knows nothing of Rasa, HTML or Telegram. Words come from `content/`; this module only carries them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class ReplyKind(str, Enum):
    """Why a bubble is shown; a channel may style it, never reword it."""

    ANSWER = "answer"
    EMERGENCY = "emergency"
    QUESTION = "question"
    STEP = "step"
    NOTICE = "notice"


@dataclass(frozen=True)
class Choice:
    """A button: `label` is what the person reads (and is stored as said), `payload` what the dialogue receives."""

    label: str
    payload: str


@dataclass(frozen=True)
class SourceLink:
    """Where a fact came from, and when it was last looked at (ISO dates)."""

    title: str
    url: str
    publisher: str = ""
    accessed: str | None = None


@dataclass(frozen=True)
class Reply:
    """One bubble: at most four sentences. `is_draft` means that no professional has approved its facts yet."""

    text: str
    kind: ReplyKind = ReplyKind.ANSWER
    choices: tuple[Choice, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    fact_ids: tuple[str, ...] = ()
    is_draft: bool = False
    image: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The stable wire form: text, kind, buttons, sources, fact_ids, draft, image."""
        return {
            "text": self.text,
            "kind": self.kind.value,
            "buttons": [{"title": c.label, "payload": c.payload} for c in self.choices],
            "sources": [
                {"title": s.title, "url": s.url, "publisher": s.publisher, "accessed": s.accessed} for s in self.sources
            ],
            "fact_ids": list(self.fact_ids),
            "draft": self.is_draft,
            "image": self.image,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reply:
        """The inverse of `to_json`. Raises KeyError or ValueError on anything else."""
        return cls(
            text=str(data["text"]),
            kind=ReplyKind(data.get("kind", "answer")),
            choices=tuple(Choice(str(b["title"]), str(b["payload"])) for b in data.get("buttons", ())),
            sources=tuple(
                SourceLink(str(s["title"]), str(s["url"]), str(s.get("publisher") or ""), s.get("accessed"))
                for s in data.get("sources", ())
            ),
            fact_ids=tuple(str(f) for f in data.get("fact_ids", ())),
            is_draft=bool(data.get("draft", False)),
            image=data.get("image"),
        )
