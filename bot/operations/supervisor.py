"""Starts the three processes, restarts one that dies, and stops them all cleanly. Knows nothing of what they do."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_GRACE_SECONDS = 10.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_STEADY_SECONDS = 60.0
_NOT_STARTED = 127

Say = Callable[[str], None]


@dataclass(frozen=True)
class Child:
    """One process to keep alive. What it prints goes to `log`."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)


class Supervisor:
    """Keeps its children alive until `stop`."""

    def __init__(self, children: Sequence[Child], *, root: Path, say: Say) -> None:
        self._children = tuple(children)
        self._root = root
        self._say = say
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._stopping = asyncio.Event()

    @property
    def pids(self) -> Mapping[str, int]:
        """The process numbers of the children that run now."""
        return {name: process.pid for name, process in self._running.items()}

    def stop(self) -> None:
        """Ask for the end; `run` returns when all children are gone."""
        self._stopping.set()

    async def run(self) -> None:
        """Until `stop`, or until this task is cancelled."""
        keepers = [asyncio.create_task(self._keep(child), name=child.name) for child in self._children]
        try:
            await self._stopping.wait()
        finally:
            self._stopping.set()
            for process in list(self._running.values()):
                _signal(process, signal.SIGTERM)
            _, late = await asyncio.wait(keepers, timeout=_GRACE_SECONDS)
            for process in list(self._running.values()):
                _signal(process, signal.SIGKILL)
            await asyncio.gather(*late, return_exceptions=True)

    async def _keep(self, child: Child) -> None:
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._run_once(child)
            if self._stopping.is_set():
                return
            pause = _FIRST_PAUSE if time.monotonic() - started > _STEADY_SECONDS else min(pause * 2, _LONGEST_PAUSE)
            self._say(f"{child.name} ended (code {code}); starting it again in {pause:.0f} s. Its log: {child.log}")
            # Not wait_for: on Python 3.10 it can swallow a cancellation.
            waiting = asyncio.ensure_future(self._stopping.wait())
            await asyncio.wait({waiting}, timeout=pause)
            waiting.cancel()

    async def _run_once(self, child: Child) -> int:
        try:
            process = await self._start(child)
        except (
            OSError
        ) as error:  # no memory, a full disk, a program that is being replaced: tried again like any other end
            return error.errno or _NOT_STARTED
        self._running[child.name] = process
        if self._stopping.is_set():  # the others have been told already
            _signal(process, signal.SIGTERM)
        try:
            return await process.wait()
        finally:
            self._running.pop(child.name, None)

    async def _start(self, child: Child) -> asyncio.subprocess.Process:
        child.log.parent.mkdir(parents=True, exist_ok=True)
        with child.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *child.command,
                cwd=self._root,
                env={**os.environ, **child.environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us alone; we tell the children in order
            )


def _signal(process: asyncio.subprocess.Process, which: signal.Signals) -> None:
    """To the child and whatever it started itself (Sanic forks)."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, which)
