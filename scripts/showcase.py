"""One of each inspector, made from a memory: for the gallery and for the tests of all of them.

A new inspector adds a function here and a line to `SHOWN`.
"""

import itertools
from collections.abc import Callable
from datetime import timedelta

import memorykinds as mk
from memorykinds.agent import MemoryMiddleware
from memorykinds.widgets import Timeline
from memorykinds.widgets.inspector import Inspector

QUESTION = "Which tea should I pack for the train to Berlin?"

TOLD = (
    "I live in Turin and I work as an engineer. I like green tea.",
    "I have a cat named Miso. Yesterday I took the night train to Vienna, and it was late again.",
    "I moved to Berlin last week. I am allergic to peanuts.",
)


def nice_memory() -> mk.Memory:
    """Return a memory of all three kinds that is the same each time."""
    memory = mk.open(user="ada", clock=mk.LessonClock("2026-05-03"), ids=mk.counted_ids())
    for text in TOLD:
        memory.learn(text)
    memory.learn("Where is my train?", feedback="Too long. Bullets, please.")
    return memory


def context_view(memory: mk.Memory) -> Inspector:
    """Return what an agent's model sees of a question, with a memory chosen."""
    middleware = MemoryMiddleware(memory, k=4, reflect=None)
    mk.create_agent(memory=middleware).invoke({"messages": QUESTION})
    view = mk.context_view(middleware.last(), budget=600)
    view.next()
    return view


def memory_map(memory: mk.Memory) -> Inspector:
    """Return the map of all memories with a question among them, and a memory chosen."""
    view = memory.map(QUESTION, near=3)
    view.next()
    return view


def memory_inspector(memory: mk.Memory) -> Inspector:
    """Return all memories, one chosen that has a history."""
    update = memory.learn("I sold my bike. I now live in Hamburg.")
    home = next(
        r.id for r in memory.browse(sort="time", limit=1000).records if r.kind == "semantic"
    )
    memory.pin(home)
    view: Inspector = memory.inspect(update)
    view.show_kind("semantic")
    view.select(home)
    return view


def listed(answer: str, _example: object) -> float:
    """Score an answer: whether it is a list."""
    return float("- " in answer)


def rule_book_view(memory: mk.Memory) -> Inspector:
    """Return the rule book, after a rollback and a trial; the rule that was judged is chosen."""
    number = itertools.count(1)
    judging = mk.open(
        store=memory.store,
        user=memory.user,
        procedural=mk.ProceduralSettings(new_rules="trial"),
        clock=mk.LessonClock("2026-05-04"),
        ids=lambda kind: f"{kind}-later-{next(number):02}",
    )
    judging.procedural.rollback(0)
    update = judging.procedural.learn("What is tea?", feedback="Use bullet points in your answers.")
    gate = mk.Gate(["What is tea?", "What is a cat?"], listed)
    judging.procedural.judge(gate=gate)
    view: Inspector = judging.procedural.inspect(update)
    view.select(judging.rules().entries[0].id)
    return view


def chat_lab(memory: mk.Memory) -> Inspector:
    """Return a conversation of two turns, the second of which was asked again without facts."""
    lab = mk.chat(memory, "offline")
    lab.send("I like rye bread.")
    lab.send(QUESTION)
    lab.compare(without="semantic")
    return lab


def pipeline_stepper(memory: mk.Memory) -> Inspector:
    """Return an update's decisions about facts, one of them chosen, run again with other words."""
    update = memory.learn("I moved to Rome. Which tea is left?", feedback="Use tables. Shorter!")
    stepper = update.step("semantic")
    stepper.edit("transcript", {"t1": "I moved to Rome, and I no longer like green tea."})
    stepper.rerun()
    stepper.jump("decisions")
    stepper.choose(1)
    return stepper


def timeline(memory: mk.Memory) -> Inspector:
    """Return a memory before its last change, and what differs from the state before that."""
    events = memory.history()
    days = {id_: n for n, id_ in enumerate(dict.fromkeys(e.update_id for e in events))}
    # A lesson's clock stands still; so each update is shown a day after the one before.
    shown = Timeline([e.with_(at=e.at + timedelta(days=days[e.update_id])) for e in events])
    shown.previous()
    shown.previous()
    shown.keep()
    shown.next()
    return shown


def recall_explorer(memory: mk.Memory) -> Inspector:
    """Return a recall with one of its settings moved, and a memory asked about."""
    view = memory.recall(QUESTION, k=3, budget=200).explore()
    view.weigh("similarity", 0.0)
    view.weigh_kind("semantic")
    view.why_not(view.recall.lost[-1].record.id)
    return view


SHOWN: dict[str, Callable[[mk.Memory], Inspector]] = {
    "ChatLab": chat_lab,
    "ContextView": context_view,
    "RuleBookView": rule_book_view,
    "MemoryMap": memory_map,
    "MemoryInspector": memory_inspector,
    "PipelineStepper": pipeline_stepper,
    "Timeline": timeline,
    "RecallExplorer": recall_explorer,
}
"""Every inspector by its name."""
