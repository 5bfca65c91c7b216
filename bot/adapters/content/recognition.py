"""Reads what the recognisers need from `content/`: names of substances, places, and risk phrases."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.domain.lexicon import NameList, SubstanceLexicon
from bot.domain.misspellings import Misspellings
from bot.domain.phrases import Phrase, PhraseBook, PhraseError
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
        anywhere=tuple(str(n) for n in names.get("anywhere") or ()),
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
        if " i " in name:  # «Bø i Telemark» is Bø to those who live there
            named[name.split(" i ")[0]].extend(by_kommune.values())
    for file, column in (("oslo_bydeler.csv", "bydel"), ("oslo_delbydeler.csv", "delbydel")):
        for row in read_csv(folder / file):
            # A delbydel that shares its name with a kommune elsewhere would turn «Lillestrøm» into Oslo; a whole bydel
            # that shares it with a small town (Frogner) may be either, and is asked about.
            is_bydel = column == "bydel" and fold(row[column]) not in kommune_names
            if is_bydel or row[column] not in named:
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
    frames: dict[str, list[object]] = {}
    sentence_frames: dict[str, list[object]] = {}
    misspelt: list[str] = []
    real: list[str] = []
    for data in files:
        groups.update(data.get("groups") or {})
        frames.update(data.get("frames") or {})
        sentence_frames.update(data.get("sentence_frames") or {})
        misspelt.extend(_folded_words(data.get("often_misspelt")))
        real.extend(_folded_words(data.get("real_words")))
    reader = _RiskReader(PhraseBook(groups), frames | sentence_frames)
    return RiskBook(
        rules=tuple(reader.rule(r, data) for data in files for r in data.get("rules") or ()),
        frames={name: reader.phrases(phrases) for name, phrases in frames.items()},
        sentence_frames={name: reader.phrases(phrases) for name, phrases in sentence_frames.items()},
        running=tuple(reader.running(r, data) for data in files for r in data.get("running") or ()),
        misspellings=Misspellings(misspelt, real),
    )


def _folded_words(lines: Iterable[object] | None) -> list[str]:
    return [fold(word) for line in lines or () for word in str(line).split()]


class _RiskReader:
    def __init__(self, book: PhraseBook, frames: Mapping[str, Iterable[object]]) -> None:
        self._book = book
        self._frames = frames

    def rule(self, data: Mapping[str, Any], file: Mapping[str, Any]) -> RiskRule:
        every = file.get("every_rule") or {}
        return RiskRule(
            id=data["id"],
            kind=data.get("kind", file.get("kind", "other")),
            level=RiskLevel.from_word(data["level"]),
            reason=data["reason"],
            any_of=self.phrases(data["any"]),
            also=tuple(self.phrases(group) for group in data.get("also") or ()),
            unless=self.phrases([*(data.get("unless") or ()), *(every.get("unless") or ())]),
            frames=tuple(data.get("frames", every.get("frames") or ())),
        )

    def running(self, data: Mapping[str, Any], file: Mapping[str, Any]) -> RunningRule:
        return RunningRule(
            id=data["id"],
            kind=data.get("kind", file.get("kind", "other")),
            level=RiskLevel.from_word(data["level"]),
            reason=data["reason"],
            earlier=self.phrases(data["earlier"]),
            now=self.phrases(data["now"]),
        )

    def phrases(self, sources: Iterable[object]) -> tuple[Phrase, ...]:
        """Phrases in order; «@@name» stands for all phrases of the frame `name`."""
        found: list[Phrase] = []
        for source in map(str, sources):
            if source.startswith("@@"):
                if source[2:] not in self._frames:
                    raise PhraseError(f"unknown frame {source}")
                found.extend(self.phrases(self._frames[source[2:]]))
            else:
                found.append(self._book.phrase(source))
        return tuple(found)


def read_yaml(path: Path) -> Any:
    """One YAML document; by the C loader, which is ten times as fast."""
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)


def read_csv(path: Path) -> list[dict[str, str]]:
    """All rows of a CSV with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_phrases(path: Path) -> tuple[Phrase, ...]:
    """The phrases of a file that holds nothing but `phrases:`."""
    book = PhraseBook()
    return tuple(book.phrase(str(p)) for p in read_yaml(path)["phrases"])
