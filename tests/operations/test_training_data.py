"""The form of every training sentence, and the importer that reads them instead of Rasa's own."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.core.constants import DEFAULT_ACTION_NAMES
from rasa.shared.importers.rasa import RasaFileImporter

from bot.adapters.content.loader import load_library
from bot.domain.knowledge import ASPECTS
from bot.domain.risk_levels import RiskLevel
from bot.domain.text import fold
from bot.nlu.data_importer import DataImporter
from bot.nlu.fact_questions import ASPECT, read_questions
from bot.settings import ROOT

FILES = sorted((ROOT / "data" / "nlu").glob("*/*.yml"))
SENTENCES = [path for path in FILES if path.parent.name != "lookups"]
GRADES = {level.word for level in RiskLevel}
KNOWN = {"topics", "risk", "register", "kind"}


def blocks(path: Path) -> list[dict[str, Any]]:
    """The blocks of one file, read by libyaml."""
    return list(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"])


def topics() -> set[str]:
    """Every topic: each has a file of answers of its own, or none because it needs none."""
    return {path.stem for path in (ROOT / "data" / "nlu" / "topics").glob("*.yml")} - {"personas"}


@pytest.mark.parametrize("path", SENTENCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_block_says_what_it_teaches(path: Path) -> None:
    for block in blocks(path):
        told = block.get("metadata") or {}
        assert set(told) <= KNOWN, block["intent"]
        if "topics" in told:
            assert block["intent"] == told["topics"][0]
            assert set(told["topics"]) <= topics()
            assert len(set(told["topics"])) == len(told["topics"])
        assert told.get("risk", "none") in GRADES
        lines = block["examples"].splitlines()
        assert lines, block
        assert all(line.startswith("- ") and len(line) > 2 for line in lines), block


def test_no_sentence_is_both_harmless_and_dangerous() -> None:
    grades: dict[str, set[str]] = defaultdict(set)
    for path in SENTENCES:
        for block in blocks(path):
            for line in block["examples"].splitlines():
                grades[fold(line[2:]).strip(" .!?")].add((block.get("metadata") or {}).get("risk", "none"))
    assert {text: found for text, found in grades.items() if "none" in found and found & {"high", "acute"}} == {}


def test_every_question_is_for_a_fact_or_an_aspect_that_exists() -> None:
    library = load_library(ROOT / "content")
    known = {ASPECT: {f"{ASPECT}.{name}" for name in ASPECTS}}
    known.update({topic.id: {fact.id for fact in topic.facts} for topic in library.topics.values()})
    asked = {(q.topic, q.answer) for q in read_questions(ROOT / "data" / "questions")}
    assert [answer for topic, answer in sorted(asked) if answer not in known[topic]] == []


def test_no_question_is_for_two_facts() -> None:
    answers: dict[str, set[str]] = defaultdict(set)
    for question in read_questions(ROOT / "data" / "questions"):
        answers[question.text.casefold()].add(question.answer)
    assert {text: found for text, found in answers.items() if len(found) > 1} == {}


def test_the_rules_speak_of_intents_and_actions_that_exist() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = {*domain["intents"], "nlu_fallback"}
    told = {"intent": set[str](), "action": set[str]()}
    for path in (ROOT / "data" / "stories").glob("*.yml"):
        for story in (*_listed(path, "rules"), *_listed(path, "stories")):
            for step in story["steps"]:
                for kind in told.keys() & step.keys():
                    told[kind].add(step[kind])
    assert told["intent"] <= intents
    assert told["action"] <= {*domain["actions"], *(domain.get("forms") or ()), *DEFAULT_ACTION_NAMES}
    assert {block["intent"] for path in SENTENCES for block in blocks(path)} <= intents


def _listed(path: Path, key: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load(path.read_text(encoding="utf-8")).get(key) or ())


NLU = """version: "3.1"
nlu:
- intent: danger
  metadata: {topics: [danger, effects], risk: none}
  examples: |
    - er [hasj](substance) farlig
    - kan en dø av det
- lookup: ting
  examples: |
    - ting
"""
RULES = """version: "3.1"
rules:
- rule: svar
  steps:
  - intent: danger
  - action: action_answer
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "nlu.yml").write_text(NLU, encoding="utf-8")
    (tmp_path / "more.yml").write_text(NLU.replace("danger", "law").replace("ting", "sak"), encoding="utf-8")
    (tmp_path / "rules.yml").write_text(RULES, encoding="utf-8")
    both = NLU.replace("danger", "quit") + RULES.split("\n", 1)[1].replace("danger", "quit")
    (tmp_path / "both.yml").write_text(both, encoding="utf-8")
    return tmp_path


def test_it_reads_what_rasa_reads(data: Path) -> None:
    theirs = RasaFileImporter(training_data_paths=[str(data)])
    ours = DataImporter(training_data_paths=[str(data)])
    read, expected = ours.get_nlu_data(), theirs.get_nlu_data()
    by_text = {(m.get("intent"), m.get("text")): m.as_dict() for m in expected.training_examples}
    assert {(m.get("intent"), m.get("text")): m.as_dict() for m in read.training_examples} == by_text
    assert len(read.training_examples) == len(expected.training_examples) == 6
    assert {table["name"] for table in read.lookup_tables} == {table["name"] for table in expected.lookup_tables}
    assert len(ours.get_stories().story_steps) == len(theirs.get_stories().story_steps) == 2


def test_a_file_that_cannot_be_read_names_the_line(data: Path) -> None:
    (data / "nlu.yml").write_text('version: "3.1"\nnlu:\n- intent: [\n', encoding="utf-8")
    with pytest.raises(yaml.YAMLError, match="line"):
        DataImporter(training_data_paths=[str(data)]).get_nlu_data()


def test_a_folder_without_sentences_gives_none(tmp_path: Path) -> None:
    assert DataImporter(training_data_paths=[str(tmp_path)]).get_nlu_data().training_examples == []
