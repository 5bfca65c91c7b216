"""A pretrained model beside the n-grams, where an operator has one: a spaCy pipeline or a Hugging Face encoder.

Off unless `RUSBOT_ENCODER` names one (docs/operations.md). Nothing here is imported before that, and nothing is fetched
while people write: a model that is not on this machine is an error that says what to do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from bot.nlu.features import Encoder  # scikit-learn behind it; `rusbot train` reads only the setting's name here

SETTING = "RUSBOT_ENCODER"
_FILE = "encoder.json"
_MOST_TOKENS = 256
_BATCH = 32
_PROBE = "Hva er rusmidler?"
_WEIGHTS = ("*.json", "*.txt", "*.model", "tf_model*.h5", "*.safetensors")  # not PyTorch's pickles, nor Flax's


class EncoderMissing(Exception):
    """The encoder that the setting names cannot be used here; the message says what to install."""


class EncoderChanged(Exception):
    """The model was trained with another encoder; the message says how to train it anew."""


@dataclass(frozen=True)
class Pretrained:
    """Texts to vectors of length 1 (or 0, where it knows no word of the text), one row per text."""

    name: str
    width: int
    encode: Encoder

    def __call__(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = self.encode(texts)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def load_encoder(name: str) -> Pretrained | None:
    """`spacy:NAME_OR_FOLDER`, `transformers:NAME_OR_FOLDER`, or "" for none. Raises EncoderMissing."""
    if not name:
        return None
    kind, _, model = name.partition(":")
    if kind not in _KINDS or not model:
        raise EncoderMissing(f"{SETTING} must be spacy:NAME or transformers:NAME, or empty, not {name!r}")
    encode = _KINDS[kind](model)
    return Pretrained(name, encode([_PROBE]).shape[1], encode)


def write_down(encoder: Pretrained | None, folder: Path) -> None:
    """Which encoder the weights in the folder were trained with."""
    (folder / _FILE).write_text(json.dumps(_described(encoder)), encoding="utf-8")


def require_same(encoder: Pretrained | None, folder: Path) -> None:
    """Raises EncoderChanged where the weights in the folder were trained with another encoder, or another width."""
    trained = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    if trained != _described(encoder):
        raise EncoderChanged(
            f"the model was trained with {_in_words(trained)}, but {SETTING} now gives "
            f"{_in_words(_described(encoder))}. Run `make train`, or set {SETTING} back."
        )


def _described(encoder: Pretrained | None) -> dict[str, Any]:
    return {"name": encoder.name if encoder else "", "width": encoder.width if encoder else 0}


def _in_words(described: dict[str, Any]) -> str:
    return f"{described['name']} ({described['width']} numbers a text)" if described["name"] else "no encoder"


def _spacy(name: str) -> Encoder:
    import spacy

    try:
        nlp = spacy.load(name, enable=["tok2vec"])
    except (OSError, ValueError, ImportError) as problem:
        raise _missing("spacy", name, "see «A pretrained model» in docs/operations.md", problem) from problem
    # Without static vectors spaCy's `doc.vector` is the mean of `doc.tensor`, which the tok2vec component makes.
    read = nlp.tokenizer.pipe if nlp.vocab.vectors.size else nlp.pipe
    width = nlp(_PROBE).vector.size
    if not width:
        raise EncoderMissing(
            f"the spaCy pipeline {name!r} has neither word vectors nor a tok2vec component, so it says nothing of a "
            f"text. Take one that has (nb_core_news_md, nb_core_news_lg), or empty {SETTING}."
        )

    def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.zeros((len(texts), width), dtype=np.float32)
        for row, doc in zip(rows, read(texts), strict=True):
            if len(doc):
                row[:] = doc.vector
        return rows

    return encode


def _transformers(name: str) -> Encoder:
    try:
        import tensorflow as tf
        import transformers

        transformers.logging.set_verbosity_error()
        folder = _folder(name)
        here = {"local_files_only": True, "trust_remote_code": False}  # no network, and nobody else's code
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **here)
        model, told = transformers.TFAutoModel.from_pretrained(folder, output_loading_info=True, **here)
    except ModuleNotFoundError as problem:
        raise _missing("transformers", name, "uv sync --extra bert", problem) from problem
    except (OSError, ValueError, ImportError) as problem:
        command = f"HF_HUB_OFFLINE=0 {SETTING}=transformers:{name} make train"
        raise _missing("transformers", name, command, problem) from problem
    # What is missing is filled with chance, another chance at every start. The pooler is not used.
    if any("pooler" not in weight for weight in told["missing_keys"]):
        raise EncoderMissing(f"{name!r} lacks weights that its config.json names. Take another, or empty {SETTING}.")
    # As a graph one message takes a third of the time that it takes eagerly.
    hidden_states = tf.function(lambda tokens: model(tokens, training=False).last_hidden_state, reduce_retracing=True)
    longest = min(_MOST_TOKENS, tokenizer.model_max_length)

    def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
        for batch in _batches(texts):
            these = [texts[i] for i in batch]
            tokens = tokenizer(these, padding=True, truncation=True, max_length=longest, return_tensors="np")
            hidden = hidden_states(dict(tokens)).numpy()
            mask = tokens["attention_mask"][:, :, np.newaxis]
            rows[batch] = (hidden * mask).sum(axis=1) / np.maximum(1, mask.sum(axis=1))
        return rows

    return encode


def _folder(name: str) -> str:
    """Where the model lies: its own folder, or the cache of Hugging Face; fetched only where the operator says so."""
    if Path(name).is_dir():
        return name
    from huggingface_hub import snapshot_download

    stay_offline = os.environ.get("HF_HUB_OFFLINE") != "0"
    return snapshot_download(name, local_files_only=stay_offline, allow_patterns=list(_WEIGHTS))


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Places of texts about equally long, so that little is padding."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    return (order[i : i + _BATCH] for i in range(0, len(order), _BATCH))


def _missing(kind: str, name: str, command: str, problem: Exception) -> EncoderMissing:
    why = str(problem).strip().splitlines()
    return EncoderMissing(
        f"{SETTING}={kind}:{name} cannot be read on this machine ({why[0] if why else type(problem).__name__}). With "
        f"internet: {command}. Or name a folder that holds it, or empty {SETTING}."
    )


_KINDS: dict[str, Callable[[str], Encoder]] = {"spacy": _spacy, "transformers": _transformers}
