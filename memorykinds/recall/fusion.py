"""Fusion: how a cosine and a BM25 score, which have nothing in common, become comparable.

    minmax      (cosine - lowest) / (highest - lowest); BM25 / what the whole query is worth
    zscore      standard deviations above the mean, four of which count as 1
    rrf         (K + 1) / (K + rank), by rank alone (Cormack et al., 2009)
    interleave  1 for the first of an arm, falling evenly with the rank

Min-max with what is theoretically the least and the most, where that is known, is the most
robust of these in Bruch et al., An Analysis of Fusion Functions for Hybrid Retrieval (2023,
arXiv:2210.11934). For BM25 that is the worth of all the query's words: a memory that holds
only a name which every second one holds scores little, also where none holds more.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Fusion = Literal["minmax", "zscore", "rrf", "interleave"]

RRF_K = 60
"""The constant of reciprocal rank fusion, as its authors chose it."""

FEW = 20
"""Of fewer memories the least like is no measure of unlike; there a cosine of 0 is."""

_HIGH = 4.0
"""Standard deviations that count as 1."""


def fused(fusion: Fusion, raw: Floats, whole: float | None = None) -> Floats:
    """Return the scores of one arm as values between 0 and 1.

    Args:
        fusion: By what method.
        raw: Of each memory; NaN where the arm did not find it, which counts as its least.
        whole: The most that the arm can give, for a score that begins at 0; None if unknown.
    """
    found = ~np.isnan(raw)
    values = np.zeros(len(raw))
    if found.any():
        values[found] = _METHODS[fusion](raw[found], whole)
    return values


def ranks(raw: Floats) -> npt.NDArray[np.int64]:
    """Return the rank of each memory in one arm, from 1; 0 if the arm did not find it."""
    places = np.zeros(len(raw), np.int64)
    order = np.argsort(-raw, kind="stable")  # NaN comes last
    found = int(np.count_nonzero(~np.isnan(raw)))
    places[order[:found]] = np.arange(1, found + 1)
    return places


def _minmax(raw: Floats, whole: float | None) -> Floats:
    if whole is not None:
        return np.clip(raw / whole, 0.0, 1.0)
    low = float(raw.min()) if len(raw) >= FEW else 0.0
    high = float(raw.max())
    return np.clip((raw - low) / (high - low), 0.0, 1.0) if high > low else np.clip(raw, 0.0, 1.0)


def _zscore(raw: Floats, _whole: float | None) -> Floats:
    spread = float(raw.std())
    return np.clip((raw - raw.mean()) / (_HIGH * spread), 0.0, 1.0) if spread else 0.0 * raw


def _rrf(raw: Floats, whole: float | None) -> Floats:
    values: Floats = (RRF_K + 1) / (RRF_K + ranks(raw))
    return np.where(raw > 0, values, 0.0) if whole is not None else values


def _interleave(raw: Floats, whole: float | None) -> Floats:
    values: Floats = 1 - (ranks(raw) - 1) / len(raw)
    return np.where(raw > 0, values, 0.0) if whole is not None else values


_METHODS = {"minmax": _minmax, "zscore": _zscore, "rrf": _rrf, "interleave": _interleave}
