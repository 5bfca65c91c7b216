"""The understanding half of a model, cut out of Rasa's graph."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.operations.nlu_pipeline import understanding_nodes
from bot.settings import ROOT
from tests.model import require_model

NODES = {
    "nlu_message_converter": {"needs": {"messages": "__message__"}, "uses": "converter"},
    "first": {"needs": {"messages": "nlu_message_converter"}, "uses": "tokenizer"},
    "second": {"needs": {"messages": "first"}, "uses": "classifier"},
    "handler": {"needs": {"messages": "second", "domain": "domain_provider"}, "uses": "handler"},
    "domain_provider": {"needs": {}, "uses": "domain"},
    "policy": {"needs": {"tracker": "__tracker__"}, "uses": "policy"},
}


def test_only_the_nodes_of_understanding_are_kept() -> None:
    chain, target = understanding_nodes(NODES, "handler")
    assert target == "second"
    assert set(chain) == {"first", "second"}


def test_the_message_goes_straight_into_the_first_node() -> None:
    chain, _ = understanding_nodes(NODES, "handler")
    assert chain["first"]["needs"] == {"messages": "__message__"}
    assert chain["second"] == NODES["second"]
    assert NODES["first"]["needs"] == {"messages": "nlu_message_converter"}, "the model's own description is left alone"


@pytest.mark.model
def test_a_question_is_understood_without_tensorflow() -> None:
    code = (
        "import sys; from bot.operations.nlu_pipeline import open_pipeline; from bot.settings import load_settings\n"
        "with open_pipeline(load_settings().model) as pipeline: found = pipeline.analyse('er hasj farlig')\n"
        "print(found['topics'][0], found['substances'], 'tensorflow' in sys.modules)"
    )
    require_model()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "danger ['cannabis'] False"
