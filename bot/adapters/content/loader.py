"""Reads `content/` into the immutable Library. Tolerates missing folders; trusts files that `check` has passed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from bot.adapters.content.located import LocatedFile, read_located
from bot.domain.flows import Flow, Step, Way
from bot.domain.knowledge import AnswerRules, AspectRule, Fact, Library, Review, Substance, Topic
from bot.domain.mixing import Level, MixingTable, Pair, Partner, as_table
from bot.domain.replies import SourceLink
from bot.domain.stems import as_stem
from bot.domain.texts import Texts

ANSWERING = Path("recognition") / "answering.yml"

_SURE_NAMES = ("official", "brands", "street")

_Data = Mapping[str, Any]
_Built = TypeVar("_Built")


class ContentError(ValueError):
    """A content file cannot be read at all; the message names the file and the line."""


def load_library(root: Path, *, require_review: bool = False) -> Library:
    """Everything under the content folder `root`; with `require_review` only what a professional has approved.

    Raises ContentError when a file cannot be read; `rusbot content check` then lists everything that is wrong.
    """
    read = _Reader(require_review)
    return Library(
        substances=_frozen({s.id: s for s in _each(root / "substances", read.substance)}),
        topics=_frozen({t.id: t for t in _each(root / "topics", read.topic) if t.facts}),
        mixing=_merged(_each(root / "mixing", read.mixing)),
        flows=_frozen({f.id: f for f in _each(root / "flows", read.flow) if read.may_serve(f.is_draft)}),
        rules=_rules(root / ANSWERING),
    )


def _each(folder: Path, build: Callable[[_Data], _Built]) -> Iterator[_Built]:
    for path in sorted(folder.glob("*.yml")):
        data = _data_of(read_located(path))
        try:
            yield build(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ContentError(f"{folder.name}/{path.name}: {error!r}; see `rusbot content check`") from error


class _Reader:
    """Turns parsed files into domain objects, leaving out what may not be served."""

    def __init__(self, require_review: bool) -> None:
        self._require_review = require_review

    def may_serve(self, is_draft: bool) -> bool:
        """Drafts are served, and marked, unless the operator asks for approved content only."""
        return not (self._require_review and is_draft)

    def substance(self, data: _Data) -> Substance:
        review = _review(data.get("review"))
        return Substance(
            id=data["id"],
            name=_texts(data["name"]),
            group=data["group"],
            facts=self._facts(data, review),
            unknown=tuple(data.get("unknown") or ()),
            review=review,
            names=_stems(name for kind in _SURE_NAMES for name in data["names"].get(kind) or ()),
        )

    def topic(self, data: _Data) -> Topic:
        review = _review(data.get("review"))
        return Topic(id=data["id"], facts=self._facts(data, review), review=review)

    def flow(self, data: _Data) -> Flow:
        sources = _sources(data)
        return Flow(
            id=data["id"],
            title=_texts(data["title"]),
            start=data["start"],
            steps=_frozen({s["id"]: _step(s, sources) for s in data["steps"]}),
            is_draft=not _review(data.get("review")).is_approved,
        )

    def mixing(self, data: _Data) -> MixingTable:
        return MixingTable(
            pairs=as_table(self._pairs(data)),
            groups={member: tuple(standing) for member, standing in (data.get("groups") or {}).items()},
            partners={p["id"]: _partner(p) for p in data.get("partners") or ()},
            words={key: _texts(value) for key, value in (data.get("words") or {}).items()},
        )

    def _pairs(self, data: _Data) -> Iterator[Pair]:
        sources = _sources(data)
        for item in data.get("pairs") or ():
            is_draft = not _review(item.get("review") or data.get("review")).is_approved
            if self.may_serve(is_draft):
                yield Pair(
                    a=item["a"],
                    b=item["b"],
                    level=Level.from_word(item["level"]),
                    id=item.get("id") or f"{data['id']}.{item['a']}.{item['b']}",
                    reason=_texts(_resolved(item["reason"], data.get("reasons"))),
                    advice=_texts(_resolved(item["advice"], data.get("advices"))),
                    sources=_links(item, sources),
                    is_draft=is_draft,
                )

    def _facts(self, data: _Data, review: Review) -> tuple[Fact, ...]:
        sources = _sources(data)
        facts = (_fact(item, review, sources) for item in data["facts"])
        return tuple(f for f in facts if self.may_serve(not f.review.is_approved))


def _merged(parts: Iterable[MixingTable]) -> MixingTable:
    tables = tuple(parts)
    return MixingTable(
        pairs=_frozen(as_table(pair for table in tables for pair in table.pairs.values())),
        groups=_frozen({key: value for table in tables for key, value in table.groups.items()}),
        partners=_frozen({key: value for table in tables for key, value in table.partners.items()}),
        words=_frozen({key: value for table in tables for key, value in table.words.items()}),
    )


def _data_of(file: LocatedFile) -> _Data:
    if not isinstance(file.data, dict):
        line, words = file.errors[0] if file.errors else (1, "empty")
        raise ContentError(f"{file.path.parent.name}/{file.path.name}:{line}: {words}")
    return file.data


def _fact(item: _Data, review: Review, sources: Mapping[str, SourceLink]) -> Fact:
    return Fact(
        id=item["id"],
        texts=_texts(item),
        review=_review(item["review"]) if item.get("review") else review,
        sources=_links(item, sources),
        confidence=item.get("confidence", "medium"),
        aspect=item.get("aspect"),
        about=_stems(item.get("about")),
        when=_stems(item.get("when")),
        substances=tuple(item.get("substances") or ()),
        is_default=bool(item.get("default", False)),
        is_abrupt_stop_dangerous=bool(item.get("abrupt_stop_dangerous", False)),
    )


def _step(item: _Data, sources: Mapping[str, SourceLink]) -> Step:
    return Step(
        id=item["id"],
        texts=_texts(item),
        ways=tuple(Way(_texts(way), way.get("goto"), way.get("action")) for way in item.get("choices") or ()),
        fact_ids=tuple(item.get("fact_ids") or ()),
        sources=_links(item, sources),
    )


def _partner(item: _Data) -> Partner:
    return Partner(item["id"], _texts(item), _stems(item.get("about")), bool(item.get("general", False)))


def _texts(data: _Data) -> Texts:
    english = data.get("en")
    return Texts(str(data["nb"]).strip(), str(data["nn"]).strip(), str(english).strip() if english else None)


def _resolved(words_or_key: Any, shared: _Data | None) -> _Data:
    found: _Data = (shared or {})[words_or_key] if isinstance(words_or_key, str) else words_or_key
    return found


def _review(data: _Data | None) -> Review:
    data = data or {}
    status, reviewer = data.get("status", "draft"), data.get("reviewed_by")
    return Review(status, reviewer, _date(data.get("reviewed_on")), _date(data.get("due")))


def _date(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _sources(data: _Data) -> Mapping[str, SourceLink]:
    return {
        key: SourceLink(source["title"], source["url"], source.get("publisher", ""), source.get("accessed"))
        for key, source in (data.get("sources") or {}).items()
    }


def _links(item: _Data, sources: Mapping[str, SourceLink]) -> tuple[SourceLink, ...]:
    return tuple(sources[key] for key in item.get("sources") or () if key in sources)


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
        next=_frozen({topic: tuple(values) for topic, values in data["next"].items()}),
        concepts=_frozen({name: _stems(values) for name, values in data["concepts"].items()}),
    )


def _aspect_rule(item: _Data) -> AspectRule:
    return AspectRule(
        aspect=item["aspect"],
        when=_stems(item.get("when")),
        is_default=bool(item.get("default", False)),
        is_always=bool(item.get("always", False)),
        is_after=bool(item.get("after", False)),
    )


def _frozen(table: Mapping[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(dict(table))
