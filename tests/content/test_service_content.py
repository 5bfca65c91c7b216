"""The help services themselves: shape, words, and that nothing unsure is shown as sure."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.content.located import read_located
from bot.adapters.content.schema import load_schemas, shape_errors
from bot.adapters.content.services import load_catalogue
from bot.adapters.content.tone import load_tone
from bot.domain.help_services import Confidence, Status
from bot.domain.needs import Need
from bot.domain.readability import sentences_of, word_count
from bot.domain.service_catalogue import ServiceCatalogue

Service = dict[str, Any]
LOCAL = 197
NATIONAL = 70
MOST_WORDS = 20
_FACTS = ("phone", "url", "address", "reached_by", "referral_needed", "anonymous", "cost")
_FORBIDDEN = ("misbruk", "narkoman", "alkoholik", "junkie")
_WRITTEN = re.compile(r"^(?:\d{3}|\d{3} \d{3}|\d{2} \d{2} \d{2} \d{2}|\d{3} \d{2} \d{3}|\d{3} \d{3} \d{2})$")


@pytest.fixture(scope="module")
def files(content: Path) -> list[Path]:
    return sorted((content / "services").glob("*.yml"))


@pytest.fixture(scope="module")
def services(files: list[Path]) -> list[Service]:
    return [s for path in files for s in yaml.safe_load(path.read_text(encoding="utf-8"))["services"]]


@pytest.fixture(scope="module")
def catalogue(content: Path) -> ServiceCatalogue:
    return load_catalogue(content)


def test_every_file_has_the_right_shape(content: Path, files: list[Path]) -> None:
    schemas = load_schemas(content)
    assert "service.schema.json" in schemas
    problems = [
        (path.name, error)
        for path in files
        for error in (*read_located(path).errors, *shape_errors(read_located(path), "service", schemas))
    ]
    assert problems == []


def test_a_wrong_file_would_be_found(content: Path, tmp_path: Path) -> None:
    right = (content / "services" / "sel.yml").read_text(encoding="utf-8")
    for wrong in (
        right.replace("confidence: low", "confidence: low\n    phone: 22 00 00 00", 1),
        right.replace("kind: counsellor", "kind: helper"),
        right.replace("days: mon-fri", "days: weekdays", 1),
        right.replace("notices: []", "fax: 22 00 00 00", 1),
    ):
        path = tmp_path / "sel.yml"
        path.write_text(wrong, encoding="utf-8")
        assert list(shape_errors(read_located(path), "service", load_schemas(content)))


def test_every_service_of_the_facts_is_there(services: list[Service], files: list[Path]) -> None:
    national = yaml.safe_load(next(p for p in files if p.stem == "national").read_text(encoding="utf-8"))["services"]
    assert len(national) == NATIONAL
    assert len(services) == NATIONAL + LOCAL


def test_a_file_holds_the_services_of_its_own_kommune(files: list[Path]) -> None:
    for path in files:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert data["id"] == path.stem
        own = data["kommune"]["kommunenummer"] if path.stem != "national" else None
        assert {s["kommunenummer"] for s in data["services"]} == {own}, path.name


def test_what_is_unknown_is_listed_and_what_is_known_is_not(services: list[Service]) -> None:
    for service in services:
        for fact in _FACTS:
            if fact in service:
                assert fact not in service["unknown"], (service["id"], fact)
                assert service[fact] is not None, (service["id"], fact)
            elif fact not in service.get("unconfirmed", {}) and not (
                fact == "address" and not service["kommunenummer"]
            ):
                assert fact in service["unknown"], (service["id"], fact)


def test_places_and_numbers_exist(catalogue: ServiceCatalogue) -> None:
    kommuner = {k.number for k in catalogue.kommuner}
    fylker = {k.fylke_number for k in catalogue.kommuner}
    bydeler = {b.name for b in catalogue.bydeler}
    for service in catalogue.services:
        assert service.coverage.kommuner <= kommuner, service.id
        assert service.coverage.fylker <= fylker, service.id
        assert service.coverage.bydeler <= bydeler, service.id


def test_every_need_has_a_service_for_everybody(catalogue: ServiceCatalogue) -> None:
    met = {
        need
        for s in catalogue.services
        if s.coverage.is_national and s.status.is_shown and s.confidence is not Confidence.LOW
        for need in s.needs
    }
    assert met == set(Need)


def test_the_words_are_short_warm_and_in_the_right_norm(content: Path, services: list[Service]) -> None:
    tone = load_tone(content)
    problems = []
    for service in services:
        for language in ("nb", "nn"):
            text = service["description"][language]
            problems += [
                (service["id"], language, remark)
                for remark, is_warning in tone.remarks(text, language, may_name_amounts=False)
                if not is_warning
            ]
            if len(sentences_of(text)) > 2 or any(word_count(s) > MOST_WORDS for s in sentences_of(text)):
                problems.append((service["id"], language, text))
    assert problems == []


def test_the_norms_are_two_texts(services: list[Service]) -> None:
    assert [s["id"] for s in services if s["description"]["nb"] == s["description"]["nn"]] == []


def test_no_name_shames(services: list[Service]) -> None:
    for service in services:
        read = " ".join((service["name"], *service["description"].values(), *service.get("target_group", {}).values()))
        assert not [word for word in _FORBIDDEN if word in read.lower()], service["id"]


def test_numbers_are_written_as_they_are_read_aloud_and_no_mail_is_given(
    services: list[Service], files: list[Path]
) -> None:
    for service in services:
        if "phone" in service:
            assert _WRITTEN.match(service["phone"]), service["id"]
    for path in files:
        assert "@" not in path.read_text(encoding="utf-8"), path.name


def test_unsure_services_carry_nothing_to_rely_on(catalogue: ServiceCatalogue) -> None:
    for service in catalogue.services:
        if service.confidence is Confidence.LOW:
            assert (service.phone, service.sms, service.address, service.opening_hours) == (None, None, None, ())
            assert not service.always_open


def test_nothing_is_approved_by_nobody(catalogue: ServiceCatalogue) -> None:
    assert all(service.is_draft for service in catalogue.services)


def test_what_is_not_running_is_marked(catalogue: ServiceCatalogue) -> None:
    hidden = {s.id for s in catalogue.services if not s.status.is_shown}
    assert len(hidden) == 7
    assert {s.status for s in catalogue.services if s.id in hidden} == set(Status) - {Status.ACTIVE, Status.UNCERTAIN}
