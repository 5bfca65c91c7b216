"""Every rule of content/risk, checked on its own examples: what must match it, and the near miss that must not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.content.recognition import load_risk_book, read_yaml
from bot.domain.phrases import PhraseBook, PhraseError, compile_phrase
from bot.domain.risk import RiskAssessor
from bot.domain.risk_levels import RiskLevel
from bot.domain.text import fold

CONTENT = Path(__file__).resolve().parents[2] / "content"
BOOK = load_risk_book(CONTENT)
ASSESSOR = RiskAssessor(BOOK)
LEVELS = {rule.id: rule.level for rule in BOOK.rules}
FILES = {path.name: read_yaml(path) for path in sorted((CONTENT / "risk").glob("*.yml"))}


def _rules() -> Iterator[dict[str, Any]]:
    for data in FILES.values():
        yield from data.get("rules") or ()


def _examples(kind: str) -> list[tuple[str, str]]:
    return [(rule["id"], text) for rule in _rules() for text in rule.get(kind) or ()]


@pytest.mark.parametrize(("rule", "text"), _examples("must_match"))
def test_a_rule_matches_what_it_was_made_for(rule: str, text: str) -> None:
    assert rule in ASSESSOR.matching_rules(text)
    assert ASSESSOR.assess(text).level >= LEVELS[rule]


@pytest.mark.parametrize(("rule", "text"), _examples("must_not_match"))
def test_a_rule_leaves_its_near_misses_alone(rule: str, text: str) -> None:
    assert rule not in ASSESSOR.matching_rules(text)


@pytest.mark.parametrize("text", sorted({text for _, text in _examples("must_match")}))
def test_shouting_does_not_change_an_example(text: str) -> None:
    assert ASSESSOR.assess(text.upper()).level is ASSESSOR.assess(text).level


def test_every_rule_has_an_id_of_its_own() -> None:
    ids = [rule["id"] for rule in _rules()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", [rule["id"] for rule in _rules()])
def test_every_rule_has_examples(rule: str) -> None:
    found = next(r for r in _rules() if r["id"] == rule)
    assert len(found["must_match"]) >= 3
    assert len(found["must_not_match"]) >= 3


def test_every_rule_can_open_a_case() -> None:
    # A rule that only says «concern» would never be seen: the dialogue offers a human to everybody anyway.
    assert {level for level in LEVELS.values() if level < RiskLevel.HIGH} == set()


def test_no_group_is_named_twice() -> None:
    # Groups are shared by all families, so a second one of the same name would silently replace the first.
    seen: dict[str, str] = {}
    for name, data in FILES.items():
        for group in data.get("groups") or {}:
            assert group not in seen, f"@{group} is in {seen[group]} and in {name}"
            seen[group] = name


def test_every_group_is_used() -> None:
    text = "\n".join((CONTENT / "risk" / name).read_text(encoding="utf-8") for name in FILES)
    groups = [group for data in FILES.values() for group in data.get("groups") or {}]
    unused = [group for group in groups if not re.search(rf"@{re.escape(group)}(?!\w)", text)]
    assert unused == []


def test_every_group_can_be_read() -> None:
    groups = {name: members for data in FILES.values() for name, members in (data.get("groups") or {}).items()}
    for name in groups:
        assert PhraseBook(groups).phrase(f"@{name}").needed


@pytest.mark.parametrize(
    ("source", "what_to_do"),
    [
        ("can i|can you .. take", "join the words of one alternative with «-»"),
        ("har ikke rørt|ikkje rørt", "join the words of one alternative with «-»"),
        ("en øl|ett glass|et glass", "join the words of one alternative with «-»"),
        ("ute|ikke-hver-dag|ikke hver dag|gonger", "join the words of one alternative with «-»"),
        ("synet .. i-to|i to|tåkete", "join the words of one alternative with «-»"),
        ("prater .. med noen|no'n", "write «no-n»"),
        ("haha|😂", "it is no word"),
        ("bevisst*løs", "«*» stands at one end of a word"),
        ("*bevisst*", "«*» stands at one end of a word"),
        ("rifle -game", "comes after « + »"),
        ("ikke ~ åpn* ~ øyne*", "make two phrases"),
        ("hos |dem", "empty alternative"),
    ],
)
def test_a_phrase_that_could_never_match_is_refused(source: str, what_to_do: str) -> None:
    with pytest.raises(PhraseError) as refused:
        compile_phrase(source, {})
    assert what_to_do in str(refused.value)
    assert source.split()[0] in str(refused.value)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("can-i|can-you .. take", "can you please take it"),
        ("hele|heile kroppen|kropp", "heile kroppen"),
        ("mor|hos-de|dem kommer", "hos de kommer"),
        ("snakker med no-n", "snakker med no'n"),
        ("pust* pust*", "pust, pust, pust pusten"),
        ("dont .. go", "don't you go"),
        ("<25>|<50> kilo", "30 kilo"),
    ],
)
def test_a_phrase_that_may_match_is_read(source: str, text: str) -> None:
    assert compile_phrase(source, {}).search(fold(text))
