"""`rusbot content check` names every fault with its file and line, and nothing that is no fault."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.adapters.content.check import check
from tests.content.library import SMALL

TODAY = date(2026, 11, 21)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A faultless content folder to spoil."""
    root = tmp_path / "content"
    shutil.copytree(SMALL, root)
    return root


def spoil(content: Path, file: str, before: str, after: str) -> None:
    path = content / file
    text = path.read_text(encoding="utf-8")
    assert before in text, before
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def faults(content: Path, today: date = TODAY) -> list[str]:
    return [str(p) for p in check(content, today=today)]


def line_of(content: Path, file: str, words: str) -> int:
    lines = (content / file).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if words in line)


def test_the_small_library_has_no_faults():
    assert faults(SMALL) == []


def test_missing_folders_are_no_fault(tmp_path: Path):
    assert faults(tmp_path / "nothing") == []


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("substances/ghb.yml", "group: sentraldempende", "group: snill", "group: 'snill' is not one of"),
        ("substances/ghb.yml", "    sources: [page]", "    sources: []", "no source: a fact without one cannot"),
        ("substances/ghb.yml", "    sources: [page]", "    sources: [pgae]", "unknown source «pgae»"),
        ("substances/ghb.yml", "    nn: GHB gjer deg avslappa og ustø.\n", "", "facts.0: 'nn' is a required property"),
        ("substances/ghb.yml", "unknown: [", "unknown: [danger, ", "«danger» is both told and unknown"),
        ("substances/ghb.yml", "unknown: [extra_danger, ", "unknown: [", "«extra_danger» is neither told nor"),
        ("substances/ghb.yml", "id: ghb\n", "id: gbh\n", "the id «gbh» is not the name of the file"),
        ("substances/ghb.yml", "id: ghb.danger\n", "id: danger.ghb\n", "the id «danger.ghb» must begin with «ghb.»"),
        ("substances/ghb.yml", "og ustø.", "og {ustø}.", "a placeholder where nothing is filled in: {ustø}"),
        ("substances/ghb.yml", "og ustø.", "og { ustø.", "a broken placeholder: { and } must come in pairs"),
        ("substances/ghb.yml", "official: [ghb]", "official: [no]", 'write "no" in quotes'),
        ("topics/driving.yml", "substances: [cannabis]", "substances: [kannabis]", "unknown substance «kannabis»"),
        ("topics/driving.yml", "    default: true\n", "    about: [alt]\n", "0 default answers; exactly one is needed"),
        ("topics/driving.yml", "about: [båt, sjø, skip]", "about: []", "no stems: this answer can never be chosen"),
        ("topics/driving.yml", "Hva gjelder i båt?", "kan jeg kjøre dagen etter?", "has the same question «kan jeg"),
        ("topics/driving.yml", "Hva gjelder i båt?", "Hva gjelder " + "i båt " * 8, "is too long"),
        ("mixing/pairs.yml", "a: mao_hemmere", "a: maohemmere", "unknown substance «maohemmere»"),
        ("mixing/pairs.yml", "level: risky", "level: low", "pairs.2.level: 'low' is not one of"),
        ("mixing/pairs.yml", "reason: breathing", "reason: breth", "«breth» is not among reasons"),
        ("mixing/pairs.yml", "Kvalmen kan komme brått.", "Én. To. Tre.", "reason and advice have 4 sentences in nb"),
        ("flows/overdose.yml", "goto: call", "goto: cal", "the step «cal» does not exist"),
        ("flows/overdose.yml", "topic:quit", "topic:quitting", "there is no topic «quitting»"),
        ("flows/overdose.yml", "fact_ids: [ghb.first_aid]", "fact_ids: [ghb.firstaid]", "unknown fact «ghb.firstaid»"),
    ],
)  # fmt: skip
def test_a_fault_of_form_is_named(content: Path, file: str, before: str, after: str, says: str):
    spoil(content, file, before, after)
    assert any(line.startswith(f"{file}:") and says in line for line in faults(content)), faults(content)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("En misbruker kan bli syk.", "«misbruker» is not a word we use"),
        ("Det kalles rusmisbruk.", "«rusmisbruk» is not a word we use"),
        ("En narkoman kan bli syk.", "«narkoman» is not a word we use"),
        ("Alkoholikere finnes overalt.", "«Alkoholikere» is not a word we use"),
        ("Det er lav risiko ved dette.", "«lav risiko» is not a word we use"),
        ("Det er helt trygt.", "«helt trygt» reassures"),
        ("Skjerp deg nå.", "«Skjerp deg» moralises"),
        ("Ta 20 mg først.", "«20 mg» is an amount"),
        ("Ta to tabletter først.", "«to tabletter» is an amount"),
        ("Ta 0,5–1 g først.", "«0,5–1 g» is an amount"),
        ("Ring 22 33 44 55 nå.", "«22 33 44 55» is not a telephone number of our services"),
        ("Ring 116117 nå.", "write the telephone number «116117» in groups"),
        ("Én. To. Tre. Fire. Fem.", "5 sentences in nb; at most 4 fit a bubble"),
        ("Ho kan ikkje gå.", "«ikkje» is not written so in nb"),
        (
            "Langtidsvirkningene etter omfattende eksponering inkluderer sannsynligvis nevropsykologiske "
            "funksjonsnedsettelser, hukommelsesvansker og konsentrasjonsforstyrrelser hos enkelte brukere over "
            "lengre tidsrom.",
            "in nb; shorter words and sentences, please",
        ),
    ],
)
def test_a_fault_of_tone_is_named_with_its_line(content: Path, text: str, says: str):
    spoil(content, "substances/ghb.yml", "nb: GHB kan gjøre deg bevisstløs.", f"nb: {text}")
    line = line_of(content, "substances/ghb.yml", text)
    found = faults(content)
    assert any(f.startswith(f"substances/ghb.yml:{line}: ") and says in f for f in found), found


@pytest.mark.parametrize(
    "text",
    [
        "Ingenting er helt trygt.",
        "Grensen er 0,2 promille.",
        "Virkningen kommer etter 15–30 minutter.",
        "Det virker treg i starten.",
        "Ring 113, eller 116 117.",
        "Det gjelder ca. 12 timer, bl.a. om natten. Slik er det.",
        "Loven er fra 2026, og gjelder fra 1. juli.",
    ],
)
def test_what_only_looks_like_a_fault_is_none(content: Path, text: str):
    spoil(content, "substances/ghb.yml", "nb: GHB kan gjøre deg bevisstløs.", f'nb: "{text}"')
    assert faults(content) == []


def test_an_amount_may_stand_where_the_fact_says_why(content: Path):
    spoil(
        content,
        "topics/law.yml",
        "nb: Loven skiller mellom bruk og salg.",
        "amounts: Påtalemyndighetens grense for bot\n    nb: Under 15 gram gir som regel bot.",
    )
    assert faults(content) == []


def test_an_overdue_review_fails_and_a_near_one_warns(content: Path):
    for path in content.rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("2099-01-01", "2026-12-01"), encoding="utf-8")
    soon = check(content, today=TODAY)
    assert soon
    assert all(p.is_warning for p in soon)
    late = check(content, today=date(2026, 12, 2))
    assert "substances/ghb.yml:6: the review was due on 2026-12-01" in map(str, late)


def test_an_approval_needs_a_name_and_a_day(content: Path):
    spoil(content, "substances/ghb.yml", "status: draft", "status: approved")
    assert any("substances/ghb.yml:6: review.reviewed_by: None is not of type 'string'" in f for f in faults(content))


def test_an_id_is_unique_in_the_whole_of_the_content(content: Path):
    spoil(content, "topics/quit.yml", "id: quit.general", "id: ghb.danger")
    line = line_of(content, "substances/ghb.yml", "id: ghb.danger")
    assert any(f"«ghb.danger» is already in substances/ghb.yml:{line}" in f for f in faults(content)), faults(content)


def test_a_pair_is_the_same_pair_the_other_way_round(content: Path):
    spoil(content, "mixing/pairs.yml", "a: cannabis\n    b: alkohol", "a: ghb\n    b: alkohol")
    assert any("«alkohol + ghb» is already in mixing/pairs.yml" in f for f in faults(content)), faults(content)


def test_a_key_given_twice_is_a_fault_of_its_own(content: Path):
    spoil(content, "topics/quit.yml", "    confidence: medium\n", "    confidence: medium\n    confidence: low\n")
    assert any("the key «confidence» is given twice" in f for f in faults(content))


def test_a_syntax_error_does_not_hide_the_faults_of_other_files(content: Path):
    (content / "topics" / "quit.yml").write_text("id: quit\nfacts: [\n", encoding="utf-8")
    spoil(content, "substances/ghb.yml", "group: sentraldempende", "group: snill")
    found = faults(content)
    assert any(f.startswith("topics/quit.yml:") and "YAML" in f for f in found)
    assert any(f.startswith("substances/ghb.yml:3: group") for f in found)


def test_placeholders_must_be_the_same_in_every_language(content: Path):
    folder = content / "replies"
    folder.mkdir()
    (folder / "some.yml").write_text(
        "replies:\n  - id: a.b\n    nb: Hei {first}.\n    nn: Hei.\n    en: Hello {first}.\n", encoding="utf-8"
    )
    assert faults(content) == ["replies/some.yml:2: the placeholders {first} are not all in nn"]


def test_a_step_that_cannot_be_reached_or_left_is_a_fault(content: Path):
    path = content / "flows" / "overdose.yml"
    path.write_text(path.read_text(encoding="utf-8") + "  - {id: lost, nb: Her., nn: Her.}\n", encoding="utf-8")
    line = line_of(content, "flows/overdose.yml", "id: lost")
    assert faults(content) == [
        f"flows/overdose.yml:{line}: no way leads to the step «lost»",
        f"flows/overdose.yml:{line}: the step «lost» has no choices, so it is a dead end",
    ]


def test_a_button_that_starts_a_flow_starts_one_that_exists(content: Path):
    path = content / "emergency" / "cards.yml"
    choice = '    choices:\n      - {nb: Steg, nn: Steg, en: Steps, payload: \'/start_flow{"flow": "overdosis"}\'}\n'
    path.write_text(path.read_text(encoding="utf-8") + choice, encoding="utf-8")
    assert faults(content) == ["emergency/cards.yml:10: there is no flow «overdosis»"]
