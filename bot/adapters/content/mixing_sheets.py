"""Makes the mixing table's sheets from `content/`, for whoever shows them. Knows nothing of HTTP."""

from __future__ import annotations

import json
from pathlib import Path

from bot.adapters.content.loader import load_library
from bot.adapters.content.mixing_chart import mixing_chart
from bot.usecases.show_mixing import MixingSheets, mixing_table

LANGUAGES = ("nb", "nn")
"""Those that the widget speaks."""


def load_mixing_sheets(content: Path, *, require_review: bool) -> MixingSheets:
    """Takes seconds: the whole library is read. Raises ContentError."""
    library = load_library(content, require_review=require_review)
    tables = {tag: mixing_table(library, tag) for tag in LANGUAGES}
    return MixingSheets(
        tables={tag: json.dumps(t, ensure_ascii=False, separators=(",", ":")) for tag, t in tables.items()},
        pictures={tag: mixing_chart(library, tag) for tag in LANGUAGES},
    )
