"""spaCy's Norwegian tokenizer inside the Rasa pipeline, and the language of the message.

`spacy.blank("nb")` needs no downloaded model. A pretrained one serves topics and risk, not tokens: `encoder.py`.
"""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.domain.language import detect
from bot.domain.text import clean


class NorwegianTokenizer(Tokenizer):
    """Tokens by spaCy's rules for bokmål, which serve nynorsk as well."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What Rasa's own tokenizer asks for."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._nlp = spacy.blank("nb")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NorwegianTokenizer:
        """Called by Rasa's graph."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens with offsets into the text as Rasa has it."""
        doc = self._nlp(message.get(attribute) or "")
        return [Token(t.text, t.idx) for t in doc if t.text.strip()]

    def process(self, messages: list[Message]) -> list[Message]:
        """Also puts `language` (nb, nn, en, other) on the message."""
        for message in super().process(messages):
            message.set("language", detect(clean(message.get("text") or "")), add_to_output=True)
        return messages
