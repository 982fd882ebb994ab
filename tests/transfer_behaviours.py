"""What a memory becomes when it is carried from one store to another: the same.

A module that imports these tests says from where to where, by the fixtures `new_store` and
`other_store`: functions that return an empty store each.
"""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_behaviours import content_of, opened, sentences, talk
from proposals import START

import memorykinds as mk
from memorykinds.kinds import InputError, StoreError
from memorykinds.kinds.names import user_label

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("learn"), sentences),
        st.tuples(st.sampled_from(["forget", "erase", "use"]), st.integers(0, 9)),
        st.tuples(st.just("undo"), st.just(0)),
    ),
    max_size=6,
)


def act(memory, acts):
    """Do what `acts` says, an hour apart."""
    update = None
    for what, more in acts:
        memory._clock.advance(hours=1)
        known = content_of(memory)
        if what == "learn":
            update = memory.learn(talk(more))
        elif what == "undo" and update is not None and update.events:
            with suppress(InputError):  # overtaken
                memory.undo(update)
        elif what == "use" and (hits := memory.recall("Turin tea French").hits):
            memory.mark_used(memory.recall("Turin tea French", k=len(hits)))
        elif what in ("forget", "erase") and known:
            memory.forget(known[more % len(known)].id, erase=what == "erase")


def shown(memory):
    """Return all that can be asked of a memory, apart from whose it is."""
    times = [event.at for event in memory.history()]
    parts = [
        content_of(memory),
        memory.history(),
        memory.rules(),
        [memory.at(time).records for time in times],
        [(hit.record, round(hit.score, 6)) for hit in memory.recall("Where is home?", k=50).hits],
    ]
    return repr(parts).replace(repr(user_label(memory.user)), "'someone'")


@settings(max_examples=25)
@given(acts=ACTS)
def test_what_is_exported_and_imported_is_the_same_memory(
    new_store, other_store, tmp_path_factory, acts
):
    path = tmp_path_factory.mktemp("moved") / "ada.jsonl"
    memory = opened(new_store())
    act(memory, acts)
    written = memory.export(path)
    copy = opened(other_store())
    assert copy.import_(path) == written
    copy._clock = memory._clock
    assert shown(copy) == shown(memory)
    again = path.with_name("again.jsonl")
    copy.export(again)
    assert again.read_bytes() == path.read_bytes()


def test_an_imported_memory_goes_on(new_store, other_store, tmp_path):
    memory = opened(new_store())
    update = memory.learn("I live in Turin.")
    memory.export(tmp_path / "ada.jsonl")
    copy = mk.open(store=other_store(), user="ada", clock=mk.LessonClock(START))
    copy.import_(tmp_path / "ada.jsonl")
    assert copy.learn("I live in Turin.").events == ()
    copy.learn("I moved to Berlin.")
    assert [record.content.object for record in copy.semantic.all()] == ["Berlin"]
    with pytest.raises(InputError, match="has changed"):
        copy.undo(update)


def test_memories_may_become_anothers(new_store, other_store, tmp_path):
    memory = opened(new_store())
    memory.learn(talk(["I live in Turin.", "Please always answer in French."]))
    memory.export(tmp_path / "ada.jsonl")
    copy = opened(other_store(), user="bob@example.org")
    copy.import_(tmp_path / "ada.jsonl")
    assert {record.namespace[0] for record in content_of(copy)} == {"bob@example%2Eorg"}
    assert shown(copy) == shown(memory)
    copy.undo(copy.learn("I moved to Berlin."))
    assert copy.forget(copy.semantic.all()[0].id, erase=True).events


def test_a_user_who_has_memories_or_a_history_takes_none_in(new_store, other_store, tmp_path):
    memory = opened(new_store())
    memory.learn("I live in Turin.", kinds=["semantic"])
    memory.export(tmp_path / "ada.jsonl")
    copy = opened(other_store())
    (record,) = copy.learn("I like tea.", kinds=["semantic"]).records
    for _ in ("a memory", "only its history"):
        before = shown(copy)
        with pytest.raises(InputError, match="'ada' has memories here already"):
            copy.import_(tmp_path / "ada.jsonl")
        assert shown(copy) == before
        if copy.semantic.all():
            copy.forget(record.id)


def damaged(lines):
    """Yield ways in which a file of a memory may be damaged, and the line that is named."""
    header = json.loads(lines[0])
    yield [], "line 1"
    yield ["my notes", *lines], "line 1"
    yield ['{"memorykinds":"tour"}'], "line 1"
    yield [json.dumps(header | {"version": 2}), *lines[1:]], "newer memorykinds"
    yield [json.dumps(header | {"records": -1}), *lines[1:]], "Line 1 "
    yield [lines[0], "\ufffd" + lines[1], *lines[2:]], "Line 2 "
    yield [lines[0], "[" * 100_000, *lines[2:]], "Line 2 "
    yield [*lines[:2], "[]", *lines[3:]], "Line 3 "
    yield [*lines[:2], '{"vector":{}}', *lines[3:]], "Line 3 "
    yield [*lines[:-1], '{"event":{"id":"e"}}'], f"Line {len(lines)} "
    yield [*lines[:-1], lines[-1].replace('"kind":', '"mood":', 1)], f"Line {len(lines)} "
    yield lines[:-1], f"line {len(lines) - 1} of {len(lines)}"
    yield [*lines[:-1], lines[-1][:-9]], f"Line {len(lines)} "
    yield [*lines, lines[-1]], f"Line {len(lines) + 1} "
    yield [*lines[:-1], lines[-2]], f"Line {len(lines)} .* comes twice"
    yield [*lines, lines[-1].replace('"id":"event', '"id":"other')], "one more than line 1 says"


def test_a_damaged_file_is_one_sentence_and_nothing_is_imported(new_store, other_store, tmp_path):
    memory = opened(new_store())
    memory.learn(talk(["I live in Turin.", "I like tea.", "Please always answer in French."]))
    path = tmp_path / "ada.jsonl"
    memory.export(path)
    for lines, named in damaged(path.read_text().splitlines()):
        path.write_text("".join(f"{line}\n" for line in lines))
        copy = opened(other_store())
        with pytest.raises(StoreError, match=named) as caught:
            copy.import_(path)
        assert "\n" not in str(caught.value)
        assert content_of(copy) == []
        assert copy.history() == []


def test_a_long_import_is_told_of_and_an_interrupted_one_leaves_nothing(
    new_store, other_store, tmp_path
):
    memory = opened(new_store())
    (event,) = memory.learn("I live in Turin.", kinds=["semantic"]).events
    many = [event.with_(id=f"event-{n:05d}", memory_id=f"fact-{n}") for n in range(1200)]
    memory.store.batch(memory.journal.writes(many))
    told = []
    memory.export(tmp_path / "ada.jsonl", progress=lambda *far: told.append(far))
    assert told == [(500, 1202), (1000, 1202), (1202, 1202)]

    def stop(done, total):
        if done == total:
            raise KeyboardInterrupt

    copy = opened(other_store())
    if hasattr(copy.store, "exclusive"):
        with pytest.raises(KeyboardInterrupt):
            copy.import_(tmp_path / "ada.jsonl", progress=stop)
        assert content_of(copy) == []
        assert copy.history() == []
    told.clear()
    copy.import_(tmp_path / "ada.jsonl", progress=lambda *far: told.append(far))
    assert (told[0], told[-1]) == ((0, 1202), (1202, 1202))
    assert len(copy.history()) == 1201
