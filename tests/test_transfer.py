"""Export and import of files, between stores in memory; tests/postgres carries further."""

import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory_behaviours import opened
from transfer_behaviours import *  # noqa: F403 -- the tests in it are run here

import memorykinds as mk
from memorykinds.kinds import InputError, StoreError


@pytest.fixture(scope="module")
def new_store():
    return lambda: mk.open(embeddings="hash").store


@pytest.fixture(scope="module")
def other_store(new_store):
    return new_store


@pytest.fixture
def exported(new_store, tmp_path):
    """A file, and the memory that it holds."""
    memory = opened(new_store())
    memory.learn("I live in Turin.", kinds=["semantic"])
    path = tmp_path / "ada.jsonl"
    memory.export(path)
    return path, memory


def test_a_file_is_lines_of_json_that_a_person_can_read(exported):
    path, _ = exported
    header, record, event = path.read_text().splitlines()
    assert header == '{"memorykinds":"export","version":1,"user":"ada","records":1,"events":1}'
    assert record.startswith('{"record":{"id":"fact-1","kind":"semantic"')
    assert event.startswith('{"event":{"id":"event-000001"')
    assert str(path.parent) not in record + event


def test_an_empty_memory_is_exported_too(new_store, other_store, tmp_path):
    written = opened(new_store()).export(tmp_path / "nobody.jsonl")
    assert str(written) == "0 memories and 0 journal entries of 'ada'"
    assert opened(other_store()).import_(tmp_path / "nobody.jsonl") == written


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_its_owner_reads_a_file(exported):
    path, _ = exported
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_older_export_is_replaced_and_no_other_file(exported):
    path, memory = exported
    before = path.read_bytes()
    memory.learn("I like tea.", kinds=["semantic"])
    memory.export(path)
    assert path.read_bytes() != before
    other = path.with_name("ada.db")
    other.write_text("a diary")
    with pytest.raises(InputError, match="is no export"):
        memory.export(other)
    assert other.read_text() == "a diary"
    assert sorted(file.name for file in path.parent.iterdir()) == ["ada.db", "ada.jsonl"]


def test_an_export_that_is_interrupted_leaves_the_older_one(exported):
    path, memory = exported
    before = path.read_bytes()
    memory.learn("I like tea.", kinds=["semantic"])

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        memory.export(path, progress=stop)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["no/such/folder/ada.jsonl", "."])
def test_where_nothing_can_be_written(exported, name):
    path, memory = exported
    with pytest.raises(InputError) as caught:
        memory.export(path.parent / name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["nosuch.jsonl", "."])
def test_where_nothing_can_be_read(other_store, tmp_path, name):
    with pytest.raises(StoreError) as caught:
        opened(other_store()).import_(tmp_path / name)
    assert "\n" not in str(caught.value)


@given(at=st.integers(0, 10_000), byte=st.binary(min_size=1, max_size=3))
def test_whatever_bytes_a_file_has_it_is_taken_in_or_refused(other_store, exported_bytes, at, byte):
    folder, whole = exported_bytes
    place = at % len(whole)
    path = folder / "changed.jsonl"
    path.write_bytes(whole[:place] + byte + whole[place + len(byte) :])
    copy = opened(other_store())
    try:
        copy.import_(path)
    except StoreError as error:
        assert "\n" not in str(error)  # noqa: PT017 -- either way is right
        assert copy.history() == []
    else:
        assert len(copy.history()) == 1


@pytest.fixture(scope="module")
def exported_bytes(new_store, tmp_path_factory):
    memory = opened(new_store())
    memory.learn("I live in Turin.", kinds=["semantic"])
    folder = tmp_path_factory.mktemp("bytes")
    memory.export(folder / "ada.jsonl")
    return folder, (folder / "ada.jsonl").read_bytes()


@pytest.mark.parametrize("time", [{}, {"at": 5}, {"at": "2026-05-03"}, {"at": "yesterday"}])
def test_a_damaged_journal_is_one_sentence_and_leaves_no_file(new_store, tmp_path, time):
    memory = opened(new_store())
    memory.learn("I live in Turin.", kinds=["semantic"])
    memory.store.put(memory.journal.namespace, "event-x", time, index=False)
    with pytest.raises(StoreError, match="'event-x' cannot be read"):
        memory.export(tmp_path / "ada.jsonl")
    assert list(tmp_path.iterdir()) == []
