"""`rusbot ask`: a whole conversation in this process, through the same use cases as the gateway's."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.adapters.dialogue.in_process import InProcess
from bot.bootstrap import House, open_house
from bot.domain.conversation import Channel, ConversationId, Message, Speaker
from bot.operations.analysis import texts_in
from bot.operations.rasa_process import quiet_rasa
from bot.operations.setup import fill_database
from bot.settings import Settings

_PAYLOAD = re.compile(r"/[a-z_]+(\{[^{}]{0,400}\})?")


async def ask(settings: Settings, texts: Sequence[str], *, language: str, as_json: bool, each: bool) -> None:
    """Each text is a turn, or `{"text": ...}`; without texts each line of standard input is. Nothing of it is kept."""
    async with open_private_house(settings) as house:
        await _converse(house, texts or sys.stdin, language=language, as_json=as_json, each=each)


@asynccontextmanager
async def open_private_house(settings: Settings) -> AsyncIterator[House]:
    """The whole assistant in this process, on a database that is gone afterwards. Raises ModelMissing."""
    quiet_rasa()
    with tempfile.TemporaryDirectory() as folder:
        private = replace(
            settings, var=Path(folder), database_url=f"sqlite+aiosqlite:///{folder}/ask.sqlite3", master_key=None
        )
        await fill_database(private, _silent)
        _point_actions_at(private)
        engine = await InProcess.load(settings.model)
        async with open_house(private, engine) as house:
            yield house


async def _converse(house: House, texts: Iterable[str], *, language: str, as_json: bool, each: bool) -> None:
    conversation: ConversationId | None = None
    for number, text in enumerate(texts_in(texts)):
        if conversation is None or each:
            started = await house.gateway.receive.start(Channel.WEB, language=language, greet=False)
            conversation = started.id
        turn = await take_turn(house, conversation, text, client_id=str(number))
        if as_json:
            print(json.dumps({"text": text, **turn}, ensure_ascii=False), flush=True)
        else:
            print(f"> {text}")
            for reply in turn["replies"]:
                print(f"  {reply['text']}")
                for button in reply["buttons"]:
                    print(f"    [{button['title']}]")
            print(f"  ({turn['owner']}, {turn['risk']})", flush=True)


async def take_turn(house: House, conversation: ConversationId, text: str, *, client_id: str) -> dict[str, Any]:
    """One message in, everything that came of it out: replies, owner, risk."""
    payload = text if _PAYLOAD.fullmatch(text) else None
    receipt = await house.gateway.receive.receive(conversation, text, client_id=client_id, payload=payload)
    await house.gateway.receive.answer(conversation)
    said = await house.gateway.transcript.since(conversation, receipt.number)
    async with house.store.reading() as unit:
        now = await unit.conversations.get(conversation)
        (mine,) = await unit.conversations.messages(conversation, after=receipt.number - 1, limit=1)
    return {
        "replies": [_shown(m) for m in said if m.speaker is not Speaker.PERSON],
        "owner": now.state.value,
        "risk": max(mine.risk, receipt.verdict.level).word if now.risk < receipt.verdict.level else now.risk.word,
    }


def _shown(message: Message) -> dict[str, Any]:
    data = message.reply.to_json()
    sources = [{"title": s["title"], "url": s["url"]} for s in data["sources"]]
    return {
        "text": data["text"], "buttons": data["buttons"], "sources": sources, "fact_ids": data["fact_ids"],
        "kind": data["kind"], "draft": data["draft"],
    }  # fmt: skip


def _point_actions_at(settings: Settings) -> None:
    """The actions run in this process and read where their content and services are from the environment."""
    import os

    os.environ["RUSBOT_DATABASE_URL"] = settings.database_url
    os.environ["RUSBOT_CONTENT"] = str(settings.content)
    os.environ["RUSBOT_VAR"] = str(settings.var)


def _silent(_line: str) -> None:
    """Nobody waits for progress here."""
