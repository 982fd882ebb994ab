"""Vectors in two dimensions: the same map each time, and measures that tell how far it lies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memorykinds.widgets.projection import distances, distortion, projection

SEEDS = st.integers(0, 10_000)


def cloud(seed, number=30, dims=12):
    return np.random.default_rng(seed).normal(size=(number, dims))


@given(SEEDS)
def test_points_of_a_plane_keep_all_their_distances(seed):
    random = np.random.default_rng(seed)
    plane, _ = np.linalg.qr(random.normal(size=(9, 2)))
    points = random.normal(size=(20, 2)) @ plane.T + 5
    seen = projection(points)
    assert np.allclose(distances(seen.places(points)), distances(points), atol=1e-5)
    assert sum(seen.shares) == pytest.approx(1)


@given(SEEDS)
def test_the_order_of_the_vectors_does_not_turn_the_map(seed):
    points = cloud(seed)
    order = np.random.default_rng(seed).permutation(len(points))
    assert np.allclose(
        projection(points).places(points)[order], projection(points[order]).places(points[order])
    )


@pytest.mark.parametrize(("number", "dims"), [(30, 12), (12, 30), (40, 40), (3, 2), (2, 9)])
def test_the_axes_and_shares_are_those_of_the_singular_values(number, dims):
    points = cloud(5, number, dims)
    _, sizes, directions = np.linalg.svd(points - points.mean(0), full_matrices=False)
    seen = projection(points)
    assert seen.shares == pytest.approx(tuple((sizes**2 / (sizes**2).sum())[:2]))
    for axis, direction, share in zip(seen.axes, directions, seen.shares, strict=False):
        assert share < 1e-12 or abs(axis @ direction) == pytest.approx(1)


def test_each_axis_is_turned_to_its_largest_component():
    axes = projection(cloud(3)).axes
    assert all(axis[np.argmax(np.abs(axis))] > 0 for axis in axes)


def test_the_first_axis_shows_most():
    first, second = projection(cloud(1) * np.array([9, 3, *[1] * 10])).shares
    assert first > second > 0


@pytest.mark.parametrize("number", [1, 2, 7])
def test_equal_vectors_all_stand_in_the_middle(number):
    points = np.full((number, 5), 0.1)
    seen = projection(points)
    assert np.allclose(seen.places(points), 0)
    assert seen.shares == (0, 0)


def test_two_vectors_stand_on_a_line():
    points = cloud(2, number=2)
    seen = projection(points)
    assert seen.shares[0] == pytest.approx(1)
    assert seen.shares[1] == 0
    assert np.allclose(seen.places(points)[:, 1], 0)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_so_few_points_have_nothing_to_distort(number):
    assert distortion(cloud(0, number), cloud(0, number)[:, :2], 5) is None


def test_a_true_map_keeps_every_neighbour():
    points = cloud(4, dims=2)
    left = distortion(points, points, 5)
    assert (left.near, left.kept, left.trustworthiness) == (5, 5.0, 1.0)


def test_chance_keeps_about_as_many_as_chance_would():
    left = distortion(cloud(5, 400), cloud(6, 400, 2), 5)
    assert left.kept == pytest.approx(5 * 5 / 399, abs=0.1)
    assert left.trustworthiness == pytest.approx(0.5, abs=0.03)


def test_trustworthiness_counts_how_far_a_stranger_came():
    line = np.arange(6.0)[:, None]
    moved = np.array([5.4, 1, 2, 3, 4, 5])[:, None]  # 0 stands beside 5
    # 0's nearest here is 5, the fifth in truth: (5 - 1). 5's nearest is 0, fifth: (5 - 1).
    # Of 1 the nearest was 0, the first of two equals, and is 2, the second in truth: (2 - 1).
    # 2 * (4 + 4 + 1) / (6 * 1 * (12 - 3 - 1)) = 18 / 48.
    assert distortion(line, moved, 1).trustworthiness == pytest.approx(1 - 18 / 48)


def test_equal_points_are_each_others_nearest():
    points = np.zeros((8, 3))
    assert distortion(points, np.zeros((8, 2)), 3).kept == 3.0
