"""Sentences and LIX of Norwegian texts."""

from __future__ import annotations

import pytest

from bot.domain.readability import lix, sentences_of, word_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ring 113.", 1),
        ("Ring 113. Bli der.", 2),
        ("Det tar ca. 12 timer.", 1),
        ("Loven gjelder fra 1. juli. Slik er det.", 2),
        ("Er du under 18. Vent litt.", 2),
        ("Hva er det? Si det!", 2),
        ("Uten punktum", 1),
        ("Grensen er 0,2 promille, f.eks. i bil.", 1),
        ("Han sa «nei.» Hun sa ja.", 2),
        ("", 0),
    ],
)
def test_sentences_are_counted_as_a_reader_counts_them(text: str, count: int):
    assert len(sentences_of(text)) == count


def test_no_word_is_lost_between_sentences():
    text = "Det tar ca. 12 timer. Ring 113! Er du der?"
    assert " ".join(sentences_of(text)) == text


def test_lix_is_words_per_sentence_plus_share_of_long_words():
    assert lix("Du kan ringe nå. Vi er der.") == pytest.approx(7 / 2)
    assert lix("Rusmidler påvirker hjernen.") == pytest.approx(3 + 100)
    assert lix("") == 0


def test_a_compound_with_a_hyphen_is_one_word():
    assert word_count("ADHD-medisin og hjerte-lunge-redning") == 3
