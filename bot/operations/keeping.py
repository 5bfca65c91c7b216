"""What an operator or reviewer does now and then: reports, links, staff, purge."""

from __future__ import annotations

import asyncio
import getpass
import sys

import aiohttp
import yaml

from bot.adapters.clock import SystemClock
from bot.adapters.content.loader import load_library
from bot.adapters.content.mixing_chart import mixing_chart
from bot.adapters.content.report import draw_coverage, report
from bot.adapters.content.review_check import review_counts
from bot.adapters.dialogue.rasa_rest import RasaRest
from bot.adapters.store.unit_of_work import open_store
from bot.bootstrap import open_house
from bot.domain.staff_roles import COUNSELLOR, REVIEWER
from bot.ports import Conflict
from bot.settings import ROOT, Settings

_SHORTEST_PASSWORD = 12
_LOGIN_MINUTES = 60
MAY = {"talk": (COUNSELLOR,), "review": (REVIEWER,), "both": (COUNSELLOR, REVIEWER)}
"""What `rusbot staff add --may` can give; the word that the other side is told follows from it."""
_AT_ONCE = 8
_LINK_TIMEOUT = aiohttp.ClientTimeout(total=20)
_GONE = 400


def content_report(settings: Settings) -> None:
    """Coverage substance by topic, gaps and oldest reviews; the picture in docs/images."""
    library = load_library(settings.content)
    print(report(library))
    print("", *review_counts(settings.content, SystemClock().now().date()), sep="\n")
    picture = ROOT / "docs" / "images" / "coverage.svg"
    picture.parent.mkdir(parents=True, exist_ok=True)
    draw_coverage(library, picture)
    print(f"picture: {picture.relative_to(ROOT)}")


def print_mixing_chart(settings: Settings) -> None:
    """The matrix as SVG."""
    print(mixing_chart(load_library(settings.content, require_review=settings.require_review)), end="")


async def add_staff(settings: Settings, username: str, role: str | None, may: str) -> None:
    """Somebody who may log in: a counsellor, a fagansvarlig, or both."""
    password = getpass.getpass("Passord: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < _SHORTEST_PASSWORD:
        print(f"rusprat: the password must have at least {_SHORTEST_PASSWORD} characters", file=sys.stderr)
        sys.exit(1)
    url, key = settings.database_url, settings.master_key
    title = role or ("fagansvarlig" if may == "review" else "ruskonsulent")
    store = await open_store(url, key_file=settings.key_file, clock=SystemClock(), master_key=key)
    try:
        async with store.unit() as unit:
            await unit.staff.add(username, password, display_role=title, roles=MAY[may])
            await unit.commit()
    except Conflict:
        print(f"rusprat: {username} has an account already; choose another name", file=sys.stderr)
        sys.exit(1)
    finally:
        await store.close()
    print(f"rusprat: {username} may log in at /konsoll/")


async def one_time_login(settings: Settings) -> None:
    """A link that logs in once."""
    async with open_house(settings, RasaRest("http://127.0.0.1:1")) as house, house.store.unit() as unit:
        token = await unit.staff.one_time_login(valid_minutes=_LOGIN_MINUTES)
        await unit.commit()
    print(f"http://{settings.host}:{settings.port}/konsoll/#token={token}")


async def purge(settings: Settings) -> None:
    """What the retention rules let go of, now."""
    async with open_house(settings, RasaRest("http://127.0.0.1:1")) as house:
        print(f"rusprat: {await house.gateway.forget.sweep(SystemClock().now())} conversations deleted")


async def check_links(settings: Settings) -> int:
    """Ask every source's address for its head. An operator's command: nothing else in the house ever calls out."""
    found: set[str] = set()
    for path in settings.content.rglob("*.yml"):
        found.update(_urls(yaml.safe_load(path.read_text(encoding="utf-8"))))
    addresses = sorted(u for u in found if u.startswith("http"))
    gate = asyncio.Semaphore(_AT_ONCE)
    async with aiohttp.ClientSession(timeout=_LINK_TIMEOUT) as session:
        results = await asyncio.gather(*(_status(session, gate, url) for url in addresses))
    gone = [(url, status) for url, status in zip(addresses, results, strict=True) if status is None or status >= _GONE]
    for url, status in gone:
        print(f"{status or 'no answer'}  {url}")
    print(f"rusprat: {len(addresses) - len(gone)} of {len(addresses)} addresses answer", file=sys.stderr)
    return 1 if gone else 0


def _urls(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["url"]] if isinstance(value.get("url"), str) else []
        return own + [u for v in value.values() for u in _urls(v)]
    return [u for v in value for u in _urls(v)] if isinstance(value, list) else []


async def _status(session: aiohttp.ClientSession, gate: asyncio.Semaphore, url: str) -> int | None:
    async with gate:
        try:
            async with session.head(url, allow_redirects=True) as response:
                return response.status
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return None
