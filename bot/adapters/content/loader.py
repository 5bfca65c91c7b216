"""Reads `content/` into the immutable Library. Tolerates missing folders; trusts files that `check` has passed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from bot.adapters.content.located import LocatedFile, read_located
from bot.adapters.content.parts import Data, links_of, own_review, pair_id, resolved, review_in, sources_in, texts_in
from bot.adapters.content.review_files import Decided, Reviews, decided_in
from bot.adapters.content.review_items import flow_item_id
from bot.domain.asker import Asker
from bot.domain.flows import Flow, Step, Way
from bot.domain.knowledge import AnswerRules, AspectRule, Fact, Library, Review, Substance, Topic
from bot.domain.mixing import Level, MixingTable, Pair, Partner, as_table
from bot.domain.replies import SourceLink
from bot.domain.stems import as_stem

ANSWERING = Path("recognition") / "answering.yml"

_SURE_NAMES = ("official", "brands", "street")

_Built = TypeVar("_Built")


class ContentError(ValueError):
    """A content file cannot be read at all; the message names the file and the line."""


def load_library(root: Path, *, require_review: bool = False) -> Library:
    """Everything under the content folder `root`; with `require_review` only what a professional has approved.

    Raises ContentError when a file cannot be read; `rusbot content check` then lists everything that is wrong.
    """
    read, decided = _Reader(require_review), decided_in(root)

    def each(folder: str, build: Callable[[Data, Reviews], _Built]) -> Iterator[_Built]:
        return _each(root / folder, build, decided)

    return Library(
        substances=_frozen({s.id: s for s in each("substances", read.substance)}),
        topics=_frozen({t.id: t for t in each("topics", read.topic) if t.facts}),
        mixing=_merged(each("mixing", read.mixing)),
        flows=_frozen({f.id: f for f in each("flows", read.flow) if read.may_serve(f.is_draft)}),
        rules=_rules(root / ANSWERING),
    )


def _each(folder: Path, build: Callable[[Data, Reviews], _Built], decided: Decided) -> Iterator[_Built]:
    for path in sorted(folder.glob("*.yml")):
        data = _data_of(read_located(path))
        try:
            yield build(data, decided.reviews(folder.name, data))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ContentError(f"{folder.name}/{path.name}: {error!r}; see `rusbot content check`") from error


class _Reader:
    """Turns parsed files into domain objects, leaving out what may not be served. `decided` holds the reviews that
    content/reviews knows of the items of the file; it goes before what the file says of itself."""

    def __init__(self, require_review: bool) -> None:
        self._require_review = require_review

    def may_serve(self, is_draft: bool) -> bool:
        """Drafts are served, and marked, unless the operator asks for approved content only."""
        return not (self._require_review and is_draft)

    def substance(self, data: Data, decided: Reviews) -> Substance:
        review = review_in(data.get("review"))
        return Substance(
            id=data["id"],
            name=texts_in(data["name"]),
            group=data["group"],
            facts=self._facts(data, decided),
            unknown=tuple(data.get("unknown") or ()),
            review=review,
            names=_stems(name for kind in _SURE_NAMES for name in data["names"].get(kind) or ()),
        )

    def topic(self, data: Data, decided: Reviews) -> Topic:
        return Topic(id=data["id"], facts=self._facts(data, decided), review=review_in(data.get("review")))

    def flow(self, data: Data, decided: Reviews) -> Flow:
        review = decided.get(flow_item_id(data["id"])) or review_in(data.get("review"))
        sources = sources_in(data)
        return Flow(
            id=data["id"],
            title=texts_in(data["title"]),
            start=data["start"],
            steps=_frozen({s["id"]: _step(s, sources) for s in data["steps"]}),
            is_draft=not review.is_approved,
        )

    def mixing(self, data: Data, decided: Reviews) -> MixingTable:
        pairs = tuple(self._pairs(data, decided))
        withheld = as_table(p for p in pairs if not self.may_serve(p.is_draft))
        return MixingTable(
            pairs=as_table(p for p in pairs if self.may_serve(p.is_draft)),
            withheld={key: pair.level for key, pair in withheld.items()},
            groups={member: tuple(standing) for member, standing in (data.get("groups") or {}).items()},
            partners={p["id"]: _partner(p) for p in data.get("partners") or ()},
            words={key: texts_in(value) for key, value in (data.get("words") or {}).items()},
        )

    def _pairs(self, data: Data, decided: Reviews) -> Iterator[Pair]:
        sources = sources_in(data)
        for item in data.get("pairs") or ():
            name = pair_id(item, data)
            yield Pair(
                a=item["a"],
                b=item["b"],
                level=Level.from_word(item["level"]),
                id=name,
                reason=texts_in(resolved(item["reason"], data.get("reasons"))),
                advice=texts_in(resolved(item["advice"], data.get("advices"))),
                sources=links_of(item, sources),
                is_draft=not (decided.get(name) or own_review(item, data)).is_approved,
            )

    def _facts(self, data: Data, decided: Reviews) -> tuple[Fact, ...]:
        sources = sources_in(data)
        facts = (_fact(i, decided.get(i["id"]) or own_review(i, data), sources) for i in data["facts"])
        return tuple(f for f in facts if self.may_serve(not f.review.is_approved))


def _merged(parts: Iterable[MixingTable]) -> MixingTable:
    tables = tuple(parts)
    return MixingTable(
        pairs=_frozen(as_table(pair for table in tables for pair in table.pairs.values())),
        groups=_frozen({key: value for table in tables for key, value in table.groups.items()}),
        partners=_frozen({key: value for table in tables for key, value in table.partners.items()}),
        words=_frozen({key: value for table in tables for key, value in table.words.items()}),
        withheld=_frozen({key: value for table in tables for key, value in table.withheld.items()}),
    )


def _data_of(file: LocatedFile) -> Data:
    if not isinstance(file.data, dict):
        line, words = file.errors[0] if file.errors else (1, "empty")
        raise ContentError(f"{file.path.parent.name}/{file.path.name}:{line}: {words}")
    return file.data


def _fact(item: Data, review: Review, sources: Mapping[str, SourceLink]) -> Fact:
    return Fact(
        id=item["id"],
        texts=texts_in(item),
        review=review,
        sources=links_of(item, sources),
        confidence=item.get("confidence", "medium"),
        aspect=item.get("aspect"),
        about=_stems(item.get("about")),
        when=_stems(item.get("when")),
        substances=tuple(item.get("substances") or ()),
        askers=frozenset(Asker(word) for word in item.get("asker") or ()),
        question=texts_in(item["question"]) if item.get("question") else None,
        is_default=bool(item.get("default", False)),
        is_abrupt_stop_dangerous=bool(item.get("abrupt_stop_dangerous", False)),
    )


def _step(item: Data, sources: Mapping[str, SourceLink]) -> Step:
    return Step(
        id=item["id"],
        texts=texts_in(item),
        ways=tuple(Way(texts_in(way), way.get("goto"), way.get("action")) for way in item.get("choices") or ()),
        fact_ids=tuple(item.get("fact_ids") or ()),
        sources=links_of(item, sources),
    )


def _partner(item: Data) -> Partner:
    return Partner(item["id"], texts_in(item), _stems(item.get("about")), bool(item.get("general", False)))


def _stems(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(as_stem(str(value)) for value in values or ()))


def _rules(path: Path) -> AnswerRules:
    if not path.exists():
        return AnswerRules()
    data = _data_of(read_located(path))
    return AnswerRules(
        aspects=_frozen({topic: tuple(map(_aspect_rule, rules)) for topic, rules in data["aspects"].items()}),
        stems=_frozen({name: _stems(values) for name, values in data["stems"].items()}),
        topics=_frozen({name: tuple(values) for name, values in data["topics"].items()}),
        askers=_frozen({Asker(word): _stems(values) for word, values in data["askers"].items()}),
        next=_frozen({topic: tuple(values) for topic, values in data["next"].items()}),
        concepts=_frozen({name: _stems(values) for name, values in data["concepts"].items()}),
    )


def _aspect_rule(item: Data) -> AspectRule:
    return AspectRule(
        aspect=item["aspect"],
        when=_stems(item.get("when")),
        is_default=bool(item.get("default", False)),
        is_always=bool(item.get("always", False)),
        is_after=bool(item.get("after", False)),
    )


def _frozen(table: Mapping[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(dict(table))
