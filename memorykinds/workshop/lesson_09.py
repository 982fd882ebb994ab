"""Lesson 9, the agent: its exercises and its quiz."""

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

from langgraph.store.base import BaseStore

import memorykinds as mk
from memorykinds.workshop.exercises import Case, WrongError, a_value, exercise, need, need_function
from memorykinds.workshop.questions import Choice, question

_THINGS = ("chess", "tennis", "jazz", "opera", "football", "sailing")
_WAYS = {"hot path", "background"}


@exercise("9.1", title="Write the rule of the queue")
def debounce(answer: Any, case: Case) -> None:
    """Hand in bursts, two talks, one that never rests, and turns at the edge."""
    need_function(answer, "turns, after, longest")
    for _ in range(4):
        after = case.rng.randint(10, 40)
        longest = after * case.rng.randint(4, 6)
        burst = [0, after - 5, 2 * after - 9]
        again = burst[-1] + after + case.rng.randint(5, 90)
        restless = list(range(0, 2 * longest, after // 2))
        for what, turns, hint in (
            ("one turn", [7], "Rule 1."),
            ("a burst of turns", burst, "Each turn puts the run off. Does it?"),
            (
                "two talks with a rest between",
                [*burst, again],
                "What has become of the job when the next turn comes after it was due?",
            ),
            (
                "a talk that never rests",
                restless,
                "Rule 2. From which turn is `longest` counted, and anew from which?",
            ),
            ("a turn at the very second of a run", [0, after], "Rule 3. Which run learns it?"),
            ("no turn at all", [], "Is there anything to learn?"),
        ):
            got = answer(list(turns), after, longest)
            need(
                isinstance(got, list),
                f"A list of seconds is expected back, and this is {a_value(got)}.",
                hint="Is there a `return` on every way through the function?",
            )
            expected = _runs(turns, after, longest)
            need(
                got == expected,
                f"For {what}, {_shown(turns)} with after={after} and longest={longest}, it runs "
                f"at {_shown(got)}, which is not by the rules.",
                hint=hint,
            )


def _shown(numbers: list[Any]) -> str:
    most = 6
    more = ", …" if len(numbers) > most else ""
    return f"[{', '.join(map(str, numbers[:most]))}{more}]"


def _runs(turns: list[int], after: int, longest: int) -> list[int]:
    times: list[int] = []
    waiting: list[int] = []
    for turn in turns:
        if waiting and turn >= (due := min(waiting[-1] + after, waiting[0] + longest)):
            times.append(due)
            waiting = []
        waiting.append(turn)
    return [*times, min(waiting[-1] + after, waiting[0] + longest)] if waiting else times


@exercise("9.2", title="Choose the hot path, the background, or both")
def choose(answer: Any, case: Case) -> None:
    """Ask for every combination of needs, the single ones first."""
    need_function(answer, "need, after")
    after = case.rng.randint(20, 90)
    sooner, later = case.rng.randint(0, after - 1), after + case.rng.randint(1, 500)
    needs: list[dict[str, Any]] = [
        {"confirm": told, "asked_elsewhere": asked, "whole_talk": whole, "strangers": strangers}
        for strangers, whole, told, asked in product(
            (False, True), (False, True), (False, True), (None, 0, sooner, after, later)
        )
    ]
    for one in needs:
        got = _chosen(answer, one, after)
        need(
            isinstance(got, set | frozenset),
            f"A set is expected back, and this is {a_value(got)}.",
            hint='{"background"} is a set with one member.',
        )
        need(got <= _WAYS, f"It returns {sorted(map(str, got))}; the ways have other names.")
        need(got, f"It chooses nothing for {one}, so nothing would be remembered.")
        _judge(one, after, got)


def _chosen(answer: Any, one: dict[str, Any], after: int) -> Any:
    """Call the learner's function, and say plainly what becomes of a need that is None."""
    try:
        return answer(dict(one), after)
    except TypeError as error:
        if one["asked_elsewhere"] is not None or "NoneType" not in str(error):
            raise
        raise WrongError(
            f"With asked_elsewhere=None the function fails: {error}.",
            "None says that no other thread asks. It is no number of seconds.",
        ) from error


def _judge(one: dict[str, Any], after: int, got: set[str]) -> None:
    about = f" Asked with after={after} for {one}."
    asked = one["asked_elsewhere"]
    at_once = asked is not None and asked < after
    if one["strangers"]:
        need(
            "hot path" not in got,
            "An agent that reads what strangers wrote can write by a tool." + about,
            hint="Who believes what the agent hands over, and who sees the conversation?",
        )
        return
    need(
        "hot path" in got or not one["confirm"],
        "The user is to be told what was stored, and nothing is stored yet." + about,
        hint="When does the background learn, and when is the answer given?",
    )
    need(
        "hot path" in got or not at_once,
        "Another thread asks before the talk was learned." + about,
        hint="Compare `asked_elsewhere` with `after`. Zero seconds are a need, too.",
    )
    need(
        "hot path" not in got or one["confirm"] or at_once,
        "The user waits for a tool that nothing calls for." + about,
        hint="In which cases is the background in time?",
    )
    need(
        "background" in got or not one["whole_talk"],
        "What shows only over several turns is not learned." + about,
        hint="A tool is called in the midst of the talk.",
    )
    need(
        "background" not in got or one["whole_talk"] or got == {"background"},
        "The talk is learned a second time, and nothing calls for that." + about,
        hint="Each way where it is needed, and not more.",
    )


@exercise("9.3", title="Keep the people of many houses apart")
def make_tools(answer: Any, case: Case) -> None:
    """Write as several people, and search as them and as others."""
    need_function(answer, "store")
    with mk.open(user="nobody") as memory:
        tools = answer(memory.store)
        need(
            isinstance(tools, tuple | list) and len(tools) == 2,  # noqa: PLR2004 -- manage, search
            f"Two tools are expected back, and this is {a_value(tools)}.",
        )
        manage, search = tools
        need(
            all(hasattr(tool, "invoke") for tool in tools),
            "A tool of LangChain's is expected in both places.",
            hint="manage_memory_tool and search_memory_tool return one each.",
        )
        _try_people(manage, search, case.rng)
        _try_nobody(manage, memory.store)


def _try_people(manage: Any, search: Any, rng: random.Random) -> None:
    here, there = rng.sample(("elm", "oak", "ash", "fir"), 2)
    name, other = rng.sample(("chloe", "ravi", "mina"), 2)
    thing = rng.choice(_THINGS)
    owner = {"house": here, "user_id": name, "thread_id": "1"}
    said = manage.invoke(
        {"action": "create", "id": None, "content": _likes(thing)}, {"configurable": owner}
    )
    need("stored" in str(said), f"Storing a fact was answered so: {said}")
    need(
        thing in _found(search, owner, thing),
        "What somebody stored is not found by the same person in the same thread.",
        hint="Do both tools name the same people?",
    )
    need(
        thing in _found(search, owner | {"thread_id": "2"}, thing),
        "What somebody stored is not found by the same person in a later thread.",
        hint="What of a run stays the same from one day to the next?",
    )
    need(
        thing not in _found(search, owner | {"house": there}, thing),
        f"{name} of the house {there} finds what {name} of the house {here} stored.",
        hint="What is unique, and within what?",
    )
    need(
        thing not in _found(search, owner | {"user_id": other}, thing),
        f"{other} finds what {name}, of the same house, stored.",
        hint="A memory that a whole house shares is another thing.",
    )


def _try_nobody(manage: Any, store: BaseStore) -> None:
    before = len(store.list_namespaces())
    arguments = {"action": "create", "id": None, "content": _likes("golf")}
    for missing in ({"house": "yew"}, {"user_id": "zoe"}):
        with _without_warnings():
            said = str(manage.invoke(arguments, {"configurable": missing | {"thread_id": "3"}}))
        need(
            "stored" not in said and len(store.list_namespaces()) == before,
            f"A run that brings only {list(missing)} has written something.",
            hint="Both must be known, or nothing may be written.",
        )


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Keep the tools' refusals, which are right here, out of the learner's notebook."""
    log = logging.getLogger("memorykinds.agent.tools")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


def _likes(thing: str) -> dict[str, Any]:
    return {
        "subject": "user",
        "predicate": "likes",
        "object": thing,
        "text": f"The user likes {thing}.",
        "confidence": 1.0,
        "valid_from": None,
        "valid_to": None,
    }


def _found(search: Any, run: dict[str, str], thing: str) -> str:
    return str(search.invoke({"query": f"likes {thing}", "limit": None}, {"configurable": run}))


question(
    "9.q1",
    "A user says ten things within two minutes, in one thread. A Reflection waits 30 seconds, and "
    "at most 600. How often is the thread learned?",
    Choice("Ten times, once a turn.", "That is what learning at once costs."),
    Choice(
        "Once, about 30 seconds after the last turn.",
        "Each turn puts the run off, as long as `longest` is not reached.",
        right=True,
    ),
    Choice("Four times, every 30 seconds.", "The seconds are counted from the last turn, anew."),
)
question(
    "9.q2",
    "“I moved to Lyon”, and two turns later, in the same thread: “Where do I live?” Which way of "
    "writing the memory does the answer need?",
    Choice("The hot path.", "It would be stored in time, but somebody else knows it already."),
    Choice("The background.", "It has not run yet, and the answer does not wait for it."),
    Choice(
        "Neither: the words stand in the thread.",
        "Short-term memory holds the talk that goes on. Memory is for other threads.",
        right=True,
    ),
)
question(
    "9.q3",
    "A process is killed while a job of the queue is being learned; some of its facts are written. "
    "What becomes of it?",
    Choice(
        "It runs again later, and what is known already is not added again.",
        "The queue lies in the store, and to learn the same twice changes nothing. It costs the "
        "calls again.",
        right=True,
    ),
    Choice("It is lost: it ran already.", "It has not been reported as done, so it comes back."),
    Choice(
        "It runs again, and those facts are there twice.",
        "They would be, if the policy did not compare each with what is known.",
    ),
)
