"""How an approval travels: from the desk to files, through the loader to people, and into another database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.content.loader import load_library
from bot.adapters.content.reviewable import ReviewableFiles
from bot.adapters.store.unit_of_work import SqlStore, open_store
from bot.domain.redaction import redact
from bot.domain.review import ReviewState
from bot.ports import Counsellor
from bot.settings import ROOT
from bot.usecases.review_facts import Look, ReviewFacts

SMALL = ROOT / "tests" / "content" / "fixtures"
APPROVED = ("emergency.default", "flow.overdose", "ghb.danger", "pairs.alkohol.ghb", "quit.general")


class Machine:
    """A place where the house is installed, with a database of its own."""

    def __init__(self, var: Path, content: Path) -> None:
        self.var, self.content = var, content

    def rusbot(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        own = {"RUSBOT_VAR": str(self.var), "RUSBOT_CONTENT": str(self.content), "PYTHONWARNINGS": "ignore"}
        kept = {k: v for k, v in os.environ.items() if not k.startswith("RUSBOT_")}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=stdin, cwd=ROOT, env={**kept, **own}, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def does(self, *arguments: str, stdin: str = "") -> str:
        done = self.rusbot(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @asynccontextmanager
    async def store(self) -> AsyncIterator[SqlStore]:
        url = f"sqlite+aiosqlite:///{self.var / 'rusprat.sqlite3'}"
        store = await open_store(url, key_file=self.var / "master.key", clock=SystemClock())
        yield store
        await store.close()

    def desk(self, store: SqlStore) -> ReviewFacts:
        return ReviewFacts(store=store, content=ReviewableFiles(self.content), clock=SystemClock(), redact=redact)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    shutil.copytree(SMALL, tmp_path / "content")
    return Machine(tmp_path / "var", tmp_path / "content")


async def somebody(store: SqlStore, username: str) -> Counsellor:
    async with store.reading() as unit:
        (found,) = [c for c in await unit.staff.all() if c.username == username]
    return found


async def work_at_the_desk(machine: Machine) -> None:
    """Approves one item of each kind, and sends one back."""
    async with machine.store() as store:
        desk, faglig = machine.desk(store), await somebody(store, "kari.nordmann")
        for name in APPROVED:
            seen = await desk.read(name)
            await desk.approve(name, seen.reading, due=seen.usual_due, by=faglig)
        seen = await desk.read("ghb.effects")
        await desk.send_back("ghb.effects", seen.reading, reason="Hvor lenge?", by=faglig)


async def test_an_approval_goes_from_the_desk_through_git_to_people_and_to_the_next_machine(
    machine: Machine, tmp_path: Path
) -> None:
    # Given a fagansvarlig who has been at work
    assert "may log in" in machine.does("staff", "add", "kari.nordmann", "--may", "review", stdin="et langt passord\n")
    await work_at_the_desk(machine)
    assert load_library(machine.content, require_review=True).fact("ghb.danger") is None
    # When the decisions are exported
    folder = machine.content / "reviews"
    assert machine.does("content", "reviews", "export") == f"rusprat: 6 decisions in {folder}; 5 files changed\n"
    files = {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*.yml")}
    assert sorted(files) == [
        "emergency/cards.yml", "flows/overdose.yml", "mixing/pairs.yml", "substances/ghb.yml", "topics/quit.yml",
    ]  # fmt: skip
    everything = "".join(files.values())
    assert "role: fagansvarlig" in everything
    async with machine.store() as store:
        kari = await somebody(store, "kari.nordmann")
    assert "nordmann" not in everything
    assert kari.id not in everything
    # Then the same again changes nothing, the check is content, and exactly they are served
    assert machine.does("content", "reviews", "export") == f"rusprat: 6 decisions in {folder}; 0 files changed\n"
    assert machine.does("content", "check") == ""
    library = load_library(machine.content, require_review=True)
    assert [f.id for f in library.substances["ghb"].facts] == ["ghb.danger"]
    assert [p.id for p in library.mixing.pairs.values()] == ["pairs.alkohol.ghb"]
    assert (list(library.topics), list(library.flows)) == (["quit"], ["overdose"])
    # And another machine with the same files knows the same, once
    other = Machine(tmp_path / "other", machine.content)
    assert other.does("content", "reviews", "import").endswith("6 were new to the database\n")
    assert other.does("content", "reviews", "import").endswith("0 were new to the database\n")
    async with other.store() as store:
        overview = await other.desk(store).overview(Look(state=ReviewState.RETURNED))
    assert [one.item.id for one in overview.listed] == ["ghb.effects"]
    there = other.does("content", "reviews", "export", "--to", str(tmp_path / "out"))
    assert there.endswith("5 files changed\n")
    assert {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.yml")} == set(files)
    # And a fact that changes is out at once, with a warning that says where
    path = machine.content / "substances" / "ghb.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("deg bevisstløs", "deg sløv"), encoding="utf-8")
    assert load_library(machine.content, require_review=True).fact("ghb.danger") is None
    assert "warning: the text of «ghb.danger» in substances/ghb.yml has changed" in machine.does("content", "check")


async def test_an_export_keeps_what_only_the_files_know(machine: Machine) -> None:
    machine.does("staff", "add", "kari.nordmann", "--may", "both", stdin="et langt passord\n")
    await work_at_the_desk(machine)
    machine.does("content", "reviews", "export")
    fresh = Machine(machine.var.with_name("fresh"), machine.content)
    assert fresh.does("content", "reviews", "export").startswith("rusprat: 6 decisions in ")
    assert len(list((machine.content / "reviews").rglob("*.yml"))) == 5


async def test_loading_the_content_brings_the_decisions_along(machine: Machine) -> None:
    machine.does("staff", "add", "kari.nordmann", "--may", "review", stdin="et langt passord\n")
    await work_at_the_desk(machine)
    machine.does("content", "reviews", "export")
    for folder in ("services", "geography", "recognition"):
        shutil.copytree(ROOT / "content" / folder, machine.content / folder)
    fresh = Machine(machine.var.with_name("fresh"), machine.content)
    assert "6 decisions about facts from content/reviews" in fresh.does("content", "load")


@pytest.mark.parametrize(
    ("may", "role", "roles"),
    [
        ("review", "fagansvarlig", ("reviewer",)),
        ("both", "ruskonsulent", ("counsellor", "reviewer")),
        (None, "ruskonsulent", ("counsellor",)),
    ],
)
async def test_an_account_is_made_for_what_it_may_do(
    machine: Machine, may: str | None, role: str, roles: tuple[str, ...]
) -> None:
    machine.does("staff", "add", "faglig", *(["--may", may] if may else []), stdin="et langt passord\n")
    async with machine.store() as store:
        found = await somebody(store, "faglig")
    assert (found.display_role, found.roles) == (role, roles)


def test_a_broken_review_file_does_not_keep_the_house_closed(machine: Machine) -> None:
    for folder in ("services", "geography", "recognition"):
        shutil.copytree(ROOT / "content" / folder, machine.content / folder)
    (machine.content / "reviews").mkdir()
    (machine.content / "reviews" / "odd.yml").write_text("items: {ghb.danger: 7}\n", encoding="utf-8")
    assert "was not taken into the database: reviews/odd.yml:1: " in machine.does("content", "load")


def test_a_broken_review_file_is_one_line(machine: Machine) -> None:
    (machine.content / "reviews").mkdir()
    (machine.content / "reviews" / "odd.yml").write_text("items: {ghb.danger: 7}\n", encoding="utf-8")
    for way in ("import", "export"):
        done = machine.rusbot("content", "reviews", way)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("rusprat: reviews/odd.yml:1: ")
