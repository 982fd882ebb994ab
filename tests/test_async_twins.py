"""Whatever waits has an async twin, which does the same and lets the event loop go on."""

import asyncio
import inspect
import threading

import pytest
from langgraph.store.base import BaseStore
from memory_behaviours import content_of, opened, talk

import memorykinds as mk
from memorykinds import transfer
from memorykinds.aside import aside
from memorykinds.kinds import InputError, NotFoundError
from memorykinds.one_kind import OneKind, ProceduralMemories, SemanticMemories

NO_TWIN = {"close", "cost"} | {"inspect", "map", "timeline"}
"""Neither of the first waits; the others show, which a notebook's cell does where it stands."""

SAID = ["I live in Turin.", "I like tea.", "Please always answer in French."]


class LoopsOwnStore(BaseStore):
    """A store that belongs to an event loop, as LangGraph's AsyncPostgresStore does.

    From the loop it must be awaited: to call `batch` there would wait for itself.
    """

    def __init__(self):
        self.inner = mk.open(embeddings="hash").store
        self.loop = asyncio.get_running_loop()
        self.hold = threading.Event()
        self.hold.set()

    def batch(self, ops):
        assert threading.current_thread() is not threading.main_thread(), "called from the loop"
        return asyncio.run_coroutine_threadsafe(self.abatch(ops), self.loop).result(timeout=60)

    async def abatch(self, ops):
        await asyncio.to_thread(self.hold.wait, 60)
        return await self.inner.abatch(ops)


async def awaited(part, verb, *args, **more):
    return await getattr(part, f"a{verb}")(*args, **more)


async def called(part, verb, *args, **more):
    return getattr(part, verb)(*args, **more)


async def lived_through(ask, memory, other, path):
    """Use each verb of a memory once or more, by `ask`; return what they answered."""
    first = await ask(memory, "learn", talk(SAID))
    moved = await ask(memory.semantic, "learn", "I moved to Berlin.")
    recall = await ask(memory, "recall", "Where is home?", k=1)
    await ask(memory, "mark_used", recall)
    kept = await ask(memory.semantic, "all", active=False)
    (closed,) = [record for record in kept if record.state == "superseded"]
    plan = await ask(memory, "plan", "I work as a baker.")
    answers = [
        await ask(recall, "why_not", closed.id),
        await ask(memory, "get", recall.hits[0].record.id),
        await ask(memory, "rules"),
        await ask(memory, "at", first.at),
        await ask(memory, "diff", first.at, moved.at),
        (await ask(memory.semantic, "plan", "I moved to Oslo.")).events,
        (await ask(memory, "apply", plan)).events,
        (await ask(memory, "undo", moved)).events,
        (await ask(memory, "forget", closed.id, erase=True)).events,
        await ask(memory, "history"),
        await ask(memory, "history", closed.id),
        await ask(memory, "export", path),
        await ask(other, "import_", path),
        await ask(other, "history"),
    ]
    return repr(answers)


def test_the_twins_do_the_same_and_never_call_the_store_from_the_loop(tmp_path):
    async def by(ask, new_store, path):
        return await lived_through(ask, opened(new_store()), opened(new_store()), path)

    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    plain = asyncio.run(by(called, lambda: mk.open(embeddings="hash").store, other))
    assert asyncio.run(by(awaited, LoopsOwnStore, one)) == plain
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("door", [mk.Memory, OneKind, ProceduralMemories, SemanticMemories])
def test_every_verb_has_a_twin_with_the_same_parameters(door):
    verbs = {
        name: verb
        for name, verb in inspect.getmembers(door, inspect.isfunction)
        if not name.startswith("_") and name not in NO_TWIN
    }
    twins = {name for name, verb in verbs.items() if inspect.iscoroutinefunction(verb)}
    assert twins == {f"a{name}" for name in verbs.keys() - twins}
    for name in verbs.keys() - twins:
        assert inspect.signature(verbs[f"a{name}"]) == inspect.signature(verbs[name])


def test_errors_come_out_as_they_are():
    async def run():
        memory = opened(LoopsOwnStore())
        with pytest.raises(NotFoundError):
            await memory.aforget("fact-9")
        with pytest.raises(InputError, match="cannot be written"):
            await memory.aexport("/nowhere/ada.jsonl")

    asyncio.run(run())


def test_the_loop_goes_on_while_a_history_is_read_and_a_file_written(tmp_path):
    async def run():
        memory = opened(LoopsOwnStore())
        await memory.alearn(talk(SAID))
        memory.store.hold.clear()  # from here on only the loop can let the store answer
        waiting = [
            asyncio.create_task(memory.ahistory()),
            asyncio.create_task(memory.aexport(tmp_path / "ada.jsonl")),
        ]
        await asyncio.sleep(0)
        memory.store.hold.set()
        await asyncio.gather(*waiting)

    asyncio.run(run())


def test_progress_is_told_on_the_loop_in_order_and_before_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(transfer, "CHUNK", 1)
    told = []

    def progress(*far):
        asyncio.get_running_loop()  # raises in any other thread
        told.append(far)

    async def run():
        memory = opened(LoopsOwnStore())
        await memory.alearn(talk(SAID))
        await memory.aexport(tmp_path / "ada.jsonl", progress=progress)

    asyncio.run(run())
    total = told[-1][1]
    assert total > 3
    assert told == [(done, total) for done in range(1, total + 1)]


def test_an_export_whose_task_is_cancelled_leaves_no_file(tmp_path):
    async def run():
        memory = opened(LoopsOwnStore())
        await memory.alearn(talk(SAID))
        memory.store.hold.clear()
        task = asyncio.create_task(memory.aexport(tmp_path / "ada.jsonl"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        memory.store.hold.set()

    asyncio.run(run())  # ends when its threads have
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_progress_ends_the_work_and_surfaces():
    shown, after = threading.Event(), []

    async def run():
        loop = asyncio.get_running_loop()

        def work(tell):
            tell(1, 2)
            loop.call_soon_threadsafe(shown.set)  # in order: progress has been called by then
            assert shown.wait(60)
            tell(2, 2)
            after.append("went on")

        await aside(work, lambda done, total: done // (total - 2))

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())
    assert after == []


def test_an_import_into_a_user_of_a_file_is_awaited_too(tmp_path):
    with mk.open(tmp_path / "ada.db", user="ada", embeddings="hash") as memory:
        memory.learn(talk(SAID))
        memory.export(tmp_path / "ada.jsonl")
        before = content_of(memory)
    with mk.open(tmp_path / "new.db", user="ada", embeddings="hash") as copy:
        asyncio.run(copy.aimport_(tmp_path / "ada.jsonl"))
        assert content_of(copy) == before
