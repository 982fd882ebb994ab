"""An episode reads as sentences, whatever its parts end with."""

import pytest

from memorykinds.kinds import Episode


@pytest.mark.parametrize(
    ("situation", "rendered"),
    [
        ("A trip", "T: A trip."),
        ("A trip.", "T: A trip."),
        ("They asked: “Where to?”", "T: They asked: “Where to?”"),
        ("They said “Genoa”", "T: They said “Genoa”."),
    ],
)
def test_each_part_ends_once(situation, rendered):
    assert Episode(title="T", situation=situation).render() == rendered
