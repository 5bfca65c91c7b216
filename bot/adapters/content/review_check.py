"""Whether what lies in `content/reviews/` still fits the content: which decisions are about something else now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from bot.adapters.content.problems import ContentFile, Problem
from bot.adapters.content.review_files import FOLDER, decided_in, decisions_in
from bot.adapters.content.review_items import FOLDERS, UNREADABLE, items_in
from bot.adapters.content.reviewable import ReviewableFiles
from bot.domain.review import SOON, Decision, ReviewState, newest, standing
from bot.domain.review_items import ReviewItem


def review_problems(files: Sequence[ContentFile], today: date) -> Iterator[Problem]:
    """Decisions on unknown items, on texts that have changed since, and approvals that must be renewed."""
    items = _items(files)
    for file in (f for f in files if f.folder == FOLDER):
        given = file.data.get("items")
        for item_id, lines in given.items() if isinstance(given, dict) else ():
            try:
                history = tuple(decisions_in(item_id, lines))
            except UNREADABLE as error:
                yield file.problem(("items", item_id), f"{item_id} cannot be read: {error}")
                continue
            yield from _about(file, item_id, history, items, today)


def review_counts(root: Path, today: date) -> Iterator[str]:
    """How far the review has come, for the report."""
    history, items = decided_in(root).history, ReviewableFiles(root).catalogue().items
    standings = [standing(item, history.get(item.id, ()), today) for item in items]
    approved = sum(s.is_approved for s in standings)
    states = Counter(s.state for s in standings)
    yield f"Review: {approved} of {len(items)} items approved"
    yield "  " + ", ".join(f"{state.value} {states[state]}" for state in ReviewState)
    changed, overdue = sum(s.has_changed for s in standings), sum(s.is_overdue for s in standings)
    gone = len(set(history) - {item.id for item in items})
    yield f"  changed after a decision {changed}, overdue {overdue}, decisions on items that are gone {gone}"


def _items(files: Sequence[ContentFile]) -> Mapping[str, ReviewItem]:
    found: dict[str, ReviewItem] = {}
    for file in (f for f in files if f.folder in FOLDERS):
        try:
            found.update((item.id, item) for item in items_in(file.folder, file.name, file.data))
        except UNREADABLE:
            continue  # its own faults are told with their lines
    return found


def _about(
    file: ContentFile, item_id: str, history: Sequence[Decision], items: Mapping[str, ReviewItem], today: date
) -> Iterator[Problem]:
    last, item = newest(history), items.get(item_id)
    if last is None:
        return
    place = ("items", item_id, history.index(last))
    if item is None:
        yield file.problem(place[:2], f"there is no item «{item_id}»", is_warning=True)
    elif last.fingerprint != item.fingerprint:
        yield file.problem(place, f"the text of «{item_id}» in {item.file} has changed since", is_warning=True)
    elif last.due and last.due < today:
        yield file.problem(place, f"the review of «{item_id}» was due on {last.due.isoformat()}")
    elif last.due and last.due < today + SOON:
        yield file.problem(place, f"the review of «{item_id}» is due on {last.due.isoformat()}", is_warning=True)
