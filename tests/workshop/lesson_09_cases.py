"""Right and wrong answers to the exercises of lesson 9."""

from exercise_cases import Cases

from memorykinds.agent import manage_memory_tool, search_memory_tool


def runs(turns, after, longest, late=False):
    times = []
    waiting = []
    for turn in turns:
        if waiting:
            due = min(waiting[-1] + after, waiting[0] + longest)
            if turn > due or (turn == due and not late):
                times.append(due)
                waiting = []
        waiting.append(turn)
    return [*times, min(waiting[-1] + after, waiting[0] + longest)] if waiting else times


def each_turn(turns, after, _longest):
    return [turn + after for turn in turns]


def once(turns, after, _longest):
    return [turns[-1] + after] if turns else []


def never_at_last(turns, after, _longest):
    return runs(turns, after, 10**9)


def no_turns(turns, after, longest):
    return runs(turns, after, longest) or [after]


def choose(need, after):
    ways = set()
    asked = need["asked_elsewhere"]
    if (need["confirm"] or (asked is not None and asked < after)) and not need["strangers"]:
        ways.add("hot path")
    if need["whole_talk"] or not ways:
        ways.add("background")
    return ways


def zero_is_none(need, after):
    asked = need["asked_elsewhere"] or None
    return choose(need | {"asked_elsewhere": asked}, after)


def tools(write, read=None):
    def make(store):
        manage = manage_memory_tool("semantic", namespace=write, store=store)
        return manage, search_memory_tool(namespace=read or write, store=store)

    return lambda _: make


def compares_none(need, after):
    return {"hot path"} if need["asked_elsewhere"] < after else {"background"}


class ForAnybody:
    """A tool that takes who is missing for somebody."""

    def __init__(self, tool):
        self.tool = tool

    def invoke(self, arguments, config):
        known = {"house": "a house", "user_id": "somebody"} | config["configurable"]
        return self.tool.invoke(arguments, {"configurable": known})


def for_anybody(_):
    made = tools("{house}:{user_id}")(None)
    return lambda store: tuple(ForAnybody(tool) for tool in made(store))


CASES = {
    "9.1": Cases(
        solution=lambda _: runs,
        wrong={
            "For a burst of turns": lambda _: each_turn,
            "For two talks with a rest": lambda _: once,
            "For a talk that never rests": lambda _: never_at_last,
            "at the very second": lambda _: lambda t, a, n: runs(t, a, n, late=True),
            "For no turn at all": lambda _: no_turns,
            "A list of seconds": lambda _: lambda t, a, n: (runs(t, a, n) or [0])[-1],
        },
    ),
    "9.2": Cases(
        solution=lambda _: choose,
        wrong={
            "what strangers wrote": lambda _: lambda n, a: choose(n | {"strangers": False}, a),
            "nothing is stored yet": lambda _: lambda n, a: choose(n | {"confirm": False}, a),
            "before the talk was learned": lambda _: zero_is_none,
            "waits for a tool": lambda _: lambda n, a: choose(n, a + 1),
            "over several turns": lambda _: lambda n, a: choose(n | {"whole_talk": False}, a),
            "a second time": lambda _: lambda n, a: choose(n, a) | {"background"},
            "chooses nothing": lambda _: lambda n, a: choose(n, a) - {"background"},
            "A set is expected": lambda _: lambda n, a: sorted(choose(n, a)),
            "With asked_elsewhere=None": lambda _: compares_none,
        },
    ),
    "9.3": Cases(
        solution=tools("{house}:{user_id}"),
        wrong={
            "in the same thread": tools("{house}:{user_id}", "{user_id}"),
            "in a later thread": tools("{house}:{user_id}:{thread_id}"),
            "of the house": tools("{user_id}"),
            "of the same house, stored": tools("{house}"),
            "A run that brings only": for_anybody,
            "Two tools are expected": lambda _: lambda s: tools("{user_id}")(None)(s)[0],
        },
    ),
}
