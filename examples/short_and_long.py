"""Short-term and long-term memory side by side, across a restart.

    python examples/short_and_long.py
    python examples/short_and_long.py        # again: another process, the same two files

Short-term memory is the thread: every message of one talk, kept by a checkpointer of
LangGraph's. It is all there when the talk goes on, and empty in the next talk. Long-term memory
is what was learned from all talks: it is small, it is the same in every thread, and it changes
when the user says otherwise.

The first run talks on Monday. The second goes on with Monday's thread, and begins Tuesday's,
which is empty; yet the agent knows whom it talks to. No key, no network.
"""

import sys
from pathlib import Path
from textwrap import wrap

from langchain_core.messages import AnyMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph

import memorykinds as mk

WIDTH = 44
FIRST = ["I live in Turin and I like tea.", "From now on, always answer in bullet points."]
SECOND = ["By the way, I moved to Berlin."]


def main(folder: Path) -> None:
    """Talk to the agent, and show both memories after each thread."""
    try:
        from langgraph.checkpoint.sqlite import SqliteSaver
    except ImportError:
        sys.exit(
            "Threads are kept by a package of LangGraph's: pip install langgraph-checkpoint-sqlite"
        )
    folder.mkdir(parents=True, exist_ok=True)
    with (
        SqliteSaver.from_conn_string(str(folder / "threads.db")) as threads,
        mk.open(folder / "memory.db", user="ada") as memory,
    ):
        agent = mk.create_agent(memory, checkpointer=threads)
        if not messages_of(agent, "monday"):
            talk(agent, "monday", FIRST)
            show(agent, "monday", memory)
            print("\nRun it once more: both files are still there.")
            return
        talk(agent, "monday", SECOND)
        show(agent, "monday", memory)
        talk(agent, "tuesday", ["Where do I live?"])
        show(agent, "tuesday", memory)


def talk(agent: CompiledStateGraph, thread: str, words: list[str]) -> None:
    """Say these words in a thread."""
    for text in words:
        agent.invoke({"messages": text}, config_of(thread))


def show(agent: CompiledStateGraph, thread: str, memory: mk.Memory) -> None:
    """Print the thread on the left and the memory on the right."""
    said = [f"{m.type}: {m.text}" for m in messages_of(agent, thread)]
    kinds = (memory.semantic, memory.episodic, memory.procedural)
    known = [f"{record.kind}: {record.text}" for kind in kinds for record in kind.all()]
    print(f"\n{f'SHORT-TERM: the thread {thread}':<{WIDTH}} | LONG-TERM: what is known of ada")
    print(f"{'-' * WIDTH}-+-{'-' * WIDTH}")
    left, right = (lines(texts) for texts in (said, known))
    for row in range(max(len(left), len(right))):
        pair = [column[row] if row < len(column) else "" for column in (left, right)]
        print(f"{pair[0]:<{WIDTH}} | {pair[1]}".rstrip())


def lines(texts: list[str]) -> list[str]:
    """Return texts in lines of a column's width."""
    return [
        line
        for text in texts
        for part in text.split("\n")
        for line in wrap(part, WIDTH, subsequent_indent="  ")
    ]


def messages_of(agent: CompiledStateGraph, thread: str) -> list[AnyMessage]:
    """Return what a thread holds."""
    return agent.get_state(config_of(thread)).values.get("messages", [])


def config_of(thread: str) -> RunnableConfig:
    """Return the config that names a thread."""
    return {"configurable": {"thread_id": thread}}


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "short_and_long"))
