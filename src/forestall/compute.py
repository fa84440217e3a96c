"""Seeded random streams: the same seed and the same name give the same draws."""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, *names: str) -> np.random.Generator:
    """A generator of its own for each named step of a run.

    Streams are keyed by name, not by order of use, so adding a step elsewhere
    leaves every other step's draws as they were.

    Parameters
    ----------
    seed : the run's seed, 0 or larger.
    names : what the draws are for, e.g. ``stream(7, "warning", "CAF")``.

    >>> bool(stream(7, "a").random() == stream(7, "a").random())
    True
    """
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    keys = [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *keys])))


def stratified(rng: np.random.Generator, n: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """``n`` uniforms, one in each of ``n`` equal slices of 0 to 1, in random order.

    One column of a Latin hypercube (McKay, Beckman & Conover 1979): means over them scatter less
    than over independent draws.

    >>> sorted((stratified(stream(1, "a"), 4) * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """
    return np.asarray((rng.permutation(n) + rng.random(n)) / n, dtype=np.float64)
