"""Golden transcripts: whole conversations through the real model, rules, actions and content (tests/transcripts)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from actions.wiring import services
from bot.bootstrap import House
from bot.domain.conversation import Channel
from bot.domain.language import detect
from bot.operations.asking import open_private_house, take_turn
from bot.settings import load_settings
from tests.model import require_model

FOLDER = Path(__file__).parent / "transcripts"
MOST_BUBBLES = 11
TURN_KEYS = frozenset(
    {
        "says", "presses", "facts", "never_facts", "kinds", "buttons", "must_contain", "must_never_contain", "owner",
        "risk", "answers_in",
    }
)  # fmt: skip
CONVERSATION_KEYS = frozenset({"name", "language", "kommune", "turns"})

pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="module")]

Turn = dict[str, Any]


def conversations() -> Iterator[Any]:
    """Every conversation of every file, named after itself."""
    for path in sorted(FOLDER.glob("*.yml")):
        for conversation in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(conversation, id=f"{path.stem}: {conversation['name']}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[House]:
    """One load for all: the model takes seconds, a conversation milliseconds."""
    require_model()
    before = dict(os.environ)
    services.cache_clear()
    async with open_private_house(load_settings()) as opened:
        yield opened
    services.cache_clear()
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.parametrize("conversation", conversations())
async def test_the_conversation_goes_as_it_should(house: House, conversation: dict[str, Any]) -> None:
    assert set(conversation) <= CONVERSATION_KEYS
    started = await house.gateway.receive.start(
        Channel.WEB, language=conversation.get("language", "nb"), kommune=conversation.get("kommune"), greet=False
    )
    buttons: dict[str, str] = {}
    wrong: list[str] = []
    for number, wanted in enumerate(conversation["turns"]):
        assert set(wanted) <= TURN_KEYS
        text = wanted.get("says") or buttons.get(wanted["presses"], "")
        assert text, f"no button {wanted.get('presses')!r}; there were {sorted(buttons)}"
        told = await take_turn(house, started.id, text, client_id=str(number))
        wrong += [f"turn {number + 1}, {text!r}: {what}" for what in (*missing(told, wanted), *never_right(told))]
        buttons = {b["title"]: b["payload"] for reply in told["replies"] for b in reply["buttons"]}
    assert wrong == []


def missing(told: Turn, wanted: Turn) -> Iterator[str]:
    """What the turn should have and does not."""
    facts = [f for reply in told["replies"] for f in reply["fact_ids"]]
    payloads = [b["payload"] for reply in told["replies"] for b in reply["buttons"]]
    kinds = {reply["kind"] for reply in told["replies"]}
    said = "\n".join(reply["text"] for reply in told["replies"])
    low = said.casefold()
    for pattern in wanted.get("facts", ()):
        if not fits(pattern, facts):
            yield f"no fact {pattern}; there were {facts}"
    for pattern in wanted.get("never_facts", ()):
        if fits(pattern, facts):
            yield f"facts {pattern} among {facts}"
    for pattern in wanted.get("buttons", ()):
        if not fits(pattern, payloads):
            yield f"no button {pattern}; there were {payloads}"
    for kind in wanted.get("kinds", ()):
        if kind not in kinds:
            yield f"nothing of kind {kind}; there were {sorted(kinds)}"
    for words in wanted.get("must_contain", ()):
        if words.casefold() not in low:
            yield f"{words!r} is not in {said!r}"
    for words in wanted.get("must_never_contain", ()):
        if words.casefold() in low:
            yield f"{words!r} is in {said!r}"
    if "answers_in" in wanted and detect(said) != wanted["answers_in"]:
        yield f"is in {detect(said)}: {said!r}"
    if "owner" in wanted and told["owner"] != wanted["owner"]:
        yield f"owner {told['owner']}, wanted {wanted['owner']}"
    grades = wanted.get("risk", told["risk"])
    if told["risk"] not in (grades if isinstance(grades, list) else [grades]):
        yield f"risk {told['risk']}, wanted {grades}"


def never_right(told: Turn) -> Iterator[str]:
    """What holds for every turn of every conversation."""
    texts = [reply["text"] for reply in told["replies"]]
    if not texts:
        yield "nothing was said"
    if len(texts) > MOST_BUBBLES:
        yield f"{len(texts)} bubbles are too many for a phone"
    twice = [text for text, count in Counter(texts).items() if count > 1]
    if twice:
        yield f"said more than once: {twice}"
    for reply in told["replies"]:
        if not reply["text"].strip() or "{" in reply["text"]:
            yield f"unfinished words: {reply['text']!r}"
        own = [f for f in reply["fact_ids"] if not f.startswith("service.")]
        if own and not reply["sources"]:
            yield f"no source for {own}"


def fits(pattern: str, names: list[str]) -> bool:
    """True when some name is like the pattern; «|» stands between patterns of which one is enough."""
    return any(fnmatchcase(name, one) for one in pattern.split("|") for name in names)
