"""Reads our training sentences for Rasa. Rasa's own importer reads every file five times in pure Python and copies all
sentences read so far for each further file: with twenty-three thousand of them, four minutes before anything is learnt.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from rasa.shared.data import get_data_files
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.training_data import TrainingData

_KEY = re.compile(r"^(\w+):", re.MULTILINE)
_OURS = {"version", "nlu"}


class DataImporter(RasaFileImporter):
    """Files that hold sentences and nothing else are read here, once; all others by Rasa as always."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        every = sorted(get_data_files(training_data_paths, lambda path: path.endswith((".yml", ".yaml"))))
        self._sentences = [path for path in every if _holds_only_sentences(path)]
        super().__init__(config_file, domain_path, [path for path in every if path not in self._sentences])

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All sentences in the order of the files' names. Raises yaml.YAMLError with the line that cannot be read."""
        reader = _Reader()
        for path in self._sentences:
            reader.filename = path
            reader.take(Path(path).read_text(encoding="utf-8"))
        ours = TrainingData(
            reader.training_examples, reader.entity_synonyms, reader.regex_features, reader.lookup_tables
        )
        return ours.merge(super().get_nlu_data(language)) if self._nlu_files else ours


class _Reader(RasaYAMLReader):
    """Rasa's reader, given what libyaml has read; their form is checked by `tests/operations/test_training_data.py`."""

    def take(self, text: str) -> None:
        self._parse_nlu(yaml.load(text, Loader=yaml.CSafeLoader).get("nlu"))


def _holds_only_sentences(path: str) -> bool:
    keys = set(_KEY.findall(Path(path).read_text(encoding="utf-8")))
    return "nlu" in keys and keys <= _OURS
