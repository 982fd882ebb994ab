"""What lesson 11 promises of the evening reports that its alarm gets holds for every student."""

import itertools
import random
from statistics import median

import pytest

from memorykinds.workshop.evening_reports import MEASURED, house, incident

SEEDS = range(40)
SIZES = (0.3, 1, 8)
each_house = pytest.mark.parametrize("size", SIZES)


def chance(seed):
    return random.Random(seed)  # noqa: S311 -- no secret


def rates(days):
    """Return the new facts of each talk, for each day with talks but the first."""
    return [
        (day["facts"] - before["facts"]) / day["talks"]
        for before, day in itertools.pairwise(days)
        if day["talks"]
    ]


@each_house
def test_on_a_quiet_evening_no_job_is_more_than_half_an_hour_overdue(size):
    days = [day for seed in SEEDS for day in house(chance(seed), size)]
    assert max(day["oldest"] for day in days) <= 30
    assert {day["foreign"] for day in days} == {0}
    assert all(day[name] is not None for day in days for name in MEASURED)


@each_house
def test_a_quiet_talk_brings_no_more_than_twice_what_is_usual(size):
    for seed in SEEDS:
        found = rates(house(chance(seed), size))
        judged = range(6, len(found))
        assert all(found[n] <= 2 * median(found[:n]) for n in judged)


@each_house
def test_a_runaway_brings_five_times_what_is_usual(size):
    for seed in SEEDS:
        *before, today = rates(incident(chance(seed), "growth", size))
        assert today >= 5 * median(before)


def test_the_new_facts_of_a_day_alone_do_not_tell_a_runaway():
    def new(before, day):
        return day["facts"] - before["facts"]

    runaways = [new(*incident(chance(seed), "growth", 1)[-2:]) for seed in SEEDS]
    quiet = [new(*pair) for seed in SEEDS for pair in itertools.pairwise(house(chance(seed), 1))]
    assert max(runaways) < max(quiet)


@each_house
def test_a_stuck_queue_is_short_and_two_hours_late(size):
    for seed in SEEDS:
        today = incident(chance(seed), "stuck", size)[-1]
        assert today["oldest"] >= 120
        assert today["waiting"] <= 3


def test_a_silent_evening_was_not_measured():
    today = incident(chance(1), "silent", 1)[-1]
    assert {today[name] for name in MEASURED} == {None}
    assert today["day"] is not None
