"""`exclusive` between processes: one decides at a time, and a killed one leaves nothing behind."""

from concurrent.futures import ThreadPoolExecutor

from langgraph.store.base import PutOp
from store_toys import keys
from test_store_file import finish, run_python

ADA = ("ada", "semantic")


def test_a_killed_process_leaves_nothing_of_its_block_and_locks_nobody_out(
    make_store, embedder, tmp_path
):
    code = """
        import sys
        from memorykinds.store import FaissStore
        from store_toys import WordCounts, index_of
        store = FaissStore(sys.argv[1], index=index_of(WordCounts()))
        with store.exclusive("ada"):
            for n in range(3):
                store.put(("ada", "semantic"), f"half-{n}", {"text": "apple"})
            print(len(store.search(("ada",), query="apple")), flush=True)
            sys.stdin.readline()
    """
    store = make_store(embed=embedder)
    store.put(ADA, "old", {"text": "apple"})
    holder = run_python(code, tmp_path / "ada.db")
    assert holder.stdout.readline() == "4\n"
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: _put_within(store, "mine"))
        store.put(ADA, "meanwhile", {"text": "car"})  # who decides about nobody need not wait
        assert not waiting.done()
        holder.kill()
        holder.communicate(timeout=60)
        waiting.result(timeout=30)
    assert keys(store.search(ADA, query="apple")) == ["mine", "old", "meanwhile"]


def _put_within(store, key):
    with store.exclusive("ada"):
        store.put(ADA, key, {"text": "apple"})


def test_three_processes_that_count_on_one_file_lose_no_update(make_store, embedder, tmp_path):
    code = """
        import sys
        from memorykinds.store import FaissStore
        from store_toys import WORDS, WordCounts, index_of
        with FaissStore(sys.argv[1], index=index_of(WordCounts())) as store:
            print("ready", flush=True)
            sys.stdin.readline()
            for _ in range(60):
                with store.exclusive("ada"):
                    (found,) = store.search(("ada",), query="red")
                    n = found.value["n"] + 1
                    store.put(("ada", "semantic"), "count", {"text": WORDS[n % 8], "n": n})
                store.put(("bob",), f"{sys.argv[2]}-{n}", {"text": "car"})
    """
    store = make_store(embed=embedder)
    store.put(ADA, "count", {"text": "red", "n": 0})
    processes = [run_python(code, tmp_path / "ada.db", name) for name in "xyz"]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 3
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(finish, processes))
    assert store.get(ADA, "count").value["n"] == 180
    assert len(store.search(("bob",), limit=1000)) == 180
    assert not (tmp_path / "ada.db-lock").exists()


def test_a_process_killed_while_it_keeps_a_large_block_keeps_all_or_nothing(
    make_store, embedder, tmp_path
):
    code = """
        import sys
        from langgraph.store.base import PutOp
        from memorykinds.store import FaissStore
        from store_toys import WordCounts, index_of
        with FaissStore(sys.argv[1], index=index_of(WordCounts())) as store:
            with store.exclusive("ada"):
                for n in range(4):
                    puts = [PutOp(("ada", sys.argv[2]), f"{n}-{i}", {"text": "apple"})
                            for i in range(1000)]
                    store.batch(puts)
                print("whole", flush=True)
    """
    store = make_store(embed=embedder)
    log = tmp_path / "ada.db-wal"
    for grown in (0, 1, 500_000):  # killed before the writing, as it begins, in its midst
        process = run_python(code, tmp_path / "ada.db", f"after-{grown}")
        assert process.stdout.readline() == "whole\n"
        before = log.stat().st_size
        while log.stat().st_size < before + grown and process.poll() is None:
            pass
        process.kill()
        process.communicate(timeout=60)
        found = store.search(("ada", f"after-{grown}"), query="apple", limit=10_000)
        assert len(found) in (0, 4000)
    store.batch([PutOp(ADA, "next", {"text": "apple"})])
    assert keys(store.search(ADA, query="apple")) == ["next"]
