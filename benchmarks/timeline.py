"""How quick the timeline is on a long journal: to open it, and for each step of its sliders.

Usage: python benchmarks/timeline.py [EVENTS]
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import process_time

from langgraph.store.base import PutOp

import memorykinds as mk
from memorykinds.kinds import Event
from memorykinds.kinds.names import journal_namespace
from memorykinds.widgets import Timeline

STEPS = 60


def journal(count: int) -> list[Event]:
    """Return `count` events: of four, three add a fact, and one closes an older one."""
    memory = mk.open(user="ada", embeddings="hash", clock=mk.LessonClock("2020-01-01"))
    fact = mk.Fact(subject="user", predicate="likes", object="tea", text="The user likes tea.")
    (first,) = memory.semantic.add(fact).events
    events: list[Event] = []
    added = []
    for number in range(count):
        at = first.at + timedelta(hours=number)
        told = {"id": f"event-{number:08d}", "update_id": f"update-{number // 2}", "at": at}
        if number % 4 == 3:  # noqa: PLR2004 -- one of four
            before = added[number // 4]
            after = before.model_copy(update={"state": "superseded", "valid_to": at})
            more = {"action": "close", "memory_id": before.id, "before": before, "after": after}
        else:
            text = f"The user likes tea number {number} of the shop."
            content = fact.model_copy(update={"object": f"tea {number}", "text": text})
            changed = {"id": f"fact-{number}", "content": content, "valid_from": at}
            after = first.after.model_copy(update=changed)
            added.append(after)
            more = {"action": "add", "memory_id": after.id, "before": None, "after": after}
        events.append(first.model_copy(update={**told, **more}))
    return events


def milliseconds(call: Callable[[], object]) -> float:
    """Return how much of the processor a call takes, however busy the machine is."""
    start = process_time()
    call()
    return (process_time() - start) * 1000


def main(count: int) -> None:
    """Print the times."""
    events = journal(count)
    memory = mk.open(user="ada", embeddings="hash")
    space = journal_namespace("ada")
    memory.store.batch([PutOp(space, e.id, e.model_dump(mode="json"), index=False) for e in events])
    opened = milliseconds(lambda: memory.timeline().live_html())
    shown = Timeline(events)
    moments = len(shown.states.moments)
    places = [number * moments // STEPS for number in range(STEPS)]

    def step(place: int) -> float:
        return milliseconds(lambda: (shown.believe(place), shown.live_html()))

    believed = sorted(step(place) for place in places)
    turns = [number * len(shown.states.turns) // STEPS for number in range(STEPS)]
    true = sorted(
        milliseconds(lambda turn=turn: (shown.true_at(turn), shown.live_html())) for turn in turns
    )
    shown.believe(1)
    shown.keep()
    far = sorted(step(place) for place in places)
    print(f"{count:,} events, {moments:,} moments; milliseconds of the processor")
    print(f"open, journal read and drawn     {opened:8.0f} ms")
    for name, times in (
        ("a step of 'believed on'", believed),
        ("a step of 'true on'", true),
        ("a step, far from the kept state", far),
    ):
        print(f"{name:32} {median(times):8.1f} ms, at worst {times[-1]:.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
