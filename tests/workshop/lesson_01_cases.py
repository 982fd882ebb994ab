"""Right and wrong answers to the exercises of lesson 1."""

from exercise_cases import Cases

from memorykinds.workshop.lesson_01 import SENTENCES


def kinds(given):
    return {n: kind for n, text in given.items() for kind, of in SENTENCES.items() if text in of}


def turned(given, **words):
    return {number: words.get(kind, kind) for number, kind in kinds(given).items()}


def home(records):
    found = [r for r in records if r.kind == "semantic" and r.content.predicate == "lives_in"]
    return found[0].content.object if found else None


def homes(memory, day, now):
    return home(memory.at(day).of("semantic")), home(memory.at(now).true_on(day))


def swapped(memory, day, now):
    return homes(memory, day, now)[::-1]


def only_believed(memory, day, now):  # noqa: ARG001 -- as the exercise passes it
    return (home(memory.at(day).of("semantic")),) * 2


def only_today(memory, day, now):  # noqa: ARG001
    return (home(memory.at(now).of("semantic")),) * 2


def records(memory, day, now):  # noqa: ARG001
    return memory.at(day).of("semantic")[:1] * 2


def prompt(memory, question):
    return f"{memory.rules().render()}\n{memory.recall(question, k=3).prompt}"


def everything(memory, _question, **state):
    texts = (record.text for record in memory.semantic.all(**state))
    return "\n".join((memory.rules().render(), *texts))


CASES = {
    "1.1": Cases(
        solution=kinds,
        wrong={
            "A dict is expected": lambda given: list(kinds(given).values()),
            "no kind yet for 6": lambda given: {n: k for n, k in kinds(given).items() if n < 6},
            "none of the three words": lambda given: turned(given, semantic="fact"),
            "2 of 6 are right": lambda given: dict.fromkeys(given, "semantic"),
            "4 of 6 are right": lambda given: turned(given, episodic="semantic"),
        },
    ),
    "1.2": Cases(
        solution=lambda _: homes,
        wrong={
            "the two are swapped": lambda _: swapped,
            "was true; that is not so": lambda _: only_believed,
            "was believed; that is not so": lambda _: only_today,
            "A pair of names": lambda _: records,
            "A function is expected": lambda _: ("Turin", "Berlin"),
        },
    ),
    "1.3": Cases(
        solution=lambda _: prompt,
        wrong={
            "The rules that feedback has taught": lambda _: lambda m, q: m.recall(q).prompt,
            "not in the prompt": lambda _: lambda m, _q: m.rules().render(),
            "it returned a Recall": lambda _: lambda m, q: m.recall(q),
            "A home that the user has left": lambda _: lambda m, q: everything(m, q, active=False),
            "14 of 14 things": lambda _: everything,
        },
    ),
}
