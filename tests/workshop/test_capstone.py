"""The capstone's stories: what they hold the default policy to, and that learning them by heart is no help."""

import random
from datetime import timedelta

import pytest

import memorykinds as mk
from memorykinds.managers.policies import FACT_POLICIES
from memorykinds.workshop.capstone import FIRST_DAY, believed, judged
from memorykinds.workshop.stories import KINDS, stories

DEFAULT = FACT_POLICIES["bitemporal"]
WEAK = ("a plan that was carried out", "a taste given up as a whole", "one more beside it")
READABLE = [kind for kind in KINDS if "plan" not in kind and "later" not in kind]


def drawn(seed, each=6, **unlike):
    return stories(random.Random(seed), each, **unlike)  # noqa: S311 -- no secret


@pytest.mark.parametrize("seed", range(5))
def test_the_default_has_none_of_three_kinds_right_and_all_of_the_others(seed):
    told = drawn(seed)
    assert judged(DEFAULT, told) == [story.kind not in WEAK for story in told]


def test_the_same_chance_draws_the_same_stories_and_another_one_others():
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


@pytest.mark.parametrize("seed", range(5))
def test_of_the_weak_kinds_no_unseen_story_says_what_a_given_one_says(seed):
    given = drawn(seed, 4)
    words = {(s.kind, told.words) for s in given for told in s.told if s.kind in WEAK}
    unseen = drawn(seed + 100, 8, unlike=given)
    assert words.isdisjoint((s.kind, told.words) for s in unseen for told in s.told)


@pytest.mark.parametrize("kind", READABLE)
def test_a_memory_with_the_offline_model_believes_what_the_measure_says_of_the_default(kind):
    for story in (story for story in drawn(7, 2) if story.kind == kind):
        with mk.open(clock=mk.LessonClock("2027-01-10"), ids=mk.counted_ids()) as memory:
            for day, words in dict.fromkeys((told.day, told.words) for told in story.told):
                at = (FIRST_DAY + timedelta(days=day)).isoformat()
                memory.semantic.learn([{"role": "user", "at": at, "content": words}])
            found = tuple(sorted(record.text for record in memory.semantic.all()))
        assert found == believed(DEFAULT, story)
