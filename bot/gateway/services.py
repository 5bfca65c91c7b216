"""What the gateway is given: the use cases, the store and bus it watches, and its limits. Builds nothing itself."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.domain.words import Words
from bot.ports import Bus, Clock, Store
from bot.usecases.come_back import ComeBack
from bot.usecases.forget import Forget
from bot.usecases.manage_handoff import ManageHandoff
from bot.usecases.receive_message import ReceiveMessage
from bot.usecases.review_facts import ReviewFacts
from bot.usecases.show_mixing import LoadSheets
from bot.usecases.transcript import Transcript


@dataclass(frozen=True)
class Limits:
    """How much one browser may ask, and how often the gateway looks by itself. Seconds and counts."""

    messages_at_once: int = 12
    messages_per_second: float = 1.0
    starts_at_once: int = 200
    starts_per_second: float = 20.0
    codes_at_once: int = 5
    codes_per_second: float = 0.05
    logins_at_once: int = 5
    logins_per_second: float = 1 / 30
    all_logins_at_once: int = 30
    all_logins_per_second: float = 1.0
    most_sockets: int = 5000
    most_bad_frames: int = 30
    most_answers_at_once: int = 16
    heartbeat: float = 25.0
    look_every: float = 3.0
    seen_every: float = 30.0
    tick_every: float = 15.0
    sweep_every: float = 300.0


def _nowhere(_number: str) -> str | None:
    return None


@dataclass(frozen=True)
class GatewayServices:
    """Everything `create_app` needs.

    `is_ready` says whether the dialogue engine would answer (never raises). `allowed_origins` are the host pages
    («https://www.sel.kommune.no») that may show the widget in a frame; the gateway's own origin is always allowed.
    `kommune_name` turns a kommunenummer into a name for the counsellor. `mixing` reads the mixing table.
    """

    receive: ReceiveMessage
    handoff: ManageHandoff
    forget: Forget
    transcript: Transcript
    come_back: ComeBack
    review: ReviewFacts
    store: Store
    bus: Bus
    clock: Clock
    words: Words
    is_ready: Callable[[], Awaitable[bool]]
    mixing: LoadSheets
    allowed_origins: tuple[str, ...] = ()
    kommune_name: Callable[[str], str | None] = _nowhere
    limits: Limits = field(default_factory=Limits)
    monotonic: Callable[[], float] = time.monotonic
