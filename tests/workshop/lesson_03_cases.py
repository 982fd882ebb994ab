"""Right and wrong answers to the exercises of lesson 3."""

import re
from typing import Literal

from exercise_cases import Cases
from pydantic import BaseModel, Field


def words(text):
    return set(re.findall(r"\w+", text.lower()))


def cited(evidence, turns, *roles):
    return " ".join(t["text"] for t in turns if t["id"] in evidence and t["role"] in roles)


def exists(evidence, turns):
    ids = {turn["id"] for turn in turns}
    return bool(evidence) and all(one in ids for one in evidence)


def grounded(thing, evidence, turns):
    return exists(evidence, turns) and words(thing) <= words(cited(evidence, turns, "user"))


def ids_alone(_thing, evidence, turns):
    return exists(evidence, turns)


def anybody(thing, evidence, turns):
    said = cited(evidence, turns, "user", "assistant")
    return exists(evidence, turns) and words(thing) <= words(said)


def anywhere(thing, evidence, turns):
    said = " ".join(turn["text"] for turn in turns if turn["role"] == "user")
    return exists(evidence, turns) and words(thing) <= words(said)


def letters(thing, evidence, turns):
    return exists(evidence, turns) and thing in cited(evidence, turns, "user")


def any_existing(thing, evidence, turns):
    return bool(evidence) and words(thing) <= words(cited(evidence, turns, "user"))


def parts(thing, evidence, turns):
    said = cited(evidence, turns, "user").lower()
    return exists(evidence, turns) and all(word in said for word in words(thing))


def merge(document, patch):
    new = dict(document)
    for field, value in patch["changes"].items():
        if isinstance(value, dict):
            kept = [item for item in new.get(field, []) if item not in value["remove"]]
            new[field] = list(dict.fromkeys([*kept, *value["add"]]))
        elif value is not None and value not in ("", []):
            new[field] = value
    return {field: value for field, value in new.items() if field not in patch["clear"]}


def overwritten(document, patch):
    return {**merge(document, patch), **{k: v for k, v in patch["changes"].items() if not v}}


def falsy(document, patch):
    changes = {field: value for field, value in patch["changes"].items() if value}
    return merge(document, {**patch, "changes": changes})


def replaced(document, patch):
    lists = {k: v["add"] for k, v in patch["changes"].items() if isinstance(v, dict) and v["add"]}
    return {**merge(document, patch), **lists}


def as_dicts(document, patch):
    lists = {k: v for k, v in patch["changes"].items() if isinstance(v, dict) and v["add"]}
    return {**merge(document, patch), **lists}


def in_place(document, patch):
    new = merge(document, patch)
    document.clear()
    document.update(new)
    return document


def appended(document, patch):
    new = merge(document, patch)
    added = {k: v["add"] for k, v in patch["changes"].items() if isinstance(v, dict)}
    return {k: [*document.get(k, []), *added[k]] if k in added else v for k, v in new.items()}


def never_cleared(document, patch):
    return merge(document, {**patch, "clear": []})


def known_fields(document, patch):
    changes = {
        k: v for k, v in patch["changes"].items() if k in document or not isinstance(v, dict)
    }
    return merge(document, {**patch, "changes": changes})


class Guest(BaseModel):
    name: str | None = Field(None, description="What the guest is called.")
    city: str | None = Field(None, description="Where the guest lives now.")
    allergies: list[str] = Field([], description="What the guest cannot eat.")
    party: int | None = Field(None, ge=1, le=40, description="How many usually come.")
    table: Literal["inside", "terrace"] | None = Field(None, description="Where they like to sit.")


class Required(Guest):
    name: str = Field(description="What the guest is called.")


class MadeUp(Guest):
    city: str = Field("unknown", description="Where the guest lives now.")


class OneText(Guest):
    allergies: str | None = Field(None, description="What the guest cannot eat.")


class NoList(Guest):
    allergies: list[str] | None = Field(None, description="What the guest cannot eat.")


class Unbounded(Guest):
    party: int | None = Field(None, description="How many usually come.")


class AnyTable(Guest):
    table: str | None = Field(None, description="Where they like to sit.")


class Silent(Guest):
    city: str | None = None


class Short(BaseModel):
    name: str | None = Field(None, description="What the guest is called.")


CASES = {
    "3.1": Cases(
        solution=lambda _: grounded,
        wrong={
            "only the assistant said it": lambda _: anybody,
            "another turn says it": lambda _: anywhere,
            "said in the cited turn": lambda _: letters,
            "one of the cited turns does not exist": lambda _: any_existing,
            "a part of a longer word": lambda _: parts,
            "one word of the object was not said": lambda _: (
                lambda o, e, t: grounded(o, e, t) or grounded(o.removeprefix("old "), e, t)
            ),
            "says True": lambda _: ids_alone,
            "True or False is expected": lambda _: lambda *_: None,
        },
    ),
    "3.2": Cases(
        solution=lambda _: merge,
        wrong={
            "was written over what is known": lambda _: overwritten,
            "0 and False": lambda _: falsy,
            "An item of a list was lost": lambda _: replaced,
            "A list has become a dict": lambda _: as_dicts,
            "What was passed in": lambda _: in_place,
            "a second time": lambda _: appended,
            "still there": lambda _: never_cleared,
            "its first item": lambda _: known_fields,
            "a dict, and this is nothing": lambda _: lambda d, p: d.update(p),
        },
    ),
    "3.3": Cases(
        solution=lambda _: Guest,
        wrong={
            "Guest() is refused": lambda _: Required,
            "claims to know something already: city": lambda _: MadeUp,
            "goes through the allergies": lambda _: NoList,
            "is refused, and should not be": lambda _: OneText,
            "party=0 is accepted": lambda _: Unbounded,
            "table='roof' is accepted": lambda _: AnyTable,
            "no description of city": lambda _: Silent,
            "These fields are missing": lambda _: Short,
            "A class that derives": lambda _: {"name": "What the guest is called."},
        },
    ),
}
