"""spaCy's Norwegian tokenizer inside the Rasa pipeline, and the language of the message.

`spacy.blank("nb")` needs no downloaded model. An operator with internet may set `model: nb_core_news_lg` in config.yml:
the same component then also keeps spaCy's lemmas as token lemmas (docs/adr/0006).
"""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.domain.language import detect
from bot.domain.text import clean


class SpacyModelMissing(Exception):
    """config.yml names a spaCy model that is not installed; the message says how to install it."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class NorwegianTokenizer(Tokenizer):
    """Tokens by spaCy's rules for bokmål, which serve nynorsk as well."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`model`: "" for the blank tokenizer, or the name of an installed spaCy pipeline."""
        return {
            "model": "",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._nlp = load_spacy(str(config.get("model") or ""))

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
        """Tokens with offsets into the text as Rasa has it; a lemma only where the spaCy model has one."""
        doc = self._nlp(message.get(attribute) or "")
        return [Token(t.text, t.idx, lemma=t.lemma_ or t.text) for t in doc if t.text.strip()]

    def process(self, messages: list[Message]) -> list[Message]:
        """Also puts `language` (nb, nn, en, other) on the message."""
        for message in super().process(messages):
            message.set("language", detect(clean(message.get("text") or "")), add_to_output=True)
        return messages


def load_spacy(name: str) -> spacy.language.Language:
    """The blank Norwegian pipeline, or an installed one by name; raises SpacyModelMissing with what to do."""
    if not name:
        return spacy.blank("nb")
    try:
        return spacy.load(name, disable=["parser", "ner"])
    except OSError:
        raise SpacyModelMissing(
            f"spaCy model {name!r} is not installed. Install it on a machine with internet "
            f'(python -m spacy download {name}), or set `model: ""` in config.yml.'
        ) from None
