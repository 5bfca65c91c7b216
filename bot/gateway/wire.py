"""Browser frames: JSON text checked against static/wire.schema.json on the way in, built here on the way out.

Refuses to know what a frame leads to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from jsonschema import Draft202012Validator

from bot.domain.conversation import MAX_TEXT_LENGTH, ConversationId, Message, Speaker
from bot.domain.replies import Reply
from bot.domain.retention import DeletionReceipt
from bot.domain.waiting import Status

MAX_FRAME_BYTES = 32 * 1024
SCHEMA_FILE = Path(__file__).parent / "static" / "wire.schema.json"

_SURROGATE = re.compile("[\ud800-\udfff]")
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")

Frame = dict[str, Any]


class BadFrame(Exception):
    """The frame cannot be taken. `code` is one of the schema's error codes, `client_id` whose message it was."""

    def __init__(self, code: str, client_id: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.client_id = client_id


def read_frame(text: str, side: str = "client") -> Frame:
    """The frame in `text`, valid against the schema; `side` is client or console_client. Raises BadFrame."""
    frame = _json_object(text)
    kind = frame.get("type")
    validator = _validators(side).get(kind) if isinstance(kind, str) else None
    if validator is None:
        raise BadFrame("invalid")
    client_id = frame.get("id") if isinstance(frame.get("id"), str) else None
    if client_id is not None and not _CLIENT_ID.match(client_id):
        client_id = None
    _kind_words_first(frame, client_id)
    # In Python's patterns «$» also matches before a last line break; nothing with a pattern may carry one.
    has_break = any("\n" in value for key, value in frame.items() if key != "text" and isinstance(value, str))
    if has_break or not validator.is_valid(frame):
        raise BadFrame("invalid", client_id)
    return {key: _printable(value) for key, value in frame.items()}


def _kind_words_first(frame: Mapping[str, Any], client_id: str | None) -> None:
    """Empty and too long have words of their own; the schema alone would only say «invalid»."""
    text = frame.get("text")
    if frame["type"] != "message" or not isinstance(text, str):
        return
    if not text.strip():
        raise BadFrame("empty", client_id)
    if len(text) > MAX_TEXT_LENGTH:
        raise BadFrame("too_long", client_id)


def _json_object(text: str) -> Frame:
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):  # 32 kB of «[[[[» is deeper than the parser goes
        raise BadFrame("invalid") from None
    if not isinstance(value, dict):
        raise BadFrame("invalid")
    return value


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _printable(value: Any) -> Any:
    # Half a character (a lone surrogate) is valid JSON, but nothing that can be encrypted or sent on.
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema that the browser modules are tested against too."""
    loaded: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def _validators(side: str) -> Mapping[str, Draft202012Validator]:
    definitions = schema()["$defs"]
    return {
        kind: Draft202012Validator({"$ref": f"#/$defs/{side}/{kind}", "$defs": definitions})
        for kind in definitions[side]
    }


def welcome(conversation_id: ConversationId, language: str) -> Frame:
    """The conversation that this socket now follows."""
    return {"type": "welcome", "conversation": conversation_id, "language": language}


def accepted(client_id: str, number: int) -> Frame:
    """The message is stored for good."""
    return {"type": "accepted", "id": client_id, "number": number}


def message(said: Message) -> Frame:
    """A message as the person sees it. Only their own carry a client id."""
    frame: Frame = {
        "type": "message",
        "number": said.number,
        "speaker": said.speaker.value,
        "reply": said.reply.to_json(),
        "at": said.sent_at.isoformat(),
    }
    if said.speaker is Speaker.PERSON and said.client_id and _CLIENT_ID.match(said.client_id):
        frame["id"] = said.client_id
    return frame


def status(now: Status) -> Frame:
    """Who answers now, and the honest wait."""
    return {
        "type": "status",
        "owner": now.state.value,
        "position": now.position,
        "wait_minutes": now.wait_estimate_minutes,
        "on_duty": now.is_anyone_on_duty,
        "role": now.counsellor_role,
    }


def typing(speaker: Speaker) -> Frame:
    """Somebody is writing."""
    return {"type": "typing", "speaker": speaker.value}


def code(words: str) -> Frame:
    """The way back, shown once."""
    return {"type": "code", "code": words}


def deleted(receipt: DeletionReceipt) -> Frame:
    """The proof that everything is gone."""
    at = receipt.deleted_at.isoformat()
    return {"type": "deleted", "messages": receipt.messages, "at": at, "proof": receipt.proof}


def gone() -> Frame:
    """The conversation no longer exists."""
    return {"type": "gone"}


def error(
    reason: str,
    text: str,
    *,
    client_id: str | None = None,
    retry_after: float | None = None,
    replies: tuple[Reply, ...] = (),
) -> Frame:
    """Something could not be done; with `replies` it carries emergency help and is marked safety."""
    frame: Frame = {"type": "error", "code": reason, "text": text}
    if client_id is not None:
        frame["id"] = client_id
    if retry_after is not None:
        frame["retry_after"] = round(retry_after, 2)
    if replies:
        frame["safety"] = True
        frame["replies"] = [reply.to_json() for reply in replies]
    return frame
