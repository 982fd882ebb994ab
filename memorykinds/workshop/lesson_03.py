"""Lesson 3, facts and profiles: its exercises and its quiz."""

import copy
import random
from typing import Any

from pydantic import BaseModel, ValidationError

import memorykinds as mk
from memorykinds.kinds.clock import LessonClock, counted_ids
from memorykinds.workshop.exercises import Case, a_value, exercise, need, need_function
from memorykinds.workshop.questions import Choice, question

_THINGS = ("blue cheese", "sea bass", "green tea", "wild garlic", "dark bread", "plum jam")
_CITIES = ("Oslo", "Lyon", "Porto", "Graz", "Ghent", "Cork", "Turku", "Split")
_FOODS = ("peanuts", "shellfish", "milk", "eggs")


@exercise("3.1", title="Check that the user said it")
def grounded(answer: Any, case: Case) -> None:
    """Cite turns that say it, and turns that do not, for several reasons."""
    need_function(answer, "thing, evidence, turns")
    for _ in range(4):
        liked, offered, other = case.rng.sample(_THINGS, 3)
        colour, noun = liked.split()
        turns = [
            {"id": "t1", "role": "user", "text": f"What I like is {liked.capitalize()}!"},
            {"id": "t2", "role": "assistant", "text": f"You might like {offered}, too."},
            {"id": "t3", "role": "user", "text": f"Not today. My {noun}, by the way, is {colour}."},
            {"id": "t4", "role": "user", "text": f"At noon my sister had {other}."},
            {"id": "t5", "role": "user", "text": f"I never eat {noun}s."},
        ]
        for evidence, thing, expected, why, hint in (
            (
                ["t1"],
                liked,
                True,
                "said in the cited turn",
                "Are capital letters or marks counted?",
            ),
            (["t3"], liked, True, "said, in another order", "Compare sets of words."),
            (["t1", "t2"], liked, True, "said; the other cited turn takes nothing from it", ""),
            (["t1", "t4"], f"{liked} {other}", True, "said in the two cited turns together", ""),
            ([], liked, False, "nothing is cited", "What is true of all things in an empty list?"),
            (["t2"], offered, False, "only the assistant said it", "Which roles count?"),
            (["t1", "t2"], offered, False, "only the assistant said it", "Which roles count?"),
            (["t9"], liked, False, "the cited turn does not exist", ""),
            (["t1", "t9"], liked, False, "one of the cited turns does not exist", ""),
            (["t4"], liked, False, "another turn says it, and not the cited one", ""),
            (["t1"], f"old {liked}", False, "one word of the object was not said", ""),
            (["t5"], noun, False, "a part of a longer word is no word", "`words` cuts a text."),
        ):
            _compare_grounded(answer(thing, evidence, turns), (expected, why), hint)


def _compare_grounded(got: Any, expected: tuple[bool, str], hint: str) -> None:
    need(
        isinstance(got, bool),
        f"True or False is expected back, and this is {a_value(got)}.",
        hint="Is there a `return` on every way through the function?",
    )
    right, why = expected
    need(got is right, f"The function says {got}, and it should not: {why}.", hint=hint)


@exercise("3.2", title="Merge a patch into a profile")
def merge(answer: Any, case: Case) -> None:
    """Merge patches into documents made by chance, and hold the results to the rules."""
    need_function(answer, "document, patch")
    for _ in range(5):
        document = _document(case.rng)
        _not_said(answer, document)
        _set_and_cleared(answer, document, case.rng)
        _lists(answer, document, case.rng)


def _document(rng: random.Random) -> dict[str, Any]:
    likes = rng.sample(_THINGS[:4], 3)
    return {"name": "Somebody", "city": rng.choice(_CITIES), "likes": likes}


def _merged(answer: Any, document: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """Return what the learner's function makes of it, when it has changed nothing else."""
    passed, given = copy.deepcopy(document), copy.deepcopy(patch)
    new: dict[str, Any] = answer(passed, given)
    need(
        isinstance(new, dict),
        f"The new document is expected back, a dict, and this is {a_value(new)}.",
        hint="Is there a `return`?",
    )
    need(
        passed == document and given == patch,
        "What was passed in has been changed.",
        hint="Make a new dict, and new lists; a copy of a dict has the same lists as the first.",
    )
    again = answer(copy.deepcopy(new), copy.deepcopy(patch))
    need(
        again == new,
        "The same patch a second time changes the document again.",
        hint="A conversation may be learned twice. What is there already must not come again.",
    )
    return new


def _not_said(answer: Any, document: dict[str, Any]) -> None:
    silences: tuple[Any, ...] = (None, "", [])
    for nothing in silences:
        changes: dict[str, Any] = {
            "name": nothing,
            "city": nothing,
            "likes": {"add": [], "remove": []},
        }
        new = _merged(answer, document, {"changes": changes, "clear": []})
        need(
            all(new.get(field) == value for field, value in document.items()),
            f"{nothing!r} was written over what is known.",
            hint="A model fills in every field of its form, also those nobody spoke of.",
        )
    new = _merged(answer, document, {"changes": {"job": None}, "clear": []})
    need(new == document, "A field that nobody spoke of has got into the document.")


def _set_and_cleared(answer: Any, document: dict[str, Any], rng: random.Random) -> None:
    city = rng.choice([name for name in _CITIES if name != document["city"]])
    changes = {"city": city, "guests": 0, "vegan": False}
    new = _merged(answer, document, {"changes": changes, "clear": []})
    need(new.get("city") == city, "A new value did not take the place of the old one.")
    need(
        new.get("guests") == 0 and new.get("vegan") is False,
        "0 and False were taken for “not said”.",
        hint="Three things mean that nothing was said, and each is named in rule 1. In Python more "
        "values than these count as false.",
    )
    need(
        all(new.get(field) == document[field] for field in ("name", "likes")),
        "A field that the patch does not name was lost or changed.",
    )
    new = _merged(answer, document, {"changes": {}, "clear": ["city"]})
    need(
        not new.get("city") and new.get("name") == document["name"],
        "A field that the user no longer has is still there, or another one is gone.",
        hint="Rule 3: the patch has a part of its own for that.",
    )


def _lists(answer: Any, document: dict[str, Any], rng: random.Random) -> None:
    first, second, third = document["likes"]
    more = rng.choice(_THINGS[4:])
    changes = {"likes": {"add": [more, second], "remove": [first]}}
    likes: Any = _merged(answer, document, {"changes": changes, "clear": []}).get("likes")
    need(
        isinstance(likes, list),
        f"A list has become {a_value(likes)}.",
        hint="A change of a list is a dict with two parts; the document holds the list.",
    )
    need(
        second in likes and third in likes,
        "An item of a list was lost that nobody took out.",
        hint="Rule 2: what is added does not stand in place of what is there.",
    )
    need(len(likes) == len(set(likes)), "An item stands in a list twice.")
    need(
        more in likes and first not in likes, "What was added is missing, or what was removed not."
    )
    new = _merged(
        answer, document, {"changes": {"pans": {"add": [more], "remove": []}}, "clear": []}
    )
    need(
        new.get("pans") == [more],
        "A list of which nothing was known yet did not get its first item.",
    )


FIELDS = ("name", "city", "allergies", "party", "table")


@exercise("3.3", title="Design a profile")
def guest(answer: Any, case: Case) -> None:
    """Look at the schema, put values into it, and let a memory fill it in."""
    need(
        isinstance(answer, type) and issubclass(answer, BaseModel),
        f"A class that derives from BaseModel is expected, and this is {a_value(answer)}.",
    )
    missing = [field for field in FIELDS if field not in answer.model_fields]
    need(not missing, f"These fields are missing: {', '.join(missing)}.")
    try:
        empty = answer()
    except ValidationError:
        need(
            holds=False,
            message="Guest() is refused: some field must be given.",
            hint="When a guest arrives, nothing is known. What has no default must be given.",
        )
    made_up = [field for field in FIELDS if getattr(empty, field) not in (None, [], ())]
    need(
        not made_up,
        f"Guest() claims to know something already: {', '.join(made_up)}.",
        hint="Which value says that nothing was said? No guest could have said it.",
    )
    _compare_values(answer, case.rng)
    need(
        empty.allergies is not None,
        "A program that goes through the allergies of a new guest would fail.",
        hint="What is a list without anything in it?",
    )
    silent = [field for field in FIELDS if not answer.model_fields[field].description]
    need(
        not silent,
        f"There is no description of {', '.join(silent)}.",
        hint="Part 4 has a field with one.",
    )
    _learn(answer, case.rng)


def _compare_values(schema: type[BaseModel], rng: random.Random) -> None:
    foods = rng.sample(_FOODS, 2)
    good = {
        "allergies": ([], foods),
        "party": (1, 40, rng.randint(2, 39)),
        "table": ("inside", "terrace"),
    }
    bad = {
        "allergies": (foods[0], 7),
        "party": (0, 41, -rng.randint(1, 9), 2.5, "many"),
        "table": ("roof", "Inside or terrace", ""),
    }
    for field, values in good.items():
        for value in values:
            need(_takes(schema, field, value), f"{field}={value!r} is refused, and should not be.")
    for field, values in bad.items():
        for value in values:
            need(
                not _takes(schema, field, value),
                f"{field}={value!r} is accepted, and should not be.",
                hint="An annotation, or a bound given to Field, lets Pydantic refuse it.",
            )


def _takes(schema: type[BaseModel], field: str, value: Any) -> bool:
    try:
        schema.model_validate({field: value})
    except ValidationError:
        return False
    return True


def _learn(schema: type[BaseModel], rng: random.Random) -> None:
    city, food = rng.choice(_CITIES), rng.choice(_FOODS)
    settings = mk.SemanticSettings(profiles=[schema])
    clock = LessonClock("2026-03-01T10:00")
    with mk.open(user="guest", semantic=settings, clock=clock, ids=counted_ids()) as memory:
        memory.semantic.learn(f"I live in {city}. I'm allergic to {food}.")
        known = memory.semantic.profile(schema)
    need(
        known is not None
        and getattr(known, "city", None) == city
        and list(getattr(known, "allergies", ())) == [food],
        "A guest said where they live and what they are allergic to, and the profile does not know it.",
        hint="Are city a text and allergies a list of texts?",
    )


question(
    "3.q1",
    "A user says: “My sister came yesterday. She hates coriander.” Which fact is good?",
    Choice("She hates coriander.", "Read alone next month, nobody knows who she is."),
    Choice(
        "The user's sister hates coriander.",
        "It is complete in itself, and says no more than was said.",
        right=True,
    ),
    Choice(
        "The user's family avoids strong herbs.",
        "That is a guess about other people and other herbs; nobody said it.",
    ),
)
question(
    "3.q2",
    "A delivery program must ask each customer's address once, and never again. Where does it belong?",
    Choice(
        "Into the collection, and recalled when needed.",
        "Likeness may rank it below other facts, and then the customer is asked again.",
    ),
    Choice(
        "Into a profile, as a field.",
        "It is one value, the same for every user, which code reads by its name.",
        right=True,
    ),
    Choice(
        "Into the system prompt of the agent, by hand.",
        "Each customer has another one, and it changes.",
    ),
)
question(
    "3.q3",
    "Why does the model propose patches, and not the new profile?",
    Choice(
        "A patch is shorter.",
        "It is, and that saves tokens; but it is not what could go wrong.",
    ),
    Choice(
        "A model cannot write JSON of that size.",
        "It can. What it cannot be trusted with is to copy all of it each time.",
    ),
    Choice(
        "Then silence about a field can never erase it.",
        "Only what is named changes; everything else is copied by code, which forgets nothing.",
        right=True,
    ),
)
