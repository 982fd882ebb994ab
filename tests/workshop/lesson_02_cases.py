"""Right and wrong answers to the exercises of lesson 2."""

from exercise_cases import Cases
from langchain_core.messages import HumanMessage, SystemMessage

from memorykinds.workshop.lesson_02 import THINGS


def fit(messages, budget, count):
    system = [m for m in messages[:1] if m.type == "system"]
    rest = messages[len(system) :]
    starts = [n for n, m in enumerate(rest) if m.type == "human"]
    fitting = [n for n in starts if count([*system, *rest[n:]]) <= budget]
    return [*system, *rest[fitting[0] :]] if fitting else system


def without_system(messages, budget, count):
    return fit([m for m in messages if m.type != "system"], budget, count)


def uncounted_system(messages, budget, count):
    system = [m for m in messages[:1] if m.type == "system"]
    return system + fit(messages[len(system) :], budget, count)


def oldest(messages, budget, count):
    kept = list(messages)
    while count(kept) > budget - 20:
        kept.pop()
    return kept[:-1]


def begins_anywhere(messages, budget, count):
    system = [m for m in messages[:1] if m.type == "system"]
    rest = list(messages[len(system) :])
    while count(system + rest) > budget:
        rest.pop(0)
    return system + rest


def with_gaps(messages, budget, count):
    system = [m for m in messages[:1] if m.type == "system"]
    kept = []
    for message in reversed(messages[len(system) :]):
        if count([*system, message, *kept]) <= budget:
            kept.insert(0, message)
    while kept[0].type != "human":
        kept.pop(0)
    return system + kept


def last_turn(messages, _budget, _count):
    system = [m for m in messages[:1] if m.type == "system"]
    last = max(n for n, m in enumerate(messages) if m.type == "human")
    return system + messages[last:]


def in_place(messages, budget, count):
    kept = fit(messages, budget, count)
    messages[:] = kept[:1]
    return kept


def places(given):
    return {n: place for n, thing in given.items() for place, of in THINGS.items() if thing in of}


def placed(given, **words):
    return {number: words.get(place, place) for number, place in places(given).items()}


def system_of(memory, question, recalled=None):
    recalled = memory.recall(question, k=3).prompt if recalled is None else recalled
    return SystemMessage(f"{memory.rules().render()}\n{recalled}")


def fill(memory, thread, question, budget, count):
    return fit([system_of(memory, question), *thread, HumanMessage(question)], budget, count)


def forgetful(memory, thread, question, budget, count):
    return fit([system_of(memory, question, ""), *thread, HumanMessage(question)], budget, count)


def ruleless(memory, thread, question, budget, count):
    system = SystemMessage(memory.recall(question, k=3).prompt)
    return fit([system, *thread, HumanMessage(question)], budget, count)


def threadless(memory, _thread, question, _budget, _count):
    return [system_of(memory, question), HumanMessage(question)]


def boundless(memory, thread, question, _budget, _count):
    return [system_of(memory, question), *thread, HumanMessage(question)]


def questionless(memory, thread, question, budget, count):
    return fit([system_of(memory, question), *thread], budget, count)


def everything_ever(memory, thread, question, budget, count):
    texts = "\n".join(r.text for r in memory.semantic.all(active=False))
    system = system_of(memory, question, texts)
    return fit([system, *thread, HumanMessage(question)], budget, count)


def stingy(memory, thread, question, budget, count):
    return fill(memory, thread[-2:], question, budget, count)


CASES = {
    "2.1": Cases(
        solution=lambda _: fit,
        wrong={
            "The system message is missing": lambda _: without_system,
            "for a budget of": lambda _: uncounted_system,
            "The newest message is not the last": lambda _: oldest,
            "whose question was cut off": lambda _: begins_anywhere,
            "There is a gap": lambda _: with_gaps,
            "more of the thread would fit": lambda _: last_turn,
            "has been changed": lambda _: in_place,
            "A list of messages is expected": lambda _: lambda m, _b, _c: [x.text for x in m],
        },
    ),
    "2.2": Cases(
        solution=places,
        wrong={
            "A dict is expected": lambda given: list(places(given).values()),
            "no place yet for 9": lambda given: {n: p for n, p in places(given).items() if n < 9},
            "none of the three words": lambda given: placed(given, neither="nowhere"),
            "should not be kept for good": lambda given: dict.fromkeys(given, "store"),
            "6 of 9 are right": lambda given: placed(given, neither="thread"),
        },
    ),
    "2.3": Cases(
        solution=lambda _: fill,
        wrong={
            "What the store knows": lambda _: forgetful,
            "The rules that feedback has taught": lambda _: ruleless,
            "do not stand between": lambda _: threadless,
            "for a budget of": lambda _: boundless,
            "The question is not the last": lambda _: questionless,
            "A home that the user has left": lambda _: everything_ever,
            "more of the thread would fit": lambda _: stingy,
        },
    ),
}
