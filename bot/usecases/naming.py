"""What a substance is called inside a sentence, for the words between the facts."""

from __future__ import annotations

from bot.domain.knowledge import Library


class Naming:
    """Names of substances and of mixing partners in the person's language."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def name(self, thing: str, language: str) -> str:
        """The reviewed name; the id in words where content has no such thing yet."""
        known = self._library.substances.get(thing) or self._library.mixing.partners.get(thing)
        return known.name.in_language(language) if known else thing.replace("_", " ")

    def fields(self, language: str, first: str, second: str = "") -> dict[str, object]:
        """{first} and {second}, and with a capital {First}, for sentences that begin with a name."""
        name = self.name(first, language)
        return {"first": name, "First": with_capital(name), "second": self.name(second, language) if second else ""}


def with_capital(text: str) -> str:
    """The first letter as a capital, the rest as it is («GHB» and «LSD» stay)."""
    return text[:1].upper() + text[1:]
