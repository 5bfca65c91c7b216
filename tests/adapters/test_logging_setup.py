"""Logs: a marked sentence goes in everywhere and comes out nowhere."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest

from bot.adapters.logging_setup import ALLOWED_FIELDS, set_up_logging
from bot.domain.conversation import Channel, ConversationId
from bot.domain.events import ConversationStarted, Happening, MessageReceived
from bot.domain.risk_levels import RiskLevel
from bot.usecases.journal import record, record_failure

CANARY = "KANARIFUGL hun puster ikke 41234567"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged while the test runs; the logging of the test run itself is put back afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logging(stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], _ = before
    root.setLevel(before[1])


def test_an_event_of_ours_is_a_constant_name_with_its_fields(lines: io.StringIO) -> None:
    record(MessageReceived(ConversationId("a" * 32), 7, RiskLevel.ACUTE))
    (line,) = _read(lines)
    assert (line["event"], line["level"], line["logger"]) == ("message_received", "info", "bot.journal")
    assert (line["conversation"], line["number"], line["risk"]) == ("a" * 32, 7, "acute")


def test_of_an_error_only_its_kind_and_place_are_logged(lines: io.StringIO) -> None:
    record_failure(ConversationStarted(ConversationId("a" * 32), Channel.WEB), ValueError(CANARY))
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("bot.gateway").exception("answer_failed")
    first, second = _read(lines)
    assert (first["error"], second["error"]) == ("ValueError", "ValueError")
    assert second["at_lines"][-1].startswith("test_logging_setup.py:")
    assert "KANARI" not in lines.getvalue()


@pytest.mark.parametrize(
    "log",
    [
        lambda: logging.getLogger("bot.gateway").info(CANARY),
        lambda: logging.getLogger("bot.gateway").info("%s", CANARY),
        lambda: logging.getLogger("bot.gateway").info("message_received %s", CANARY),
        lambda: logging.getLogger("bot.gateway").info("message_received", extra={"text": CANARY}),
        lambda: logging.getLogger("bot.gateway").info("message_received", extra={"kind": CANARY, "count": [CANARY]}),
        lambda: logging.getLogger("bot.gateway").info("message_received", extra={"conversation": {"text": CANARY}}),
        lambda: logging.getLogger("aiohttp.access").warning("GET /?q=%s", CANARY),
        lambda: logging.getLogger("telegram.ext").error(CANARY, exc_info=ValueError(CANARY)),
        lambda: logging.getLogger("rasa.core").debug(CANARY),
        lambda: logging.getLogger(CANARY[:10]).info(CANARY),
        lambda: warnings.warn(CANARY, stacklevel=1),
    ],
)
def test_no_sentence_gets_into_the_log(lines: io.StringIO, log: object) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        log()
    assert "hun puster ikke" not in lines.getvalue()
    assert "41234567" not in lines.getvalue()


def test_a_library_is_heard_from_warning_on_and_only_who_and_where(lines: io.StringIO) -> None:
    logging.getLogger("sqlalchemy.engine").info("SELECT 1")
    logging.getLogger("sqlalchemy.engine").warning("pool is full of %s", CANARY)
    (line,) = _read(lines)
    assert (line["event"], line["logger"], line["level"]) == ("library", "sqlalchemy.engine", "warning")
    assert line["where"].startswith("test_logging_setup.py:")
    assert set(line) == {"at", "level", "logger", "event", "where"}


def test_a_library_with_a_handler_of_its_own_is_brought_to_order(lines: io.StringIO) -> None:
    loud = logging.getLogger("a.loud.library")
    private = io.StringIO()
    loud.addHandler(logging.StreamHandler(private))
    loud.setLevel(logging.DEBUG)
    set_up_logging(lines)
    loud.debug(CANARY)
    loud.warning(CANARY)
    assert private.getvalue() == ""
    assert [line["logger"] for line in _read(lines)] == ["a.loud.library"]


def test_every_field_of_every_event_is_allowed_and_none_can_hold_text() -> None:
    happenings = Happening.__subclasses__()
    assert len(happenings) > 10
    for happening in happenings:
        for name, kind in happening.__annotations__.items():
            assert name in ALLOWED_FIELDS, (happening, name)
            assert kind in {
                "int",
                "bool",
                "RiskLevel",
                "State",
                "Event",
                "Channel",
                "Speaker",
                "Verdict",
                "Role",
                "ConversationId",
                "CounsellorId",
            }


def test_an_event_refuses_what_it_cannot_say_plainly() -> None:
    with pytest.raises(TypeError, match=r"^a happening cannot hold a list$"):
        MessageReceived(ConversationId("a"), [CANARY], RiskLevel.NONE).values()  # type: ignore[arg-type]


def _read(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]
