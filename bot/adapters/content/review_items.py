"""From parsed content files to the items that a professional approves. The desk, the loader, the check and the export
all ask here, so that the same text has the same fingerprint everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.adapters.content.parts import Data, links_of, own_review, pair_id, resolved, review_in, sources_in, texts_in
from bot.domain.replies import SourceLink
from bot.domain.review_items import Passage, ReviewItem, ReviewKind
from bot.domain.texts import Texts

UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What building items from a file raises when its shape is wrong; `rusbot content check` says in which way."""


def items_in(folder: str, file: str, data: Data) -> tuple[ReviewItem, ...]:
    """Every item of the file `file` in `folder`, in its order; nothing in folders that hold no facts."""
    build = _BUILDERS.get(folder)
    return tuple(build(file, data)) if build else ()


def flow_item_id(flow_id: str) -> str:
    """Flows and cards share no names with facts, whose ids begin with their file."""
    return f"flow.{flow_id}"


def card_item_id(card_id: str) -> str:
    """As the card calls itself in a reply's fact_ids."""
    return f"emergency.{card_id}"


def names_in(folder: str, data: Data) -> Iterator[tuple[str, Texts]]:
    """What the things are called that items are about."""
    if folder == "substances":
        yield data["id"], texts_in(data["name"])
    if folder == "flows":
        yield flow_item_id(data["id"]), texts_in(data["title"])
    for partner in (data.get("partners") or ()) if folder == "mixing" else ():
        yield partner["id"], texts_in(partner)


def _facts(kind: ReviewKind) -> Callable[[str, Data], Iterator[ReviewItem]]:
    def build(file: str, data: Data) -> Iterator[ReviewItem]:
        sources = sources_in(data)
        for item in data["facts"]:
            named = {"aspect": item.get("aspect"), "applies_to": item.get("substances")}
            yield ReviewItem(
                id=item["id"],
                kind=kind,
                file=file,
                passages=tuple(_said(item)),
                sources=links_of(item, sources),
                subjects=(data["id"] if kind is ReviewKind.SUBSTANCE else f"topic.{data['id']}",),
                particulars=_particulars(**named, confidence=item.get("confidence", "medium")),
                written=own_review(item, data),
            )

    return build


def _said(item: Data) -> Iterator[Passage]:
    if item.get("question"):
        yield Passage("question", texts_in(item["question"]))
    yield Passage("text", texts_in(item))


def _pairs(file: str, data: Data) -> Iterator[ReviewItem]:
    sources = sources_in(data)
    for item in data.get("pairs") or ():
        yield ReviewItem(
            id=pair_id(item, data),
            kind=ReviewKind.PAIR,
            file=file,
            passages=(
                Passage("reason", texts_in(resolved(item["reason"], data.get("reasons")))),
                Passage("advice", texts_in(resolved(item["advice"], data.get("advices")))),
            ),
            sources=links_of(item, sources),
            subjects=(item["a"], item["b"]),
            particulars=_particulars(
                things=sorted((item["a"], item["b"])), level=item["level"], confidence=item.get("confidence")
            ),
            written=own_review(item, data),
        )


def _flow(file: str, data: Data) -> Iterator[ReviewItem]:
    sources = sources_in(data)
    passages = [Passage("title", texts_in(data["title"]), str(data["start"]))]
    for step in data["steps"]:
        passages.append(Passage("step", texts_in(step), str(step["id"]), links_of(step, sources)))
        passages += _buttons(step, lambda way: way.get("goto") or way["action"])
    yield ReviewItem(
        id=flow_item_id(data["id"]),
        kind=ReviewKind.FLOW,
        file=file,
        passages=tuple(passages),
        sources=_together(passages),
        subjects=(flow_item_id(data["id"]),),
        written=review_in(data.get("review")),
    )


def _cards(file: str, data: Data) -> Iterator[ReviewItem]:
    sources = sources_in(data)
    for card in data["cards"]:
        yield ReviewItem(
            id=card_item_id(card["id"]),
            kind=ReviewKind.CARD,
            file=file,
            passages=(Passage("text", texts_in(card)), *_buttons(card, lambda choice: choice["payload"])),
            sources=links_of(card, sources),
            subjects=(card_item_id(card["id"]),),
            particulars=_particulars(kinds=card.get("kinds"), levels=card.get("levels")),
            written=own_review(card, data),
        )


def _buttons(item: Data, leads_to: Callable[[Data], str]) -> list[Passage]:
    return [Passage("button", texts_in(choice), str(leads_to(choice))) for choice in item.get("choices") or ()]


def _together(passages: list[Passage]) -> tuple[SourceLink, ...]:
    return tuple(dict.fromkeys(source for passage in passages for source in passage.sources))


def _particulars(**named: Any) -> tuple[tuple[str, str], ...]:
    """What is given of these, lists in one line."""
    as_words = {n: ", ".join(map(str, v)) if isinstance(v, (list, tuple)) else str(v) for n, v in named.items() if v}
    return tuple(as_words.items())


_BUILDERS: Mapping[str, Callable[[str, Data], Iterator[ReviewItem]]] = {
    "emergency": _cards,
    "flows": _flow,
    "mixing": _pairs,
    "substances": _facts(ReviewKind.SUBSTANCE),
    "topics": _facts(ReviewKind.TOPIC),
}
FOLDERS = tuple(_BUILDERS)
"""Where items live, the most urgent first."""
