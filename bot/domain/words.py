"""The house's own short replies by key (queue, goodbye, «I could not answer»). The words live in content/replies/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from bot.domain.replies import Choice, Reply, ReplyKind
from bot.domain.texts import Texts


class WordsError(Exception):
    """The content lacks words that the house cannot do without; raised when it starts, never while somebody waits."""


@dataclass(frozen=True)
class ChoiceWords:
    """A button's label in each language, and what it sends."""

    label: Texts
    payload: str


@dataclass(frozen=True)
class ReplyWords:
    """One reply in each language; {fields} in it are filled in when it is said."""

    id: str
    texts: Texts
    kind: ReplyKind = ReplyKind.NOTICE
    choices: tuple[ChoiceWords, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """The names in braces, over all languages."""
        written = (self.texts.nb, self.texts.nn, self.texts.en or "")
        return frozenset(name for text in written for _, name, _, _ in Formatter().parse(text) if name)


class Words:
    """All replies by key. Built once from content; safe to share."""

    def __init__(self, replies: Iterable[ReplyWords]) -> None:
        self._replies: dict[str, ReplyWords] = {}
        for reply in replies:
            if reply.id in self._replies:
                raise WordsError(f"the reply {reply.id} is written twice")
            self._replies[reply.id] = reply

    @property
    def by_key(self) -> Mapping[str, ReplyWords]:
        """Everything there is, for checks and listings."""
        return self._replies

    def require(self, *keys: str) -> None:
        """Raises WordsError naming every key that has no words. Called when a use case is built."""
        missing = sorted(set(keys) - self._replies.keys())
        if missing:
            raise WordsError(f"content/replies has no words for {', '.join(missing)}")

    def reply(self, key: str, language: str, **fields: object) -> Reply:
        """The reply in that language; bokmål where it is not written in it. Raises WordsError for an unknown key."""
        self.require(key)
        words = self._replies[key]
        missing = sorted(words.fields - fields.keys())
        if missing:
            raise WordsError(f"the reply {key} needs {', '.join(missing)}")
        return Reply(
            text=words.texts.in_language(language).format_map(fields),
            kind=words.kind,
            choices=tuple(Choice(c.label.in_language(language), c.payload) for c in words.choices),
        )
