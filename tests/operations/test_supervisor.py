"""The supervisor with small children of its own: a dead one comes back, all of them end with it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.operations import supervisor as module
from bot.operations.supervisor import Child, Supervisor

PATIENCE_SECONDS = 10.0
SLEEPER = "import time\nprint('started', flush=True)\ntime.sleep(600)\n"
DIES = "import os\nprint('started', os.environ['MARK'], flush=True)\nraise SystemExit(3)\n"
DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEPER
HAS_A_CHILD = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print('grandchild', child.pid, flush=True)\ntime.sleep(600)\n"
)


async def until(is_so: Callable[[], bool]) -> None:
    """Looks again until it is so; fails after a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        await asyncio.sleep(0.01)


def is_alive(pid: int) -> bool:
    """True for a running process; a zombie is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Watched:
    """A supervisor, what it said, and where its children's words go."""

    def __init__(self, folder: Path, programs: dict[str, str]) -> None:
        self.said: list[str] = []
        self.logs = {name: folder / "log" / f"{name}.log" for name in programs}
        children = [
            Child(name, [sys.executable, "-c", program], self.logs[name], {"MARK": f"mark-of-{name}"})
            for name, program in programs.items()
        ]
        self.supervisor = Supervisor(children, root=folder, say=self.said.append)

    def log(self, name: str) -> str:
        return self.logs[name].read_text(encoding="utf-8") if self.logs[name].exists() else ""


Watch = Callable[..., Awaitable[Watched]]


@asynccontextmanager
async def running(watched: Watched) -> AsyncIterator[None]:
    """Runs it, and stops it whatever happens."""
    task = asyncio.create_task(watched.supervisor.run())
    try:
        yield
    finally:
        watched.supervisor.stop()
        await asyncio.wait_for(task, 30)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rules with shorter pauses."""
    monkeypatch.setattr(module, "_FIRST_PAUSE", 0.02)
    monkeypatch.setattr(module, "_LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(module, "_GRACE_SECONDS", 0.5)


async def test_a_child_that_is_killed_comes_back_and_the_others_never_notice(tmp_path: Path) -> None:
    watched = Watched(tmp_path, {"one": SLEEPER, "two": SLEEPER})
    async with running(watched):
        await until(lambda: len(watched.supervisor.pids) == 2)
        first, other = watched.supervisor.pids["one"], watched.supervisor.pids["two"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: watched.supervisor.pids.get("one", first) != first)
        assert is_alive(watched.supervisor.pids["one"])
        assert watched.supervisor.pids["two"] == other
    assert len(watched.said) == 1
    assert watched.said[0].startswith("one ended (code -9)")


async def test_stopping_ends_all_children_and_starts_none_again(tmp_path: Path) -> None:
    watched = Watched(tmp_path, {"one": SLEEPER, "two": SLEEPER})
    async with running(watched):
        await until(lambda: len(watched.supervisor.pids) == 2)
        pids = list(watched.supervisor.pids.values())
    assert not any(is_alive(pid) for pid in pids)
    assert watched.supervisor.pids == {}
    assert watched.said == []


async def test_a_child_that_will_not_listen_is_ended_all_the_same(tmp_path: Path) -> None:
    watched = Watched(tmp_path, {"deaf": DEAF})
    async with running(watched):
        await until(lambda: "started" in watched.log("deaf"))
        pid = watched.supervisor.pids["deaf"]
    assert not is_alive(pid)


async def test_what_a_child_started_itself_ends_with_it(tmp_path: Path) -> None:
    watched = Watched(tmp_path, {"parent": HAS_A_CHILD})
    async with running(watched):
        await until(lambda: "grandchild" in watched.log("parent"))
        grandchild = int(watched.log("parent").split()[1])
        assert is_alive(grandchild)
    await until(lambda: not is_alive(grandchild))


async def test_the_pause_before_a_new_start_doubles_up_to_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    real = asyncio.wait

    async def noted(tasks: Any, *, timeout: float | None = None) -> Any:
        pauses.append(timeout or 0.0)
        return await real(tasks, timeout=timeout)

    monkeypatch.setattr(module.asyncio, "wait", noted)
    watched = Watched(tmp_path, {"dies": DIES})
    async with running(watched):
        await until(lambda: len(watched.said) >= 5)
    assert pauses[:5] == [0.04, 0.08, 0.1, 0.1, 0.1]
    assert all("(code 3)" in line and str(watched.logs["dies"]) in line for line in watched.said)


async def test_its_environment_and_its_words_are_the_childs_own(tmp_path: Path) -> None:
    watched = Watched(tmp_path, {"dies": DIES, "one": SLEEPER})
    async with running(watched):
        await until(lambda: "mark-of-dies" in watched.log("dies") and "started" in watched.log("one"))
    assert "mark-of" not in watched.log("one")
    assert "MARK" not in os.environ


async def test_a_command_that_does_not_exist_is_said_and_the_others_go_on(tmp_path: Path) -> None:
    watched = Watched(tmp_path, {"one": SLEEPER})
    missing = Child("missing", [str(tmp_path / "no-such-program")], tmp_path / "log" / "missing.log")
    one = Child("one", [sys.executable, "-c", SLEEPER], watched.logs["one"])
    watched.supervisor = Supervisor([missing, one], root=tmp_path, say=watched.said.append)
    async with running(watched):
        await until(lambda: "started" in watched.log("one") and bool(watched.said))
        assert "missing" in watched.said[0]
        assert is_alive(watched.supervisor.pids["one"])
