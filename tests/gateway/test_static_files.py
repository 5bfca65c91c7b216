"""The browser's half, read as text: text nodes only, nothing from strangers, both languages, readable colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.gateway.static_files import ROOT
from bot.gateway.wire import schema

SCRIPTS = sorted(ROOT.rglob("*.js"))
PAGES = sorted(ROOT.rglob("*.html"))
STYLES = sorted(ROOT.rglob("*.css"))
IDS = [path.relative_to(ROOT).as_posix() for path in SCRIPTS]

FORBIDDEN = [
    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "createContextualFragment", "srcdoc",
    "eval(", "new Function", "localStorage", "document.cookie", "indexedDB", "javascript:", "setTimeout(\"",
]  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS, ids=IDS)
def test_a_script_builds_text_nodes_only_and_keeps_nothing_beyond_the_session(script: Path) -> None:
    code = "\n".join(line for line in script.read_text().splitlines() if not line.strip().startswith(("//", "/*", "*")))
    for word in FORBIDDEN:
        assert word not in code, word


@pytest.mark.parametrize("page", PAGES, ids=[p.relative_to(ROOT).as_posix() for p in PAGES])
def test_a_page_has_no_inline_script_style_or_handler(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "<style" not in text
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)


@pytest.mark.parametrize("file", [*SCRIPTS, *PAGES, *STYLES], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_nothing_is_asked_of_a_third_party(file: Path) -> None:
    """The only address outside is the neutral page that «Forlat siden raskt» leads to."""
    text = file.read_text().replace("http://www.w3.org/2000/svg", "")
    addresses = set(re.findall(r"https?://[\w./-]+", text))
    assert addresses <= {"https://www.yr.no/", "https://HOST/widget.js", "https://VERT/widget.js", "https://..."}
    assert not re.search(r"""(?:from|import)\s*\(?["'](?!\.{0,2}/)""", text) or file.suffix != ".js"
    assert not re.search(r"url\((?!['\"]?/static)", text) or file.suffix != ".css"
    assert "@import" not in text


@pytest.mark.parametrize("folder", ["widget", "konsoll", "fagstoff"])
def test_both_languages_have_the_same_words(folder: str) -> None:
    nb, nn = (_keys(ROOT / folder / f"strings.{tag}.js") for tag in ("nb", "nn"))
    assert nb == nn
    assert len(nb) > 40


def _keys(path: Path) -> list[str]:
    return re.findall(r"^\s*(\w+):|[{,]\s*(\w+):", re.sub(r'"[^"\n]*"|`[^`\n]*`', '""', path.read_text()), re.M)


def test_the_names_that_others_rely_on_are_in_the_words() -> None:
    words = (ROOT / "widget" / "strings.nb.js").read_text()
    for name in ("Skriv en melding", "Send", "Samtale", "Forlat siden raskt", "Snakk med et menneske", "Slett alt"):
        assert f'"{name}"' in words, name


def test_the_widget_and_the_schema_know_the_same_frames() -> None:
    code = (ROOT / "widget" / "wire.js").read_text()
    sent = set(re.findall(r'type: "(\w+)"', code))
    read = set(re.findall(r'"(\w+)"', code.split("FROM_SERVER = [")[1].split("]")[0]))
    assert sent == set(schema()["$defs"]["client"])
    assert read == set(schema()["$defs"]["server"])
    assert f"MAX_TEXT = {schema()['$defs']['text']['maxLength']};" in code
    receive = (ROOT / "widget" / "main.js").read_text().split("const receive = {")[1].split("\n};")[0]
    assert set(re.findall(r"^  (\w+)[(:]", receive, re.M)) == read


def test_a_counsellor_reads_every_topic_in_words() -> None:
    topics = {path.stem for path in (ROOT.parents[2] / "content" / "topics").glob("*.yml")}
    for norm in ("nb", "nn"):
        names = (ROOT / "konsoll" / f"strings.{norm}.js").read_text().split("topicNames: {")[1].split("}")[0]
        assert set(re.findall(r'(\w+): "[^"]+"', names)) == topics, norm


def test_the_console_has_a_sentence_for_every_refusal() -> None:
    gateway = ROOT.parent
    code = "".join(path.read_text() for path in gateway.glob("console_*.py"))
    refusals = set(re.findall(r'_failure\(\d+, "(\w+)"\)|HTTP\w+\(text="([\w ]+)"', code))
    words = (ROOT / "konsoll" / "strings.nb.js").read_text().split("errors: {")[1]
    missing = [w for pair in refusals for w in pair if w and w != "log in" and f"{w}:" not in words]
    assert missing == []


def test_the_review_desk_has_a_sentence_for_every_refusal() -> None:
    code = (ROOT.parent / "review_api.py").read_text()
    refusals = set(re.findall(r'text="(\w+)"|web\.HTTP\w+, "(\w+)"', code))
    own = (ROOT / "fagstoff" / "strings.nb.js").read_text().split("errors: {")[1]
    console = (ROOT / "konsoll" / "strings.nb.js").read_text().split("errors: {")[1]
    assert len(refusals) > 5
    assert [w for pair in refusals for w in pair if w and f"{w}:" not in own + console] == []


def test_every_script_that_is_imported_exists() -> None:
    for script in SCRIPTS:
        for address in re.findall(r'from "([^"]+)"', script.read_text()):
            target = ROOT / address.removeprefix("/static/") if address.startswith("/") else script.parent / address
            assert target.resolve().is_file(), (script.name, address)


MIXING_LEVELS = ("deadly", "dangerous", "risky", "weakens", "uncertain", "unknown")
PAIRS = [
    ("ink", "ground", 4.5), ("ink", "surface", 4.5), ("quiet", "surface", 4.5), ("quiet", "ground", 4.5),
    ("accent", "surface", 4.5), ("accent", "ground", 4.5), ("on-accent", "accent", 4.5), ("on-person", "person", 4.5),
    ("on-danger", "danger", 4.5), ("danger", "danger-soft", 4.5), ("on-danger-soft", "danger-soft", 4.5),
    ("danger", "surface", 4.5), ("on-warm-soft", "warm-soft", 4.5), ("on-step-soft", "step-soft", 4.5),
    ("ink", "accent-soft", 4.5), ("accent", "accent-soft", 4.5), ("quiet", "accent-soft", 4.5),
    ("surface", "ink", 4.5), ("edge", "surface", 3.0), ("edge", "ground", 3.0), ("focus", "surface", 3.0),
    ("on-draft", "draft", 4.5), ("on-due", "due", 4.5), ("on-returned", "returned", 4.5),
    ("on-approved", "approved", 4.5), ("approved", "ground", 3.0), ("edge", "accent-soft", 3.0),
    *((f"on-mix-{level}", f"mix-{level}", 4.5) for level in MIXING_LEVELS),
    ("mix-deadly-edge", "ground", 4.5), ("mix-dangerous", "ground", 3.0),
    ("on-acute", "acute", 4.5), ("on-high", "high", 4.5), ("on-concern", "concern", 4.5), ("on-calm", "calm", 4.5),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_text_and_edges_can_be_told_from_their_ground(scheme: str, front: str, back: str, least: float) -> None:
    colours = _colours(scheme)
    assert _contrast(colours[front], colours[back]) >= least, round(_contrast(colours[front], colours[back]), 2)


def _colours(scheme: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in (ROOT / "shared" / "colours.css", ROOT / "konsoll" / "konsoll.css", ROOT / "fagstoff" / "fagstoff.css"):
        light, _, rest = path.read_text().partition("@media (prefers-color-scheme: dark) {")
        found.update(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
        if scheme == "dark":
            found.update(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rest.split("\n}\n")[0]))
    return found


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
