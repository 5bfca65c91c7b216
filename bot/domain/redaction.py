"""Finds and replaces what could identify somebody (fødselsnummer, phone, e-mail, address, name, handle, account)."""

from __future__ import annotations


def redact(text: str) -> str:
    """The text with every identifier replaced by a word such as [telefon fjernet]. Idempotent."""
    raise NotImplementedError
