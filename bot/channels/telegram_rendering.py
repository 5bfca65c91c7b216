"""Reply -> Telegram's messages: plain text within its limit, and buttons that carry a token instead of a payload.

Without a parse mode nothing that a person or a counsellor writes can turn into markup. Sends nothing itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.domain.conversation import ConversationId
from bot.domain.replies import Choice, Reply, ReplyKind, SourceLink
from bot.domain.words import Words

MOST_CHARACTERS = 4096
"""Telegram's limit for one message. We count as Telegram's clients do, in UTF-16 units."""

RENDERING_WORDS = tuple(
    f"telegram.{key}" for key in ("emergency", "emergency_numbers", "counsellor", "source", "draft")
)
_SENTENCE_END = re.compile(r"[.!?…][\"»)]*(?=\s)|(?=\n)")
_EMERGENCY_NUMBER = re.compile(r"\b(?:113|116\s?(?:111|117|123)|22\s?59\s?13\s?00)\b")
_MOST_SOURCES = 2
_ALARM = "\N{HEAVY EXCLAMATION MARK SYMBOL}"
_BEYOND_ONE_UNIT = 0xFFFF
_BUTTON = re.compile(r"b:([0-9a-f]{10}):(\d{1,9}):(\d{1,2})")
_LANGUAGE = re.compile(r"l:(nb|nn|en)")


@dataclass(frozen=True)
class Bubble:
    """One message to Telegram."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True)
class Pressed:
    """Which button was pressed: the choice `index` of message `number` in the conversation with that tag."""

    tag: str
    number: int
    index: int


Label = Callable[[int, Choice], str]
"""The callback data of the choice at an index; at most 64 bytes."""


class Rendering:
    """Renders replies with the channel's own words around them."""

    def __init__(self, words: Words) -> None:
        words.require(*RENDERING_WORDS)
        self._words = words

    def bubbles(
        self, reply: Reply, language: str, *, role: str | None = None, data: Label | None = None
    ) -> tuple[Bubble, ...]:
        """The messages, in order; the buttons are under the last. `role` marks the words of a counsellor."""
        parts = split(self._text(reply, language, role))
        keyboard = _keyboard(reply.choices, data) if data and reply.choices else None
        return (*(Bubble(part) for part in parts[:-1]), Bubble(parts[-1], keyboard))

    def _text(self, reply: Reply, language: str, role: str | None) -> str:
        lines = [*self._heading(reply, language, role), reply.text]
        last = [self._say("draft", language)] if reply.is_draft else []
        if reply.sources:
            last.append(self._say("source", language, sources=_sources(reply)))
        return "\n".join(lines) + ("\n\n" + "\n".join(last) if last else "")

    def _heading(self, reply: Reply, language: str, role: str | None) -> list[str]:
        if role is not None:
            return [self._say("counsellor", language, role=role)]
        if reply.kind is not ReplyKind.EMERGENCY:
            return []
        lines = [f"{_ALARM} {self._say('emergency', language)}"]
        if not _EMERGENCY_NUMBER.search(reply.text):
            lines.append(self._say("emergency_numbers", language))
        return lines

    def _say(self, key: str, language: str, **fields: object) -> str:
        return self._words.reply(f"telegram.{key}", language, **fields).text


def button_data(conversation_id: ConversationId, number: int, index: int) -> str:
    """The token of a button. It finds the payload among what was offered, so nothing else can ever be pressed."""
    return f"b:{tag_of(conversation_id)}:{number}:{index}"


def tag_of(conversation_id: ConversationId) -> str:
    """Tells the buttons of a deleted conversation from those of the next one in the same chat."""
    return hashlib.sha256(f"telegram button {conversation_id}".encode()).hexdigest()[:10]


def pressed(data: str | None) -> Pressed | None:
    """The inverse of `button_data`."""
    found = _BUTTON.fullmatch(data or "")
    return Pressed(found[1], int(found[2]), int(found[3])) if found else None


def language_data(language: str) -> str:
    """The token of a language's button; needs no conversation."""
    return f"l:{language}"


def chosen_language(data: str | None) -> str | None:
    """The inverse of `language_data`."""
    found = _LANGUAGE.fullmatch(data or "")
    return found[1] if found else None


def split(text: str, limit: int = MOST_CHARACTERS) -> tuple[str, ...]:
    """At least one part, none longer than the limit: cut after a sentence, else between words, else anywhere."""
    parts: list[str] = []
    while (fits := _that_fit(text, limit)) < len(text):
        cut = _cut(text, fits)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return (*parts, text) if text or not parts else tuple(parts)


def _that_fit(text: str, limit: int) -> int:
    """How many characters fit into so many UTF-16 units."""
    units = 0
    for count, character in enumerate(text):
        units += 2 if ord(character) > _BEYOND_ONE_UNIT else 1
        if units > limit:
            return count
    return len(text)


def _cut(text: str, fits: int) -> int:
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, fits + 1) if 0 < match.end() <= fits]
    if ends:
        return ends[-1]
    space = max(text.rfind(" ", 1, fits + 1), text.rfind("\n", 1, fits + 1))
    return space if space > 0 else fits


def _keyboard(choices: tuple[Choice, ...], data: Label) -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(c.label, callback_data=data(i, c))] for i, c in enumerate(choices)]
    return InlineKeyboardMarkup(rows)


def _sources(reply: Reply) -> str:
    """Who says so and when we looked; the links of the first ones, and none in an emergency: numbers matter there."""
    if reply.kind is ReplyKind.EMERGENCY:
        return ", ".join(dict.fromkeys(s.publisher or s.title for s in reply.sources))
    return "; ".join(_source(s) for s in reply.sources[:_MOST_SOURCES])


def _source(source: SourceLink) -> str:
    when = f" ({_norwegian(source.accessed)})" if source.accessed else ""
    link = f" {source.url}" if source.url.startswith("http") else ""
    return f"{source.publisher or source.title}{when}{link}"


def _norwegian(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day}.{day.month}.{day.year}"
