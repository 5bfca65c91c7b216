"""The real words and cards: complete, short, in three languages; and a loader that names what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.adapters.content.words import load_code_words, load_emergency, load_words
from bot.domain.emergency import EmergencyBook
from bot.domain.redaction import redact
from bot.domain.replies import ReplyKind
from bot.domain.risk_levels import RiskLevel, RiskSignal, RiskVerdict
from bot.domain.words import Words, WordsError

KINDS = [
    "overdose",
    "unconscious",
    "breathing",
    "seizure",
    "overheating",
    "alcohol_poisoning",
    "mixing",
    "withdrawal",
    "suicide",
    "self_harm",
    "psychosis",
    "violence",
    "sexual_abuse",
    "spiking",
    "child",
    "pregnancy",
    "threat",
    "cold",
    "other",
]
NUMBERS = {"113", "112", "116 117", "116 123", "116 111", "116 006", "22 59 13 00", "915 08 588"}
LANGUAGES = ("nb", "nn", "en")
FIELDS = {"position": 3, "role": "ruskonsulent", "agreed": "vi snakkes i morgen"}


@pytest.fixture(scope="module")
def book(content: Path) -> EmergencyBook:
    return load_emergency(content)


@pytest.fixture(scope="module")
def words(content: Path) -> Words:
    return load_words(content)


@pytest.mark.parametrize("level", [RiskLevel.ACUTE, RiskLevel.HIGH])
@pytest.mark.parametrize("kind", KINDS)
def test_every_danger_has_a_card_of_its_own_for_its_grade_that_names_113(
    book: EmergencyBook, kind: str, level: RiskLevel
) -> None:
    exact = [c for c in book.all if kind in c.kinds and level in c.levels]
    assert len(exact) == 1
    for language in LANGUAGES:
        (card,) = book.cards(RiskVerdict(level, (RiskSignal(level, kind, ""),)), language)
        assert card.text == exact[0].texts.in_language(language)
        assert "113" in card.text
        assert (card.kind, bool(card.sources), card.is_draft) == (ReplyKind.EMERGENCY, True, True)


def test_no_card_is_for_a_danger_that_does_not_exist(book: EmergencyBook) -> None:
    assert {kind for card in book.all for kind in card.kinds} == set(KINDS)


def test_the_three_languages_name_the_same_numbers(book: EmergencyBook, words: Words) -> None:
    for text in [c.texts for c in book.all] + [w.texts for w in _ours(words)]:
        named = [sorted(_numbers(text.in_language(language))) for language in LANGUAGES]
        assert named[0] == named[1] == named[2], text.nb


def test_only_numbers_that_we_know_are_named(book: EmergencyBook, words: Words) -> None:
    for text in _all_texts(book, words):
        left = re.sub("|".join(sorted(NUMBERS, key=len, reverse=True)), "", text)
        assert re.findall(r"\d{3,}", left) == [], text


def test_every_text_is_at_most_four_short_sentences(book: EmergencyBook, words: Words) -> None:
    for text in _all_texts(book, words):
        sentences = [s for s in re.split(r"(?<=[.!?])\s+", text) if s]
        assert len(sentences) <= 4, text
        assert max(len(s.split()) for s in sentences) <= 22, text


def test_english_is_written_for_all_of_it(book: EmergencyBook, words: Words) -> None:
    assert all(c.texts.en for c in book.all)
    assert all(w.texts.en for w in _ours(words))


def test_redaction_would_leave_every_word_of_ours_alone(book: EmergencyBook, words: Words) -> None:
    for text in _all_texts(book, words):
        assert redact(text) == text


def test_every_field_in_our_words_is_one_that_the_house_fills_in(words: Words) -> None:
    for reply in _ours(words):
        assert reply.fields <= FIELDS.keys()
        for language in LANGUAGES:
            assert "{" not in words.reply(reply.id, language, **FIELDS).text


def test_nothing_is_promised_that_a_queue_cannot_keep(words: Words) -> None:
    nobody = words.reply("handoff.nobody_on_duty", "nb", position=1).text
    assert "Ingen rådgiver er her" in nobody
    assert "116 123" in nobody
    assert "113" in nobody


def test_a_code_is_made_of_enough_words_that_cannot_be_confused(content: Path) -> None:
    words = load_code_words(content)
    assert len(set(words)) >= 256
    assert all(re.fullmatch("[a-zæøå]{2,12}", w) for w in words)


@pytest.mark.parametrize(
    ("folder", "text", "message"),
    [
        ("replies", "replies: [{id: a, nb: Hei}]", "bad.yml: a lacks nn"),
        ("replies", "replies: [{nb: Hei, nn: Hei}]", "bad.yml: an entry lacks id"),
        ("replies", "replies: [{id: a, nb: ' ', nn: Hei}]", "bad.yml: a lacks nb"),
        ("replies", "replies: [{id: a, nb: 1, nn: 2}, {id: a, nb: 1, nn: 2}]", "bad.yml: a lacks nb, nn"),
        ("replies", "[1, 2", "bad.yml cannot be read: "),
        ("replies", "", "bad.yml is empty"),
        ("emergency", "cards: [{id: default, nb: 113, nn: x}]", "bad.yml: default lacks nb"),
        ("emergency", "cards: [{id: x, nb: a, nn: b, sources: [c]}]", "the emergency card x names unknown sources: c"),
        ("emergency", "cards: []", "content/emergency has no default card"),
    ],
)
def test_a_fault_in_the_content_is_named(tmp_path: Path, folder: str, text: str, message: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "bad.yml").write_text(text, encoding="utf-8")
    load = load_words if folder == "replies" else load_emergency
    with pytest.raises(WordsError) as found:
        load(tmp_path)
    assert str(found.value).startswith(message)


def test_too_few_words_for_codes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "replies").mkdir()
    (tmp_path / "replies" / "return_code.yml").write_text("replies: []\nwords: [elg, rev]", encoding="utf-8")
    with pytest.raises(WordsError, match=r"^return codes need 256 words that differ also without æ, ø and å$"):
        load_code_words(tmp_path)


def _ours(words: Words) -> list[object]:
    """Not the assistant's explanation to the counsellor, which nobody in distress reads."""
    return [w for w in words.by_key.values() if w.id.startswith(("handoff.", "system."))]


def _all_texts(book: EmergencyBook, words: Words) -> list[str]:
    texts = [c.texts for c in book.all] + [w.texts for w in _ours(words)]
    return [text.in_language(language) for text in texts for language in LANGUAGES]


def _numbers(text: str) -> set[str]:
    return {n for n in NUMBERS if re.search(rf"(?<!\d){n}(?! ?\d)", text)}
