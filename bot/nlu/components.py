"""Our components under the names that config.yml uses; importing this file registers them with Rasa's recipe.

Kept apart from the components themselves: the recipe imports TensorFlow (for DIET and TED, which we do not use), twelve
seconds on a small machine. Only training reads the recipe; a trained model names the components' own files.
"""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.nlu.fact_ranker import FactRanker
from bot.nlu.norwegian_spacy import NorwegianTokenizer
from bot.nlu.place_extractor import PlaceExtractor
from bot.nlu.risk_detector import RiskDetector
from bot.nlu.substance_extractor import SubstanceExtractor
from bot.nlu.topic_classifier import TopicClassifier

__all__ = [
    "FactRanker",
    "NorwegianTokenizer",
    "PlaceExtractor",
    "RiskDetector",
    "SubstanceExtractor",
    "TopicClassifier",
]

_KIND = DefaultV1Recipe.ComponentType

DefaultV1Recipe.register(_KIND.MESSAGE_TOKENIZER, is_trainable=False)(NorwegianTokenizer)
DefaultV1Recipe.register(_KIND.ENTITY_EXTRACTOR, is_trainable=False)(SubstanceExtractor)
DefaultV1Recipe.register(_KIND.ENTITY_EXTRACTOR, is_trainable=False)(PlaceExtractor)
DefaultV1Recipe.register(_KIND.INTENT_CLASSIFIER, is_trainable=True)(RiskDetector)
DefaultV1Recipe.register(_KIND.INTENT_CLASSIFIER, is_trainable=True)(TopicClassifier)
DefaultV1Recipe.register(_KIND.INTENT_CLASSIFIER, is_trainable=True)(FactRanker)
