"""The console's requests: the queue, one conversation, and what a counsellor does with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.domain.conversation import MAX_TEXT_LENGTH, Conversation, ConversationId, Speaker
from bot.domain.handoff import State, TransitionRefused
from bot.domain.ownership import NotTheOwner
from bot.domain.risk_levels import RiskLevel
from bot.gateway import wire
from bot.gateway.console_auth import body_of, require_same_page, talker_of, text_of
from bot.gateway.console_view import Overview, entry, held_by, may_read
from bot.gateway.keys import ANSWERING, SERVICES
from bot.gateway.middlewares import Handler
from bot.ports import Conflict, ConversationNotFound, Counsellor, StoreFailed

_CLIENT_ID_LENGTH = 64
_AGREED_LENGTH = 1000

Body = dict[str, Any]
Act = Callable[[web.Request, ConversationId, Counsellor, Body], Awaitable[object]]


@web.middleware
async def speak_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Under /konsoll/api every failure is a status and one word the page has a sentence for."""
    if not request.path.startswith("/konsoll/api/"):
        return await handler(request)
    try:
        return await handler(request)
    except ConversationNotFound:
        return _failure(404, "gone")
    except NotTheOwner:
        return _failure(409, "not_yours")
    except (TransitionRefused, Conflict):
        return _failure(409, "changed")
    except StoreFailed:
        return _failure(503, "store_unavailable")
    except web.HTTPException as refused:
        return _failure(refused.status, refused.text or "invalid")


def _failure(status: int, word: str) -> web.Response:
    return web.json_response({"error": word}, status=status)


async def queue(request: web.Request) -> web.Response:
    """GET /konsoll/api/queue"""
    me = await talker_of(request)
    services = request.app[SERVICES]
    return web.json_response((await Overview.read(services)).queue_frame(services, me))


async def conversation(request: web.Request) -> web.Response:
    """GET /konsoll/api/conversations/{id}?after=N"""
    me = await talker_of(request)
    services = request.app[SERVICES]
    conversation_id = _id(request)
    after = request.query.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) <= 9):
        raise web.HTTPBadRequest(text="invalid")
    async with services.store.reading() as unit:
        found = await unit.conversations.get(conversation_id)
        owner = await held_by(unit, found)
    shown = entry(services, me, found, held_by=owner)
    if not may_read(found, me):
        return web.json_response({"error": "not_yours", "conversation": shown}, status=403)
    messages = await services.transcript.since(conversation_id, int(after))
    return web.json_response({"conversation": shown, "messages": [_message(m) for m in messages]})


def _message(said: Any) -> wire.Frame:
    return {**wire.message(said), "risk": said.risk.word}


def doing(act: Act) -> Handler:
    """POST /konsoll/api/conversations/{id}/...: checked, done, and answered with the conversation as it is now."""

    async def handler(request: web.Request) -> web.StreamResponse:
        require_same_page(request)
        me = await talker_of(request)
        conversation_id = _id(request)
        body = await body_of(request) if request.can_read_body else {}
        await act(request, conversation_id, me, body)
        return web.json_response({"conversation": await _as_it_is_now(request, conversation_id, me)})

    return handler


async def _as_it_is_now(request: web.Request, conversation_id: ConversationId, me: Counsellor) -> wire.Frame:
    services = request.app[SERVICES]
    async with services.store.reading() as unit:
        found: Conversation = await unit.conversations.get(conversation_id)
        return entry(services, me, found, held_by=await held_by(unit, found))


async def accept(request: web.Request, conversation_id: ConversationId, me: Counsellor, _body: Body) -> None:
    """Take over."""
    await request.app[SERVICES].handoff.accept(conversation_id, me.id)


async def say(request: web.Request, conversation_id: ConversationId, me: Counsellor, body: Body) -> None:
    """Write to the person: {"text", "id"}; the same id twice is said once."""
    text = text_of(body, "text", most=MAX_TEXT_LENGTH)
    client_id = text_of(body, "id", most=_CLIENT_ID_LENGTH)
    await request.app[SERVICES].handoff.say(conversation_id, me.id, text, client_id=f"{me.id}:{client_id}")


async def release(request: web.Request, conversation_id: ConversationId, me: Counsellor, _body: Body) -> None:
    """Back in the queue, for a colleague."""
    await request.app[SERVICES].handoff.release(conversation_id, me.id)


async def hand_back(request: web.Request, conversation_id: ConversationId, me: Counsellor, _body: Body) -> None:
    """Back to the assistant, which answers what is unanswered."""
    await request.app[SERVICES].handoff.hand_back(conversation_id, me.id)
    request.app[ANSWERING].wake(conversation_id)


async def close(request: web.Request, conversation_id: ConversationId, me: Counsellor, body: Body) -> None:
    """A good ending: {"agreed": what was agreed, or nothing}. Only the one who has the conversation ends it."""
    services = request.app[SERVICES]
    async with services.store.reading() as unit:
        found = await unit.conversations.get(conversation_id)
    if found.state is not State.WITH_COUNSELLOR or found.counsellor_id != me.id:
        raise NotTheOwner
    # The words around it end with a full stop of their own.
    agreed = text_of(body, "agreed", most=_AGREED_LENGTH).strip().rstrip(".") if body.get("agreed") else None
    await services.handoff.close(conversation_id, by=Speaker.COUNSELLOR, agreed=agreed, counsellor=me.id)


async def settle_risk(request: web.Request, conversation_id: ConversationId, me: Counsellor, body: Body) -> None:
    """The counsellor's judgement: {"level": none | concern | high | acute}."""
    try:
        level = RiskLevel.from_word(text_of(body, "level"))
    except KeyError:
        raise web.HTTPBadRequest(text="invalid") from None
    await request.app[SERVICES].handoff.settle_risk(conversation_id, me.id, level)


def _id(request: web.Request) -> ConversationId:
    return ConversationId(request.match_info["id"])


ACTS: dict[str, Act] = {
    "accept": accept,
    "say": say,
    "release": release,
    "hand-back": hand_back,
    "close": close,
    "settle-risk": settle_risk,
}
