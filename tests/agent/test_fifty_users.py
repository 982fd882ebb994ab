"""Fifty users talk to one agent at once, over one file and one queue: nothing crosses or is lost."""

import threading

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from remembering import texts

import memorykinds as mk
from memorykinds.agent import Memories, MemoryMiddleware, Reflection

PATIENCE = 120  # seconds until a test that hangs fails
USERS = [f"user{number}@example.org" for number in range(50)]
THINGS = ("tea", "jazz")


@pytest.fixture
def memories(tmp_path):
    with mk.open(tmp_path / "all.db", embeddings="hash").store as store:
        yield Memories(lambda user: mk.open(store=store, user=user), most=20)


def liked(user):
    return sorted(f"The user likes {thing} of {user}." for thing in THINGS)


@pytest.mark.parametrize("learns", ["now", "later"])
def test_fifty_users_at_once_are_each_remembered_and_nothing_crosses(memories, learns):
    store = memories(USERS[0]).store
    reflection = Reflection(memories, store=store, after=0.2, poll=0.2)
    remembering = MemoryMiddleware(memories, reflect="now" if learns == "now" else reflection)
    agent = mk.create_agent(remembering, checkpointer=InMemorySaver())
    begin = threading.Barrier(len(USERS))
    crossed, failed = [], []

    def talk(user):
        begin.wait(PATIENCE)
        try:
            for thing in (*THINGS, THINGS[0]):
                run = {"configurable": {"user_id": user, "thread_id": f"{user} {thing}"}}
                agent.invoke({"messages": f"I like {thing} of {user}."}, run)
                turn = remembering.last(user=user)
                failed.extend(turn.troubles)
                found = [hit.record.text for hit in turn.recall.hits]
                crossed.extend(text for text in found if user not in text)
        except Exception as error:  # noqa: BLE001 -- a thread's error is told by the test
            failed.append(repr(error))

    with reflection:
        talkers = [threading.Thread(target=talk, args=(user,), daemon=True) for user in USERS]
        for talker in talkers:
            talker.start()
        for talker in talkers:
            talker.join(PATIENCE)
        assert reflection.drain(PATIENCE, early=True) is True
    assert (crossed, failed, reflection.pending(), reflection.failed()) == ([], [], [], [])
    for user in USERS:
        assert texts(memories(user).semantic.all()) == liked(user)
