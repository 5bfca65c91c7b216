"""No training sentence may be a test sentence in disguise."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.operations.leaks import leaks, training_sentences

TESTED = "hvor lenge varer rusen hvis man tar det på tom mage"


@pytest.mark.parametrize(
    "trained",
    [
        TESTED,
        "Hvor LENGE varer rusen, hvis man tar det på tom mage?",
        "hvor lenge varer rusen hvis man tar det med mat",
        "hvor lenge varer rusen",
        "hei, hvor lenge varer rusen hvis man tar det",
    ],
)
def test_a_sentence_that_shares_most_of_its_trigrams_is_a_leak(trained: str) -> None:
    (leak,) = leaks([("data/nlu/a.yml", trained)], [TESTED])
    assert (leak.file, leak.sentence) == ("data/nlu/a.yml", trained)
    assert leak.shared > 0.5


@pytest.mark.parametrize(
    "trained",
    [
        "hva gjør jeg hvis kompisen min er dårlig",
        "rusen varer hvor lenge",
        "hvor lenge varer det egentlig når man har røyka",
        "varer rusen",
        "tom mage",
        "",
    ],
)
def test_a_sentence_of_its_own_is_none(trained: str) -> None:
    assert leaks([("data/nlu/a.yml", trained)], [TESTED]) == []


def test_shared_words_must_come_from_one_test_sentence() -> None:
    trained = [("a.yml", "en to tre fire fem seks sju")]
    assert leaks(trained, ["en to tre og noe annet", "tre fire fem og noe annet", "fem seks sju og noe annet"]) == []
    assert leaks(trained, ["en to tre fire fem seks sju"])


def test_every_sentence_of_every_file_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "nlu" / "risk"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: law\n  examples: |\n    - en setning\n    - og [en](x) til\n'
        "- intent: mixing\n  examples: |\n    - enda en\n",
        encoding="utf-8",
    )
    (folder / "b.yml").write_text("concepts: {venn: [kompis]}\n", encoding="utf-8")
    found = list(training_sentences(tmp_path))
    assert found == [
        ("data/nlu/risk/a.yml", "en setning"),
        ("data/nlu/risk/a.yml", "og [en](x) til"),
        ("data/nlu/risk/a.yml", "enda en"),
    ]
