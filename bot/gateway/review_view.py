"""What the fagansvarlig sees: the list, and one item with both norms side by side. Holds no word of its own."""

from __future__ import annotations

from bot.domain.replies import SourceLink
from bot.domain.review import LONGEST_APPROVAL, LONGEST_REASON, Decision
from bot.domain.review_items import Passage, ReviewCatalogue, ReviewItem
from bot.domain.texts import Texts
from bot.gateway.wire import Frame
from bot.usecases.review_facts import InReview, Listed, Overview

_LONGEST_EXCERPT = 120


def overview_frame(seen: Overview, *, most: int) -> Frame:
    """The first `most` lines of the list, and the figures around it."""
    return {
        "items": [_line(seen.catalogue, one) for one in seen.listed[:most]],
        "found": len(seen.listed),
        "counts": {state.value: count for state, count in seen.counts.items()},
        "approved": seen.approved,
        "total": seen.total,
    }


def item_frame(seen: InReview) -> Frame:
    """One item, with what a decision on it must name."""
    reading = seen.reading
    return {
        **_line(seen.catalogue, Listed(seen.item, seen.standing)),
        "passages": [_passage(p, seen.item.sources) for p in seen.item.passages],
        "sources": [_source(s) for s in seen.item.sources],
        "history": [_decision(d, seen.item) for d in reversed(seen.history)],
        "fingerprint": reading.fingerprint,
        "last_decision": reading.last_decision,
        "usual_due": seen.usual_due.isoformat(),
        "today": seen.today.isoformat(),
        "latest_due": (seen.today + LONGEST_APPROVAL).isoformat(),
        "longest_reason": LONGEST_REASON,
    }


def _line(catalogue: ReviewCatalogue, one: Listed) -> Frame:
    item, standing = one.item, one.standing
    first = item.passages[0].texts
    return {
        "id": item.id,
        "kind": item.kind.value,
        "file": item.file,
        "subjects": list(item.subjects),
        "title": {language: catalogue.title(item, language) for language in ("nb", "nn")},
        "excerpt": {"nb": first.nb[:_LONGEST_EXCERPT], "nn": first.nn[:_LONGEST_EXCERPT]},
        "particulars": dict(item.particulars),
        "state": standing.state.value,
        "is_overdue": standing.is_overdue,
        "has_changed": standing.has_changed,
        "due": standing.review.due.isoformat() if standing.is_approved and standing.review.due else None,
    }


def _passage(passage: Passage, sources: tuple[SourceLink, ...]) -> Frame:
    """Its sources as their numbers in the item's list, from 1."""
    return {
        "part": passage.part,
        "name": passage.name,
        **_norms(passage.texts),
        "sources": [sources.index(source) + 1 for source in passage.sources],
    }


def _norms(texts: Texts) -> Frame:
    return {"nb": texts.nb, "nn": texts.nn, "en": texts.en}


def _source(source: SourceLink) -> Frame:
    return {"publisher": source.publisher, "title": source.title, "url": source.url, "accessed": source.accessed}


def _decision(decision: Decision, item: ReviewItem) -> Frame:
    return {
        "verdict": decision.verdict.value,
        "role": decision.role.value,
        "at": decision.decided_at.isoformat(),
        "due": decision.due.isoformat() if decision.due else None,
        "reason": decision.reason,
        "is_this_text": decision.fingerprint == item.fingerprint,
    }
