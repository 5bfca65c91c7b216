"""What a member of staff may do in the console. One person may have several roles."""

from __future__ import annotations

COUNSELLOR = "counsellor"
REVIEWER = "reviewer"
"""The fagansvarlig: answers for the facts, and reads no conversation."""

ADMINISTRATOR = "admin"

MAY_TALK = frozenset({COUNSELLOR, ADMINISTRATOR})
MAY_REVIEW = frozenset({REVIEWER})
FIRST_LOGIN = (ADMINISTRATOR, COUNSELLOR, REVIEWER)
"""Whoever starts the house sees all of it."""
