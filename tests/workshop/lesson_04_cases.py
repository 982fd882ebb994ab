"""Right and wrong answers to the exercises of lesson 4."""

from exercise_cases import Cases

from memorykinds.kinds.predicates import are_opposites, predicate
from memorykinds.managers.policies.facts import (
    add_history,
    fact_of,
    forget,
    said_at,
    same_value,
    says_more,
    subject_of,
    words_of,
)
from memorykinds.managers.policy import add, keep, retract, rewrite, supersede


def excludes(new, known):
    if subject_of(new) != subject_of(known):
        return False
    same = words_of(new.object) == words_of(known.object)
    if are_opposites(new.predicate, known.predicate):
        return same
    more = says_more(new, than=known) or says_more(known, than=new)
    relation = predicate(new.predicate)
    one_value = relation.single and relation.name == predicate(known.predicate).name
    return one_value and not same and not more


def whoever(new, known):
    return excludes(new, known.with_(subject=new.subject))


def all_single(new, known):
    here = predicate(new.predicate).name == predicate(known.predicate).name
    other = words_of(new.object) != words_of(known.object)
    same_subject = subject_of(new) == subject_of(known)
    return excludes(new, known) or (
        same_subject and here and other and not predicate(new.predicate).single
    )


def no_opposites(new, known):
    return excludes(new, known) and not are_opposites(new.predicate, known.predicate)


def to_the_letter(new, known):
    here = subject_of(new) == subject_of(known) and new.predicate == known.predicate
    return excludes(new, known) or (here and new.object != known.object and "," not in new.object)


def more_excludes(new, known):
    more = says_more(new, than=known) or says_more(known, than=new)
    return excludes(new, known) or (more and predicate(new.predicate).single)


def as_of(rows, day, known):
    return [
        r["value"]
        for r in rows
        if r["since"] <= day
        and (r["until"] is None or day < r["until"])
        and r["written"] <= known
        and (r["withdrawn"] is None or known < r["withdrawn"])
    ]


def swapped(rows, day, known):
    return as_of(rows, known, day)


def valid_alone(rows, day, _known):
    return list(dict.fromkeys(r["value"] for r in rows if as_of([r], day, r["written"])))


def believed_alone(rows, _day, known):
    return [r["value"] for r in rows if as_of([r], r["since"], known)]


def never_withdrawn(rows, day, known):
    return as_of([r | {"withdrawn": None} for r in rows], day, known)


def with_ends(rows, day, known):
    closed = [
        r["value"]
        for r in rows
        if day in (r["since"], r["until"]) and known in (r["written"], r["withdrawn"])
    ]
    return list(dict.fromkeys([*as_of(rows, day, known), *closed]))


def policy(case, rivals_of=None, on_rivals=None, late=None, known=None):  # noqa: PLR0911 -- one a rule
    fact = fact_of(case.draft)
    if case.candidate.intent == "forget":
        return forget(case, fact)
    same = [r for r in (case.known if known is None else known(case)) if same_value(fact, r)]
    believed = [r for r in same if r.state == "active"]
    if believed:
        return keep(case, "duplicate", "Known.", believed[0])
    choose = rivals_of or excludes
    rivals = tuple(r for r in case.active if choose(fact, fact_of(r)))
    if not rivals:
        return add(case)
    newest = max(rivals, key=said_at)
    if case.said_at >= said_at(newest) or late == "wins":
        until = case.draft.valid_from or case.said_at
        if on_rivals:
            return on_rivals(case, rivals, until)
        return supersede(case, "newer_value", "Later.", rivals, until)
    if same or late == "dropped":
        return keep(case, "duplicate", "History.", newest)
    return add_history(case, newest.valid_from or said_at(newest), "Earlier.")


def add_only(case):
    return policy(case, rivals_of=lambda _new, _known: False)


def all_of_a_slot(case):
    return policy(case, rivals_of=lambda n, k: excludes(n, k) or all_single(n, k))


def without_opposites(case):
    return policy(case, rivals_of=no_opposites)


def deleting(case):
    def on_rivals(case, rivals, until):
        if fact_of(case.draft).predicate == "dislikes":
            return retract(case, "contradicts", "Gone.", rivals, until)
        return supersede(case, "newer_value", "Later.", rivals, until)

    return policy(case, on_rivals=on_rivals)


def overwriting(case):
    return policy(
        case, on_rivals=lambda c, rivals, _until: rewrite(c, "newer_value", "", rivals[0])
    )


def too_long(case):
    return policy(
        case,
        on_rivals=lambda c, rivals, _until: supersede(c, "newer_value", "", rivals, c.now),
    )


def learned_last(case):
    return policy(case, late="wins")


def dropping(case):
    return policy(case, late="dropped")


def active_only(case):
    return policy(case, known=lambda c: c.active)


def silent(case):
    if policy(case).decision.action != "keep":
        return policy(case)
    return None


CASES = {
    "4.1": Cases(
        solution=lambda _: excludes,
        wrong={
            "lives_in": lambda _: whoever,
            "likes": lambda _: all_single,
            "do not exclude each other": lambda _: no_opposites,
            "” exclude each other": lambda _: more_excludes,
            "user lives_in": lambda _: to_the_letter,
            "True or False": lambda _: lambda *_: None,
        },
    ),
    "4.2": Cases(
        solution=lambda _: as_of,
        wrong={
            "as believed before it was heard of": lambda _: valid_alone,
            "For before the move it says": lambda _: lambda *_: [],
            "as believed once it was heard of": lambda _: never_withdrawn,
            "For after the move": lambda _: swapped,
            "after the move, as believed once": lambda _: believed_alone,
            "at the very moment": lambda _: with_ends,
            "A list of values": lambda _: lambda r, d, k: (as_of(r, d, k) or [None])[0],
        },
    ),
    "4.3": Cases(
        solution=lambda _: policy,
        wrong={
            "two homes are believed": lambda _: add_only,
            "A liking was closed": lambda _: all_of_a_slot,
            "to like and to hate": lambda _: without_opposites,
            "hates something now": lambda _: deleting,
            "The old home is lost": lambda _: overwriting,
            "two homes are true at once": lambda _: too_long,
            "has taken the place of the present": lambda _: learned_last,
            "is lost; it should be kept as history": lambda _: dropping,
            "once more has changed": lambda _: active_only,
            "A verdict is expected": lambda _: silent,
        },
    ),
}
