"""Reading `content/services`: days and times, what is not loaded, and faults that name their file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.adapters.content.services import ContentServices, ServiceFileError, load_catalogue, parse_days
from bot.domain.help_services import Way
from bot.domain.opening_hours import HOLIDAY, OnHolidays, Span
from tests.service_builders import OSLO, SEL

FILE = """
id: test
review: {{status: {status}, reviewed_by: null, reviewed_on: null, due: "2027-05-21"}}
services:
  - id: {id}
    name: Et sted
    kind: low_threshold
    needs: [food_rest]
    status: active
    confidence: medium
    kommunenummer: "3437"
    covers: {{kommunenummer: ["3437"], fylkesnummer: []}}
    description: {{nb: Mat., nn: Mat.}}
    opening_hours:
      - {{for: phone, days: mon-fri, from: "{start}", to: "{end}"}}
      - {{days: "sat-sun, holidays", from: "10:00", to: "12:00", sure: false}}
    holidays: closed
    notices:
      - {{nb: Stengt i jula., nn: Stengt i jula., from: "2026-12-23", to: null, closed: true}}
    unknown: [phone]
    unconfirmed: {{phone: 22 00 00 00}}
    sources:
      - {{publisher: Et trykt hefte, title: Hefte, url: null, accessed: null}}
    source_date: null
"""


def a_folder(content: Path, tmp_path: Path, **fields: str) -> Path:
    (tmp_path / "services").mkdir()
    shutil.copytree(content / "geography", tmp_path / "geography")
    plain = {"id": "et-sted", "status": "draft", "start": "09:00", "end": "15:00"}
    (tmp_path / "services" / "test.yml").write_text(FILE.format(**{**plain, **fields}), encoding="utf-8")
    return tmp_path


def test_a_file_becomes_a_service(content: Path, tmp_path: Path) -> None:
    (service,) = load_catalogue(a_folder(content, tmp_path)).services
    phone, whole = service.opening_hours
    assert (phone.way, phone.hours.spans) == (Way.PHONE, (Span(frozenset(range(5)), 540, 900),))
    assert (whole.way, whole.hours.spans) == (None, (Span(frozenset((5, 6, HOLIDAY)), 600, 720, False),))
    assert phone.hours.on_holidays is OnHolidays.CLOSED
    assert service.notices[0].is_closure
    assert service.is_draft


def test_what_is_missing_is_none_and_what_is_unconfirmed_is_not_loaded(content: Path, tmp_path: Path) -> None:
    (service,) = load_catalogue(a_folder(content, tmp_path)).services
    assert (service.phone, service.anonymous, service.referral_needed, service.reached_by) == (None, None, None, None)
    assert "22 00 00 00" not in repr(service)


def test_a_source_that_nobody_can_open_is_no_link(content: Path, tmp_path: Path) -> None:
    (service,) = load_catalogue(a_folder(content, tmp_path)).services
    assert service.sources == ()


def test_an_approved_file_is_no_draft(content: Path, tmp_path: Path) -> None:
    (service,) = load_catalogue(a_folder(content, tmp_path, status="approved")).services
    assert not service.is_draft


def test_hours_past_midnight_end_in_the_next_day(content: Path, tmp_path: Path) -> None:
    (service,) = load_catalogue(a_folder(content, tmp_path, start="20:00", end="02:00")).services
    assert service.opening_hours[0].hours.spans == (Span(frozenset(range(5)), 1200, 1560),)


def test_a_fault_names_the_file_and_the_service(content: Path, tmp_path: Path) -> None:
    with pytest.raises(ServiceFileError, match=r"^test\.yml, et-sted: .*not a time of day: '9'"):
        load_catalogue(a_folder(content, tmp_path, start="9"))


def test_two_services_with_one_id_are_refused(content: Path, tmp_path: Path) -> None:
    folder = a_folder(content, tmp_path)
    shutil.copy(folder / "services" / "test.yml", folder / "services" / "other.yml")
    with pytest.raises(ServiceFileError, match=r"^the same id twice: et-sted$"):
        load_catalogue(folder)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}), ("tue, thu", {1, 3}), ("daily", {0, 1, 2, 3, 4, 5, 6}),
        ("sun-thu", {6, 0, 1, 2, 3}),
        ("sat-sun, holidays", {5, 6, HOLIDAY}), ("mon-wed, fri", {0, 1, 2, 4}), ("holidays", {HOLIDAY}),
    ],
)  # fmt: skip
def test_days_are_read(text: str, days: set[int]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "mandag", "mon-", "mon,,tue"])
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not days of the week: "):
        parse_days(text)


async def test_the_files_serve_as_a_directory(content: Path) -> None:
    directory = ContentServices(load_catalogue(content))
    in_sel = {s.id for s in await directory.services(SEL)}
    assert {"rusinfo", "sel-ruskonsulent", "nord-gudbrandsdal-legevakt"} <= in_sel
    assert "oslo-prindsen" not in in_sel
    assert "oslo-prindsen" in {s.id for s in await directory.services(OSLO)}
    assert all(s.coverage.is_national for s in await directory.services(None))
    assert await directory.kommune("0000") is None
