"""Logs that cannot quote anybody: one JSON object a line, constant event names, fields from a list, nothing else.

What a library logs is reduced to who, how serious and where: its sentences may hold a message, a token or an address.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from typing import TextIO

OURS = ("bot", "actions")
"""Loggers below these names are ours: they log constant names and fields."""

ALLOWED_FIELDS = frozenset(
    """
    attempt backend bus by channel conversation count counsellor day error event exit_code frame host kind language
    level messages method minutes ms number pid port process remaining replies revision risk role round route seconds
    state status table tables topic topics verdict version
    """.split()  # noqa: SIM905 - a list of words reads better than sixty quotation marks
)
"""Ids that we made, enums, counts and durations. A new field is a decision about privacy: add it here on purpose."""

_EVENT_NAME = re.compile(r"[a-z][a-z0-9_]{2,63}")
# One word of ours: no spaces, no @, nothing long enough to be a sentence or a token.
_PLAIN_WORD = re.compile(r"[A-Za-z0-9_.:/{}-]{1,64}")


def set_up_logging(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Everything goes to `stream` (standard error) as JSON; libraries are heard from WARNING on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(PrivateFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger) and not is_ours(logger.name):
            _cap(logger)
    logging.captureWarnings(capture=True)


def is_ours(name: str) -> bool:
    """True for our own loggers."""
    return name.split(".", 1)[0] in OURS


def _cap(logger: logging.Logger) -> None:
    """A library that set up its own handlers or asked for more than WARNING does so no longer."""
    logger.handlers[:] = []
    logger.propagate = True
    if logger.level < logging.WARNING:
        logger.setLevel(logging.NOTSET)


class PrivateFormatter(logging.Formatter):
    """Takes names and allowed fields from a record, and leaves its sentences behind."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object. Never calls `getMessage`: arguments and texts stay unread."""
        at = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        if is_ours(record.name):
            line["event"] = record.msg if _is_event_name(record.msg) else "unnamed_event"
            line.update(_fields(record))
        else:
            line["event"] = "library"
            line["where"] = f"{Path(record.pathname).name}:{record.lineno}"
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["at_lines"] = _places(record)
        return json.dumps(line, ensure_ascii=False)


def _is_event_name(message: object) -> bool:
    return isinstance(message, str) and _EVENT_NAME.fullmatch(message) is not None


def _fields(record: logging.LogRecord) -> dict[str, object]:
    known = ALLOWED_FIELDS & record.__dict__.keys()
    return {name: plain for name in sorted(known) if (plain := _plain(record.__dict__[name])) is not None}


def _plain(value: object) -> str | int | float | bool | None:
    """Numbers, enums and single words; anything else is left out."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str) and _PLAIN_WORD.fullmatch(value):
        return value
    return None


def _places(record: logging.LogRecord) -> list[str]:
    """Files and lines of the innermost calls, without the source lines and without the error's own words."""
    trace = record.exc_info[2] if record.exc_info else None
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(trace)[-6:]]
