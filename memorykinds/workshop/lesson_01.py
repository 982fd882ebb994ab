"""Lesson 1, three kinds of memory: its exercises and its quiz."""

import random
from datetime import timedelta
from functools import partial
from typing import Any

import memorykinds as mk
from memorykinds.kinds.clock import LessonClock, counted_ids
from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.questions import Choice, question

SENTENCES = {
    "semantic": (
        "Ada lives in Turin.",
        "Max is allergic to nuts.",
        "The office closes at six.",
        "Grace speaks Italian and Greek.",
        "The invoice number is 4711.",
        "Ada's brother plays the drums.",
    ),
    "episodic": (
        "On Monday we tried the new printer, and it jammed twice until we cleaned it.",
        "Last week Ada asked for a plan, found it too long, and liked the shorter one.",
        "When the server went down in March, restarting it did not help, but the backup did.",
        "Max's birthday was a success because we had booked the boat early.",
    ),
    "procedural": (
        "Answer in bullet points.",
        "Always ask for the date before you book a table.",
        "Never use emojis in e-mails to customers.",
        "When a test fails, show its output first.",
    ),
}
"""Kinds and things that belong to them; a learner gets two of each."""


def _six_sentences(rng: random.Random) -> dict[int, str]:
    chosen = [text for texts in SENTENCES.values() for text in rng.sample(texts, 2)]
    rng.shuffle(chosen)
    return dict(enumerate(chosen, 1))


@exercise("1.1", title="Tell the three kinds apart", given=_six_sentences)
def kinds(answer: Any, case: Case) -> None:
    """Compare with the kinds that the sentences were drawn from."""
    need(
        isinstance(answer, dict),
        f"A dict is expected here, and this is {a_value(answer)}.",
        hint='Write {1: "semantic", 2: …}, with one entry for each number.',
    )
    missing = [number for number in case.given if number not in answer]
    need(not missing, f"There is no kind yet for {_listed(missing)}.")
    unknown = [number for number in case.given if answer[number] not in SENTENCES]
    need(
        not unknown,
        f"What stands at {_listed(unknown)} is none of the three words.",
        hint='The words are "semantic", "episodic" and "procedural".',
    )
    wrong = [number for number, text in case.given.items() if text not in SENTENCES[answer[number]]]
    need(
        not wrong,
        f"{len(case.given) - len(wrong)} of {len(case.given)} are right; look at {_listed(wrong)}.",
        hint="Does it say what is so, tell what happened and how it ended, or say how to act?",
    )


@exercise("1.2", title="What was believed, and what was true")
def homes(answer: Any, case: Case) -> None:
    """Ask for days before a move, between it and when it was heard of, and after that."""
    need_function(answer, "memory, day, now")
    old, new = case.rng.sample(_CITIES, 2)
    heard_after = case.rng.randint(5, 40)
    clock = LessonClock("2026-03-01T10:00")
    with mk.open(user="someone", clock=clock, ids=counted_ids()) as memory:
        memory.learn(f"I live in {old}.")
        first = clock()
        clock.advance(days=60)
        memory.learn(f"I moved to {new} {heard_after} days ago.")
        heard, moved = clock(), clock() - timedelta(days=heard_after)
        clock.advance(days=30)
        told = {
            moved - timedelta(days=2): (old, old),
            moved + timedelta(days=2): (old, new),
            heard + timedelta(days=2): (new, new),
            first - timedelta(days=2): (None, None),
        }
        for day, expected in told.items():
            _compare_homes(answer(memory, day, clock()), expected, f"{day:%d %B %Y}")


def _compare_homes(got: Any, expected: tuple[str | None, str | None], day: str) -> None:
    pair = isinstance(got, tuple | list) and len(got) == len(expected)
    need(
        pair and all(name is None or isinstance(name, str) for name in got),
        f"A pair of names, (believed, true), is expected back, and this is {a_value(got)}"
        f"{' of something else' if isinstance(got, tuple | list) else ''}.",
        hint="The name of a city stands in the content of a record; a home nobody knows is None.",
    )
    believed, true = got
    need(
        expected[0] == expected[1] or (believed, true) != expected[::-1],
        f"For {day} the two are swapped.",
        hint="What was believed depends on when the memory heard of it.",
    )
    need(
        believed == expected[0],
        f"For {day} the function says that {believed!r} was believed; that is not so.",
        hint="Which state of the memory, and which day, do you ask? A move that was not heard of "
        "yet cannot be believed.",
    )
    need(
        true == expected[1],
        f"For {day} the function says that {true!r} was true; that is not so.",
        hint="What is true of a day is looked up in all that is known now, not in what was known "
        "that day.",
    )


_CITIES = ("Oslo", "Lyon", "Porto", "Graz", "Ghent", "Cork", "Turku", "Split")
_TRADES = ("carpenter", "nurse", "baker", "gardener", "teacher")
_FOODS = ("peanuts", "shellfish", "milk", "eggs")
_THINGS = ("chess", "tennis", "jazz", "opera", "football", "hiking", "sailing", "dancing")
_OTHERS = ("cycling", "knitting", "poetry", "skiing", "swimming", "tea", "coffee", "chocolate")


@exercise("1.3", title="Write the prompt yourself")
def system_prompt(answer: Any, case: Case) -> None:
    """Hand in the memory of somebody unseen, and look for what must and must not be in the prompt."""
    need_function(answer, "memory, question")
    old, new = case.rng.sample(_CITIES, 2)
    trade, food = case.rng.choice(_TRADES), case.rng.choice(_FOODS)
    things = case.rng.sample(_THINGS + _OTHERS, 14)
    clock = LessonClock("2026-03-01T10:00")
    with mk.open(user="someone", clock=clock, ids=counted_ids()) as memory:
        said = [f"I live in {old}. I work as a {trade}. I'm allergic to {food}."]
        said += [f"I like {thing}." for thing in things]
        # Without episodes: they quote what was said, and so would name the old home rightly.
        learn = partial(memory.learn, kinds=("semantic", "procedural"))
        learn([("user", text) for text in said], feedback="Never use emojis.")
        clock.advance(days=60)
        learn(f"I moved to {new} last week.")
        prompt = answer(memory, "Which city does the user live in now?")
        another = answer(memory, "What is the user allergic to?")
        rules = memory.rules().render()
    for text in (prompt, another):
        need(
            isinstance(text, str),
            f"The function is to return a text, and it returned {a_value(text)}.",
            hint="Is there a `return`? What you recall has its text for a prompt as an attribute.",
        )
    need(
        rules in prompt,
        "The rules that feedback has taught are not in the prompt.",
        hint="Part 5 shows where they are kept and how they are put into words.",
    )
    need(
        new in prompt and food in another,
        "What the memory knows about the question is not in the prompt.",
        hint="Use the memory and the question that are passed in: the checker's are not the "
        "lesson's.",
    )
    need(
        old not in prompt,
        "A home that the user has left is in the prompt as if it were so today.",
        hint="Recall leaves out what is superseded; who lists all memories has to.",
    )
    kept = sum(thing in prompt for thing in things)
    need(
        kept <= len(things) // 2,
        f"The prompt holds {kept} of {len(things)} things that have nothing to do with the question.",
        hint="Which call finds the few memories that matter? It takes how many you want.",
    )


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


question(
    "1.q1",
    "Ada says “I love jazz” in May and “I love opera” in June. What happens to the memory of jazz?",
    Choice("It is superseded by opera.", "That happens to a home, of which one has one at a time."),
    Choice(
        "It stays, and opera is added.",
        "Who likes one thing may like another. Only a relation with one value at a time, such as "
        "lives_in, or an opposite, such as dislikes, closes a memory.",
        right=True,
    ),
    Choice("The two are merged into one.", "They are two facts, and each may end by itself."),
)
question(
    "1.q2",
    "A memory is valid from 1 June and was created on 8 June. What happened?",
    Choice("It was wrong for a week.", "A memory that was not there could not be wrong."),
    Choice(
        "It became true on 1 June, and the memory heard of it on 8 June.",
        "When something was true and when it became known are two times, and both are kept.",
        right=True,
    ),
    Choice("It was corrected on 8 June.", "A correction is an event of its own in the journal."),
)
question(
    "1.q3",
    "What does the model do when a conversation is learned?",
    Choice("It writes the memories.", "Then nobody could say why one was written."),
    Choice("It decides what is kept.", "A policy in plain code does, and gives its reason."),
    Choice(
        "It proposes memories; code decides.",
        "That is why every decision has a reason code that you can read and test.",
        right=True,
    ),
)
