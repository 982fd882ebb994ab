"""Nothing is lost: a process killed at any moment, several that write at once, a full disk."""

import random
import resource
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from langgraph.store.base import PutOp
from store_toys import WORDS, keys
from test_store_file import finish, run_python

from memorykinds.kinds.errors import StoreError

ADA = ("ada", "semantic")
SIZE = 4
"""Items of a batch: it puts some, and takes the batch before the last out again."""

WRITES_UNTIL_KILLED = """
    import itertools, sys
    from langgraph.store.base import PutOp
    from memorykinds.store import FaissStore
    from store_toys import WORDS, WordCounts, index_of
    path, first, size, durability = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    store = FaissStore(path, index=index_of(WordCounts()), durability=durability)
    for n in itertools.count(first):
        puts = [PutOp(("ada", "semantic"), f"{n}-{part}", {"text": WORDS[n % 8], "n": n})
                for part in range(size)]
        store.batch(puts + [PutOp(("ada", "semantic"), f"{n - 2}-{part}", None)
                            for part in range(size)])
        print(n, flush=True)
        if n % 5 == 0:
            store.search(("ada",), query=WORDS[n % 8])
"""


def check_whole(store, acknowledged):
    """Every acknowledged batch is there, the one under way is whole or absent."""
    items = {item.key: item for item in store.search(ADA, limit=1000)}
    last = max(item.value["n"] for item in items.values())
    assert last in (acknowledged, acknowledged + 1)
    wanted = [f"{n}-{part}" for n in (last - 1, last) if n >= 0 for part in range(SIZE)]
    assert sorted(items) == sorted(wanted)
    for word in WORDS:
        found = store.search(ADA, query=word, limit=1000)
        assert sorted(keys(found)) == sorted(wanted)
        for hit in found:
            assert hit.score == (1.0 if hit.value["text"] == word else 0.0)
            assert store.get(ADA, hit.key).value == hit.value
    return last


@pytest.mark.parametrize("durability", ["process", "full"])
def test_a_killed_process_loses_no_acknowledged_write(make_store, embedder, tmp_path, durability):
    chance = random.Random(7)  # noqa: S311 -- moments to kill at, no secret
    path, last, total = tmp_path / "ada.db", -1, 0
    for _ in range(6):
        process = run_python(WRITES_UNTIL_KILLED, path, last + 1, SIZE, durability)
        # Killed after some acknowledgements, wherever the next write is by then.
        wait_for = last + chance.randint(1, 60)
        acknowledged = last
        while acknowledged < wait_for:
            acknowledged = int(process.stdout.readline())
        process.kill()
        # Not by communicate(), which leaves out the lines that readline() has in its buffer.
        rest, errors = process.stdout.read(), process.stderr.read()
        process.communicate(timeout=60)
        assert errors == ""
        heard = rest.split("\n")[:-1]  # a line that was cut off is no acknowledgement
        acknowledged = int(heard[-1]) if heard else acknowledged
        store = make_store(embed=embedder)
        total += acknowledged - last
        last = check_whole(store, acknowledged)
        store.close()
        ((verdict,),) = sqlite3.connect(path).execute("PRAGMA integrity_check")
        assert verdict == "ok"
    assert total > 100


def test_three_processes_on_one_file_lose_no_update(make_store, embedder, tmp_path):
    code = """
        import sys
        from langgraph.store.base import PutOp
        from memorykinds.store import FaissStore
        from store_toys import WordCounts, index_of
        path, me = sys.argv[1:]
        print("ready", flush=True)
        sys.stdin.readline()
        with FaissStore(path, index=index_of(WordCounts())) as store:
            for n in range(60):
                store.batch([PutOp(("ada", "shared"), f"{me}-{n}", {"text": "apple", "n": n}),
                             PutOp(("ada", me), "count", {"text": "apple car", "n": n})])
                found = store.search(("ada",), query="apple", limit=1000)
                mine = [hit for hit in found if hit.key.startswith(me + "-")]
                assert len(mine) == n + 1, (n, len(mine))
                assert [hit.value["n"] for hit in found if hit.namespace == ("ada", me)] == [n]
    """
    mine = make_store(embed=embedder)
    processes = [run_python(code, tmp_path / "ada.db", name) for name in "xyz"]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 3
    with ThreadPoolExecutor() as pool:
        done = [pool.submit(finish, process) for process in processes]
        seen = 0
        while not all(task.done() for task in done):  # what is written only ever grows
            found = mine.search(("ada", "shared"), query="apple", limit=1000)
            assert len(found) >= seen
            seen = len(found)
        for task in done:
            task.result()
    assert len(mine.search(("ada", "shared"), query="apple", limit=1000)) == 180
    assert [hit.value["n"] for hit in mine.search(("ada",), filter={"n": 59}, limit=9)] == [59] * 6


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 2 MB, where a file system may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill_up(store):
    """Put batches until no more fits; return how many are in."""
    for n in range(1000):
        try:
            store.batch([PutOp(ADA, f"{n}-{part}", {"text": "x" * 20_000}) for part in range(4)])
        except StoreError:
            with pytest.raises(StoreError, match=r"the disk; free some|check the disk") as caught:
                store.put(ADA, "large", {"text": "x" * 500_000})
            assert "\n" not in str(caught.value)
            return n
    raise AssertionError("it never filled up")


def check_after_filling(store, batches):
    assert batches > 2
    found = keys(store.search(ADA, query="apple", limit=10_000))
    assert sorted(found) == sorted(f"{n}-{part}" for n in range(batches) for part in range(4))


def test_a_full_disk_keeps_what_was_acknowledged_and_goes_on_when_there_is_room(
    make_store, embedder, small_disk
):
    store = make_store(small_disk / "ada.db", embed=embedder)
    batches = fill_up(store)
    check_after_filling(store, batches)
    store.close()
    reopened = make_store(small_disk / "ada.db", embed=embedder)
    check_after_filling(reopened, batches)
    subprocess.run(["mount", "-o", "remount,size=9m", small_disk], check=True)
    reopened.put(ADA, "new", {"text": "apple"})
    assert keys(reopened.search(ADA, query="apple", limit=1)) == ["new"]
    reopened.delete(ADA, "new")
    check_after_filling(reopened, batches)


def test_a_file_that_may_not_grow_keeps_what_was_acknowledged(make_store, embedder):
    store = make_store(embed=embedder)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        batches = fill_up(store)
        check_after_filling(store, batches)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    store.close()
    check_after_filling(make_store(embed=embedder), batches)
