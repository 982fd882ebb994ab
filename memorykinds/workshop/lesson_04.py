"""Lesson 4, when facts disagree: its exercises and its quiz."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import memorykinds as mk
from memorykinds.kinds import Fact, Record
from memorykinds.kinds.clock import LessonClock, counted_ids
from memorykinds.managers.policy import Case as PolicyCase
from memorykinds.managers.policy import Verdict
from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.questions import Choice, question

_CITIES = ("Oslo", "Lyon", "Porto", "Graz", "Ghent", "Cork", "Turku", "Split")
_TRADES = ("carpenter", "nurse", "baker", "gardener", "teacher")
_THINGS = ("chess", "tennis", "jazz", "opera", "football", "hiking", "sailing", "dancing")
_PEOPLE = ("Max", "Grace", "Priya", "Emre")


def _fact(subject: str, predicate: str, value: str) -> Fact:
    return Fact(
        subject=subject, predicate=predicate, object=value, text=f"{subject} {predicate} {value}."
    )


@exercise("4.1", title="Say whether two facts can both be true")
def excludes(answer: Any, case: Case) -> None:
    """Ask about pairs of facts, each in both orders."""
    need_function(answer, "new, known")
    for _ in range(4):
        old, new = case.rng.sample(_CITIES, 2)
        trade, post = case.rng.sample(_TRADES, 2)
        one, other = case.rng.sample(_THINGS, 2)
        person = case.rng.choice(_PEOPLE)
        home = _fact("user", "lives_in", old)
        for first, second, expected, hint in (
            (home, _fact("user", "lives_in", new), True, "How many homes has one at a time?"),
            (home, _fact("user", "resides_in", new), True, "A relation may have several names."),
            (_fact(person, "works_as", trade), _fact(person, "works_as", post), True, ""),
            (home, _fact("user", "lives_in", old.upper()), False, "Is it another value at all?"),
            (home, _fact(person, "lives_in", new), False, "Whom is each of them about?"),
            (home, _fact("user", "born_in", new), False, "Are the relations the same?"),
            (home, _fact("user", "lives_in", f"{old}, Norway"), False, "One says only more."),
            (_fact("user", "likes", one), _fact("user", "likes", other), False, "Two hobbies?"),
            (_fact("user", "likes", one), _fact("user", "dislikes", other), False, "Of what?"),
            (_fact("user", "likes", one), _fact("user", "dislikes", one), True, "Opposites?"),
            (_fact("user", "likes", one), _fact(person, "dislikes", one), False, "Who?"),
        ):
            for pair in ((first, second), (second, first)):
                got = answer(*pair)
                need(
                    isinstance(got, bool),
                    f"True or False is expected back, and this is {a_value(got)}.",
                    hint="Is there a `return` on every way through the function?",
                )
                said = " and ".join(f"{f.subject} {f.predicate} {f.object}" for f in pair)
                need(
                    got is expected,
                    f"It says that “{said}” {'exclude' if got else 'do not exclude'} each other.",
                    hint=hint,
                )


@exercise("4.2", title="Ask a table with two times")
def as_of(answer: Any, case: Case) -> None:
    """Ask rows of somebody who moves twice, and is heard late, on days within and between."""
    need_function(answer, "rows, day, known")
    for _ in range(4):
        rows, moved, heard = _rows(case.rng)
        before = [dict(row) for row in rows]
        moment = timedelta(hours=1)
        first, second = rows[0]["value"], rows[2]["value"]
        for day, known, expected, why, hint in (
            (moved - moment, heard - moment, [first], "before the move", ""),
            (
                moved + moment,
                heard - moment,
                [first],
                "after the move, as believed before it was heard of",
                "What was not written yet, or was withdrawn already, was not believed.",
            ),
            (
                moved + moment,
                heard + moment,
                [second],
                "after the move, as believed once it was heard of",
                "A row that was withdrawn is believed no more.",
            ),
            (
                moved - moment,
                heard + moment,
                [first],
                "before the move, as believed once it was heard of",
                "Which of the two times belongs to which span?",
            ),
            (moved, heard, [second], "at the very moment of both changes", "Is an end within?"),
            (rows[0]["since"] - moment, heard + moment, [], "before anything was true", ""),
            (moved, rows[0]["written"] - moment, [], "as believed before anything was said", ""),
        ):
            got = answer(rows, day, known)
            need(
                isinstance(got, list | tuple | set),
                f"A list of values is expected back, and this is {a_value(got)}.",
            )
            need(rows == before, "The rows that were passed in have been changed.")
            need(
                sorted(got) == sorted(expected),
                f"For {why} it says {list(got)}, and {expected} is right.",
                hint=hint or "A value is meant where both spans hold.",
            )


def _rows(rng: random.Random) -> tuple[list[dict[str, Any]], datetime, datetime]:
    """Return the rows of one move that was heard of late, in order, and the two times."""
    old, new = rng.sample(_CITIES, 2)
    said = datetime(2026, 1, rng.randint(2, 28), 10, tzinfo=UTC)
    moved = said + timedelta(days=rng.randint(40, 90))
    heard = moved + timedelta(days=rng.randint(5, 30))
    names = ("value", "since", "until", "written", "withdrawn")
    spans = (
        (old, said, None, said, heard),
        (old, said, moved, heard, None),
        (new, moved, None, heard, None),
    )
    return [dict(zip(names, span, strict=True)) for span in spans], moved, heard


@exercise("4.3", title="Write a policy of your own")
def my_policy(answer: Any, case: Case) -> None:
    """Learn somebody's talks by the policy, in order, again, and late, and look at what is believed."""
    need_function(answer, "case")
    old, new = case.rng.sample(_CITIES, 2)
    one, other = case.rng.sample(_THINGS, 2)
    talks = (
        _talk("2026-01-10T10:00Z", f"I live in {old}. I like {one}. I like {other}."),
        _talk("2026-02-10T10:00Z", f"I moved to {new}."),
        _talk("2026-03-10T10:00Z", f"I hate {one}."),
    )
    with _open(answer) as memory:
        _learn(memory, talks[:1])
        need(_values(memory, "lives_in") == [old], "A fact that was new has not been added.")
        _compare_likes(memory, one, other)
        _learn(memory, talks)
        _compare_homes(memory, old, new)
        _compare_opinion(memory, one, other)
        _hear_late(answer, old, new)
        before = _states(memory)
        _learn(memory, talks)
        need(
            _states(memory) == before,
            "Learning the same talks once more has changed the memory.",
            hint="Rules 1 and 3. Look at all of `case.known`, and not only at what is believed.",
        )
        _learn(memory, [_talk("2026-04-10T10:00Z", f"Please forget that I like {other}.")])
        need(other not in _values(memory, "likes"), "What the user asked to forget is believed.")


def _compare_homes(memory: mk.Memory, old: str, new: str) -> None:
    homes = _values(memory, "lives_in")
    need(new in homes, "After a move the new home is not believed.")
    need(
        homes == [new],
        "After a move two homes are believed.",
        hint="Which of `case.active` cannot be true together with the new fact?",
    )
    rows = [r for r in memory.semantic.all(active=False) if _of(r, "lives_in")]
    need(
        old in {_object(record) for record in rows},
        "The old home is lost; it should stay as history.",
        hint="Rule 2. Closing a memory is not writing over it.",
    )
    spans = sorted(
        (r.valid_from, r.valid_to or datetime.max.replace(tzinfo=UTC)) for r in rows if r.valid_from
    )
    need(
        all(first[1] <= second[0] for first, second in pairwise(spans)),
        "For some days two homes are true at once.",
        hint="Until when does the old home hold, and since when the new one?",
    )


def _compare_likes(memory: mk.Memory, *things: str) -> None:
    need(
        set(things) <= set(_values(memory, "likes")),
        "A liking was closed that contradicts nothing.",
        hint="Who likes one thing may like another.",
    )


def _compare_opinion(memory: mk.Memory, one: str, other: str) -> None:
    _compare_likes(memory, other)
    need(
        one in _values(memory, "dislikes"),
        "The user hates something now, and the memory does not know it.",
        hint="To close the old opinion is one half of it.",
    )
    need(
        one not in _values(memory, "likes"),
        "The user is believed to like and to hate the same thing.",
    )


def _hear_late(policy: Any, old: str, new: str) -> None:
    """Learn what was said earlier after what was said later."""
    late = _talk("2026-01-10T10:00Z", f"I live in {old}.")
    with _open(policy) as memory:
        _learn(memory, [_talk("2026-02-10T10:00Z", f"I live in {new}.")])
        _learn(memory, [late])
        need(
            _values(memory, "lives_in") == [new],
            "Something that was said earlier, and learned later, has taken the place of the present.",
            hint="Rule 2: compare when the two were said.",
        )
        ended = [r for r in memory.semantic.all(active=False) if _of(r, "lives_in")]
        need(
            old in {_object(record) for record in ended},
            "What was said earlier, and learned later, is lost; it should be kept as history.",
        )
        before = _states(memory)
        _learn(memory, [late])
        need(
            _states(memory) == before,
            "Learning the late talk once more has changed the memory.",
            hint="Rule 3.",
        )


def _open(policy: Any) -> mk.Memory:
    def decided(case: PolicyCase) -> Verdict:
        verdict: Verdict = policy(case)
        need(
            isinstance(verdict, Verdict),
            f"A verdict is expected back, and this is {a_value(verdict)}.",
            hint="Each way through the function ends in one of the parts, with `return`.",
        )
        return verdict

    settings = mk.SemanticSettings(policy=decided)
    clock = LessonClock("2026-05-01T10:00Z")
    return mk.open(user="someone", clock=clock, ids=counted_ids(), semantic=settings)


def _talk(at: str, words: str) -> dict[str, str]:
    return {"role": "user", "at": at, "content": words}


def _learn(memory: mk.Memory, talks: Any) -> None:
    for talk in talks:
        memory.semantic.learn([talk], conversation=talk["at"])


def _of(record: Record, predicate: str) -> bool:
    return isinstance(record.content, Fact) and record.content.predicate == predicate


def _object(record: Record) -> str:
    return record.content.object if isinstance(record.content, Fact) else ""


def _values(memory: mk.Memory, predicate: str) -> list[str]:
    return [_object(record) for record in memory.semantic.all() if _of(record, predicate)]


def _states(memory: mk.Memory) -> list[tuple[Any, ...]]:
    records = memory.semantic.all(active=False)
    return sorted((r.id, r.text, r.state, str(r.valid_from), str(r.valid_to)) for r in records)


question(
    "4.q1",
    "“I speak Dutch.” A month later: “I speak Turkish.” The two texts are very alike. What happens?",
    Choice("The newer replaces the older.", "That happens where one has one value at a time."),
    Choice(
        "Both are kept.",
        "Who speaks one language may speak another. The relation says so, whatever the likeness.",
        right=True,
    ),
    Choice(
        "They are merged, because they are alike.",
        "Two different facts may be closer as text than two wordings of one fact.",
    ),
)
question(
    "4.q2",
    "An import brings in last year's conversations after this year's. What may go wrong?",
    Choice(
        "A policy that goes by the order of learning believes last year.",
        "What was said later must win, and each turn brings the time at which it was said.",
        right=True,
    ),
    Choice("Nothing: old facts are never nominated.", "The model nominates whatever is said."),
    Choice(
        "The import must be refused.",
        "Old conversations have a value: they become history with dates.",
    ),
)
question(
    "4.q3",
    "An auditor asks why the agent wrote to the old address in May. Which time answers that?",
    Choice(
        "Valid time: since when the new address was true.",
        "That says that it was wrong, and not why the agent thought otherwise.",
    ),
    Choice(
        "Transaction time: what was believed in May.",
        "The agent acted on what it believed; the move had not been heard of.",
        right=True,
    ),
    Choice(
        "Neither: the address was overwritten.",
        "In a memory that writes over what it knew it would be so. Here it was closed.",
    ),
)
