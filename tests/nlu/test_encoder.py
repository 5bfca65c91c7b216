"""The pretrained encoder that an operator may switch on: tiny models made here, real code all the way.

The words are invented so that those of training and those of the test share not one letter: n-grams alone can only
guess, and whoever gets them right has used the vectors.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
import spacy
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.domain.risk_levels import RiskLevel
from bot.nlu import wiring
from bot.nlu.encoder import SETTING, EncoderChanged, EncoderMissing, Pretrained, load_encoder
from bot.nlu.risk_detector import RiskDetector
from bot.nlu.risk_model import RiskModel
from bot.nlu.topic_classifier import TopicClassifier
from bot.nlu.topic_model import TopicModel
from bot.nlu.views import Lookups
from bot.operations import training
from bot.operations.nlu_pipeline import open_pipeline
from bot.operations.training import TrainingFailed, fingerprint
from bot.settings import ROOT

WIDTH = 32
GRADES = {"law": "none", "mental_health": "concern", "overdose": "high", "suicide": "acute"}


def _words(letters: str, seed: int) -> dict[str, list[str]]:
    """Seven words for each topic: 168 pairs to train on, because the risk model needs four folds of forty."""
    chance = random.Random(seed)
    made = list(dict.fromkeys("".join(chance.choices(letters, k=6)) for _ in range(60)))
    return {topic: made[7 * i : 7 * i + 7] for i, topic in enumerate(GRADES)}


SEEN = _words("abdegklmn", seed=1)
UNSEEN = _words("fhioprstuvy", seed=2)
TRAINING = [(" ".join(pair), topic) for pairs in zip(*(permutations(SEEN[t], 2) for t in GRADES), strict=True)
            for pair, topic in zip(pairs, GRADES, strict=True)]  # fmt: skip
QUESTIONS = [(" ".join(pair), topic) for topic, words in UNSEEN.items() for pair in permutations(words[:4], 2)]


def _vectors() -> Iterator[tuple[str, np.ndarray]]:
    """Every word near the direction of its topic."""
    chance = np.random.default_rng(0)
    for number, topic in enumerate(GRADES):
        for word in SEEN[topic] + UNSEEN[topic]:
            yield word, (3 * np.eye(WIDTH)[number] + 0.2 * chance.normal(size=WIDTH)).astype(np.float32)


@pytest.fixture(scope="module")
def spacy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    nlp = spacy.blank("nb")
    for word, vector in _vectors():
        nlp.vocab.set_vector(word, vector)
    folder = tmp_path_factory.mktemp("pretrained") / "spacy"
    nlp.to_disk(folder)
    return folder


@pytest.fixture(scope="module")
def bert_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    transformers = pytest.importorskip("transformers", reason="the extra «bert» is not installed")
    folder = tmp_path_factory.mktemp("pretrained") / "bert"
    folder.mkdir()
    known = dict(_vectors())
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *known]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    transformers.BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    transformers.set_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=256,
    )  # fmt: skip
    model = transformers.TFBertModel(config)
    model.build()
    embeddings = model.bert.embeddings.weight
    embeddings.assign(np.stack([known.get(word, np.zeros(WIDTH)) for word in vocabulary]))
    model.save_pretrained(folder)
    return folder


@pytest.fixture(params=["spacy", "transformers"])
def encoder(request: pytest.FixtureRequest) -> Pretrained:
    folder = request.getfixturevalue({"spacy": "spacy_folder", "transformers": "bert_folder"}[request.param])
    loaded = load_encoder(f"{request.param}:{folder}")
    assert loaded is not None
    return loaded


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The setting may be changed; nobody else sees what was loaded."""
    monkeypatch.delenv(SETTING, raising=False)
    wiring.encoder.cache_clear()
    yield monkeypatch
    wiring.encoder.cache_clear()


def _switch(patch: pytest.MonkeyPatch, setting: str) -> None:
    patch.setenv(SETTING, setting)
    wiring.encoder.cache_clear()


def _right(model: TopicModel) -> float:
    return sum(model.rank(text)[0].topic == topic for text, topic in QUESTIONS) / len(QUESTIONS)


def _topic_model(encoder: Pretrained | None) -> TopicModel:
    return TopicModel(encoder=encoder).fit([t for t, _ in TRAINING], [[topic] for _, topic in TRAINING])


def test_it_is_off_unless_the_setting_names_one(chosen: pytest.MonkeyPatch) -> None:
    assert load_encoder("") is None
    assert wiring.encoder() is None


def test_rows_weigh_as_much_as_a_block_of_ngrams(encoder: Pretrained) -> None:
    rows = encoder([TRAINING[0][0], "", QUESTIONS[0][0]] * 30)
    assert rows.shape == (90, encoder.width) == (90, WIDTH)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows[::3], axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.isfinite(rows).all()
    assert encoder([]).shape == (0, WIDTH)


def test_a_row_depends_on_its_own_text_only(encoder: Pretrained) -> None:
    texts = [text for text, _ in QUESTIONS[:40]] + [" ".join(text for text, _ in QUESTIONS)]
    together = encoder(texts)
    alone = np.vstack([encoder([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-4)


def test_a_very_long_text_is_cut_instead_of_failing(encoder: Pretrained) -> None:
    assert np.linalg.norm(encoder([(TRAINING[0][0] + " ") * 400])) == pytest.approx(1.0, abs=1e-5)


def test_topics_of_words_never_seen_are_found_by_their_vectors(encoder: Pretrained) -> None:
    alone = _topic_model(None)
    assert len({alone.rank(text)[0].topic for text, _ in QUESTIONS}) == 1  # it can only guess
    assert _right(alone) == 0.25
    assert _right(_topic_model(encoder)) >= 0.95


def test_risk_in_words_never_seen_is_found_by_their_vectors(encoder: Pretrained) -> None:
    texts, topics = zip(*TRAINING, strict=True)
    grades = [RiskLevel.from_word(GRADES[topic]) for topic in topics]
    model = RiskModel(Lookups({}, {}, {}), encoder=encoder).fit(texts, grades, topics)
    again = pickle.loads(pickle.dumps(model)).use(encoder)
    for i, grade in enumerate(("concern", "high", "acute")):
        danger = list(GRADES.values()).index(grade)
        scores = {True: [], False: []}
        for text, topic in QUESTIONS:
            scores[list(GRADES).index(topic) >= danger].append(again.scores(text)[i])
        assert min(scores[True]) > max(scores[False])


def test_the_file_of_a_model_is_without_the_encoder_and_works_with_it_again(encoder: Pretrained) -> None:
    model = _topic_model(encoder)
    kept = pickle.dumps(model)
    assert b"Pretrained" not in kept
    again = pickle.loads(kept).use(encoder)
    assert [again.rank(t) for t, _ in QUESTIONS[:5]] == [model.rank(t) for t, _ in QUESTIONS[:5]]


def test_a_pipeline_without_vectors_gives_the_mean_of_its_tensor(tmp_path: Path) -> None:
    nlp = spacy.blank("nb")
    nlp.add_pipe("tok2vec", config={"model": {"@architectures": "spacy.HashEmbedCNN.v2", "width": 24, "depth": 1,
        "embed_size": 50, "window_size": 1, "maxout_pieces": 2, "subword_features": True, "pretrained_vectors": None,
    }})  # fmt: skip
    nlp.add_pipe("sentencizer")
    nlp.initialize()
    nlp.to_disk(tmp_path / "small")
    encoder = load_encoder(f"spacy:{tmp_path / 'small'}")
    assert encoder is not None
    tensor = nlp("er det lov").tensor.mean(axis=0)
    assert encoder(["er det lov", ""])[0] == pytest.approx(tensor / np.linalg.norm(tensor), abs=1e-5)
    assert encoder(["er det lov", ""])[1] == pytest.approx(np.zeros(24))


def _as_pytorch_would(folder: Path, target: Path, leave_out: str = " ") -> Path:
    """The same weights under PyTorch's names in safetensors, as most Norwegian models are published."""
    import transformers
    from safetensors.numpy import save_file
    from transformers.modeling_tf_pytorch_utils import convert_tf_weight_name_to_pt_weight_name

    weights = {}
    for weight in transformers.TFBertModel.from_pretrained(folder).weights:
        name, how = convert_tf_weight_name_to_pt_weight_name(weight.name, tf_weight_shape=weight.shape)
        turned = weight.numpy().T if how.value == "simple" else weight.numpy()
        weights[name] = np.ascontiguousarray(turned)
    for file in ("config.json", "vocab.txt", "tokenizer_config.json", "tokenizer.json"):
        (target / file).write_bytes((folder / file).read_bytes())
    kept = {name: values for name, values in weights.items() if leave_out not in name}
    save_file(kept, target / "model.safetensors", metadata={"format": "pt"})
    return target


def test_weights_saved_by_pytorch_give_the_same_rows(bert_folder: Path, tmp_path: Path) -> None:
    ours, theirs = (load_encoder(f"transformers:{f}") for f in (bert_folder, _as_pytorch_would(bert_folder, tmp_path)))
    assert ours is not None
    assert theirs is not None
    assert theirs([QUESTIONS[0][0]]) == pytest.approx(ours([QUESTIONS[0][0]]), abs=1e-5)


def test_lacking_weights_are_not_filled_with_chance(bert_folder: Path, tmp_path: Path) -> None:
    folder = _as_pytorch_would(bert_folder, tmp_path, leave_out="layer.1.")
    with pytest.raises(EncoderMissing, match=f"lacks weights .* empty {SETTING}"):
        load_encoder(f"transformers:{folder}")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nb_core_news_lg", "must be spacy:NAME or transformers:NAME"),
        ("spacy:", "must be spacy:NAME or transformers:NAME"),
        ("spacy:nb_no_such_model", "«A pretrained model» in docs/operations.md"),
        ("transformers:./no/such/folder", f"HF_HUB_OFFLINE=0 {SETTING}=transformers:./no/such/folder make train"),
        ("transformers:nobody/none", f"HF_HUB_OFFLINE=0 {SETTING}=transformers:nobody/none make train"),
    ],
)
def test_what_is_missing_is_told_with_what_to_do(name: str, told: str) -> None:
    with pytest.raises(EncoderMissing) as raised:
        load_encoder(name)
    assert told in str(raised.value)
    assert SETTING in str(raised.value)


def test_a_pipeline_that_says_nothing_of_a_text_is_refused(tmp_path: Path) -> None:
    spacy.blank("nb").to_disk(tmp_path / "blank")
    with pytest.raises(EncoderMissing, match=f"neither word vectors nor a tok2vec component.* empty {SETTING}"):
        load_encoder(f"spacy:{tmp_path / 'blank'}")


@pytest.mark.parametrize(("offline", "asks"), [(None, False), ("1", False), ("0", True)])
def test_nothing_is_fetched_unless_the_operator_says_so(
    monkeypatch: pytest.MonkeyPatch, offline: str | None, asks: bool
) -> None:
    asked: list[object] = []

    def refuse(host: object, *_arguments: object, **_named: object) -> None:
        asked.append(host)
        raise OSError("no internet in this test")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    if offline is not None:
        monkeypatch.setenv("HF_HUB_OFFLINE", offline)
    with pytest.raises(EncoderMissing):
        load_encoder("transformers:nobody/none")
    assert bool(asked) is asks


def test_without_the_package_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(EncoderMissing, match="uv sync --extra bert"):
        load_encoder("transformers:nobody/none")


def test_another_encoder_makes_the_model_old(chosen: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without = fingerprint(tmp_path)
    chosen.setenv(SETTING, "spacy:one")
    one = fingerprint(tmp_path)
    chosen.setenv(SETTING, "spacy:two")
    assert len({without, one, fingerprint(tmp_path)}) == 3


def test_the_cache_of_rasa_knows_which_encoder_it_was(chosen: pytest.MonkeyPatch) -> None:
    without = [component.fingerprint_addon({}) for component in (TopicClassifier, RiskDetector)]
    chosen.setenv(SETTING, "spacy:one")
    assert not {component.fingerprint_addon({}) for component in (TopicClassifier, RiskDetector)} & set(without)


def test_a_training_without_its_encoder_says_so_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "rasa"
    lines = "bot.nlu.encoder.EncoderMissing: install it\nTraceback\n" + "  File\n" * 20
    program.write_text(f"#!{sys.executable}\nprint({lines!r})\nraise SystemExit(1)\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(training.sys, "executable", str(program))
    with pytest.raises(TrainingFailed, match=r"^nothing was trained: install it$"):
        training.train(tmp_path, tmp_path / "models" / "it.tar.gz", lambda _line: None)


def _messages() -> TrainingData:
    return TrainingData(
        [
            Message({"text": t, "intent": topic, "metadata": {"intent": {"topics": [topic], "risk": GRADES[topic]}}})
            for t, topic in TRAINING
        ]
    )


@pytest.mark.parametrize("component", [TopicClassifier, RiskDetector])
def test_a_component_refuses_weights_of_another_encoder(
    component: type[TopicClassifier | RiskDetector], chosen: pytest.MonkeyPatch, spacy_folder: Path, tmp_path: Path
) -> None:
    parts = LocalModelStorage(tmp_path), Resource("it"), ExecutionContext(GraphSchema({}))
    setting = f"spacy:{spacy_folder}"
    _switch(chosen, setting)
    component.create(component.get_default_config(), *parts).train(_messages())
    (message,) = component.load(component.get_default_config(), *parts).process([Message({"text": QUESTIONS[-1][0]})])
    assert message.get("risk" if component is RiskDetector else "topics") in ("acute", ["suicide"])
    _switch(chosen, "")
    with pytest.raises(EncoderChanged, match=f"trained with {setting} .32 numbers a text.*no encoder.*make train"):
        component.load(component.get_default_config(), *parts)
    _switch(chosen, setting)
    written = next(tmp_path.rglob("encoder.json"))
    written.write_text(json.dumps({"name": setting, "width": 300}), encoding="utf-8")
    with pytest.raises(EncoderChanged, match=r"300 numbers a text.*32 numbers a text.*make train"):
        component.load(component.get_default_config(), *parts)


def test_rasa_trains_and_understands_with_it(chosen: pytest.MonkeyPatch, spacy_folder: Path, tmp_path: Path) -> None:
    blocks = [
        {"intent": topic, "metadata": {"topics": [topic], "risk": GRADES[topic]}, "examples": f"- {text}\n"}
        for text, topic in TRAINING
    ]
    (tmp_path / "nlu.yml").write_text('version: "3.1"\n' + yaml.safe_dump({"nlu": blocks}), encoding="utf-8")
    _switch(chosen, f"spacy:{spacy_folder}")
    command = [sys.executable, "-W", "ignore", "-m", "bot", "rasa", "train", "nlu", "--nlu", str(tmp_path / "nlu.yml")]
    command += ["--config", "config.yml", "--out", str(tmp_path), "--fixed-model-name", "tiny"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, done.stderr[-6000:]
    with open_pipeline(tmp_path / "tiny.tar.gz") as pipeline:
        right = [pipeline.analyse(text)["topics"][0] == topic for text, topic in QUESTIONS]
    assert sum(right) >= 0.95 * len(right)
