"""The real three processes through `python -m bot up`, once for all system tests, in a var folder of their own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from bot.operations.ports_in_use import free_port
from bot.operations.training import fingerprint
from bot.settings import ROOT
from tests.model import require_model

READY_WITHIN_SECONDS = 150.0
GONE_WITHIN_SECONDS = 25.0
LAST = "test_ctrl_c_stops_all"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The test that stops the processes runs after all that need them."""
    items.sort(key=lambda item: item.name == LAST)


def until(is_so: Callable[[], object], seconds: float, what: str) -> None:
    """Looks again until it is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"after {seconds:.0f} s still not: {what}"
        time.sleep(0.1)


def children_of(pid: int) -> list[int]:
    """The processes that it started itself."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


_KEPT = ("RUSBOT_CONTENT", "RUSBOT_ENCODER")


class Running:
    """`rusbot up` and how to reach its parts."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.var = folder / "var"
        self.ports = [free_port() for _ in range(3)]
        self.url = f"http://127.0.0.1:{self.ports[0]}"
        own = folder / "models" / "rusprat.tar.gz"
        own.parent.mkdir()
        shutil.copy(model, own)
        # These tests are about the processes: whatever model lies there is taken as it is, and nothing is trained.
        own.with_name(own.name + ".made-of").write_text(fingerprint(ROOT), encoding="ascii")
        self.environment = {
            **{
                k: v
                for k, v in os.environ.items()
                if not k.startswith("RUSBOT_") or k in ("RUSBOT_CONTENT", "RUSBOT_ENCODER")
            },
            "RUSBOT_VAR": str(self.var),
            "RUSBOT_MODEL": str(own),
            "RUSBOT_PORT": str(self.ports[0]),
            "RUSBOT_RASA_PORT": str(self.ports[1]),
            "RUSBOT_ACTIONS_PORT": str(self.ports[2]),
            "PYTHONUNBUFFERED": "1",
        }
        self._out = folder / "up.log"
        with self._out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "up"], cwd=ROOT, env=self.environment, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip

    @property
    def said(self) -> str:
        """What whoever started it reads."""
        return self._out.read_text(encoding="utf-8", errors="replace")

    def wait_until_ready(self) -> None:
        """Until it prints where the console is."""
        until(lambda: self.process.poll() is not None or "console  " in self.said, READY_WITHIN_SECONDS, "ready")
        assert self.process.poll() is None, self.said

    def is_well(self) -> bool:
        """GET /healthz is 200."""
        try:
            with urlopen(f"{self.url}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except (URLError, OSError):
            return False

    def pid_of(self, name: str) -> int:
        """The child that runs `python -m bot NAME`; 0 while there is none."""
        for pid in children_of(self.process.pid):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")
            except OSError:
                continue
            if words[1:4] == ["-m", "bot", name]:
                return pid
        return 0

    def kill(self, name: str) -> None:
        """SIGKILL to that child and whatever it started."""
        os.killpg(self.pid_of(name), signal.SIGKILL)

    def login_token(self) -> str:
        """A new one-time login, as an operator gets one."""
        command = [sys.executable, "-m", "bot", "staff", "login"]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60, check=True
        )
        (token,) = re.findall(rf"^{re.escape(self.url)}/konsoll/#token=(\S+)$", done.stdout, re.MULTILINE)
        return str(token)

    def first_login_token(self) -> str:
        """The one that `up` printed."""
        (token,) = re.findall(r"console  \S+/konsoll/#token=(\S+)$", self.said, re.MULTILINE)
        return str(token)

    def stop(self) -> int:
        """As Ctrl-C does; the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(GONE_WITHIN_SECONDS)

    def end(self) -> None:
        """Whatever is left."""
        left = children_of(self.process.pid) if self.process.poll() is None else []
        for pid in (*left, self.process.pid):
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()


@pytest.fixture(scope="session")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The three processes, ready to answer."""
    running = Running(tmp_path_factory.mktemp("system"), require_model())
    try:
        running.wait_until_ready()
        yield running
        if running.process.poll() is None:
            running.stop()
    finally:
        running.end()
