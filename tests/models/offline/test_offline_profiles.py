"""What the offline model fills in of a profile, and what it leaves alone."""

from datetime import date
from typing import Literal

import pytest
from pydantic import BaseModel

import memorykinds as mk


class Person(BaseModel):
    name: str | None = None
    city: str | None = None
    hometown: str | None = None
    occupation: str | None = None
    employer: str | None = None
    age: int | None = None
    birthday: date | None = None
    nickname: str | None = None
    email: str | None = None
    diet: Literal["vegan", "vegetarian"] | None = None
    favourite_color: str | None = None
    interests: list[str] = []
    languages: list[str] = []
    pets: list[str] = []
    allergies: list[str] = []


class Place(BaseModel):
    city: str | None = None


class Beyond(BaseModel):
    """Fields that the patterns cannot fill in for certain."""

    home: Place | None = None
    lives_in_turin: bool | None = None
    cities: dict[str, str] = {}
    likes: str | None = None
    city: Literal["Rome"] | None = None
    age: float | None = None
    jobs: list[str] = []
    mood: str | None = None


def told(*said, schema=Person, **settings):
    """Return the profile after conversations of one sentence each."""
    settings = mk.SemanticSettings(profiles=[schema], **settings)
    clock = mk.LessonClock("2026-05-03T09:00Z")
    memory = mk.open(semantic=settings, clock=clock, embeddings="hash")
    for text in said:
        memory.semantic.learn(text)
        clock.advance(days=1)
    return memory.semantic.profile(schema)


SAID = [
    ("My name is Ada.", {"name": "Ada"}),
    ("I live in Turin.", {"city": "Turin"}),
    ("I'm from Pisa.", {"hometown": "Pisa"}),
    ("I work as a nurse at Fiat.", {"occupation": "nurse", "employer": "Fiat"}),
    ("I'm 34 years old.", {"age": 34}),
    ("My birthday is 17 May 1990.", {"birthday": date(1990, 5, 17)}),
    ("My nickname is Adi.", {"nickname": "Adi"}),
    ("My email is ada@example.org.", {"email": "ada@example.org"}),
    ("I'm vegan.", {"diet": "vegan"}),
    ("My favourite color is blue.", {"favourite_color": "blue"}),
    ("I like tea and jazz.", {"interests": ["tea", "jazz"]}),
    ("I speak French and German.", {"languages": ["French", "German"]}),
    ("I have a dog named Rex.", {"pets": ["dog Rex"]}),
    ("I'm allergic to peanuts.", {"allergies": ["peanuts"]}),
]


@pytest.mark.parametrize(("text", "known"), SAID)
def test_a_field_is_filled_in_by_its_name(text, known):
    assert told(text) == Person(**known)


@pytest.mark.parametrize(
    "text",
    [
        "I think I live in Rome.",
        "My brother Max lives in Oslo.",
        "If I lived in Rome, I would learn Italian.",
        "Where do I live?",
        "I used to live in Rome.",
        "Nice weather today!",
    ],
)
def test_what_is_not_certain_is_left_unset(text):
    assert told(text) == Person()


def test_a_field_that_the_patterns_cannot_fill_in_for_certain_is_left_unset():
    said = [text for text, _ in SAID]
    assert told(*said, schema=Beyond) == Beyond()


def test_a_move_a_change_of_taste_and_the_end_of_a_job_are_followed():
    profile = told(
        "I live in Turin. I like tea and jazz. I work at Fiat.",
        "I moved to Genoa. I don't like tea anymore. I no longer work at Fiat.",
    )
    assert profile == Person(city="Genoa", interests=["jazz"])


def test_the_end_of_something_else_clears_nothing():
    assert told("I work at Fiat.", "I no longer work at Ferrari.").employer == "Fiat"


def test_it_fills_in_profiles_without_facts():
    assert told("I live in Turin.", facts=False) == Person(city="Turin")
