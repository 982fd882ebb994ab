"""Times that a user names."""

from memorykinds.kinds.clock import end_of


def test_a_date_means_its_end_and_a_time_means_itself():
    assert end_of("2026-05-03").isoformat() == "2026-05-03T23:59:59.999999+00:00"
    assert end_of("2026-05-03T08:59").isoformat() == "2026-05-03T08:59:00+00:00"
