"""What a schema cannot see: whether the parts of the content fit one another. Each check names its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from string import Formatter
from typing import Any

from bot.adapters.content.located import Place
from bot.adapters.content.problems import ContentFile, Known, Problem, listed, texts_of
from bot.domain.flows import TOPIC_PREFIX
from bot.domain.knowledge import ASPECTS
from bot.domain.readability import sentences_of

_SOON = timedelta(days=30)
_LISTS_WITH_SOURCES = ("facts", "pairs", "steps", "cards")
_SENTENCES_OF_A_PAIR = 3
"""A bubble has four, and the level is said in one."""
_MUST_HAVE_SOURCES = ("facts", "pairs")
_FLOW_PAYLOAD = re.compile(r'^/start_flow\{"flow": ?"([a-z_]+)"\}$')


def sources(file: ContentFile, _: Known) -> Iterator[Problem]:
    """Every fact has a source, and every source key is in the file's table."""
    known = file.data.get("sources")
    known = known if isinstance(known, dict) else {}
    used: set[str] = set()
    for key in _LISTS_WITH_SOURCES:
        for place, item in file.items(key):
            named = listed(item.get("sources"))
            used.update(named)
            if key in _MUST_HAVE_SOURCES and not named:
                yield file.problem((*place, "sources"), "no source: a fact without one cannot be served")
            for name in named:
                if name not in known:
                    yield file.problem((*place, "sources"), f"unknown source «{name}»")
    for name in known:
        if name not in used:
            yield file.problem(("sources", name), f"the source «{name}» is not used", is_warning=True)


def reviews(file: ContentFile, known: Known) -> Iterator[Problem]:
    """No review is overdue; those due within a month are warned of."""
    items = [item for key in ("facts", "pairs") for item in file.items(key)]
    for around, holder in (((), file.data), *items):
        place = (*around, "review")
        review = holder.get("review")
        due = _date(review.get("due")) if isinstance(review, dict) else None
        if due and due < known.today:
            yield file.problem((*place, "due"), f"the review was due on {due.isoformat()}")
        elif due and due < known.today + _SOON:
            yield file.problem((*place, "due"), f"the review is due on {due.isoformat()}", is_warning=True)


def questions(file: ContentFile, _: Known) -> Iterator[Problem]:
    """No two buttons of a topic ask the same."""
    seen: set[str] = set()
    for place, item in file.items("facts"):
        question = item.get("question")
        asked = str(question.get("nb")).casefold() if isinstance(question, dict) else None
        if asked and asked in seen:
            yield file.problem((*place, "question"), f"another fact of the topic has the same question «{asked}»")
        if asked:
            seen.add(asked)


def ids(file: ContentFile, _: Known) -> Iterator[Problem]:
    """A file is named after its id, and its facts begin with it."""
    own = file.data.get("id")
    if file.folder in ("substances", "topics", "flows") and own != file.stem:
        yield file.problem(("id",), f"the id «{own}» is not the name of the file")
    for place, item in file.items("facts"):
        if not str(item.get("id")).startswith(f"{own}."):
            yield file.problem((*place, "id"), f"the id «{item.get('id')}» must begin with «{own}.»")


def substances_named(file: ContentFile, known: Known) -> Iterator[Problem]:
    """Every substance that is referred to exists."""
    for place, item in file.items("facts"):
        for name in listed(item.get("substances")):
            if name not in known.substances:
                yield file.problem((*place, "substances"), f"unknown substance «{name}»")
    for place, item in file.items("pairs"):
        for side in ("a", "b"):
            if item.get(side) not in known.substances | known.partners:
                yield file.problem((*place, side), f"unknown substance «{item.get(side)}»")
        if item.get("a") == item.get("b"):
            yield file.problem(place, f"«{item.get('a')}» is paired with itself")
    groups = file.data.get("groups") if file.folder == "mixing" else None
    for member, standing in groups.items() if isinstance(groups, dict) else ():
        for name in (member, *listed(standing)):
            if name not in known.substances | known.partners:
                yield file.problem(("groups", member), f"unknown substance «{name}»")


def aspects(file: ContentFile, _: Known) -> Iterator[Problem]:
    """Every aspect of a substance is either told or openly unknown, never both and never neither."""
    if file.folder != "substances":
        return
    told = {str(item.get("aspect")) for _, item in file.items("facts")}
    unknown = set(listed(file.data.get("unknown")))
    for aspect in ASPECTS:
        if aspect in told and aspect in unknown:
            yield file.problem(("unknown",), f"«{aspect}» is both told and unknown")
        elif aspect not in told and aspect not in unknown:
            yield file.problem(("unknown",), f"«{aspect}» is neither told nor listed as unknown")
    for place, item in file.items("facts"):
        if item.get("abrupt_stop_dangerous") and item.get("aspect") != "withdrawal":
            yield file.problem(place, "abrupt_stop_dangerous belongs on a fact about withdrawal")


def topic_defaults(file: ContentFile, _: Known) -> Iterator[Problem]:
    """A topic has exactly one default answer, and each other answer has stems that choose it."""
    if file.folder != "topics":
        return
    defaults = [place for place, item in file.items("facts") if item.get("default") is True]
    if len(defaults) != 1:
        yield file.problem(("facts",), f"{len(defaults)} default answers; exactly one is needed")
    for place, item in file.items("facts"):
        if item.get("default") is not True and not listed(item.get("about")):
            yield file.problem((*place, "about"), "no stems: this answer can never be chosen")


def mixing_words(file: ContentFile, _: Known) -> Iterator[Problem]:
    """A reason or an advice given by key is written in the same file, and both fit the bubble with the level."""
    for place, item in file.items("pairs"):
        spoken = []
        for one, many in (("reason", "reasons"), ("advice", "advices")):
            table = file.data.get(many)
            words = item.get(one)
            if isinstance(words, str):
                words = (table if isinstance(table, dict) else {}).get(words)
                if words is None:
                    yield file.problem((*place, one), f"«{item[one]}» is not among {many}")
            spoken.append(words if isinstance(words, dict) else {})
        for language in ("nb", "nn"):
            count = len(sentences_of(" ".join(str(words.get(language) or "") for words in spoken)))
            if count > _SENTENCES_OF_A_PAIR:
                yield file.problem(place, f"reason and advice have {count} sentences in {language}; three fit")


def flow_steps(file: ContentFile, known: Known) -> Iterator[Problem]:
    """Every way of a flow leads somewhere, every step can be reached, and every step has a way out."""
    if file.folder != "flows":
        return
    steps = {str(item.get("id")): (place, item) for place, item in file.items("steps")}
    if file.data.get("start") not in steps:
        yield file.problem(("start",), f"the first step «{file.data.get('start')}» does not exist")
    reached = {file.data.get("start")}
    for place, item in steps.values():
        choices = item.get("choices")
        for i, way in enumerate(choices if isinstance(choices, list) else ()):
            goto, action = way.get("goto"), str(way.get("action"))
            reached.add(goto)
            if goto and goto not in steps:
                yield file.problem((*place, "choices", i), f"the step «{goto}» does not exist")
            if action.startswith(TOPIC_PREFIX) and action.removeprefix(TOPIC_PREFIX) not in known.topics:
                yield file.problem((*place, "choices", i), f"there is no topic «{action.removeprefix(TOPIC_PREFIX)}»")
        for name in listed(item.get("fact_ids")):
            if name not in known.facts:
                yield file.problem((*place, "fact_ids"), f"unknown fact «{name}»")
    for name, (place, item) in steps.items():
        if name not in reached:
            yield file.problem(place, f"no way leads to the step «{name}»")
        if not item.get("choices"):
            yield file.problem(place, f"the step «{name}» has no choices, so it is a dead end")


def placeholders(file: ContentFile, _: Known) -> Iterator[Problem]:
    """Braces are for replies only, are never broken, and are the same in every language."""
    for place, item in texts_of(file.data):
        found: dict[str, frozenset[str]] = {}
        for language in ("nb", "nn", "en"):
            fields = _fields(item[language]) if isinstance(item.get(language), str) else frozenset()
            here = (*place, language)
            if fields is None:
                yield file.problem(here, "a broken placeholder: { and } must come in pairs")
            elif fields and file.folder != "replies":
                yield file.problem(here, f"a placeholder where nothing is filled in: {_words(fields)}")
            elif language in item:
                found[language] = fields
        if len(set(found.values())) > 1:
            every = frozenset.union(*found.values())
            lacking = sorted(language for language, fields in found.items() if fields != every)
            yield file.problem(place, f"the placeholders {_words(every)} are not all in {', '.join(lacking)}")


def payloads(file: ContentFile, known: Known) -> Iterator[Problem]:
    """A button that starts a flow starts one that exists."""
    for key in ("replies", "cards"):
        for place, item in file.items(key):
            choices = item.get("choices")
            for i, choice in enumerate(choices if isinstance(choices, list) else ()):
                match = _FLOW_PAYLOAD.match(str(choice.get("payload")))
                if match and match.group(1) not in known.flows:
                    yield file.problem((*place, "choices", i), f"there is no flow «{match.group(1)}»")


def duplicates(files: Iterable[ContentFile]) -> Iterator[Problem]:
    """No id twice anywhere, and no pair twice; the second one is told where the first is."""
    first: dict[tuple[str, str], str] = {}
    for file in files:
        for kind, place, name in _ids(file):
            where = f"{file.name}:{file.located.line(*place)}"
            if (kind, name) in first:
                yield file.problem(place, f"«{name}» is already in {first[kind, name]}")
            first.setdefault((kind, name), where)


def _ids(file: ContentFile) -> Iterator[tuple[str, Place, str]]:
    if "id" in file.data:
        yield file.folder, ("id",), str(file.data["id"])
    kinds = {"facts": "fact", "replies": "reply", "cards": "card", "rules": "rule", "running": "rule", "pairs": "fact"}
    for key, kind in kinds.items():
        for place, item in file.items(key):
            if "id" in item:
                yield kind, (*place, "id"), str(item["id"])
    for place, item in file.items("steps"):
        yield f"step of {file.name}", (*place, "id"), str(item.get("id"))
    for place, item in file.items("pairs"):
        yield "pair", place, " + ".join(sorted((str(item.get("a")), str(item.get("b")))))


def _fields(text: str) -> frozenset[str] | None:
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None


def _words(fields: Iterable[str]) -> str:
    return ", ".join("{" + name + "}" for name in sorted(fields))


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


CHECKS: tuple[Callable[[ContentFile, Known], Iterator[Problem]], ...] = (
    sources, reviews, ids, questions, substances_named, aspects, topic_defaults, mixing_words, flow_steps, placeholders,
    payloads,
)  # fmt: skip
