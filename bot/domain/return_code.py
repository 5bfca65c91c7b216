"""What a return code is: five everyday Norwegian words, forgiving of how they are typed."""

from __future__ import annotations

from bot.domain.text import clean, fold, tokens

WORDS_IN_A_CODE = 5
FEWEST_CODE_WORDS = 256
"""Five of 256 words are 40 bits: hopeless to guess at the rate that a gateway allows."""


def normalise(code: str) -> str:
    """The same for «Elg  bjørk-SOL …» and «elg bjork sol …»."""
    return " ".join(t.text for t in tokens(fold(clean(code)).replace("-", " ")))
