"""A PNG as any reader of the format sees it."""

import struct
import zlib

import numpy as np
import pytest

from memorykinds.widgets.raster import Raster, circle, cross, line, square, triangle

BLUE = (0, 0, 255)
WHITE = (255, 255, 255)


def pixels(png):
    """Read a PNG of 8 bits a colour without filters, and check every chunk."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert zlib.crc32(name + data) == check
        chunks[name] = data
        at += 12 + length
    width, height, depth, colours, *_ = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, colours) == (8, 2)
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert (rows[:, 0] == 0).all()
    return rows[:, 1:].reshape(height, width, 3)


def test_an_empty_picture_is_white():
    drawn = pixels(Raster(7, 3).png())
    assert drawn.shape == (3, 7, 3)
    assert (drawn == 255).all()


@pytest.mark.parametrize("shape", [circle(6), square(6), triangle(9), cross(6)])
def test_a_shape_is_filled_and_ends(shape):
    drawn = pixels(Raster(40, 40).fill(20, 20, 12, shape, BLUE).png())
    assert tuple(drawn[20, 20]) == BLUE
    assert tuple(drawn[2, 2]) == tuple(drawn[37, 37]) == WHITE


def test_the_shapes_differ():
    shapes = (circle(6), square(6), triangle(9), cross(6))
    drawn = {Raster(40, 40).fill(20, 20, 12, shape, BLUE).png() for shape in shapes}
    assert len(drawn) == len(shapes)


def test_a_triangle_points_upwards():
    drawn = pixels(Raster(40, 40).fill(20, 20, 12, triangle(9), BLUE).png())
    assert (drawn[13] != 255).any(axis=1).sum() < (drawn[23] != 255).any(axis=1).sum()


def test_a_line_goes_from_end_to_end_and_a_dashed_one_has_gaps():
    whole = pixels(Raster(40, 9).fill(5, 4.5, 32, line(30, 0, 2), BLUE).png())[4]
    dashed = pixels(Raster(40, 9).fill(5, 4.5, 32, line(30, 0, 2, dash=5), BLUE).png())[4]
    inside = slice(6, 34)
    assert (whole[inside] == BLUE).all()
    assert tuple(whole[1]) == WHITE
    assert tuple(dashed[7]) == BLUE
    assert tuple(dashed[12]) == WHITE


def test_what_is_outside_of_the_picture_is_left_out():
    drawn = Raster(10, 10).fill(-30, 5, 6, circle(6), BLUE).fill(5, 90, 6, circle(6), BLUE)
    assert (pixels(drawn.png()) == 255).all()


def test_each_number_looks_unlike_the_others():
    drawn = {Raster(40, 20).number(2, 2, number, 2, BLUE).png() for number in range(21)}
    assert len(drawn) == 21
