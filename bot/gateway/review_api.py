"""The review desk's requests: the list of items, one item, and the two things that a fagansvarlig does with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from enum import Enum
from typing import TypeVar

from aiohttp import web

from bot.domain.review import (
    LONGEST_REASON,
    DecidedMeanwhile,
    DecisionRefused,
    DueOutOfRange,
    Reading,
    ReasonMissing,
    ReviewState,
    TextChanged,
)
from bot.domain.review_items import FINGERPRINT_LENGTH, ReviewKind
from bot.domain.staff_roles import MAY_REVIEW
from bot.gateway.console_api import Body
from bot.gateway.console_auth import body_of, counsellor_of, require_same_page, text_of
from bot.gateway.keys import SERVICES
from bot.gateway.middlewares import Handler
from bot.gateway.review_view import item_frame, overview_frame
from bot.ports import Counsellor
from bot.usecases.review_facts import ItemNotFound, Look, ReviewFacts

ITEM = r"{item:[a-z0-9_]+(?:\.[a-z0-9_]+)+}"

_LONGEST_SEARCH = 200
_LINES_AT_ONCE = 100
_MOST_LINES = 5000
_REFUSALS: dict[type[DecisionRefused], tuple[type[web.HTTPException], str]] = {
    TextChanged: (web.HTTPConflict, "text_changed"),
    DecidedMeanwhile: (web.HTTPConflict, "decided_meanwhile"),
    ReasonMissing: (web.HTTPBadRequest, "reason_missing"),
    DueOutOfRange: (web.HTTPBadRequest, "due_out_of_range"),
}
_Word = TypeVar("_Word", bound=Enum)

Act = Callable[[ReviewFacts, str, Reading, Counsellor, Body], Awaitable[None]]


async def reviewer_of(request: web.Request) -> Counsellor:
    """Who is logged in, and answers for the facts; raises HTTPUnauthorized or HTTPForbidden."""
    found = await counsellor_of(request)
    if not MAY_REVIEW & set(found.roles):
        raise web.HTTPForbidden(text="role")
    return found


async def overview(request: web.Request) -> web.Response:
    """GET /konsoll/api/reviews?state=&kind=&search=&most="""
    await reviewer_of(request)
    query = request.query
    look = Look(
        state=_word(ReviewState, query.get("state", "")),
        kind=_word(ReviewKind, query.get("kind", "")),
        words=query.get("search", "")[:_LONGEST_SEARCH],
    )
    seen = await request.app[SERVICES].review.overview(look)
    return web.json_response(overview_frame(seen, most=_number(query.get("most", ""))))


async def one(request: web.Request) -> web.Response:
    """GET /konsoll/api/reviews/{item}"""
    await reviewer_of(request)
    return await _as_it_is_now(request)


def deciding(act: Act) -> Handler:
    """POST /konsoll/api/reviews/{item}/...: {"fingerprint", "last_decision", ...}, answered with the item as it is."""

    async def handler(request: web.Request) -> web.StreamResponse:
        require_same_page(request)
        me = await reviewer_of(request)
        body = await body_of(request)
        try:
            await act(request.app[SERVICES].review, request.match_info["item"], _reading(body), me, body)
        except ItemNotFound:
            raise web.HTTPNotFound(text="no_item") from None
        except DecisionRefused as refused:
            answer, word = _REFUSALS[type(refused)]
            raise answer(text=word) from None
        return await _as_it_is_now(request)

    return handler


async def approve(facts: ReviewFacts, item: str, reading: Reading, me: Counsellor, body: Body) -> None:
    """{"due": the day of the next review}"""
    try:
        due = date.fromisoformat(text_of(body, "due"))
    except ValueError:
        raise web.HTTPBadRequest(text="due_out_of_range") from None
    await facts.approve(item, reading, due=due, by=me)


async def send_back(facts: ReviewFacts, item: str, reading: Reading, me: Counsellor, body: Body) -> None:
    """{"reason": what must be changed}"""
    if not isinstance(body.get("reason"), str) or not body["reason"].strip():
        raise web.HTTPBadRequest(text="reason_missing")
    await facts.send_back(item, reading, reason=text_of(body, "reason", most=LONGEST_REASON), by=me)


async def _as_it_is_now(request: web.Request) -> web.Response:
    try:
        seen = await request.app[SERVICES].review.read(request.match_info["item"])
    except ItemNotFound:
        raise web.HTTPNotFound(text="no_item") from None
    return web.json_response({"item": item_frame(seen)})


def _reading(body: Body) -> Reading:
    """What the page showed. Raises HTTPBadRequest."""
    last = text_of(body, "last_decision") if body.get("last_decision") is not None else None
    return Reading(text_of(body, "fingerprint", most=FINGERPRINT_LENGTH), last)


def _word(words: type[_Word], value: str) -> _Word | None:
    if not value:
        return None
    try:
        return words(value)
    except ValueError:
        raise web.HTTPBadRequest(text="invalid") from None


def _number(text: str) -> int:
    if not text:
        return _LINES_AT_ONCE
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MOST_LINES))):
        raise web.HTTPBadRequest(text="invalid")
    return min(int(text), _MOST_LINES)


ACTS: dict[str, Act] = {"approve": approve, "send-back": send_back}
