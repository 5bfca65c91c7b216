"""Reads what the recognisers need from `content/`: names of substances, places, and risk phrases."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.domain.lexicon import NameList, SubstanceLexicon
from bot.domain.phrases import Phrase, PhraseBook
from bot.domain.places import Gazetteer, Place, PlaceName
from bot.domain.risk import RiskBook, RiskRule, RunningRule
from bot.domain.risk_levels import RiskLevel
from bot.domain.text import fold

_SURE_KINDS = ("official", "brands", "street", "misspelt")


def load_lexicon(content: Path, ordinary_words: Path) -> SubstanceLexicon:
    """The substance matcher from `substances/*.yml`, and the list of ordinary words."""
    lists = [_name_list(read_yaml(path)) for path in sorted((content / "substances").glob("*.yml"))]
    return SubstanceLexicon(lists, ordinary_words=_ordinary(ordinary_words))


def _ordinary(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def _name_list(data: Mapping[str, Any]) -> NameList:
    names = data["names"]
    sure = [str(n) for kind in _SURE_KINDS for n in names.get(kind) or ()]
    return NameList(
        canonical=data["id"],
        names=tuple(dict.fromkeys(sure)),
        ambiguous=tuple(str(n) for n in names.get("ambiguous") or ()),
        context=tuple(str(n) for n in names.get("context") or ()),
        verbs=tuple(str(n) for n in names.get("verbs") or ()),
        not_with=tuple(str(n) for n in names.get("not_with") or ()),
    )


def load_gazetteer(content: Path, ordinary_words: Path) -> Gazetteer:
    """Every kommune, poststed, postnummer and Oslo bydel from `geography/*.csv`."""
    folder = content / "geography"
    words = {fold(w) for w in read_yaml(content / "recognition" / "place_words.yml")["words"]}
    named: dict[str, list[Place]] = defaultdict(list)
    for row in read_csv(folder / "kommuner.csv"):
        for name in {row["kommunenavn"], *(n.strip() for n in row["alle_navn"].split("|"))}:
            if name:
                named[name].append(Place(row["kommunenavn"], row["kommunenummer"]))
    numbers: list[tuple[str, Place]] = []
    kommune_names = {fold(name) for name in named}
    towns: dict[str, dict[str, Place]] = defaultdict(dict)
    for row in read_csv(folder / "postnummer.csv"):
        place = Place(_poststed(row), row["kommunenummer"])
        numbers.append((row["postnummer"], place))
        if fold(place.name) not in kommune_names:
            towns[place.name].setdefault(row["kommunenummer"], place)
    for name, by_kommune in towns.items():
        named[name].extend(by_kommune.values())
    for file, column in (("oslo_bydeler.csv", "bydel"), ("oslo_delbydeler.csv", "delbydel")):
        for row in read_csv(folder / file):
            # A delbydel that shares its name with a kommune elsewhere would turn «Lillestrøm» into Oslo.
            if row[column] not in named:
                named[row[column]].append(Place(row[column], "0301", bydel=row["bydel"]))
    entries = [PlaceName(name, tuple(dict.fromkeys(places)), fold(name) in words) for name, places in named.items()]
    return Gazetteer(entries, numbers, _ordinary(ordinary_words))


def _poststed(row: Mapping[str, str]) -> str:
    """The post office's «Kristiansand S» and «Kristiansund N» are one town to everybody else."""
    name, kommune = row["poststed_visning"], row["kommunenavn"]
    return kommune if not name or name.startswith(kommune + " ") else name


def load_risk_book(content: Path) -> RiskBook:
    """Rules, frames and word groups from `risk/*.yml`; raises PhraseError naming the phrase that cannot be read."""
    files = [read_yaml(path) for path in sorted((content / "risk").glob("*.yml"))]
    groups: dict[str, list[object]] = {}
    frames: dict[str, tuple[Phrase, ...]] = {}
    rules: list[RiskRule] = []
    running: list[RunningRule] = []
    real_words: set[str] = set()
    for data in files:
        groups.update(data.get("groups") or {})
        real_words.update(fold(w) for line in data.get("real_words") or () for w in str(line).split())
    book = PhraseBook(groups)
    for data in files:
        kind, common = data.get("kind", "other"), data.get("every_rule") or {}
        frames.update({name: _read(book, phrases) for name, phrases in (data.get("frames") or {}).items()})
        rules.extend(_rule(r, kind, common, book) for r in data.get("rules") or ())
        running.extend(_running(r, kind, book) for r in data.get("running") or ())
    return RiskBook(tuple(rules), frames, tuple(running), frozenset(real_words))


def _rule(data: Mapping[str, Any], kind: str, common: Mapping[str, Any], book: PhraseBook) -> RiskRule:
    return RiskRule(
        id=data["id"],
        kind=data.get("kind", kind),
        level=RiskLevel.from_word(data["level"]),
        reason=data["reason"],
        any_of=_read(book, data["any"]),
        also=tuple(_read(book, group) for group in data.get("also") or ()),
        unless=_read(book, [*(data.get("unless") or ()), *(common.get("unless") or ())]),
        frames=tuple(data.get("frames", common.get("frames") or ())),
    )


def _running(data: Mapping[str, Any], kind: str, book: PhraseBook) -> RunningRule:
    return RunningRule(
        id=data["id"],
        kind=data.get("kind", kind),
        level=RiskLevel.from_word(data["level"]),
        reason=data["reason"],
        earlier=_read(book, data["earlier"]),
        now=_read(book, data["now"]),
    )


def _read(book: PhraseBook, phrases: Iterable[object]) -> tuple[Phrase, ...]:
    return tuple(book.phrase(str(p)) for p in phrases)


def read_yaml(path: Path) -> Any:
    """One YAML document; the C loader where libyaml is built in (it is ten times as fast)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=loader)  # noqa: S506 - a safe loader either way


def read_csv(path: Path) -> list[dict[str, str]]:
    """All rows of a CSV with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_phrases(path: Path) -> tuple[Phrase, ...]:
    """The phrases of a file that holds nothing but `phrases:`."""
    return _read(PhraseBook(), read_yaml(path)["phrases"])
